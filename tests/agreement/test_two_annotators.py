"""Two annotators: Cohen's kappa and Scott's pi with every weight scheme, and both errors."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from smo_metrics.agreement import (
    Inference,
    Ratings,
    cohen_kappa,
    fleiss_kappa,
    scott_pi,
    weight_matrix,
)
from smo_metrics.errors import SmoError

SCHEMES = ("identity", "linear", "quadratic", "ordinal", "radical", "ratio", "circular", "bipolar")
NEAR = [[1, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 1]]
tables = st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=3, max_size=3).map(np.array)


def literal(counts: np.ndarray, weights: np.ndarray, pooled: bool) -> tuple[float, float, float]:
    """Value, error and null error by loops over cells: Fleiss, Cohen & Everitt (1969), eqs. 8 and 13-14."""
    p = counts / counts.sum()
    q = len(p)
    row, column = p.sum(axis=1), p.sum(axis=0)
    if pooled:
        row = column = (row + column) / 2
    observed = sum(weights[i, j] * p[i, j] for i in range(q) for j in range(q))
    expected = sum(weights[i, j] * row[i] * column[j] for i in range(q) for j in range(q))
    value = (observed - expected) / (1 - expected)
    mean_row = [sum(weights[i, j] * column[j] for j in range(q)) for i in range(q)]
    mean_column = [sum(weights[i, j] * row[i] for i in range(q)) for j in range(q)]
    first = sum(
        p[i, j] * (weights[i, j] - (mean_row[i] + mean_column[j]) * (1 - value)) ** 2
        for i in range(q)
        for j in range(q)
    )
    under_chance = sum(
        row[i] * column[j] * (weights[i, j] - (mean_row[i] + mean_column[j])) ** 2 for i in range(q) for j in range(q)
    )
    scale = counts.sum() * (1 - expected) ** 2
    error = math.sqrt(max(0, first - (value - expected * (1 - value)) ** 2) / scale)
    return value, error, math.sqrt(max(0, under_chance - expected**2) / scale)


@given(tables, st.sampled_from([*SCHEMES, "custom"]), st.booleans())
@settings(max_examples=150, deadline=None)
def test_value_and_both_errors_equal_their_literal_formulas(counts, scheme, pooled) -> None:
    assume(counts.sum() >= 2)
    assume(np.count_nonzero(counts.sum(axis=0) + counts.sum(axis=1)) > 1)
    matrix = np.array(NEAR) if scheme == "custom" else weight_matrix(scheme, (1, 2, 3))
    value, error, null = literal(counts, matrix, pooled)
    coefficient = scott_pi if pooled else cohen_kappa
    found = coefficient(
        Ratings.from_contingency(counts),
        weights=matrix if scheme == "custom" else scheme,
        inference=Inference(interval="t"),
    )
    assert found.value == pytest.approx(value, abs=1e-12)
    assert found.standard_error == pytest.approx(error, abs=1e-7)
    if found.interval.kind == "t":
        assert found.null_standard_error == pytest.approx(null, abs=1e-7)
    assert found.weights == scheme


@pytest.mark.parametrize("coefficient", [cohen_kappa, scott_pi])
@pytest.mark.parametrize("scheme", ["identity", "quadratic"])
def test_the_error_is_that_of_the_jackknife(coefficient, scheme) -> None:
    counts = np.array([[90, 20, 4], [12, 60, 15], [3, 9, 40]])
    n, values, times = counts.sum(), [], []
    for i, j in np.argwhere(counts):
        fewer = counts.copy()
        fewer[i, j] -= 1
        values.append(coefficient(Ratings.from_contingency(fewer), weights=scheme).value)
        times.append(counts[i, j])
    mean = np.average(values, weights=times)
    jackknife = math.sqrt((n - 1) / n * np.dot(times, (np.array(values) - mean) ** 2))
    found = coefficient(Ratings.from_contingency(counts), weights=scheme)
    assert found.standard_error == pytest.approx(jackknife, rel=0.01)


@given(tables, st.sampled_from(SCHEMES))
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_two_annotators_does_not_matter(counts, scheme) -> None:
    assume(counts.sum())
    for coefficient in (cohen_kappa, scott_pi):
        one, other = (coefficient(Ratings.from_contingency(t), weights=scheme) for t in (counts, counts.T))
        figures = [[r.value, r.standard_error, r.low, r.high, r.p_value] for r in (one, other)]
        np.testing.assert_allclose(figures[0], figures[1], rtol=1e-9, atol=1e-12)
        assert one.status == other.status


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("coefficient", [cohen_kappa, scott_pi])
def test_complete_agreement_is_exactly_one_with_any_weights(coefficient, scheme) -> None:
    for diagonal in ((2, 18, 13), (1, 7, 49), (33, 3, 7), (0, 11, 6)):
        found = coefficient(Ratings.from_contingency(np.diag(diagonal)), weights=scheme)
        assert (found.value, found.standard_error, found.interval.kind) == (1.0, 0.0, "wilson")


@given(tables)
@settings(max_examples=60, deadline=None)
def test_pi_is_fleiss_kappa_of_the_two_and_never_above_cohens(counts) -> None:
    assume(np.count_nonzero(counts.sum(axis=0) + counts.sum(axis=1)) > 1)
    assume(counts.sum() > 1)
    ratings = Ratings.from_contingency(counts)
    pi, fleiss = scott_pi(ratings, inference=Inference(ddof=1)), fleiss_kappa(ratings)
    assert pi.value == pytest.approx(fleiss.value, abs=1e-12)
    assert pi.standard_error == pytest.approx(fleiss.standard_error, abs=1e-7)
    assert pi.status == fleiss.status
    np.testing.assert_allclose([pi.low, pi.high], [fleiss.low, fleiss.high], atol=1e-6)
    assert math.isnan(cohen_kappa(ratings).value) or pi.value <= cohen_kappa(ratings).value + 1e-12


def test_two_categories_give_the_same_kappa_under_every_scheme() -> None:
    ratings = Ratings.from_contingency([[20, 5], [10, 15]])
    assert {round(cohen_kappa(ratings, weights=scheme).value, 12) for scheme in SCHEMES} == {0.4}


def test_the_bound_of_wilsons_interval_is_the_lowest_kappa_that_the_shares_allow() -> None:
    """Every table with the same pooled use has kappa or pi above it."""
    rng = np.random.default_rng(5)
    for _ in range(200):
        pooled = rng.permutation(np.repeat([0, 1, 2], rng.integers(1, 12, 3)))
        first, second = pooled[: len(pooled) // 2], pooled[len(pooled) // 2 : len(pooled) // 2 * 2]
        counts = np.zeros((3, 3), dtype=int)
        np.add.at(counts, (first, second), 1)
        found = scott_pi(Ratings.from_contingency(counts))
        shares = (counts.sum(axis=0) + counts.sum(axis=1)) / (2 * counts.sum())
        expected = float(shares @ shares)
        if expected < 1:
            lowest = max(0, 2 * shares.max() - 1)
            assert found.value >= (lowest - expected) / (1 - expected) - 1e-12


def test_the_interval_does_not_jump_where_half_of_the_items_agree() -> None:
    """The linearised values take two values, equally often: rounding must not decide on the degrees of freedom."""
    for each in range(4, 31, 2):
        for q in (3, 6, 7):
            counts = each * (np.ones((q, q), dtype=int) + (q - 2) * np.eye(q, dtype=int))
            found = [coefficient(Ratings.from_contingency(counts)) for coefficient in (cohen_kappa, scott_pi)]
            quantile = stats.t.ppf(0.975, counts.sum() - 1)
            for result in found:
                assert result.observed == 0.5
                assert result.high - result.low < 2.1 * quantile * result.standard_error


def test_items_of_one_annotator_alone_change_nothing() -> None:
    both = [["a", "a"]] * 9 + [["a", "b"]] * 4 + [["b", "b"]] * 8 + [["c", "a"]] * 3
    alone = [["c", None]] * 7 + [[None, "b"]] * 2
    for coefficient in (cohen_kappa, scott_pi):
        one, other = (coefficient(Ratings.from_wide(rows, categories="abc")) for rows in (both, both + alone))
        assert (one.value, one.standard_error, one.interval) == (other.value, other.standard_error, other.interval)
        assert (other.items, other.pairable) == (24, 48)


def test_rows_in_any_order_give_the_same_table() -> None:
    rng = np.random.default_rng(2)
    item, annotator = np.divmod(np.arange(600), 2)
    label = np.where(rng.random(600) < 0.7, np.repeat(rng.integers(0, 20, 300), 2), rng.integers(0, 20, 600))
    order = rng.permutation(600)
    kept = order[:550]
    expected = np.zeros((20, 20))
    by_item = {(i, a): v for i, a, v in zip(item[kept], annotator[kept], label[kept], strict=True)}
    for i in range(300):
        if (i, 0) in by_item and (i, 1) in by_item:
            expected[by_item[i, 0], by_item[i, 1]] += 1
    found = cohen_kappa(Ratings.from_codes(item[kept], annotator[kept], label[kept], categories=range(20)))
    assert found.items == expected.sum()
    assert found.value == pytest.approx(literal(expected, np.eye(20), False)[0])


@pytest.mark.parametrize("coefficient", [cohen_kappa, scott_pi])
@pytest.mark.parametrize(
    ("rows", "status", "value"),
    [
        ([["a", "a"]] * 5, "one_category", math.nan),
        ([["a", None], [None, "b"]], "no_pairable_units", math.nan),
        ([["a"], ["b"]], "one_annotator", math.nan),
        ([["a", "a"]], "one_unit", math.nan),
        ([[None, " "]], "no_pairable_units", math.nan),
        ([["a", "a"]] * 30 + [["b", "b"]] * 4 + [["a", "b"]] * 20, "too_few_minority_items", None),
    ],
)
def test_data_that_determine_nothing_say_so(coefficient, rows, status, value) -> None:
    for scheme in ("identity", np.eye(len({v for row in rows for v in row if v and v.strip()}))):
        found = coefficient(Ratings.from_wide(rows), weights=scheme)
        assert (found.status, found.interval) == (status, None)
        if value is not None:
            assert found.value == pytest.approx(value, nan_ok=True)


def test_one_category_throughout_by_one_annotator_leaves_no_error_and_no_test_for_kappa() -> None:
    for common in (7, 9, 13):  # thirds and the like do not add up to 1 in binary
        found = cohen_kappa(Ratings.from_wide([["a", "a"]] * common + [["b", "a"]] * 20 + [["c", "a"]] * 10))
        assert found.value == pytest.approx(0, abs=1e-15)
        assert (found.standard_error, found.null_standard_error) == (pytest.approx(0, abs=1e-15), 0)
        assert math.isnan(found.p_value)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: scott_pi(Ratings.from_wide([["a", "b", "a"]])), "Scott's pi compares two annotators; 3 arrived"),
        (lambda: scott_pi(Ratings.from_counts([[2, 0]])), "hold only counts"),
        (lambda: cohen_kappa(Ratings.from_wide(np.arange(9000.0).reshape(-1, 2))), "9,000 distinct categories are too"),
        (lambda: cohen_kappa(Ratings.from_wide([["a", "b"]]), weights="cubic"), "identity, linear"),
        (lambda: cohen_kappa(Ratings.from_wide([["a", "b"]]), weights=[[1]]), "for 2 categories"),
        (lambda: cohen_kappa(Ratings.from_wide([["a", "b"]]), weights="linear"), "need the order of the categories"),
        (
            lambda: cohen_kappa(Ratings.from_contingency([[9, 2], [1, 9]]), inference=Inference(annotators="drawn")),
            "needs three or more",
        ),
    ],
)
def test_bad_input_is_answered_with_a_sentence(build, message) -> None:
    with pytest.raises(SmoError, match=message):
        build()
