"""What stands in a table's rows, where they hold nothing but values? Read from the bytes, without a tree of XML.

A row is taken only where every byte of it fits one strict grammar, the one in which Excel, LibreOffice and this package
write values; all others stay for `rows`, which reads XML of any form. On a hundred thousand rows that is several times
faster.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from smo_metrics.workbook.xlsx.addresses import LAST_COLUMN, column_number
from smo_metrics.workbook.xlsx.cells import Cell, key_of
from smo_metrics.workbook.xlsx.markup import damaged, decode_text, unescape

if TYPE_CHECKING:
    from smo_metrics.workbook.xlsx.rows import TableRows

_TEXT = rb"[^<&\x00-\x08\x0b-\x1f]*(?:&(?:amp|lt|gt|quot|apos);[^<&\x00-\x08\x0b-\x1f]*)*"
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"(?: s="(\d{1,9})")?(?: t="(\w+)")?(?:/>|>'
    rb'(<v>%b</v>|<is><t(?: xml:space="preserve")?>%b</t></is>)</c>)' % (_TEXT, _TEXT)
)
_CELLS = re.compile(rb"(?:%b)*" % re.sub(rb"\((?!\?)", b"(?:", _CELL.pattern))
_HEAD = re.compile(rb'<row r="(\d{1,7})"((?: [\w:.]+="[^"<>&\x00-\x1f]*")*)(/?)>')
_SPANS = re.compile(rb' spans="[^"]*"')
_TAG = re.compile(rb"<[^>]*>")
_END = b"</row>"
_SIGNS_OF_OTHER_FORMS = (b"<!", b"<?", b" xmlns", b"\r")


@dataclass(slots=True)
class _Shape:
    """Which cells a row has: where a table's styles belong, and which cells are keys or the user's."""

    styled: list[tuple[int, int]]
    keys: list[int | None]
    own: list[tuple[int, int]]


@dataclass(slots=True)
class _Taker:
    """Reads the plain rows of one table; what many rows share is worked out once."""

    table: TableRows
    part: str
    shared_strings: Callable[[], list[str]]
    keys: dict[int, tuple[str, ...]] = field(default_factory=dict)
    styles: dict[int, tuple[str | None, ...]] = field(default_factory=dict)
    attributes: dict[int, str] = field(default_factory=dict)
    cells: dict[int, dict[int, Cell]] = field(default_factory=dict)
    _shapes: dict[tuple[bytes, ...], _Shape | None] = field(default_factory=dict)
    _looks: dict[tuple[tuple[bytes, ...], tuple[bytes, ...]], tuple[str | None, ...]] = field(default_factory=dict)
    _key_texts: dict[tuple[bytes, bytes], str] = field(default_factory=dict)

    def take(self, data: bytes, start: int, end: int, head: re.Match[bytes]) -> bool:
        """Read one row; False where it is not plain."""
        if _CELLS.fullmatch(data, start, end) is None:
            return False
        cells = _CELL.findall(data, start, end)
        letters, numbers, styles, kinds, contents = zip(*cells, strict=True) if cells else [()] * 5
        if letters not in self._shapes:
            self._shapes[letters] = self._shape(letters)
        shape = self._shapes[letters]
        if shape is None or numbers.count(head[1]) != len(numbers):
            return False
        number = int(head[1])
        if (letters, styles) not in self._looks:
            self._looks[letters, styles] = self._look(shape, styles)
        self.styles[number] = self._looks[letters, styles]
        self.keys[number] = tuple(["" if i is None else self._key(kinds[i], contents[i]) for i in shape.keys])
        if shape.own:
            self.cells[number] = {column: self._cell(styles[i], kinds[i], contents[i]) for column, i in shape.own}
        attributes = _SPANS.sub(b"", head[2])
        if attributes:
            self.attributes[number] = _decoded(attributes, self.part)
        return True

    def commit(self) -> None:
        """Hand over what was read."""
        self.table.keys |= self.keys
        self.table.styles |= self.styles
        self.table.attributes |= self.attributes
        self.table.cells |= self.cells

    def _shape(self, letters: Sequence[bytes]) -> _Shape | None:
        columns = [column_number(name.decode()) for name in letters]
        if any(right <= left for left, right in pairwise(columns)) or max(columns, default=1) > LAST_COLUMN:
            return None
        area, managed = self.table.table.area, self.table.managed
        return _Shape(
            [(column - area.left, i) for i, column in enumerate(columns) if area.left <= column <= area.right],
            [columns.index(column) if column in columns else None for column in self.table.key],
            [(column, i) for i, column in enumerate(columns) if column not in managed],
        )

    def _look(self, shape: _Shape, styles: Sequence[bytes]) -> tuple[str | None, ...]:
        look: list[str | None] = [None] * len(self.table.table.columns)
        for place, i in shape.styled:
            look[place] = styles[i].decode()
        return tuple(look)

    def _key(self, kind: bytes, content: bytes) -> str:
        key = self._key_texts.get((kind, content))
        if key is None:
            text = self._text(kind, content)
            key = self._key_texts[kind, content] = key_of(text) if kind in (b"", b"n") else text
        return key

    def _cell(self, style: bytes, kind: bytes, content: bytes) -> Cell:
        attributes = f' t="{kind.decode()}"' if kind else ""
        return Cell(style.decode(), attributes, None, _decoded(content, self.part), self._text(kind, content))

    def _text(self, kind: bytes, content: bytes) -> str:
        text = unescape(_decoded(_TAG.sub(b"", content), self.part))
        if kind == b"s" and text:
            strings = self.shared_strings()
            return strings[int(text)] if text.isdigit() and int(text) < len(strings) else ""
        return decode_text(text) if kind in (b"str", b"inlineStr") else text


def take_plain_rows(
    data: bytes, part: str, tables: Sequence[TableRows], shared_strings: Callable[[], list[str]]
) -> bytes:
    """Read the plain rows of managed tables, and return the sheet's XML without them.

    Parameters
    ----------
    data : bytes
        The sheet's part.
    part : str
        Its name.
    tables : sequence of TableRows
        Its managed tables, which take in what is read.
    shared_strings : callable
        Returns the workbook's shared strings; called only when a cell needs them.
    """
    opening = data.find(b"<sheetData>")
    start, end = opening + len(b"<sheetData>"), data.rfind(b"</sheetData>")
    if not tables or opening < 0 or end < start or not _is_utf8(data[:200]):
        return data
    numbered = data.count(b'<row r="', start, end) == data.count(b"<row", start, end)
    if not numbered or any(data.find(sign, start, end) >= 0 for sign in _SIGNS_OF_OTHER_FORMS):
        return data
    takers = [(table.table.data.top, table.table.data.bottom, _Taker(table, part, shared_strings)) for table in tables]
    kept, keep_from, at, number = [], 0, start, 0
    while at < end:
        head = _HEAD.match(data, at, end)
        if head is None:
            return data
        closing = head.end() if head[3] else data.find(_END, head.end(), end)
        row_end = closing if head[3] else closing + len(_END)
        if closing < 0:
            raise damaged(part)
        previous, number = number, int(head[1])
        if number <= previous:
            raise damaged(part)
        taker = next((taker for top, bottom, taker in takers if top <= number <= bottom), None)
        if taker is not None and taker.take(data, head.end(), closing, head):
            kept.append(data[keep_from:at])
            keep_from = row_end
        at = row_end
    for _, _, taker in takers:
        taker.commit()
    kept.append(data[keep_from:])
    return b"".join(kept)


def _is_utf8(beginning: bytes) -> bool:
    declared = re.search(rb"encoding=[\"']([\w-]+)", beginning)
    return declared is None or declared[1].lower() == b"utf-8"


def _decoded(raw: bytes, part: str) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise damaged(part) from error
