"""Krippendorff's alpha at every level, with every weight scheme and with distances of one's own."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smo_metrics.agreement import Inference, Ratings, krippendorff_alpha
from smo_metrics.agreement import distances as metrics
from smo_metrics.agreement._alpha import alpha, counted, listed
from smo_metrics.agreement._units import units
from smo_metrics.agreement.weights import SCHEMES, weight_matrix

CATEGORIES = (0.0, 1.0, 2.0, 4.0, 7.0)
MATRIX = np.array([[0, 1, 5, 2, 2], [1, 0, 3, 2, 9], [5, 3, 0, 1, 1], [2, 2, 1, 0, 4], [2, 9, 1, 4, 0]], dtype=float)
OPTIONS = {
    "nominal": {},
    "ordinal": {"level": "ordinal"},
    "interval": {"level": "interval"},
    "ratio": {"level": "ratio"},
    "circular": {"level": "circular", "period": 9.0},
    "distance": {"distance": MATRIX},
    **{f"{scheme} weights": {"weights": scheme} for scheme in SCHEMES},
}
rows = st.integers(2, 5).flatmap(
    lambda annotators: st.lists(
        st.lists(st.sampled_from([*CATEGORIES, None]), min_size=annotators, max_size=annotators),
        min_size=3,
        max_size=14,
    )
)


def pairable(table):
    units = [[label for label in row if label is not None] for row in table]
    return [unit for unit in units if len(unit) >= 2]


def literal_distance(name, table):
    place = {category: i for i, category in enumerate(CATEGORIES)}
    values = [value for unit in pairable(table) for value in unit]

    def ordinal(a, b):
        low, high = sorted((a, b))
        between = sum(values.count(g) for g in CATEGORIES if low <= g <= high)
        return (between - (values.count(low) + values.count(high)) / 2) ** 2

    if name.endswith("weights"):
        weights = weight_matrix(name.removesuffix(" weights"), CATEGORIES)
        return lambda a, b: 1 - weights[place[a], place[b]]
    return {
        "nominal": lambda a, b: float(a != b),
        "ordinal": ordinal,
        "interval": lambda a, b: (a - b) ** 2,
        "ratio": lambda a, b: ((a - b) / (a + b)) ** 2 if a + b else 0.0,
        "circular": lambda a, b: math.sin(math.pi * (a - b) / 9.0) ** 2,
        "distance": lambda a, b: MATRIX[place[a], place[b]],
    }[name]


def literal_alpha(table, distance):
    units = pairable(table)
    values = [value for unit in units for value in unit]
    within = sum(
        distance(unit[a], unit[b]) / (len(unit) - 1)
        for unit in units
        for a, b in itertools.permutations(range(len(unit)), 2)
    )
    between = sum(distance(values[a], values[b]) for a, b in itertools.permutations(range(len(values)), 2))
    n = len(values)
    return 1 - (within / n) / (between / (n * (n - 1))) if between else math.nan


def noisy(items, missing, seed, annotators=4):
    rng = np.random.default_rng(seed)
    truth = rng.choice(5, items, p=[0.35, 0.25, 0.2, 0.12, 0.08])
    label = np.where(rng.random((items, annotators)) < 0.6, truth[:, None], rng.integers(0, 5, (items, annotators)))
    gone = rng.random((items, annotators)) < missing
    table = [[None if g else CATEGORIES[v] for v, g in zip(*row, strict=True)] for row in zip(label, gone, strict=True)]
    return [row for row in table if sum(v is not None for v in row) >= 2]


def spread_over_many_categories(table):
    """Give the same labels one by one: the domain has room for so many numbers that patterns are not counted."""
    places = {category: 40 * i for i, category in enumerate(CATEGORIES)}
    domain = np.interp(np.arange(161), list(places.values()), CATEGORIES)
    cells = [(i, a, places[v]) for i, row in enumerate(table) for a, v in enumerate(row) if v is not None]
    return Ratings.from_codes(*np.array(cells).T, categories=domain.tolist())


@given(rows)
@settings(max_examples=80, deadline=None)
def test_every_value_equals_krippendorffs_sum_over_pairs(table) -> None:
    assume(pairable(table))
    ratings = Ratings.from_wide(table, categories=CATEGORIES)
    assume(len(ratings.annotators) > 1)
    for name, options in OPTIONS.items():
        expected = literal_alpha(table, literal_distance(name, table))
        assert krippendorff_alpha(ratings, **options).value == pytest.approx(expected, abs=1e-12, nan_ok=True), name


@pytest.mark.parametrize("name", ["nominal", "ordinal", "interval", "ratio", "circular"])
def test_labels_one_by_one_give_what_their_patterns_give(name) -> None:
    table = noisy(90, 0.3, 3)
    by_patterns = krippendorff_alpha(Ratings.from_wide(table, categories=CATEGORIES), **OPTIONS[name])
    ratings = spread_over_many_categories(table)
    assert ratings.is_many
    one_by_one = krippendorff_alpha(ratings, **OPTIONS[name])
    for figure in ("value", "standard_error", "observed", "expected", "items", "labels", "pairable", "low", "high"):
        assert getattr(one_by_one, figure) == pytest.approx(getattr(by_patterns, figure), abs=1e-12), figure


def test_a_matrix_gives_the_same_from_labels_one_by_one_in_any_order() -> None:
    table = noisy(90, 0.3, 4)
    ratings = Ratings.from_wide(table, categories=CATEGORIES)
    codes = ratings.codes
    shuffled = np.random.default_rng(1).permutation(len(codes.item))
    again = Ratings.from_codes(codes.item[shuffled], codes.annotator[shuffled], codes.label[shuffled])
    labels = listed(again.codes, 5)
    from_list = alpha(labels, metrics.tabled(labels, MATRIX, 9.0))
    by_patterns = krippendorff_alpha(ratings, distance=MATRIX)
    assert from_list.value == pytest.approx(by_patterns.value, abs=1e-12)
    assert from_list.observed == pytest.approx(by_patterns.observed, abs=1e-12)
    assert from_list.expected == pytest.approx(by_patterns.expected, abs=1e-12)


@pytest.mark.parametrize("missing", [0.0, 0.3])
@pytest.mark.parametrize("name", [*OPTIONS])
def test_the_error_over_items_is_that_of_the_jackknife(name, missing) -> None:
    table = noisy(300, missing, 5)
    options = OPTIONS[name]
    result = krippendorff_alpha(Ratings.from_wide(table, categories=CATEGORIES), **options)
    kinds = Counter(map(tuple, table))  # leaving out either of two items alike leaves the same items
    without = [[row for row in (kinds - Counter([kind])).elements()] for kind in kinds]
    left = [krippendorff_alpha(Ratings.from_wide(rest, categories=CATEGORIES), **options).value for rest in without]
    values, times, n = np.array(left), np.array([*kinds.values()]), len(table)
    jackknife = math.sqrt((n - 1) / n * times @ (values - times @ values / n) ** 2)
    assert result.standard_error == pytest.approx(jackknife, rel=0.015)
    if name == "ordinal":  # without the move of the ranks themselves the error would be further off
        assert result.standard_error == pytest.approx(jackknife, rel=0.004)


def test_gwets_ordinal_weights_are_not_krippendorffs_ordinal_metric() -> None:
    ratings = Ratings.from_wide(noisy(80, 0.2, 8), categories=CATEGORIES)
    weighted, metric = krippendorff_alpha(ratings, weights="ordinal"), krippendorff_alpha(ratings, level="ordinal")
    assert abs(weighted.value - metric.value) > 0.005
    assert (weighted.weights, metric.weights) == ("ordinal weights", "ordinal")


@given(rows, st.floats(0.1, 50), st.floats(-30, 30))
@settings(max_examples=60, deadline=None)
def test_what_a_level_does_not_measure_does_not_change_it(table, factor, offset) -> None:
    def value(change, **options):
        changed = [[None if v is None else change(v) for v in row] for row in table]
        ratings = Ratings.from_wide(changed, categories=[change(c) for c in CATEGORIES])
        return krippendorff_alpha(ratings, **options).value

    def same(v):
        return v

    moved = {
        "interval": (lambda v: v * factor + offset, {"level": "interval"}),
        "ratio": (lambda v: v * factor, {"level": "ratio"}),
        "ordinal": (lambda v: v**3 + v, {"level": "ordinal"}),
        "circular": (lambda v: v + 9 * round(offset), {"level": "circular", "period": 9.0}),
    }
    for name, (change, options) in moved.items():
        assert value(change, **options) == pytest.approx(value(same, **options), abs=1e-9, nan_ok=True), name


def test_circular_weights_are_the_circular_level_where_all_places_are_used() -> None:
    table = [[None if v is None else CATEGORIES.index(v) for v in row] for row in noisy(60, 0.2, 9)]
    ratings = Ratings.from_wide(table, categories=range(5))
    weighted, level = krippendorff_alpha(ratings, weights="circular"), krippendorff_alpha(ratings, level="circular")
    assert level.value == pytest.approx(weighted.value)
    assert level.standard_error == pytest.approx(weighted.standard_error)


def test_days_of_the_week_lie_on_a_circle_of_as_many_days_as_were_declared() -> None:
    days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    table = [["Sun", "Mon"], ["Wed", "Wed"], ["Sat", "Sun"], ["Thu", "Fri"], ["Tue", "Tue"]]
    named = krippendorff_alpha(Ratings.from_wide(table, categories=days), level="circular")
    numbered = [[days.index(v) for v in row] for row in table]
    given_period = krippendorff_alpha(Ratings.from_wide(numbered), level="circular", period=7)
    assert named.value == pytest.approx(given_period.value)
    assert named.value > krippendorff_alpha(Ratings.from_wide(numbered), level="interval").value


@pytest.mark.parametrize("name", [*OPTIONS])
def test_observed_and_expected_are_agreement_relative_to_the_largest_distance(name) -> None:
    table = noisy(60, 0.2, 14)
    distance, n = literal_distance(name, table), sum(map(len, pairable(table)))
    within = [(unit, distance(a, b)) for unit in pairable(table) for a, b in itertools.permutations(unit, 2)]
    values = [value for unit in pairable(table) for value in unit]
    whole = name.endswith("weights") or name in ("nominal", "ratio", "circular")
    largest = 1 if whole else max(distance(a, b) for a in CATEGORIES for b in CATEGORIES)
    result = krippendorff_alpha(Ratings.from_wide(table, categories=CATEGORIES), **OPTIONS[name])
    observed = sum(apart / (len(unit) - 1) for unit, apart in within) / n / largest
    expected = sum(distance(a, b) for a in values for b in values) / n**2 / largest
    assert result.observed == pytest.approx(1 - (1 - 1 / n) * observed)
    assert result.expected == pytest.approx(1 - expected)


def test_the_lowest_value_is_that_of_labels_that_meet_whatever_differs() -> None:
    """Of 10 % y and 90 % x, at most a fifth of the pairs can differ: alpha cannot be lower than 1 - .2 / .18."""
    rated = units(Ratings.from_wide([["x", "y"], *[["x", "x"]] * 4]))
    assert alpha(counted(rated), metrics.nominal(counted(rated))).lowest == pytest.approx(1 - 0.2 / 0.18)
    even = units(Ratings.from_wide([["x", "y"], ["y", "x"]]))
    assert alpha(counted(even), metrics.nominal(counted(even))).lowest == -1


@pytest.mark.parametrize("name", [*OPTIONS])
def test_perfect_agreement_is_one_and_a_single_category_undefined(name) -> None:
    ratings = Ratings.from_wide([[c] * 3 for c in CATEGORIES * 4], categories=CATEGORIES)
    perfect = krippendorff_alpha(ratings, **OPTIONS[name])
    assert (perfect.value, perfect.observed, perfect.status) == (1, 1, "ok")
    assert perfect.low < 1
    one = krippendorff_alpha(Ratings.from_wide([[4.0, 4.0]] * 9, categories=CATEGORIES), **OPTIONS[name])
    assert math.isnan(one.value)
    assert (one.status, one.observed) == ("one_category", 1)


@pytest.mark.parametrize("level", ["ordinal", "interval", "ratio"])
def test_identical_measurements_of_many_values_are_perfect_agreement(level) -> None:
    values = np.random.default_rng(2).lognormal(size=(300, 1)).repeat(3, axis=1)
    result = krippendorff_alpha(Ratings.from_wide(values), level=level)
    assert result.value == pytest.approx(1, abs=1e-14)
    assert "Wilson" in " ".join(result.warnings)


def test_two_observers_at_opposite_hours_disagree_most() -> None:
    rng = np.random.default_rng(4)
    hours = rng.uniform(0, 24, 400)
    opposite = Ratings.from_wide(np.column_stack([hours, (hours + 12) % 24]))
    assert krippendorff_alpha(opposite, level="circular", period=24).value == pytest.approx(-1, abs=0.01)
    near = Ratings.from_wide(np.column_stack([hours, (hours + rng.normal(0, 0.2, 400)) % 24]))
    assert krippendorff_alpha(near, level="circular", period=24).value > 0.99


@pytest.mark.parametrize("name", ["nominal", "ordinal", "linear weights"])
def test_the_interval_holds_the_true_value_as_often_as_it_says(name) -> None:
    options, rng, hits, drawn = OPTIONS[name], np.random.default_rng(11), 0, 300
    population = noisy(20_000, 0.0, 12, annotators=3)
    true = krippendorff_alpha(Ratings.from_wide(population, categories=CATEGORIES), **options).value
    codes = np.array([[CATEGORIES.index(v) for v in row] for row in population])
    for _ in range(drawn):
        chosen = codes[rng.integers(0, len(codes), 80)]
        item, annotator = np.divmod(np.arange(chosen.size), 3)
        ratings = Ratings.from_codes(item, annotator, chosen.ravel(), categories=CATEGORIES)
        result = krippendorff_alpha(ratings, **options)
        hits += result.low <= true <= result.high
    assert 0.915 <= hits / drawn <= 0.98


def test_annotators_drawn_widen_the_error_alike_from_patterns_and_one_by_one() -> None:
    table = noisy(120, 0.2, 6)
    drawn = Inference(annotators="drawn")
    ratings = Ratings.from_wide(table, categories=CATEGORIES)
    by_patterns = krippendorff_alpha(ratings, level="interval", inference=drawn)
    one_by_one = krippendorff_alpha(spread_over_many_categories(table), level="interval", inference=drawn)
    assert one_by_one.standard_error == pytest.approx(by_patterns.standard_error, rel=1e-10)
    assert by_patterns.standard_error > krippendorff_alpha(ratings, level="interval").standard_error
