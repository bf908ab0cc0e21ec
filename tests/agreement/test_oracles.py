"""Slow, literal versions of each formula against the fast ones, on random small tables with missing labels."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smo_metrics.agreement import (
    Ratings,
    annotator_agreement,
    brennan_prediger,
    category_agreement,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    item_agreement,
    krippendorff_alpha,
    percent_agreement,
)

CATEGORIES = (1.0, 2.0, 4.0, 7.0)
rows = st.integers(2, 5).flatmap(
    lambda annotators: st.lists(
        st.lists(st.sampled_from([*CATEGORIES, None]), min_size=annotators, max_size=annotators),
        min_size=3,
        max_size=14,
    )
)
MULTI = (krippendorff_alpha, fleiss_kappa, gwet_ac, brennan_prediger, percent_agreement)


def labelled(table):
    return [[label for label in row if label is not None] for row in table]


def pairable(table):
    return [labels for labels in labelled(table) if len(labels) >= 2]


def pairs_agree(labels):
    pairs = list(itertools.permutations(range(len(labels)), 2))
    return sum(labels[a] == labels[b] for a, b in pairs) / len(pairs)


def oracle_alpha(table, distance):
    units = pairable(table)
    values = [value for unit in units for value in unit]
    n = len(values)
    observed = sum(
        distance(unit[a], unit[b]) / (len(unit) - 1)
        for unit in units
        for a, b in itertools.permutations(range(len(unit)), 2)
    )
    expected = sum(distance(values[a], values[b]) for a, b in itertools.permutations(range(n), 2))
    return 1 - (observed / n) / (expected / (n * (n - 1))) if expected else math.nan


def nominal(a, b):
    return float(a != b)


def ordinal_distance(table):
    """Krippendorff's ordinal metric, from the marginals of the pairable labels (2011, section D)."""
    values = [value for unit in pairable(table) for value in unit]
    count = {category: values.count(category) for category in CATEGORIES}

    def distance(a, b):
        low, high = sorted((a, b))
        between = sum(count[g] for g in CATEGORIES if low <= g <= high)
        return (between - (count[low] + count[high]) / 2) ** 2

    return distance


def oracle_shares(table):
    units = [unit for unit in labelled(table) if unit]
    return [sum(unit.count(c) / len(unit) for unit in units) / len(units) for c in CATEGORIES]


def oracle_fleiss(table):
    expected = sum(p * p for p in oracle_shares(table))
    return corrected(table, expected)


def oracle_gwet(table):
    expected = sum(p * (1 - p) for p in oracle_shares(table)) / (len(CATEGORIES) - 1)
    return corrected(table, expected)


def corrected(table, expected):
    units = pairable(table)
    observed = sum(map(pairs_agree, units)) / len(units)
    return (observed - expected) / (1 - expected) if expected < 1 else math.nan


def jackknife(coefficient, table):
    ratings = [Ratings.from_wide(table[:i] + table[i + 1 :], categories=CATEGORIES) for i in range(len(table))]
    values = np.array([coefficient(r).value for r in ratings])
    n = len(table)
    return math.sqrt((n - 1) / n * ((values - values.mean()) ** 2).sum())


@given(rows)
@settings(max_examples=150, deadline=None)
def test_every_value_equals_its_literal_formula(table) -> None:
    assume(pairable(table))
    ratings = Ratings.from_wide(table, categories=CATEGORIES)
    expected = {
        percent_agreement(ratings).value: sum(map(pairs_agree, pairable(table))) / len(pairable(table)),
        krippendorff_alpha(ratings).value: oracle_alpha(table, nominal),
        krippendorff_alpha(ratings, level="interval").value: oracle_alpha(table, lambda a, b: (a - b) ** 2),
        krippendorff_alpha(ratings, level="ordinal").value: oracle_alpha(table, ordinal_distance(table)),
        fleiss_kappa(ratings).value: oracle_fleiss(table),
        gwet_ac(ratings).value: oracle_gwet(table),
        brennan_prediger(ratings).value: corrected(table, 1 / len(CATEGORIES)),
    }
    assume(len(ratings.annotators) > 1)
    for value, oracle in expected.items():
        assert value == pytest.approx(oracle, abs=1e-12, nan_ok=True)


@given(rows)
@settings(max_examples=60, deadline=None)
def test_agreement_per_item_equals_counting_pairs(table) -> None:
    ratings = Ratings.from_wide(table, categories=CATEGORIES)
    for value, unit in zip(item_agreement(ratings), labelled(table), strict=True):
        assert value == pytest.approx(pairs_agree(unit) if len(unit) >= 2 else math.nan, nan_ok=True)


@given(rows, st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_and_annotators_changes_nothing_not_even_the_last_bit(table, random) -> None:
    shuffled = [list(row) for row in zip(*random.sample(list(zip(*table, strict=True)), len(table[0])), strict=True)]
    random.shuffle(shuffled)
    one, other = Ratings.from_wide(table, categories=CATEGORIES), Ratings.from_wide(shuffled, categories=CATEGORIES)
    for coefficient in MULTI:
        a, b = coefficient(one), coefficient(other)
        assert np.array_equal([a.value, a.standard_error, a.low], [b.value, b.standard_error, b.low], equal_nan=True)


@given(rows, st.permutations(CATEGORIES))
@settings(max_examples=60, deadline=None)
def test_renaming_the_categories_changes_no_nominal_value(table, names) -> None:
    rename = {None: None, **dict(zip(CATEGORIES, names, strict=True))}
    one = Ratings.from_wide(table, categories=CATEGORIES)
    other = Ratings.from_wide([[rename[v] for v in row] for row in table], categories=CATEGORIES)
    alpha, renamed = krippendorff_alpha(one), krippendorff_alpha(other)
    assert np.array_equal([alpha.value], [renamed.value], equal_nan=True)
    for coefficient in MULTI:
        a, b = coefficient(one), coefficient(other)
        assert [a.value, a.standard_error] == pytest.approx([b.value, b.standard_error], abs=1e-12, nan_ok=True)


def rng_table(items: int, annotators: int, missing: float, seed: int) -> list:
    rng = np.random.default_rng(seed)
    truth = rng.choice(4, items, p=[0.4, 0.3, 0.2, 0.1])
    noisy = np.where(rng.random((items, annotators)) < 0.7, truth[:, None], rng.integers(0, 4, (items, annotators)))
    gone = rng.random((items, annotators)) < missing
    return [[None if g else CATEGORIES[v] for v, g in zip(*row, strict=True)] for row in zip(noisy, gone, strict=True)]


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_the_error_of_alpha_is_that_of_the_jackknife(level, missing) -> None:
    table = [row for row in rng_table(260, 4, missing, 5) if sum(v is not None for v in row) >= 2]
    alpha = krippendorff_alpha(Ratings.from_wide(table, categories=CATEGORIES), level=level)
    # ranks are functions of the marginals, so that the ordinal error carries a little more than the linear term
    close = 0.03 if level == "ordinal" else 0.015
    expected = jackknife(lambda r: krippendorff_alpha(r, level=level), table)
    assert alpha.standard_error == pytest.approx(expected, rel=close)


@pytest.mark.parametrize(
    "coefficient", [fleiss_kappa, gwet_ac, percent_agreement, brennan_prediger, conger_kappa, cohen_kappa]
)
def test_the_error_is_that_of_the_jackknife(coefficient) -> None:
    annotators = 2 if coefficient is cohen_kappa else 4
    table = rng_table(250, annotators, 0.0 if coefficient is cohen_kappa else 0.5, 7)
    assert coefficient is cohen_kappa or sum(sum(v is not None for v in row) == 1 for row in table) > 40
    result = coefficient(Ratings.from_wide(table, categories=CATEGORIES))
    assert result.standard_error == pytest.approx(jackknife(coefficient, table), rel=0.02)


def test_cohen_kappa_equals_its_literal_formula() -> None:
    table = rng_table(80, 2, 0.1, 3)
    both = [row for row in table if None not in row]
    n = len(both)
    observed = sum(a == b for a, b in both) / n
    expected = sum(
        (sum(a == c for a, _ in both) / n) * (sum(b == c for _, b in both) / n) for c in CATEGORIES
    )
    assert cohen_kappa(Ratings.from_wide(table, categories=CATEGORIES)).value == pytest.approx(
        (observed - expected) / (1 - expected), abs=1e-12
    )


def test_each_annotator_against_the_rest_equals_the_literal_formula() -> None:
    table = rng_table(60, 4, 0.3, 11)
    result = annotator_agreement(Ratings.from_wide(table)).to_frame().set_index("annotator")
    for annotator in range(4):
        shared = [
            (row[annotator], [v for i, v in enumerate(row) if i != annotator and v is not None])
            for row in table
            if row[annotator] is not None and sum(v is not None for v in row) >= 2
        ]
        n = len(shared)
        same = sum(others.count(own) / len(others) for own, others in shared) / n
        chance = sum(
            sum(own == c for own, _ in shared) / n * sum(others.count(c) / len(others) for _, others in shared) / n
            for c in CATEGORIES
        )
        row = result.loc[annotator + 1]
        assert row["items"] == n
        assert row["agreement"] == pytest.approx(same)
        assert row["kappa"] == pytest.approx((same - chance) / (1 - chance))
        assert row["kappa_low"] < row["kappa"] < row["kappa_high"]


def test_with_two_annotators_agreement_against_the_rest_is_cohens_kappa() -> None:
    ratings = Ratings.from_wide(rng_table(120, 2, 0.1, 4))
    kappas = annotator_agreement(ratings).to_frame()["kappa"]
    assert list(kappas) == pytest.approx([cohen_kappa(ratings).value] * 2)


def test_a_category_against_the_rest_is_the_coefficient_of_the_two_way_table() -> None:
    table = rng_table(60, 3, 0.2, 9)
    frame = category_agreement(Ratings.from_wide(table)).to_frame().set_index("category")
    assert list(frame["value"]) == sorted(frame["value"])
    for category in CATEGORIES:
        two_way = [[None if v is None else str(v == category) for v in row] for row in table]
        assert frame.loc[category, "value"] == pytest.approx(krippendorff_alpha(Ratings.from_wide(two_way)).value)
        chosen = [row for row in pairable(table) if category in row]
        both = sum(row.count(category) * (row.count(category) - 1) / (len(row) - 1) for row in chosen)
        assert frame.loc[category, "agreement"] == pytest.approx(both / sum(row.count(category) for row in chosen))


@given(rows)
@settings(max_examples=80, deadline=None)
def test_long_wide_and_codes_are_the_same_ratings(table) -> None:
    assume(any(labelled(table)))
    cells = [(i, a, v) for i, row in enumerate(table) for a, v in enumerate(row)]
    long = pd.DataFrame(cells, columns=["item_id", "annotator_id", "label"])
    codes = long.dropna()
    wide = Ratings.from_wide(table, categories=CATEGORIES)
    others = [
        Ratings.from_long(long.sample(frac=1, random_state=1), categories=CATEGORIES),
        Ratings.from_codes(
            codes["item_id"], codes["annotator_id"], codes["label"].map(CATEGORIES.index), categories=CATEGORIES
        ),
    ]
    for other in others:
        a, b = krippendorff_alpha(wide), krippendorff_alpha(other)
        assert np.array_equal([a.value, a.standard_error], [b.value, b.standard_error], equal_nan=True)
        assert (a.labels, a.items, a.pairable) == (b.labels, b.items, b.pairable)


def test_many_categories_take_several_keys_and_give_the_same_patterns() -> None:
    rng = np.random.default_rng(2)
    item, annotator = np.repeat(np.arange(400), 3), np.tile(np.arange(3), 400)
    label = np.minimum(rng.geometric(0.05, 1200) - 1, 89)
    ratings = Ratings.from_codes(item, annotator, label, categories=range(90))
    counts = np.zeros((400, 90), dtype=int)
    np.add.at(counts, (item, label), 1)
    assert np.array_equal(ratings.patterns.counts[ratings.patterns.of_item], counts)
    assert ratings.patterns.multiplicity.sum() == 400


def test_perfect_agreement_is_one_for_every_coefficient() -> None:
    ratings = Ratings.from_wide([[c] * 3 for c in CATEGORIES * 3])
    assert [coefficient(ratings).value for coefficient in MULTI] == [1.0] * len(MULTI)
