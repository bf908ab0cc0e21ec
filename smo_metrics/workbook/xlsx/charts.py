"""Which charts draw managed tables, and what do they draw now?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smo_metrics.workbook.xlsx.addresses import Area, parse_reference, reference
from smo_metrics.workbook.xlsx.layout import Layout
from smo_metrics.workbook.xlsx.markup import CHART, CONTENT_TYPES, UNWRITABLE, parse, serialise
from smo_metrics.workbook.xlsx.plan import TablePlan
from smo_metrics.workbook.xlsx.values import Kind, plain

if TYPE_CHECKING:
    from lxml import etree

_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_DATE_FORMAT = "yyyy-mm-dd"
_NAMES = frozenset({"tx"})
_CATEGORIES = frozenset({"cat", "xVal"})


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A reference of a series that covers a managed column, and what it becomes."""

    element: etree._Element
    text: str
    points: list[tuple[Kind, str]] | None


def chart_parts(layout: Layout, plans: Sequence[TablePlan], chart_rows: Mapping[str, int]) -> dict[str, bytes]:
    """Write each chart whose every series reads managed tables; all others are left out.

    Parameters
    ----------
    layout : Layout
        The workbook.
    plans : sequence of TablePlan
        The managed tables, as they were and as they become.
    chart_rows : mapping of str to int
        Table name -> at most so many of its first rows are drawn.
    """
    types = parse(layout.package.read("[Content_Types].xml"), "[Content_Types].xml")
    changed = {}
    for override in types.iter(f"{{{CONTENT_TYPES}}}Override"):
        part = override.get("PartName", "").lstrip("/")
        if override.get("ContentType") == _CHART_TYPE and part in layout.package:
            data = _chart(layout, part, plans, chart_rows)
            if data is not None:
                changed[part] = data
    return changed


def _chart(layout: Layout, part: str, plans: Sequence[TablePlan], chart_rows: Mapping[str, int]) -> bytes | None:
    root = parse(layout.package.read(part), part)
    drawn = []
    for element in root.iter(_c("f")):
        if _role(element) in _NAMES:
            continue
        place = parse_reference(element.text or "")
        plan = _plan_at(place, plans) if place is not None else None
        if place is None or plan is None:
            return None
        found = _drawn(element, place[1], plan, chart_rows, layout.date1904)
        if found is not None:
            drawn.append(found)
    if not drawn:
        return None
    for item in drawn:
        _draw(item)
    return serialise(root)


def _plan_at(place: tuple[str, Area], plans: Sequence[TablePlan]) -> TablePlan | None:
    sheet, area = place
    for plan in plans:
        data = plan.table.data
        inside = data.top <= area.top and area.bottom <= data.bottom and data.left <= area.left
        if plan.table.sheet == sheet and inside and area.right <= data.right:
            return plan
    return None


def _drawn(
    element: etree._Element, area: Area, plan: TablePlan, chart_rows: Mapping[str, int], date1904: bool
) -> _Drawn | None:
    old, most = plan.table.data, chart_rows.get(plan.table.name)
    height = old.bottom - old.top + 1
    covered = area.bottom - area.top + 1
    if area.top != old.top or area.left != area.right or covered not in (height, min(height, most or height)):
        return None
    count = min(len(plan.sources), most or len(plan.sources))
    new = Area(area.top, area.left, area.top + count - 1, area.right)
    header = plan.table.columns[area.left - old.left].header.casefold()
    columns = {str(name).casefold(): plan.frame[name] for name in plan.frame.columns}
    points = None
    if header in columns:
        points = [plain(value, date1904) for value in columns[header].head(count).tolist()]
    return _Drawn(element, reference(plan.table.sheet, new), points)


def _draw(item: _Drawn) -> None:
    source = item.element.getparent()
    if source is None:
        return
    item.element.text = item.text
    cache = next((child for child in source if child.tag in (_c("numCache"), _c("strCache"))), None)
    if item.points is None:
        if cache is not None:
            source.remove(cache)
        return
    if _role(item.element) in _CATEGORIES:
        cache = _retype(source, cache, {kind for kind, _ in item.points} - {"empty"})
    if cache is None:
        return
    numeric = cache.tag == _c("numCache")
    for child in list(cache):
        if child.tag in (_c("pt"), _c("ptCount")):
            cache.remove(child)
    at = 1 if len(cache) and cache[0].tag == _c("formatCode") else 0
    cache.insert(at, _element(cache, "ptCount", val=str(len(item.points))))
    for i, (kind, text) in enumerate(item.points):
        if kind != "empty" and not (numeric and kind == "text"):
            at += 1
            point = _element(cache, "pt", idx=str(i))
            value = _element(cache, "v")
            value.text = UNWRITABLE.sub(" ", text)
            point.append(value)
            cache.insert(at, point)


def _retype(source: etree._Element, cache: etree._Element | None, kinds: set[Kind]) -> etree._Element | None:
    """Make a category reference one of text or of numbers, as its values now are."""
    if not kinds or source.tag not in (_c("numRef"), _c("strRef")):
        return cache
    numeric = "text" not in kinds
    source.tag = _c("numRef") if numeric else _c("strRef")
    if cache is None:
        cache = _element(source, "numCache")
        source.insert(1, cache)
    cache.tag = _c("numCache") if numeric else _c("strCache")
    code = cache.find(_c("formatCode"))
    if code is not None and not numeric:
        cache.remove(code)
    if code is None and numeric:
        code = _element(cache, "formatCode")
        code.text = _DATE_FORMAT if "time" in kinds else "General"
        cache.insert(0, code)
    return cache


def _role(element: etree._Element) -> str:
    """Name the part of a series that a reference belongs to: val, cat, plus, …"""
    source = element.getparent()
    owner = source.getparent() if source is not None else None
    return str(owner.tag).rpartition("}")[2] if owner is not None else ""


def _element(near: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return near.makeelement(_c(tag), attributes)


def _c(tag: str) -> str:
    return f"{{{CHART}}}{tag}"
