"""Where in the file are the sheets, tables and names of a workbook?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx.addresses import Area, parse_area, parse_reference
from smo_metrics.workbook.xlsx.markup import RELATIONSHIPS, damaged, decode_text, main, parse, walk, whole_number
from smo_metrics.workbook.xlsx.package import Package

if TYPE_CHECKING:
    from lxml import etree

_TEXT, _PHONETIC = main("t"), main("rPh")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of an Excel table: its header, where it stands, and the formula that fills it."""

    header: str
    number: int
    formula: str | None
    formula_is_array: bool


@dataclass(frozen=True, slots=True)
class Table:
    """One Excel table: its part, its sheet, its whole area, its columns from left to right; whether a filter is set."""

    name: str
    part: str
    sheet: str
    area: Area
    header_rows: int
    totals_rows: int
    columns: tuple[TableColumn, ...]
    is_filtered: bool

    @property
    def data(self) -> Area:
        """The area without header and totals."""
        top, bottom = self.area.top + self.header_rows, self.area.bottom - self.totals_rows
        return Area(top, self.area.left, max(top, bottom), self.area.right)

    def column(self, header: str) -> TableColumn | None:
        """Find a column by its header; Excel does not tell upper from lower case."""
        return next((column for column in self.columns if column.header.casefold() == header.casefold()), None)


class Layout:
    """The map of one workbook: sheets, tables, names, shared strings.

    Parameters
    ----------
    package : Package
        The workbook's parts.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        books = package.related("", "officeDocument")
        if not books or not parse(package.read(books[0]), books[0]).tag.startswith(main("workbook")):
            raise WorkbookError(
                f"{package.path.name} is not an Excel workbook in the usual format. "
                "Save it in Excel as 'Excel Workbook (*.xlsx)' and try again."
            )
        self.part = books[0]
        self.root = parse(package.read(self.part), self.part)
        grids = {link.id: link.target for link in package.relationships(self.part) if link.kind == "worksheet"}
        self.sheets: dict[str, str] = {}
        for sheet in self.root.iter(main("sheet")):
            part = grids.get(sheet.get(f"{{{RELATIONSHIPS}}}id", ""), "")
            if part in package:
                self.sheets[sheet.get("name", "")] = part
        self.tables = {table.name: table for table in self._tables()}
        properties = self.root.find(main("workbookPr"))
        self.date1904 = properties is not None and properties.get("date1904") in ("1", "true")

    @cached_property
    def names(self) -> dict[str, tuple[str, Area]]:
        """Workbook-wide defined names that stand for one area."""
        found = {}
        for element in self.root.iter(main("definedName")):
            place = parse_reference(element.text or "")
            if place is not None and element.get("localSheetId") is None:
                found[element.get("name", "")] = place
        return found

    @cached_property
    def shared_strings(self) -> list[str]:
        """The texts that cells name by number, without phonetic hints."""
        parts = self.package.related(self.part, "sharedStrings")
        if not parts:
            return []
        texts = []
        for item in walk(self.package.read(parts[0]), parts[0], main("si")):
            if item.tag == main("si"):
                texts.append(rich_text(item))
                item.clear()
        return texts

    def _tables(self) -> list[Table]:
        package = self.package
        return [
            _read_table(parse(package.read(part), part), part, sheet)
            for sheet, sheet_part in self.sheets.items()
            for part in package.related(sheet_part, "table")
        ]


def rich_text(element: etree._Element) -> str:
    """Join the texts of a string item or of a note, without phonetic hints."""
    if len(element) == 1 and element[0].tag == _TEXT:
        return decode_text(element[0].text or "")
    texts = (t.text or "" for t in element.iter(_TEXT) if (p := t.getparent()) is not None and p.tag != _PHONETIC)
    return decode_text("".join(texts))


def _read_table(root: etree._Element, part: str, sheet: str) -> Table:
    area = parse_area(root.get("ref", ""))
    if area is None:
        raise WorkbookError(f"the table part {part} has no area. Open the workbook in Excel, save it, and try again.")
    columns = []
    for offset, column in enumerate(root.iter(main("tableColumn"))):
        formula = column.find(main("calculatedColumnFormula"))
        text = formula.text if formula is not None else None
        is_array = formula is not None and formula.get("array") in ("1", "true")
        columns.append(TableColumn(decode_text(column.get("name", "")), area.left + offset, text, is_array))
    totals = whole_number(root.get("totalsRowCount", "0"), part)
    headers = whole_number(root.get("headerRowCount", "1"), part)
    if len(columns) != area.right - area.left + 1 or area.bottom - area.top + 1 <= totals + headers:
        raise damaged(part)
    name = root.get("displayName", root.get("name", ""))
    is_filtered = next(root.iter(main("filterColumn")), None) is not None
    return Table(name, part, sheet, area, headers, totals, tuple(columns), is_filtered)
