"""Can a formula be read, trusted and changed in one place? Checks 6 to 8, 10 and 14."""

from __future__ import annotations

import re

from smo_metrics.workbook.lint.facts.book import Book, Sheet
from smo_metrics.workbook.lint.facts.cell_groups import Formula
from smo_metrics.workbook.lint.facts.formulas import Address, addresses, functions, nesting, numbers, shown
from smo_metrics.workbook.lint.facts.rules import colour_rules, entry_rules
from smo_metrics.workbook.lint.outcome import Outcome, Problem
from smo_metrics.workbook.xlsx.addresses import parse_area

UNIVERSAL = frozenset({0.0, 1.0, 7.0, 12.0, 24.0, 60.0, 100.0, 1000.0})
LONGEST = 120
VOLATILE = frozenset({"OFFSET", "INDIRECT", "NOW", "TODAY", "RAND", "RANDBETWEEN", "RANDARRAY"})
_QUOTED = 60


def constants(book: Book) -> Outcome:
    """Check 6: formulas hold no numbers that may change: none but 0, 1, 7, 12, 24, 60, 100 and 1000.

    Tested: the numbers typed into formulas of cells, those in array constants too. Not seen: numbers written as text,
    in defined names (a name is the place for them), in conditional formats and in rules for entries.

    Source: FAST Standard 02c, 3.04-01 (no embedded constants but universal ones, such as 12, 24 and 1000); ICAEW
    principle 14.
    """
    for sheet, formula in book.formulas():
        found = [number for number in dict.fromkeys(numbers(formula.text)) if float(number) not in UNIVERSAL]
        if found:
            yield Problem(
                sheet.of(formula),
                f"The formula holds {_listed(found)}: {_quoted(formula)}",
                "Put the number on a sheet of settings, name its cell, and refer to the name.",
            )


def nested_ifs(book: Book) -> Outcome:
    """Check 7: no IF stands within another IF.

    Tested: calls of IF among the arguments of IF, at any depth, in formulas of cells. Not seen: IFS, SWITCH and CHOOSE,
    which say the same in one list; conditions in defined names.

    Source: FAST Standard 02c, 3.03-07 (never use nested IFs).
    """
    for sheet, formula in book.formulas():
        depth = nesting(formula.text, "IF")
        if depth > 1:
            yield Problem(
                sheet.of(formula),
                f"IF stands within IF, {depth} deep: {_quoted(formula)}",
                "Look the answer up in a small table (XLOOKUP), or use IFS.",
            )


def long_formulas(book: Book) -> Outcome:
    """Check 8: a formula is no longer than 120 characters, as Excel shows it.

    Tested: the formula's text with its = and without prefixes that only the file has; a reference to a column of the
    own table counts as ``[@column]``. Not seen: how hard a short one is to read.

    Source: FAST Standard 02c, 3.03-01 (no longer than your thumb; 120 is this library's measure); ICAEW principle 13.
    """
    for sheet, formula in book.formulas():
        length = len(shown(formula.text))
        if length > LONGEST:
            yield Problem(
                sheet.of(formula),
                f"The formula is {length:,} characters long: {_quoted(formula)}",
                f"Split it into steps of at most {LONGEST} characters, a column or a cell each.",
            )


def volatile_functions(book: Book) -> Outcome:
    """Check 10: nothing recalculates by itself: no OFFSET, INDIRECT, NOW, TODAY, RAND, RANDBETWEEN or RANDARRAY.

    Tested: formulas of cells, defined names, conditional formats and rules for entries. Not seen: volatile functions
    of add-ins and macros; CELL and INFO, of which only some uses are volatile.

    Source: FAST Standard 02c, 4.01-03 (no OFFSET or INDIRECT); Microsoft, "Excel recalculation" (volatile functions).
    """
    places = [(sheet.of(formula), formula.text) for sheet, formula in book.formulas()]
    places += [(f"name {name.name}", name.text.lstrip("=")) for name in book.names]
    for sheet in book.sheets:
        rules = [(rule.areas, rule.formulas) for rule in colour_rules(sheet)]
        rules += [(rule.areas, rule.formulas) for rule in entry_rules(sheet)]
        places += [(f"{sheet.name}!{areas[0].text}", text) for areas, texts in rules if areas for text in texts]
    for where, text in places:
        found = sorted(VOLATILE.intersection(functions(text)))
        if found:
            yield Problem(
                where,
                f"It recalculates at every change, because of {_listed(found)}: {_shortened(shown(text))}",
                "Refer to a table's column or INDEX instead; type a date into a settings cell and refer to that.",
            )


def named_references(book: Book) -> Outcome:
    """Check 14: formulas refer to names and table columns, not to addresses.

    Tested: references by address in formulas of cells. Allowed is one relative cell of the same sheet (``B5``) that is
    in no table; not allowed are ranges, whole rows and columns, addresses with $, other sheets, and cells of a table
    (a formula within the table included). Not seen: references within names.

    Source: Microsoft, "Using structured references with Excel tables"; ICAEW principle 12. (FAST 02c itself avoids
    names; this checklist follows the tables.)
    """
    for sheet, formula in book.formulas():
        found = [one for one in dict.fromkeys(addresses(formula.text)) if not _is_allowed(one, sheet, formula)]
        if found:
            yield Problem(
                sheet.of(formula),
                f"The formula refers to {_listed([_written(one) for one in found])} by address: {_quoted(formula)}",
                "Refer to a table's column, such as Labels[label], or name the cells and use the name.",
            )


def _is_allowed(address: Address, sheet: Sheet, formula: Formula) -> bool:
    area = parse_area(address.cells)
    if area is None or not address.is_one_relative_cell or (formula.place and formula.place[1] == "data"):
        return False
    return not any(table.area.meets(area) for table in sheet.tables)


def _written(address: Address) -> str:
    return address.cells if address.sheet is None else f"{address.sheet}!{address.cells}"


def _listed(texts: list[str]) -> str:
    shown_texts = texts[:3] + ([f"{len(texts) - 3} more"] if len(texts) > 3 else [])
    return ", ".join(shown_texts[:-1]) + (" and " if len(shown_texts) > 1 else "") + shown_texts[-1]


def _quoted(formula: Formula) -> str:
    return _shortened(shown(formula.text))


def _shortened(text: str) -> str:
    line = re.sub(r"\s+", " ", text)
    return line if len(line) <= _QUOTED else f"{line[: _QUOTED - 1]}…"
