"""Which row of a grid of cells is its header, and the frame that stands under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from smo_metrics._headers import listed, used_columns
from smo_metrics.readers.report import RawTable

if TYPE_CHECKING:
    from smo_metrics._headers import Column


def fits(header: Sequence[object], contract: Sequence[Column], columns: Mapping[str, str]) -> bool:
    """Say whether a row of cells can be the header: every required column is found in it."""
    used = used_columns(clean(header), contract, columns)
    return all(column.name in used for column in contract if column.required)


def clean(header: Sequence[object]) -> list[str]:
    """Give headers as text without blanks around them."""
    return [str(cell).strip() for cell in header]


def raw_table(
    header: Sequence[object],
    rows: Sequence[Sequence[Any]],
    first_row: int,
    contract: Sequence[Column],
    columns: Mapping[str, str],
    notes: tuple[str, ...] = (),
) -> RawTable:
    """Put a header and its rows into a frame; blank rows at the end go, those between keep their number.

    Parameters
    ----------
    header : sequence
        One cell a column.
    rows : sequence of sequences
        Cells, each row as long as the header; an empty text is a missing value.
    first_row : int
        The number of the first row as the user sees it.
    contract, columns, notes
        As in `RawTable`.
    """
    import pandas as pd

    end = len(rows)
    while end and all(cell is None or str(cell).strip() == "" for cell in rows[end - 1]):
        end -= 1
    headers = clean(header)
    frame = pd.DataFrame(list(rows[:end]), columns=headers, dtype=object)
    used = used_columns(headers, contract, columns)
    unused = [header for header in headers if header and header not in used.values()]
    if unused:
        notes = (*notes, f"Not used: {listed(unused)}.")
    return RawTable(frame, first_row, columns, used, notes=notes)
