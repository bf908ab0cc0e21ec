"""Two agreement values compared: Gwet's published tests, literal covariances, error rates, and thin data."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from smo_metrics.agreement import (
    AgreementResult,
    Inference,
    Ratings,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from smo_metrics.agreement.brennan_prediger import brennan_prediger
from smo_metrics.agreement.compare import compare_agreement
from smo_metrics.agreement.krippendorff import alpha_by_item
from smo_metrics.errors import SmoError

# Gwet's pairedCAC for R (2021), data ratings1 and ratings2: 15 subjects by four raters, twice.
FIRST = "1111 1123 1123 2223 1211 2111 2222 2322 3333 1111 1123 3333 3233 1211 2111"
TEMPLATE = percent_agreement(Ratings.from_counts([[3, 0], [1, 2], [0, 3]]))
SECOND = "1111 3332 3333 1121 1111 1111 2222 2211 3333 1113 2222 3333 3333 1211 3333"


def frame(wide: np.ndarray | list, first_name: int = 0) -> pd.DataFrame:
    table = pd.DataFrame(wide)
    return table.set_index(pd.RangeIndex(first_name, first_name + len(table)))


def published(text: str) -> Ratings:
    return Ratings.from_wide(frame([[int(label) for label in row] for row in text.split()]), categories=[1, 2, 3])


@pytest.mark.parametrize(
    ("coefficient", "difference", "error"),
    [
        (fleiss_kappa, 0.339184, 0.1574322),
        (gwet_ac, 0.3304628, 0.1452689),
        (brennan_prediger, 0.3333333, 0.1477342),
        (percent_agreement, 0.2222222, 0.09848947),
        # Theirs carries the small-sample factor 1 - 1/60 of the value into the error; ours, as R irrCAC's, does not.
        (krippendorff_alpha, 0.3335309, 0.1548083 / (1 - 1 / 60)),
    ],
)
def test_the_error_of_a_difference_over_the_same_items_is_gwets(coefficient, difference, error) -> None:
    """Printed in the README of pairedCAC (Gwet 2021), by the method of Gwet (2016)."""
    found = compare_agreement(published(SECOND), published(FIRST), coefficient)
    assert found.difference == pytest.approx(difference, abs=1e-6)
    assert found.standard_error == pytest.approx(error, rel=1e-6)
    assert (found.items_shared, found.dependent) == (15, True)


def test_with_t_intervals_the_test_is_close_to_gwets_paired_t_test() -> None:
    """pairedCAC's README: Fleiss p = .04910569 (t with 14 degrees of freedom)."""
    found = compare_agreement(
        published(SECOND), published(FIRST), partial(fleiss_kappa, inference=Inference(interval="t"))
    )
    assert found.p_value == pytest.approx(0.0491, abs=2e-4)
    half = stats.t.ppf(0.975, 14) * 0.1574322
    assert found.low == pytest.approx(found.difference - half, rel=1e-4)


def labels(rng: np.random.Generator, truth: np.ndarray, noise: float, annotators: int = 3) -> np.ndarray:
    shape = (len(truth), annotators)
    return np.where(rng.random(shape) < noise, rng.choice(3, shape), truth[:, None])


def hard_and_easy(rng: np.random.Generator, items: int) -> tuple[np.ndarray, np.ndarray]:
    """Two passes over the same items, of which some are much harder than others."""
    truth, noise = rng.choice(3, items), rng.choice([0.05, 0.9], items)[:, None]
    first, second = (
        np.where(rng.random((items, 3)) < noise, rng.choice(3, (items, 3)), truth[:, None]) for _ in range(2)
    )
    return first, second


def test_different_items_have_the_errors_of_both_and_newcombes_interval() -> None:
    rng = np.random.default_rng(1)
    one, other = (frame(labels(rng, rng.choice(3, 80), noise), first) for noise, first in ((0.2, 0), (0.4, 80)))
    found = compare_agreement(Ratings.from_wide(one), Ratings.from_wide(other))
    a, b = krippendorff_alpha(Ratings.from_wide(one)), krippendorff_alpha(Ratings.from_wide(other))
    assert not found.dependent
    assert found.standard_error == pytest.approx(math.hypot(a.standard_error, b.standard_error))
    assert found.low == pytest.approx(a.value - b.value - math.hypot(a.value - a.low, b.high - b.value))
    assert found.high == pytest.approx(a.value - b.value + math.hypot(a.high - a.value, b.value - b.low))


@pytest.mark.parametrize("coefficient", [krippendorff_alpha, gwet_ac, cohen_kappa])
@pytest.mark.parametrize("overlap", [100, 40])
def test_the_covariance_is_that_of_leaving_out_each_item_from_both(coefficient, overlap) -> None:
    first, second = (wide[:, :2] for wide in hard_and_easy(np.random.default_rng(2), 200 - overlap))
    first, second = frame(first[:100]), frame(second[-100:], len(second) - 100)
    whole = [coefficient(Ratings.from_wide(table)).value for table in (first, second)]
    union = first.index.union(second.index)
    pulls = np.array(
        [
            [
                (
                    coefficient(Ratings.from_wide(table.drop(index=name, errors="ignore"), categories=range(3))).value
                    - all_
                )
                for table, all_ in zip((first, second), whole, strict=True)
            ]
            for name in union
        ]
    )
    literal = pulls[:, 0] @ pulls[:, 1] / math.sqrt((pulls**2).sum(axis=0).prod())
    found = compare_agreement(Ratings.from_wide(first), Ratings.from_wide(second), coefficient)
    assert found.items_shared == overlap
    assert found.correlation == pytest.approx(literal, abs=0.02)
    assert found.correlation > 0.1


def test_swapping_the_two_sides_turns_the_signs_only() -> None:
    first, second = hard_and_easy(np.random.default_rng(3), 90)
    first[:20] = 0
    one, other = Ratings.from_wide(frame(first)), Ratings.from_wide(frame(second))
    forth, back = compare_agreement(one, other, gwet_ac), compare_agreement(other, one, gwet_ac)
    assert (back.difference, back.low, back.high) == pytest.approx((-forth.difference, -forth.high, -forth.low))
    assert back.p_value == pytest.approx(forth.p_value)


def test_the_order_of_rows_and_of_annotators_changes_nothing() -> None:
    first, second = (frame(wide) for wide in hard_and_easy(np.random.default_rng(4), 60))
    found = compare_agreement(Ratings.from_wide(first), Ratings.from_wide(second))
    mixed = compare_agreement(
        Ratings.from_wide(first.sample(frac=1, random_state=1)), Ratings.from_wide(second.iloc[::-1, ::-1])
    )
    assert (mixed.low, mixed.high, mixed.p_value) == pytest.approx((found.low, found.high, found.p_value), rel=1e-9)


def test_p_is_below_one_less_confidence_exactly_where_the_interval_leaves_out_0() -> None:
    rng, seen = np.random.default_rng(5), set()
    for _ in range(60):
        one, other = (
            Ratings.from_wide(labels(rng, rng.choice(3, 60), noise)) for noise in (0.3, rng.uniform(0.3, 0.6))
        )
        for confidence in (0.9, 0.95):
            found = compare_agreement(one, other, confidence=confidence)
            assert (found.p_value < 1 - confidence) == (found.low > 0 or found.high < 0)
            seen.add(found.p_value < 1 - confidence)
    assert seen == {True, False}


@pytest.mark.parametrize(
    ("same_items", "dependence_known", "least", "most"),
    [(False, True, 0.02, 0.09), (True, True, 0.02, 0.09), (True, False, 0.0, 0.01)],
)
def test_equal_projects_differ_in_one_of_twenty_cases_only_if_dependence_is_allowed_for(
    same_items, dependence_known, least, most
) -> None:
    """300 pairs of projects; 5 % +- three binomial errors. Ignoring shared items finds next to nothing."""
    rng, claims = np.random.default_rng(6), 0
    for _ in range(300):
        first, second = hard_and_easy(rng, 80)
        if not same_items:
            second = hard_and_easy(rng, 80)[0]
        apart = 0 if same_items and dependence_known else 80
        one, other = Ratings.from_wide(frame(first)), Ratings.from_wide(frame(second, apart))
        claims += compare_agreement(one, other, percent_agreement).p_value < 0.05
    assert least <= claims / 300 <= most


def test_many_distinct_items_are_compared_by_a_sample_of_them_that_no_order_changes() -> None:
    rng = np.random.default_rng(7)
    counts = rng.multinomial(40, [0.2] * 5, size=6000)
    one = pd.DataFrame(counts, index=[f"post {number}" for number in range(6000)])
    other = one + rng.binomial(1, 0.2, size=(6000, 5))

    def concentration(ratings: Ratings, *, confidence: float):
        """Mean over items of the sum of squared shares, which costs little."""
        patterns = ratings.patterns
        size = patterns.counts.sum(axis=1)
        share = (patterns.counts**2).sum(axis=1) / size**2
        mean = float(patterns.multiplicity @ share / patterns.multiplicity.sum())
        return replace(TEMPLATE, value=mean)

    found = compare_agreement(Ratings.from_counts(one), Ratings.from_counts(other), concentration)
    literal = [(table.to_numpy() ** 2).sum(axis=1) / table.to_numpy().sum(axis=1) ** 2 for table in (one, other)]
    assert found.correlation == pytest.approx(np.corrcoef(*literal)[0, 1], abs=0.02)
    mixed = compare_agreement(Ratings.from_counts(one.iloc[::-1]), Ratings.from_counts(other), concentration)
    assert mixed.correlation == pytest.approx(found.correlation, rel=1e-9)


def test_measurements_are_compared_label_by_label() -> None:
    rng = np.random.default_rng(7)
    one = frame(np.round(rng.normal(size=(90, 1)) + rng.normal(size=(90, 2)), 3))
    other = np.round(one + 0.3 * rng.normal(size=(90, 2)), 3)
    found = compare_agreement(
        Ratings.from_wide(one), Ratings.from_wide(other), partial(krippendorff_alpha, level="interval")
    )
    assert found.correlation > 0.7
    assert found.standard_error < 0.8 * found.first.standard_error


def test_a_value_without_an_interval_leaves_the_difference_without_one() -> None:
    rare = Ratings.from_wide([["x", "x"]] * 60 + [["x", "y"]])
    clear = Ratings.from_wide(labels(np.random.default_rng(8), np.arange(90) % 3, 0.3))
    found = compare_agreement(rare, clear)
    assert found.interval is None
    assert math.isnan(found.p_value)
    assert found.difference == pytest.approx(found.first.value - found.second.value)
    assert found.warnings == (
        "the items have no names: taken to be different ones.",
        "no interval: the status of the first value is 'too_few_minority_items'.",
    )
    undefined = compare_agreement(Ratings.from_wide([["x", None], [None, "x"]]), clear)
    assert math.isnan(undefined.difference)
    assert undefined.first.status == "no_pairable_units"


def test_shared_items_without_a_label_on_one_side_are_not_shared() -> None:
    first, second = (frame(wide.astype(object)) for wide in hard_and_easy(np.random.default_rng(9), 60))
    second.loc[50:] = None
    assert compare_agreement(Ratings.from_wide(first), Ratings.from_wide(second)).items_shared == 50


def test_items_without_a_name_are_nobodys() -> None:
    first, second = (frame(wide) for wide in hard_and_easy(np.random.default_rng(10), 60))
    first.index = [None, None, *range(58)]
    second.index = [*range(58), None, None]
    found = compare_agreement(Ratings.from_wide(first), Ratings.from_wide(second))
    assert found.items_shared == 58


def test_the_result_is_json_ready() -> None:
    found = compare_agreement(published(SECOND), published(FIRST), gwet_ac)
    told = found.to_dict()
    assert told["interval"]["kind"] == "mover"
    assert told["first"]["method"] == "gwet_ac"
    assert (found.low, found.high) == (found.interval.low, found.interval.high)


def test_the_name_of_a_coefficient_is_no_statistic() -> None:
    with pytest.raises(SmoError, match="not its name; 'krippendorff_alpha' arrived"):
        compare_agreement(published(FIRST), published(SECOND), "krippendorff_alpha")


def test_where_each_value_costs_all_labels_500_shared_items_speak_for_all() -> None:
    rng, calls = np.random.default_rng(1), []
    wide = frame(rng.normal(size=(700, 1)) + rng.normal(size=(700, 4)))

    def counted(ratings: Ratings, *, confidence: float = 0.95) -> AgreementResult:
        calls.append(ratings)
        return krippendorff_alpha(ratings, level="interval", confidence=confidence)

    found = compare_agreement(Ratings.from_wide(wide[[0, 1]]), Ratings.from_wide(wide[[2, 3]]), counted)
    assert found.items_shared == 700
    assert 1000 <= len(calls) < 1010
    parts = [linearised_of(wide[columns]) for columns in ([0, 1], [2, 3])]
    assert found.correlation == pytest.approx(np.corrcoef(parts)[0, 1], abs=0.15)


def linearised_of(wide: pd.DataFrame) -> np.ndarray:
    ratings = Ratings.from_wide(wide)
    items, pull = alpha_by_item(ratings, "interval", np.ones(len(wide), dtype=bool))
    assert items.tolist() == list(range(len(wide)))
    return pull
