"""Would a bulk cell reader, which allocates what a workbook declares, run out of memory on it?

The reader takes the declared number of texts and the rectangle up to a sheet's outermost cell at their word; a few
hostile or stray bytes would end the whole process, which no caller could catch.
"""

from __future__ import annotations

import re

LARGEST_GRID = 50_000_000
_LAST_ROW = 1_048_576
_MOST_TEXTS_UNSEEN = 1_000_000
_SHORTEST_TEXT = len("<si/>")
_TEXT = re.compile(rb"<(?:\w+:)?si\b")
_COUNT = re.compile(rb"\buniqueCount\s*=\s*[\"']\s*(\d+)")
_COLUMN = re.compile(rb"\sr\s*=\s*[\"']\s*([A-Za-z]+)\d")
_ROW = re.compile(rb"\sr\s*=\s*[\"']\s*[A-Za-z]+(\d+)")


def grid(sheet: bytes) -> tuple[int, int]:
    """Rows and columns up to the outermost cell of a sheet's XML; rows are counted only where it could matter.

    >>> grid(b'<c r="B3"/>')
    (1048576, 2)
    >>> grid(b'<c r="XFD1048576"/><c r="A1"/>')
    (1048576, 16384)
    """
    columns = max((_number(letters[:4]) for letters in set(_COLUMN.findall(sheet))), default=1)
    if columns * _LAST_ROW <= LARGEST_GRID:
        return _LAST_ROW, columns
    return max((int(row[:8]) for row in set(_ROW.findall(sheet))), default=1), columns


def is_oversize(sheet: bytes) -> bool:
    """Tell whether a sheet's cells span more than the reader should lay out."""
    rows, columns = grid(sheet)
    return rows * columns > LARGEST_GRID


def claims_too_many_texts(shared_strings: bytes) -> bool:
    """Tell whether a shared-strings part declares more texts than its bytes can hold."""
    first = _TEXT.search(shared_strings)
    declared = _COUNT.findall(shared_strings, 0, first.start() if first else len(shared_strings))
    most = _MOST_TEXTS_UNSEEN + len(shared_strings) // _SHORTEST_TEXT
    return any(int(count[:20]) > most for count in declared)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
