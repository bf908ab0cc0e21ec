"""Spilled tables and gold accuracy as Excel calls them: through xlwings' own converters, with ranges played."""

from __future__ import annotations

import math
import random

import pandas as pd
import pytest

from smo_metrics import agreement
from smo_metrics.agreement import Ratings
from smo_metrics.quality import gold_accuracy
from tests.excel_addin.excel_objects import ERROR_CELLS, MISSING, column
from tests.excel_addin.in_python import RATED

BREAKDOWNS = {
    name: RATED[f"SMO_{name}"]
    for name in (
        "AGREEMENT_TABLE", "CATEGORY_AGREEMENT", "ANNOTATOR_AGREEMENT", "PAIRWISE_AGREEMENT", "CONFUSED_CATEGORIES",
        "ITEM_DISTRIBUTION", "BENCHMARK", "CONSENSUS", "TO_ADJUDICATE",
    )
}  # fmt: skip
WITH_CATEGORIES = ("SMO_CATEGORY_AGREEMENT", "SMO_ANNOTATOR_AGREEMENT", "SMO_AGREEMENT_TABLE")
GOLD_TABLES = {
    "SMO_GOLD_CLASSES": "classes",
    "SMO_GOLD_AVERAGES": "averages",
    "SMO_GOLD_ANNOTATORS": "per_annotator",
    "SMO_CONFUSION": "confusion",
}
REASONS = ["hate", "none", "spam", "violence"]


@pytest.fixture(scope="module")
def rows():
    """30 posts, three annotators, gold on every second post; one label is empty, one category rare."""
    draw = random.Random(11)
    labels = []
    for i in range(30):
        true = draw.choices(REASONS, weights=[4, 4, 4, 1])[0]
        gold = true if i % 2 else None
        labels += [
            (f"post {i}", who, true if draw.random() < 0.8 else draw.choice(REASONS), gold)
            for who in ("ana", "ben", "cem")
        ]
    labels[4] = (*labels[4][:2], None, labels[4][3])
    return pd.DataFrame(labels, columns=["item_id", "annotator_id", "label", "gold_label"], dtype=object)


@pytest.fixture(scope="module")
def columns(rows):
    return {name: column(*rows[name]) for name in rows}


def shown(frame):
    """The table as cells should show it, written out anew."""
    cells = [
        ["#N/A" if isinstance(cell, float) and math.isnan(cell) else "" if cell is None else cell for cell in line]
        for line in frame.astype(object).to_numpy().tolist()
    ]
    return [list(frame.columns), *cells]


@pytest.mark.parametrize("name", BREAKDOWNS)
def test_a_spilled_table_holds_the_rows_that_python_computes(call, rows, columns, name):
    result = BREAKDOWNS[name](Ratings.from_long(rows))
    arguments = (columns["label"], columns["item_id"], columns["annotator_id"])
    table = call(f"SMO_{name}", *arguments)
    assert table == shown(result if isinstance(result, pd.DataFrame) else result.to_frame())
    assert len(table) > 2


def test_the_level_reaches_every_row_that_depends_on_it(call):
    block = ((1.0, 2.0), (2.0, 2.0), (3.0, 1.0), (3.0, 3.0))
    table = call("SMO_AGREEMENT_TABLE", block, MISSING, MISSING, "interval", MISSING)
    assert table == shown(agreement.agreement_table(Ratings.from_wide(block), level="interval").to_frame())


@pytest.mark.parametrize("name", WITH_CATEGORIES)
def test_an_unused_category_is_undefined_not_zero(call, name):
    block = (("a", "a"), ("a", "b"), ("b", "b"))
    categories = column("a", "b", "never")
    left_out = [MISSING] * (3 if name == "SMO_AGREEMENT_TABLE" else 2)
    table = call(name, block, *left_out, categories)
    expected = RATED[name](Ratings.from_wide(block, categories=["a", "b", "never"])).to_frame()
    assert table == shown(expected)
    if name == "SMO_CATEGORY_AGREEMENT":
        never = dict(zip(table[0], table[-1], strict=True))
        assert (never["category"], never["labels"], never["value"]) == ("never", 0.0, "#N/A")


def test_a_block_is_all_labels_whatever_its_first_row_says(call):
    labels = (("rare1", "rare2"), ("x", "y"), ("y", "y"), ("y", "y"), ("x", "x"), ("x", "x"), ("x", "x"))
    assert call("SMO_PERCENT_AGREEMENT", labels, MISSING, MISSING, MISSING, "items") == 7.0


def test_a_short_block_has_no_header(call):
    labels = (("ana", "ben"), ("x", "x"), ("x", "y"), ("y", "y"), ("y", "y"))
    assert call("SMO_PERCENT_AGREEMENT", labels, *[MISSING] * 3, "items") == 5.0


@pytest.mark.parametrize("statistic", ["value", "low", "high", "items", "labels"])
def test_gold_accuracy_is_the_float_that_python_computes(call, rows, columns, statistic):
    result = gold_accuracy(rows)
    expected = getattr(result if statistic in ("items", "labels") else result.accuracy, statistic)
    arguments = [columns[name] for name in ("label", "gold_label", "item_id", "annotator_id")]
    assert call("SMO_GOLD_ACCURACY", *arguments, statistic) == expected


@pytest.mark.parametrize("name", GOLD_TABLES)
def test_a_gold_table_holds_the_rows_that_python_computes(call, rows, columns, name):
    arguments = [columns[name] for name in ("label", "gold_label", "item_id", "annotator_id")]
    assert call(name, *arguments) == shown(getattr(gold_accuracy(rows), GOLD_TABLES[name]))


def test_labels_and_gold_alone_count_every_row_as_an_item(call):
    labels, gold = column("a", "b", "a", "b"), column("a", "b", "b", None)
    arguments = (labels, gold, MISSING, MISSING)
    assert call("SMO_GOLD_ACCURACY", *arguments, MISSING) == pytest.approx(2 / 3)
    assert call("SMO_GOLD_ACCURACY", *arguments, "items") == 3.0
    assert call("SMO_CONFUSION", *arguments)[1:] == [["a", "a", 1.0, 1.0], ["b", "a", 1.0, 0.5], ["b", "b", 1.0, 0.5]]


def test_a_header_over_labels_and_gold_is_not_data(call):
    labels, gold = column("Label", "a", "b"), column("Gold", "a", "a")
    assert call("SMO_GOLD_ACCURACY", labels, gold, MISSING, MISSING, "items") == 2.0
    again = column("Label", "a", "Label"), column("a", "Label", "a")
    assert call("SMO_GOLD_ACCURACY", *again, MISSING, MISSING, "items") == 3.0


@pytest.mark.parametrize(
    "header", [("counted_label", "gold_label"), ("Verdict", "Gold standard"), ("My label", "gold")]
)
def test_one_name_is_enough_where_nothing_of_the_first_row_comes_again(call, header):
    labels, gold = (column(name, *cells) for name, cells in zip(header, ("abab", "aabb"), strict=True))
    assert call("SMO_GOLD_ACCURACY", labels, gold, MISSING, MISSING, MISSING) == 0.5
    assert call("SMO_GOLD_ACCURACY", labels, gold, MISSING, MISSING, "items") == 4.0
    named_as_data = column(header[0], "a", header[0]), column("a", "a", "b")
    assert call("SMO_GOLD_ACCURACY", *named_as_data, MISSING, MISSING, "items") == 3.0


@pytest.mark.parametrize("header", [("Moderator", "Expert"), ("Answer of the team", "Right answer")])
def test_a_header_without_a_known_name_is_found_where_answers_come_again(call, header):
    labels, gold = (column(name, *cells) for name, cells in zip(header, ("aabc", "aabb"), strict=True))
    assert call("SMO_GOLD_ACCURACY", labels, gold, MISSING, MISSING, MISSING) == 0.75
    assert call("SMO_GOLD_ACCURACY", labels[1:], gold[1:], MISSING, MISSING, MISSING) == 0.75


def test_a_first_row_of_answers_that_come_once_only_is_data(call):
    arguments = MISSING, MISSING, "items"
    assert call("SMO_GOLD_ACCURACY", column("a", "b", "c"), column("d", "e", "f"), *arguments) == 3.0
    assert call("SMO_GOLD_ACCURACY", column("rare", "a", "a"), column("rare", "a", "b"), *arguments) == 3.0
    assert call("SMO_GOLD_ACCURACY", column(7.0, "a", "a"), column("x", "a", "b"), *arguments) == 3.0


def test_a_number_and_its_text_are_the_same_answer(call):
    labels, gold = column("1", "2", "spam"), column(1.0, 2.0, 1.0)
    assert call("SMO_GOLD_ACCURACY", labels, gold, MISSING, MISSING, MISSING) == pytest.approx(2 / 3)


def test_gold_may_differ_between_policy_versions_of_an_item(call):
    labels, gold, items = column("a", "b"), column("a", "b"), (("1", "v1"), ("1", "v2"))
    assert call("SMO_GOLD_ACCURACY", labels, gold, items, MISSING, MISSING) == 1.0


def test_gold_of_several_labels_on_one_item_needs_no_annotators(call):
    labels, gold, items = column("a", "b", "a"), column("a", "a", "b"), column("1", "1", "2")
    assert call("SMO_GOLD_ACCURACY", labels, gold, items, MISSING, "items") == 2.0


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("SMO_CONFUSION", (column("a"), column(None), MISSING, MISSING), "SMO: gold is empty. Select the column"),
        ("SMO_CONFUSION", (column("a"), MISSING, MISSING, MISSING), "SMO: gold is empty."),
        ("SMO_GOLD_CLASSES", (column("a", "b"), column("a"), MISSING, MISSING), "SMO: the columns differ in height"),
        ("SMO_GOLD_ANNOTATORS", (column("a"), column("a"), MISSING, MISSING), "SMO: annotators is left out. Give the"),
        (
            "SMO_GOLD_CLASSES",
            (column("a", "b"), column("a", ERROR_CELLS["#REF!"]), MISSING, MISSING),
            "SMO: gold holds an error cell (row 2 of the selection): #REF!. Mend or clear it.",
        ),
        (
            "SMO_GOLD_CLASSES",
            (column("a", "b"), column("a", "b"), column("1", "1"), MISSING),
            "SMO: labels: item '1' has two different gold labels. Keep one.",
        ),
        ("SMO_GOLD_ACCURACY", (column("a"), column("a"), MISSING, MISSING, "status"), "SMO: statistic is one of"),
        ("SMO_AGREEMENT_TABLE", (column("a"), MISSING, MISSING, MISSING, MISSING), "SMO: labels is one column."),
    ],
)
def test_what_a_table_cannot_be_made_of_is_one_sentence(call, name, arguments, message):
    assert call(name, *arguments).startswith(message)
