"""Refuses a workbook that a bulk reader could not read within memory."""

from __future__ import annotations

from collections.abc import Iterable

from smo_metrics._xlsx_bounds import claims_too_many_texts, grid, is_oversize
from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx.layout import Layout
from smo_metrics.workbook.xlsx.markup import damaged


def check_bounds(layout: Layout, sheets: Iterable[str]) -> None:
    """Refuse a workbook whose texts or sheets are declared larger than memory should hold.

    Parameters
    ----------
    layout : Layout
        The workbook.
    sheets : iterable of str
        Names of the sheets to be read.

    Raises
    ------
    WorkbookError
        A sheet that reaches too far, or a count of texts that cannot be true.
    """
    package = layout.package
    for part in package.related(layout.part, "sharedStrings"):
        if claims_too_many_texts(package.read(part)):
            raise damaged(part)
    for sheet in sheets:
        data = package.read(layout.sheets[sheet])
        if is_oversize(data):
            rows, columns = grid(data)
            raise WorkbookError(
                f"{package.path.name}: sheet {sheet} reaches to row {rows:,} and column {columns:,}, "
                "too large to read. Delete stray cells far below or beside its table in Excel, save, and try again."
            )
