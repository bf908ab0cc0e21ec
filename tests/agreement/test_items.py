"""How agreement spreads over items, against a literal count."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from smo_metrics.agreement import Ratings, percent_agreement
from smo_metrics.agreement.items import item_distribution
from smo_metrics.errors import SmoError

wide = st.integers(2, 5).flatmap(
    lambda annotators: st.lists(
        st.lists(st.sampled_from(["a", "b", "c", None]), min_size=annotators, max_size=annotators), min_size=2
    )
)


@given(wide)
def test_each_level_counts_the_items_whose_pairs_agree_that_often(table) -> None:
    levels: Counter[float] = Counter()
    for row in table:
        pairs = list(itertools.combinations([label for label in row if label is not None], 2))
        if pairs:
            levels[sum(a == b for a, b in pairs) / len(pairs)] += 1
    found = item_distribution(Ratings.from_wide(table)).to_frame()
    assert {level: n for level, n in zip(found["agreement"], found["items"], strict=True) if n} == dict(levels)
    assert found["agreement"].is_monotonic_increasing
    assert found["agreement"].iloc[-1] == 1
    if levels:
        assert found["cumulative"].iloc[-1] == pytest.approx(1)
        mean = (found["agreement"] * found["share"]).sum()
        assert mean == pytest.approx(percent_agreement(Ratings.from_wide(table)).observed)
        assert (found["low"] <= found["share"]).all()
        assert (found["share"] <= found["high"]).all()
    else:
        assert found["share"].isna().all()


def test_unanimous_items_have_wilsons_interval() -> None:
    found = item_distribution(Ratings.from_counts([[3, 0]] * 30 + [[2, 1]] * 10), confidence=0.9).to_frame()
    wilson = stats.binomtest(30, 40).proportion_ci(0.9, method="wilson")
    last = found.iloc[-1]
    assert (last["items"], last["share"]) == (30, 0.75)
    assert (last["low"], last["high"]) == pytest.approx((wilson.low, wilson.high))


def test_the_unanimous_row_is_there_when_no_item_is() -> None:
    found = item_distribution(Ratings.from_counts([[1, 1], [1, 1]])).to_frame()
    assert found["items"].tolist() == [2, 0]
    assert found["share"].tolist() == [1, 0]
    assert found["high"].iloc[-1] > 0.5


def test_items_with_one_label_are_counted_and_left_out() -> None:
    found = item_distribution(Ratings.from_wide([["x", "x"], ["x", None], [None, None]]))
    assert found.to_frame()["items"].tolist() == [1]
    assert found.warnings == ("1 items have one label and no agreement.",)


def test_without_pairs_every_share_is_undefined() -> None:
    found = item_distribution(Ratings.from_wide([["x", None], [None, "y"]]))
    assert found.to_dict()["rows"][0]["share"] is None
    assert math.isnan(found.to_frame()["high"].iloc[0])


def test_a_confidence_in_percent_is_refused() -> None:
    with pytest.raises(SmoError, match="confidence must lie"):
        item_distribution(Ratings.from_counts([[1, 1]]), confidence=95)
