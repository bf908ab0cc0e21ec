"""Where does each note stand after the rows have moved? Places only; no note's text is ever changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from smo_metrics.workbook.xlsx.addresses import address, parse_cell
from smo_metrics.workbook.xlsx.layout import rich_text
from smo_metrics.workbook.xlsx.markup import main, parse, serialise
from smo_metrics.workbook.xlsx.package import Package

Place: TypeAlias = tuple[int, int]

_THREAD = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
_CLIENT_OPENS, _CLIENT_CLOSES = b"<x:ClientData", b"</x:ClientData>"
_OF_NOTE = re.compile(rb"[^>]*ObjectType=[\"']Note[\"']")
_ROW = re.compile(rb"(<x:Row>\s*)(\d{1,7})(\s*</x:Row>)")
_COLUMN = re.compile(rb"<x:Column>\s*(\d{1,5})\s*</x:Column>")
_EIGHT_NUMBERS = re.compile(rb"\s*\d{1,7}\s*(?:,\s*\d{1,7}\s*){7}")
_ANCHOR = re.compile(rb"(<x:Anchor>)([\d\s,]{1,200})(</x:Anchor>)")


def read_notes(package: Package, sheet_part: str) -> dict[Place, str]:
    """Read the text of each note on a sheet; of a thread, all that was said."""
    notes: dict[Place, str] = {}
    for part in package.related(sheet_part, "comments"):
        for comment in parse(package.read(part), part).iter(main("comment")):
            place = parse_cell(comment.get("ref", ""))
            if place is not None:
                notes[place] = rich_text(comment)
    threads: dict[Place, list[str]] = {}
    for part in package.related(sheet_part, "threadedComment"):
        for comment in parse(package.read(part), part).iter(f"{_THREAD}threadedComment"):
            place = parse_cell(comment.get("ref", ""))
            if place is not None:
                threads.setdefault(place, []).append(comment.findtext(f"{_THREAD}text") or "")
    return notes | {place: "\n".join(texts) for place, texts in threads.items()}


def place_notes(
    notes: Mapping[Place, str],
    moved: Callable[[Place], Place | None],
    is_free: Callable[[Place], bool],
    first_row_below: Callable[[Place], int],
) -> dict[Place, Place]:
    """Give each note its new cell; one whose row is gone is parked in the first empty row under its table."""
    places: dict[Place, Place] = {}
    homeless = []
    for place in sorted(notes):
        to = moved(place)
        if to is None:
            homeless.append(place)
        else:
            places[place] = to
    taken = set(places.values())
    for place in homeless:
        row = first_row_below(place)
        while (row, place[1]) in taken or not is_free((row, place[1])):
            row += 1
        places[place] = (row, place[1])
        taken.add(places[place])
    return places


def move_notes(package: Package, sheet_part: str, places: Mapping[Place, Place]) -> dict[str, bytes]:
    """Write the parts that say where notes stand."""
    if all(place == to for place, to in places.items()):
        return {}
    changed = {}
    for part in package.related(sheet_part, "comments"):
        changed[part] = _move_references(package.read(part), part, main("comment"), places)
    for part in package.related(sheet_part, "threadedComment"):
        changed[part] = _move_references(package.read(part), part, f"{_THREAD}threadedComment", places)
    for part in package.related(sheet_part, "vmlDrawing"):
        changed[part] = _move_shapes(package.read(part), places)
    return changed


def _move_references(data: bytes, part: str, tag: str, places: Mapping[Place, Place]) -> bytes:
    root = parse(data, part)
    for comment in root.iter(tag):
        place = parse_cell(comment.get("ref", ""))
        if place is not None:
            comment.set("ref", address(*places[place]))
    return serialise(root)


def _move_shapes(data: bytes, places: Mapping[Place, Place]) -> bytes:
    """Move the shapes of notes in VML, which older Excel versions write as something less than XML."""
    *pieces, tail = data.split(_CLIENT_CLOSES)
    moved = []
    for piece in pieces:
        head, opening, client = piece.rpartition(_CLIENT_OPENS)
        moved.append(head + opening + (_move_shape(client, places) if _OF_NOTE.match(client) else client))
    return _CLIENT_CLOSES.join([*moved, tail])


def _move_shape(client: bytes, places: Mapping[Place, Place]) -> bytes:
    row, column = _ROW.search(client), _COLUMN.search(client)
    if row is None or column is None:
        return client
    place = (int(row[2]) + 1, int(column[1]) + 1)
    down = places.get(place, place)[0] - place[0]
    client = _ROW.sub(lambda match: match[1] + str(int(match[2]) + down).encode() + match[3], client)
    return _ANCHOR.sub(lambda match: match[1] + _move_anchor(match[2], down) + match[3], client)


def _move_anchor(anchor: bytes, down: int) -> bytes:
    if not _EIGHT_NUMBERS.fullmatch(anchor):
        return anchor
    numbers = [int(number) for number in anchor.split(b",")]
    height = numbers[6] - numbers[2]
    numbers[2] = max(numbers[2] + down, 0)
    numbers[6] = numbers[2] + height
    return b", ".join(str(number).encode() for number in numbers)
