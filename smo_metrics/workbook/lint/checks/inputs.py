"""Can people see where to type, and are wrong entries refused with a word? Checks 5 and 15."""

from __future__ import annotations

from smo_metrics.workbook.lint.facts.book import Book
from smo_metrics.workbook.lint.facts.roles import role_of
from smo_metrics.workbook.lint.facts.rules import entry_rules
from smo_metrics.workbook.lint.outcome import CannotTell, Outcome, Problem


def unlocked_inputs(book: Book) -> Outcome:
    """Check 5: input cells are unlocked and look unlike the others.

    Tested: the first cell of each rule of data validation is unlocked; a sheet whose role is input has unlocked cells;
    and no locked cell that holds something has the look (font colour, fill, bold, italic, underline, size) of an
    unlocked one. Not seen: whether a sheet is protected, which is the owner's choice; inputs that are neither unlocked
    nor validated nor on an input sheet; validated cells below row 200.

    Source: ICAEW principles 10 (identify inputs) and 20 (protect what is not to be changed).
    """
    forms = [book.format(style) for sheet in book.sheets for style in sheet.styles]
    unlocked = {form.look for form in forms if not form.locked}
    expected = False
    for sheet in book.sheets:
        starts = {(area.top, area.left) for rule in entry_rules(sheet) for area in rule.areas}
        expected |= bool(starts)
        for row, column in sorted(starts):
            if book.format(sheet.style(row, column)).locked:
                yield Problem(
                    sheet.at(row, column),
                    "Entries are checked here, but the cell is locked.",
                    "Unlock it (Format Cells > Protection), and give it the look of an input.",
                )
        if role_of(book, sheet) == "input":
            expected = True
            if all(book.format(style).locked for style in sheet.styles):
                yield Problem(
                    f"sheet {sheet.name}",
                    "Its role is input, but every cell is locked.",
                    "Unlock the cells that people fill in.",
                )
        told = set()
        for group in sheet.cells.groups:
            form = book.format(group.style)
            if form.locked and group.kind != "empty" and form.look in unlocked and form.look not in told:
                told.add(form.look)
                yield Problem(
                    sheet.of(group),
                    "The cell is locked but looks like an input.",
                    "Unlock it, or give inputs a colour of their own.",
                )
    if not unlocked and not expected:
        yield CannotTell("No cell is unlocked or validated and no sheet is for input, so inputs cannot be told apart.")


def entry_messages(book: Book) -> Outcome:
    """Check 15: a dropdown, or any other rule for entries, says what it accepts when it refuses one.

    Tested: each rule of data validation shows an error alert and has a text for it. Not seen: whether the text helps;
    cells that should have a dropdown and have none.

    Source: ICAEW principle 6 (design for those who use it); Microsoft, "Apply data validation to cells".
    """
    for sheet in book.sheets:
        for rule in entry_rules(sheet):
            if not rule.has_message and rule.areas:
                area = rule.areas[0]
                what = "dropdown" if rule.kind == "list" else "rule for entries"
                yield Problem(
                    f"{sheet.name}!{area.text}",
                    f"The {what} refuses a wrong entry without saying what is accepted, or lets it pass.",
                    "Write it in Data > Data Validation > Error Alert.",
                )
