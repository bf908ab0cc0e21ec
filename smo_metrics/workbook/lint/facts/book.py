"""A workbook as its checks see it: sheets in order with their cells, names, formats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from smo_metrics.workbook.lint.facts.cell_groups import CellError, Formula, Group, SheetCells
from smo_metrics.workbook.lint.facts.formats import CellFormat, Formats
from smo_metrics.workbook.lint.facts.sheet_scan import scan
from smo_metrics.workbook.xlsx.addresses import Area, address, parse_area, parse_reference
from smo_metrics.workbook.xlsx.layout import Layout, Table
from smo_metrics.workbook.xlsx.markup import main, parse
from smo_metrics.workbook.xlsx.package import Package, open_package

if TYPE_CHECKING:
    from lxml import etree


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its name and part, whether it is visible, its tables and its cells."""

    name: str
    part: str
    is_visible: bool
    tables: tuple[Table, ...]
    cells: SheetCells

    @property
    def root(self) -> etree._Element:
        """All of the sheet's XML but its rows."""
        return self.cells.root

    def at(self, row: int, column: int, count: int = 1) -> str:
        """Name a cell, and how many others there are like it."""
        more = f" and {count - 1:,} more" if count > 1 else ""
        return f"{self.name}!{address(row, column)}{more}"

    def of(self, found: Formula | Group | CellError) -> str:
        """Name the first cell of several, and how many others there are."""
        return self.at(found.row, found.column, found.count)

    def text(self, row: int, column: int) -> str:
        """Give what one of the first 200 rows shows in a column, numbers as stored; empty beyond them."""
        cell = self.cells.first.get((row, column))
        return cell.text.strip() if cell is not None else ""

    @property
    def styles(self) -> set[str]:
        """Style numbers of its cells and of its columns, which cells without a style of their own take."""
        columns = {columns.get("style", "0") for columns in self.root.iter(main("col"))}
        return columns | {group.style for group in self.cells.groups}

    def style(self, row: int, column: int) -> str:
        """Give the style number of a cell of the first 200 rows; of its column where no cell is stored."""
        cell = self.cells.first.get((row, column))
        if cell is not None:
            return cell.style
        for columns in self.root.iter(main("col")):
            if int(columns.get("min", "1")) <= column <= int(columns.get("max", "1")):
                return columns.get("style", "0")
        return "0"


@dataclass(frozen=True, slots=True)
class Name:
    """One defined name, its formula, and its sheet (None: it holds in all)."""

    name: str
    text: str
    sheet: str | None


@dataclass(frozen=True, slots=True)
class Book:
    """One workbook."""

    path: Path
    layout: Layout
    sheets: tuple[Sheet, ...]
    names: tuple[Name, ...]
    formats: Formats

    @property
    def package(self) -> Package:
        """The workbook's parts."""
        return self.layout.package

    def format(self, style: str) -> CellFormat:
        """Give the format behind a cell's style number."""
        return self.formats.cell(style)

    def formulas(self) -> Iterator[tuple[Sheet, Formula]]:
        """List the formulas in cells, copies of one counted as one."""
        for sheet in self.sheets:
            for formula in sheet.cells.formulas:
                yield sheet, formula


def read_book(path: Path) -> Book:
    """Read a workbook.

    Raises
    ------
    WorkbookError
        It is none, is damaged, encrypted or signed, or would unpack to more than memory should hold.
    """
    layout = Layout(open_package(path))
    names = _names(layout)
    placed: dict[str, list[Area]] = {name: [] for name in layout.sheets}
    for name in names:
        place = parse_reference(name.text)
        if place is not None and place[0] in placed and not name.name.startswith("_xlnm."):
            placed[place[0]].append(place[1])
    listed = layout.root.iter(main("sheet"))
    hidden = {sheet.get("name") for sheet in listed if sheet.get("state", "visible") != "visible"}
    sheets = []
    for sheet, part in layout.sheets.items():
        tables = tuple(table for table in layout.tables.values() if table.sheet == sheet)
        areas = [*placed[sheet], *_pivots(layout, part)]
        cells = scan(layout.package.read(part), part, tables, areas, lambda: layout.shared_strings)
        sheets.append(Sheet(sheet, part, sheet not in hidden, tables, cells))
    return Book(path, layout, tuple(sheets), names, Formats(layout))


def _names(layout: Layout) -> tuple[Name, ...]:
    order = [sheet.get("name", "") for sheet in layout.root.iter(main("sheet"))]
    found = []
    for element in layout.root.iter(main("definedName")):
        local = element.get("localSheetId", "")
        sheet = order[int(local)] if local.isdigit() and int(local) < len(order) else None
        found.append(Name(element.get("name", ""), (element.text or "").strip(), sheet))
    return tuple(found)


def _pivots(layout: Layout, part: str) -> list[Area]:
    found = []
    for pivot in layout.package.related(part, "pivotTable"):
        for location in parse(layout.package.read(pivot), pivot).iter(main("location")):
            area = parse_area(location.get("ref", ""))
            if area is not None:
                found.append(area)
    return found
