"""Which ranges of a sheet, a table and the workbook grow, shrink or move with a managed table?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smo_metrics.workbook.xlsx.addresses import Area, parse_area, parse_reference, reference
from smo_metrics.workbook.xlsx.layout import Layout
from smo_metrics.workbook.xlsx.markup import main, parse, serialise, take_out
from smo_metrics.workbook.xlsx.moves import RowMoves
from smo_metrics.workbook.xlsx.plan import TablePlan

if TYPE_CHECKING:
    from lxml import etree

_PRINT_AREA = "_xlnm.Print_Area"


def covered(area: Area, plans: Sequence[TablePlan]) -> TablePlan | None:
    """Find the table whose rows an area covers exactly, with or without header and totals."""
    for plan in plans:
        whole, data = plan.table.area, plan.table.data
        covers = area.top in (whole.top, data.top) and area.bottom in (whole.bottom, data.bottom)
        if covers and area.left <= whole.right and whole.left <= area.right:
            return plan
    return None


def resized(area: Area, plans: Sequence[TablePlan]) -> Area:
    """Resize an area that covers exactly a table's rows; leave every other."""
    plan = covered(area, plans)
    return area if plan is None else Area(area.top, area.left, area.bottom + plan.growth, area.right)


def resize_filters(root: etree._Element, plans: Sequence[TablePlan]) -> None:
    """Resize the sheet's own filter."""
    for element in root.iterchildren(main("autoFilter")):
        _resize_reference(element, plans)


def take_lost_links(root: etree._Element, moves: RowMoves) -> list[tuple[Area, etree._Element]]:
    """Take out, and return, the links whose row is gone."""
    lost = [(area, link) for area, link in _in_one_row(root, "hyperlink") if moves.row(area.top, area.left) is None]
    for _, element in lost:
        take_out(element)
    return lost


def move_one_row_areas(root: etree._Element, moves: RowMoves) -> None:
    """Move links, and merged cells of one row, with that row; merged cells whose row is gone go too."""
    for area, element in [*_in_one_row(root, "hyperlink"), *_in_one_row(root, "mergeCell")]:
        row = moves.row(area.top, area.left)
        if row is None:
            take_out(element)
        else:
            element.set("ref", Area(row, area.left, row, area.right).text)


def _in_one_row(root: etree._Element, tag: str) -> list[tuple[Area, etree._Element]]:
    found = ((parse_area(element.get("ref", "")), element) for element in root.iter(main(tag)))
    return [(area, element) for area, element in found if area is not None and area.top == area.bottom]


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


def _resize_reference(element: etree._Element, plans: Sequence[TablePlan]) -> None:
    area = parse_area(element.get("ref", ""))
    if area is not None:
        element.set("ref", resized(area, plans).text)
