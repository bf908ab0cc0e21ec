"""Formulas, and what Python computes from the same rows with no Excel between."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from smo_metrics import agreement
from smo_metrics.agreement import Ratings
from smo_metrics.agreement.krippendorff import LEVELS
from smo_metrics.catalog import CATALOG, Entry
from smo_metrics.quality import gold_accuracy
from tests.excel_addin.libreoffice.sheets import ACROSS, ANSWERS, DATES, HEADER, ORDER, PAIR, ROWS, SCALE, TEXTS

NA = "error #N/A"


@dataclass(frozen=True)
class Case:
    """A formula as Excel writes it, and the value or table that its cells show."""

    formula: str
    expected: Callable[[], Any]

    @functools.cached_property
    def shown(self) -> list[list[Any]]:
        value = self.expected()
        if not isinstance(value, pd.DataFrame):
            return [[_cell(value)]]
        return [list(value.columns), *[list(map(_cell, row)) for row in value.astype(object).to_numpy().tolist()]]


def _cell(value: Any) -> Any:
    if isinstance(value, float) and math.isnan(value):
        return NA
    return "" if value is None else value if isinstance(value, str) else float(value)


COMPUTED: dict[str, Callable[[Ratings], Any]] = {
    "SMO_KRIPPENDORFF_ALPHA": agreement.krippendorff_alpha,
    "SMO_PERCENT_AGREEMENT": agreement.percent_agreement,
    "SMO_COHEN_KAPPA": agreement.cohen_kappa,
    "SMO_FLEISS_KAPPA": agreement.fleiss_kappa,
    "SMO_GWET_AC": agreement.gwet_ac,
    "SMO_AGREEMENT_TABLE": lambda ratings: agreement.agreement_table(ratings).to_frame(),
    "SMO_CATEGORY_AGREEMENT": lambda ratings: agreement.category_agreement(ratings).to_frame(),
    "SMO_ANNOTATOR_AGREEMENT": lambda ratings: agreement.annotator_agreement(ratings).to_frame(),
}
FROM_GOLD: dict[str, Callable[[Any], Any]] = {
    "SMO_GOLD_ACCURACY": lambda result: result.accuracy,
    "SMO_GOLD_CLASSES": lambda result: result.classes,
    "SMO_GOLD_ANNOTATORS": lambda result: result.per_annotator,
    "SMO_CONFUSION": lambda result: result.confusion,
}
LETTERS = {"items": "A", "annotators": "B", "labels": "C", "gold": "D"}
OPTIONS = {"level": '"nominal"', "categories": '{"spam","none","hate","graphic","unused"}', "statistic": '"low"'}


def _frame(rows: list[tuple[str | None, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=HEADER, dtype=object)


def _columns(entry: Entry) -> tuple[str, list[tuple[str | None, ...]]]:
    """Choose the sheet whose rows a function can take."""
    return ("Pair", PAIR) if entry.excel_name == "SMO_COHEN_KAPPA" else ("Data", ROWS)


def _formula(entry: Entry, texts: dict[str, str]) -> str:
    given = [texts[argument.name] for argument in entry.arguments if argument.name in texts]
    return f"={entry.excel_name}({','.join(given)})"


def _result(entry: Entry, rows: list[tuple[str | None, ...]], statistic: str, order: list[str] | None = None) -> Any:
    name = entry.excel_name
    if name in COMPUTED:
        result = COMPUTED[name](Ratings.from_long(_frame(rows), categories=order))
    else:
        result = FROM_GOLD[name](gold_accuracy(_frame(rows)))
    return result if isinstance(result, pd.DataFrame) else getattr(result, statistic)


def _of_columns(entry: Entry) -> Case:
    sheet, rows = _columns(entry)
    texts = {name: f"{sheet}!{letter}1:{letter}{len(rows) + 1}" for name, letter in LETTERS.items()}
    return Case(_formula(entry, texts), lambda: _result(entry, rows, "value"))


def _of_whole_columns_with_options(entry: Entry) -> Case:
    sheet, rows = _columns(entry)
    texts = {name: f"{sheet}!{letter}:{letter}" for name, letter in LETTERS.items()}
    return Case(_formula(entry, texts | OPTIONS), lambda: _result(entry, rows, "low", ORDER))


def _of_required(entry: Entry) -> Case:
    """Leave out all that is optional: a block, or two columns whose rows are items of their own."""
    if entry.pillar == "quality":
        own = [(str(i), "same", *row[2:]) for i, row in enumerate(ROWS)]
        formula = _formula(entry, {"labels": "Data!C2:C37", "gold": "Data!D2:D37"})
        if entry.excel_name == "SMO_GOLD_ANNOTATORS":
            message = "SMO: annotators is left out. Give the column that says who gave each label."
            return Case(formula, lambda: message)
        return Case(formula, lambda: _result(entry, own, "value"))
    annotators = 2 if entry.excel_name == "SMO_COHEN_KAPPA" else 3
    result = COMPUTED[entry.excel_name]
    block = Ratings.from_wide(pd.DataFrame([row[:annotators] for row in SCALE], columns=range(1, annotators + 1)))

    def expected() -> Any:
        computed = result(block)
        return computed if isinstance(computed, pd.DataFrame) else computed.value

    return Case(_formula(entry, {"labels": f"Scale!A1:{'ABC'[annotators - 1]}10"}), expected)


def _categories(block: list[list[Any]]) -> pd.DataFrame:
    return agreement.category_agreement(Ratings.from_wide(block)).to_frame()


def _ordinal() -> float:
    ratings = Ratings.from_wide(SCALE, categories=[5.0, 4.0, 3.0, 2.0, 1.0])
    return agreement.krippendorff_alpha(ratings, level="ordinal").interval.low


def _across() -> float:
    labels, items, annotators = ACROSS
    frame = pd.DataFrame({"item_id": items, "annotator_id": annotators, "label": labels})
    return agreement.krippendorff_alpha(Ratings.from_long(frame)).value


_HEIGHTS = "SMO: the columns differ in height (labels {}, items {}, annotators {} rows). Select the same rows in each."

SPECIAL = {
    "gold on another sheet, whole columns": Case(
        "=SMO_GOLD_ACCURACY(Data!C:C,Far!A:A,Data!A:A,Data!B:B)", lambda: gold_accuracy(_frame(ROWS)).accuracy.value
    ),
    "a word in one cell, options left empty": Case(
        "=SMO_PERCENT_AGREEMENT(Scale!A1:C10,Empty!A1,Empty!A1,Empty!A1,Chosen!A1)", lambda: 10.0
    ),
    "categories on a short sheet, whole columns": Case(
        "=SMO_GWET_AC(Data!C:C,Data!A:A,Data!B:B,Order!A:A)",
        lambda: agreement.gwet_ac(Ratings.from_long(_frame(ROWS), categories=ORDER)).value,
    ),
    "a declared order": Case(
        '=SMO_KRIPPENDORFF_ALPHA(Scale!A1:C10,Empty!A1,Empty!A1,"ordinal",Chosen!A2:A6,"low")', _ordinal
    ),
    "one cell each": Case("=SMO_GOLD_ACCURACY(Data!C5,Data!D5)", lambda: 1.0),
    "one row each": Case("=SMO_KRIPPENDORFF_ALPHA(Across!A1:F1,Across!A2:F2,Across!A3:F3)", _across),
    "an array constant": Case('=SMO_PERCENT_AGREEMENT({"a","a";"b","a"})', lambda: 0.5),
    "dates": Case(
        "=SMO_CATEGORY_AGREEMENT(Dates!A1:B4)", lambda: _categories([[str(day) for day in row] for row in DATES])
    ),
    "truth values": Case(
        "=SMO_CATEGORY_AGREEMENT(Answers!A1:B4)",
        lambda: _categories([[str(answer).upper() for answer in row] for row in ANSWERS]),
    ),
    "texts that look like something else": Case(
        "=SMO_CATEGORY_AGREEMENT(Texts!A1:B5)",
        lambda: _categories([[text and text.strip() for text in row] for row in TEXTS]),
    ),
    "undefined": Case("=SMO_KRIPPENDORFF_ALPHA(Same!A1:B2)", lambda: math.nan),
    "an error cell": Case(
        "=SMO_GOLD_ACCURACY(Errors!B1:B5,Errors!B1:B5)",
        lambda: "SMO: labels holds an error cell (row 2 of the selection): #N/A. Mend or clear it.",
    ),
    "error cells": Case(
        "=SMO_GOLD_ACCURACY(Errors!A1:A5,Errors!B1:B5)",
        lambda: "SMO: labels holds 2 error cells (rows 3, 5 of the selection): #DIV/0!, #N/A. Mend or clear them.",
    ),
    "one error cell": Case(
        "=SMO_PERCENT_AGREEMENT(Errors!A3)",
        lambda: "SMO: labels holds an error cell (row 1 of the selection): #DIV/0!. Mend or clear it.",
    ),
    "an empty range": Case(
        "=SMO_PERCENT_AGREEMENT(Empty!A1:B9)", lambda: "SMO: labels is empty. Select the cells that hold the labels."
    ),
    "columns of different height": Case(
        "=SMO_GOLD_ACCURACY(Data!C2:C9,Data!D2:D5)",
        lambda: "SMO: the columns differ in height (labels 8, gold 4 rows). Select the same rows in each.",
    ),
    "long columns that begin in different rows": Case(
        "=SMO_PERCENT_AGREEMENT(Data!C2:C5000,Data!A1:A5000,Data!B1:B5000)", lambda: _HEIGHTS.format(36, 37, 37)
    ),
    "a column beside whole columns": Case(
        "=SMO_PERCENT_AGREEMENT(Data!C2:C5000,Data!A:A,Data!B:B)", lambda: _HEIGHTS.format(36, 37, 37)
    ),
    "long rows that begin in different columns": Case(
        "=SMO_PERCENT_AGREEMENT(Across!B1:ZZ1,Across!A2:ZZ2,Across!A3:ZZ3)",
        lambda: _HEIGHTS.format(701, 702, 702),
    ),
    "whole rows": Case("=SMO_KRIPPENDORFF_ALPHA(Across!1:1,Across!2:2,Across!3:3)", _across),
    "whole columns of a table below a title": Case(
        "=SMO_PERCENT_AGREEMENT(Low!E:E,Low!C:C,Low!D:D)",
        lambda: agreement.percent_agreement(Ratings.from_long(_frame(ROWS))).value,
    ),
    "a whole column of an empty sheet": Case(
        "=SMO_GOLD_ACCURACY(Empty!A:A,Empty!B:B)",
        lambda: "SMO: labels is empty. Select the column that holds the labels.",
    ),
    "an unknown word": Case(
        '=SMO_KRIPPENDORFF_ALPHA(Scale!A1:C10,Empty!A1,Empty!A1,"ordnial")',
        lambda: f"SMO: level is one of {', '.join(LEVELS)}; 'ordnial' arrived. Write one of them in quotes.",
    ),
}

CASES = {
    **{f"{entry.excel_name} of columns": _of_columns(entry) for entry in CATALOG},
    **{f"{entry.excel_name} of whole columns": _of_whole_columns_with_options(entry) for entry in CATALOG},
    **{f"{entry.excel_name} of what is required": _of_required(entry) for entry in CATALOG},
    **SPECIAL,
}
