"""Where do the data of parallel columns begin? Below a header, a title or empty rows that a sheet may have."""

from __future__ import annotations

from typing import Any

from excel_addin.cells import Columns
from smo_metrics._headers import simplify
from smo_metrics.tables import LABELS

_CONTRACT = {"labels": "label", "gold": "gold_label", "items": "item_id", "annotators": "annotator_id"}
_NAMES = {column.name: {column.name, *column.aliases} for column in LABELS}
_NAMES["label"].add("counted_label")  # the column of our own workbooks that formulas read
_DEEPEST_HEADER = 50


def rows_above_data(columns: dict[str, Columns]) -> int:
    """Count the rows to leave out: down to the header, or the empty ones where there is none.

    A row is the header if two of its cells (or the only one) bear a name that exports give to their columns, and no
    row above it is filled in every column. One such name is enough in the first filled row, if none of that row's
    cells comes again below it: an answer may be called "label", but not once only, beside a person and an item that
    appear once only.

    Parameters
    ----------
    columns : dict
        `labels`, `gold`, `items`, `annotators` as far as given, each a list of columns; the first one tells.

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
    once = all(cell not in cells[start + 1 :] for cell, cells in zip(rows[start], first.values(), strict=True))
    return start + 1 if _named(first, rows[start]) and once else start


def is_label_header(cell: object) -> bool:
    """Tell whether a cell names a column of labels."""
    return simplify(cell) in _NAMES["label"]


def _named(columns: dict[str, list[Any]], row: tuple[Any, ...]) -> int:
    return sum(simplify(cell) in _NAMES[_CONTRACT[name]] for name, cell in zip(columns, row, strict=True))
