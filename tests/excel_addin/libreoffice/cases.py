"""Formulas, and what Python computes from the same rows with no Excel between."""

from __future__ import annotations

from typing import Any

import pandas as pd

from smo_metrics import agreement, quality
from smo_metrics.agreement import Ratings
from smo_metrics.agreement.krippendorff import LEVELS
from smo_metrics.catalog import CATALOG, Entry
from smo_metrics.quality import gold_accuracy
from tests.excel_addin.in_python import NUMERIC, OF_TWO, RATED, TABLED, acceptance, as_cells, compared
from tests.excel_addin.libreoffice.case import Case
from tests.excel_addin.libreoffice.flow_cases import FLOW_CASES
from tests.excel_addin.libreoffice.sheets import (
    ACROSS,
    ANSWERS,
    DATES,
    HEADER,
    ORDER,
    PAIR,
    ROWS,
    SCALE,
    TEXTS,
    Row,
)
from tests.excel_addin.libreoffice.sheets import SETS as SETS_BLOCK
from tests.excel_addin.libreoffice.sla_cases import SLA_CASES

OF_LABELS = [entry for entry in CATALOG if entry.pillar in ("agreement", "quality")]
LETTERS = {
    "items": "A", "annotators": "B", "labels": "C", "gold": "D", "groups": "E", "times": "F", "seconds": "G",
}  # fmt: skip
SCORES, SETS = "H", "I"
ALONE = {
    "SMO_SAMPLE_SIZE": {"expected": "0.7", "category_shares": "{0.8,0.2}", "half_width": "0.1"},
    "SMO_ACCEPTANCE_PLAN": {"aql": "0.01", "rql": "0.06"},
}
# An option as the formula gives it, and what it is called in Python if it reaches the library under its name.
OPTIONS: dict[str, tuple[str, Any]] = {
    "level": ('"nominal"', "nominal"),
    "weights": ('"linear"', "linear"),
    "distance": ('"jaccard"', "jaccard"),
    "separator": ('"|"', "|"),
    "no_label": ('"none"', "none"),
    "form": ('"ICC(3,k)"', "ICC(3,k)"),
    "freq": ('"M"', "M"),
    "coefficient": ('"gwet_ac"', "gwet_ac"),
    "scale": ('"altman"', "altman"),
    "method": ('"one_coin"', "one_coin"),
    "min_items": ("2", 2),
    "top": ("3", 3),
    "reference": ('"ana"', "ana"),
    "multiplier": ("2", 2),
    "seed": ("7", 7),
    "resamples": ("200", 200),
}
STATISTIC = {"SMO_GOLD_ACCURACY": "low", "SMO_ICC": "high", "SMO_KENDALL_W": "p_value"}
CATEGORIES = '{"spam","none","hate","graphic","unused"}'
PLANS = {
    "SMO_SAMPLE_SIZE": '=SMO_SAMPLE_SIZE(0.7,{0.8,0.2},0.1,Empty!A1,3,"fleiss_kappa","labels")',
    "SMO_ACCEPTANCE_PLAN": "=SMO_ACCEPTANCE_PLAN(0.01,0.06,0.1,0.05,500,{0.03,0.5})",
}


def _frame(rows: list[Row]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=HEADER, dtype=object).rename(columns={"queue": "group"})
    frame["labelled_at"] = pd.to_datetime(frame.pop("labelled_at_utc"), utc=True)
    return frame.astype({"duration_seconds": float})


def _rows(entry: Entry) -> tuple[str, list[Row]]:
    """Choose the sheet whose rows a function can take."""
    return ("Pair", PAIR) if entry.excel_name in (*OF_TWO, "SMO_COMPARE_AGREEMENT") else ("Data", ROWS)


def _label_column(entry: Entry) -> str:
    if entry.excel_name in NUMERIC:
        return SCORES
    return SETS if entry.excel_name == "SMO_MULTILABEL_ALPHA" else LETTERS["labels"]


def _formula(entry: Entry, texts: dict[str, str]) -> str:
    given = [texts[argument.name] for argument in entry.arguments if argument.name in texts]
    return f"={entry.excel_name}({','.join(given)})"


def _ranges(entry: Entry, *, whole: bool) -> dict[str, str]:
    def ranged(sheet: str, rows: list[Row], letters: dict[str, str]) -> dict[str, str]:
        ends = ("", "") if whole else ("1", f"{len(rows) + 1}")
        return {name: f"{sheet}!{letter}{ends[0]}:{letter}{ends[1]}" for name, letter in letters.items()}

    texts = ranged(*_rows(entry), LETTERS | {"labels": _label_column(entry)})
    return texts | {f"{name}_2": text for name, text in ranged("Data", ROWS, LETTERS).items()}


def _labels_in(rows: list[Row], entry: Entry) -> pd.DataFrame:
    source = {SCORES: "score", SETS: "sets", LETTERS["labels"]: "label"}[_label_column(entry)]
    frame = _frame(rows)
    return frame.assign(label=frame[source])


def _result(entry: Entry, rows: list[Row], order: list[str] | None = None, **options: Any) -> Any:
    name, frame = entry.excel_name, _labels_in(rows, entry)
    if name == "SMO_COMPARE_AGREEMENT":
        domain = order or sorted({*frame["label"].dropna()})
        return compared(*(Ratings.from_long(one, categories=domain) for one in (frame, _frame(ROWS))), **options)
    if name in TABLED:
        return TABLED[name](frame, **options)
    return RATED[name](Ratings.from_long(frame, categories=order), **options)


def _of_columns(entry: Entry) -> Case:
    if entry.excel_name in ALONE:
        return Case(_formula(entry, ALONE[entry.excel_name]), lambda: _plan(entry.excel_name))
    return Case(_formula(entry, _ranges(entry, whole=False)), lambda: as_cells(_result(entry, _rows(entry)[1])))


def _plan(name: str) -> Any:
    if name == "SMO_ACCEPTANCE_PLAN":
        return as_cells(acceptance(0.01, 0.06))
    return agreement.sample_size(expected=0.7, category_shares=[0.8, 0.2], half_width=0.1).items


def _of_whole_columns_with_options(entry: Entry) -> Case:
    name, names = entry.excel_name, [argument.name for argument in entry.arguments]
    if name in ALONE:
        return Case(PLANS[name], lambda: _plan_with_options(name))
    given = {option: OPTIONS[option] for option in names if option in OPTIONS}
    texts = _ranges(entry, whole=True) | {option: text for option, (text, _) in given.items()}
    statistic = STATISTIC.get(name, "standard_error")
    texts |= {"statistic": f'"{statistic}"', "categories": "{1,2,3,4,5}" if name in NUMERIC else CATEGORIES}
    order = ([1.0, 2.0, 3.0, 4.0, 5.0] if name in NUMERIC else ORDER) if "categories" in names else None
    options = {option: value for option, (_, value) in given.items()}
    if name in TABLED and order:
        options |= {"categories": order}

    def expected() -> Any:
        return as_cells(_result(entry, _rows(entry)[1], order, **options), statistic)

    return Case(_formula(entry, texts), expected)


def _plan_with_options(name: str) -> Any:
    if name == "SMO_ACCEPTANCE_PLAN":
        risks = {"producer_risk": 0.1, "consumer_risk": 0.05}
        return as_cells(acceptance(0.01, 0.06, defect_shares=(0.03, 0.5), lot_size=500, **risks))
    return agreement.sample_size(
        coefficient="fleiss_kappa", expected=0.7, category_shares=[0.8, 0.2], half_width=0.1, annotators=3
    ).labels


def _of_required(entry: Entry) -> Case:
    """Leave out all that is optional: give a block, or columns whose rows may then be items of their own."""
    needed = [argument.name for argument in entry.arguments if not argument.optional]
    if needed == ["labels"]:
        return _of_a_block(entry)
    if entry.excel_name == "SMO_COMPARE_AGREEMENT":
        blocks = [pd.DataFrame([row[at : at + 2] for row in SCALE], columns=[1, 2]) for at in (0, 1)]
        domain = sorted({cell for row in SCALE for cell in row if cell is not None})
        sides = [Ratings.from_wide(block, categories=domain) for block in blocks]
        return Case(f"={entry.excel_name}(Scale!A1:B10,Scale!B1:C10)", lambda: as_cells(compared(*sides)))
    if "gold" not in needed:
        return _of_columns(entry)
    own = [(str(i), "same", *row[2:]) for i, row in enumerate(ROWS)]
    texts = {name: f"Data!{LETTERS[name]}2:{LETTERS[name]}37" for name in needed}
    if entry.excel_name == "SMO_GOLD_ANNOTATORS":
        message = "SMO: annotators is left out. Give the column that says who gave each label."
        return Case(_formula(entry, texts), lambda: message)
    return Case(_formula(entry, texts), lambda: as_cells(_result(entry, own)))


def _of_a_block(entry: Entry) -> Case:
    name = entry.excel_name
    if name == "SMO_MULTILABEL_ALPHA":
        cells = [(row, who, cell) for row, line in enumerate(SETS_BLOCK) for who, cell in enumerate(line)]
        frame = pd.DataFrame(cells, columns=["item_id", "annotator_id", "label"])
        return Case(f"={name}(Sets!A1:B5)", lambda: as_cells(TABLED[name](frame)))
    annotators = 2 if name in OF_TWO else 3
    compute = RATED.get(name, quality.spam_scores)
    rows, columns = range(1, len(SCALE) + 1), range(1, annotators + 1)
    block = Ratings.from_wide(pd.DataFrame([row[:annotators] for row in SCALE], index=rows, columns=columns))
    return Case(_formula(entry, {"labels": f"Scale!A1:{'ABC'[annotators - 1]}10"}), lambda: as_cells(compute(block)))


def _categories(block: list[list[Any]]) -> list[list[Any]]:
    return as_cells(agreement.category_agreement(Ratings.from_wide(block)))


def _ordinal() -> float:
    ratings = Ratings.from_wide(SCALE, categories=[5.0, 4.0, 3.0, 2.0, 1.0])
    return agreement.krippendorff_alpha(ratings, level="ordinal").standard_error


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
        '=SMO_KRIPPENDORFF_ALPHA(Scale!A1:C10,Empty!A1,Empty!A1,"ordinal",Chosen!A2:A6,"standard_error")', _ordinal
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
    "undefined": Case("=SMO_KRIPPENDORFF_ALPHA(Same!A1:B2)", lambda: "#N/A"),
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
    **{f"{entry.excel_name} of columns": _of_columns(entry) for entry in OF_LABELS},
    **{f"{entry.excel_name} of whole columns": _of_whole_columns_with_options(entry) for entry in OF_LABELS},
    **{f"{entry.excel_name} of what is required": _of_required(entry) for entry in OF_LABELS},
    **FLOW_CASES,
    **SLA_CASES,
    **SPECIAL,
}
