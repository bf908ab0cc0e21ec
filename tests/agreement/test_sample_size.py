"""How many items a plan asks for: against published figures, the model spelled out, and simulated projects."""

from __future__ import annotations

import itertools
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from smo_metrics import agreement
from smo_metrics.agreement import Ratings
from smo_metrics.agreement._estimate import KAPPA_GUARD, NO_GUARD, Guard
from smo_metrics.agreement._label_model import expected_units
from smo_metrics.agreement.sample_size import sample_size
from smo_metrics.errors import SmoError
from tests.studies.sample_size import simulated

NORMAL = stats.norm.ppf(0.975)
COEFFICIENTS = ("krippendorff_alpha", "gwet_ac", "fleiss_kappa", "cohen_kappa")


def variance(kappa: float, shares: list[float], coefficient: str = "cohen_kappa", annotators: int = 2) -> float:
    plan = sample_size(
        coefficient=coefficient, expected=kappa, category_shares=shares, half_width=0.1, annotators=annotators
    )
    return plan.standard_deviation**2


def test_the_variance_is_that_of_the_stata_technical_bulletin() -> None:
    # Reichenheim (2000), Stata Technical Bulletin 58, p. 44 (sskdlg): both annotators find 20 % positives, kappa .1,
    # half-width .2: Q = 1.182 and 114 items; the largest at kappa .289: 126 items. Kappa 0, 10 %, .1: 384 items.
    assert variance(0.1, [0.2, 0.8]) == pytest.approx(1.182, abs=5e-4)
    assert round(variance(0.1, [0.2, 0.8]) * (NORMAL / 0.2) ** 2) == 114
    assert round(variance(0.289, [0.2, 0.8]) * (NORMAL / 0.2) ** 2) == 126
    assert max(np.arange(0, 0.6, 0.001), key=lambda k: variance(k, [0.2, 0.8])) == pytest.approx(0.289, abs=0.002)
    assert round(variance(0.0, [0.1, 0.9]) * (NORMAL / 0.1) ** 2) == 384


def needed_for_a_test(null: float, true: float, shares: list[float], power: float) -> float:
    at_null, at_true = (math.sqrt(variance(kappa, shares)) for kappa in (null, true))
    return ((stats.norm.ppf(0.95) * at_null + stats.norm.ppf(power) * at_true) / (true - null)) ** 2


def test_the_sample_size_of_cantor_for_a_test_of_two_kappas_follows_from_the_variance() -> None:
    # R irr, N.cohen.kappa(0.5, 0.5, 0.7, 0.85) by Cantor (1996): 96
    assert math.ceil(needed_for_a_test(0.85, 0.7, [0.5, 0.5], 0.8)) == 96


@pytest.mark.parametrize(
    ("shares", "true", "null", "power", "worst"),
    [
        ([0.2, 0.25, 0.55], 0.6, 0.4, 0.8, 101),
        ([0.2, 0.25, 0.55], 0.6, 0.4, 0.9, 136),
        ([0.2, 0.05, 0.2, 0.05, 0.2, 0.3], 0.5, 0.1, 0.8, 18),
    ],
)
def test_the_worst_way_to_disagree_needs_more_items_but_not_many(shares, true, null, power, worst: int) -> None:
    # R irr, examples of N2.cohen.kappa by Flack et al. (1988), who take the largest variance that the shares allow
    assert 0.7 * worst < needed_for_a_test(null, true, shares, power) < worst


@given(kappa=st.floats(0, 0.98), share=st.floats(0.02, 0.98))
def test_two_annotators_and_two_categories_have_the_variance_of_bloch_and_kraemer(kappa: float, share: float) -> None:
    # Bloch & Kraemer (1989); Donner & Eliasziw (1992): the common correlation model
    published = (1 - kappa) * ((1 - kappa) * (1 - 2 * kappa) + kappa * (2 - kappa) / (2 * share * (1 - share)))
    for coefficient in ("krippendorff_alpha", "fleiss_kappa", "cohen_kappa"):
        assert variance(kappa, [share, 1 - share], coefficient) == pytest.approx(published, rel=1e-8)


@pytest.mark.parametrize("annotators", [2, 3, 6])
@pytest.mark.parametrize("shares", [[0.5, 0.5], [0.7, 0.2, 0.1], [0.9, 0.06, 0.03, 0.01]])
def test_without_agreement_the_variance_is_the_null_one_of_fleiss_nee_and_landis(shares, annotators: int) -> None:
    p = np.array(shares)
    both = p * (1 - p)
    null = 2 * (both.sum() ** 2 - (both * (1 - 2 * p)).sum()) / (annotators * (annotators - 1) * both.sum() ** 2)
    assert variance(0.0, shares, "fleiss_kappa", annotators) == pytest.approx(null, rel=1e-9)


def chance_of_labels(labels: tuple[int, ...], shares: list[float], kappa: float) -> float:
    """Probability of the annotators' labels of one item, by the model's own words."""
    knows, total = math.sqrt(kappa), 0.0
    for truth, share in enumerate(shares):
        each = [knows * (label == truth) + (1 - knows) * shares[label] for label in labels]
        total += share * math.prod(each)
    return total


def endless_value(coefficient: str, chances: dict[tuple[int, ...], float], q: int) -> float:
    """The coefficient of endlessly many items, from the chances of all ordered labels."""
    m = len(next(iter(chances)))
    of_annotator = np.zeros((m, q))
    observed = 0.0
    for labels, chance in chances.items():
        observed += chance * np.mean([a == b for a, b in itertools.combinations(labels, 2)])
        for annotator, label in enumerate(labels):
            of_annotator[annotator, label] += chance
    shares = of_annotator.mean(axis=0)
    expected = {
        "cohen_kappa": float(np.prod(of_annotator, axis=0).sum()),
        "gwet_ac": float(shares @ (1 - shares)) / (q - 1),
    }.get(coefficient, float(shares @ shares))
    return (observed - expected) / (1 - expected)


@pytest.mark.parametrize(
    ("coefficient", "expected", "shares", "annotators"),
    [
        ("cohen_kappa", 0.6, [0.7, 0.3], 2),
        ("cohen_kappa", 0.3, [0.6, 0.3, 0.1], 2),
        ("fleiss_kappa", 0.6, [0.85, 0.15], 4),
        ("krippendorff_alpha", 0.4, [0.5, 0.3, 0.2], 3),
        ("gwet_ac", 0.8, [0.9, 0.1], 2),
        ("gwet_ac", 0.7, [0.6, 0.25, 0.1, 0.05], 3),
        ("gwet_ac", 0.9, [0.8, 0.2, 0.0], 3),
    ],
)
def test_the_value_and_the_deviation_are_those_of_the_model_spelled_out(
    coefficient: str, expected: float, shares: list[float], annotators: int
) -> None:
    plan = sample_size(
        coefficient=coefficient, expected=expected, category_shares=shares, half_width=0.1, annotators=annotators
    )
    q, step = len(shares), 1e-6
    ways = list(itertools.product(range(q), repeat=annotators))

    def chances(kappa: float) -> dict[tuple[int, ...], float]:
        return {labels: chance_of_labels(labels, shares, kappa) for labels in ways}

    low, high = 0.0, 1.0  # the model's kappa that gives the value
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if endless_value(coefficient, chances(middle), q) < expected else (low, middle)
    base = chances(low)
    assert sum(base.values()) == pytest.approx(1)
    assert endless_value(coefficient, base, q) == pytest.approx(expected, abs=1e-9)
    influence = {
        labels: (
            endless_value(coefficient, {k: (1 - step) * v + step * (k == labels) for k, v in base.items()}, q)
            - expected
        ) / step
        for labels in ways
    }  # fmt: skip
    deviation = math.sqrt(sum(base[labels] * influence[labels] ** 2 for labels in ways))
    assert plan.standard_deviation == pytest.approx(deviation, rel=1e-4)
    minority = sum(base[labels] for labels in ways if set(labels) != {int(np.argmax(shares))})
    assert plan.minority_items == pytest.approx(plan.items * minority)
    assert plan.labels == plan.items * annotators


def test_the_counts_of_the_model_are_all_there_and_keep_the_shares() -> None:
    shares, annotators = np.array([0.6, 0.3, 0.1]), 5
    rated = expected_units(shares, 0.5, annotators)
    assert len(rated.counts) == math.comb(annotators + 2, 2)
    assert len({tuple(row) for row in rated.counts}) == len(rated.counts)
    np.testing.assert_array_equal(rated.counts.sum(axis=1), annotators)
    assert rated.times.sum() == pytest.approx(1)
    np.testing.assert_allclose(rated.times @ rated.counts / annotators, shares)


@pytest.mark.parametrize("coefficient", COEFFICIENTS)
def test_a_project_in_the_models_own_proportions_gets_the_interval_of_the_plan(coefficient: str) -> None:
    # kappa 1/4 and shares 3/4, 1/4 make all probabilities whole 64ths: 39 (x x), 18 (one each), 7 (y y)
    items = 640
    pairs = [[0, 0]] * 390 + [[0, 1]] * 90 + [[1, 0]] * 90 + [[1, 1]] * 70
    ratings = Ratings.from_wide(pairs)
    found = getattr(agreement, coefficient)(ratings)
    expected = found.value if coefficient == "gwet_ac" else 0.25
    plan = sample_size(coefficient=coefficient, expected=expected, category_shares=[0.75, 0.25], items=items)
    assert found.interval.kind == "wilson"
    assert found.value == pytest.approx(expected, abs=1e-3)  # alpha corrects for 1,280 labels
    assert plan.half_width == pytest.approx((found.high - found.low) / 2, rel=2e-3)
    assert (plan.low, plan.high) == pytest.approx((found.low, found.high), abs=1.5e-3)
    assert plan.standard_deviation / math.sqrt(items) == pytest.approx(found.standard_error, rel=2e-3)


@settings(deadline=None)
@given(
    coefficient=st.sampled_from(COEFFICIENTS),
    expected=st.floats(0.55, 0.97),
    share=st.floats(0.5, 0.8),
    half_width=st.floats(0.02, 0.3),
)
def test_a_plan_is_the_smallest_that_does(coefficient: str, expected: float, share: float, half_width: float) -> None:
    asked = {"coefficient": coefficient, "expected": expected, "category_shares": [share, 1 - share]}
    plan = sample_size(**asked, half_width=half_width)
    assert plan.half_width <= half_width
    one_less = sample_size(**asked, items=plan.items - 1)
    if plan.bound_by == "half_width":
        assert one_less.half_width > half_width
    else:
        assert one_less.interval_chance < 0.95
        assert any("the half-width alone needs fewer items" in warning for warning in plan.warnings)
    assert 0.95 <= plan.interval_chance <= 1
    assert plan.half_width == pytest.approx((plan.high - plan.low) / 2)
    assert sample_size(**asked, half_width=half_width, confidence=0.99).items >= plan.items
    swapped = sample_size(**asked | {"category_shares": [1 - share, share]}, half_width=half_width)
    assert swapped.items == plan.items


@pytest.mark.parametrize(("coefficient", "guard"), [("cohen_kappa", KAPPA_GUARD), ("gwet_ac", NO_GUARD)])
def test_the_chance_of_an_interval_is_that_of_enough_minority_items(coefficient: str, guard: Guard) -> None:
    # of the model: 2 annotators, kappa 1/4, shares 3/4 and 1/4: 39 in 64 items x x, 18 one each, 7 y y
    expected = 0.25 if coefficient == "cohen_kappa" else 1 - (18 / 64) / (1 - 0.375)
    for items in (14, 20, 40, 60):
        plan = sample_size(coefficient=coefficient, expected=expected, category_shares=[0.75, 0.25], items=items)
        assert plan.minority_items == pytest.approx(items * 25 / 64)
        chance = sum(
            stats.multinomial.pmf([items - split - both, split, both], items, [39 / 64, 18 / 64, 7 / 64])
            for both, split in itertools.product(range(items + 1), repeat=2)
            if both + split <= items and both + split >= guard.minority_items and both >= guard.agreed
        )
        assert plan.interval_chance == pytest.approx(chance, abs=1e-9)


def test_many_items_need_no_more_than_the_normal_formula_says() -> None:
    plan = sample_size(expected=0.7, category_shares=[0.8, 0.2], half_width=0.01)
    assert plan.items == pytest.approx((NORMAL * plan.standard_deviation / 0.01) ** 2, rel=0.002)


def test_gwets_rule_for_percent_agreement_gives_a_quarter_of_what_kappa_needs_at_worst() -> None:
    # Gwet (2014), pp. 158-160: E = 2 sqrt(pa (1 - pa) / n), largest at pa = .5, so n = 1 / E**2
    plan = sample_size(expected=0.0, category_shares=[0.5, 0.5], half_width=0.05)
    assert plan.items * 0.05**2 == pytest.approx(NORMAL**2, rel=0.01)


def test_too_few_items_for_any_interval_have_no_half_width() -> None:
    plan = sample_size(expected=0.5, category_shares=[0.9, 0.1], items=50)
    assert plan.bound_by == "items"
    assert math.isnan(plan.half_width)
    assert plan.minority_items == pytest.approx(50 * (1 - 0.5 * 0.9 - 0.5 * 0.81), abs=0.5)
    assert plan.interval_chance < 0.01
    assert any("of such projects have too few for an interval" in warning for warning in plan.warnings)
    assert sample_size(expected=0.5, category_shares=[0.9, 0.1], items=14).interval_chance == 0
    guessed = sample_size(expected=0.0, category_shares=[0.95, 0.05], items=200)  # 19.5 minority items, agreed on 0.5
    assert guessed.minority_items > KAPPA_GUARD.minority_items
    assert math.isnan(guessed.half_width)
    assert json.loads(json.dumps(plan.to_dict(), allow_nan=False))["half_width"] is None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"half_width": None}, "give either half_width .* or items .*; neither arrived"),
        ({"items": 100}, "give either half_width .* or items .*; both arrived"),
        ({"half_width": 0.0}, "half_width must lie between 0 and 1"),
        ({"half_width": 1e-6}, "needs more than 1,000,000,000 items"),
        ({"half_width": None, "items": 1}, "items must be a whole number of 2 or more; 1 arrived"),
        ({"annotators": 1}, "annotators must be a whole number of 2 or more; 1 arrived"),
        ({"annotators": 2.5}, "annotators must be a whole number of 2 or more; 2.5 arrived"),
        ({"coefficient": "cohen_kappa", "annotators": 3}, "Cohen's kappa compares two annotators; 3 arrived"),
        ({"coefficient": "scott_pi"}, "coefficient must be one of .*; 'scott_pi' arrived"),
        ({"expected": 1.0}, "expected must be .* from 0 to below 1; 1.0 arrived"),
        ({"expected": -0.1}, "expected must be .* from 0 to below 1; -0.1 arrived"),
        ({"expected": None}, "expected must be .* from 0 to below 1; None arrived"),
        ({"half_width": "0.1"}, "half_width must lie between 0 and 1"),
        ({"half_width": [0.1]}, "half_width must lie between 0 and 1"),
        ({"half_width": None, "items": 10**12}, "items: 1,000,000,000,000 arrived; 1,000,000,000 are the most"),
        ({"expected": math.nan}, "expected must be .* from 0 to below 1; nan arrived"),
        ({"confidence": 95}, "confidence must lie between 0 and 1"),
        ({"category_shares": [0.5, 0.4]}, "add up to 1"),
        ({"category_shares": [1.5, -0.5]}, "add up to 1"),
        ({"category_shares": ["a", "b"]}, "add up to 1"),
        ({"category_shares": 0.9}, "add up to 1"),
        ({"category_shares": [math.nan, 0.5]}, "add up to 1"),
        ({"category_shares": [1.0, 0.0]}, "one category has all labels"),
        ({"category_shares": [0.1] * 10, "annotators": 20}, "can be counted in 10,015,005 ways"),
        ({"coefficient": "gwet_ac", "category_shares": [0.97, 0.03]}, "only guess reach an AC1 of 0.938; 0.7 arrived"),
    ],
)
def test_a_plan_that_cannot_be_made_says_why(options: dict, message: str) -> None:
    asked = {"expected": 0.7, "category_shares": [0.8, 0.2], "half_width": 0.1} | options
    with pytest.raises(SmoError, match=message):
        sample_size(**asked)


@pytest.mark.parametrize(
    ("coefficient", "expected", "shares", "annotators", "half_width"),
    [
        ("krippendorff_alpha", 0.7, [0.8, 0.2], 2, 0.1),
        ("fleiss_kappa", 0.6, [0.6, 0.3, 0.1], 3, 0.06),
        ("gwet_ac", 0.9, [0.9, 0.1], 2, 0.05),
        ("cohen_kappa", 0.6, [0.7, 0.3], 2, 0.1),
    ],
)
def test_simulated_projects_of_the_planned_size_are_as_exact_as_planned(
    coefficient: str, expected: float, shares: list[float], annotators: int, half_width: float
) -> None:
    plan = sample_size(
        coefficient=coefficient, expected=expected, category_shares=shares, half_width=half_width, annotators=annotators
    )
    projects = simulated(plan, shares, annotators, 300, np.random.default_rng(20261123))
    assert projects.given == 1
    assert projects.mean_half_width == pytest.approx(half_width, rel=0.04)
    assert 0.3 < projects.within < 0.75
    assert projects.coverage > 0.91
