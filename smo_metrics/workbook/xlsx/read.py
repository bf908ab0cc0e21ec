"""What do a workbook's tables hold? Bulk reading of named tables, as values."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx.bounds import check_bounds
from smo_metrics.workbook.xlsx.layout import Layout, Table
from smo_metrics.workbook.xlsx.package import open_package

if TYPE_CHECKING:
    import pandas as pd

META_SHEET, META_TABLE = "_meta", "Meta"


def open_layout(book: str | Path | Layout) -> Layout:
    """Open a workbook to read from it more than once.

    Raises
    ------
    WorkbookError
        The file cannot be read as a workbook.
    """
    return book if isinstance(book, Layout) else Layout(open_package(book))


def read_tables(book: str | Path | Layout, names: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Say what the named Excel tables hold now.

    Parameters
    ----------
    book : str, pathlib.Path or Layout
        The workbook, or its layout where it is open already; it is only read.
    names : iterable of str
        Excel table names.

    Returns
    -------
    dict of str to pandas.DataFrame
        A frame (object columns, named by header) for each table that is there: text, float, bool, naive datetime,
        None for an empty cell. Wholly empty rows are left out; a name the workbook lacks is absent.

    Raises
    ------
    WorkbookError
        The file cannot be read as a workbook.
    """
    layout = open_layout(book)
    wanted = [layout.tables[name] for name in names if name in layout.tables]
    return _read(layout, wanted)


def read_meta(book: str | Path | Layout) -> dict[str, str]:
    """Say which template, schema and keys a workbook was made with.

    Parameters
    ----------
    book : str, pathlib.Path or Layout
        The workbook, or its layout where it is open already; it is only read.

    Returns
    -------
    dict of str to str
        The table ``Meta`` of the hidden sheet ``_meta``: name -> value; empty for a workbook that is not ours.

    Raises
    ------
    WorkbookError
        The file cannot be read as a workbook.
    """
    layout = open_layout(book)
    table = layout.tables.get(META_TABLE)
    if table is None or table.sheet != META_SHEET or not {"name", "value"} <= {c.header for c in table.columns}:
        return {}
    frame = _read(layout, [table])[META_TABLE]
    pairs = zip(frame["name"], frame["value"], strict=True)
    return {str(name): _plain(value) for name, value in pairs if name is not None}


def _read(layout: Layout, tables: Sequence[Table]) -> dict[str, pd.DataFrame]:
    import pandas as pd
    from python_calamine import CalamineError, CalamineWorkbook

    by_sheet: dict[str, list[Table]] = {}
    for table in tables:
        by_sheet.setdefault(table.sheet, []).append(table)
    found: dict[str, dict[str, list[object]]] = {}
    check_bounds(layout, by_sheet)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(layout.package.data))
        for sheet, here in by_sheet.items():
            grid = book.get_sheet_by_name(sheet).to_python(False, max(table.data.bottom for table in here))
            found |= {table.name: _columns(grid, table) for table in here}
    except CalamineError as error:
        raise WorkbookError(
            f"{layout.package.path.name} cannot be read ({error}). Open it in Excel, save it, and try again."
        ) from error
    return {table.name: pd.DataFrame(found[table.name], dtype=object) for table in tables}


def _columns(grid: Sequence[Sequence[object]], table: Table) -> dict[str, list[object]]:
    area = table.data
    rows = [row[area.left - 1 : area.right] for row in grid[area.top - 1 : area.bottom]]
    columns = [_values(column) for column in zip(*[row for row in rows if any(v != "" for v in row)], strict=True)]
    columns += [[None] * (len(columns[0]) if columns else 0) for _ in range(len(table.columns) - len(columns))]
    return {column.header: values for column, values in zip(table.columns, columns, strict=True)}


def _values(column: Sequence[object]) -> list[object]:
    """Give a column's values, equal texts as one object."""
    if all(type(value) is float for value in column):
        return list(column)
    known: dict[str, str | None] = {"": None}
    return [known.setdefault(v, v) if type(v) is str else _value(v) for v in column]


def _value(value: object) -> object:
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _plain(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
