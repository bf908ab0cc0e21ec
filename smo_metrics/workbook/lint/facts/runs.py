"""Where do typed values stand in a line, as in a list?"""

from __future__ import annotations

from collections.abc import Sequence

from smo_metrics.workbook.lint.facts.cell_groups import Run
from smo_metrics.workbook.xlsx.addresses import Area

SHORTEST_RUN = 5


class RunFinder:
    """Finds runs of rows that a column fills, from cells in the order of their rows.

    Parameters
    ----------
    placed : sequence of Area
        Areas whose cells belong to something with a name.
    """

    def __init__(self, placed: Sequence[Area]) -> None:
        self._placed = placed
        self._values: dict[int, list[int]] = {}
        self._numbers: dict[int, list[int]] = {}
        self._found: list[Run] = []

    def add(self, row: int, column: int, is_number: bool) -> None:
        """Take in a cell that holds a typed value."""
        if self._placed and any(area.holds(row, column) for area in self._placed):
            return
        self._extend(self._values, row, column)
        if is_number:
            self._extend(self._numbers, row, column)

    def found(self) -> tuple[Run, ...]:
        """Give the runs of five rows or more."""
        for runs in (self._values, self._numbers):
            for column, (top, bottom) in runs.items():
                self._close(runs, column, top, bottom)
            runs.clear()
        return tuple(self._found)

    def _extend(self, runs: dict[int, list[int]], row: int, column: int) -> None:
        run = runs.get(column)
        if run is not None and run[1] == row - 1:
            run[1] = row
            return
        if run is not None:
            self._close(runs, column, *run)
        runs[column] = [row, row]

    def _close(self, runs: dict[int, list[int]], column: int, top: int, bottom: int) -> None:
        if bottom - top + 1 >= SHORTEST_RUN:
            self._found.append(Run(column, top, bottom, runs is self._numbers))
