"""What stands in the tables and named cells of a workbook, as plain values to compare with a review's."""

from __future__ import annotations

import datetime
import math
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.utils import range_boundaries


def plain(value: Any) -> Any:
    """A value as a cell gives it back: no zone, no NaN, days as midnight, times to the second."""
    if value is None or value is pd.NaT or value is pd.NA or value == "" or (value != value):
        return None
    if isinstance(value, pd.Timestamp):
        return (value.tz_convert("UTC").tz_localize(None) if value.tzinfo else value).round("s").to_pydatetime()
    if isinstance(value, datetime.datetime):
        return pd.Timestamp(value).round("s").to_pydatetime()
    if isinstance(value, datetime.date):
        return datetime.datetime.combine(value, datetime.time())
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and math.isnan(value) else value


def table(book: openpyxl.Workbook, name: str) -> tuple[list[str], list[list[Any]]]:
    """Headers and rows of an Excel table."""
    sheet, found = next((sheet, table) for sheet in book for table in sheet.tables.values() if table.name == name)
    header, *rows = sheet[found.ref]
    return [cell.value for cell in header], [[plain(cell.value) for cell in row] for row in rows]


def rows_of(frame: pd.DataFrame) -> list[list[Any]]:
    """Rows of a frame as cells give them back."""
    return [[plain(value) for value in row] for row in frame.itertuples(index=False, name=None)]


def block(book: openpyxl.Workbook, name: str) -> list[list[Any]]:
    """Values of the cells that bear a name."""
    [(sheet, area)] = book.defined_names[name].destinations
    left, top, right, bottom = range_boundaries(area)
    rows = book[sheet].iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right, values_only=True)
    return [list(row) for row in rows]
