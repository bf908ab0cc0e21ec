"""Which ranges of a sheet, a table and the workbook grow, shrink or move with a managed table?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from smo_metrics.workbook.xlsx.addresses import Area, parse_area, parse_reference, reference
from smo_metrics.workbook.xlsx.layout import Layout
from smo_metrics.workbook.xlsx.markup import EXCEL_MAIN, main, parse, serialise
from smo_metrics.workbook.xlsx.plan import TablePlan

if TYPE_CHECKING:
    from lxml import etree

_LISTS = tuple(main(tag) for tag in ("conditionalFormatting", "dataValidation", "ignoredError", "protectedRange"))
_EXTENSION_LIST = f"{{{EXCEL_MAIN}}}sqref"
_PRINT_AREA = "_xlnm.Print_Area"


def resized(area: Area, plans: Sequence[TablePlan]) -> Area:
    """Resize an area that covers exactly a table's rows, with or without header and totals; leave every other."""
    for plan in plans:
        whole, data = plan.table.area, plan.table.data
        covers = area.top in (whole.top, data.top) and area.bottom in (whole.bottom, data.bottom)
        if covers and area.left <= whole.right and whole.left <= area.right:
            return Area(area.top, area.left, area.bottom + plan.growth, area.right)
    return area


def resize_sheet(root: etree._Element, plans: Sequence[TablePlan]) -> None:
    """Resize the sheet's conditional formats, validations, filters and other lists of ranges."""
    for tag in _LISTS:
        for element in root.iter(tag):
            element.set("sqref", _resized_list(element.get("sqref", ""), plans))
    for element in root.iter(_EXTENSION_LIST):
        element.text = _resized_list(element.text or "", plans)
    for element in root.iterchildren(main("autoFilter")):
        _resize_reference(element, plans)


def move_hyperlinks(root: etree._Element, moved: Callable[[int], int | None]) -> list[tuple[Area, etree._Element]]:
    """Move links with their rows; return (and take out) those whose row is gone."""
    lost = []
    for element in list(root.iter(main("hyperlink"))):
        area = parse_area(element.get("ref", ""))
        if area is None or area.top != area.bottom:
            continue
        row = moved(area.top)
        if row is None:
            lost.append((area, element))
            _take_out(element)
        else:
            element.set("ref", Area(row, area.left, row, area.right).text)
    return lost


def move_merges(root: etree._Element, moved: Callable[[int], int | None]) -> None:
    """Move merged cells of one row with that row; those whose row is gone go too."""
    for element in list(root.iter(main("mergeCell"))):
        area = parse_area(element.get("ref", ""))
        if area is None or area.top != area.bottom:
            continue
        row = moved(area.top)
        if row is None:
            _take_out(element)
        else:
            element.set("ref", Area(row, area.left, row, area.right).text)
    merges = root.find(main("mergeCells"))
    if merges is not None and merges.get("count") is not None:
        merges.set("count", str(len(merges)))


def table_part(layout: Layout, plan: TablePlan) -> bytes:
    """Write a table's part with its new area."""
    part = plan.table.part
    root = parse(layout.package.read(part), part)
    if root.get("ref") == plan.area.text:
        return layout.package.read(part)
    root.set("ref", plan.area.text)
    for tag in ("autoFilter", "sortState"):
        for element in root.iter(main(tag)):
            _resize_reference(element, [plan])
    for element in root.iter(main("sortCondition")):
        _resize_reference(element, [plan])
    return serialise(root)


def is_filtered(layout: Layout, plan: TablePlan) -> bool:
    """Say whether a filter is set in a table, so that new rows show only after it is applied again."""
    root = parse(layout.package.read(plan.table.part), plan.table.part)
    return next(root.iter(main("filterColumn")), None) is not None


def resize_names(root: etree._Element, plans: Sequence[TablePlan]) -> bool:
    """Resize defined names that cover exactly a table's rows, and print areas that end with a table."""
    changed = False
    for element in root.iter(main("definedName")):
        pieces = [_resized_name(element.get("name", ""), piece, plans) for piece in (element.text or "").split(",")]
        text = ",".join(pieces)
        if text != (element.text or ""):
            element.text, changed = text, True
    return changed


def _resized_name(name: str, piece: str, plans: Sequence[TablePlan]) -> str:
    place = parse_reference(piece)
    if place is None:
        return piece
    sheet, area = place
    there = [plan for plan in plans if plan.table.sheet == sheet]
    new = resized(area, there)
    if new == area and name == _PRINT_AREA:
        for plan in there:
            if area.bottom == plan.table.area.bottom and area.meets(plan.table.area):
                new = Area(area.top, area.left, area.bottom + plan.growth, area.right)
    return piece if new == area else reference(sheet, new)


def _resized_list(text: str, plans: Sequence[TablePlan]) -> str:
    pieces = []
    for piece in text.split():
        area = parse_area(piece)
        pieces.append(piece if area is None else resized(area, plans).text)
    return " ".join(pieces)


def _resize_reference(element: etree._Element, plans: Sequence[TablePlan]) -> None:
    area = parse_area(element.get("ref", ""))
    if area is not None:
        element.set("ref", resized(area, plans).text)


def _take_out(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    grandparent = parent.getparent()
    if len(parent) == 0 and grandparent is not None:
        grandparent.remove(parent)
