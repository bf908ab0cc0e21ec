"""Which rules colour a sheet's cells, and which check what is typed into them?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smo_metrics.workbook.lint.facts.book import Sheet
from smo_metrics.workbook.xlsx.addresses import Area, parse_area
from smo_metrics.workbook.xlsx.markup import EXCEL_MAIN, main

if TYPE_CHECKING:
    from lxml import etree

_EXCEL_2010 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_TRUE = ("1", "true")


@dataclass(frozen=True, slots=True)
class ColourRule:
    """One rule of a conditional format: its cells, kind, differential format, formulas, and colours of its scale."""

    areas: tuple[Area, ...]
    kind: str
    change: str | None
    formulas: tuple[str, ...]
    scale: tuple[etree._Element, ...]


@dataclass(frozen=True, slots=True)
class EntryRule:
    """One rule of data validation: its cells, kind, formulas, and whether a refusal says what is accepted."""

    areas: tuple[Area, ...]
    kind: str
    formulas: tuple[str, ...]
    has_message: bool


def colour_rules(sheet: Sheet) -> Iterator[ColourRule]:
    """List a sheet's conditional formats, but those that Excel 2010 and later keep in an extension."""
    for element in sheet.root.iter(main("conditionalFormatting")):
        areas = _areas(element.get("sqref", ""))
        for rule in element.iter(main("cfRule")):
            formulas = tuple(formula.text or "" for formula in rule.iter(main("formula")))
            scale = tuple(rule.iterfind(f"{main('colorScale')}/{main('color')}"))
            yield ColourRule(areas, rule.get("type", ""), rule.get("dxfId"), formulas, scale)


def entry_rules(sheet: Sheet) -> Iterator[EntryRule]:
    """List a sheet's rules of data validation, those in the extension of Excel 2010 and later too."""
    for tag in (main("dataValidation"), f"{_EXCEL_2010}dataValidation"):
        for rule in sheet.root.iter(tag):
            cells = rule.get("sqref") or rule.findtext(f"{{{EXCEL_MAIN}}}sqref") or ""
            formulas = tuple(
                "".join(map(str, element.itertext())).strip()
                for element in rule
                if str(element.tag).rpartition("}")[2].startswith("formula")
            )
            says = rule.get("showErrorMessage") in _TRUE and bool(rule.get("error", "").strip())
            if rule.get("type", "none") != "none":
                yield EntryRule(_areas(cells), rule.get("type", ""), formulas, says)


def _areas(text: str) -> tuple[Area, ...]:
    return tuple(area for piece in text.split() if (area := parse_area(piece)) is not None)
