"""Do lists stand in tables, a column for one thing computed in one way? Checks 9 and 13."""

from __future__ import annotations

import re
from collections.abc import Iterable

from smo_metrics.workbook.lint.facts.book import Book, Sheet
from smo_metrics.workbook.lint.facts.cell_groups import Run
from smo_metrics.workbook.lint.facts.formulas import relative, shown
from smo_metrics.workbook.lint.outcome import Outcome, Problem
from smo_metrics.workbook.xlsx.addresses import Area
from smo_metrics.workbook.xlsx.layout import Table, TableColumn

ROWS_OF_NUMBERS = 5
ROWS_OF_ANYTHING = 30
_NO_NAME = re.compile(r"(Column|Spalte|Colonne|Columna)\s?\d+", re.IGNORECASE)


def one_formula_per_column(book: Book) -> Outcome:
    """Check 9: a table's column holds one formula in all its rows, or none.

    Tested: in each column, the formulas of the data rows are copies of one another (and of the column's own formula
    where the table names one), and no row holds a typed value or nothing instead. Not seen: whether the formula is
    right; columns outside tables.

    Source: FAST Standard 02c, 3.02-01 (formulas must be consistent); ICAEW principle 12.
    """
    for sheet in book.sheets:
        for table in sheet.tables:
            for column in table.columns:
                yield from _mixed(sheet, table, column)


def _mixed(sheet: Sheet, table: Table, column: TableColumn) -> Outcome:
    place = (table.name, "data")
    formulas = [one for one in sheet.cells.formulas if one.place == place and one.column == column.number]
    if not formulas:
        return
    where = f"table {table.name}, column {column.header}"
    common = max(formulas, key=lambda one: one.count)
    if column.formula is not None:
        expected = relative(column.formula, common.row, common.column)
        common = next((one for one in formulas if one.like == expected), common)
    for one in formulas:
        if one is not common:
            yield Problem(
                f"{where} ({sheet.of(one)})",
                f"Its formula differs from the column's {shown(common.text)[:60]}",
                "Copy the column's formula over it, or put the exception into a column of its own.",
            )
    typed = [
        group
        for group in sheet.cells.groups
        if group.place == place and group.column == column.number and not group.is_formula
    ]
    if typed:
        yield Problem(
            f"{where} ({sheet.of(min(typed, key=lambda group: group.row))})",
            "It holds no formula, unlike the rest of the column.",
            "Copy the column's formula over it, or put the typed value into a column of its own.",
        )


def data_in_tables(book: Book) -> Outcome:
    """Check 13: lists stand in Excel tables, whose headers are unique words.

    Tested: each table has a header row; no header occurs twice in a table (upper and lower case alike), is blank, or is
    one that Excel made up (Column1). Typed values count as a list outside tables where two columns side by side hold
    numbers in 5 or more of the same rows, or anything in 30 or more; areas that bear a name and pivot tables are
    accepted, for a dashboard's blocks. Not seen: shorter lists, and lists of formulas.

    Source: Microsoft, "Make your Excel documents accessible" (tables with header information); ICAEW principle 11.
    """
    for sheet in book.sheets:
        for table in sheet.tables:
            yield from _headers(table)
        for block in _blocks(sheet.cells.runs):
            yield Problem(
                f"{sheet.name}!{block.text}",
                "Data stand outside of any table.",
                "Select them and make them a table (Insert > Table), or name the area if it is no list.",
            )


def _headers(table: Table) -> Outcome:
    where = f"table {table.name}"
    if not table.header_rows:
        yield Problem(where, "The table has no header row.", "Switch it on: Table Design > Header Row.")
    seen: set[str] = set()
    for column in table.columns:
        header = column.header.strip()
        if header.casefold() in seen:
            yield Problem(where, f"The header {header} occurs twice.", "Give each column a name of its own.")
        seen.add(header.casefold())
        if not header or _NO_NAME.fullmatch(header):
            yield Problem(
                f"{where}, column {column.number - table.area.left + 1}",
                f"The header {header!r} says nothing.",
                "Name what the column holds.",
            )


def _blocks(runs: Iterable[Run]) -> list[Area]:
    """Join runs of neighbouring columns that share enough rows."""
    blocks: list[Area] = []
    for numbers, least in ((True, ROWS_OF_NUMBERS), (False, ROWS_OF_ANYTHING)):
        kind = sorted((one for one in runs if one.numbers == numbers), key=lambda one: (one.top, one.column))
        for one in kind:
            for other in kind:
                top, bottom = max(one.top, other.top), min(one.bottom, other.bottom)
                if other.column == one.column + 1 and bottom - top + 1 >= least:
                    blocks.append(Area(top, one.column, bottom, other.column))
    joined: list[Area] = []
    for block in blocks:
        while near := next((area for area in joined if area.meets(block)), None):
            joined.remove(near)
            block = Area(
                min(near.top, block.top), min(near.left, block.left),
                max(near.bottom, block.bottom), max(near.right, block.right),
            )  # fmt: skip
        joined.append(block)
    return joined
