"""Weights between categories: the eight schemes, matrices of one's own, and coefficients that use them."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.agreement import Ratings, brennan_prediger, conger_kappa, fleiss_kappa, gwet_ac, percent_agreement
from smo_metrics.agreement.weights import SCHEMES, weight_matrix
from smo_metrics.errors import SmoError

NUMBERS = (1.0, 2.0, 4.0, 7.0)


def literal_weight(scheme: str, k: int, el: int, scores: tuple[float, ...]) -> float:
    """Gwet (2014), ch. 3, one cell at a time."""
    a, b, low, high = scores[k], scores[el], min(scores), max(scores)
    farthest = {
        "linear": lambda a, b: abs(a - b),
        "quadratic": lambda a, b: (a - b) ** 2,
        "radical": lambda a, b: math.sqrt(abs(a - b)),
        "ratio": lambda a, b: ((a - b) / (a + b)) ** 2,
    }
    if scheme == "identity":
        return float(k == el)
    if scheme in farthest:
        return 1 - farthest[scheme](a, b) / farthest[scheme](low, high)
    every = list(itertools.combinations(range(len(scores)), 2))
    if scheme == "ordinal":
        return 1 - math.comb(abs(k - el) + 1, 2) / math.comb(len(scores), 2)
    if scheme == "circular":
        def distance(a, b):
            return math.sin(math.pi * (a - b) / (high - low + 1)) ** 2
    else:
        def distance(a, b):
            return (a - b) ** 2 / ((a + b - 2 * low) * (2 * high - a - b)) if a != b else 0.0
    return 1 - distance(a, b) / max(distance(scores[i], scores[j]) for i, j in every)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("categories", [NUMBERS, ("low", "middle", "high", "top", "beyond")])
def test_every_scheme_equals_its_literal_formula(scheme, categories) -> None:
    scores = categories if categories is NUMBERS else tuple(range(1, 6))
    expected = [[literal_weight(scheme, k, el, scores) for el in range(len(scores))] for k in range(len(scores))]
    assert weight_matrix(scheme, categories) == pytest.approx(np.array(expected), abs=1e-12)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_one_category_agrees_with_itself(scheme) -> None:
    assert weight_matrix(scheme, ["only"]).tolist() == [[1.0]]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ("lineal", "one of identity, linear, quadratic.*'lineal' arrived"),
        ([[1, 0], [0, 1]], "2 x 2 arrived for 3 categories"),
        (5, "a single value arrived for 3 categories"),
        ([[1, "x", 0]] * 3, "number from 0 to 1"),
        ([[1, 2, 0], [2, 1, 0], [0, 0, 1]], "number from 0 to 1"),
        ([[1, math.nan, 0], [0, 1, 0], [0, 0, 1]], "number from 0 to 1"),
        ([[1, 0.5, 0], [0, 1, 0], [0, 0, 1]], "symmetric with 1 on the diagonal"),
        (np.full((3, 3), 0.5), "symmetric with 1 on the diagonal"),
    ],
)
def test_weights_that_cannot_be_used_are_refused_with_a_sentence(weights, message) -> None:
    with pytest.raises(SmoError, match=message):
        weight_matrix(weights, ["a", "b", "c"])


def test_ratio_weights_of_negative_numbers_are_refused() -> None:
    with pytest.raises(SmoError, match="0 or more; the smallest category is -1"):
        weight_matrix("ratio", [-1, 0, 1])


@pytest.mark.parametrize("scheme", ["linear", "quadratic", "ordinal", "radical", "ratio", "bipolar"])
@pytest.mark.parametrize("unit", [1e300, 1e-310])
def test_weights_do_not_depend_on_the_unit_of_the_numbers(scheme, unit) -> None:
    numbers = [1.0, 2.0, 5.0, 8.0]
    scaled = weight_matrix(scheme, [number * unit for number in numbers])
    np.testing.assert_allclose(scaled, weight_matrix(scheme, numbers), atol=1e-12)


@pytest.mark.parametrize("scheme", SCHEMES[1:])
@pytest.mark.parametrize("strange", [math.inf, -math.inf, math.nan, pytest.param(10**400, id="10**400")])
def test_numbers_that_are_no_scores_are_refused(scheme, strange) -> None:
    with pytest.raises(SmoError, match="infinite or too large"):
        weight_matrix(scheme, [0, 1, strange])


@pytest.mark.parametrize("numbers", [[0, 1e-300], [-1.7e308, 1.7e308]])
def test_a_circle_on_which_the_numbers_cannot_be_told_apart_is_refused(numbers) -> None:
    with pytest.raises(SmoError, match="too large or too near"):
        weight_matrix("circular", numbers)


def test_text_without_a_declared_order_has_only_identity_and_matrices() -> None:
    rows = [["low", "high"], ["high", "high"], ["middle", "low"]]
    with pytest.raises(SmoError, match="need the order of the categories"):
        gwet_ac(Ratings.from_wide(rows), weights="linear")
    assert gwet_ac(Ratings.from_wide(rows, categories=["low", "middle", "high"]), weights="linear").weights == "linear"
    assert gwet_ac(Ratings.from_wide(rows), weights=np.eye(3)).weights == "custom"


def pairs(row):
    return list(itertools.permutations([v for v in row if v is not None], 2))


def literal_value(table, weight, expected) -> float:
    units = [pairs(row) for row in table if pairs(row)]
    observed = sum(sum(weight(a, b) for a, b in unit) / len(unit) for unit in units) / len(units)
    return (observed - expected) / (1 - expected)


def literal_shares(labels):
    return [labels.count(c) / len(labels) for c in NUMBERS]


tables = st.lists(
    st.lists(st.sampled_from([*NUMBERS, None]), min_size=3, max_size=3).filter(lambda row: row.count(None) <= 1),
    min_size=4,
    max_size=12,
).filter(lambda t: len({v for row in t for v in row if v}) > 1 and all(any(r[g] for r in t) for g in range(3)))


@given(tables, st.sampled_from(SCHEMES))
@settings(max_examples=120, deadline=None)
def test_every_weighted_coefficient_equals_its_literal_formula(table, scheme) -> None:
    matrix = weight_matrix(scheme, NUMBERS)

    def weight(a, b):
        return matrix[NUMBERS.index(a), NUMBERS.index(b)]

    places = range(4)
    items = [[v for v in row if v is not None] for row in table]
    shares = np.mean([literal_shares(labels) for labels in items], axis=0)
    fleiss = sum(matrix[k, el] * shares[k] * shares[el] for k in places for el in places)
    gwet = matrix.sum() * sum(p * (1 - p) for p in shares) / 12
    own = [literal_shares([row[g] for row in table if row[g] is not None]) for g in range(3)]
    conger = sum(
        matrix[k, el] * own[g][k] * own[h][el]
        for g, h in itertools.permutations(range(3), 2) for k in places for el in places
    ) / 6  # fmt: skip
    ratings = Ratings.from_wide(table, categories=NUMBERS)
    for coefficient, expected in (
        (percent_agreement, 0.0), (fleiss_kappa, fleiss), (gwet_ac, gwet),
        (brennan_prediger, matrix.sum() / 16), (conger_kappa, conger),
    ):  # fmt: skip
        result = coefficient(ratings, weights=scheme)
        if expected < 1 - 1e-9:
            assert result.value == pytest.approx(literal_value(table, weight, expected), abs=1e-9)


@pytest.mark.parametrize("coefficient", [percent_agreement, fleiss_kappa, gwet_ac, brennan_prediger, conger_kappa])
@pytest.mark.parametrize("scheme", ["linear", "ordinal"])
def test_the_weighted_error_is_that_of_the_jackknife(coefficient, scheme) -> None:
    rng = np.random.default_rng(8)
    truth = rng.choice(4, 240, p=[0.4, 0.3, 0.2, 0.1])
    near = np.clip(truth[:, None] + rng.choice([-1, 0, 0, 0, 1], (240, 4)), 0, 3)
    table = np.array(NUMBERS, dtype=object)[near]
    table[rng.random(table.shape) < 0.3] = None
    ratings = Ratings.from_wide(table, categories=NUMBERS)
    left_out = [
        coefficient(Ratings.from_wide(np.delete(table, i, axis=0), categories=NUMBERS), weights=scheme).value
        for i in range(240)
    ]
    jackknife = math.sqrt(239 / 240 * ((np.array(left_out) - np.mean(left_out)) ** 2).sum())
    assert coefficient(ratings, weights=scheme).standard_error == pytest.approx(jackknife, rel=0.02)
