"""Which cells a CSV holds: comma, semicolon or tab, every cell as the text it is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from smo_metrics.errors import ReadError
from smo_metrics.readers.grid import raw_table

if TYPE_CHECKING:
    from smo_metrics._headers import Column
    from smo_metrics.readers.report import RawTable

_DELIMITERS = (",", ";", "\t")


def read_delimited(text: str, name: str, contract: Sequence[Column], columns: Mapping[str, str]) -> RawTable:
    """Read a CSV whose delimiter its header shows; nothing is converted, so that no id loses a zero.

    Parameters
    ----------
    text : str
        The decoded file. A first line ``sep=;``, as Excel writes it, is obeyed.
    name : str
        The file's name, for the sentences.
    contract : sequence of Column
        The columns of the table.
    columns : mapping of str to str
        The user's map, ours -> theirs.

    Raises
    ------
    ReadError
        A quotation mark that is never closed, or a row longer or shorter than the header.
    """
    declared = re.match(r"sep=([,;\t])\r?\n", text, re.IGNORECASE)
    body = text[declared.end() :] if declared else text
    rows = _rows(body, declared[1] if declared else _sniff(body), name)
    top = next(position for position, row in enumerate(rows) if row)
    first_row = top + (3 if declared else 2)
    header, rows = rows[top], rows[top + 1 :]
    width = len(header)
    for number, row in enumerate(rows, first_row):
        if len(row) != width and row:
            raise ReadError(
                f"{name}: row {number} has {len(row)} cells where the header has {width}. "
                "Put cells that contain the delimiter in quotation marks, or export it again."
            )
    return raw_table(header, [row or [""] * width for row in rows], first_row, contract, columns)


def _rows(text: str, delimiter: str, name: str) -> list[list[str]]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(lines)
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise ReadError(
                f"{name} ends inside quotation marks (row {len(rows) + 1}). "
                "The download was probably cut off: export it again."
            ) from None
        raise ReadError(
            f"{name} cannot be read at line {lines.line_num} ({error}). "
            "Check the quotation marks there, or export it again."
        ) from None
    return rows


def _sniff(text: str) -> str:
    def cells(delimiter: str) -> int:
        try:
            return len(next(csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=delimiter)))
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=cells)
