"""The first sheet: what the workbook is for, how to use it, and how to read what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from templates.parts.control_sheets import library_version
from templates.parts.style import Styles, colour_marks, set_up_page

ONE_LINE = 115
LEGEND = (
    ("A setting", "text_setting", "You choose the value; each cell says what it accepts."),
    ("Your text", "text_entry", "A column you may type into."),
    ("Written", "text", "Written by a refresh; what you type over it is replaced."),
    ("Header", "header", "The name of a column; leave it as it is, a refresh finds columns by it."),
)
MARKS = (
    ("● On target", "The figure reaches its target."),
    ("▲ Watch", "The figure lies between its target and the limit where it needs action."),
    ("■ Below minimum", "The figure is below its minimum (or above its maximum): act on it."),
    ("not available", "The data cannot tell; it is never shown as 0."),
)


@dataclass(frozen=True, slots=True)
class About:
    """What a workbook says of itself.

    Parameters
    ----------
    title, question : str
        Its name, and the questions that it answers.
    steps : sequence of str
    sheets : sequence of (name, role, what)
    reading : sequence of (term, how to read it)
    formulas : sequence of (figure, how it is computed)
    """

    title: str
    question: str
    steps: Sequence[str]
    sheets: Sequence[tuple[str, str, str]]
    reading: Sequence[tuple[str, str]]
    formulas: Sequence[tuple[str, str]]


def add_about(workbook: Workbook, styles: Styles, about: About) -> None:
    """Add the first sheet."""
    sheet = workbook.add_worksheet("About")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 96)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, about.title, styles["title"])
    sheet.write_string(1, 0, about.question, styles["subtitle"])
    row = _sections(sheet, styles, about, _facts(sheet, styles, 3))
    colour_marks(sheet, f"A1:A{row}", styles)
    sheet.hide_gridlines(2)
    set_up_page(sheet, "control", portrait=True, pages_tall=1)
    sheet.print_area(0, 0, row, 2)


def _facts(sheet: Worksheet, styles: Styles, row: int) -> int:
    sheet.write_string(row, 0, "Owner", styles["label"])
    sheet.write_blank(row, 1, None, styles["text_setting"])
    sheet.write_string(row, 2, "Type the name of whoever answers for this workbook.", styles["line"])
    sheet.write_string(row + 1, 0, "Version", styles["label"])
    sheet.write_string(row + 1, 1, library_version(), styles["text"])
    sheet.write_string(row + 1, 2, "The smo-metrics that made this workbook.", styles["line"])
    return row + 3


def _sections(sheet: Worksheet, styles: Styles, about: About, row: int) -> int:
    row = _section(sheet, styles, row, "Steps")
    for number, step in enumerate(about.steps, start=1):
        sheet.write_number(row, 0, number, styles["label"])
        sheet.write_string(row, 1, step, styles["line"])
        row += 1
    row = _section(sheet, styles, row + 1, "Sheets")
    for name, role, what in about.sheets:
        sheet.write_url(row, 0, f"internal:'{name}'!A1", styles["link"], name, f"Go to {name}")
        sheet.write_string(row, 1, role, styles["text"])
        sheet.write_string(row, 2, what, styles["paragraph"])
        row += 1
    row = _section(sheet, styles, row + 1, "Cells")
    for sample, style, what in LEGEND:
        sheet.write_string(row, 1, sample, styles[style])
        sheet.write_string(row, 2, what, styles["paragraph"])
        row += 1
    explained = (("How to read a figure", (*about.reading, *MARKS)), ("How the figures are computed", about.formulas))
    for title, lines in explained:
        row = _section(sheet, styles, row + 1, title)
        for name, what in lines:
            if len(what) > ONE_LINE:
                sheet.set_row(row, 28)
            sheet.write_string(row, 0, name, styles["label"])
            sheet.write_string(row, 2, what, styles["paragraph"])
            row += 1
    return row


def _section(sheet: Worksheet, styles: Styles, row: int, title: str) -> int:
    sheet.set_row(row, 20)
    for column in range(3):
        sheet.write_blank(row, column, None, styles["section"])
    sheet.write_string(row, 0, title, styles["section"])
    return row + 1
