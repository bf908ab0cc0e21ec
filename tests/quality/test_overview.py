"""All of label quality at once: the same figures as the functions behind it, and an expert only for what is open."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from smo_metrics.agreement import Ratings
from smo_metrics.errors import SmoError, TableError
from smo_metrics.quality import (
    annotator_quality,
    consensus,
    gold_accuracy,
    label_quality,
    spam_scores,
    to_adjudicate,
)

LABELS = pd.DataFrame(
    {
        "item_id": [f"i{n:02}" for n in range(60) for _ in range(3)],
        "annotator_id": ["a", "b", "c"] * 60,
        "label": [label for n in range(60) for label in ("xy"[n % 2], "xyx"[n % 3], "xy"[n % 2 if n % 5 else 0])],
    }
)
GOLD = LABELS.assign(gold_label=[("xy"[n % 2] if n < 35 else None) for n in range(60) for _ in range(3)])


@pytest.mark.parametrize("method", ["majority", "one_coin"])
def test_errors_expected_are_those_of_the_items_without_gold(method) -> None:
    found = label_quality(GOLD, method=method).adjudicate
    frame = found.to_frame()
    assert set(frame["item"]) == {f"i{n}" for n in range(35, 60)}
    assert frame["expected_errors_removed"].tolist() == pytest.approx((1 - frame["probability"]).cumsum().tolist())
    whole = to_adjudicate(consensus(Ratings.from_long(LABELS), method=method)).to_frame()
    left = whole[whole["item"].isin(frame["item"])].reset_index(drop=True)
    shared = ["item", "label", "probability", "runner_up", "tied", "labels"]
    pd.testing.assert_frame_equal(frame[shared], left[shared])
    assert frame["expected_errors_removed"].iloc[-1] < 0.9 * whole["expected_errors_removed"].iloc[-1]


def test_what_is_said_of_all_items_is_not_said_of_the_open_ones() -> None:
    found = label_quality(GOLD.drop(index=0), method="majority")
    even = LABELS[LABELS["annotator_id"] != "c"].assign(gold_label="x")
    told = label_quality(even, method="majority")
    assert any("items are tied" in warning for warning in told.consensus.warnings)
    assert not any("tied" in warning for warning in told.adjudicate.warnings)
    assert told.adjudicate.to_frame().empty
    assert any("shares of votes" in warning for warning in found.adjudicate.warnings)


def test_every_part_is_what_its_function_gives_with_the_same_options() -> None:
    categories, table = ["x", "y", "never"], GOLD.assign(duration_seconds=[30.0, 60.0, 15.0] * 60)
    found = label_quality(table, categories=categories, confidence=0.8, method="majority")
    ratings = Ratings.from_long(table, categories=categories)
    truth = table.dropna().groupby("item_id")["gold_label"].first()
    assert found.gold.to_dict() == gold_accuracy(table, categories=categories, confidence=0.8).to_dict()
    people = annotator_quality(table, categories=categories, confidence=0.8)
    assert found.people.to_dict() == people.to_dict()
    assert found.spam.to_dict() == spam_scores(ratings, truth=truth, confidence=0.8).to_dict()
    assert found.spam.to_frame()["basis"].tolist() == ["truth"] * 3
    assert found.consensus.to_dict() == consensus(ratings).to_dict()
    assert found.consensus.categories == tuple(categories)


def test_gold_on_one_row_of_an_item_or_blank_elsewhere_is_the_item_s_gold_everywhere() -> None:
    once = GOLD.assign(gold_label=GOLD["gold_label"].where(~GOLD["item_id"].duplicated(), " "))
    assert label_quality(once).to_dict() == label_quality(GOLD).to_dict()
    assert label_quality(GOLD.assign(gold_label="")).to_dict() == label_quality(LABELS).to_dict()


def test_versions_of_one_item_are_one_cluster_of_gold() -> None:
    table = GOLD.assign(post=GOLD["item_id"].str[:2])
    together = label_quality(table, cluster="post").gold
    assert together.to_dict() == gold_accuracy(table, cluster="post").to_dict()
    assert together.items == 4


def test_gold_on_unlabelled_items_alone_is_no_gold() -> None:
    table = LABELS.assign(gold_label=None)
    table.loc[table["item_id"] == "i00", ["label", "gold_label"]] = [None, "x"]
    assert label_quality(table).gold is None


def test_a_gold_label_that_nobody_gave_is_a_category() -> None:
    table = GOLD.assign(gold_label=GOLD["gold_label"].replace("y", "z"))
    found = label_quality(table)
    assert found.consensus.categories == ("x", "y", "z")
    assert not math.isnan(found.gold.accuracy.value)


def test_labels_that_look_missing_are_told_with_and_without_gold() -> None:
    table = GOLD.assign(label=GOLD["label"].replace("y", "N/A"))
    for given in (table, table.drop(columns="gold_label")):
        warnings = label_quality(given).consensus.warnings
        assert sum("'N/A' counts as a category" in warning for warning in warnings) == 1
    declared = label_quality(table, categories=["x", "y", "N/A"])
    assert not any("counts as a category" in warning for warning in declared.consensus.warnings)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop(columns="label"), "no column label"),
        (lambda t: t.drop(columns="item_id"), "no column item_id"),
        (lambda t: pd.concat([t, t[["gold_label"]]], axis=1), "more than one column"),
        (lambda t: t.assign(label=[["x"]] * len(t)), "label holds lists"),
        (lambda t: t.assign(gold_label=[["x"]] * len(t)), "gold_label holds lists"),
        (lambda t: t.assign(gold_label=["x", "y", "x"] * 60), "two different gold labels"),
    ],
)
def test_bad_tables_are_answered_with_a_sentence(change, message) -> None:
    with pytest.raises(TableError, match=message):
        label_quality(change(GOLD))


@pytest.mark.parametrize("confidence", [0, 1, 95, "0.95", None])
def test_a_confidence_that_is_no_share_is_refused(confidence) -> None:
    with pytest.raises(SmoError, match="confidence"):
        label_quality(LABELS, confidence=confidence)
