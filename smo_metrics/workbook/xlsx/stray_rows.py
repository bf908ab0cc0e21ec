"""Did somebody write below a table, where nothing reads it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smo_metrics.workbook.xlsx.addresses import parse_cell
from smo_metrics.workbook.xlsx.layout import Layout
from smo_metrics.workbook.xlsx.markup import main, walk


def stray_rows(layout: Layout, names: Iterable[str]) -> Iterator[str]:
    """Say which rows stand below a table, in its columns: Excel takes them in as they are typed, other programs do not.

    Parameters
    ----------
    layout : Layout
        The workbook.
    names : iterable of str
        Excel tables; those that the workbook lacks are passed over.

    Yields
    ------
    str
        A sentence a table that has such rows.
    """
    for table in (layout.tables[name] for name in names if name in layout.tables):
        part, area = layout.sheets[table.sheet], table.area
        rows = set()
        for cell in walk(layout.package.read(part), part, main("c")):
            place = parse_cell(cell.get("r", ""))
            if place is not None and len(cell) and place[0] > area.bottom and area.left <= place[1] <= area.right:
                rows.add(place[0])
            cell.clear()
        if rows:
            yield (
                f"Sheet {table.sheet}: what stands below the table, from row {min(rows)} on, is not read. Drag the "
                "table's lower right corner over it, and refresh."
            )
