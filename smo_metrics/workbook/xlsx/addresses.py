"""Which cells does a reference such as ``'My sheet'!$A$5:$C$9`` name?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\[\]]+))!(.+)")
_PLAIN_SHEET = re.compile(r"[^\W\d][\w.]*")


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells; rows and columns count from 1 and both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def text(self) -> str:
        """The area as ``A5:C9``, or ``A5`` for one cell."""
        first, last = address(self.top, self.left), address(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"

    @property
    def absolute(self) -> str:
        """The area as ``$A$5:$C$9``."""
        first = f"${column_letters(self.left)}${self.top}"
        last = f"${column_letters(self.right)}${self.bottom}"
        return first if first == last else f"{first}:{last}"

    def holds(self, row: int, column: int) -> bool:
        """Say whether a cell lies in the area."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def meets(self, other: Area) -> bool:
        """Say whether two areas share a cell."""
        rows = self.top <= other.bottom and other.top <= self.bottom
        return rows and self.left <= other.right and other.left <= self.right


@cache
def column_letters(number: int) -> str:
    """Name a column by its number: 28 is ``AB``."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """Turn a column's letters into its number: ``AB`` is 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def address(row: int, column: int) -> str:
    """Name a cell by its row and column."""
    return f"{column_letters(column)}{row}"


def parse_cell(text: str) -> tuple[int, int] | None:
    """Read ``B7`` or ``$B$7`` as (row, column); None when it is something else."""
    match = _CELL.fullmatch(text)
    return (int(match[2]), column_number(match[1])) if match else None


def parse_area(text: str) -> Area | None:
    """Read ``A5:C9`` or ``A5``; None for whole rows, whole columns and everything else."""
    first, _, last = text.partition(":")
    start, end = parse_cell(first), parse_cell(last or first)
    if start is None or end is None:
        return None
    return Area(min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))


def parse_reference(text: str) -> tuple[str, Area] | None:
    """Read ``'My sheet'!$A$5:$C$9`` as (sheet name, area); None for anything else, other workbooks included."""
    match = _REFERENCE.fullmatch(text.strip())
    area = parse_area(match[3]) if match else None
    if match is None or area is None:
        return None
    return (match[1].replace("''", "'") if match[1] else match[2]), area


def reference(sheet: str, area: Area) -> str:
    """Write a sheet name and an area as one absolute reference."""
    plain = _PLAIN_SHEET.fullmatch(sheet) and not _CELL.fullmatch(sheet)
    name = sheet if plain else "'" + sheet.replace("'", "''") + "'"
    return f"{name}!{area.absolute}"
