"""Findings from labels: who could be mentored, whose labels drift, which category was never clear."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from smo_metrics.settings import load_project
from smo_metrics.status.labelling.quality_review import QualityReview, quality_review
from smo_metrics.status.project.agreement_findings import agreement_findings
from smo_metrics.status.project.finding import TESTED_RULES
from smo_metrics.status.project.people_findings import drift_findings, mentoring_findings
from smo_metrics.tables import check_labels

TEAM = ("ana", "ben", "cho", "dee", "eli")
CATEGORIES = ("none", "spam", "hate")
START, NOW = pd.Timestamp("2026-03-02T09:00Z"), pd.Timestamp("2026-04-27T09:00Z")


def review(right=lambda annotator, truth, share: 0.92, items: int = 560, seed: int = 1, **settings) -> QualityReview:
    """Eight weeks of three labels an item; `right`: how likely one is right, by who, what and when (0 to 1)."""
    rng = np.random.default_rng(seed)
    rows = []
    for item in range(items):
        truth = rng.choice(CATEGORIES, p=[0.5, 0.3, 0.2])
        for annotator in rng.choice(TEAM, 3, replace=False):
            sure = rng.random() < right(annotator, truth, item / items)
            label = truth if sure else rng.choice([other for other in CATEGORIES if other != truth])
            version = "1" if item < 0.75 * items else "2"
            rows.append((f"i{item}", annotator, label, START + pd.Timedelta(days=56 * item / items), version, truth))
    table = pd.DataFrame(
        rows, columns=["item_id", "annotator_id", "label", "labelled_at", "policy_version", "gold_label"]
    )
    table["gold_label"] = table["gold_label"].where(table["item_id"].str.endswith("0"))
    return quality_review(check_labels(table), load_project(settings)[0])


def keys(found) -> list[str]:
    return [one.key for one in found]


def test_a_weak_annotator_could_be_mentored_and_nobody_else() -> None:
    weak = review(lambda annotator, truth, share: 0.6 if annotator == "ana" else 0.92)
    (found,) = mentoring_findings(weak)
    assert (found.key, found.kind) == ("mentor:ana", "opportunity")
    assert found.evidence.startswith("ana agrees with the others less")
    assert found.size > 10
    assert keys(drift_findings(weak, NOW)) == []


def test_somebody_who_changed_lately_drifts() -> None:
    late = review(lambda annotator, truth, share: 0.4 if annotator == "ben" and share > 0.5 else 0.92)
    (found,) = drift_findings(late, NOW)
    assert (found.key, found.kind) == ("annotator-drift:ben", "risk")
    assert "In the last 28 days ben is" in found.evidence
    assert found.size > 10


def test_what_befalls_everybody_is_the_policys_and_no_persons() -> None:
    unclear = review(lambda annotator, truth, share: 0.55 if truth != "none" and share >= 0.75 else 0.95)
    assert keys(agreement_findings(unclear)) == ["agreement:2"]
    (found,) = agreement_findings(unclear)
    assert "with policy 2" in found.evidence
    assert found.size == pytest.approx(-unclear.changes["difference"].iloc[0])
    assert keys(drift_findings(unclear, NOW)) == []
    assert keys(mentoring_findings(unclear)) == []


def test_what_a_fall_explains_is_not_named_again() -> None:
    limits = {"alpha_minimum": 0.9, "alpha_target": 0.95, "category_minimum": 0.9, "category_target": 0.95}
    unclear = review(lambda annotator, truth, share: 0.55 if truth != "none" and share >= 0.75 else 0.98, **limits)
    assert unclear.alpha.high < 0.9
    assert (unclear.categories["high"] < 0.9).any()
    assert keys(agreement_findings(unclear)) == ["agreement:2"]


def test_a_fall_counts_where_it_stands_out_among_all_that_is_tested() -> None:
    unclear = review(lambda annotator, truth, share: 0.55 if truth != "none" and share >= 0.75 else 0.95)
    for p_value, expected in ((1.01 * 0.05 / TESTED_RULES, []), (0.99 * 0.05 / TESTED_RULES, ["agreement:2"])):
        changes = unclear.changes.assign(p_adjusted=p_value)
        assert keys(agreement_findings(replace(unclear, changes=changes))) == expected


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_team_of_equals_gives_no_finding(seed) -> None:
    equal = review(seed=seed)
    assert [*agreement_findings(equal), *mentoring_findings(equal), *drift_findings(equal, NOW)] == []


def test_a_category_that_was_never_clear_is_an_opportunity_once() -> None:
    settings = {"category_minimum": 0.69, "alpha_minimum": 0, "gold_minimum": 0}
    vague = review(lambda annotator, truth, share: 0.96 if truth == "none" else 0.75, **settings)
    names = keys(agreement_findings(vague))
    assert names
    assert set(names) <= {"category:spam", "category:hate"}
    assert all(one.size > 0 for one in agreement_findings(vague))


def test_agreement_and_gold_surely_below_their_minimum_are_high_risks() -> None:
    poor = review(lambda annotator, truth, share: 0.6, category_target=0, category_minimum=0)
    assert keys(agreement_findings(poor)) == ["alpha-below-minimum", "gold-below-minimum"]
    assert {one.severity for one in agreement_findings(poor)} == {"high"}
    least = {"alpha_minimum": poor.alpha.high + 0.001, "gold_minimum": poor.gold.accuracy.high + 0.001}
    near = review(lambda annotator, truth, share: 0.6, category_minimum=0, category_target=0, **least)
    assert near.alpha.high < near.project.thresholds.alpha_minimum
    assert keys(agreement_findings(near)) == []


def test_labels_without_times_or_people_to_compare_name_nobody() -> None:
    single = check_labels(pd.DataFrame({"item_id": ["a", "b"], "annotator_id": ["x", "x"], "label": ["p", "q"]}))
    lonely = quality_review(single, load_project({})[0])
    assert [*agreement_findings(lonely), *mentoring_findings(lonely), *drift_findings(lonely, NOW)] == []
