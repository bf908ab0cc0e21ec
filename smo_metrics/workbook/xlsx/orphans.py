"""What had a user written beside a row that is gone, and how is it kept?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx.addresses import Area, address
from smo_metrics.workbook.xlsx.cells import Cell, translate
from smo_metrics.workbook.xlsx.layout import Layout
from smo_metrics.workbook.xlsx.plan import TablePlan
from smo_metrics.workbook.xlsx.rows import TableRows

ORPHANS = "Orphans"
_HEADERS = ("sheet", "key", "where", "content")


@dataclass(frozen=True, slots=True)
class Orphan:
    """One thing of a user's whose row is gone: its sheet, the row's key, where it stood, what it says."""

    sheet: str
    key: str
    where: str
    content: str

    def row(self) -> dict[str, str]:
        """Lay it out by the headers of the Orphans table."""
        return dict(zip(_HEADERS, (self.sheet, self.key, self.where, self.content), strict=True))


def orphaned_cells(plan: TablePlan, pinned: Sequence[Area]) -> list[Orphan]:
    """Collect what stood in the rows of a table whose key vanished."""
    found = []
    for row in plan.vanished:
        for column, cell in sorted(plan.old.cells.get(row, {}).items()):
            stays = any(area.holds(row, column) for area in pinned)
            if cell.has_content and not stays and not _is_calculated(plan, cell, column):
                found.append(orphan(plan, row, address(row, column), cell.shown))
    return found


def orphan(plan: TablePlan, row: int, where: str, content: str) -> Orphan:
    """Describe one thing that stood in a vanished row."""
    table = plan.table
    headers = {column.number: column.header for column in table.columns}
    values = plan.old.keys.get(row, ())
    key = ", ".join(f"{headers[number]}={value}" for number, value in zip(plan.old.key, values, strict=False))
    return Orphan(table.sheet, key, where, content)


def begin_orphans(layout: Layout, orphans: Iterable[Orphan]) -> TableRows | None:
    """Find the Orphans table when it is needed; refuse when the workbook has none."""
    first = next(iter(orphans), None)
    if first is None:
        return None
    table = layout.tables.get(ORPHANS)
    if table is None or any(table.column(header) is None for header in _HEADERS):
        raise WorkbookError(
            f"{first.sheet}!{first.where} belongs to a row that is gone ({first.key}), and the workbook has no table "
            f"{ORPHANS} ({', '.join(_HEADERS)}) to keep it in. Move or clear it, "
            "or create a new workbook with smo-metrics new."
        )
    return TableRows(table, frozenset(), ())


def _is_calculated(plan: TablePlan, cell: Cell, column: int) -> bool:
    of_table = next((c for c in plan.table.columns if c.number == column), None)
    if of_table is None or of_table.formula is None or cell.formula is None:
        return False
    try:
        return translate(cell.formula, plan.table.data.top, column) == of_table.formula
    except ValueError:
        return False
