"""Accuracy by group: every row equals the group taken alone, its gap Newcombe's, thin groups and blanks told."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics._clustered import clustered_shares, moments
from smo_metrics._intervals import Share, gap
from smo_metrics.errors import TableError
from smo_metrics.quality.gold import gold_accuracy
from smo_metrics.quality.gold_groups import gold_accuracy_by


def drawn(seed: int, labels: int = 60, items: int = 25) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    gold = rng.choice(list("xyz"), items)
    item = rng.integers(0, items, labels)
    return pd.DataFrame(
        {
            "item_id": item,
            "annotator_id": rng.integers(0, 4, labels),
            "label": np.where(rng.random(labels) < 0.7, gold[item], "x"),
            "gold_label": gold[item],
            "region": rng.choice(["emea", "apac", "amer"], labels),
        }
    )


def share_literally(part: pd.DataFrame) -> Share:
    right = (part["label"] == part["gold_label"]).astype(float)
    by_item = pd.DataFrame({"hits": right, "totals": 1.0}).groupby(part["item_id"]).sum()
    found = clustered_shares(moments(by_item[["hits"]].to_numpy(), by_item[["totals"]].to_numpy()).sum(axis=1), 0.95)
    return Share(*(float(x[0]) for x in found))


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_each_row_is_the_group_alone_beside_all_others(seed) -> None:
    table = drawn(seed)
    frame = gold_accuracy_by(table, "region").to_frame().set_index("group")
    for region, part in table.groupby("region"):
        own, rest = share_literally(part), share_literally(table[table["region"] != region])
        behind, row = gap(own, rest), frame.loc[region]
        assert (row["items"], row["labels"]) == (part["item_id"].nunique(), len(part))
        expected = (own.value, own.low, own.high, rest.value, behind.value, behind.low, behind.high)
        found = row[["accuracy", "low", "high", "others", "gap", "gap_low", "gap_high"]].tolist()
        assert found == pytest.approx(expected, abs=1e-9)


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_annotators_as_groups_are_the_annotators_of_gold_accuracy(seed) -> None:
    table = drawn(seed)
    grouped = gold_accuracy_by(table, "annotator_id").to_frame().drop(columns="status")
    people = gold_accuracy(table).per_annotator.rename(columns={"annotator": "group"})
    pd.testing.assert_frame_equal(grouped, people)


def test_the_gap_is_newcombes_interval() -> None:
    """Newcombe (1998), Statistics in Medicine 17, table II (a): 56/70 against 48/80, method 10: .0524 to .3339."""
    answers = "x" * 56 + "y" * 14 + "x" * 48 + "y" * 32
    table = pd.DataFrame({"item_id": range(150), "annotator_id": 1, "label": list(answers), "gold_label": "x"})
    table["queue"] = ["a"] * 70 + ["b"] * 80
    row = gold_accuracy_by(table, "queue").to_frame().set_index("group").loc["a"]
    assert (row["gap_low"], row["gap_high"]) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_groups_with_few_gold_items_are_called_so_and_one_item_has_no_interval() -> None:
    table = pd.DataFrame({"item_id": range(40), "annotator_id": 1, "label": "x", "gold_label": "x"})
    table["queue"] = ["big"] * 34 + ["small"] * 5 + ["one"]
    result = gold_accuracy_by(table, "queue")
    frame = result.to_frame().set_index("group")
    assert frame["status"].to_dict() == {"big": "ok", "small": "too_few_items", "one": "too_few_items"}
    assert math.isnan(frame.loc["one", "low"])
    assert frame.loc["small", "low"] < 0.6
    assert result.warnings == ("2 of 3 groups have fewer than 30 gold items.",)


def test_labels_without_a_group_are_counted_and_left_out_of_the_others_too() -> None:
    table = drawn(3)
    blank = table.assign(region=table["region"].where(table.index >= 10))
    result = gold_accuracy_by(blank, "region")
    assert result.warnings[0] == "10 labels on gold items have no region and are left out."
    pd.testing.assert_frame_equal(result.to_frame(), gold_accuracy_by(table.iloc[10:], "region").to_frame())


def test_the_only_group_has_nobody_to_be_compared_with() -> None:
    row = gold_accuracy_by(drawn(1).assign(region="emea"), "region").to_frame().iloc[0]
    assert row["status"] == "only_group"
    assert math.isnan(row["others"])
    assert math.isnan(row["gap"])


def test_equal_groups_are_told_apart_about_as_seldom_as_confidence_says() -> None:
    """300 seeded tables of 80 items, labelled once in each of two groups that are equally good."""
    rng, apart = np.random.default_rng(5), 0
    for _ in range(300):
        right = rng.random(160) < 0.85
        table = pd.DataFrame({"item_id": range(160), "annotator_id": 1, "gold_label": "x"})
        table["label"], table["queue"] = np.where(right, "x", "y"), np.repeat(["a", "b"], 80)
        row = gold_accuracy_by(table, "queue").to_frame().iloc[0]
        apart += not row["gap_low"] <= 0 <= row["gap_high"]
    assert 4 <= apart <= 27


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop(columns="region"), "no column region"),
        (lambda t: t.assign(region=" "), "no label on a gold item has a region"),
        (lambda t: t.assign(gold_label=None), "no label on any gold item"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(change, message) -> None:
    with pytest.raises(TableError, match=message):
        gold_accuracy_by(change(drawn(1)), "region")


def test_the_table_that_came_is_not_changed() -> None:
    table = drawn(2)
    before = table.copy()
    gold_accuracy_by(table, "region")
    pd.testing.assert_frame_equal(table, before)
