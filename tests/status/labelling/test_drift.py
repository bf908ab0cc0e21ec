"""Drift: agreement by policy version is the library's, and a change is claimed only where it is more than chance."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from smo_metrics.agreement import (
    Ratings,
    agreement_over_time,
    category_agreement,
    compare_agreement,
    krippendorff_alpha,
)
from smo_metrics.settings import Project
from smo_metrics.status import quality_review
from smo_metrics.status.labelling.changes import find_changes
from smo_metrics.status.labelling.versions import MOST_VERSIONS, versions_in_order
from smo_metrics.tables import first_submissions
from tests.status.labelling.made_labels import CATEGORIES, made_labels, together

EARLIER = {"seed": 1, "policy_version": "v2.0"}
LATER = {"seed": 2, "policy_version": "v2.1", "start": "2026-03-30T09:00Z", "first_item": 1000}


@pytest.fixture(scope="module")
def drifting() -> pd.DataFrame:
    """Agreement on hate falls with v2.1, on the rest it does not."""
    return together(made_labels(300, **EARLIER), made_labels(300, of_category={"hate": 0.3}, **LATER))


@pytest.fixture(scope="module")
def review(drifting):
    return quality_review(drifting, Project())


def ratings_of(table: pd.DataFrame, version: str) -> Ratings:
    return Ratings.from_long(table[table["policy_version"] == version])


def test_each_version_has_the_librarys_alpha_and_its_days(drifting, review) -> None:
    assert review.drift["policy_version"].tolist() == ["v2.0", "v2.1"]
    for row in review.drift.to_dict("records"):
        alpha = krippendorff_alpha(ratings_of(drifting, row["policy_version"]))
        assert (row["alpha"], row["low"], row["high"]) == (alpha.value, alpha.low, alpha.high)
        assert (row["items"], row["labels"], row["annotators"]) == (300, 900, 6)
    assert review.drift["first_day"].tolist() == [date(2026, 3, 2), date(2026, 3, 30)]
    assert review.drift["agreement"].iloc[1] < review.drift["agreement"].iloc[0]


def test_a_fall_with_a_version_is_claimed_with_the_interval_of_all_comparisons(drifting, review) -> None:
    row = review.changes.iloc[0]
    jointly = 1 - 0.05 / 3
    found = compare_agreement(ratings_of(drifting, "v2.1"), ratings_of(drifting, "v2.0"), confidence=jointly)
    assert (row["kind"], row["category"], row["policy_version"], row["against"]) == ("version", "(all)", "v2.1", "v2.0")
    assert (row["difference"], row["low"], row["high"]) == (found.difference, found.low, found.high)
    assert row["p_adjusted"] == pytest.approx(3 * found.p_value)
    assert (row["change"], row["comparisons"], row["since"]) == ("fell", 3, date(2026, 3, 30))
    assert row["finding"] == (
        f"agreement fell from {row['before']:.2f} to {row['after']:.2f} with policy v2.1 (difference "
        f"{row['difference']:.2f}, 95 % interval {row['low']:.2f} to {row['high']:.2f}, wide enough for 3 comparisons)"
    )


def test_the_category_that_drifts_most_stands_first_and_is_named(drifting, review) -> None:
    single = review.changes[review.changes["category"] != "(all)"]
    assert single["p_adjusted"].is_monotonic_increasing
    assert (single["category"].iloc[0], single["change"].iloc[0]) == ("hate", "fell")
    for row in single.to_dict("records"):
        for side, version in (("before", "v2.0"), ("after", "v2.1")):
            table = category_agreement(ratings_of(drifting, version)).frame.set_index("category")
            assert row[side] == pytest.approx(table.loc[row["category"], "value"])
    assert single["comparisons"].tolist() == [3, 3, 3]
    hate = single.iloc[0]
    assert f"; most on hate ({hate['before']:.2f} to {hate['after']:.2f})" in review.chart_headlines["drift"]
    assert review.chart_headlines["drift"].startswith("Agreement fell from ")
    assert "with policy v2.1" in review.headlines[0]


def test_projects_in_which_nothing_changes_rarely_claim_anything() -> None:
    """Of 15, with two families at 5 % each: 5 or more would come up once in 80."""
    claims = 0
    for seed in range(15):
        parts = made_labels(100, **EARLIER | {"seed": seed}), made_labels(100, **LATER | {"seed": 100 + seed})
        versions = versions_in_order(first_submissions(together(*parts)).frame, Project(), tuple(CATEGORIES))
        claims += (find_changes(versions, Project())["change"] != "").any()
    assert claims < 5


def test_versions_stand_in_the_order_of_their_use_not_of_their_names() -> None:
    late = made_labels(100, policy_version="a", start="2026-05-01T09:00Z", first_item=500)
    straggler = made_labels(2, policy_version="a", start="2026-01-01T09:00Z", first_item=900)
    early = made_labels(100, policy_version="b")
    review = quality_review(together(late, straggler, early), Project())
    assert review.drift["policy_version"].tolist() == ["b", "a"]
    untimed = quality_review(together(late, early).drop(columns="labelled_at"), Project())
    assert untimed.drift["policy_version"].tolist() == ["a", "b"]
    assert untimed.drift["first_day"].isna().all()
    assert untimed.changes.loc[untimed.changes["kind"] == "week", "finding"].str.startswith("too few data").all()


def test_the_days_of_a_version_are_those_of_the_readers_zone() -> None:
    table = made_labels(20, policy_version="v1", start="2026-03-02T20:00Z", days=1)
    drift = quality_review(table, Project(timezone="Asia/Singapore")).drift
    assert drift["first_day"].tolist() == [date(2026, 3, 3)]


def test_a_version_with_next_to_no_labels_is_not_compared_and_costs_the_others_nothing(drifting) -> None:
    thin = made_labels(3, policy_version="v2.2", start="2026-05-01T09:00Z", first_item=5000)
    review = quality_review(together(drifting, thin), Project())
    row = review.changes.set_index(["kind", "category", "policy_version"]).loc[("version", "(all)", "v2.2")]
    assert row["finding"] == "too few data to tell whether agreement changed with policy v2.2"
    assert math.isnan(row["low"])
    assert row["comparisons"] == 3
    assert row["change"] == ""


def test_versions_applied_to_the_same_items_are_compared_as_such() -> None:
    parts = made_labels(200, policy_version="v1"), made_labels(200, policy_version="v2", start="2026-04-01T09:00Z")
    table = together(*parts)
    found = compare_agreement(ratings_of(table, "v2"), ratings_of(table, "v1"), confidence=1 - 0.05 / 3)
    assert found.dependent
    row = quality_review(table, Project()).changes.iloc[0]
    assert (row["low"], row["high"]) == (found.low, found.high)


@pytest.mark.parametrize("version", [None, "v1"])
def test_a_change_within_a_version_is_dated_by_its_week(version) -> None:
    parts = made_labels(200, seed=1), made_labels(200, right=0.5, seed=2, start="2026-03-30T09:00Z", first_item=500)
    table = together(*parts).assign(policy_version=version)
    review = quality_review(table, Project())
    (row,) = review.changes.to_dict("records")
    change = agreement_over_time(table).change
    assert row["since"] == change.period == date(2026, 3, 30)
    assert (row["difference"], row["low"], row["high"]) == (change.difference, change.low, change.high)
    within = "within policy v1, " if version else ""
    assert row["finding"].startswith(f"agreement fell from {change.before:.2f} to {change.after:.2f} {within}from the ")
    assert "week of 30 Mar 2026 on" in review.chart_headlines["weeks"]
    known = "only v1 is named" if version else "the labels name none"
    assert review.chart_headlines["drift"] == f"Agreement by policy version: nothing to compare, {known}"
    assert len(review.drift) == (1 if version else 0)


def test_better_agreement_is_a_rise() -> None:
    review = quality_review(together(made_labels(200, right=0.5, **EARLIER), made_labels(200, **LATER)), Project())
    assert review.changes["change"].iloc[0] == "rose"
    assert review.chart_headlines["drift"].startswith("Agreement rose from ")
    assert "most on" not in review.chart_headlines["drift"]


def test_where_no_change_can_be_shown_the_headline_says_so() -> None:
    review = quality_review(together(made_labels(100, **EARLIER), made_labels(100, **LATER)), Project())
    assert review.chart_headlines["drift"] == "No change of agreement can be shown between the 2 policy versions"
    assert "agreement" not in review.headlines[0].lower()


def test_labels_without_a_version_are_left_out_of_drift_and_counted(drifting) -> None:
    nameless = made_labels(50, policy_version=None, first_item=7000)
    review = quality_review(together(drifting, nameless), Project())
    assert review.drift["labels"].tolist() == [900, 900]
    check = review.checks.set_index("check").loc["Labels by policy version add up to the labels counted"]
    assert (check["expected"], check["found"]) == (1950, 1950)
    assert "150 labels without a policy version" in review.notes[0]


def test_a_column_of_many_names_holds_no_versions() -> None:
    table = made_labels(MOST_VERSIONS + 1)
    review = quality_review(table.assign(policy_version=table["item_id"]), Project())
    assert (len(review.drift), len(review.changes)) == (0, 0)
    assert f"{MOST_VERSIONS + 1} policy versions" in review.notes[0]
    assert "too many versions" in review.chart_headlines["drift"]


def test_measurements_drift_too() -> None:
    table = together(made_labels(60, **EARLIER), made_labels(60, **LATER))
    truth = pd.factorize(table["item_id"])[0].astype(float)
    noise = np.random.default_rng(1).normal(size=len(table)) * np.where(table["policy_version"] == "v2.1", 20, 1)
    review = quality_review(table.assign(label=truth + noise), Project(level="interval"))
    assert review.changes["change"].iloc[0] == "fell"
    assert review.drift["agreement"].isna().all()
    assert set(review.changes["category"]) == {"(all)"}
