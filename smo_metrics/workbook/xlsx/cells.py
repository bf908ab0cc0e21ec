"""What does an existing cell hold, and how is it written at another place?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from smo_metrics.workbook.xlsx.addresses import Area, address, parse_area
from smo_metrics.workbook.xlsx.layout import rich_text
from smo_metrics.workbook.xlsx.markup import decode_text, escape, escape_attribute, inner_xml, main
from smo_metrics.workbook.xlsx.values import key_text

if TYPE_CHECKING:
    from lxml import etree
    from openpyxl.formula.translate import Translator

_FORMULA, _VALUE, _INLINE = main("f"), main("v"), main("is")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, the cell it is written for, and the area it fills when it is an array formula."""

    text: str
    row: int
    column: int
    attributes: str = ""
    area: Area | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A user's cell: style, other attributes, formula, and the XML of everything else in it."""

    style: str
    attributes: str
    formula: Formula | None
    rest: str
    text: str

    @property
    def has_content(self) -> bool:
        """Say whether the cell holds more than its looks."""
        return self.formula is not None or self.text != ""

    @property
    def shown(self) -> str:
        """The formula, or else the value, as a user reads it."""
        return f"={self.formula.text}" if self.formula is not None else self.text


class CellReader:
    """Reads cells in sheet order; shared formulas become plain ones.

    Parameters
    ----------
    shared_strings : callable
        Returns the workbook's shared strings; called only when a cell needs them.
    """

    def __init__(self, shared_strings: Callable[[], list[str]]) -> None:
        self._shared_strings = shared_strings
        self._masters: dict[str, Formula] = {}

    def read(self, element: etree._Element, row: int, column: int, root: etree._Element) -> Cell:
        """Read one cell."""
        formula, rest = None, []
        for child in element:
            if child.tag == _FORMULA:
                formula = self.formula(child, row, column)
            else:
                rest.append(inner_xml(child, root))
        attributes = attributes_text(element, ("r", "s"))
        return Cell(element.get("s", ""), attributes, formula, "".join(rest), self.text(element))

    def formula(self, element: etree._Element, row: int, column: int) -> Formula:
        """Read a cell's formula; a member of a shared group gets its master's, to be translated."""
        text, group = element.text or "", element.get("si")
        if element.get("t") == "shared" and group is not None:
            if text:
                self._masters[group] = Formula(text, row, column)
            return self._masters.get(group, Formula(text, row, column))
        area = parse_area(element.get("ref", ""))
        return Formula(text, row, column, attributes_text(element, ("ref",)), area)

    def text(self, element: etree._Element) -> str:
        """Read a cell's value as text, numbers as they stand in the file."""
        kind = element.get("t", "n")
        if kind == "inlineStr":
            inline = element.find(_INLINE)
            return rich_text(inline) if inline is not None else ""
        value = element.findtext(_VALUE) or ""
        if kind == "s" and value:
            strings = self._shared_strings()
            return strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""
        return decode_text(value) if kind == "str" else value

    def key(self, element: etree._Element) -> str:
        """Read a cell's value as it is compared with a key."""
        text = self.text(element)
        return key_of(text) if element.get("t", "n") == "n" else text


def key_of(number: str) -> str:
    """Write what a number's cell holds as it is compared with a key."""
    try:
        return key_text("number", number)
    except ValueError:
        return number


def write_cell(cell: Cell, row: int, column: int, prefix: str) -> str:
    """Write a cell at a place; its formula's relative references shift as when a row is copied there.

    Raises
    ------
    ValueError
        The formula cannot be translated: a reference would leave the sheet.
    """
    here = address(row, column)
    opening = f'<{prefix}c r="{here}"{style_text(cell.style)}{cell.attributes}'
    if cell.formula is None and not cell.rest:
        return opening + "/>"
    return f"{opening}>{write_formula(cell.formula, row, column, prefix)}{cell.rest}</{prefix}c>"


def write_formula(formula: Formula | None, row: int, column: int, prefix: str) -> str:
    """Write a formula element for a cell."""
    if formula is None:
        return ""
    attributes = formula.attributes
    if formula.area is not None:
        down, right = row - formula.row, column - formula.column
        area = formula.area
        moved = Area(area.top + down, area.left + right, area.bottom + down, area.right + right)
        attributes += f' ref="{moved.text}"'
    return f"<{prefix}f{attributes}>{escape(translate(formula, row, column))}</{prefix}f>"


def translate(formula: Formula, row: int, column: int) -> str:
    """Write a formula's text for another cell."""
    from openpyxl.formula.tokenizer import TokenizerError
    from openpyxl.formula.translate import TranslatorError

    if (row, column) == (formula.row, formula.column) or not formula.text:
        return formula.text
    try:
        translator = _translator(formula.text, address(formula.row, formula.column))
        return str(translator.translate_formula(address(row, column))).removeprefix("=")
    except (TokenizerError, TranslatorError) as error:
        raise ValueError(formula.text) from error


def style_text(style: str) -> str:
    """Write a cell's style attribute; the default style needs none."""
    return f' s="{style}"' if style not in ("", "0") else ""


def attributes_text(element: etree._Element, without: Iterable[str]) -> str:
    """Write an element's attributes but some, each with its prefix."""
    written = ""
    for key, value in element.items():
        name = str(key)
        if name not in without:
            written += f' {_qualified(name, element)}="{escape_attribute(str(value))}"'
    return written


def _qualified(name: str, element: etree._Element) -> str:
    uri, _, local = name.lstrip("{").rpartition("}")
    prefix = next((prefix for prefix, known in element.nsmap.items() if known == uri), "xml")
    return f"{prefix}:{local}" if uri else local


@lru_cache(maxsize=256)
def _translator(text: str, origin: str) -> Translator:
    from openpyxl.formula.translate import Translator

    return Translator(f"={text}", origin)
