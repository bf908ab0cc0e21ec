"""Can the workbook be recognised and trusted? Checks 3 (hidden `_meta`) and 25 (Checks sheet)."""

from __future__ import annotations

import re

from smo_metrics.workbook.lint.facts.book import Book, Sheet
from smo_metrics.workbook.lint.outcome import Outcome, Problem
from smo_metrics.workbook.xlsx.read import META_SHEET

_FACTS = ("schema", "library_version")
_CHECKS = re.compile(r"checks?|reconciliations?", re.IGNORECASE)
_OVERALL = re.compile(r"overall|all checks|total check|master check", re.IGNORECASE)
_COLUMNS = {
    "what is expected": ("expected", "should be", "target", "left"),
    "what was found": ("found", "actual", "is", "right", "difference"),
    "the result": ("result", "ok", "ok?", "passed", "pass", "status"),
}


def meta(book: Book) -> Outcome:
    """Check 3: a hidden sheet `_meta` names the schema and the library's version, so that a refresh knows the book.

    Tested: the sheet is there and hidden, and in its first 200 rows a cell ``schema`` and a cell ``library_version``
    have a value to the right. Not seen: whether the workbook keeps to that schema.

    Source: ICAEW principle 17 (version control); the rest is this library's own need.
    """
    sheet = next((sheet for sheet in book.sheets if sheet.name == META_SHEET), None)
    if sheet is None:
        yield Problem(
            "workbook",
            f"There is no sheet {META_SHEET}.",
            "Carry the tables into a new workbook of the template: smo-metrics rebuild.",
        )
        return
    if sheet.is_visible:
        yield Problem(f"sheet {META_SHEET}", "The sheet is visible.", "Hide it: right-click its tab, Hide.")
    for fact in _FACTS:
        if not _beside(sheet, re.compile(fact)):
            yield Problem(
                f"sheet {META_SHEET}",
                f"It does not say {fact}.",
                "Carry the tables into a new workbook of the template: smo-metrics rebuild.",
            )


def checks_sheet(book: Book) -> Outcome:
    """Check 25: a sheet Checks compares figures that must agree, and sums the comparisons up in one flag.

    Tested: a visible sheet named Checks (Reconciliations) holds a table with columns for what is expected,
    what was found and the result, and a cell beginning with Overall has a value to its right. Not seen: whether the
    comparisons are the right ones, or what the flag says.

    Source: ICAEW principle 19 (checks from the outset); FAST Standard 02c, 2.03-05 (a master check).
    """
    sheet = next((sheet for sheet in book.sheets if sheet.is_visible and _CHECKS.fullmatch(sheet.name.strip())), None)
    if sheet is None:
        yield Problem(
            "workbook",
            "No sheet checks whether the figures add up.",
            "Add a sheet Checks with a table: check, expected, found, result.",
        )
        return
    headers = {column.header.strip().casefold() for table in sheet.tables for column in table.columns}
    for what, names in _COLUMNS.items():
        if not headers & set(names):
            yield Problem(
                f"sheet {sheet.name}", f"No column of a table says {what}.", f"Add a column {names[0]} to its table."
            )
    if not _beside(sheet, _OVERALL):
        yield Problem(
            f"sheet {sheet.name}",
            "No cell says whether all checks are ok.",
            "Write Overall into a cell and one flag for all checks beside it.",
        )


def _beside(sheet: Sheet, label: re.Pattern[str]) -> bool:
    """Say whether a cell that begins with a label has a value to its right."""
    labelled = (place for place, cell in sheet.cells.first.items() if label.match(cell.text.strip()))
    return any(sheet.text(row, column + 1) for row, column in labelled)
