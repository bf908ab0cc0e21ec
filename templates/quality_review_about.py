"""What a newcomer reads first in the quality review: purpose, steps, sheets, and how to read a number."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from templates.style import Styles, colour_marks, set_up_page

QUESTION = "Is the labelling good? Who or which policy disagrees, and since when?"
ONE_LINE = 115
SHEETS = (
    ("Dashboard", "output", "Three sentences, four key figures with their marks, and three charts."),
    ("Settings", "input", "Thresholds and choices; change the yellow cells."),
    ("Category order", "input", "Order of the categories, for ordinal labels."),
    ("Sources", "input", "The exports that a refresh reads."),
    ("Labels", "data", "One row per annotation."),
    ("Roster", "data", "Annotators with their regional teams."),
    ("Agreement", "calc", "Every coefficient with its error, interval and status."),
    ("Weeks", "calc", "Alpha by week with its interval."),
    ("Categories", "calc", "Agreement and gold figures by category, weakest first."),
    ("Annotators", "calc", "Agreement and gold figures by annotator, weakest first."),
    ("Confusion", "calc", "Which label was chosen for which gold label."),
    ("Checks", "control", "Do the numbers add up? One overall flag and a row per check."),
    ("Orphans", "control", "Notes whose rows are gone; nothing you wrote is lost."),
)

STEPS = (
    "On Settings, set the project, the time zone and the thresholds that your team has agreed on; save.",
    "Press SMO > Import export, then SMO > Import roster. In a shell: smo-metrics import EXPORT WORKBOOK.",
    "Each week: press SMO > Refresh. In a shell: smo-metrics refresh WORKBOOK. Every source is read again.",
    "Read the three sentences on the Dashboard, then Categories and Annotators from the top; look at Checks.",
    "Comment, colour and add columns where you like: what you add to a row follows that row through each refresh.",
)

READING = (
    ("Interval", "Low to high: the range in which the true figure plausibly lies, at the confidence set on Settings. "
                 "Two figures whose intervals overlap widely do not differ for sure."),
    ("No interval", "The data are too few for an honest one. An empty value is undefined, never 0; its status says "
                    "why."),
    ("● On target", "The figure reaches its target."),
    ("▲ Watch", "The figure lies between its minimum and its target."),
    ("■ Below minimum", "The figure is below its minimum: act on it."),
)  # fmt: skip

FORMULAS = (
    ("Alpha", "alpha = 1 - observed disagreement / disagreement expected by chance (Krippendorff); "
              "1 is perfect, 0 is chance."),
    ("Category alpha", "The same, with all other categories taken as one."),
    ("Kappa", "kappa = (observed agreement - agreement expected by chance) / (1 - agreement expected by chance), "
              "of one annotator with the others on the same items."),
    ("Gold accuracy", "Labels equal to the item's gold label / labels on items that have one; "
                      "intervals are clustered by item."),
    ("Precision", "Of the labels of a category on gold items, the share whose gold label is that category."),
    ("Recall", "Of the labels on items whose gold label is a category, the share that chose it."),
    ("F1", "F1 = 2 x precision x recall / (precision + recall)."),
)  # fmt: skip


def add_about(workbook: Workbook, styles: Styles, version: str) -> None:
    """Add the first sheet: what the workbook is for, how to use it, and how to read what it says."""
    sheet = workbook.add_worksheet("About")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 96)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, "Quality review", styles["title"])
    sheet.write_string(1, 0, QUESTION, styles["subtitle"])
    row = 3
    sheet.write_string(row, 0, "Owner", styles["label"])
    sheet.write_blank(row, 1, None, styles["text_setting"])
    sheet.write_string(row, 2, "Type the name of whoever answers for this workbook.", styles["line"])
    sheet.write_string(row + 1, 0, "Version", styles["label"])
    sheet.write_string(row + 1, 1, version, styles["text"])
    sheet.write_string(row + 1, 2, "The smo-metrics that made this workbook.", styles["line"])
    row += 3

    row = _section(sheet, styles, row, "Steps")
    for number, step in enumerate(STEPS, start=1):
        sheet.write_number(row, 0, number, styles["label"])
        sheet.write_string(row, 1, step, styles["line"])
        row += 1

    row = _section(sheet, styles, row + 1, "Sheets")
    for name, role, what in SHEETS:
        sheet.write_url(row, 0, f"internal:'{name}'!A1", styles["link"], name, f"Go to {name}")
        sheet.write_string(row, 1, role, styles["text"])
        sheet.write_string(row, 2, what, styles["paragraph"])
        row += 1

    row = _section(sheet, styles, row + 1, "Cells")
    legend = (
        ("A setting", "text_setting", "You choose the value; each cell says what it accepts."),
        ("Your text", "text_entry", "A column you may type into."),
        ("Written", "text", "Written by a refresh; what you type over it is replaced."),
        ("Header", "header", "The name of a column; leave it as it is, a refresh finds columns by it."),
    )
    for sample, style, what in legend:
        sheet.write_string(row, 1, sample, styles[style])
        sheet.write_string(row, 2, what, styles["paragraph"])
        row += 1

    for title, lines in (("How to read a figure", READING), ("How the figures are computed", FORMULAS)):
        row = _section(sheet, styles, row + 1, title)
        for name, what in lines:
            if len(what) > ONE_LINE:
                sheet.set_row(row, 28)
            sheet.write_string(row, 0, name, styles["label"])
            sheet.write_string(row, 2, what, styles["paragraph"])
            row += 1
    colour_marks(sheet, f"A1:A{row}", styles)
    sheet.hide_gridlines(2)
    set_up_page(sheet, "control", portrait=True, pages_tall=1)
    sheet.print_area(0, 0, row, 2)


def _section(sheet: Worksheet, styles: Styles, row: int, title: str) -> int:
    sheet.set_row(row, 20)
    for column in range(3):
        sheet.write_blank(row, column, None, styles["section"])
    sheet.write_string(row, 0, title, styles["section"])
    return row + 1
