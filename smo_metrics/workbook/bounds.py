"""Would a bulk reader, which allocates what a workbook declares, run out of memory on it?

A bulk reader takes the declared number of texts and the rectangle between a sheet's outermost cells at their word;
a few hostile or stray bytes would end the whole process, which no caller could catch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.addresses import LAST_ROW, column_number
from smo_metrics.workbook.layout import Layout
from smo_metrics.workbook.markup import damaged

LARGEST_GRID = 20_000_000
MOST_TEXTS_UNSEEN = 1_000_000

_SHORTEST_TEXT = len("<si/>")
_TEXT = re.compile(rb"<(?:\w+:)?si\b")
_COUNT = re.compile(rb"\buniqueCount\s*=\s*[\"']\s*(\d+)")
_COLUMN = re.compile(rb"\sr\s*=\s*[\"']\s*([A-Za-z]+)\d")
_ROW = re.compile(rb"\sr\s*=\s*[\"']\s*[A-Za-z]+(\d+)")


def check_bounds(layout: Layout, sheets: Iterable[str]) -> None:
    """Refuse a workbook whose texts or sheets are declared larger than memory should hold.

    Parameters
    ----------
    layout : Layout
        The workbook.
    sheets : iterable of str
        Names of the sheets to be read.
    """
    package = layout.package
    for part in package.related(layout.part, "sharedStrings"):
        data = package.read(part)
        first = _TEXT.search(data)
        declared = _COUNT.findall(data, 0, first.start() if first else len(data))
        if any(int(count[:20]) > MOST_TEXTS_UNSEEN + len(data) // _SHORTEST_TEXT for count in declared):
            raise damaged(part)
    for sheet in sheets:
        data = package.read(layout.sheets[sheet])
        columns = max((column_number(letters.decode()[:4]) for letters in set(_COLUMN.findall(data))), default=1)
        if columns * LAST_ROW <= LARGEST_GRID:
            continue
        rows = max((int(row[:8]) for row in set(_ROW.findall(data))), default=1)
        if rows * columns > LARGEST_GRID:
            raise WorkbookError(
                f"{package.path.name}: sheet {sheet} reaches to row {rows:,} and column {columns:,}, "
                "too large to read. Delete stray cells far below or beside its table in Excel, save, and try again."
            )
