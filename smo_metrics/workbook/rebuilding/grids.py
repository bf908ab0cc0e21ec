"""Every cell of a workbook as a value, sheet by sheet, whatever became of its tables."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx.bounds import check_bounds
from smo_metrics.workbook.xlsx.layout import Layout
from smo_metrics.workbook.xlsx.package import open_package

_FIRST_ROWS = 60

Grid = Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class FoundTable:
    """Where a row of headers stands, and what is below it.

    Attributes
    ----------
    sheet : str
    row : int
        Zero-based row of the headers.
    columns : dict of str to int
        Header as the template spells it -> column.
    extra : tuple of str
        Headers between and right of these that the template does not have.
    """

    sheet: str
    row: int
    columns: dict[str, int]
    extra: tuple[str, ...]


def read_grids(path: Path) -> dict[str, Grid]:
    """Read all sheets of a workbook.

    Raises
    ------
    WorkbookError
        No workbook, or one that must not be read: encrypted, signed, too large.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    layout = Layout(open_package(path))
    check_bounds(layout, layout.sheets)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(layout.package.data))
        return {name: book.get_sheet_by_name(name).to_python(False) for name in layout.sheets}
    except CalamineError as error:
        raise WorkbookError(
            f"{path.name} cannot be read ({error}). Open it in Excel, save it, and try again."
        ) from error


def find_headers(
    grids: dict[str, Grid], headers: Sequence[str], preferred: str, key: Sequence[str]
) -> FoundTable | None:
    """Find the row that bears a table's headers.

    Parameters
    ----------
    grids : dict of str to rows
    headers : sequence of str
        As the template spells them; found in any case and order.
    preferred : str
        The sheet on which the template has the table: it wins where several rows bear as many of the headers.
    key : sequence of str
        Headers that must be there.

    Returns
    -------
    FoundTable or None
        None where no row bears the key and at least half of the headers.
    """
    wanted = {header.casefold(): header for header in headers}
    best: tuple[float, bool, FoundTable] | None = None
    for sheet, grid in grids.items():
        for number, row in enumerate(grid[:_FIRST_ROWS]):
            texts = [str(cell).strip() if isinstance(cell, str) else "" for cell in row]
            columns: dict[str, int] = {}
            for place, text in enumerate(texts):
                columns.setdefault(wanted.get(text.casefold(), ""), place)
            columns.pop("", None)
            if not set(key) <= columns.keys() or 2 * len(columns) < len(headers):
                continue
            named = [text for text in texts if text]
            share = len(columns) / max(len(headers), len(named))
            rank = (share, sheet == preferred)
            if best is None or rank > best[:2]:
                extra = tuple(text for text in named if text.casefold() not in wanted)
                best = (*rank, FoundTable(sheet, number, columns, extra))
    return None if best is None else best[2]


def rows_below(grid: Grid, found: FoundTable) -> dict[str, list[object]]:
    """Give the cells below a row of headers, by header; rows without any are left out."""
    places = list(found.columns.values())
    rows = [[row[place] if place < len(row) else "" for place in places] for row in grid[found.row + 1 :]]
    kept = [row for row in rows if any(cell != "" for cell in row)]
    return {header: [_value(row[i]) for row in kept] for i, header in enumerate(found.columns)}


def _value(cell: object) -> object:
    return None if cell == "" else cell
