"""Where do the data of parallel columns begin? Below a header, a title or empty rows that a sheet may have."""

from __future__ import annotations

from typing import Any

from excel_addin.cells import Columns
from smo_metrics._headers import simplify
from smo_metrics.tables import LABELS

_CONTRACT = {
    "labels": ("label",),
    "gold": ("gold_label",),
    "items": ("item_id",),
    "annotators": ("annotator_id",),
    "groups": ("project", "queue", "region", "language", "policy_version", "exposure"),
    "times": ("labelled_at",),
    "seconds": ("duration_seconds",),
}
_HEADERS = {column.name: {column.name, *column.aliases} for column in LABELS}
_HEADERS["label"].add("counted_label")  # the column of our own workbooks that formulas read
_NAMES = {name: set().union(*map(_HEADERS.__getitem__, columns)) for name, columns in _CONTRACT.items()}
_DEEPEST_HEADER = 50


def rows_above_data(columns: dict[str, Columns]) -> int:
    """Count the rows to leave out: down to the header, or the empty ones where there is none.

    A row is the header if two of its cells (or the only one) bear a name that exports give to their columns, and no
    row above it is filled in every column. The first filled row is the header, too, if it holds texts of which none
    comes again below it, and one of them is such a name, or the labels below it do come again: an answer may be given
    once only, but not beside a person and an item that appear once only.

    Parameters
    ----------
    columns : dict
        `labels`, `gold`, `items`, `annotators`, `groups`, `times`, `seconds` as far as given, each a list of columns;
        the first one tells.

    Examples
    --------
    >>> rows_above_data({"labels": [[None, "Label", "spam"]], "items": [["My posts", "Task ID", "7"]]})
    2
    """
    first = {name: block[0] for name, block in columns.items()}
    rows = list(zip(*(cells[:_DEEPEST_HEADER] for cells in first.values()), strict=True))
    for number, row in enumerate(rows):
        if _named(first, row) >= min(2, len(row)):
            return number + 1
        if None not in row:
            break
    start = next((number for number, row in enumerate(rows) if any(cell is not None for cell in row)), 0)
    return start + 1 if _looks_like_header(first, rows[start], start) else start


def _looks_like_header(columns: dict[str, list[Any]], row: tuple[Any, ...], start: int) -> bool:
    below = {name: cells[start + 1 :] for name, cells in columns.items()}
    answers = below["labels"] + below.get("gold", [])
    for name, cell in zip(columns, row, strict=True):
        among = answers if name in ("labels", "gold") else below[name]
        if not isinstance(cell, str | None) or cell in among:
            return False
    if _named(columns, row):
        return True
    given = [label for label in below["labels"] if label is not None]
    return None not in row and len({*row}) == len(row) and len({*given}) < len(given)


def is_label_header(cell: object) -> bool:
    """Tell whether a cell names a column of labels."""
    return simplify(cell) in _NAMES["labels"]


def _named(columns: dict[str, list[Any]], row: tuple[Any, ...]) -> int:
    return sum(simplify(cell) in _NAMES[name] for name, cell in zip(columns, row, strict=True))
