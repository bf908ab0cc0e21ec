"""Can everybody read the workbook? Checks 20 (alt text), 21 (colour alone) and 22 (contrast)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smo_metrics.workbook.lint.facts.book import Book, Sheet
from smo_metrics.workbook.lint.facts.cell_groups import Group
from smo_metrics.workbook.lint.facts.colours import contrast, rgb
from smo_metrics.workbook.lint.facts.drawings import drawn, table_alt_text
from smo_metrics.workbook.lint.facts.formats import CellFormat
from smo_metrics.workbook.lint.facts.formulas import functions
from smo_metrics.workbook.lint.facts.rules import ColourRule, colour_rules
from smo_metrics.workbook.lint.outcome import Outcome, Problem

LEAST_CONTRAST = 4.5
_FILE_NAME = re.compile(r"\S+\.(png|jpe?g|gif|bmp|svg|emf|wmf)|(chart|picture|image|diagram)\s*\d*", re.IGNORECASE)
_SHOWS_ITSELF = frozenset({
    "beginsWith", "endsWith", "containsText", "notContainsText", "containsBlanks", "notContainsBlanks",
    "containsErrors", "notContainsErrors", "colorScale", "dataBar", "iconSet",
})  # fmt: skip
_TESTS_OF_TEXT = frozenset({"ISTEXT", "ISNONTEXT", "ISBLANK", "ISERROR", "ISNA"})


def alt_texts(book: Book) -> Outcome:
    """Check 20: charts, pictures and tables have alt text.

    Tested: each chart, picture, group and shape without words on a sheet has a description that is no file name and no
    default (Chart 1), or is marked as decorative; each table has an alt text. Not seen: whether the text says what the
    picture shows; form controls, slicers and pictures in headers.

    Source: Microsoft, "Make your Excel documents accessible" (add alt text to visuals and tables).
    """
    for sheet in book.sheets:
        for thing in drawn(book, sheet):
            text = thing.alt_text.strip()
            if not text or _FILE_NAME.fullmatch(text):
                yield Problem(
                    f"{thing.kind} {thing.name} on sheet {sheet.name}",
                    f"Its alt text {text!r} says nothing." if text else "It has no alt text.",
                    "Right-click it, View Alt Text, and write what it shows in one sentence.",
                )
        for table in sheet.tables:
            if not table_alt_text(book, table):
                yield Problem(
                    f"table {table.name}",
                    "It has no alt text.",
                    "Right-click the table, Table > Alternative Text, and write what it holds.",
                )


def colour_alone(book: Book) -> Outcome:
    """Check 21: a conditional format never speaks by colour alone.

    Tested: a rule that changes a colour also sets bold, italic, underline, strikethrough, a border or a number format,
    or it colours what words already say: it looks for text (begins with ●), for blanks or errors, or its formula
    compares with a text or asks ISTEXT. Colour scales, data bars and icons pass: the number stands in the cell.
    Not seen: colours set by hand, in charts, and by rules that Excel 2010 and later keep in an extension.

    Source: Microsoft, "Make your Excel documents accessible" (do not use colour alone); WCAG 2.1, 1.4.1.
    """
    for sheet in book.sheets:
        for rule in colour_rules(sheet):
            change = book.formats.change(rule.change)
            if change is None or change.has_sign or rule.kind in _SHOWS_ITSELF or not rule.areas:
                continue
            if (change.font or change.fill) and not any(_asks_for_words(text) for text in rule.formulas):
                yield Problem(
                    f"{sheet.name}!{rule.areas[0].text}",
                    "The conditional format changes colour only.",
                    "Make it bold or underlined too, or let a mark (● ▲ ■) or a word in the cell say the same.",
                )


def contrasts(book: Book) -> Outcome:
    """Check 22: text stands out from its ground by a contrast of 4.5 or more.

    Tested: font against fill of every cell that holds something, and against what conditional formats make of the first
    cell of their range, colour scales included; theme colours and tints are resolved, an automatic colour is black on
    white. Not seen: patterns and gradients, colours of table styles (header cells without a fill of their own are left
    out for that), data bars, charts and shapes.

    Source: WCAG 2.1, 1.4.3; Microsoft, "Make your Excel documents accessible" (sufficient contrast).
    """
    for sheet in book.sheets:
        told = set()
        for group in sheet.cells.groups:
            form = book.format(group.style)
            if group.kind != "empty" and form.look not in told and not _styled_by_table(group, form):
                told.add(form.look)
                yield from _faint(sheet.of(group), form.look.font, form.ground)
        for rule in colour_rules(sheet):
            yield from _faint_rule(book, sheet, rule)


def _faint_rule(book: Book, sheet: Sheet, rule: ColourRule) -> Outcome:
    if not rule.areas:
        return
    area = rule.areas[0]
    form = book.format(sheet.style(area.top, area.left))
    where = f"conditional format of {sheet.name}!{area.text}"
    for colour in rule.scale:
        ground = rgb(colour, book.formats.theme)
        yield from _faint(where, form.look.font, ground)
    change = book.formats.change(rule.change)
    if change is not None and (change.font or change.fill):
        yield from _faint(where, change.font or form.look.font, change.fill or form.ground)


def _faint(where: str, ink: str, ground: str | None) -> Iterator[Problem]:
    if ground is not None and (ratio := contrast(ink, ground)) < LEAST_CONTRAST:
        yield Problem(
            where,
            f"The text ({ink}) hardly stands out from its ground ({ground}): contrast {ratio:.1f}.",
            f"Choose a darker or lighter colour; {LEAST_CONTRAST} is the least.",
        )


def _styled_by_table(group: Group, form: CellFormat) -> bool:
    """Say whether the table's own style paints what lies behind a cell."""
    return group.place is not None and group.place[1] != "data" and form.look.fill is None


def _asks_for_words(formula: str) -> bool:
    return '"' in formula.replace('""', "") or bool(_TESTS_OF_TEXT.intersection(functions(formula)))
