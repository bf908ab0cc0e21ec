"""Plays Excel's objects, under Excel's own names, over workbooks that are real .xlsx files."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

from tests.excel_addin.excel_objects import ERROR_CELLS
from tests.excel_addin.pywin32_stand_in import ComError

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


def com_error() -> Exception:
    return ComError(-2147352567, "Exception occurred.", (0, "Microsoft Excel", "a cell's secret", None, 0, -1), None)


@functools.cache
def _cells(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def _as_com_gives(value: Any) -> Any:
    return ERROR_CELLS.get(value, float(value) if type(value) is int else value)


class Played:
    """Anything that Excel hands out as an object."""


class Excel(Played):
    """The application."""

    Hwnd, Version = 1, "16.0"

    def __init__(self) -> None:
        self.status_bar: list[str | bool] = []
        self.ScreenUpdating = self.DisplayAlerts = True
        self.AutomationSecurity = 1
        self.AutoCorrect = Box(AutoExpandListRange=True)
        self.ActiveProtectedViewWindow: Played | None = None
        self.ActiveWorkbook: Workbook | None = None
        self.Selection: Played | None = None
        self.Workbooks = Workbooks(self)
        self.security_when_opening: list[int] = []
        self.options_when_opening: list[tuple[Any, ...]] = []
        self.opens_read_only = False

    @property
    def StatusBar(self) -> str | bool:
        return self.status_bar[-1] if self.status_bar else False

    @StatusBar.setter
    def StatusBar(self, text: str | bool) -> None:
        self.status_bar.append(text)

    def open(self, path: Path) -> Workbook:
        """Open a workbook the way a user does."""
        return self.Workbooks.Open(str(path))

    def Intersect(self, one: Range, other: Range) -> Range | None:
        top, left = max(one.Row, other.Row), max(one.Column, other.Column)
        bottom = min(one.Row + one.height, other.Row + other.height)
        right = min(one.Column + one.width, other.Column + other.width)
        return Range(one.Worksheet, top, left, bottom - top, right - left) if top < bottom and left < right else None

    def select(self, sheet: str, address: str) -> None:
        assert self.ActiveWorkbook is not None
        self.ActiveWorkbook.Worksheets(sheet).Activate()
        self.ActiveWorkbook.Worksheets(sheet).Range(address).Select()

    @property
    def is_at_rest(self) -> bool:
        state = (self.StatusBar, self.ScreenUpdating, self.DisplayAlerts, self.AutomationSecurity)
        return state == (False, True, True, 1) and self.AutoCorrect.AutoExpandListRange


class Box(Played):
    """An object with plain properties."""

    def __init__(self, **properties: Any) -> None:
        self.__dict__.update(properties)


class Collection(Played):
    """Objects by number or name."""

    def __init__(self, items: list[Any]) -> None:
        self.items = items

    @property
    def Count(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def __call__(self, key: int | str) -> Any:
        if isinstance(key, int) and key <= len(self.items):
            return self.items[key - 1]
        found = [item for item in self.items if item.Name.lower() == str(key).lower()]
        if not found:
            raise com_error()
        return found[0]

    Item = __call__


class Workbooks(Collection):
    """Open workbooks."""

    def __init__(self, excel: Excel) -> None:
        super().__init__([])
        self.excel = excel
        self.Application = excel

    def Open(self, name: str, *options: Any) -> Workbook:
        self.excel.security_when_opening.append(self.excel.AutomationSecurity)
        self.excel.options_when_opening.append(options)
        try:
            book = Workbook(self.excel, Path(name))
        except Exception:
            raise com_error() from None
        book.ReadOnly = self.excel.opens_read_only
        # Opened a second time without asking, a workbook loses its unsaved edits.
        self.items[:] = [item for item in self.items if item.FullName != name] + [book]
        book.Activate()
        return book


class Workbook(Played):
    """An open workbook: what it holds in memory may differ from its file. Its events forbid what is in `forbidden`."""

    FileFormat, ReadOnly = 51, False

    def __init__(self, excel: Excel, path: Path) -> None:
        self.Application = excel
        self.forbidden: set[str] = set()
        self.Name, self.FullName, self.Path = path.name, str(path), str(path.parent)
        self.hold(path.read_bytes())
        self.Saved = True

    def hold(self, data: bytes) -> None:
        """Take on contents: as opened, or as a user edited them."""
        self.held, self.Saved = data, False
        cells = _cells(data)
        self.Worksheets = Worksheets(self, [Worksheet(self, sheet) for sheet in cells.worksheets])
        self.ActiveSheet = self.Worksheets(cells.active.title)
        if self.Application.ActiveWorkbook is self:
            self.Activate()

    def Activate(self) -> None:
        self.Application.ActiveWorkbook = self
        self.Application.Selection = self.ActiveSheet.Range("A1")

    def SaveCopyAs(self, name: str) -> None:
        if "SaveCopyAs" not in self.forbidden:
            Path(name).write_bytes(self.held)

    def Save(self) -> None:
        if "Save" not in self.forbidden:
            Path(self.FullName).write_bytes(self.held)
            self.Saved = True

    def Close(self, SaveChanges: bool) -> None:
        assert SaveChanges is False
        if "Close" not in self.forbidden:
            others = self.Application.Workbooks.items
            others.remove(self)
            self.Application.ActiveWorkbook = others[-1] if others else None


class Worksheets(Collection):
    """The sheets of a workbook."""

    def __init__(self, book: Workbook, sheets: list[Worksheet]) -> None:
        super().__init__(sheets)
        self.Parent = book


class Worksheet(Played):
    """A sheet, its cells read by openpyxl."""

    def __init__(self, book: Workbook, cells: Any) -> None:
        self.Parent, self.Application, self.Name, self.cells = book, book.Application, cells.title, cells
        self.written: dict[tuple[int, int], str] = {}
        self.ListObjects = Collection([self._table(table) for table in cells.tables.values()])

    def _table(self, table: Any) -> Box:
        left, top, right, _ = range_boundaries(table.ref)
        headers = Range(self, top, left, 1, right - left + 1)
        return Box(
            Name=table.name, HeaderRowRange=headers, Range=self.Range(table.ref), area=range_boundaries(table.ref)
        )

    def Range(self, first: Any, last: Any = None) -> Range:
        if isinstance(first, Range):
            end = last or first
            height, width = end.Row - first.Row + end.height, end.Column - first.Column + end.width
            return Range(self, first.Row, first.Column, height, width)
        left, top, right, bottom = range_boundaries(first.replace("$", ""))
        top, bottom, left, right = top or 1, bottom or LAST_ROW, left or 1, right or LAST_COLUMN
        return Range(self, top, left, bottom - top + 1, right - left + 1)

    @property
    def UsedRange(self) -> Range:
        return Range(self, 1, 1, self.cells.max_row, self.cells.max_column)

    def Cells(self, row: int, column: int) -> Range:
        return Range(self, row, column, 1, 1)

    def Activate(self) -> None:
        self.Parent.ActiveSheet = self
        self.Parent.Activate()


class Range(Played):
    """A block of cells."""

    def __init__(self, sheet: Worksheet, row: int, column: int, height: int, width: int) -> None:
        if column + width - 1 > LAST_COLUMN or row + height - 1 > LAST_ROW:
            raise com_error()
        self.Worksheet, self.Row, self.Column, self.height, self.width = sheet, row, column, height, width
        self.Rows, self.Columns, self.Areas = Box(Count=height), Box(Count=width), Box(Count=1)
        self.Count = height * width

    @property
    def Address(self) -> str:
        return self.GetAddress(True, True, 1, False)

    def GetAddress(self, row_absolute: bool, column_absolute: bool, style: int, external: bool) -> str:
        def cell(row: int, column: int) -> str:
            letters = ("$" if column_absolute else "") + get_column_letter(column)
            return letters + (("$" if row_absolute else "") + str(row) if self.height < LAST_ROW else "")

        first = cell(self.Row, self.Column)
        last = cell(self.Row + self.height - 1, self.Column + self.width - 1)
        return first if self.Count == 1 else f"{first}:{last}"

    @property
    def Value(self) -> Any:
        if (self.Row, self.Column) in self.Worksheet.written:
            return self.Worksheet.written[self.Row, self.Column]
        bottom, right = self.Row + self.height - 1, self.Column + self.width - 1
        rows = tuple(self.Worksheet.cells.iter_rows(self.Row, bottom, self.Column, right, values_only=True))
        rows = tuple(tuple(_as_com_gives(value) for value in row) for row in rows)
        return rows[0][0] if self.Count == 1 else rows

    @property
    def Formula(self) -> str:
        value = (
            self.Worksheet.written.get((self.Row, self.Column))
            or self.Worksheet.cells.cell(self.Row, self.Column).value
        )
        return "" if value is None else str(value)

    def _write(self, formula: str) -> None:
        self.Worksheet.written[self.Row, self.Column] = formula

    Formula2 = property(Formula.fget, _write)

    @property
    def ListObject(self) -> Played | None:
        for table in self.Worksheet.ListObjects:
            left, top, right, bottom = table.area
            if left <= self.Column <= right and top <= self.Row <= bottom:
                return table
        return None

    def Select(self) -> None:
        self.Worksheet.Application.Selection = self


def chart(error: Exception) -> Played:
    """What is selected where a chart is: something without an address, which is said by one error or another."""

    class Chart(Played):
        @property
        def Address(self) -> str:
            raise error

    return Chart()


def areas(count: int, of: Range) -> Range:
    """Let a selection consist of several areas."""
    of.Areas = SimpleNamespace(Count=count)
    return of
