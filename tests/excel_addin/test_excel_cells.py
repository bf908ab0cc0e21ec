"""What a cell may hold and what it may show, by the table of rules in excel_addin.cells."""

from __future__ import annotations

import datetime as dt
import doctest
import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from excel_addin import cells
from smo_metrics.errors import SmoError
from tests.excel_addin.excel_objects import ERROR_CELLS, MISSING

MOMENT = dt.datetime(2026, 3, 31, 14, 5)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (None, None),
        ("", None),
        (" \t ", None),
        (math.nan, None),
        (" spam ", "spam"),
        ("007", "007"),
        (3.5, 3.5),
        (2, 2.0),
        (Decimal("1.25"), 1.25),
        (True, True),
        (MOMENT, MOMENT),
    ],
)
def test_a_cell_is_read_by_its_rule(cell, value):
    (read,) = cells.read_block("labels", [[cell]])[0]
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("text", sorted(cells._ERROR_TEXTS))
def test_an_error_cell_is_named_with_its_row(text):
    with pytest.raises(SmoError, match=r"^labels holds an error cell \(row 3\): " + text.replace("?", r"\?")):
        cells.read_block("labels", [["a"], ["b"], [text]])


@pytest.mark.parametrize("code", sorted(ERROR_CELLS.values()))
def test_an_error_that_xlwings_leaves_as_a_number_is_still_an_error(code):
    with pytest.raises(SmoError, match="error cell"):
        cells.read_block("labels", [[code]])


def test_every_error_cell_is_counted_and_the_first_five_rows_are_named():
    with pytest.raises(SmoError, match=r"7 error cells \(rows 1, 2, 3, 4, 5, \.\.\.\): #N/A, #REF!\. Mend"):
        cells.read_block("gold", [["#N/A"]] * 6 + [["#REF!"]])


def test_a_row_with_several_error_cells_is_named_once():
    with pytest.raises(SmoError, match=r"2 error cells \(row 2\): #N/A\. Mend"):
        cells.read_block("labels", [["a", "b"], ["#N/A", "#N/A"]])


def test_something_that_no_cell_holds_is_refused_by_its_type():
    with pytest.raises(SmoError, match="items holds a dict, which no cell can hold"):
        cells.read_block("items", [[{}]])


@pytest.mark.parametrize(
    ("block", "rows"),
    [([], 0), ([[None], [" "], [math.nan]], 0), ([[None, 1.0], [None, None]], 1), ([["a"], [""], [0.0]], 3)],
)
def test_rows_are_used_up_to_the_last_filled_cell(block, rows):
    assert cells.used_rows(block) == rows


@pytest.mark.parametrize("block", [[["a", None, "b"]], [["a"], [""], ["b"]], [["a", "b"]]])
def test_a_range_of_any_shape_is_a_list_of_its_filled_cells(block):
    assert cells.read_values("categories", block) == ["a", "b"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (math.nan, "#N/A"),
        (math.inf, "#N/A"),
        (np.float64(0.1), 0.1),
        (np.int64(7), 7.0),
        (7, 7.0),
        (True, True),
        (MOMENT, MOMENT),
        ("ok", "ok"),
    ],
)
def test_a_result_is_shown_by_its_rule(value, shown):
    written = cells.write_value(value)
    assert written == shown
    assert isinstance(written, type(shown))


def test_a_text_longer_than_a_cell_is_cut():
    assert len(cells.write_value("x" * 40_000)) == 32_767


def test_a_text_is_cut_by_the_units_that_excel_counts():
    assert cells.write_value("😀" * 20_000) == "😀" * 16_383
    assert cells.write_value("a" * 20_000 + "😀" * 20_000) == "a" * 20_000 + "😀" * 6_383


def test_a_table_is_a_header_and_rows_with_nothing_left_undefined():
    frame = pd.DataFrame(
        {
            "category": ["spam", None],
            "alpha": [0.5, math.nan],
            "items": pd.array([3, None], dtype="Int64"),
            "mixed": [None, 2.0],
            "ok": [True, False],
            "at": pd.to_datetime(["2026-03-31", None]),
        }
    ).astype({"mixed": object})
    assert cells.write_table(frame) == [
        ["category", "alpha", "items", "mixed", "ok", "at"],
        ["spam", 0.5, 3.0, "", True, dt.datetime(2026, 3, 31)],
        ["", "#N/A", "#N/A", 2.0, False, ""],
    ]


def test_a_table_without_rows_is_its_header():
    assert cells.write_table(pd.DataFrame({"item": [], "value": []})) == [["item", "value"]]


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(cells).failed == 0
    assert doctest.testmod(cells).attempted == 4


@pytest.mark.parametrize("text", [*ERROR_CELLS, "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!"])
def test_an_error_that_arrives_as_its_text_is_an_error_too(call, text):
    shown = call("SMO_PERCENT_AGREEMENT", (("a", "a"), ("a", text)), *[MISSING] * 4)
    assert shown == f"SMO: labels holds an error cell (row 2 of the selection): {text}. Mend or clear it."
