"""Accuracy against gold: literal counts, Wilson for one label an item, wider where labels of an item hang together."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from smo_metrics.errors import SmoError, TableError
from smo_metrics.quality import gold_accuracy, gold_accuracy_by


def one_label_each(gold: str, label: str) -> pd.DataFrame:
    answers = {"label": list(label), "gold_label": list(gold)}
    return pd.DataFrame({"item_id": range(len(gold)), "annotator_id": "a", **answers})


def clustered(items: int, annotators: int, hardness: float, seed: int, accuracy: float = 0.85) -> pd.DataFrame:
    """Labels whose being right is correlated within items: beta-binomial with intra-item correlation `hardness`."""
    rng = np.random.default_rng(seed)
    if hardness:
        scale = 1 / hardness - 1
        p = rng.beta(accuracy * scale, (1 - accuracy) * scale, items)
    else:
        p = np.full(items, accuracy)
    right = rng.random((items, annotators)) < p[:, None]
    gold = rng.choice(["x", "y"], items)
    wrong = np.where(gold == "x", "y", "x")
    label = np.where(right, gold[:, None], wrong[:, None])
    return pd.DataFrame(
        {
            "item_id": np.repeat(np.arange(items), annotators),
            "annotator_id": np.tile(np.arange(annotators), items),
            "label": label.ravel(),
            "gold_label": np.repeat(gold, annotators),
        }
    )


def test_with_one_label_an_item_the_interval_is_wilsons() -> None:
    """Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263, Wilson score .2553 to .3662."""
    table = one_label_each("x" * 263, "x" * 81 + "y" * 182)
    accuracy = gold_accuracy(table).accuracy
    assert accuracy.value == 81 / 263
    assert accuracy.low == pytest.approx(0.2553, abs=5e-5)
    assert accuracy.high == pytest.approx(0.3662, abs=5e-5)


@given(st.text("xyz", min_size=2, max_size=30), st.randoms())
@settings(max_examples=80, deadline=None)
def test_accuracy_precision_recall_and_f1_equal_counting(gold, random) -> None:
    label = "".join(random.choice("xyz") for _ in gold)
    result = gold_accuracy(one_label_each(gold, label), categories=list("xyz"))
    assert result.accuracy.value == pytest.approx(sum(g == c for g, c in zip(gold, label, strict=True)) / len(gold))
    for row in result.classes.to_dict("records"):
        category = row["category"]
        both = sum(g == c == category for g, c in zip(gold, label, strict=True))
        given_, is_gold = label.count(category), gold.count(category)
        for name, (hits, total) in {
            "precision": (both, given_), "recall": (both, is_gold), "f1": (2 * both, given_ + is_gold)
        }.items():  # fmt: skip
            assert row[name] == pytest.approx(hits / total if total else math.nan, nan_ok=True)
            if total and not math.isnan(row[f"{name}_low"]):
                assert row[f"{name}_low"] <= row[name] <= row[f"{name}_high"]


def test_precision_and_recall_of_single_labels_have_wilson_intervals_on_their_own_counts() -> None:
    table = one_label_each("xxxxxyyyyyyy", "xxxxyyyyyyxx")
    x = gold_accuracy(table).classes.set_index("category").loc["x"]
    wilson = stats.binomtest(4, 6).proportion_ci(method="wilson")
    assert (x["precision_low"], x["precision_high"]) == pytest.approx((wilson.low, wilson.high))
    wilson = stats.binomtest(4, 5).proportion_ci(method="wilson")
    assert (x["recall_low"], x["recall_high"]) == pytest.approx((wilson.low, wilson.high))


def test_labels_that_repeat_one_another_within_items_widen_the_interval() -> None:
    alone = clustered(80, 1, 0.0, 1)
    copies = pd.concat([alone.assign(annotator_id=i) for i in range(5)])
    one, five = gold_accuracy(alone).accuracy, gold_accuracy(copies).accuracy
    assert five.value == one.value
    # five perfect copies carry no more than one label: same width, but for t against normal and n - 1 against n
    assert five.high - five.low == pytest.approx(one.high - one.low, rel=0.04)


@pytest.mark.parametrize(("hardness", "seed"), [(0.0, 1), (0.2, 2), (0.4, 3)])
def test_the_interval_covers_about_as_often_as_it_says(hardness, seed) -> None:
    """400 seeded samples of 60 items x 4 labels; a 95 % interval misses 3-33 times with probability over .99."""
    hits = 0
    for sample in range(400):
        accuracy = gold_accuracy(clustered(60, 4, hardness, 1000 * seed + sample)).accuracy
        hits += accuracy.low <= 0.85 <= accuracy.high
    assert 0.915 <= hits / 400 <= 0.993


def versions(seed: int, items: int = 60, hardness: float = 0.4) -> pd.DataFrame:
    """Two policy versions of every item, each with its own gold label and two labels."""
    table = clustered(items, 4, hardness, seed)
    version = np.tile([1, 1, 2, 2], items)
    unit = table["item_id"].astype(str) + " | " + version.astype(str)
    flipped = table[["label", "gold_label"]].replace({"x": "y", "y": "x"})
    both = {name: np.where(version == 2, flipped[name], table[name]) for name in flipped}
    return table.assign(unit=unit, annotator_id=np.tile([0, 1, 0, 1], items), version=version, **both)


def test_versions_of_one_item_count_as_one_and_the_interval_covers() -> None:
    hits = {None: 0, "item_id": 0}
    for seed in range(400):
        table = versions(5000 + seed)
        for cluster in hits:
            accuracy = gold_accuracy(table, item="unit", cluster=cluster).accuracy
            hits[cluster] += accuracy.low <= 0.85 <= accuracy.high
    assert 0.92 <= hits["item_id"] / 400 <= 0.985
    assert hits[None] / 400 < 0.915


def test_clusters_change_no_value_and_count_as_the_items() -> None:
    table = versions(1)
    alone, together = (gold_accuracy(table, item="unit", cluster=cluster) for cluster in (None, "item_id"))
    assert (alone.items, together.items) == (120, 60)
    assert together.accuracy.value == alone.accuracy.value
    for name in ("precision", "recall", "f1"):
        np.testing.assert_allclose(together.classes[name], alone.classes[name])
        np.testing.assert_allclose(together.averages[name], alone.averages[name])
    # every item is x under one version and y under the other
    assert together.classes["gold_items"].tolist() == [60, 60]
    by = gold_accuracy_by(table, "version", item="unit", cluster="item_id").to_frame()
    assert by["items"].tolist() == [60, 60]


def test_a_cluster_of_one_gold_label_gives_the_same_by_either_way_of_counting() -> None:
    table = clustered(40, 3, 0.3, 4)
    assert gold_accuracy(table, cluster="item_id").to_dict() == gold_accuracy(table).to_dict()
    more = table.assign(item_id=table["item_id"] + 1000, gold_label=["x", "y"] * 60)
    with pytest.raises(TableError, match="two different gold labels"):
        gold_accuracy(pd.concat([table, more]))


def test_gold_on_one_row_of_an_item_holds_for_all_its_labels() -> None:
    table = clustered(40, 3, 0.3, 4)
    once = table.assign(gold_label=table["gold_label"].where(~table["item_id"].duplicated(), ""))
    assert gold_accuracy(once).to_dict() == gold_accuracy(table).to_dict()


@pytest.mark.parametrize("confidence", [0, 1, 95, "0.95", None])
def test_a_confidence_that_is_no_share_is_refused(confidence) -> None:
    table = one_label_each("xy", "xy")
    with pytest.raises(SmoError, match="confidence"):
        gold_accuracy(table, confidence=confidence)
    with pytest.raises(SmoError, match="confidence"):
        gold_accuracy_by(table, "annotator_id", confidence=confidence)


def test_without_a_gold_column_named_it_says_so() -> None:
    with pytest.raises(TableError, match="gold must name the column"):
        gold_accuracy(one_label_each("xy", "xy"), gold=None)


@pytest.mark.parametrize(("items", "shown"), [(4, False), (5, True)])
def test_precision_has_an_interval_from_five_items_given(items, shown) -> None:
    table = one_label_each("x" * 40 + "y" * 40, "y" * items + "x" * (40 - items) + "x" * 40)
    row = gold_accuracy(table).classes.set_index("category").loc["y"]
    assert math.isnan(row["precision_low"]) is not shown
    assert not math.isnan(row["recall_low"])


def test_naive_wilson_on_all_labels_would_cover_far_less_often() -> None:
    hits = 0
    for sample in range(300):
        table = clustered(60, 4, 0.4, 3000 + sample)
        right = int((table["label"] == table["gold_label"]).sum())
        naive = stats.binomtest(right, len(table)).proportion_ci(method="wilson")
        hits += naive.low <= 0.85 <= naive.high
    assert hits / 300 < 0.88


def test_labels_that_balance_within_items_count_no_more_than_they_are() -> None:
    """Two labels of an item, one of them right in 18 of 20: their errors cancel, which must not add labels."""
    right = [(True, False)] * 18 + [(True, True), (False, False)]
    label = ["x" if r else "y" for pair in right for r in pair]
    table = pd.DataFrame(
        {"item_id": np.repeat(range(20), 2), "annotator_id": [1, 2] * 20, "label": label, "gold_label": "x"}
    )
    accuracy = gold_accuracy(table).accuracy
    quantile = stats.t.ppf(0.975, 2 * 2**2 / (2 - 2**2 / 20))
    half = quantile / (1 + quantile**2 / 40) * math.sqrt(0.25 / 40 + quantile**2 / (4 * 40**2))
    assert (accuracy.low, accuracy.high) == pytest.approx((0.5 - half, 0.5 + half))


def test_all_right_still_has_an_interval_that_counts_items() -> None:
    table = clustered(20, 5, 0.0, 1, accuracy=1.0)
    accuracy = gold_accuracy(table).accuracy
    assert (accuracy.value, accuracy.high) == (1, 1)
    quantile = stats.t.ppf(0.975, 19)
    assert accuracy.low == pytest.approx(20 / (20 + quantile**2))


def test_a_share_from_one_item_alone_has_no_interval() -> None:
    table = pd.DataFrame({"item_id": 1, "annotator_id": [1, 2, 3], "label": list("xxy"), "gold_label": "x"})
    accuracy = gold_accuracy(table).accuracy
    assert accuracy.value == 2 / 3
    assert math.isnan(accuracy.low)


def test_each_annotator_has_their_own_accuracy_lowest_first() -> None:
    table = pd.concat([one_label_each("xxxx", "xxxy"), one_label_each("xxxx", "xyyy").assign(annotator_id="b")])
    people = gold_accuracy(table).per_annotator
    assert people["annotator"].tolist() == ["b", "a"]
    assert people["accuracy"].tolist() == [0.25, 0.75]
    wilson = stats.binomtest(1, 4).proportion_ci(method="wilson")
    assert people.loc[0, ["low", "high"]].tolist() == pytest.approx([wilson.low, wilson.high])


def test_an_annotator_who_labelled_an_item_twice_has_one_item_and_two_labels() -> None:
    table = pd.concat([one_label_each("xyx", "xxx"), one_label_each("x", "y")])
    assert gold_accuracy(table).per_annotator[["items", "labels"]].values.tolist() == [[3, 4]]


@pytest.mark.parametrize(("items", "warnings"), [(29, 1), (30, 0)])
def test_fewer_than_thirty_gold_items_are_called_few(items, warnings) -> None:
    assert len(gold_accuracy(one_label_each("x" * items, "x" * items)).warnings) == warnings


def test_the_gap_to_the_others_is_newcombes_interval() -> None:
    """Newcombe (1998), Statistics in Medicine 17, table II (a): 56/70 against 48/80, method 10: .0524 to .3339."""
    mine, theirs = one_label_each("x" * 70, "x" * 56 + "y" * 14), one_label_each("x" * 80, "x" * 48 + "y" * 32)
    table = pd.concat([mine, theirs.assign(annotator_id="b", item_id=theirs["item_id"] + 1000)])
    row = gold_accuracy(table).per_annotator.set_index("annotator").loc["a"]
    assert (row["gap_low"], row["gap_high"]) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_the_confusion_table_counts_every_pair_and_its_share_of_the_gold_label() -> None:
    confusion = gold_accuracy(one_label_each("xxxy", "xyyy")).confusion
    assert confusion.values.tolist() == [["x", "x", 1, 1 / 3], ["x", "y", 2, 2 / 3], ["y", "y", 1, 1.0]]


def test_rows_without_gold_or_without_a_label_are_left_out() -> None:
    table = one_label_each("xxxx", "xxyy")
    table.loc[3, "gold_label"] = None
    table.loc[2, "label"] = " "
    result = gold_accuracy(table)
    assert (result.labels, result.items, result.accuracy.value) == (2, 2, 1.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop(columns="gold_label"), "no column gold_label"),
        (lambda t: t.assign(gold_label=None), "no label on any gold item"),
        (lambda t: t.assign(gold_label=" "), "no label on any gold item"),
        (lambda t: t.assign(label=[["x"], ["y"]]), "label holds lists"),
        (lambda t: pd.concat([t, t[["label"]]], axis=1), "more than one column"),
        (lambda t: pd.concat([t, t.assign(annotator_id="b", gold_label="z")]), "two different gold labels"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(change, message) -> None:
    with pytest.raises(TableError, match=message):
        gold_accuracy(change(one_label_each("xy", "xy")))


def test_the_dictionary_is_ready_for_json() -> None:
    import json

    result = gold_accuracy(one_label_each("xxy", "xxx"))
    loaded = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert loaded["schema"] == 1
    assert loaded["classes"][1]["precision"] is None
