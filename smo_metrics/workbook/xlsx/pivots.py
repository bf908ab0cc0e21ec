"""Which pivot tables show old numbers until Refresh All?"""

from __future__ import annotations

from collections.abc import Sequence

from smo_metrics.workbook.xlsx.addresses import parse_area
from smo_metrics.workbook.xlsx.layout import Layout, Table
from smo_metrics.workbook.xlsx.markup import main, parse


def stale_pivots(layout: Layout, tables: Sequence[Table]) -> tuple[str, ...]:
    """Name the pivot tables whose cache reads a managed table, or the source of a cache that none shows."""
    found = []
    for cache in layout.package.related(layout.part, "pivotCacheDefinition"):
        source = parse(layout.package.read(cache), cache).find(f".//{main('worksheetSource')}")
        if source is None:
            continue
        name, sheet, area = source.get("name"), source.get("sheet"), parse_area(source.get("ref", ""))
        reads = [t for t in tables if t.name == name or (t.sheet == sheet and area is not None and t.area.meets(area))]
        if reads:
            found += _shown_by(layout, cache) or [reads[0].name]
    return tuple(sorted(set(found)))


def _shown_by(layout: Layout, cache: str) -> list[str]:
    names = []
    for sheet_part in layout.sheets.values():
        for part in layout.package.related(sheet_part, "pivotTable"):
            if cache in layout.package.related(part, "pivotCacheDefinition"):
                names.append(parse(layout.package.read(part), part).get("name", part))
    return names
