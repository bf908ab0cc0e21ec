"""Does a cell that people fill hold an error of Excel, such as #N/A, in place of a value?"""

from __future__ import annotations

from collections.abc import Iterable

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx.addresses import parse_cell
from smo_metrics.workbook.xlsx.layout import Layout
from smo_metrics.workbook.xlsx.markup import main, walk


def check_error_values(layout: Layout, names: Iterable[str]) -> None:
    """Refuse tables with a cell that holds an error: it would be read as empty, and a default would take its place.

    Parameters
    ----------
    layout : Layout
        The workbook.
    names : iterable of str
        Excel tables; those that the workbook lacks are passed over.

    Raises
    ------
    WorkbookError
        The first such cell, by sheet and address.
    """
    for table in (layout.tables[name] for name in names if name in layout.tables):
        part = layout.sheets[table.sheet]
        for cell in walk(layout.package.read(part), part, main("c")):
            place = parse_cell(cell.get("r", ""))
            if cell.get("t") == "e" and place is not None and table.data.holds(*place):
                raise WorkbookError(
                    f"sheet {table.sheet}, cell {cell.get('r')} holds the error {cell.findtext(main('v'))}. "
                    "Correct its formula, or write a value there."
                )
            cell.clear()
