"""The quality review: one result whose tables, key figures and sentences agree with each other and with the library."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

from smo_metrics.agreement import Ratings, annotator_agreement, krippendorff_alpha
from smo_metrics.quality import gold_accuracy
from smo_metrics.settings import Project, Thresholds
from smo_metrics.status import quality_review
from smo_metrics.status.basis.kpi import rate
from smo_metrics.status.labelling.annotators import judged_annotators
from smo_metrics.status.labelling.gold import gold_of
from smo_metrics.tables import check_labels, check_roster, first_submissions

TEAM = ("ana", "ben", "cho", "dee", "eli")


def labels(items: int = 240, weak: float | None = None, seed: int = 1, gold_every: int = 3, **columns) -> pd.DataFrame:
    """Labels of five annotators who are right 9 times in 10; `weak` is ana's own share where given."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(["none", "spam", "hate"], items, p=[0.6, 0.3, 0.1])
    rows = []
    for item in range(items):
        for annotator in rng.choice(TEAM, 3, replace=False):
            right = rng.random() < (weak if weak is not None and annotator == "ana" else 0.9)
            label = truth[item] if right else rng.choice(["none", "spam", "hate"])
            time = pd.Timestamp("2026-03-02T09:00Z") + pd.Timedelta(hours=item * 3)
            gold = truth[item] if item % gold_every == 0 else None
            rows.append((f"i{item}", annotator, label, gold, time, 20.0))
    names = ["item_id", "annotator_id", "label", "gold_label", "labelled_at", "duration_seconds"]
    return check_labels(pd.DataFrame(rows, columns=names).assign(**columns))


def test_the_figures_are_those_of_the_library_bit_for_bit() -> None:
    table = labels()
    review = quality_review(table, Project())
    first = first_submissions(table).frame
    assert review.alpha.value == krippendorff_alpha(Ratings.from_long(first)).value
    assert review.gold is not None
    assert review.gold.accuracy == gold_accuracy(first).accuracy
    assert review.agreement.set_index("method").loc["krippendorff_alpha", "value"] == review.alpha.value
    assert [kpi.value for kpi in review.kpis[:2]] == [review.alpha.value, review.gold.accuracy.value]
    counted = review.labels.dropna(subset="counted_label")
    again = Ratings.from_long(counted, label="counted_label")
    assert krippendorff_alpha(again).value == review.alpha.value


def test_policy_versions_of_an_item_are_one_gold_item_for_the_interval() -> None:
    one = labels(90, gold_every=1)
    table = check_labels(pd.concat([one.assign(policy_version="v1"), one.assign(policy_version="v2")]))
    review = quality_review(table, Project())
    first = first_submissions(table).frame
    assert review.gold.items == 90
    assert review.gold.accuracy == gold_accuracy(first, item="unit", cluster="item_id").accuracy
    alone = gold_accuracy(first, item="unit").accuracy
    assert review.gold.accuracy.high - review.gold.accuracy.low > 1.2 * (alone.high - alone.low)
    strict = 1 - 0.05 / len(TEAM)
    people = gold_accuracy(first, item="unit", cluster="item_id", confidence=strict).per_annotator
    assert people["items"].max() <= 90


def test_a_weak_annotator_is_named_with_the_evidence_and_nobody_else() -> None:
    review = quality_review(labels(weak=0.45), Project())
    assert review.to_talk_to == ["ana"]
    row = review.annotators.iloc[0]
    assert "agrees with the others less than they with one another (" in row["why"]
    assert "is right on gold less often than the others" in row["why"]
    assert review.kpis[3].shown == "1"
    assert "Talk to ana." in review.headlines[2]


@pytest.mark.parametrize("habit", ["always none", "a label of their own", "the opposite"])
def test_somebody_who_does_not_look_at_the_posts_is_named(habit) -> None:
    table = labels(gold_every=1000)
    opposite = {"none": "spam", "spam": "none", "hate": "none"}
    careless = {
        "always none": lambda label: "none",
        "a label of their own": lambda label: "zzz",
        "the opposite": lambda label: opposite[label],
    }[habit]
    mine = table["annotator_id"] == "ana"
    table.loc[mine, "label"] = table.loc[mine, "label"].map(careless)
    assert quality_review(table, Project()).to_talk_to == ["ana"]


def test_nobody_is_called_on_target_when_nobody_can_be_judged() -> None:
    table = labels(items=1, gold_every=1000).iloc[:2]
    review = quality_review(table, Project())
    assert review.kpis[3].rag == "none"
    assert "can be judged" in review.chart_headlines["annotators"]


def test_one_typo_does_not_become_the_weakest_category() -> None:
    table = labels()
    table.loc[0, "label"] = "typo"
    review = quality_review(table, Project())
    assert "typo" not in review.kpis[2].detail + review.headlines[2] + review.chart_headlines["categories"]
    assert review.categories["category"].iloc[-1] == "typo"


@pytest.mark.parametrize(
    ("found", "declared"), [((1.0, 2.0, 3.0), ("1", "2", "3")), (("1", "2", "3"), (1.0, 2.0, 3.0))]
)
def test_declared_categories_take_the_kind_of_the_labels(found, declared) -> None:
    table = labels()
    table["label"] = table["label"].map(dict(zip(["none", "spam", "hate"], found, strict=True)))
    table = table.drop(columns="gold_label")
    review = quality_review(table, Project(level="ordinal", categories=declared))
    assert review.alpha.categories == found


@pytest.mark.parametrize(
    ("found", "declared"),
    [(("1234567", "20", "0.1234567"), (1234567.0, 20.0, 0.1234567)), (("TRUE", "FALSE", "x"), (True, False, "x"))],
)
def test_declared_numbers_and_truth_values_are_written_like_labels_of_text(found, declared) -> None:
    table = labels().drop(columns="gold_label")
    table["label"] = table["label"].map(dict(zip(["none", "spam", "hate"], found, strict=True)))
    assert quality_review(table, Project(categories=declared)).alpha.categories == found


def test_measurements_are_reviewed_by_alpha_alone() -> None:
    table = labels(items=200)
    noise = np.random.default_rng(5).normal(size=len(table))
    table["label"] = table["item_id"].str[1:].astype(float) + noise
    review = quality_review(table, Project(level="interval"))
    assert review.alpha.value > 0.99
    assert (len(review.categories), len(review.annotators), review.gold) == (0, 0, None)
    assert review.checks["ok"].tolist() == [True, True, False]
    assert review.agreement["method"].tolist() == ["krippendorff_alpha"]


def test_labels_with_and_without_a_policy_version_are_not_compared() -> None:
    table = labels()
    half = labels().assign(policy_version=[None, "v1"] * (len(table) // 2))
    assert quality_review(half, Project()).alpha.items > quality_review(table, Project()).alpha.items


def test_a_team_of_equals_rarely_shows_a_name() -> None:
    """Forty teams of equals, 18 gold labels each person; at a share of .05, 7 or more would come up once in 300."""
    named = 0
    for seed in range(40):
        first = first_submissions(labels(items=90, seed=seed)).frame
        named += judged_annotators(first, gold_of(first, Project()), Project())["talk_to"].any()
    assert named <= 6


@pytest.mark.parametrize(("seed", "items", "gold_every"), [(3, 240, 1000), (25, 90, 3)])
def test_somebody_whose_own_interval_alone_lies_below_0_is_not_named_in_a_team_of_five(seed, items, gold_every) -> None:
    table = labels(items=items, seed=seed, gold_every=gold_every)
    first = first_submissions(table).frame
    gaps = {
        confidence: [
            annotator_agreement(Ratings.from_long(first), confidence=confidence).to_frame()["gap_high"].min(),
            gold_accuracy(first, confidence=confidence).per_annotator["gap_high"].min(),
        ]
        for confidence in (0.95, 0.99)
    }
    assert min(gaps[0.95]) < 0 < min(gaps[0.99])
    assert quality_review(table, Project()).to_talk_to == []


def test_all_checks_are_ok_on_sound_data_and_one_fails_when_the_roster_misses_somebody() -> None:
    roster = check_roster(pd.DataFrame({"annotator_id": TEAM, "region": "x"}))
    sound = quality_review(labels(), Project(), roster).checks
    assert sound["ok"].all()
    missing = quality_review(labels(), Project(), roster.iloc[1:]).checks
    assert missing.loc[~missing["ok"], "check"].tolist() == ["Annotators missing from the roster"]


def test_without_gold_or_times_the_rest_stands_and_says_what_is_missing() -> None:
    table = labels().drop(columns=["gold_label", "labelled_at", "duration_seconds"])
    review = quality_review(table, Project())
    assert review.gold is None
    assert math.isnan(review.kpis[1].value)
    assert (review.kpis[1].mark, review.kpis[1].shown) == ("not available", "not available")
    assert "no gold labels" in review.headlines[1]
    assert "not available" in review.chart_headlines["weeks"]
    assert not len(review.weeks)
    assert review.annotators["median_seconds"].isna().all()


def test_data_that_cannot_tell_get_words_and_no_number() -> None:
    review = quality_review(labels(items=30).assign(label="none"), Project())
    assert math.isnan(review.kpis[0].value)
    assert "every label is the same category" in review.headlines[0]
    assert review.kpis[0].rag == "none"


def test_a_target_inside_the_interval_is_said() -> None:
    table = labels()
    value = quality_review(table, Project()).alpha.value
    near = Project(thresholds=Thresholds(alpha_target=round(value, 3), alpha_minimum=0.2))
    assert "on both sides of the target" in quality_review(table, near).headlines[0]
    low = Project(thresholds=Thresholds(alpha_target=0.99, alpha_minimum=round(value, 3)))
    assert "on both sides of the minimum" in quality_review(table, low).headlines[0]
    far = Project(thresholds=Thresholds(alpha_target=0.2, alpha_minimum=0.1))
    assert "both sides" not in quality_review(table, far).headlines[0]


@pytest.mark.parametrize(
    ("value", "colour"), [(0.8, "green"), (0.79, "amber"), (0.6, "amber"), (0.59, "red"), (math.nan, "none")]
)
def test_a_figure_is_green_from_its_target_and_red_below_its_minimum(value, colour) -> None:
    assert rate(value, 0.8, 0.6) == colour


def test_the_weakest_category_stands_first_with_its_gold_scores_beside() -> None:
    review = quality_review(labels(), Project())
    assert review.categories["alpha"].is_monotonic_increasing
    assert review.categories.iloc[0]["category"] in review.chart_headlines["categories"]
    assert review.categories["f1"].notna().all()


def test_declared_categories_that_nobody_used_are_shown_without_a_value() -> None:
    review = quality_review(labels(), Project(categories=("none", "spam", "hate", "violence")))
    unused = review.categories.set_index("category").loc["violence"]
    assert unused["labels"] == 0
    assert math.isnan(unused["alpha"])


def test_the_dictionary_is_ready_for_json_and_names_no_label_rows() -> None:
    review = quality_review(labels(), Project())
    loaded = json.loads(json.dumps(review.to_dict(), allow_nan=False))
    assert loaded["alpha"]["value"] == review.alpha.value
    assert loaded["weeks"][0]["week"] == "2026-03-02"
    assert "labels" not in loaded
