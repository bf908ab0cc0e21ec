"""Where does every row of a managed table go, and what in it belongs to the user?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx.addresses import LAST_ROW, Area
from smo_metrics.workbook.xlsx.content import ManagedTable
from smo_metrics.workbook.xlsx.layout import Layout, Table
from smo_metrics.workbook.xlsx.rows import TableRows
from smo_metrics.workbook.xlsx.values import ValueWriter, key_texts

if TYPE_CHECKING:
    import pandas as pd


@dataclass(slots=True)
class TablePlan:
    """The new rows of one table: for each the old row it continues, and what is written in it.

    Parameters
    ----------
    old : TableRows
        The rows as they were.
    frame : pandas.DataFrame
        New rows by header; a table whose rows stay (Orphans) has no columns here.
    sources : list of int or None
        For each new row, the sheet row it continues; None for one that is new.
    filled : dict
        (position of a new row, column) -> value, for cells outside the frame.
    """

    old: TableRows
    frame: pd.DataFrame
    sources: list[int | None]
    filled: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        """The table as it was."""
        return self.old.table

    @property
    def growth(self) -> int:
        """How many rows the table gains; negative when it shrinks."""
        data = self.table.data
        return len(self.sources) - (data.bottom - data.top + 1)

    @property
    def data(self) -> Area:
        """The new area of the rows."""
        old = self.table.data
        return Area(old.top, old.left, old.bottom + self.growth, old.right)

    @property
    def area(self) -> Area:
        """The new area with header and totals."""
        old = self.table.area
        return Area(old.top, old.left, self.data.bottom + self.table.totals_rows, old.right)

    @property
    def moves(self) -> dict[int, int]:
        """Old row -> new row, the totals row included; a row whose key vanished is missing."""
        top = self.table.data.top
        moves = {source: top + i for i, source in enumerate(self.sources) if source is not None}
        for row in range(self.table.data.bottom + 1, self.table.area.bottom + 1):
            moves[row] = row + self.growth
        return moves

    @property
    def vanished(self) -> list[int]:
        """Old rows that no new row continues, from top to bottom."""
        data, kept = self.table.data, set(self.sources)
        return [row for row in range(data.top, data.bottom + 1) if row not in kept]


def begin(layout: Layout, name: str, managed: ManagedTable) -> TableRows:
    """Find a managed table and its key in the workbook before its rows are read."""
    table = layout.tables.get(name)
    if table is None:
        raise WorkbookError(
            f"{layout.package.path.name} has no table {name}; it was renamed or deleted. "
            "Create a new workbook with smo-metrics new and refresh that."
        )
    columns = {str(header): table.column(str(header)) for header in managed.frame.columns}
    missing = [header for header in managed.key if columns.get(header) is None]
    if missing:
        raise WorkbookError(
            f"table {name}: its key column {', '.join(missing)} is gone; "
            f"found {', '.join(column.header for column in table.columns)}. "
            "Put the header back, or create a new workbook with smo-metrics new and refresh that."
        )
    numbers = {header: column.number for header, column in columns.items() if column is not None}
    return TableRows(table, frozenset(numbers.values()), tuple(numbers[header] for header in managed.key))


def plan_table(old: TableRows, managed: ManagedTable, date1904: bool) -> TablePlan:
    """Match new rows to old ones by key and, for repeated keys, by their order; without a key by place."""
    frame = managed.frame
    columns = [key_texts(frame[header], date1904) for header in managed.key]
    new_keys = list(zip(*columns, strict=True)) if columns else [()] * len(frame)
    named = ((row, key) for row, key in sorted(old.keys.items()) if any(key) or not managed.key)
    by_key = {key: row for row, key in _numbered(named)}
    sources = [by_key.get(key) for _, key in _numbered(enumerate(new_keys))]
    plan = TablePlan(old, frame, sources or [None])
    return _checked(plan)


def plan_appended(old: TableRows, rows: Sequence[dict[str, str]], writer: ValueWriter) -> TablePlan:
    """Add rows below those that a table already holds, which stay as they are."""
    import pandas as pd

    data = old.table.data
    kept = [
        row
        for row in range(data.top, data.bottom + 1)
        if not rows or any(cell.has_content for cell in old.cells.get(row, {}).values())
    ]
    plan = TablePlan(old, pd.DataFrame(), [*kept, *[None] * len(rows)] or [None])
    for i, row in enumerate(rows, start=len(kept)):
        for header, text in row.items():
            column = old.table.column(header)
            if column is not None:
                plan.filled[i, column.number] = writer.body(text)
    return _checked(plan)


def _checked(plan: TablePlan) -> TablePlan:
    if plan.area.bottom > LAST_ROW:
        raise WorkbookError(
            f"table {plan.table.name}: {len(plan.sources):,} rows do not fit on a sheet ({LAST_ROW:,} rows). "
            "Keep the raw rows outside the workbook and refresh it with summaries."
        )
    return plan


def _numbered(rows: Iterable[tuple[int, tuple[str, ...]]]) -> Iterable[tuple[int, tuple[tuple[str, ...], int]]]:
    seen: dict[tuple[str, ...], int] = {}
    for row, key in rows:
        seen[key] = seen.get(key, 0) + 1
        yield row, (key, seen[key])
