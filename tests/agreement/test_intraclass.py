"""Intraclass correlation: Shrout & Fleiss's published answers, literal analysis of variance, coverage."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from smo_metrics.agreement.intraclass import FORMS, intraclass_correlation
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.errors import SmoError

# Shrout & Fleiss (1979), table 2: six targets by four judges.
TARGETS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


@pytest.mark.parametrize(
    ("form", "value", "f", "df2", "p", "low", "high"),
    [
        ("ICC(1,1)", 0.17, 1.8, 18, 0.16472, -0.13, 0.72),
        ("ICC(2,1)", 0.29, 11.0, 15, 0.00013, 0.02, 0.76),
        ("ICC(3,1)", 0.71, 11.0, 15, 0.00013, 0.34, 0.95),
        ("ICC(1,k)", 0.44, 1.8, 18, 0.16472, -0.88, 0.91),
        ("ICC(2,k)", 0.62, 11.0, 15, 0.00013, 0.07, 0.93),
        ("ICC(3,k)", 0.91, 11.0, 15, 0.00013, 0.68, 0.99),
    ],
)
def test_values_are_shrout_and_fleiss_and_limits_those_of_r_psych(form, value, f, df2, p, low, high) -> None:
    """Values: Shrout & Fleiss (1979), table 4; F, p and limits: ICC() of R psych on the same data."""
    result = intraclass_correlation(Ratings.from_wide(TARGETS), form=form)
    assert result.value == pytest.approx(value, abs=0.006)
    assert result.p_value == pytest.approx(p, abs=6e-5)
    assert (result.low, result.high) == pytest.approx((low, high), abs=0.006)
    assert result.interval.kind == "F"
    assert result.details["F"] == pytest.approx(f, abs=0.06)
    assert (result.details["df1"], result.details["df2"]) == (5, df2)
    assert (result.method, result.items, result.annotators, result.labels) == (form, 6, 4, 24)


def test_the_mean_squares_are_those_printed_by_shrout_and_fleiss() -> None:
    """Shrout & Fleiss (1979), table 3: 11.24, 6.26, 32.49, 1.02."""
    details = intraclass_correlation(Ratings.from_wide(TARGETS)).details
    squares = [details[f"ms_{name}"] for name in ("items", "within", "annotators", "residual")]
    assert squares == pytest.approx([11.24, 6.26, 32.49, 1.02], abs=0.005)


def literal_mean_squares(rows: list[list[float]]) -> tuple[float, float, float, float]:
    n, k = len(rows), len(rows[0])
    grand = math.fsum(itertools.chain(*rows)) / (n * k)
    item = [math.fsum(row) / k for row in rows]
    annotator = [math.fsum(row[j] for row in rows) / n for j in range(k)]
    cells = list(itertools.product(range(n), range(k)))
    within = math.fsum((rows[i][j] - item[i]) ** 2 for i, j in cells)
    residual = math.fsum((rows[i][j] - item[i] - annotator[j] + grand) ** 2 for i, j in cells)
    return (
        k * math.fsum((mean - grand) ** 2 for mean in item) / (n - 1),
        within / (n * (k - 1)),
        n * math.fsum((mean - grand) ** 2 for mean in annotator) / (k - 1),
        residual / ((n - 1) * (k - 1)),
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 12), st.integers(2, 5), st.integers(0, 2**32 - 1))
def test_every_form_is_its_literal_ratio_of_mean_squares(n, k, seed) -> None:
    """The formulas of Shrout & Fleiss (1979), pp. 423-426, each written out."""
    rng = np.random.default_rng(seed)
    rows = (rng.normal(size=(n, 1)) + rng.normal(size=(n, k)) + rng.normal(size=k) + 5).tolist()
    b, w, j, e = literal_mean_squares(rows)
    literal = {
        "ICC(1,1)": (b - w) / (b + (k - 1) * w),
        "ICC(2,1)": (b - e) / (b + (k - 1) * e + k * (j - e) / n),
        "ICC(3,1)": (b - e) / (b + (k - 1) * e),
        "ICC(1,k)": (b - w) / b,
        "ICC(2,k)": (b - e) / (b + (j - e) / n),
        "ICC(3,k)": (b - e) / b,
    }
    for form in FORMS:
        result = intraclass_correlation(Ratings.from_wide(rows), form=form)
        if form == "ICC(2,k)" and b + (j - e) / n <= 0:
            assert result.status == "one_category"
            continue
        assert result.value == pytest.approx(literal[form], rel=1e-8, abs=1e-9)
        assert result.low <= result.value <= result.high
        f = b / (w if form[4] == "1" else e)
        assert result.p_value == pytest.approx(stats.f.sf(f, n - 1, result.details["df2"]))


def literal_mls(rows: list[list[float]], *, lower: bool) -> float:
    """Bisect for the reliability at which the interval of the sum of mean squares reaches 0."""
    n, k = len(rows), len(rows[0])
    b, _, j, e = literal_mean_squares(rows)
    degrees = (n - 1, k - 1, (n - 1) * (k - 1))
    shrink = [1 - d / stats.chi2.ppf(0.975, d) for d in degrees]
    stretch = [d / stats.chi2.ppf(0.025, d) - 1 for d in degrees]
    on = (shrink[0], stretch[1], stretch[2]) if lower else (stretch[0], shrink[1], shrink[2])

    def end(share: float) -> float:
        parts = ((1 - share) / k * b, -share / n * j, -((1 - share) / k + share * (1 - 1 / n)) * e)
        half = math.sqrt(sum((c * part) ** 2 for c, part in zip(on, parts, strict=True)))
        return sum(parts) + (-half if lower else half)

    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if end(middle) > 0 else (low, middle)
    return low


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 5), st.integers(0, 2**32 - 1))
def test_the_modified_large_sample_limits_solve_their_equation(k, seed) -> None:
    rng = np.random.default_rng(seed)
    rows = (rng.normal(size=(15, 1)) * rng.uniform(0, 2) + rng.normal(size=(15, k)) + rng.normal(size=k)).tolist()
    result = intraclass_correlation(Ratings.from_wide(rows))
    assert result.interval.kind == "mls"
    expected = min(literal_mls(rows, lower=True), result.value), max(literal_mls(rows, lower=False), result.value)
    assert (result.low, result.high) == pytest.approx(expected, abs=1e-9)


def test_the_published_limits_of_forms_2_stay_in_the_details_for_comparison() -> None:
    rows = np.array(TARGETS * 3) + np.arange(18)[:, None] % 5
    result = intraclass_correlation(Ratings.from_wide(rows))
    b, _, j, e = literal_mean_squares(rows.tolist())
    n, k, rho = 18, 4, result.value
    a, c = k * rho / (n * (1 - rho)), 1 + k * rho * (n - 1) / (n * (1 - rho))  # McGraw & Wong (1996), table 7
    v = (a * j + c * e) ** 2 / ((a * j) ** 2 / (k - 1) + (c * e) ** 2 / ((n - 1) * (k - 1)))
    f_low, f_high = stats.f.ppf(0.975, n - 1, v), stats.f.ppf(0.975, v, n - 1)
    total = k * j + (k * n - k - n) * e
    low, high = n * (b - f_low * e) / (f_low * total + n * b), n * (f_high * b - e) / (total + n * f_high * b)
    assert (result.details["published_low"], result.details["published_high"]) == pytest.approx((low, high))
    assert result.low != pytest.approx(low)


def test_the_mean_of_two_forms_is_cronbachs_alpha() -> None:
    rows = np.array(TARGETS, dtype=float)
    k = rows.shape[1]
    alpha = k / (k - 1) * (1 - rows.var(axis=0, ddof=1).sum() / rows.sum(axis=1).var(ddof=1))
    assert intraclass_correlation(Ratings.from_wide(rows), form="ICC(3,k)").value == pytest.approx(alpha)


@pytest.mark.parametrize("form", ["ICC(3,1)", "ICC(3,k)"])
def test_an_annotators_own_level_does_not_count_for_form_3_and_counts_for_form_2(form) -> None:
    shifted = np.array(TARGETS) + np.array([0, 10, 0, -5])
    one, other = (intraclass_correlation(Ratings.from_wide(rows), form=form) for rows in (TARGETS, shifted))
    assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high))
    form = form.replace("3", "2")
    assert intraclass_correlation(Ratings.from_wide(shifted), form=form).value < 0.5 * one.value


def test_a_pure_difference_of_level_leaves_form_3_at_one_without_interval() -> None:
    result = intraclass_correlation(Ratings.from_wide([[0.1, 1.1], [0.3, 1.3], [0.7, 1.7]]), form="ICC(3,1)")
    assert (result.value, result.interval) == (1.0, None)
    assert math.isnan(result.p_value)


def test_items_that_differ_less_than_chance_makes_them_leave_the_mean_of_k_undefined() -> None:
    rows = [[1, 2], [2, 1], [1, 2], [2, 1]]
    single = intraclass_correlation(Ratings.from_wide(rows), form="ICC(1,1)")
    assert (single.value, single.interval) == (-1, None)
    for form in ("ICC(1,k)", "ICC(2,k)", "ICC(3,k)"):
        mean = intraclass_correlation(Ratings.from_wide(rows), form=form)
        assert math.isnan(mean.value)
        assert (mean.status, mean.interval) == ("one_category", None)


def alike_items(n: int, k: int) -> np.ndarray:
    """Items whose means differ far less than annotators on them."""
    rows = np.random.default_rng(21).normal(size=(n, k))
    return rows - 0.9 * rows.mean(axis=1, keepdims=True)


def test_a_negative_value_is_its_own_lower_limit_and_the_upper_one_is_not_below_zero() -> None:
    rows = alike_items(15, 4)
    result = intraclass_correlation(Ratings.from_wide(rows))
    assert result.value < 0
    assert (result.low, result.high) == (result.value, literal_mls(rows.tolist(), lower=False))
    assert result.high == 0


def test_published_limits_of_a_negative_value_take_no_reliability_for_the_degrees_of_freedom() -> None:
    rows = alike_items(5, 4)
    b, _, j, e = literal_mean_squares(rows.tolist())
    f_low, f_high = stats.f.ppf(0.975, 4, 12), stats.f.ppf(0.975, 12, 4)
    total = 4 * j + (4 * 5 - 4 - 5) * e
    result = intraclass_correlation(Ratings.from_wide(rows))
    assert result.value < 0
    assert 5 * (b - f_low * e) / (f_low * total + 5 * b) < -1 / 3
    assert result.low == pytest.approx(min(-1 / 3, result.value))
    assert result.details["published_high"] == pytest.approx(5 * (f_high * b - e) / (total + 5 * f_high * b))


def test_the_mean_of_k_has_no_lower_limit_where_one_label_may_be_worse_than_chance_allows() -> None:
    rows = [[3, 1, 1], [1, 1, 4], [3, 4, 2], [4, 4, 2]]
    result = intraclass_correlation(Ratings.from_wide(rows), form="ICC(2,k)")
    assert result.low == -math.inf < result.value < result.high < 1
    assert result.to_dict()["interval"]["low"] is None


def test_a_few_outlying_items_are_said_to_make_the_interval_too_narrow() -> None:
    rng = np.random.default_rng(8)
    rows = rng.normal(size=(60, 1)) + rng.normal(size=(60, 3))
    assert intraclass_correlation(Ratings.from_wide(rows)).warnings == ()
    rows[0] += 12
    assert "too narrow" in " ".join(intraclass_correlation(Ratings.from_wide(rows)).warnings)


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(SmoError, match=r"ICC\(1,1\), .*'ICC\(2\)' arrived"):
        intraclass_correlation(Ratings.from_wide(TARGETS), form="ICC(2)")


@pytest.mark.parametrize("form", ["ICC(2,1)", "ICC(2,k)"])
def test_the_lower_limit_of_noise_is_the_value_where_that_is_negative(form) -> None:
    """The documentation's exception to limits between 0 and 1."""
    noise = np.random.default_rng(2).normal(size=(40, 3))
    result = intraclass_correlation(Ratings.from_wide(noise), form=form)
    assert result.interval is not None
    assert result.interval.kind == "mls"
    assert result.low == result.value < 0 < result.high


@pytest.mark.parametrize(
    ("form", "levels", "n"), [("ICC(1,1)", 0.0, 20), ("ICC(3,1)", 0.5, 20), ("ICC(2,1)", 0.5, 8), ("ICC(2,1)", 0.5, 60)]
)
def test_ninety_five_percent_intervals_cover_about_that_often(form, levels, n) -> None:
    """Normal data, reliability .7 of one label by itself, three annotators whose levels have sd `levels`."""
    rng, covered, repeats = np.random.default_rng(11), 0, 400
    truth = 0.7 / (1 + levels**2) if form == "ICC(2,1)" else 0.7
    for _ in range(repeats):
        rows = math.sqrt(0.7) * rng.normal(size=(n, 1)) + math.sqrt(0.3) * rng.normal(size=(n, 3))
        result = intraclass_correlation(Ratings.from_wide(rows + levels * rng.normal(size=3)), form=form)
        covered += result.low <= truth <= result.high
    assert 0.92 <= covered / repeats <= 0.99
