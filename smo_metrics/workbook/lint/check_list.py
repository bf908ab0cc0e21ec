"""The workbook checklist: 25 rules by number, name and the function that tests each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from smo_metrics.workbook.lint.checks import (
    accessibility,
    control,
    formulas,
    guide,
    inputs,
    links_and_errors,
    numbers,
    sheets,
    tables,
)
from smo_metrics.workbook.lint.facts.book import Book
from smo_metrics.workbook.lint.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: its number, its name, and what tests it."""

    number: int
    name: str
    test: Callable[[Book], Outcome]


CHECKS = (
    Check(1, "first sheet explains", guide.first_sheet),
    Check(2, "role of each sheet", guide.roles),
    Check(3, "hidden _meta", control.meta),
    Check(4, "legend of styles", guide.legend),
    Check(5, "inputs marked and unlocked", inputs.unlocked_inputs),
    Check(6, "no constants in formulas", formulas.constants),
    Check(7, "no nested IF", formulas.nested_ifs),
    Check(8, "short formulas", formulas.long_formulas),
    Check(9, "one formula per column", tables.one_formula_per_column),
    Check(10, "no volatile functions", formulas.volatile_functions),
    Check(11, "no external links", links_and_errors.external_links),
    Check(12, "no errors in cells", links_and_errors.cached_errors),
    Check(13, "data in tables", tables.data_in_tables),
    Check(14, "names, not addresses", formulas.named_references),
    Check(15, "entry rules explain", inputs.entry_messages),
    Check(16, "frozen panes", sheets.frozen_panes),
    Check(17, "merges only in titles", sheets.merged_cells),
    Check(18, "number formats", numbers.number_formats),
    Check(19, "units in headers", numbers.units),
    Check(20, "alt text", accessibility.alt_texts),
    Check(21, "colour never alone", accessibility.colour_alone),
    Check(22, "contrast", accessibility.contrasts),
    Check(23, "sheet names, A1 active", sheets.sheet_names),
    Check(24, "ready to print", sheets.pages),
    Check(25, "Checks sheet", control.checks_sheet),
)
