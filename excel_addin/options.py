"""What does an option of a formula say? One word of a list, one number, one text, or a square of weights.

An option that is left out, or that points at an empty cell, is its default.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from excel_addin.cells import Block, read_block, read_values, used_rows
from smo_metrics._columns import label_text
from smo_metrics._headers import simplify
from smo_metrics.errors import SmoError


def read_choice(name: str, block: Block | None, choices: Sequence[str], default: str) -> str:
    """Take one word out of a fixed list, however it is spelled.

    Examples
    --------
    >>> read_choice("statistic", [["Standard error"]], ("value", "standard_error"), "value")
    'standard_error'
    """
    cell = _single(name, block, f"one of {', '.join(choices)}", "Write one of them in quotes.")
    if cell is None:
        return default
    spelled = {simplify(choice): choice for choice in choices}
    if simplify(cell) in spelled:
        return spelled[simplify(cell)]
    raise SmoError(f"{name} is one of {', '.join(choices)}; {cell!r} arrived. Write one of them in quotes.")


def read_number(name: str, block: Block | None, default: float | None = None) -> Any:
    """Take one number, an int where it is whole.

    Examples
    --------
    >>> read_number("top", [[10.0]]), read_number("aql", [[0.01]]), read_number("top", None, 5)
    (10, 0.01, 5)
    """
    cell = _single(name, block, "one number", "Write a number, or point at a cell that holds one.")
    if cell is None:
        return default
    if type(cell) is not float or not math.isfinite(cell):
        raise SmoError(f"{name} is one number; {cell!r} arrived. Write a number, or point at a cell that holds one.")
    return int(cell) if cell.is_integer() else cell


def needed_number(name: str, block: Block | None) -> Any:
    """Take one number that must be there.

    Raises
    ------
    SmoError
        It was left out, or is none.
    """
    number = read_number(name, block)
    if number is None:
        raise SmoError(f"{name} is left out. Write a number, or point at a cell that holds one.")
    return number


def read_text(name: str, block: Block | None, default: str | None = None) -> str | None:
    """Take one text; a number counts as its text.

    Examples
    --------
    >>> read_text("separator", [["; "]], "|"), read_text("reference", [[2.0]])
    (';', '2')
    """
    cell = _single(name, block, "one text", "Write it in quotes.")
    return default if cell is None else label_text(cell)


def read_matrix(name: str, block: Block | None, default: str) -> str | list[list[Any]]:
    """Take one word, or the rows of a range of cells as they stand.

    Examples
    --------
    >>> read_matrix("weights", [["Linear"]], "identity"), read_matrix("weights", [[1.0, 0.5], [0.5, 1.0]], "identity")
    ('linear', [[1.0, 0.5], [0.5, 1.0]])
    """
    rows = [list(row) for row in zip(*read_block(name, (block or [])[: used_rows(block or [])]), strict=True)]
    cells = [cell for row in rows for cell in row if cell is not None]
    if not cells:
        return default
    return simplify(cells[0]) if len(cells) == 1 and isinstance(cells[0], str) else rows


def _single(name: str, block: Block | None, wanted: str, mend: str) -> Any:
    """Give the only filled cell of a range, or None."""
    values = read_values(name, block)
    if len(values) > 1:
        raise SmoError(f"{name} is {wanted}; {len(values):,} cells arrived. {mend}")
    return values[0] if values else None
