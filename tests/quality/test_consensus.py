"""Majority and weighted majority by literal counting; for all methods ties, names, order, degenerate data, messages."""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from smo_metrics.agreement import Ratings
from smo_metrics.errors import SmoError
from smo_metrics.quality import _votes
from smo_metrics.quality.consensus import consensus

REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "agreement"
METHODS = ("majority", "weighted_majority", "dawid_skene", "one_coin")
tables = st.integers(1, 5).flatmap(
    lambda annotators: st.lists(
        st.lists(st.sampled_from(["ok", "spam", "hate", None]), min_size=annotators, max_size=annotators),
        min_size=1,
        max_size=12,
    ).filter(lambda table: any(label is not None for row in table for label in row))
)


def long(table) -> pd.DataFrame:
    rows = [(f"post {i}", f"p{a}", label) for i, row in enumerate(table) for a, label in enumerate(row) if label]
    return pd.DataFrame(rows, columns=["item_id", "annotator_id", "label"])


def winners(votes: dict) -> list:
    return [k for k, v in votes.items() if v >= max(votes.values()) * (1 - 1e-9)]


def counted(table, weights) -> dict:
    """The winning labels of each item, each vote with its annotator's weight."""
    found = {}
    for i, row in enumerate(table):
        votes: dict = {}
        given_labels = [(a, label) for a, label in enumerate(row) if label]
        flat = not any(weights[a] for a, _ in given_labels)
        for a, label in given_labels:
            votes[label] = votes.get(label, 0) + (1 if flat else weights[a])
        if votes:
            found[f"post {i}"] = winners(votes)
    return found


def labels_of(result) -> dict:
    return dict(zip(result.items.tolist(), result.labels.tolist(), strict=True))


def only(found: dict) -> dict:
    return {item: best[0] if len(best) == 1 else None for item, best in found.items()}


@given(tables)
@settings(max_examples=100, deadline=None)
def test_the_majority_is_the_commonest_label_and_a_tie_is_none(table) -> None:
    result = consensus(Ratings.from_long(long(table)))
    expected = only(counted(table, [1] * len(table[0])))
    assert labels_of(result) == expected
    assert result.ties == sum(label is None for label in expected.values())
    for row in result.to_frame().to_dict("records"):
        mine = [label for label in table[int(row["item"].split()[1])] if label]
        assert row["labels"] == len(mine)
        assert row["probability"] == pytest.approx(Counter(mine).most_common(1)[0][1] / len(mine))
        if isinstance(row["label"], str):
            assert row["agreement"] == pytest.approx(mine.count(row["label"]) / len(mine))
        else:
            assert math.isnan(row["agreement"])
            assert not isinstance(row["runner_up"], str)


@given(tables)
@settings(max_examples=100, deadline=None)
def test_weighted_majority_weighs_annotators_by_agreement_until_nothing_changes(table) -> None:
    """The first round is crowd-kit's Wawa (Ustalov et al. 2024), with tied items left out of the weights."""
    annotators = range(len(table[0]))
    labels, rounds = only(counted(table, [1] * len(table[0]))), 0
    while True:
        rounds += 1
        weights = []
        for a in annotators:
            mine = [(f"post {i}", row[a]) for i, row in enumerate(table) if row[a]]
            judged = [labels[item] == label for item, label in mine if labels[item]]
            weights.append(sum(judged) / len(judged) if judged else None if mine else 0)
        known = [w for a, w in enumerate(weights) if w is not None and any(row[a] for row in table)]
        usual = sum(known) / len(known) if known else 1
        again = only(counted(table, [usual if w is None else w for w in weights]))
        if again == labels or rounds == 30:
            break
        labels = again
    result = consensus(Ratings.from_long(long(table)), method="weighted_majority", max_iterations=30)
    assert labels_of(result) == again
    assert result.iterations == rounds
    assert result.converged == (again == labels)


@pytest.mark.skipif(not REFERENCES.is_dir(), reason="the shared reference data are not beside this checkout")
def test_textual_entailment_majority_is_as_accurate_as_published() -> None:
    """Snow et al. (2008), figure 6: .897 with ten labels an item, a tie counting half; 65 of the 800 items are tied."""
    rows = pd.DataFrame(csv.DictReader((REFERENCES / "snow2008_rte.csv").read_text().splitlines()))
    gold = dict(zip(rows["item"], rows["gold"], strict=True))
    ratings = Ratings.from_long(rows, item="item", annotator="worker")
    result = consensus(ratings)
    right = [0.5 if label is None else label == gold[item] for item, label in labels_of(result).items()]
    assert (len(right), len(result.annotators), int(result.item_labels.sum())) == (800, 164, 8000)
    assert np.mean(right) == pytest.approx(0.897, abs=0.0005)
    assert result.ties == 65
    weighted = consensus(ratings, method="weighted_majority")
    assert np.mean([gold[item] == label for item, label in labels_of(weighted).items()]) > np.mean(right)


@given(tables, st.sampled_from(METHODS), st.randoms(use_true_random=False))
@settings(max_examples=120, deadline=None)
def test_neither_the_order_of_rows_nor_that_of_annotators_matters(table, method, random) -> None:
    frame = long(table)
    mixed = frame.sample(frac=1, random_state=random.randrange(2**32))
    first, second = (consensus(Ratings.from_long(rows), method=method, max_iterations=40) for rows in (frame, mixed))
    place = [second.items.tolist().index(item) for item in first.items]
    if method in ("dawid_skene", "one_coin"):  # between two equally likely readings rounding decides: leave those out
        assume(np.abs(first.probabilities.max(axis=1) - 0.5).min() > 0.01)
    assert_allclose(second.probabilities[place], first.probabilities, atol=1e-6)
    assert labels_of(second) == labels_of(first)
    again = [second.annotators.index(name) for name in first.annotators]
    assert_allclose(second.accuracy[again], first.accuracy, atol=1e-6)


@given(tables, st.sampled_from(METHODS))
@settings(max_examples=60, deadline=None)
def test_names_of_categories_do_not_matter(table, method) -> None:
    """Text, whole numbers, and tuples, in another order."""
    one = consensus(Ratings.from_long(long(table), categories=("ok", "spam", "hate")), method=method, max_iterations=20)
    for names in ((3, 1, 2), (("a", 1), ("b",), ())):
        other = dict(zip(("ok", "spam", "hate"), names, strict=True))
        frame = long(table)
        frame["label"] = pd.Series([other[label] for label in frame["label"]], dtype=object)
        two = consensus(Ratings.from_long(frame, categories=names), method=method, max_iterations=20)
        assert labels_of(two) == {item: other.get(label) for item, label in labels_of(one).items()}
        assert_allclose(two.probabilities, one.probabilities, atol=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_items_that_all_agree_on_keep_their_labels_with_probability_one(method: str) -> None:
    result = consensus(Ratings.from_wide([["x"] * 3, ["y"] * 3, ["x"] * 3, ["y", "y", None]]), method=method)
    assert result.labels.tolist() == ["x", "y", "x", "y"]
    assert_allclose(result.probabilities.max(axis=1), 1)
    assert_allclose(result.agreement, 1)
    assert_allclose(result.accuracy, 1)
    assert_allclose(result.class_shares, 0.5)
    assert (result.status, result.ties) == ("ok", 0)


@pytest.mark.parametrize("method", METHODS)
def test_one_category_is_certain_without_a_runner_up(method: str) -> None:
    result = consensus(Ratings.from_wide([["x", "x"], ["x", "x"]]), method=method)
    frame = result.to_frame()
    assert frame["label"].tolist() == ["x", "x"]
    assert frame["runner_up"].tolist() == [None, None]
    assert frame["runner_up_probability"].tolist() == [0, 0]
    assert result.status == "ok"
    assert not np.isnan(result.probabilities).any()


@pytest.mark.parametrize("method", METHODS)
def test_a_declared_category_that_nobody_used_has_probability_zero(method: str) -> None:
    result = consensus(Ratings.from_wide([["x", "x"], ["y", "x"], ["y", "y"]], categories="xyz"), method=method)
    assert result.class_shares[2] == 0
    assert (result.probabilities[:, 2] == 0).all()


@pytest.mark.parametrize("method", METHODS)
def test_one_annotator_is_the_consensus_but_has_no_accuracy(method: str) -> None:
    result = consensus(Ratings.from_wide([["x"], ["y"], ["x"]]), method=method)
    assert result.status == "one_annotator"
    assert result.labels.tolist() == ["x", "y", "x"]
    assert np.isnan(result.accuracy).all()
    assert result.confusion is None or np.isnan(result.confusion).all()


@pytest.mark.parametrize("method", METHODS)
def test_without_labels_there_is_no_row_and_a_status(method: str) -> None:
    result = consensus(Ratings.from_wide([[None, None], ["", " "]]), method=method)
    assert result.status == "no_labels"
    assert result.to_frame().empty
    assert result.to_frame().columns.tolist() == [
        "item", "label", "probability", "runner_up", "runner_up_probability", "labels", "agreement",
    ]  # fmt: skip
    assert result.annotator_frame().empty
    assert result.confusion_frame().empty
    assert result.warnings == ("there are no labels, and so no consensus.",)


def test_items_without_a_label_have_no_row_and_the_others_keep_their_names() -> None:
    table = pd.DataFrame({"p": ["x", None, "y"], "q": ["x", None, None]}, index=["first", "second", "third"])
    result = consensus(Ratings.from_wide(table))
    assert labels_of(result) == {"first": "x", "third": "y"}
    assert any("1 of 2 items have one label" in warning for warning in result.warnings)
    assert consensus(Ratings.from_codes([0, 0, 2], [0, 1, 0], [1, 1, 0])).items.tolist() == [0, 2]


def test_annotators_numbered_but_without_labels_have_no_accuracy() -> None:
    result = consensus(Ratings.from_codes([0, 0, 1, 1], [0, 3, 0, 3], [1, 1, 0, 0]), method="dawid_skene")
    assert result.annotator_labels.tolist() == [2, 0, 0, 2]
    assert np.isnan(result.accuracy[1:3]).all()
    assert_allclose(result.accuracy[[0, 3]], 1)


def test_counts_have_a_majority_and_no_more() -> None:
    ratings = Ratings.from_counts(pd.DataFrame({"x": [0, 2, 0, 3], "y": [5, 2, 0, 1]}, index=list("abcd")))
    result = consensus(ratings)
    assert result.labels.tolist() == ["y", None, "x"]
    assert result.items.tolist() == ["a", "b", "d"]
    assert result.probabilities.tolist() == [[0, 1], [0.5, 0.5], [0.75, 0.25]]
    assert result.annotators == ()
    assert result.accuracy.shape == (0,)
    assert result.status == "ok"
    for method in METHODS[1:]:
        with pytest.raises(SmoError, match="must know who gave which label"):
            consensus(ratings, method=method)


def test_ties_are_counted_and_said() -> None:
    result = consensus(Ratings.from_wide([["x", "y"], ["x", "x"], ["z", "x"]]))
    assert result.labels.tolist() == [None, "x", None]
    assert "2 of 3 items are tied between categories and have no label." in result.warnings


def test_sums_that_differ_by_rounding_are_a_tie() -> None:
    assert _votes.leading(np.array([[0.1 + 0.2, 0.3], [0.3, 0.1 + 0.2], [0.3, 0.31]])).tolist() == [-1, -1, 1]


def test_weights_that_still_change_labels_are_reported() -> None:
    ratings = Ratings.from_wide([["x", "x", "y"], ["x", "y", "y"], ["y", "y", "x"], ["x", "y", None]])
    result = consensus(ratings, method="weighted_majority", max_iterations=1)
    assert result.converged is False
    assert result.status == "not_converged"
    assert any("not converged after 1 iterations" in warning for warning in result.warnings)


def test_the_input_is_not_modified_and_the_result_is_json() -> None:
    frame = long([["ok", "ok", "spam"], ["spam", None, "spam"], ["hate", "spam", None]])
    before = frame.copy()
    for method in METHODS:
        result = consensus(Ratings.from_long(frame), method=method)
        assert json.loads(json.dumps(result.to_dict(), allow_nan=False))["method"] == method
    pd.testing.assert_frame_equal(frame, before)


def test_frames_say_what_they_hold() -> None:
    result = consensus(Ratings.from_long(long([["ok", "ok"], ["spam", "ok"], ["spam", "spam"]])), method="dawid_skene")
    assert result.annotator_frame().columns.tolist() == ["annotator", "labels", "shared_labels", "accuracy"]
    confusion = result.confusion_frame()
    assert confusion.columns.tolist() == ["annotator", "category", "label", "share", "expected_labels"]
    assert len(confusion) == 2 * 2 * 2
    first = confusion.iloc[1]
    assert (first["annotator"], first["category"], first["label"]) == ("p0", "ok", "spam")
    assert first["share"] == result.confusion[0, 0, 1]
    assert first["expected_labels"] == result.expected_labels[0, 0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "mode"}, "method must be one of majority, weighted_majority, .*; 'mode' arrived"),
        ({"max_iterations": 0}, "max_iterations must be a whole number of 1 or more; 0 arrived"),
        ({"max_iterations": True}, "max_iterations must be a whole number of 1 or more; True arrived"),
        ({"tolerance": -1e-3}, "tolerance must be a number from 0 to below 1"),
        ({"tolerance": math.nan}, "tolerance must be a number from 0 to below 1"),
        ({"tolerance": "small"}, "tolerance must be a number from 0 to below 1"),
        ({"tolerance": None}, "tolerance must be a number from 0 to below 1"),
        ({"start": {}, "method": "one_coin"}, "start must be what consensus returned; a dict arrived"),
    ],
)
def test_bad_options_are_refused_in_a_sentence(options: dict, message: str) -> None:
    with pytest.raises(SmoError, match=message):
        consensus(Ratings.from_wide([["x", "x"]]), **options)
