"""Which formula does a user mean who picks a function from the ribbon? One that reads what is selected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import takewhile
from typing import TYPE_CHECKING

from excel_addin.ribbon.comparable import check_comparable
from excel_addin.ribbon.selection import selected_cells
from smo_metrics.catalog import Entry, entry
from smo_metrics.errors import WorkbookError

if TYPE_CHECKING:
    import xlwings as xw

_LABELS = "Labels"
_COLUMNS = {
    "labels": "counted_label", "gold": "gold_label", "groups": "queue", "times": "labelled_at_utc", "items": "unit",
    "annotators": "annotator_id", "seconds": "duration_seconds",
}  # fmt: skip
_LAST_COLUMN = 16_384


def insert_formula(book: xw.Book, name: str) -> str:
    """Write a sample formula of a catalogue function into the cell right of the selection.

    Parameters
    ----------
    book : xlwings.Book
        The active workbook.
    name : str
        The function as Excel knows it.

    Returns
    -------
    str
        The formula.

    Raises
    ------
    WorkbookError
        Nothing that the function could read is selected, what is selected would give a wrong number, or the cell is
        taken.
    """
    selection = selected_cells(book.app)
    if selection is None or selection.api.Areas.Count > 1:
        raise WorkbookError(f"one block of cells must be selected. {_what_to_select(entry(name))}")
    formula = _formula(book, selection, entry(name))
    _write(_cell_right_of(selection), formula)
    return formula


def _formula(book: xw.Book, selection: xw.Range, wanted: Entry) -> str:
    if not _column_arguments(wanted):
        return _example(book, wanted)
    return f"={wanted.excel_name}({', '.join(_arguments(book, selection, wanted))})"


def _example(book: xw.Book, wanted: Entry) -> str:
    """Give a function's example, if the workbook has the tables that it reads."""
    tables = {table.name for sheet in book.sheets for table in sheet.tables}
    if not tables.issuperset(re.findall(r"(\w+)\[", wanted.example)):
        needed = ", ".join(argument.name for argument in wanted.arguments if not argument.optional)
        raise WorkbookError(
            f"which columns {wanted.excel_name} is to read, only you know. Type ={wanted.excel_name}({needed}) "
            "yourself; a workbook from SMO > New from template > function_examples shows it in use."
        )
    return wanted.example


def _arguments(book: xw.Book, selection: xw.Range, wanted: Entry) -> list[str]:
    names = _column_arguments(wanted)
    width, needed = selection.shape[1], _needed(wanted)
    if needed > len(names):
        raise WorkbookError(
            f"{wanted.excel_name} reads two selections. Type ={wanted.excel_name}("
            f"{', '.join(argument.name for argument in wanted.arguments if not argument.optional)}) yourself."
        )
    if width > 1 and _meets_labels(selection):
        raise WorkbookError(
            f"the table {_LABELS} has a label a row, which {wanted.excel_name} reads by its columns' names. "
            "Select a single cell outside the table that has an empty one beside it, and press the button again."
        )
    if needed == 1 and width > 1:
        check_comparable(selection, _what_to_select(wanted))
        return [_address(selection)]
    if 1 < needed <= width <= len(names):
        if names[1] == "gold":
            labels_and_gold = selection.sheet.range(selection.columns[0], selection.columns[1])
            check_comparable(labels_and_gold, _what_to_select(wanted))
        return [_address(selection.columns[i]) for i in range(width)]
    if selection.shape == (1, 1) and _has_labels(book, [_COLUMNS[name] for name in names]):
        return [f"{_LABELS}[{_COLUMNS[name]}]" for name in names]
    raise WorkbookError(f"{wanted.excel_name} cannot read what is selected. {_what_to_select(wanted)}")


def _what_to_select(wanted: Entry) -> str:
    names, needed = _column_arguments(wanted), _needed(wanted)
    block = "the labels without their header, an item a row and an annotator a column"
    if needed > 1:
        number = f"{needed} to {len(names)}" if needed < len(names) else str(needed)
        block = f"{number} columns in this order: {', '.join(names)}".replace("gold", "gold labels")
    return (
        f"Select {block}; or, in a workbook with the table {_LABELS}, a single cell that has an empty one beside it. "
        f"Columns in another order: type ={wanted.excel_name}({', '.join(names)}) yourself."
    )


def _column_arguments(wanted: Entry) -> list[str]:
    return list(takewhile(_COLUMNS.__contains__, (argument.name for argument in wanted.arguments)))


def _needed(wanted: Entry) -> int:
    return sum(not argument.optional for argument in wanted.arguments)


def _has_labels(book: xw.Book, columns: Sequence[str]) -> bool:
    tables = [table for sheet in book.sheets for table in sheet.tables if table.name == _LABELS]
    headers = [header for table in tables if (row := table.header_row_range) for header in row.value]
    return set(columns) <= set(headers)


def _meets_labels(selection: xw.Range) -> bool:
    meeting = selection.sheet.book.app.api.Intersect
    tables = [table for table in selection.sheet.tables if table.name == _LABELS]
    return any(meeting(selection.api, table.range.api) is not None for table in tables)


def _address(cells: xw.Range) -> str:
    address: str = cells.get_address(row_absolute=False, column_absolute=False)
    return address


def _cell_right_of(selection: xw.Range) -> xw.Range:
    column = selection.column + selection.shape[1]
    if column > _LAST_COLUMN:
        raise WorkbookError("there is no column right of the selection. Select the columns, not whole rows.")
    cell = selection.sheet.range((selection.row, column))
    if cell.value is not None or cell.formula:
        raise WorkbookError(f"{_address(cell)}, right of the selection, is not empty. Empty it, or select other cells.")
    if cell.api.ListObject is not None:
        raise WorkbookError(
            f"{_address(cell)}, right of the selection, is part of a table, where results cannot spill. "
            "Select cells outside tables."
        )
    return cell


def _write(cell: xw.Range, formula: str) -> None:
    # A table that ends at the cell would grow over it and repeat the formula in each of its rows.
    correct = cell.sheet.book.app.api.AutoCorrect
    before = correct.AutoExpandListRange
    try:
        correct.AutoExpandListRange = False
        cell.formula2 = formula
    except Exception as error:
        raise WorkbookError(
            f"Excel did not take the formula into {_address(cell)} ({type(error).__name__}). Unprotect the sheet if it "
            f"is protected; in Excel 2019 and older, type it yourself: {formula}"
        ) from error
    finally:
        with suppress(Exception):
            correct.AutoExpandListRange = before
