"""What is drawn on a sheet, and what does its alt text say?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smo_metrics.workbook.lint.facts.book import Book, Sheet
from smo_metrics.workbook.xlsx.layout import Table
from smo_metrics.workbook.xlsx.markup import parse

if TYPE_CHECKING:
    from lxml import etree

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_SHAPES = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_EXCEL_2010 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_KINDS = {"graphicFrame": "chart", "pic": "picture", "grpSp": "group", "sp": "shape"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One chart, picture, group or shape: its kind, its name in Excel, and its alt text."""

    kind: str
    name: str
    alt_text: str


def drawn(book: Book, sheet: Sheet) -> Iterator[Drawn]:
    """List what is drawn on a sheet, but what is decorative, part of a group, or a shape with words in it."""
    for part in book.package.related(sheet.part, "drawing"):
        for element in parse(book.package.read(part), part).iter(*(f"{_DRAWING}{tag}" for tag in _KINDS)):
            about = next(element.iter(f"{_DRAWING}cNvPr"), None)
            if about is None or _is_within_group(element) or _is_decorative(about) or _has_words(element):
                continue
            kind = _KINDS[str(element.tag).rpartition("}")[2]]
            yield Drawn(kind, about.get("name", ""), about.get("descr", ""))


def table_alt_text(book: Book, table: Table) -> str:
    """Give a table's alt text, empty where it has none."""
    root = parse(book.package.read(table.part), table.part)
    found = next(root.iter(f"{_EXCEL_2010}table"), None)
    if found is None:
        return ""
    return (found.get("altTextSummary") or found.get("altText") or "").strip()


def _is_within_group(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == f"{_DRAWING}grpSp"


def _is_decorative(about: etree._Element) -> bool:
    return any(one.get("val") in ("1", "true") for one in about.iter(_DECORATIVE))


def _has_words(element: etree._Element) -> bool:
    is_shape = element.tag == f"{_DRAWING}sp"
    return is_shape and any((text.text or "").strip() for text in element.iter(f"{_SHAPES}t"))
