"""What stands below the charts: what to act on, regions at a glance, what else the reviews say, what changed."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from templates.parts.style import Styles, colour_marks
from templates.parts.tiles import define

LAST = 6
FINDINGS, REGIONS, CHANGES = 5, 6, 6
SENTENCES = {
    "attainment": "SLA attainment",
    "policy_versions": "Policy versions",
    "categories": "Categories",
    "fixes": "What a fix would gain",
    "flow": "Flow",
    "finished": "Finished tasks",
}


def add_findings(workbook: Workbook, sheet: Worksheet, styles: Styles, row: int) -> int:
    """Keep rows for the first findings, and give the row below them."""
    columns = ((0, "What"), (2, "How we know"), (6, "Who could do what"))
    row = _head(workbook, sheet, styles, row, "findings", "What to act on", columns)
    for line in range(row, row + FINDINGS):
        sheet.set_row(line, 68)
        sheet.merge_range(line, 2, line, 4, None, styles["paragraph"])
        for column in (0, LAST):
            sheet.write_blank(line, column, None, styles["paragraph"])
    define(workbook, "top_findings", row, 0, FINDINGS, LAST + 1)
    return row + FINDINGS


def add_regions(workbook: Workbook, sheet: Worksheet, styles: Styles, row: int) -> int:
    """Keep a row for each of the first regions, and give the row below them."""
    columns = ((0, "Region, and its clock"), (2, "Worst mark"), (4, "Figures"), (6, "Hours at work with others"))
    row = _head(workbook, sheet, styles, row, "regions", "By region", columns)
    for line in range(row, row + REGIONS):
        sheet.set_row(line, 30)
        for column in range(0, LAST + 1, 2):
            sheet.write_blank(line, column, None, styles["paragraph"])
    define(workbook, "regions_at_a_glance", row, 0, REGIONS, LAST + 1)
    colour_marks(sheet, f"C{row + 1}:C{row + REGIONS}", styles)
    return row + REGIONS


def add_sentences(workbook: Workbook, sheet: Worksheet, styles: Styles, row: int) -> int:
    """Keep a line for each other chart's sentence, and give the row below them."""
    sheet.write_string(row, 0, "What else the reviews say", styles["finding"])
    for line, (chart, name) in enumerate(SENTENCES.items(), row + 1):
        sheet.set_row(line, 30)
        sheet.write_string(line, 0, name, styles["label"])
        sheet.merge_range(line, 2, line, LAST, "not available", styles["paragraph"])
        define(workbook, f"head_{chart}", line, 2)
    return row + 1 + len(SENTENCES)


def add_changes(workbook: Workbook, sheet: Worksheet, styles: Styles, row: int) -> int:
    """Keep rows for what changed since the last refresh, and give the row below them."""
    row = _head(workbook, sheet, styles, row, "changes", "What changed", ())
    for line in range(row, row + CHANGES):
        sheet.merge_range(line, 0, line, LAST, None, styles["line"])
    define(workbook, "what_changed", row, 0, CHANGES)
    return row + CHANGES


def _head(
    workbook: Workbook, sheet: Worksheet, styles: Styles, row: int, name: str, headline: str,
    columns: Sequence[tuple[int, str]],
) -> int:  # fmt: skip
    """Put a block's headline and column names, and give the row below them."""
    sheet.set_row(row, 24)
    sheet.merge_range(row, 0, row, LAST, headline, styles["finding"])
    define(workbook, f"head_{name}", row, 0)
    for column, words in columns:
        sheet.write_string(row + 1, column, words, styles["label"])
    return row + 1 + bool(columns)
