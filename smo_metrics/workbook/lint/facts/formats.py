"""How do cells look, and what does a conditional format change of it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smo_metrics.workbook.lint.facts.colours import BLACK, WHITE, rgb, theme_colours
from smo_metrics.workbook.xlsx.layout import Layout
from smo_metrics.workbook.xlsx.markup import main, parse

if TYPE_CHECKING:
    from lxml import etree

_OFF = ("0", "false", "none")
_SIGNS = ("b", "i", "u", "strike")


@dataclass(frozen=True, slots=True)
class Look:
    """What a reader sees of a cell before reading it: colours, weight and size."""

    font: str
    fill: str | None
    signs: frozenset[str]
    size: str


@dataclass(frozen=True, slots=True)
class CellFormat:
    """One format of cells: its number format, whether it is locked, its look; `ground` None is a pattern or gradient.

    `ground` is the colour behind the text: the fill's, or white without one.
    """

    number_format: str
    locked: bool
    look: Look
    ground: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What a conditional format changes: colours (None: as before), and whether it also sets something but colour."""

    font: str | None
    fill: str | None
    has_sign: bool


class Formats:
    """The formats of a workbook, by the numbers under which cells and rules name them.

    Parameters
    ----------
    layout : Layout
        The workbook.
    """

    def __init__(self, layout: Layout) -> None:
        package = layout.package
        themes = package.related(layout.part, "theme")
        self.theme = theme_colours(parse(package.read(themes[0]), themes[0])) if themes else ()
        parts = package.related(layout.part, "styles")
        root = parse(package.read(parts[0]), parts[0]) if parts else None
        self._cells = _cell_formats(root, self.theme) if root is not None else []
        self._changes = [_change(entry, self.theme) for entry in _entries(root, "dxfs")] if root is not None else []

    def cell(self, number: str | None) -> CellFormat:
        """Give a cell's format by its style number; the default one where there is none such."""
        place = int(number) if number and number.isdigit() else 0
        return self._cells[place] if place < len(self._cells) else _PLAIN

    def change(self, number: str | None) -> Change | None:
        """Give what a rule changes, by the number of its differential format."""
        place = int(number) if number and number.isdigit() else None
        return self._changes[place] if place is not None and place < len(self._changes) else None


_PLAIN = CellFormat("General", True, Look(BLACK, None, frozenset(), "11"), WHITE)


def _entries(root: etree._Element | None, group: str) -> list[etree._Element]:
    found = root.find(main(group)) if root is not None else None
    return [] if found is None else list(found)


def _cell_formats(root: etree._Element, theme: Sequence[str]) -> list[CellFormat]:
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    codes = {number: code for number, code in BUILTIN_FORMATS.items()}
    for entry in _entries(root, "numFmts"):
        if entry.get("numFmtId", "").isdigit():
            codes[int(entry.get("numFmtId", ""))] = entry.get("formatCode", "")
    fonts, fills = _entries(root, "fonts"), _entries(root, "fills")
    return [_cell_format(entry, codes, fonts, fills, theme) for entry in _entries(root, "cellXfs")]


def _cell_format(
    entry: etree._Element,
    codes: Mapping[int, str],
    fonts: Sequence[etree._Element],
    fills: Sequence[etree._Element],
    theme: Sequence[str],
) -> CellFormat:
    font, fill = _named(entry, "fontId", fonts), _named(entry, "fillId", fills)
    pattern = fill.find(main("patternFill")) if fill is not None else None
    kind = pattern.get("patternType", "none") if pattern is not None else "none" if fill is None else "gradient"
    colour = rgb(pattern.find(main("fgColor")), theme) if pattern is not None and kind == "solid" else None
    ground = WHITE if kind == "none" else colour
    size = font.find(main("sz")) if font is not None else None
    ink = rgb(font.find(main("color")), theme) if font is not None else None
    signs = frozenset(_signs(font)) if font is not None else frozenset()
    protection = entry.find(main("protection"))
    number = entry.get("numFmtId", "0")
    return CellFormat(
        number_format=codes.get(int(number), "General") if number.isdigit() else "General",
        locked=protection is None or protection.get("locked", "1") not in _OFF,
        look=Look(ink or BLACK, colour, signs, size.get("val", "") if size is not None else ""),
        ground=ground,
    )


def _change(entry: etree._Element, theme: Sequence[str]) -> Change:
    font, pattern = entry.find(main("font")), entry.find(f"{main('fill')}/{main('patternFill')}")
    fill = None
    if pattern is not None and pattern.get("patternType", "solid") == "solid":
        fill = rgb(pattern.find(main("bgColor")), theme) or rgb(pattern.find(main("fgColor")), theme)
    ink = rgb(font.find(main("color")), theme) if font is not None else None
    other = any(entry.find(main(tag)) is not None for tag in ("numFmt", "border"))
    return Change(ink, fill, other or (font is not None and bool(_signs(font))))


def _signs(font: etree._Element) -> list[str]:
    found = ((sign, font.find(main(sign))) for sign in _SIGNS)
    return [sign for sign, element in found if element is not None and element.get("val", "1") not in _OFF]


def _named(entry: etree._Element, attribute: str, among: Sequence[etree._Element]) -> etree._Element | None:
    number = entry.get(attribute, "")
    return among[int(number)] if number.isdigit() and int(number) < len(among) else None
