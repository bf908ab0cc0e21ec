"""Plays the objects of Excel that reach a function: ranges, the calling cell, the workbook around them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.excel_addin.pywin32_stand_in import IDispatchPointer

MISSING = -2147352572
RANGE_IID = "{00020846-0000-0000-C000-000000000046}"
ERROR_CELLS = {
    "#NULL!": -2146826288,
    "#DIV/0!": -2146826281,
    "#VALUE!": -2146826273,
    "#REF!": -2146826265,
    "#NAME?": -2146826259,
    "#NUM!": -2146826252,
    "#N/A": -2146826246,
    "#GETTING_DATA": -2146826245,
    "#SPILL!": -2146826243,
    "#CALC!": -2146826238,
}

APPLICATION = SimpleNamespace(Hwnd=1)
WORKBOOK = SimpleNamespace(Name="quality_review.xlsx", Application=APPLICATION, Worksheets=[])
WORKSHEET = SimpleNamespace(Name="Labels", Parent=WORKBOOK, Application=APPLICATION)
WORKBOOK.Worksheets.append(WORKSHEET)

Rows = tuple[tuple[Any, ...], ...]


class ExcelRange:
    """A Range as pywin32 shows it: `Value` of one cell is the bare value, of more a tuple of row tuples."""

    def __init__(self, rows: Rows) -> None:
        self.Value = rows[0][0] if len(rows) == len(rows[0]) == 1 else rows
        self.Rows = SimpleNamespace(Count=len(rows))
        self.Columns = SimpleNamespace(Count=len(rows[0]))
        self.Row = self.Column = 1
        self.Worksheet = WORKSHEET
        attributes = SimpleNamespace(iid=RANGE_IID)
        info = SimpleNamespace(GetTypeAttr=lambda: attributes, GetDocumentation=lambda index: ("Range",))
        self._oleobj_ = SimpleNamespace(GetTypeInfo=lambda: info)

    def GetAddress(self, *options: Any) -> str:
        return "$A$1"


def as_values(argument: Any) -> Any:
    """An array constant, or a range that VBA read first: row tuples arrive as they are."""
    return argument


def as_range(argument: Any) -> Any:
    """A cell reference: row tuples arrive as a COM pointer to a Range."""
    is_rows = isinstance(argument, tuple) and bool(argument) and isinstance(argument[0], tuple)
    return IDispatchPointer(ExcelRange(argument)) if is_rows else argument


def column(*values: Any) -> Rows:
    return tuple((value,) for value in values)


def row(*values: Any) -> Rows:
    return (values,)
