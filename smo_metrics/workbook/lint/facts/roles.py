"""What is a sheet for: input, data, calc, output or control?"""

from __future__ import annotations

import re

from smo_metrics.workbook.lint.facts.book import Book, Sheet

ROLES = ("input", "data", "calc", "output", "control")
_LINES = (1, 2, 3)
_FIRST_WORD = re.compile(r"(\w+)\s*[.:]")


def role_of(book: Book, sheet: Sheet) -> str | None:
    """Say what a sheet is for; None where the workbook does not say it.

    The first sheet is control: it explains the others. Another one's role is the first word of a line in A1 to A3
    (``Data. One row per label.``), or stands beside the sheet's name on the first sheet.
    """
    first = book.sheets[0]
    if sheet is first:
        return "control"
    for row in _LINES:
        match = _FIRST_WORD.match(sheet.text(row, 1))
        if match is not None and match[1].casefold() in ROLES:
            return match[1].casefold()
    rows = [row for (row, _), cell in first.cells.first.items() if cell.text.strip() == sheet.name]
    for (row, _), cell in first.cells.first.items():
        if row in rows and cell.text.strip().casefold() in ROLES:
            return cell.text.strip().casefold()
    return None
