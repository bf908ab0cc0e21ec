"""Reads a sheet's cells once, row by row, and sums them up as they pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from smo_metrics.workbook.lint.facts.cell_groups import (
    Cell,
    CellError,
    Formula,
    Group,
    Kind,
    Part,
    Place,
    SheetCells,
)
from smo_metrics.workbook.lint.facts.formulas import relative
from smo_metrics.workbook.lint.facts.runs import RunFinder
from smo_metrics.workbook.xlsx.addresses import Area, address, column_number
from smo_metrics.workbook.xlsx.cells import CellReader
from smo_metrics.workbook.xlsx.layout import Table
from smo_metrics.workbook.xlsx.markup import damaged, main, walk, whole_number

if TYPE_CHECKING:
    from lxml import etree

KEPT_ROWS = 200
_DIGITS = "0123456789"
_KINDS: dict[str, Kind] = {"n": "number", "d": "number", "b": "truth", "e": "error"}
_FORMULA, _VALUE, _ROW = main("f"), main("v"), main("row")
_HAS_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


def scan(
    data: bytes, part: str, tables: Sequence[Table], placed: Sequence[Area], shared_strings: Callable[[], list[str]]
) -> SheetCells:
    """Read a sheet.

    Parameters
    ----------
    data : bytes
        The sheet's part.
    part : str
        Its name, for errors.
    tables : sequence of Table
        The sheet's tables.
    placed : sequence of Area
        Areas that bear a name, or belong to a pivot table.
    shared_strings : callable
        Returns the workbook's shared strings.

    Raises
    ------
    WorkbookError
        The sheet is damaged.
    """
    reader = _Reader(part, tables, placed, shared_strings, _HAS_FORMULA.search(data) is not None)
    for element in walk(data, part, _ROW):
        if element.tag != _ROW:
            return reader.result(element)
        reader.row(element)
        element.clear()
    raise damaged(part)


class _Reader:
    """Sums up the rows it is handed, from top to bottom."""

    def __init__(
        self,
        part: str,
        tables: Sequence[Table],
        placed: Sequence[Area],
        shared_strings: Callable[[], list[str]],
        has_formulas: bool,
    ) -> None:
        self._part, self._tables, self._has_formulas = part, tables, has_formulas
        self._cells = CellReader(shared_strings)
        self._runs = RunFinder(placed)
        self._row = 0
        self._first: dict[tuple[int, int], Cell] = {}
        self._groups: dict[tuple[int, str, Kind, bool, Place], list[int]] = {}
        self._formulas: dict[tuple[str, int, Place], Formula] = {}
        self._copies: dict[tuple[str, int, Place], int] = {}
        self._errors: dict[tuple[str, int, str], list[int]] = {}
        self._spills: list[tuple[Area, str]] = []

    def row(self, element: etree._Element) -> None:
        """Take in the next row."""
        number = whole_number(element.get("r", str(self._row + 1)), self._part)
        if number <= self._row:
            raise damaged(self._part)
        self._row = number
        self._spills = [(area, text) for area, text in self._spills if area.bottom >= number]
        zones = [(table.area, place) for table in self._tables if (place := _place(table, number))]
        groups, is_kept, has_formulas, spills = self._groups, number <= KEPT_ROWS, self._has_formulas, self._spills
        column = 0
        for cell in element:  # the hot loop: once for every cell of the workbook
            letters = cell.get("r", "").rstrip(_DIGITS)
            column = column_number(letters) if letters else column + 1
            place = None
            for area, zone in zones:
                if area.left <= column <= area.right:
                    place = zone
            filled, formula = len(cell) > 0, None
            if has_formulas and filled and (spills or cell[0].tag == _FORMULA):
                formula = self._formula(cell, column, place)
                filled = formula is None or len(cell) > 1 or cell[0].tag != _FORMULA
            kind: Kind = _KINDS.get(cell.get("t", "n"), "text") if filled else "empty"
            key = (column, cell.get("s", "0"), kind, formula is not None, place)
            if key in groups:
                groups[key][1] += 1
            else:
                groups[key] = [number, 1]
            if kind == "error":
                self._error(cell, column, formula or "")
            if is_kept:
                self._first[number, column] = Cell(key[1], kind, self._cells.text(cell) if filled else "")
            if place is None and filled and formula is None:
                self._runs.add(number, column, kind == "number")

    def result(self, root: etree._Element) -> SheetCells:
        """Sum up, with what the sheet holds beside its rows."""
        groups = tuple(
            Group(place, column, style, kind, is_formula, row, count)
            for (column, style, kind, is_formula, place), (row, count) in self._groups.items()
        )
        errors = (
            CellError(error, row, column, count, formula)
            for (error, column, formula), (row, count) in self._errors.items()
        )
        uncalculated = sum(group.count for group in groups if group.is_formula and group.kind == "empty")
        copies = self._copies
        formulas = (
            Formula(one.text, one.like, one.row, one.column, copies[key], one.place, one.area)
            for key, one in self._formulas.items()
        )
        return SheetCells(
            self._first, groups, tuple(formulas), tuple(errors), self._runs.found(), uncalculated, root
        )

    def _error(self, cell: etree._Element, column: int, formula: str) -> None:
        key = (cell.findtext(_VALUE) or "", column, formula)
        self._errors.setdefault(key, [self._row, 0])[1] += 1

    def _formula(self, cell: etree._Element, column: int, place: Place) -> str | None:
        """Give the text of the formula that fills a cell: its own, or one that spills into it."""
        element = cell[0]
        if element.tag != _FORMULA:
            return next((text for area, text in self._spills if area.holds(self._row, column)), None)
        found = self._cells.formula(element, self._row, column)
        like = relative(found.text, found.row, found.column)
        key = (like, column, place)
        self._copies[key] = self._copies.get(key, 0) + 1
        if key not in self._formulas:
            self._formulas[key] = Formula(found.text, like, self._row, column, 1, place, found.area)
        if found.area is not None and found.area.text != address(self._row, column):
            self._spills.append((found.area, found.text))
        return found.text


def _place(table: Table, row: int) -> Place:
    """Say in which part of a table a row lies."""
    area = table.area
    if not area.top <= row <= area.bottom:
        return None
    part: Part = "data"
    if row < area.top + table.header_rows:
        part = "header"
    elif row > area.bottom - table.totals_rows:
        part = "totals"
    return table.name, part
