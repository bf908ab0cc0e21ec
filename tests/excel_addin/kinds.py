"""What an argument can be, as the formula hands it over and as plain columns; and what of it is refused, how.

What is refused is written down here, by the kinds of the arguments alone.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from smo_metrics.errors import SmoError
from tests.excel_addin.excel_objects import ERROR_CELLS, MISSING, column
from tests.excel_addin.in_python import NUMERIC, as_cells
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
    "groups": ["new", "new", "new", "new", "old", "old"],
    "times": ["2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z"] * 3,
    "seconds": [12.0, 30.0, 7.0, 9.0, 60.0, 41.0],
}
SECOND = {
    "labels": ["hate", "hate", "none", "spam", "hate", "none"],
    "gold": ["spam"] * 6,
    "items": ["v1", "v1", "v1", "v2", "v2", "v2"],
    "annotators": ["cem"] * 6,
    "groups": ["a"] * 6,
    "times": ["2026-03-02T09:00:00Z"] * 6,
    "seconds": [1.0] * 6,
}
DATES = {
    "labels": [DAYS[0], DAYS[0], DAYS[1], DAYS[1], DAYS[0], DAYS[1]],
    "gold": [DAYS[0], DAYS[0], DAYS[1], DAYS[1], DAYS[1], DAYS[1]],
    "items": [day for day in DAYS for _ in range(2)],
    "annotators": [*DAYS[:2]] * 3,
    "groups": [DAYS[0]] * 4 + [DAYS[1]] * 2,
    "times": [DAYS[0], DAYS[1]] * 3,
    "seconds": [DAYS[0]] * 6,
}
NUMBERS = {"labels": [3.0, 5.0, 2.0, 2.0, 1.0, 4.0], "second": [4.0, 5.0, 2.0, 3.0, 1.0, 4.0]}
HEADERS = {
    "labels": "Label", "gold": "Gold label", "items": "Task ID", "annotators": "Worker", "groups": "Queue",
    "times": "Created at", "seconds": "Lead time",
}  # fmt: skip
DATA = tuple(COLUMNS)
WORDS = {
    " (in a workbook: the sheet Category order), or mark it as missing": ", or empty its cell",
    "fleiss_kappa or krippendorff_alpha": "SMO_FLEISS_KAPPA or SMO_KRIPPENDORFF_ALPHA",
    "Use the result of gwet_ac, krippendorff_alpha": "Use the result of SMO_GWET_AC, SMO_KRIPPENDORFF_ALPHA",
    "percent_agreement arrived": "SMO_PERCENT_AGREEMENT arrived",
    "level='nominal'": 'the level "nominal"',
    "Plan with fleiss_kappa": "Plan with SMO_FLEISS_KAPPA",
    "use concordance_correlation": "use SMO_CONCORDANCE",
    "use krippendorff_alpha or gwet_ac": "use SMO_KRIPPENDORFF_ALPHA or SMO_GWET_AC",
    "intraclass_correlation": "SMO_ICC",
    "kendall_w": "SMO_KENDALL_W",
    "concordance_correlation": "SMO_CONCORDANCE",
    "bland_altman": "SMO_BLAND_ALTMAN",
    "item_id": "item",
}

LEFT_OUT = ("missing", "empty cell")
NOTHING = (*LEFT_OUT, "empty column")
WIDTHS = {"row": 6, "block": 2}
HEIGHTS = {"column": 6, "block": 6, "empty column": 6, "error": 6, "date": 6, "whole column": 9}


def takes_a_block(k):
    """A function of labels, items and annotators, which also reads a block."""
    return k.keys() == {"labels", "items", "annotators"}


def is_block(k):
    """Such a function without items and annotators."""
    return takes_a_block(k) and k["items"] in LEFT_OUT and k["annotators"] in LEFT_OUT


def is_left_out(k):
    """Such a function with only one of items and annotators."""
    return takes_a_block(k) and (k["items"] in LEFT_OUT or k["annotators"] in LEFT_OUT)


def given(k):
    return {name: kind for name, kind in k.items() if kind not in LEFT_OUT}


def is_lying(k):
    """Columns that lie in one row each."""
    return k["labels"] == "row" and all(HEIGHTS.get(kind, 1) == 1 for kind in given(k).values())


def heights(k):
    return {6 if is_lying(k) and kind == "row" else HEIGHTS.get(kind, 1) for kind in given(k).values()}


def width(k, name):
    return 1 if is_lying(k) else WIDTHS.get(k.get(name), 1)


def error_in(name):
    return f"{name} holds an error cell (row 3 of the selection): #REF!."


# The first row that applies to the kinds of the arguments says what the message begins with; none: there is a value.
REFUSALS = (
    (lambda k: is_block(k) and k["labels"] in NOTHING, "labels is empty."),
    (lambda k: is_block(k) and k["labels"] == "error", error_in("labels")),
    (lambda k: is_block(k) and WIDTHS.get(k["labels"], 1) == 1, "labels is one column."),
    (lambda k: is_block(k), None),
    (lambda k: k["labels"] in NOTHING and not is_left_out(k), "labels is empty."),
    (lambda k: k.get("gold") in NOTHING, "gold is empty."),
    (lambda k: k["labels"] == "error", error_in("labels")),
    (lambda k: k.get("gold") == "error", error_in("gold")),
    (lambda k: k["items"] == "error", error_in("items")),
    (lambda k: k["annotators"] == "error", error_in("annotators")),
    (lambda k: takes_a_block(k) and k["items"] in LEFT_OUT, "items is left out."),
    (lambda k: takes_a_block(k) and k["annotators"] in LEFT_OUT, "annotators is left out."),
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


def cells_of(name, argument):
    return NUMBERS["labels"] if argument == "labels" and name in NUMERIC else COLUMNS[argument]


def played(name, argument, kind):
    """What the formula hands over."""
    cells = cells_of(name, argument)
    second = NUMBERS["second"] if argument == "labels" and name in NUMERIC else SECOND[argument]
    return {
        "scalar": cells[0],
        "row": (tuple(cells),),
        "column": column(*cells),
        "block": tuple(zip(cells, second, strict=True)),
        "empty cell": ((None,),),
        "empty column": column(*[None] * 6),
        "error": column(*cells[:2], ERROR_CELLS["#REF!"], *cells[3:]),
        "date": column(*(TimeType(*day.timetuple()[:6]) for day in DATES[argument])),
        "missing": MISSING,
        "1x1": ((cells[0],),),
        "whole column": column(HEADERS[argument], *cells, None, None),
    }[kind]


def as_text(name, argument, k):
    """The column that this kind of argument stands for beside others, or None."""
    kind, cells = k[argument], cells_of(name, argument)
    if kind == "date":
        return [f"{day:%Y-%m-%d} 00:00:00" for day in DATES[argument]]
    if kind in ("scalar", "1x1") or (kind == "row" and not is_lying(k)):
        return cells[:1]
    return None if kind in LEFT_OUT else cells


def frame(name, k):
    """The labels table that the columns stand for, each row numbered where items or annotators are left out."""
    columns = {argument: as_text(name, argument, k) for argument in k}
    numbers = [str(row) for row in range(len(columns["labels"]))]
    items = columns["items"] or numbers
    if k["items"] == "block":
        items = [" | ".join(pair) for pair in zip(items, SECOND["items"], strict=True)]
    annotators = columns["annotators"] or numbers
    data = {"item_id": items, "annotator_id": annotators, "label": columns["labels"]}
    optional = {"gold": "gold_label", "groups": "group", "seconds": "duration_seconds"}
    data |= {theirs: columns[ours] for ours, theirs in optional.items() if columns.get(ours)}
    if columns.get("times"):
        data["labelled_at"] = pd.to_datetime(pd.Series(columns["times"]), utc=True)
    return pd.DataFrame(data)


def shown(compute, statistic="value"):
    """Write anew what a cell shows of a result, a table or a refusal of the library."""
    try:
        return as_cells(compute(), statistic)
    except SmoError as error:
        message = str(error)
        for words, in_formulas in WORDS.items():
            message = message.replace(words, in_formulas)
        return f"SMO: {message}"
