"""How a sheet with one Excel table is laid out: title, purpose, note, then the table under frozen panes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from templates.parts.style import LEFT, Styles, colour_marks, set_up_page

Cell = str | int | float | bool | datetime | None
HEADER_ROW = 4
LAST_ROW = 1_048_575


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its header, width in characters, and kind of content.

    Parameters
    ----------
    name : str
        Header, unique in its table.
    width : int
        Characters of the default font.
    kind : str
        A key of `templates.parts.style.NUMBER_FORMATS`.
    entry : bool
        People type here: blue and unlocked.
    """

    name: str
    width: int
    kind: str = "text"
    entry: bool = False

    @property
    def style(self) -> str:
        """Name of the format of the column's cells."""
        return f"{self.kind}_entry" if self.entry else self.kind

    @property
    def header_style(self) -> str:
        """Name of the format of the column's header, which stands over its content."""
        return "header" if self.kind in LEFT else "header_right"


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A sheet that holds one table and nothing below it, so that the table can grow.

    Parameters
    ----------
    name : str
        Sheet name.
    table : str
        Table name, by which a refresh finds it.
    role : str
        What the sheet is for: input, data, calc, output or control.
    title, purpose, note : str
        The three lines above the table.
    columns : tuple of Column
        The table's columns.
    rows : sequence of sequences
        Data rows; without any the table has one blank row.
    marked : tuple of str
        Columns whose text may begin with ●, ▲ or ■.
    minimum : dict of str to str
        Column -> the defined name of the least value that is acceptable in it.
    frozen_columns : int
        Columns that stay in view on the left.
    header_row : int
        Zero-based row of the headers.
    """

    name: str
    table: str
    role: str
    title: str
    purpose: str
    note: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]] = ()
    marked: tuple[str, ...] = ()
    minimum: dict[str, str] = field(default_factory=dict)
    frozen_columns: int = 1
    header_row: int = HEADER_ROW

    @property
    def first_row(self) -> int:
        """Zero-based row of the first data row."""
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        """Zero-based row of the last data row."""
        return self.header_row + max(1, len(self.rows))

    def position(self, column: str) -> int:
        """Zero-based place of a column, found by its header."""
        return next(place for place, known in enumerate(self.columns) if known.name == column)

    def cells(self, column: str) -> str:
        """Range of a column's data cells, such as ``C6:C6``."""
        place = self.position(column)
        return xl_range(self.first_row, place, self.last_row, place)

    def reference(self, column: str) -> str:
        """Give the formula by which a chart's series reads a column's data cells."""
        place = self.position(column)
        return f"='{self.name}'!{xl_range_abs(self.first_row, place, self.last_row, place)}"


def write_heading(sheet: Worksheet, styles: Styles, title: str, lines: Sequence[str]) -> None:
    """Put a sheet's title into A1 and the lines that explain it below."""
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, title, styles["title"])
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line, styles["subtitle"])


def write_table(sheet: Worksheet, spec: TableSheet, styles: Styles) -> None:
    """Put an Excel table on a sheet, with the number format on whole columns so that new rows inherit it."""
    for place, column in enumerate(spec.columns):
        sheet.set_column(place, place, column.width, styles[column.style])
    sheet.set_row(spec.header_row, 24)
    sheet.add_table(
        spec.header_row,
        0,
        spec.last_row,
        len(spec.columns) - 1,
        {
            "name": spec.table,
            "style": "Table Style Light 1",
            "banded_rows": False,
            "description": f"{spec.title}. {spec.purpose}",
            "columns": [
                {"header": column.name, "header_format": styles[column.header_style], "format": styles[column.style]}
                for column in spec.columns
            ],
        },
    )
    for offset, row in enumerate(spec.rows or [[None] * len(spec.columns)]):
        for place, (column, value) in enumerate(zip(spec.columns, row, strict=True)):
            sheet.write(spec.first_row + offset, place, value, styles[column.style])
    for name in spec.marked:
        colour_marks(sheet, spec.cells(name), styles)
    for name, limit in spec.minimum.items():
        cell = spec.cells(name).split(":")[0]
        rule = {"type": "formula", "criteria": f"=AND(ISNUMBER({cell}),{cell}<{limit})", "format": styles.below}
        sheet.conditional_format(spec.cells(name), rule)
    text = [place for place, column in enumerate(spec.columns) if column.kind in {"text", "note"}]
    if text:
        ranges = " ".join(xl_range(spec.first_row, place, LAST_ROW, place) for place in text)
        sheet.ignore_errors({"number_stored_as_text": ranges})


def add_table_sheet(workbook: Workbook, spec: TableSheet, styles: Styles) -> Worksheet:
    """Add a sheet that holds one table: heading, table, frozen headers and page set-up."""
    sheet = workbook.add_worksheet(spec.name)
    write_heading(sheet, styles, spec.title, [f"{spec.role.capitalize()}. {spec.purpose}", spec.note])
    write_table(sheet, spec, styles)
    sheet.freeze_panes(spec.first_row, spec.frozen_columns)
    set_up_page(sheet, spec.role)
    sheet.hide_gridlines(1)
    sheet.repeat_rows(spec.header_row)
    return sheet
