"""What stands on a sheet that holds managed tables, read once from top to bottom?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx.addresses import LAST_COLUMN, LAST_ROW, column_number
from smo_metrics.workbook.xlsx.cells import Cell, CellReader, attributes_text
from smo_metrics.workbook.xlsx.layout import Layout, Table
from smo_metrics.workbook.xlsx.markup import damaged, inner_xml, main, walk, whole_number
from smo_metrics.workbook.xlsx.plain_rows import take_plain_rows

if TYPE_CHECKING:
    from lxml import etree

_ROW, _CELL, _FORMULA = main("row"), main("c"), main("f")


@dataclass(slots=True)
class TableRows:
    """A managed table's rows as they were: keys, looks, and the cells that belong to the user.

    Parameters
    ----------
    table : Table
        Where it stands.
    managed : frozenset of int
        Columns that a refresh fills.
    key : tuple of int
        Columns whose values name a row, in the key's order.
    """

    table: Table
    managed: frozenset[int]
    key: tuple[int, ...]
    keys: dict[int, tuple[str, ...]] = field(default_factory=dict)
    styles: dict[int, tuple[str | None, ...]] = field(default_factory=dict)
    attributes: dict[int, str] = field(default_factory=dict)
    cells: dict[int, dict[int, Cell]] = field(default_factory=dict)

    def base_style(self, column: int, of_column: str | None) -> str:
        """Choose a column's style for new rows: the sheet column's where its cells use it, else their commonest."""
        place = column - self.table.area.left
        seen: Counter[str] = Counter()
        for styles, count in Counter(self.styles.values()).items():
            if (style := styles[place]) is not None:
                seen[style] += count
        if of_column is not None and (not seen or of_column in seen):
            return of_column
        return seen.most_common(1)[0][0] if seen else ""


@dataclass(slots=True)
class Row:
    """A row outside every managed table: its attributes, cells, and what else it holds."""

    attributes: str = ""
    cells: dict[int, Cell] = field(default_factory=dict)
    rest: str = ""


@dataclass(slots=True)
class Sheet:
    """A sheet taken apart: everything but its rows as a tree, and its rows."""

    name: str
    part: str
    root: etree._Element
    rows: dict[int, Row]
    tables: tuple[TableRows, ...]

    @property
    def prefix(self) -> str:
        """Prefix of the sheet's tags, with its colon."""
        return f"{self.root.prefix}:" if self.root.prefix else ""

    def column_style(self, column: int) -> str | None:
        """Style of a whole sheet column, None where it has none."""
        for element in self.root.iter(main("col")):
            first, last = (whole_number(element.get(end, "0"), self.part) for end in ("min", "max"))
            if first <= column <= last:
                return element.get("style")
        return None


def read_sheet(layout: Layout, name: str, tables: tuple[TableRows, ...]) -> Sheet:
    """Take a sheet apart, keeping of managed rows only what may have to follow its key."""
    part = layout.sheets[name]
    data = take_plain_rows(layout.package.read(part), part, tables, lambda: layout.shared_strings)
    reader = CellReader(lambda: layout.shared_strings)
    looks_for_masters = b'"shared"' in data
    spans = [(table.table.data.top, table.table.data.bottom, table) for table in tables]
    rows: dict[int, Row] = {}
    number = 0
    for element in walk(data, part, _ROW):
        if element.tag != _ROW:
            return Sheet(name, part, _emptied(element, part), rows, tables)
        previous, number = number, whole_number(element.get("r", str(number + 1)), part)
        if not previous < number <= LAST_ROW:
            raise damaged(part)
        table = next((table for top, bottom, table in spans if top <= number <= bottom), None)
        if table is None:
            rows[number] = _read_row(element, number, reader, part)
        else:
            _read_table_row(element, number, table, reader, part, looks_for_masters)
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]
    raise AssertionError("walk ends with the root")


def _emptied(root: etree._Element, part: str) -> etree._Element:
    data = root.find(main("sheetData"))
    if data is None:
        raise WorkbookError(f"the sheet part {part} has no cells. Open the workbook in Excel, save it, and try again.")
    for row in list(data):
        data.remove(row)
    return root


def _read_row(element: etree._Element, number: int, reader: CellReader, part: str) -> Row:
    root = element.getroottree().getroot()
    row = Row(attributes_text(element, ("r", "spans")))
    column, digits = 0, len(str(number))
    for child in element:
        if child.tag == _CELL:
            column = _checked(_column(child, column, digits), row.cells, part)
            row.cells[column] = reader.read(child, number, column, root)
        elif isinstance(child.tag, str):
            row.rest += inner_xml(child, root)
    return row


def _read_table_row(
    element: etree._Element, number: int, rows: TableRows, reader: CellReader, part: str, looks_for_masters: bool
) -> None:
    area, managed, key = rows.table.area, rows.managed, rows.key
    left, right = area.left, area.right
    styles: list[str | None] = [None] * (right - left + 1)
    keys: dict[int, str] = {}
    column, digits = 0, len(str(number))
    for cell in element:
        if cell.tag != _CELL:
            continue
        column = _column(cell, column, digits)
        if left <= column <= right:
            styles[column - left] = cell.get("s", "")
        if column not in managed:
            root = element.getroottree().getroot()
            beside = rows.cells.setdefault(number, {})
            beside[_checked(column, beside, part)] = reader.read(cell, number, column, root)
            continue
        if column in key:
            keys[column] = reader.key(cell)
        if looks_for_masters:
            formula = cell.find(_FORMULA)
            if formula is not None:
                reader.formula(formula, number, column)
    rows.keys[number] = tuple(keys.get(place, "") for place in key)
    rows.styles[number] = tuple(styles)
    attributes = attributes_text(element, ("r", "spans"))
    if attributes:
        rows.attributes[number] = attributes


def _column(cell: etree._Element, previous: int, digits: int) -> int:
    place = cell.get("r")
    return column_number(place[:-digits]) if place else previous + 1


def _checked(column: int, cells: Mapping[int, Cell], part: str) -> int:
    if column in cells or not 1 <= column <= LAST_COLUMN:
        raise damaged(part)
    return column
