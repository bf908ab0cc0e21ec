"""Bootstrap and jackknife: published figures, literal versions that resample item by item, and thin data."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from smo_metrics.agreement import (
    Ratings,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
    resampling,
)
from smo_metrics.agreement._bca import acceleration, corrected_tails
from smo_metrics.agreement._kinds import kinds_for, pulls
from smo_metrics.agreement.resampling import bootstrap_interval, jackknife_interval
from smo_metrics.errors import SmoError

# Efron & Tibshirani (1993), table 14.1: spatial perception of 26 children.
SPATIAL = [48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41]


def variance(ratings: Ratings) -> float:
    """Variance (over n) of the categories as numbers: the statistic of Efron & Tibshirani, eq. 14.2."""
    values = np.array(ratings.categories, dtype=float)
    labels = ratings.patterns.multiplicity @ ratings.patterns.counts
    mean = labels @ values / labels.sum()
    return float(labels @ (values - mean) ** 2 / labels.sum())


def labelled(items: int, *, seed: int, annotators: int = 3, noise: float = 0.3, shares=(0.6, 0.3, 0.1)) -> np.ndarray:
    rng = np.random.default_rng(seed)
    truth = rng.choice(len(shares), items, p=shares)
    other = rng.choice(len(shares), (items, annotators), p=shares)
    return np.where(rng.random((items, annotators)) < noise, other, truth[:, None])


def pairs_that_agree(ratings: Ratings) -> float:
    """Percent agreement of items with three labels each, without error or interval: fast enough to simulate."""
    patterns = ratings.patterns
    agree = ((patterns.counts**2).sum(axis=1) - 3) / 6
    return float(patterns.multiplicity @ agree / patterns.multiplicity.sum())


def test_bca_gives_the_published_acceleration_and_limits_of_the_spatial_test() -> None:
    """Efron & Tibshirani (1993), p. 186 (.061) and table 14.2, p. 183, from 2,000 resamples: (115.8, 259.6)."""
    ratings = Ratings.from_wide([[score] for score in SPATIAL])
    assert variance(ratings) == pytest.approx(171.5, abs=0.05)
    rng = np.random.default_rng(1)
    assert acceleration(kinds_for(ratings, variance), variance, 10_000, rng) == pytest.approx(0.061, abs=5e-4)
    found = bootstrap_interval(ratings, variance, resamples=10_000, confidence=0.9, rng=rng)
    assert (found.low, found.high) == pytest.approx((115.8, 259.6), abs=8)
    plain = bootstrap_interval(ratings, variance, resamples=10_000, kind="percentile", confidence=0.9, rng=rng)
    assert (plain.low, plain.high) == pytest.approx((100.8, 233.9), abs=6)


def test_bca_equals_scipys_on_the_mean_agreement_of_items() -> None:
    wide = labelled(80, seed=2)
    pairs = [np.mean([a == b, b == c, a == c]) for a, b, c in wide]
    theirs = stats.bootstrap((pairs,), np.mean, n_resamples=9999, method="BCa", rng=np.random.default_rng(3))
    ratings, rng = Ratings.from_wide(wide), np.random.default_rng(4)
    ours = bootstrap_interval(ratings, pairs_that_agree, resamples=9999, rng=rng)
    assert ours.value == pytest.approx(percent_agreement(ratings).value)
    assert ours.standard_error == pytest.approx(theirs.standard_error, rel=0.04)
    low, high = theirs.confidence_interval
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=0.15 * ours.standard_error)


@pytest.mark.parametrize("coefficient", [krippendorff_alpha, cohen_kappa])
def test_drawing_kinds_of_items_has_the_distribution_of_drawing_items_one_by_one(coefficient) -> None:
    wide, rng = labelled(40, seed=5, annotators=2), np.random.default_rng(6)
    found = bootstrap_interval(Ratings.from_wide(wide), coefficient, kind="percentile", rng=rng)
    literal = [coefficient(Ratings.from_wide(wide[rng.integers(0, 40, 40)], categories=[0, 1, 2])).value
               for _ in range(1000)]  # fmt: skip
    assert found.standard_error == pytest.approx(np.std(literal), rel=0.08)
    assert (found.low, found.high) == pytest.approx(np.quantile(literal, [0.025, 0.975]), abs=0.05)


@pytest.mark.parametrize("coefficient", [krippendorff_alpha, gwet_ac, fleiss_kappa, cohen_kappa])
def test_the_jackknife_equals_leaving_out_each_item(coefficient) -> None:
    wide = labelled(60, seed=7, annotators=2)
    found = jackknife_interval(Ratings.from_wide(wide), coefficient)
    left_out = [coefficient(Ratings.from_wide(np.delete(wide, i, axis=0), categories=[0, 1, 2])).value
                for i in range(60)]  # fmt: skip
    error = math.sqrt(59 / 60 * ((left_out - np.mean(left_out)) ** 2).sum())
    assert found.standard_error == pytest.approx(error, rel=1e-9)
    assert found.bias == pytest.approx(59 * (np.mean(left_out) - found.value), abs=1e-9)
    half = stats.t.ppf(0.975, 59) * error
    assert (found.low, found.high) == pytest.approx((found.value - half, found.value + half))
    assert found.samples < 60


@pytest.mark.parametrize("coefficient", [krippendorff_alpha, gwet_ac, fleiss_kappa, percent_agreement])
def test_leaving_out_one_of_many_copies_gives_the_published_linearised_error(coefficient) -> None:
    ratings = Ratings.from_wide(labelled(50, seed=8))
    kinds = kinds_for(ratings, coefficient)
    pull = pulls(kinds, coefficient, kinds.times, copies=kinds.copies)
    error = math.sqrt(kinds.times @ pull**2 / (50 * 49))
    assert error == pytest.approx(coefficient(ratings).standard_error, rel=1e-5)


def test_the_jackknife_errs_by_little_from_the_analytic_error_of_interval_data() -> None:
    rng = np.random.default_rng(9)
    truth = rng.normal(size=200)
    wide = np.round(truth[:, None] + rng.normal(size=(200, 3)), 3)
    ratings = Ratings.from_wide(wide)
    assert ratings.is_many
    interval_alpha = partial(krippendorff_alpha, level="interval")
    found = jackknife_interval(ratings, interval_alpha)
    assert found.standard_error == pytest.approx(interval_alpha(ratings).standard_error, rel=0.05)
    drawn = bootstrap_interval(ratings, interval_alpha, resamples=200, kind="percentile", rng=rng)
    assert drawn.standard_error == pytest.approx(found.standard_error, rel=0.2)


def test_a_statistic_that_looks_at_annotators_gets_labels_one_by_one() -> None:
    ratings = Ratings.from_wide(labelled(20, seed=1))
    assert kinds_for(ratings, krippendorff_alpha).rows is None
    assert kinds_for(ratings, lambda r: float(len(r.annotators))).rows is not None
    assert kinds_for(ratings, first_of_first).rows is not None


def first_of_first(ratings: Ratings) -> float:
    """How often the first annotator gives the first category."""
    codes = ratings.codes
    return float((codes.label[codes.annotator == 0] == 0).mean())


def test_more_distinct_items_than_the_jackknife_can_leave_out_are_refused(monkeypatch) -> None:
    monkeypatch.setattr(resampling, "_MOST_KINDS", 3)
    with pytest.raises(SmoError, match="4 are too many"):
        jackknife_interval(Ratings.from_counts([[3, 0], [2, 1], [0, 3], [1, 2]]), percent_agreement)


def test_a_sample_of_labels_one_by_one_keeps_each_item_whole() -> None:
    wide = [["x", "y", None], [None, "x", "x"], ["x", "y", None], [None, None, None], [None, None, "y"]]
    ratings = Ratings.from_wide(wide, categories=["x", "y"])
    kinds = kinds_for(ratings, lambda r: float(len(r.codes.item)))
    assert sorted(kinds.times) == [1, 1, 2]
    assert kinds.of_item[0] == kinds.of_item[2]
    assert kinds.of_item[3] == -1
    times = np.zeros(3, dtype=int)
    times[kinds.of_item[[0, 4]]] = 2, 1
    codes = kinds.sample(times).codes
    items = {}
    for item, annotator, label in zip(codes.item, codes.annotator, codes.label, strict=True):
        items.setdefault(item, []).append((annotator, label))
    assert sorted(map(sorted, items.values())) == [[(0, 0), (1, 1)], [(0, 0), (1, 1)], [(2, 1)]]


@given(st.integers(0, 2**31), st.permutations(range(30)))
@settings(max_examples=10, deadline=None)
def test_the_order_of_rows_and_annotators_changes_no_draw(seed, order) -> None:
    wide = labelled(30, seed=10)
    found = [
        bootstrap_interval(Ratings.from_wide(rows), pairs_that_agree, resamples=200, rng=np.random.default_rng(seed))
        for rows in (wide, wide[order][:, ::-1])
    ]
    assert found[0] == found[1]


def test_where_kinds_outnumber_resamples_a_sample_of_them_gives_the_acceleration() -> None:
    ratings = Ratings.from_wide(labelled(3000, seed=11, annotators=6, noise=0.5, shares=(0.5, 0.2, 0.2, 0.1)))
    kinds = kinds_for(ratings, gwet_ac)
    assert np.count_nonzero(kinds.times) > 80
    rng = np.random.default_rng(12)
    whole = acceleration(kinds, gwet_ac, 10_000, rng)
    sampled = [acceleration(kinds, gwet_ac, 80, rng) for _ in range(60)]
    assert np.mean(sampled) == pytest.approx(whole, abs=4 * np.std(sampled) / math.sqrt(60) + 1e-3)


def test_without_bias_or_skewness_bca_is_the_percentile_interval() -> None:
    tails = np.array([0.025, 0.975])
    ordered = np.arange(-500, 501) / 100
    np.testing.assert_allclose(corrected_tails(tails, 0.0, ordered, 0.0), tails, atol=1e-12)
    shift = stats.norm.ppf((500 + 0.5 + 100) / 1001)  # 600 resamples lie below 1, one equals it
    z = shift + stats.norm.ppf(tails)
    literal = stats.norm.cdf(shift + z / (1 - 0.05 * z))
    np.testing.assert_allclose(corrected_tails(tails, 1.0, ordered, 0.05), literal, rtol=1e-12)
    assert np.isnan(corrected_tails(tails, 6.0, ordered, 0.0)).all()
    assert np.isnan(corrected_tails(tails, 0.0, ordered, 0.9)).all()


def test_a_coefficient_that_has_no_interval_of_its_own_gets_none_by_resampling() -> None:
    rare = Ratings.from_wide([["x", "x"]] * 60 + [["x", "y"]])
    for found in (
        bootstrap_interval(rare, krippendorff_alpha, rng=np.random.default_rng(1)),
        jackknife_interval(rare, krippendorff_alpha),
    ):
        assert found.interval is None
        assert math.isnan(found.low)
        assert found.warnings == (
            "no interval: the status of krippendorff_alpha on these labels is 'too_few_minority_items'.",
        )


def test_resamples_on_which_the_statistic_is_undefined_are_counted_and_too_many_leave_no_interval() -> None:
    def kappa(ratings: Ratings) -> float:
        return krippendorff_alpha(ratings).value

    rng = np.random.default_rng(1)
    some = bootstrap_interval(Ratings.from_wide([["x", "x"]] * 60 + [["x", "y"]] * 4), kappa, rng=rng)
    assert 0 < some.undefined < 50
    assert some.interval is not None
    assert some.warnings[0] == f"{some.undefined} of 1,000 resamples leave the statistic undefined."
    many = bootstrap_interval(Ratings.from_wide([["x", "x"]] * 60 + [["x", "y"]]), kappa, rng=rng)
    assert many.undefined == pytest.approx(1000 * (60 / 61) ** 61, abs=60)
    assert many.interval is None
    assert math.isnan(many.standard_error)
    alone = jackknife_interval(Ratings.from_wide([["x", "x"]] * 60 + [["x", "y"]]), kappa)
    assert (alone.undefined, alone.interval) == (1, None)


def test_items_that_all_agree_get_no_interval() -> None:
    perfect = Ratings.from_wide([["x", "x"], ["y", "y"]] * 20)
    found = bootstrap_interval(perfect, percent_agreement, rng=np.random.default_rng(1))
    assert (found.value, found.interval) == (1, None)
    assert found.warnings == ("all resamples give the same value: no interval.",)
    assert jackknife_interval(perfect, percent_agreement).warnings == ("no item makes a difference: no interval.",)


def test_an_undefined_statistic_and_a_single_item_are_said_so() -> None:
    rng = np.random.default_rng(1)
    nothing = bootstrap_interval(Ratings.from_wide([["x", None]] * 9), lambda r: math.nan, rng=rng)
    assert nothing.warnings == ("the statistic is undefined on these labels.",)
    single = bootstrap_interval(Ratings.from_wide([["x", "y"]]), lambda r: 0.5, rng=rng)
    assert single.warnings == ("one item cannot be resampled.",)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": "basic"}, "kind must be"),
        ({"resamples": 1000.5}, "resamples must be a whole number; 1000.5 arrived"),
        ({"resamples": 100}, "resamples must be 200 or more"),
        ({"confidence": 0.99, "resamples": 999}, "resamples must be 1000 or more"),
        ({"confidence": 95}, "confidence must lie"),
        ({"rng": 7}, "rng must be a numpy.random.Generator"),
    ],
)
def test_options_that_cannot_be_used_are_refused(options, message) -> None:
    ratings = Ratings.from_wide([["x", "x"], ["x", "y"]])
    with pytest.raises(SmoError, match=message):
        bootstrap_interval(ratings, percent_agreement, **{"rng": np.random.default_rng(1), **options})


def test_the_name_of_a_coefficient_is_no_statistic() -> None:
    ratings = Ratings.from_wide([["x", "x"], ["x", "y"]])
    with pytest.raises(SmoError, match="a function such as krippendorff_alpha, not its name; 'gwet_ac' arrived"):
        bootstrap_interval(ratings, "gwet_ac", rng=np.random.default_rng(1))
    with pytest.raises(SmoError, match="a function such as krippendorff_alpha, not its name; 'gwet_ac' arrived"):
        jackknife_interval(ratings, "gwet_ac")


def test_what_the_statistic_refuses_is_said_in_its_own_words() -> None:
    counts = Ratings.from_counts([[2, 0], [1, 1]])
    with pytest.raises(SmoError, match="hold only counts"):
        bootstrap_interval(counts, cohen_kappa, rng=np.random.default_rng(1))


def test_the_result_is_json_ready() -> None:
    found = jackknife_interval(Ratings.from_counts([[3, 0], [2, 1], [0, 3], [1, 2]]), percent_agreement).to_dict()
    assert found["interval"]["kind"] == "jackknife"
    assert found["undefined"] == 0


def test_bca_of_agreement_on_skewed_labels_covers_about_as_often_as_it_says() -> None:
    """100 items, 80 % in one category; 200 replications of 200 resamples: 95 % within three binomial errors."""
    rng, hits, shares = np.random.default_rng(13), 0, np.array([0.8, 0.2])
    truth = 0.5 + 0.5 * float(shares @ shares)
    for _ in range(200):
        knows = rng.random((100, 3)) < math.sqrt(0.5)
        wide = np.where(knows, rng.choice(2, 100, p=shares)[:, None], rng.choice(2, (100, 3), p=shares))
        counts = np.column_stack([3 - wide.sum(axis=1), wide.sum(axis=1)])
        found = bootstrap_interval(Ratings.from_counts(counts), pairs_that_agree, resamples=200, rng=rng)
        hits += found.low <= truth <= found.high
    assert 0.9 <= hits / 200 <= 0.99
