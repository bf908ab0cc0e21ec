"""Which items first: ranked by the risk that the consensus is wrong, with the errors a look is expected to mend."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from smo_metrics.agreement import Ratings
from smo_metrics.errors import SmoError
from smo_metrics.quality.adjudication import to_adjudicate
from smo_metrics.quality.consensus import consensus

tables = st.lists(st.lists(st.sampled_from(["x", "y", "z", None]), min_size=4, max_size=4), min_size=1, max_size=12)


def entropy(shares) -> float:
    return -sum(p * math.log(p) for p in shares if p > 0)


@given(tables, st.sampled_from(["majority", "weighted_majority", "dawid_skene", "one_coin"]))
@settings(max_examples=80, deadline=None)
def test_items_come_by_risk_then_entropy_then_fewer_labels(table, method) -> None:
    result = consensus(Ratings.from_wide(table), method=method, max_iterations=25)
    rows = to_adjudicate(result).to_frame()
    place = [result.items.tolist().index(item) for item in rows["item"]]
    keys = [
        (-round(1 - max(p), 12), -round(entropy(p), 12), n, i)
        for i, p, n in zip(place, result.probabilities[place], result.item_labels[place], strict=True)
    ]
    assert keys == sorted(keys)
    assert_allclose(rows["expected_errors_removed"], np.cumsum(1 - rows["probability"]), atol=1e-12)
    assert rows["labels"].tolist() == result.item_labels[place].tolist()
    assert [label is None for label in rows["label"]] == [bool(text) for text in rows["tied"]]


def test_the_most_divided_items_come_first() -> None:
    table = [["x"] * 5, ["x", "x", "x", "x", "y"], ["x", "x", "x", "y", "y"], ["x", "x", "x", "y", "z"]]
    ratings = Ratings.from_wide(pd.DataFrame(table, index=["sure", "one against", "3 to 2", "3 to 1 to 1"]))
    found = to_adjudicate(consensus(ratings)).to_frame()
    assert found["item"].tolist() == ["3 to 1 to 1", "3 to 2", "one against", "sure"]
    assert found["runner_up"].tolist()[1:] == ["y", "y", None]
    assert found["runner_up_probability"].tolist() == pytest.approx([0.2, 0.4, 0.2, 0])
    assert found["expected_errors_removed"].tolist() == pytest.approx([0.4, 0.8, 1.0, 1.0])
    assert found.columns.tolist() == [
        "item", "label", "probability", "runner_up", "runner_up_probability", "tied", "labels",
        "expected_errors_removed",
    ]  # fmt: skip


def test_of_items_divided_alike_the_one_with_fewer_labels_comes_first() -> None:
    ratings = Ratings.from_wide([["x", "x", "y", "y"], ["x", "y", None, None]])
    found = to_adjudicate(consensus(ratings)).to_frame()
    assert found["labels"].tolist() == [2, 4]


def test_a_tied_item_names_the_categories_in_the_tie() -> None:
    found = to_adjudicate(consensus(Ratings.from_wide([[3, 1, 2], [1, 3, None], [1, 1, 2]]))).to_frame()
    assert found["tied"].tolist() == ["1, 2, 3", "1, 3", ""]
    assert found["label"].tolist() == [None, None, 1]
    assert found["runner_up"].tolist() == [None, None, 2]


def test_top_gives_the_head_of_the_whole_ranking() -> None:
    rng = np.random.default_rng(1)
    result = consensus(Ratings.from_wide(rng.integers(0, 3, (40, 5))), method="one_coin")
    whole, first = to_adjudicate(result).to_frame(), to_adjudicate(result, top=7).to_frame()
    pd.testing.assert_frame_equal(first, whole.head(7))


def test_a_whole_number_of_numpy_is_a_top() -> None:
    assert len(to_adjudicate(consensus(Ratings.from_wide([["x", "y"]] * 4)), top=np.int64(2)).to_frame()) == 2


@pytest.mark.parametrize("top", [0, -1, 2.5, True, "10"])
def test_a_top_that_is_no_number_of_items_is_refused(top: object) -> None:
    with pytest.raises(SmoError, match="top must be a whole number of 1 or more"):
        to_adjudicate(consensus(Ratings.from_wide([["x", "y"]])), top=top)


def test_looking_where_the_ranking_says_finds_more_errors_than_looking_anywhere() -> None:
    """Simulated: 600 items, 3 labels each by 12 annotators right in 45 to 95 %; experts look at 60."""
    rng = np.random.default_rng(2)
    truth = rng.integers(0, 3, 600)
    accuracy = rng.uniform(0.45, 0.95, 12)
    annotator = np.array([rng.choice(12, 3, replace=False) for _ in truth]).ravel()
    item = np.repeat(np.arange(600), 3)
    right = rng.random(1800) < accuracy[annotator]
    label = np.where(right, truth[item], (truth[item] + rng.integers(1, 3, 1800)) % 3)
    result = consensus(Ratings.from_codes(item, annotator, label), method="one_coin")
    wrong = result.labels != truth
    table = to_adjudicate(result).to_frame()
    found = wrong[table["item"].to_numpy()].cumsum()
    assert found[59] > 3 * 60 * wrong.mean()
    assert found[-1] == pytest.approx(table["expected_errors_removed"].iloc[-1], rel=0.35)


def test_what_the_probabilities_are_not_is_said() -> None:
    ratings = Ratings.from_wide([["x", "y"], ["x", "x"], ["y", "x"]])
    assert any("shares of votes" in warning for warning in to_adjudicate(consensus(ratings)).warnings)
    by_model = to_adjudicate(consensus(ratings, method="dawid_skene"))
    assert any("err independently" in warning for warning in by_model.warnings)


def test_without_labels_there_is_nothing_to_adjudicate() -> None:
    result = to_adjudicate(consensus(Ratings.from_wide([[None, None]])))
    assert result.to_frame().empty
    assert json.loads(json.dumps(result.to_dict()))["rows"] == []
