"""Can the selected columns be labels of the same items? Names of items or people among them give a wrong number."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING

from smo_metrics.errors import WorkbookError

if TYPE_CHECKING:
    import xlwings as xw


def check_comparable(selection: xw.Range, mend: str) -> None:
    """Refuse a block with a column that has no value in common with all others, unless both hold numbers.

    Ratings may be measurements of which no two are alike. An empty column is an annotator who labelled nothing.

    Raises
    ------
    WorkbookError
        The column, and what to select: `mend`.
    """
    sheet = selection.sheet
    # Whole columns may be selected, of a million empty cells each.
    used = sheet.book.app.api.Intersect(selection.api, sheet.used_range.api)
    if used is None:
        return
    block = sheet.range(used.Address)
    columns = [_values(column) for column in zip(*block.options(ndim=2).value, strict=True)]
    for number, column in enumerate(columns):
        others = [other for other in columns[:number] + columns[number + 1 :] if other]
        if not column or not others or not set(column).isdisjoint(chain(*others)):
            continue
        if _is_numeric(column) and any(map(_is_numeric, others)):
            continue
        raise WorkbookError(
            f"{block.columns[number].get_address(row_absolute=False, column_absolute=False)} has no value in common "
            f"with the columns beside it, so they are not labels of the same items. {mend}"
        )


def _values(column: Iterable[object]) -> list[object]:
    return [value.strip().casefold() if isinstance(value, str) else value for value in column if value is not None]


def _is_numeric(column: list[object]) -> bool:
    """Tell a column of numbers, under a header or not."""
    return isinstance(column[-1], float) and all(isinstance(value, float) for value in column[1:])
