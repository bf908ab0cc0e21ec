"""Does a number say what it counts? Checks 18 (number formats) and 19 (units in headers)."""

from __future__ import annotations

import re

from smo_metrics.workbook.lint.facts.book import Book, Sheet
from smo_metrics.workbook.lint.outcome import Outcome, Problem
from smo_metrics.workbook.xlsx.layout import Table, TableColumn

_WITHOUT_TEXT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_SAYS_UNIT = re.compile(r'%|"[^"]*[^\W\d][^"]*"|[$€£¥]|\[\$[^\]]')
_WORD = re.compile(r"[^\W_]+|%")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
QUANTITIES = frozenset({
    "age", "amount", "budget", "cost", "costs", "delay", "distance", "duration", "earnings", "effort", "fee", "height",
    "latency", "length", "pay", "price", "revenue", "salary", "spend", "speed", "throughput", "time", "wage", "wages",
    "wait", "weight", "width",
})  # fmt: skip
UNITS = frozenset({
    "%", "characters", "chf", "cny", "count", "date", "day", "days", "eur", "euro", "euros", "gbp", "h", "hour",
    "hourly", "hours", "hrs", "index", "inr", "items", "jpy", "kg", "km", "labels", "local", "m", "min", "minute",
    "minutes", "mins", "month", "monthly", "months", "ms", "n", "people", "per", "percent", "php", "points", "quarter",
    "ratio", "s", "sec", "second", "seconds", "secs", "sgd", "share", "tasks", "usd", "utc", "week", "weekly", "weeks",
    "words", "year", "years",
})  # fmt: skip


def number_formats(book: Book) -> Outcome:
    """Check 18: every number has a number format of its own.

    Tested: cells that hold a number, typed or computed, do not have the format General. Not seen: whether the format
    suits the figure; empty columns.

    Source: ICAEW principle 2 (consistent formats); FAST Standard 02c, chapter 2 (formats of figures).
    """
    for sheet in book.sheets:
        told = set()
        for group in sheet.cells.groups:
            plain = group.kind == "number" and book.format(group.style).number_format == "General"
            if plain and (group.place, group.column) not in told:
                told.add((group.place, group.column))
                yield Problem(
                    sheet.of(group),
                    "The number has no format of its own (General).",
                    "Choose one in Format Cells > Number: decimals, %, or a date.",
                )


def units(book: Book) -> Outcome:
    """Check 19: the header of a column of numbers names the unit.

    Tested: in tables, columns whose numbers or number format are numeric and whose header names a quantity that comes
    in several units (duration, time, age, wait, cost, budget, throughput, …) also name one (hours, minutes, days, USD,
    share, per, …), or their number format shows it (0.0%, dates, 0 "h", $), or the table has a column `unit`. Columns
    of pure numbers (alpha, items) need none. Not seen: whether the unit is right; quantities not in the list; numbers
    outside tables.

    Source: FAST Standard 02c, chapter 2 (every line item has a unit); ICAEW principle 6.
    """
    for sheet in book.sheets:
        for table in sheet.tables:
            if any(column.header.strip().casefold() in ("unit", "units") for column in table.columns):
                continue
            for column in table.columns:
                words = {word.casefold() for word in _WORD.findall(_CAMEL.sub(" ", column.header))}
                if words & QUANTITIES and not words & UNITS and _needs_unit(book, sheet, table, column):
                    yield Problem(
                        f"table {table.name}, column {column.header}",
                        "The header names a quantity without its unit.",
                        f"Write it into the header, such as {column.header}_hours, or into the number format.",
                    )


def _needs_unit(book: Book, sheet: Sheet, table: Table, column: TableColumn) -> bool:
    """Say whether a column holds, or is made for, numbers whose format shows no unit."""
    place = (table.name, "data")
    groups = [one for one in sheet.cells.groups if one.place == place and one.column == column.number]
    held = [one for one in groups if one.kind == "number"]
    codes = {book.format(one.style).number_format for one in held or groups}
    bare = {code for code in codes if not _SAYS_UNIT.search(code) and not _is_date(code)}
    return bool(bare) if held else any("0" in _WITHOUT_TEXT.sub("", code) for code in bare)


def _is_date(code: str) -> bool:
    return code != "General" and re.search(r"[ymdhs]", _WITHOUT_TEXT.sub("", code), re.IGNORECASE) is not None
