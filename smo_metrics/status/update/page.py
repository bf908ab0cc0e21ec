"""What one page says, before anybody decides how it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

# Control characters are not allowed in HTML; marks of direction would turn the words after a name around.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Leave out what cannot be printed, such as control characters in a name.

    >>> printable("a" + chr(0) + "b")
    'ab'
    """
    return _UNPRINTABLE.sub("", text)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under headers."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as SVG, below the sentence that says what it shows; pages of plain text have the sentence only."""

    headline: str
    svg: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it; a section without content is not written.

    Attributes
    ----------
    title : str
    lines : sequence of str
        One sentence or two each, as bullets.
    table : Table or None
    drawings : sequence of Drawing
    """

    title: str
    lines: Sequence[str] = ()
    table: Table | None = None
    drawings: Sequence[Drawing] = ()

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to write."""
        return not (self.lines or self.drawings or (self.table and self.table.rows))


@dataclass(frozen=True, slots=True)
class Page:
    """A page.

    Attributes
    ----------
    title, covers : str
        The project and what the figures cover: up to when, of how many.
    headlines : sequence of str
        Three sentences on top.
    sections : sequence of Section
    """

    title: str
    covers: str
    headlines: Sequence[str]
    sections: Sequence[Section] = field(default_factory=tuple)
