"""Agreement week by week, and the change that stands out from chance."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from smo_metrics.agreement import Ratings, agreement_over_time, krippendorff_alpha
from smo_metrics.agreement._bridge import critical_value, distinct_splits, exceedance
from smo_metrics.agreement.compare import compare_agreement
from smo_metrics.errors import SmoError, TableError


def labels(times: list[str]) -> pd.DataFrame:
    rows = [
        (f"i{i}", annotator, "x" if (i + annotator) % (i % 5 + 2) else "y", pd.Timestamp(time))
        for i, time in enumerate(times)
        for annotator in (1, 2, 3)
    ]
    return pd.DataFrame(rows, columns=["item_id", "annotator_id", "label", "labelled_at"])


def test_a_week_runs_from_monday_to_sunday_in_the_zone_asked_for() -> None:
    table = labels(["2026-03-01T23:30:00Z", "2026-03-02T00:30:00Z"])
    utc = agreement_over_time(table).to_frame()
    assert [str(day) for day in utc["period"]] == ["2026-02-23", "2026-03-02"]
    singapore = agreement_over_time(table, timezone="Asia/Singapore").to_frame()
    assert [str(day) for day in singapore["period"]] == ["2026-03-02"]


def test_an_item_belongs_whole_to_the_week_of_its_first_label() -> None:
    table = labels(["2026-03-01T12:00:00Z"] * 3)
    table.loc[table["annotator_id"] == 3, "labelled_at"] = pd.Timestamp("2026-03-09T12:00:00Z")
    found = agreement_over_time(table).to_frame()
    assert list(found["labels"]) == [9]
    assert str(found["period"][0]) == "2026-02-23"


def test_each_period_is_the_alpha_of_its_items() -> None:
    table = labels([f"2026-03-{day:02d}T10:00:00Z" for day in range(1, 29)])
    months = agreement_over_time(table, freq="M").to_frame()
    alpha = krippendorff_alpha(Ratings.from_long(table))
    assert months["value"].tolist() == [alpha.value]
    assert len(agreement_over_time(table, freq="D").to_frame()) == 28


def test_items_without_a_time_are_counted_and_left_out() -> None:
    table = labels(["2026-03-01T12:00:00Z"] * 4)
    table.loc[table["item_id"] == "i2", "labelled_at"] = pd.NaT
    result = agreement_over_time(table)
    assert list(result.to_frame()["items"]) == [3]
    assert result.warnings[0] == "1 items have no time and are left out."


def test_times_without_a_zone_are_refused() -> None:
    table = labels(["2026-03-01T12:00:00"] * 2)
    with pytest.raises(TableError, match="times with a zone"):
        agreement_over_time(table)


def weeks(alphas: list[float], *, items: int = 60, seed: int = 1, prevalence: float = 0.7) -> pd.DataFrame:
    """Three annotators who know a label with probability sqrt(alpha), else draw it: alpha is as asked, week by week."""
    rng, parts = np.random.default_rng(seed), []
    shares = [prevalence, 1 - prevalence]
    for week, alpha in enumerate(alphas):
        truth = rng.choice(2, items, p=shares)
        knows = rng.random((items, 3)) < math.sqrt(alpha)
        label = np.where(knows, truth[:, None], rng.choice(2, (items, 3), p=shares))
        parts.append(
            pd.DataFrame(
                {
                    "item_id": np.repeat([f"{week}-{item}" for item in range(items)], 3),
                    "annotator_id": np.tile([1, 2, 3], items),
                    "label": label.ravel(),
                    "labelled_at": pd.Timestamp("2026-03-03", tz="UTC") + pd.Timedelta(weeks=week),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def test_the_week_in_which_agreement_dropped_is_named() -> None:
    table = weeks([0.8] * 5 + [0.4] * 3, items=150)
    result = agreement_over_time(table)
    change = result.change
    assert str(change.period) == "2026-04-06"
    week = table["labelled_at"] < pd.Timestamp("2026-04-06", tz="UTC")
    before, after = (krippendorff_alpha(Ratings.from_long(table[part])).value for part in (week, ~week))
    assert (change.before, change.after) == pytest.approx((before, after))
    assert change.low < change.difference == pytest.approx(after - before)
    assert change.high < 0
    assert change.p_value == result.change_p_value < 0.001
    assert result.splits == 7
    assert result.to_dict()["change"]["period"] == "2026-04-06"


def test_the_interval_of_a_change_is_as_wide_as_looking_at_every_split_takes() -> None:
    result = agreement_over_time(weeks([0.8] * 4 + [0.4] * 4, items=150))
    table = weeks([0.8] * 4 + [0.4] * 4, items=150)
    early = table["labelled_at"] < pd.Timestamp(str(result.change.period), tz="UTC")
    alone = compare_agreement(*(Ratings.from_long(table[part]) for part in (~early, early)))
    assert result.change.low < alone.low < alone.high < result.change.high


@pytest.mark.parametrize(("level", "claims"), [(0.4, True), (0.8, False)])
def test_a_change_is_claimed_only_where_p_is_below_one_less_confidence(level, claims) -> None:
    result = agreement_over_time(weeks([0.8] * 4 + [level] * 4, items=100, seed=3))
    assert (result.change is not None) == (result.change_p_value < 0.05) == claims


def test_an_unchanged_series_shows_a_change_in_one_of_twenty_cases_at_most() -> None:
    """100 series of six weeks: 5 % + three binomial errors; and the same series with a drop nearly always show it."""
    same = sum(agreement_over_time(weeks([0.6] * 6, items=40, seed=s)).change is not None for s in range(100))
    assert 1 <= same <= 11
    found = [agreement_over_time(weeks([0.8] * 3 + [0.4] * 3, items=100, seed=s)).change for s in range(20)]
    assert sum(change is not None for change in found) >= 18
    named = [str(change.period) for change in found if change]
    assert named.count("2026-03-23") >= 0.6 * len(named)


def test_a_series_too_short_or_too_thin_says_that_no_change_was_looked_for() -> None:
    for table in (weeks([0.6]), weeks([0.6] * 4, items=3)):
        result = agreement_over_time(table)
        assert (result.change, result.splits) == (None, 0)
        assert math.isnan(result.change_p_value)
        assert result.warnings[-1] == "no change test: no two sides of the series have an interval each."


def test_the_order_of_rows_changes_nothing() -> None:
    table = weeks([0.8] * 3 + [0.5] * 3, items=80)
    one, other = (agreement_over_time(rows) for rows in (table, table.sample(frac=1, random_state=2)))
    pd.testing.assert_frame_equal(one.frame, other.frame, rtol=1e-12)
    assert one.change_p_value == pytest.approx(other.change_p_value, rel=1e-9)


def test_measurements_are_tested_for_a_change_too() -> None:
    rng = np.random.default_rng(1)
    table = weeks([0.6] * 6)
    value = table.groupby("item_id").ngroup().map(dict(enumerate(rng.normal(size=360))))
    late = table["labelled_at"] > pd.Timestamp("2026-03-23", tz="UTC")
    table["label"] = (value + rng.normal(size=len(table)) * np.where(late, 2.0, 0.3)).round(4)
    assert str(agreement_over_time(table, level="interval").change.period) == "2026-03-23"


def test_two_equal_splits_have_dunnetts_critical_value() -> None:
    """Dunnett (1964), Biometrics 20, table II: 2.21 for two comparisons, two-sided 5 %, correlation 1/2."""
    assert critical_value(0.05, np.array([1, 2]) / 3) == pytest.approx(2.21, abs=0.005)
    assert critical_value(0.05, np.array([0.3])) == pytest.approx(1.95996, abs=1e-4)


@pytest.mark.parametrize("before", [[0.2, 0.5, 0.9], [0.01, 0.02, 0.5, 0.99], [0.1, 0.11, 0.12, 0.13]])
def test_the_largest_of_several_splits_has_the_probability_that_drawing_them_gives(before) -> None:
    shares = np.array(before)
    first, later = np.minimum.outer(shares, shares), np.maximum.outer(shares, shares)
    together = np.sqrt(first * (1 - later) / (later * (1 - first)))
    drawn = np.random.default_rng(1).multivariate_normal(np.zeros(len(before)), together, 400_000)
    for limit in (1.5, 2.2, 2.8):
        passed = (np.abs(drawn).max(axis=1) > limit).mean()
        assert exceedance(limit, shares) == pytest.approx(passed, abs=4 * math.sqrt(passed / 400_000))


def test_a_split_that_moves_next_to_nothing_is_no_other_split() -> None:
    assert distinct_splits(np.array([0.0, 0.1, 0.1001, 0.5, 0.5, 0.9, 1.0])).tolist() == [1, 3, 5]
    assert distinct_splits(np.array([])).tolist() == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"freq": "Q"}, "freq must be 'D', 'W' or 'M'; 'Q' arrived"),
        ({"freq": ["W"]}, "freq must be 'D', 'W' or 'M'; .'W'. arrived"),
        ({"timezone": "Mars/X"}, "timezone must be an IANA zone .*; 'Mars/X' arrived"),
        ({"timezone": None}, "timezone must be an IANA zone .*; None arrived"),
    ],
)
def test_a_period_or_zone_that_is_unknown_is_refused(options, message) -> None:
    with pytest.raises(SmoError, match=message):
        agreement_over_time(labels(["2026-03-01T12:00:00Z"]), **options)


def test_an_item_that_nobody_measured_is_in_no_period() -> None:
    rng, day = np.random.default_rng(1), pd.Timestamp("2026-03-02T12:00:00Z")
    rows = pd.DataFrame({"item_id": np.repeat(range(60), 2), "annotator_id": [1, 2] * 60, "labelled_at": day})
    rows["label"] = rng.normal(size=60).repeat(2) + rng.normal(size=120)
    unlabelled = pd.DataFrame({"item_id": [99], "annotator_id": [1], "labelled_at": [day], "label": [math.nan]})
    expected = agreement_over_time(rows, level="interval").to_frame()
    found = agreement_over_time(pd.concat([rows, unlabelled]), level="interval").to_frame()
    pd.testing.assert_frame_equal(found, expected)
