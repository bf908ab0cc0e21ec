"""How does a table of the library read in cells? Some of its columns, and its notes in the words of formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from excel_addin.cell_words import in_a_formula
from excel_addin.cells import Block, with_notes, write_rows


def noted_table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], notes: Iterable[str]) -> Block:
    """Show some of a table's columns, and the library's notes in the words of formulas.

    Examples
    --------
    >>> noted_table([{"region": "SG", "tasks": 3}], ["region", "tasks"], ["2 events are open."])
    [['group', 'tasks', 'notes'], ['SG', 3.0, '2 events are open.']]
    """
    header = ["group" if name == "region" else name for name in columns]
    block = write_rows(header, ([row.get(name) for name in columns] for row in rows))
    return with_notes(block, map(in_a_formula, notes))
