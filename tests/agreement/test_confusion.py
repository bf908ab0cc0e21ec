"""Which categories are taken for each other: shares of all disagreement, against loops over pairs of labels."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics._intervals import degrees_of_freedom, quantiles, wilson
from smo_metrics.agreement import Ratings, confused_categories, item_agreement
from smo_metrics.errors import SmoError

CATEGORIES = ("abuse", "hate", "ok", "spam")
LIMITS = ["share_low", "share_high"]
rows = st.lists(st.lists(st.sampled_from([*CATEGORIES, None]), min_size=4, max_size=4), min_size=1, max_size=15)


def of_item(row) -> Counter:
    """Pairs of unlike labels of one item, each weighing 1 / (labels - 1)."""
    labels = [label for label in row if label is not None]
    found: Counter = Counter()
    for a, b in combinations(labels, 2):
        if a != b:
            found[tuple(sorted((a, b)))] += 1 / (len(labels) - 1)
    return found


def literal(block) -> dict:
    """Per two categories: items, disagreements, share, limits and expected share, by loops over pairs of labels."""
    pairable = [[v for v in row if v is not None] for row in block if sum(v is not None for v in row) >= 2]
    items = [of_item(row) for row in pairable]
    whole = np.array([sum(item.values()) for item in items])
    n = np.count_nonzero(whole)
    labels = Counter(label for row in pairable for label in row)
    unlike = sum(labels[a] * labels[b] for a, b in combinations(CATEGORIES, 2))
    found = {}
    for a, b in combinations(CATEGORIES, 2):
        hits = np.array([item[a, b] for item in items])
        if not hits.any():
            continue
        share = hits.sum() / whole.sum()
        residual = hits - share * whole
        squares = np.sum(residual**2) if len(set(np.round(hits[whole > 0] / whole[whole > 0], 9))) > 1 else 0.0
        size = n if n > 1 else np.nan
        if squares:
            size = min(whole.sum(), share * (1 - share) * whole.sum() ** 2 / squares * (n - 1) / n)
        degrees = degrees_of_freedom(*map(np.atleast_1d, (squares, np.sum(residual**4), float(n))))
        low, high = wilson(np.array([share]), np.array([size]), quantiles(0.95, degrees))
        expected = labels[a] * labels[b] / unlike
        found[a, b] = (np.count_nonzero(hits), hits.sum(), share, low[0], high[0], expected, share / expected)
    return found


@given(rows)
@settings(max_examples=100, deadline=None)
def test_every_figure_equals_its_literal_formula(block) -> None:
    frame = confused_categories(Ratings.from_wide(block, categories=CATEGORIES)).to_frame()
    expected = literal(block)
    found = {(row[0], row[1]): row[2:] for row in frame.itertuples(index=False)}
    assert found.keys() == expected.keys()
    for pair, figures in expected.items():
        assert found[pair] == pytest.approx(figures, rel=1e-6, nan_ok=True)
    assert frame["share"].tolist() == sorted(frame["share"], reverse=True)


@given(rows)
@settings(max_examples=60, deadline=None)
def test_disagreements_add_up_to_those_of_the_items_and_shares_to_one(block) -> None:
    ratings = Ratings.from_wide(block, categories=CATEGORIES)
    frame, agree = confused_categories(ratings).to_frame(), item_agreement(ratings)
    labels = [sum(v is not None for v in row) for row in block]
    if len(frame):
        assert frame["share"].sum() == pytest.approx(1)
        assert frame["disagreements"].sum() == pytest.approx(np.nansum((1 - agree) * labels / 2))


def test_counts_are_enough() -> None:
    wide = [["ok", "ok", "spam"], ["hate", "ok", "spam"], ["hate", "hate", "hate"]]
    counts = [[row.count(category) for category in CATEGORIES] for row in wide]
    tables = [
        confused_categories(ratings).to_frame()
        for ratings in (
            Ratings.from_wide(wide, categories=CATEGORIES),
            Ratings.from_counts(counts, categories=CATEGORIES),
        )
    ]
    assert tables[0].equals(tables[1])
    assert tables[0]["disagreements"].tolist() == [1.5, 0.5, 0.5]


def test_labels_dealt_at_random_have_a_ratio_near_one() -> None:
    rng = np.random.default_rng(4)
    label = rng.choice(4, (20_000, 3), p=[0.1, 0.2, 0.6, 0.1])
    frame = confused_categories(Ratings.from_wide(label.tolist())).to_frame()
    assert frame["ratio"].to_numpy() == pytest.approx(1, abs=0.06)
    assert len(frame) == 6


def test_with_two_annotators_the_interval_is_wilsons_on_one_item_fewer() -> None:
    block = [["ok", "spam"]] * 12 + [["ok", "hate"]] * 28 + [["ok", "ok"]] * 60
    spam = confused_categories(Ratings.from_wide(block)).to_frame().set_index("category_b").loc["spam"]
    degrees = degrees_of_freedom(*map(np.atleast_1d, (40 * 0.21, 40 * 0.21 * (0.3**3 + 0.7**3), 40.0)))
    low, high = wilson(np.array([0.3]), np.array([39.0]), quantiles(0.95, degrees))
    assert spam[["share", *LIMITS]].tolist() == pytest.approx([0.3, low[0], high[0]])


def test_the_interval_of_a_share_covers_as_it_says() -> None:
    """Five annotators, so that pairs of one item hang together; 500 samples of 150 items."""
    rng = np.random.default_rng(11)
    confusion = np.array([[0.8, 0.15, 0.05], [0.1, 0.8, 0.1], [0.02, 0.08, 0.9]])
    truth = np.array([0.2, 0.3, 0.5])
    met = {(a, b): 2 * float(truth @ (confusion[:, a] * confusion[:, b])) for a, b in combinations(range(3), 2)}
    inside = dict.fromkeys(met, 0)
    for _ in range(500):
        real = rng.choice(3, (150, 1), p=truth)
        label = (rng.random((150, 5, 1)) > np.cumsum(confusion, axis=1)[real]).sum(axis=2).clip(0, 2)
        item, annotator = np.nonzero(rng.random((150, 5)) < 0.8)
        frame = confused_categories(Ratings.from_codes(item, annotator, label[item, annotator])).to_frame()
        for row in frame.itertuples():
            true = met[row.category_a, row.category_b] / sum(met.values())
            inside[row.category_a, row.category_b] += row.share_low <= true <= row.share_high
    assert all(0.93 <= count / 500 <= 0.98 for count in inside.values()), inside


@pytest.mark.parametrize("block", [[["ok", "ok"], ["spam", "spam"]], [["ok", None]], [[None, " "]], [["ok"], ["spam"]]])
def test_without_disagreement_the_table_is_empty(block) -> None:
    table = confused_categories(Ratings.from_wide(block))
    assert len(table.to_frame()) == 0
    assert table.to_dict()["rows"] == []


def test_one_item_that_disagrees_gives_shares_without_interval() -> None:
    frame = confused_categories(Ratings.from_wide([["ok", "spam", "hate"], ["ok", "ok", "ok"]])).to_frame()
    assert frame["share"].tolist() == pytest.approx([1 / 3] * 3)
    assert frame[LIMITS].isna().all(axis=None)


def test_a_confidence_out_of_range_is_refused() -> None:
    with pytest.raises(SmoError, match="between 0 and 1"):
        confused_categories(Ratings.from_wide([["a", "b"]]), confidence=95)
