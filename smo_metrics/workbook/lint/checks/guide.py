"""Does the workbook explain itself? Checks 1 (first sheet), 2 (role of each sheet) and 4 (legend of cell styles)."""

from __future__ import annotations

import re

from smo_metrics.workbook.lint.facts.book import Book, Sheet
from smo_metrics.workbook.lint.facts.colours import rgb
from smo_metrics.workbook.lint.facts.roles import ROLES, role_of
from smo_metrics.workbook.lint.outcome import CannotTell, Outcome, Problem
from smo_metrics.workbook.xlsx.markup import main

_TOP_ROWS = 12
_WORDS_OF_A_PURPOSE = 4
_STEPS = r"steps?|how to|instructions?|getting started"
_LEGEND_ROWS = 15
_LABELS = {
    "an owner": (r"owner|responsible|contact|maintained by", "Owner, with a name beside it"),
    "a version": (r"version|revision", "Version, with a number or date beside it"),
    "the steps to take": (_STEPS, "Steps, with a line for each below it"),
}
_LEGEND = re.compile(r"cells|cell styles?|legend|key|colou?r (key|code|legend)|formats", re.IGNORECASE)


def first_sheet(book: Book) -> Outcome:
    """Check 1: the first sheet says what the workbook is for, who owns it, its version and the steps to take.

    Tested: the first sheet is visible; below the title in A1 and above the steps, within 12 rows, stands a sentence of
    four words or more; and cells begin with Owner (Responsible, Contact), Version and Steps (How to, Instructions).
    Not seen: whether what stands there is true, whether the owner's name is filled in, other languages than English.

    Source: ICAEW, Twenty principles for good spreadsheet practice (2nd ed., 2015), 7 (an About sheet) and 17
    (versions).
    """
    sheet = book.sheets[0]
    if not sheet.is_visible:
        yield Problem(f"sheet {sheet.name}", "The first sheet is hidden.", "Put a visible guide first.")
        return
    texts = [(row, cell.text.strip()) for (row, _), cell in sheet.cells.first.items() if cell.kind == "text"]
    steps = min((row for row, text in texts if re.match(_STEPS, text, re.IGNORECASE)), default=_TOP_ROWS + 1)
    if not any(1 < row < steps and len(text.split()) >= _WORDS_OF_A_PURPOSE for row, text in texts):
        yield Problem(
            f"sheet {sheet.name}",
            "The first sheet does not say what the workbook is for.",
            "Write its purpose below the title, in one sentence.",
        )
    for what, (words, mend) in _LABELS.items():
        if not any(re.match(rf"({words})\b", text, re.IGNORECASE) for _, text in texts):
            yield Problem(f"sheet {sheet.name}", f"The first sheet does not name {what}.", f"Add a line: {mend}.")


def roles(book: Book) -> Outcome:
    """Check 2: every sheet is input, data, calc, output or control, and says so.

    Tested: the role stands as the first word of A1, A2 or A3 ("Data. One row per label.") or beside the sheet's name
    on the first sheet; where tabs are coloured, sheets of one role share a colour, and different roles do not.
    Not seen: whether a sheet does what its role says; chart sheets.

    Source: ICAEW principle 10 (separate and clearly identify inputs, workings and outputs).
    """
    colour_of: dict[str, str] = {}
    role_in: dict[str, str] = {}
    tabs = {sheet.name: _tab_colour(book, sheet) for sheet in book.sheets}
    for sheet in book.sheets:
        role, colour = role_of(book, sheet), tabs[sheet.name]
        if role is None:
            yield Problem(
                f"sheet {sheet.name}",
                "The sheet does not say what it is for.",
                f"Begin A2 with {', '.join(role.capitalize() for role in ROLES[:-1])} or Control and a full stop.",
            )
        elif colour is None:
            if any(tabs.values()):
                yield Problem(
                    f"sheet {sheet.name}", "Its tab has no colour, others have.", f"Give it the colour of {role}."
                )
        elif colour_of.setdefault(role, colour) != colour or role_in.setdefault(colour, role) != role:
            yield Problem(
                f"sheet {sheet.name}",
                f"Its tab's colour {colour} does not stand for {role} alone.",
                "Use one tab colour for each role.",
            )


def legend(book: Book) -> Outcome:
    """Check 4: a legend shows what the looks of cells mean, those of input cells among them.

    Tested: below a heading (Cells, Legend, Key, Cell styles) stand two or more cells of different look with words
    beside them, and each look that unlocked cells have is one of them. A look is font colour, fill, bold, italic,
    underline and size. Not seen: looks that come from conditional formats or table styles.

    Source: ICAEW principles 2 (a standard for formats, adhered to) and 10.
    """
    shown = {look for sheet in book.sheets if sheet.is_visible for look in _legend_looks(book, sheet)}
    if len(shown) < 2:
        yield Problem(
            f"sheet {book.sheets[0].name}",
            "No legend says what the looks of cells mean.",
            "Under a heading Cells, show one sample of each style with its meaning beside it.",
        )
        return
    if not any(not book.format(group.style).locked for sheet in book.sheets for group in sheet.cells.groups):
        yield CannotTell("A legend is there, but no cell is unlocked, so what an input looks like is not known.")
    told = set()
    for sheet in book.sheets:
        for group in sheet.cells.groups:
            form = book.format(group.style)
            if not form.locked and form.look not in shown and form.look not in told:
                told.add(form.look)
                yield Problem(
                    sheet.of(group),
                    "The look of these input cells is not in the legend.",
                    "Add a sample of it to the legend, or give the cells a style that is there.",
                )


def _tab_colour(book: Book, sheet: Sheet) -> str | None:
    return rgb(sheet.root.find(f"{main('sheetPr')}/{main('tabColor')}"), book.formats.theme)


def _legend_looks(book: Book, sheet: Sheet) -> set[object]:
    cells = sheet.cells.first
    headings = [row for (row, _), cell in cells.items() if _LEGEND.fullmatch(cell.text.strip(": "))]
    return {
        book.format(cell.style).look
        for heading in headings
        for (row, column), cell in cells.items()
        if heading < row <= heading + _LEGEND_ROWS
        and any(sheet.text(row, other) for other in range(column + 1, column + 4))
    }
