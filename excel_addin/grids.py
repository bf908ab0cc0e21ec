"""Which cells of two ranges belong together, cell by cell: ranges of one shape, or one cell beside all of a range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from excel_addin.cells import Block, read_block, used_rows, write_value
from excel_addin.parallel import is_left_out
from smo_metrics.errors import SmoError


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of several ranges, row by row, as many of each or one, and the shape of what is made of them."""

    cells: dict[str, list[Any]]
    rows: int
    columns: int

    def shown(self, values: list[float]) -> object:
        """Give values the shape of the ranges that they were made of."""
        written = [write_value(value) for value in values]
        if self.rows == self.columns == 1:
            return written[0]
        return [written[row * self.columns : (row + 1) * self.columns] for row in range(self.rows)]


def read_grid(arguments: dict[str, Block | None]) -> Grid:
    """Put ranges side by side, cut to the rows that hold anything.

    Raises
    ------
    SmoError
        A range is left out, error cells, ranges of different shapes.

    Examples
    --------
    >>> read_grid({"start": [[1.0], [2.0]], "end": [[3.0]]})
    Grid(cells={'start': [1.0, 2.0], 'end': [3.0]}, rows=2, columns=1)
    """
    blocks = {}
    for name, block in arguments.items():
        if not block or is_left_out(block):
            raise SmoError(f"{name} is left out. Point at the cells that hold it, or write it in quotes.")
        blocks[name] = block
    many = {name: block for name, block in blocks.items() if len(block) > 1 or len(block[0]) > 1}
    shapes = {name: (len(block), len(block[0])) for name, block in many.items()}
    if len(set(shapes.values())) > 1:
        sizes = ", ".join(f"{name} {rows:,} x {columns:,}" for name, (rows, columns) in shapes.items())
        raise SmoError(f"the ranges differ in shape ({sizes} cells). Select the same rows in each, or one cell.")
    used = max(1, *(used_rows(block) for block in many.values())) if many else 1
    cells = {}
    for name, block in blocks.items():
        columns = read_block(name, block[:used])
        cells[name] = [cell for row in zip(*columns, strict=True) for cell in row]
    columns = next(iter(shapes.values()), (1, 1))[1]
    return Grid(cells, used, columns)
