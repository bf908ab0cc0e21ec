"""What a cell may hand to a function and what a function may show in a cell: one table of rules for each way.

Ranges arrive from xlwings as rows of cells (``ndim=2``) with error cells as their text (``err_to_str=True``); an
argument that was left out arrives as None.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from smo_metrics.errors import SmoError

if TYPE_CHECKING:
    import pandas as pd

Block = list[list[Any]]
Columns = list[list[Any]]

NA = "#N/A"
DAY_ZERO = datetime(1899, 12, 30)  # a date is a number of days since then; workbooks that count from 1904 are not known
_LONGEST_TEXT = 32_767
_ERROR_CODES = range(-2146826288, -2146826188)
_NEWER_ERRORS = {
    -2146826245: "#GETTING_DATA",
    -2146826243: "#SPILL!",
    -2146826242: "#CONNECT!",
    -2146826241: "#BLOCKED!",
    -2146826240: "#UNKNOWN!",
    -2146826239: "#FIELD!",
    -2146826238: "#CALC!",
}
_ERROR_TEXTS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", *_NEWER_ERRORS.values()}
_SHOWN_ROWS = 5


@dataclass(frozen=True, slots=True)
class _ErrorCell:
    text: str


def _from_text(value: str) -> str | _ErrorCell | None:
    return _ErrorCell(value) if value in _ERROR_TEXTS else value.strip() or None


def _from_integer(value: int) -> float | _ErrorCell:
    return _ErrorCell(_NEWER_ERRORS.get(value, "#ERROR")) if value in _ERROR_CODES else float(value)


def _from_number(value: float) -> float | None:
    return None if math.isnan(value) else value


def _as_it_is(value: object) -> object:
    return value


_FROM_CELL: dict[type, Callable[[Any], object]] = {
    type(None): _as_it_is,
    str: _from_text,
    bool: _as_it_is,
    int: _from_integer,
    float: _from_number,
    Decimal: float,
    datetime: _as_it_is,
}


def used_rows(block: Block) -> int:
    """Count rows up to the last one that holds anything, so that a whole column costs no more than its data."""
    empty = [None] * len(block[0]) if block else []  # one comparison settles most rows below the data
    rows = range(len(block), 0, -1)
    return next((n for n in rows if block[n - 1] != empty and not all(map(_is_blank, block[n - 1]))), 0)


def _is_blank(cell: object) -> bool:
    return cell is None or cell != cell or (isinstance(cell, str) and not cell.strip())


def read_block(name: str, block: Block) -> Columns:
    """Give the cells of a range their Python values, column by column; None is an empty cell.

    Parameters
    ----------
    name : str
        The argument, for messages.
    block : list of list
        Rows of cells. Empty, ``""`` and blanks become None; numbers float; text (also a number stored as text)
        is stripped; TRUE and FALSE, dates and times stay.

    Returns
    -------
    list of list
        Columns of cells.

    Raises
    ------
    SmoError
        Error cells, or something no cell can hold.

    Examples
    --------
    >>> read_block("labels", [["spam ", 1], ["  ", "007"]])
    [['spam', None], [1.0, '007']]
    """
    places = range(len(block[0]) if block else 0)
    try:
        columns = [[_FROM_CELL[type(row[place])](row[place]) for row in block] for place in places]
    except KeyError as unknown:
        kind = unknown.args[0].__name__
        raise SmoError(f"{name} holds a {kind}, which no cell can hold. Select a range of cells.") from None
    if any(_ErrorCell in set(map(type, column)) for column in columns):
        rows = enumerate(zip(*columns, strict=True), 1)
        raise SmoError(_error_cells(name, [(n, cell) for n, row in rows for cell in row if type(cell) is _ErrorCell]))
    return columns


def _error_cells(name: str, errors: Sequence[tuple[int, _ErrorCell]]) -> str:
    rows = list(dict.fromkeys(str(number) for number, _ in errors))
    kinds = ", ".join(sorted({cell.text for _, cell in errors}))
    if len(errors) == 1:
        return f"{name} holds an error cell (row {rows[0]}): {kinds}. Mend or clear it."
    shown = ", ".join(rows[:_SHOWN_ROWS]) + (", ..." if len(rows) > _SHOWN_ROWS else "")
    word = "row" if len(rows) == 1 else "rows"
    return f"{name} holds {len(errors):,} error cells ({word} {shown}): {kinds}. Mend or clear them."


def read_values(name: str, block: Block | None) -> list[Any]:
    """List the filled cells of a range of any shape, row by row."""
    return [cell for row in zip(*read_block(name, block or []), strict=True) for cell in row if cell is not None]


def as_numbers(name: str, cells: Iterable[object]) -> list[float]:
    """Take cells as numbers, NaN where one is empty.

    Raises
    ------
    SmoError
        A cell that holds something else.

    Examples
    --------
    >>> as_numbers("hours", [8.0, None])
    [8.0, nan]
    """
    numbers = [math.nan if cell is None else cell for cell in cells]
    strange = next((cell for cell in numbers if type(cell) is not float), None)
    if strange is not None:
        raise SmoError(f"{name} are numbers; {strange!r} arrived. Mend it, or clear it.")
    return numbers


def write_value(value: object) -> object:
    """Give a result the form that a cell shows: undefined is `NA`, nothing is an empty text, numbers are floats.

    Examples
    --------
    >>> [write_value(value) for value in (float("nan"), None, 3, True, "ok")]
    ['#N/A', '', 3.0, True, 'ok']
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT // 2 else _cut(value)
    if isinstance(value, bool | datetime):
        return value
    return float(value) if math.isfinite(value) else NA  # type: ignore[arg-type]


def _cut(text: str) -> str:
    """Cut a text to what a cell holds; Excel counts units of UTF-16, of which an emoji has two."""
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * _LONGEST_TEXT]
    return units.decode("utf-16-le", "ignore")


def write_rows(header: Sequence[str], rows: Iterable[Iterable[object]]) -> Block:
    """Give rows that are not a table yet for a spilled range."""
    return [[*header], *([write_value(cell) for cell in row] for row in rows)]


def write_table(frame: pd.DataFrame) -> Block:
    """Give a table as a header and rows for a spilled range; an undefined number is `NA`, a missing text empty."""
    columns = [_column(frame.iloc[:, place]) for place in range(frame.shape[1])]
    return [[str(name) for name in frame.columns], *map(list, zip(*columns, strict=True))]


def with_notes(table: Block, notes: Iterable[str]) -> Block:
    """Add a column of notes to a table for a spilled range, a sentence a row, with more rows where it takes more.

    Examples
    --------
    >>> with_notes([["stage"], ["label"]], ["No calendar is given.", "2 events are open."])
    [['stage', 'notes'], ['label', 'No calendar is given.'], ['', '2 events are open.']]
    """
    header, *rows = table
    told = [write_value(note) for note in notes]
    rows += [[""] * len(header)] * (len(told) - len(rows))
    told += [""] * (len(rows) - len(told))
    return [[*header, "notes"], *([*row, note] for row, note in zip(rows, told, strict=True))]


def _column(series: pd.Series) -> list[object]:
    if series.dtype.kind in "iuf":
        return [write_value(number) for number in series.to_numpy(dtype=float, na_value=math.nan).tolist()]
    return [write_value(value) for value in series.astype(object).where(series.notna(), None).tolist()]
