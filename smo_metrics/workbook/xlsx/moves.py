"""Where does each row of a sheet go when its managed tables get new rows?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smo_metrics.workbook.xlsx.addresses import Area
from smo_metrics.workbook.xlsx.plan import TablePlan


@dataclass(frozen=True, slots=True)
class RowMoves:
    """The ways of a sheet's rows; a row outside every managed table stays.

    Parameters
    ----------
    moved : mapping of int to int
        Old row -> new row, for rows and totals rows of managed tables.
    gone : frozenset of int
        Old rows that no new row continues.
    pinned : sequence of Area
        What spans several rows and therefore stays where it is.
    spans : sequence of Area
        The managed tables' rows and totals as they were.
    """

    moved: Mapping[int, int]
    gone: frozenset[int]
    pinned: Sequence[Area]
    spans: Sequence[Area]

    def row(self, row: int, column: int) -> int | None:
        """Give the new row of what stands on a cell; None when its row is gone."""
        if self.is_pinned(row, column):
            return row
        return None if row in self.gone else self.moved.get(row, row)

    def areas(self, area: Area) -> list[Area]:
        """Give the new areas of cells within a table's rows, in order; every other area stays as it is."""
        if not any(span.top <= area.top and area.bottom <= span.bottom for span in self.spans):
            return [area]
        places = (self.row(row, area.left) for row in range(area.top, area.bottom + 1))
        found: list[Area] = []
        for row in sorted(place for place in places if place is not None):
            top = found.pop().top if found and found[-1].bottom == row - 1 else row
            found.append(Area(top, area.left, row, area.right))
        return found

    def is_pinned(self, row: int, column: int) -> bool:
        """Say whether a cell belongs to something that stays."""
        return any(area.holds(row, column) for area in self.pinned)


def row_moves(plans: Sequence[TablePlan], pinned: Sequence[Area]) -> RowMoves:
    """Put the moves of a sheet's tables together."""
    moved = {row: to for plan in plans for row, to in plan.moves.items()}
    gone = frozenset(row for plan in plans for row in plan.vanished)
    spans = [Area(plan.table.data.top, 1, plan.table.area.bottom, 1) for plan in plans]
    return RowMoves(moved, gone, pinned, spans)
