"""Every function with every combination of what an argument can be: the value that Python computes, or one message.

What is expected is written down here (`REFUSALS`, by kinds of arguments alone) or computed by the library from plain
columns; nothing of the add-in is asked.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import math

import pandas as pd
import pytest

from smo_metrics import agreement
from smo_metrics.agreement import Ratings
from smo_metrics.catalog import CATALOG, entry
from smo_metrics.errors import SmoError
from smo_metrics.quality import gold_accuracy
from tests.excel_addin.excel_objects import ERROR_CELLS, MISSING, column
from tests.excel_addin.pywin32_stand_in import TimeType

KINDS = (
    "scalar", "row", "column", "block", "empty cell", "empty column", "error", "date", "missing", "1x1", "whole column",
)  # fmt: skip
DAYS = [dt.datetime(2026, 3, day) for day in (2, 3, 4)]
COLUMNS = {
    "labels": ["spam", "hate", "spam", "spam", "hate", "none"],
    "gold": ["spam", "spam", "spam", "spam", "hate", "hate"],
    "items": ["p1", "p1", "p2", "p2", "p3", "p3"],
    "annotators": ["ana", "ben"] * 3,
}
SECOND = {
    "labels": ["hate", "hate", "none", "spam", "hate", "none"],
    "gold": ["spam"] * 6,
    "items": ["v1", "v1", "v1", "v2", "v2", "v2"],
    "annotators": ["cem"] * 6,
}
DATES = {
    "labels": [DAYS[0], DAYS[0], DAYS[1], DAYS[1], DAYS[0], DAYS[1]],
    "gold": [DAYS[0], DAYS[0], DAYS[1], DAYS[1], DAYS[1], DAYS[1]],
    "items": [day for day in DAYS for _ in range(2)],
    "annotators": [*DAYS[:2]] * 3,
}
HEADERS = {"labels": "Label", "gold": "Gold label", "items": "Task ID", "annotators": "Worker"}
DATA = tuple(COLUMNS)

AGREEMENT = {
    "SMO_KRIPPENDORFF_ALPHA": lambda ratings, level="nominal": agreement.krippendorff_alpha(ratings, level=level),
    "SMO_PERCENT_AGREEMENT": agreement.percent_agreement,
    "SMO_COHEN_KAPPA": agreement.cohen_kappa,
    "SMO_FLEISS_KAPPA": agreement.fleiss_kappa,
    "SMO_GWET_AC": agreement.gwet_ac,
    "SMO_AGREEMENT_TABLE": lambda ratings, level="nominal": agreement.agreement_table(ratings, level=level),
    "SMO_CATEGORY_AGREEMENT": agreement.category_agreement,
    "SMO_ANNOTATOR_AGREEMENT": agreement.annotator_agreement,
}
GOLD = {
    "SMO_GOLD_ACCURACY": lambda result: result.accuracy,
    "SMO_GOLD_CLASSES": lambda result: result.classes,
    "SMO_GOLD_ANNOTATORS": lambda result: result.per_annotator,
    "SMO_CONFUSION": lambda result: result.confusion,
}

WORDS = {
    " (in a workbook: the sheet Category order), or mark it as missing": ", or empty its cell",
    "fleiss_kappa or krippendorff_alpha": "SMO_FLEISS_KAPPA or SMO_KRIPPENDORFF_ALPHA",
}

LEFT_OUT = ("missing", "empty cell")
NOTHING = (*LEFT_OUT, "empty column")
WIDTHS = {"row": 6, "block": 2}
HEIGHTS = {"column": 6, "block": 6, "empty column": 6, "error": 6, "date": 6, "whole column": 9}


def is_block(k):
    """An agreement function without items and annotators."""
    return "gold" not in k and k["items"] in LEFT_OUT and k["annotators"] in LEFT_OUT


def is_left_out(k):
    """An agreement function with only one of items and annotators."""
    return "gold" not in k and (k["items"] in LEFT_OUT or k["annotators"] in LEFT_OUT)


def given(k):
    return {name: kind for name, kind in k.items() if kind not in LEFT_OUT}


def is_lying(k):
    """Columns that lie in one row each."""
    return k["labels"] == "row" and all(HEIGHTS.get(kind, 1) == 1 for kind in given(k).values())


def heights(k):
    return {6 if is_lying(k) and kind == "row" else HEIGHTS.get(kind, 1) for kind in given(k).values()}


def width(k, name):
    return 1 if is_lying(k) else WIDTHS.get(k.get(name), 1)


# The first row that applies to the kinds of the arguments says what the message begins with; none: there is a value.
REFUSALS = (
    (lambda k: is_block(k) and k["labels"] in NOTHING, "labels is empty."),
    (lambda k: is_block(k) and k["labels"] == "error", "labels holds an error cell (row 3 of the selection): #REF!."),
    (lambda k: is_block(k) and WIDTHS.get(k["labels"], 1) == 1, "labels is one column."),
    (lambda k: is_block(k), None),
    (lambda k: k["labels"] in NOTHING and not is_left_out(k), "labels is empty."),
    (lambda k: k.get("gold") in NOTHING, "gold is empty."),
    (lambda k: k["labels"] == "error", "labels holds an error cell (row 3 of the selection): #REF!."),
    (lambda k: k.get("gold") == "error", "gold holds an error cell (row 3 of the selection): #REF!."),
    (lambda k: k["items"] == "error", "items holds an error cell (row 3 of the selection): #REF!."),
    (lambda k: k["annotators"] == "error", "annotators holds an error cell (row 3 of the selection): #REF!."),
    (lambda k: "gold" not in k and k["items"] in LEFT_OUT, "items is left out."),
    (lambda k: "gold" not in k and k["annotators"] in LEFT_OUT, "annotators is left out."),
    (lambda k: len(heights(k)) > 1, "the columns differ in height (labels "),
    (lambda k: width(k, "labels") == 2, "labels is 2 columns wide"),
    (lambda k: width(k, "gold") == 2, "gold is 2 columns wide"),
    (lambda k: width(k, "gold") == 6, "gold is 6 columns wide"),
    (lambda k: width(k, "annotators") == 2, "annotators is 2 columns wide"),
    (lambda k: width(k, "annotators") == 6, "annotators is 6 columns wide"),
    (lambda k: k["items"] == "empty column", "labels: 6 rows have no item (rows 1, 2,"),
    (lambda k: k["annotators"] == "empty column", "labels: 6 rows have no annotator (rows 1, 2,"),
)  # fmt: skip


def refusal(name, k):
    if name == "SMO_GOLD_ANNOTATORS" and k["annotators"] in LEFT_OUT:
        return "SMO: annotators is left out."
    message = next((message for applies, message in REFUSALS if applies(k)), None)
    return message and f"SMO: {message}"


def played(name, kind):
    """What the formula hands over."""
    cells = COLUMNS[name]
    return {
        "scalar": cells[0],
        "row": (tuple(cells),),
        "column": column(*cells),
        "block": tuple(zip(cells, SECOND[name], strict=True)),
        "empty cell": ((None,),),
        "empty column": column(*[None] * 6),
        "error": column(*cells[:2], ERROR_CELLS["#REF!"], *cells[3:]),
        "date": column(*(TimeType(*day.timetuple()[:6]) for day in DATES[name])),
        "missing": MISSING,
        "1x1": ((cells[0],),),
        "whole column": column(HEADERS[name], *cells, None, None),
    }[kind]


def as_text(name, k):
    """The column of text that this kind of argument stands for beside others, or None."""
    kind = k[name]
    if kind == "date":
        return [f"{day:%Y-%m-%d} 00:00:00" for day in DATES[name]]
    if kind in ("scalar", "1x1") or (kind == "row" and not is_lying(k)):
        return COLUMNS[name][:1]
    return None if kind in LEFT_OUT else COLUMNS[name]


def frame(k):
    """The labels table that the columns stand for, each row numbered where items or annotators are left out."""
    columns = {name: as_text(name, k) for name in k}
    numbers = [str(row) for row in range(len(columns["labels"]))]
    items = columns["items"] or numbers
    if k["items"] == "block":
        items = [" ".join(pair) for pair in zip(items, SECOND["items"], strict=True)]
    annotators = columns["annotators"] or numbers
    return pd.DataFrame(
        {"item_id": items, "annotator_id": annotators, "label": columns["labels"], "gold_label": columns.get("gold")}
    )


@functools.cache
def computed(name, kinds):
    k = dict(kinds)
    if "gold" in k:
        return shown(lambda: GOLD[name](gold_accuracy(frame(k))))
    if is_block(k):
        wide = {"row": [COLUMNS["labels"]], "block": list(zip(COLUMNS["labels"], SECOND["labels"], strict=True))}
        return shown(lambda: AGREEMENT[name](Ratings.from_wide(wide[k["labels"]])))
    return shown(lambda: AGREEMENT[name](Ratings.from_long(frame(k))))


def shown(compute, statistic="value"):
    """Write anew what a cell shows of a result, a table or a refusal of the library."""
    try:
        result = compute()
    except SmoError as error:
        message = str(error)
        for words, in_formulas in WORDS.items():
            message = message.replace(words, in_formulas)
        return f"SMO: {message}"
    table = result.to_frame() if hasattr(result, "to_frame") else result
    if not isinstance(table, pd.DataFrame):
        return cell(getattr(result, statistic))
    rows = table.astype(object).to_numpy().tolist()
    return [list(table.columns), *([cell(value) for value in row] for row in rows)]


def cell(value):
    if value is None or isinstance(value, str):
        return value or ""
    return "#N/A" if math.isnan(value) else float(value)


@pytest.mark.parametrize("name", [described.excel_name for described in CATALOG])
def test_every_combination_of_data_arguments_gives_the_value_or_its_message(call, name):
    names = [argument.name for argument in entry(name).arguments]
    data, options = [n for n in names if n in DATA], [MISSING] * sum(n not in DATA for n in names)
    values = 0
    for kinds in itertools.product(KINDS, repeat=len(data)):
        k = dict(zip(data, kinds, strict=True))
        answer, refused = call(name, *map(played, data, kinds), *options), refusal(name, k)
        if refused:
            assert isinstance(answer, str), k
            assert answer.startswith(refused), k
        else:
            assert answer == computed(name, tuple(k.items())), k
            values += 1
    assert values > 15


NUMBERS = ((1.0, 2.0), (3.0, 3.0), (2.0, 2.0), (1.0, 1.0), (3.0, 2.0), (2.0, 2.0))
OPTIONS = {"level": ["interval", "nominal"], "categories": [1.0, 2.0, 3.0], "statistic": ["items", "low"]}
DEFAULTS = {"level": "nominal", "statistic": "value"}
ALL_OPTIONS = [(d.excel_name, a.name) for d in CATALOG for a in d.arguments if a.name not in DATA]


def played_option(option, kind):
    first, second, *_ = OPTIONS[option]
    return {
        "scalar": first,
        "row": (tuple(OPTIONS[option]),),
        "column": column(*OPTIONS[option]),
        "block": ((first, second), (3.0, 4.0)),
        "empty cell": ((None,),),
        "empty column": column(*[None] * 6),
        "error": ERROR_CELLS["#REF!"],
        "date": TimeType(2026, 3, 2),
        "missing": MISSING,
        "1x1": ((first,),),
        "whole column": column(*OPTIONS[option], None, None),
    }[kind]


def with_option(name, option, kind):
    """The message that a kind of option gives, or what the library computes by the option."""
    if kind == "error":
        return f"SMO: {option} holds an error cell (row 1 of the selection): #REF!."
    if option == "categories":
        orders = dict.fromkeys(["row", "column", "whole column"], (1.0, 2.0, 3.0)) | {"block": (1.0, 2.0, 3.0, 4.0)}
        orders |= {"scalar": (1.0,), "1x1": (1.0,), "date": ("2026-03-02 00:00:00",)}
        labels = [[str(int(label)) for label in row] for row in NUMBERS] if kind == "date" else NUMBERS
        return shown(lambda: AGREEMENT[name](Ratings.from_wide(labels, categories=orders.get(kind))))
    if kind in ("row", "column", "block", "date", "whole column"):
        return f"SMO: {option} is one of {DEFAULTS[option]}, "
    chosen = OPTIONS[option][0] if kind in ("scalar", "1x1") else DEFAULTS[option]
    if name == "SMO_GOLD_ACCURACY":
        result = gold_accuracy(frame(dict.fromkeys(DATA, "column")))
        return shown(lambda: result.accuracy if chosen == "value" else result, chosen)
    if option == "level":
        return shown(lambda: AGREEMENT[name](Ratings.from_wide(NUMBERS), level=chosen))
    return shown(lambda: AGREEMENT[name](Ratings.from_wide(NUMBERS)), chosen)


@pytest.mark.parametrize(("name", "option"), ALL_OPTIONS)
def test_every_kind_of_option_gives_the_value_or_its_message(call, name, option):
    names = [argument.name for argument in entry(name).arguments]
    good = {n: played(n, "column") for n in DATA} if "gold" in names else {"labels": NUMBERS}
    for kind in KINDS:
        arguments = good | {option: played_option(option, kind)}
        answer, expected = call(name, *[arguments.get(n, MISSING) for n in names]), with_option(name, option, kind)
        if isinstance(expected, str) and expected.startswith("SMO: "):
            assert answer.startswith(expected), kind
        else:
            assert answer == expected, kind


def test_a_block_of_categories_is_read_row_by_row(call):
    labels = (("low", "mid"), ("mid", "high"), ("top", "high"), ("low", "low"), ("top", "low"))
    order = ["low", "mid", "high", "top"]
    expected = agreement.krippendorff_alpha(Ratings.from_wide(labels, categories=order), level="ordinal").value
    block = (("low", "mid"), ("high", "top"))
    assert call("SMO_KRIPPENDORFF_ALPHA", labels, MISSING, MISSING, "ordinal", block, MISSING) == expected


@pytest.mark.parametrize("name", [described.excel_name for described in CATALOG])
def test_a_reference_that_is_lost_is_named_whatever_stands_beside_it(call, name):
    names = [argument.name for argument in entry(name).arguments]
    data = [n for n in names if n in DATA]
    for lost in data:
        for others in ("column", "missing"):
            kinds = {n: "column" if n in ("labels", "gold") else others for n in data}
            arguments = [ERROR_CELLS["#REF!"] if n == lost else played(n, kinds[n]) for n in data]
            answer = call(name, *arguments, *[MISSING] * (len(names) - len(data)))
            if name == "SMO_GOLD_ANNOTATORS" and others == "missing" and lost != "annotators":
                assert answer.startswith("SMO: annotators is left out."), lost
            else:
                assert answer.startswith(f"SMO: {lost} holds an error cell (row 1 of the selection): #REF!."), others
