"""Which cells of several ranges belong together: columns that lie beside each other, of one height."""

from __future__ import annotations

from collections.abc import Collection

from excel_addin.cells import Block, Columns, read_block, used_rows
from smo_metrics.errors import SmoError

_HELD = {
    "gold": "gold labels", "started": "start times", "ended": "end times", "enabled": "times when work could begin",
}  # fmt: skip


def is_left_out(block: Block | None) -> bool:
    """Tell whether an argument was not given: absent, or one empty cell."""
    return not block or (len(block) == 1 and len(block[0]) <= 1 and not used_rows(block))


def parallel_columns(
    arguments: dict[str, Block | None], needed: Collection[str], *, several: str = ""
) -> dict[str, Columns]:
    """Check that columns lie beside each other and give the columns that each argument consists of.

    Parameters
    ----------
    arguments : dict
        The first one must be given; ranges that lie in a row each count as columns.
    needed : collection of str
        Which of them must hold something.
    several : str
        The one that may have more than one column.

    Raises
    ------
    SmoError
        One that is needed is empty, error cells, different heights, more than one column.
    """
    given = {name: block for name, block in arguments.items() if block and not is_left_out(block)}
    used = {name: used_rows(block) for name, block in given.items()}
    for name in arguments:
        if name in needed and not used.get(name):
            raise SmoError(f"{name} is empty. Select the column that holds the {_HELD.get(name, name)}.")
    first = next(iter(given.values()))
    if len(first[0]) > 1 and all(len(block) == 1 for block in given.values()):
        given = {name: [[cell] for cell in block[0]] for name, block in given.items()}
        used = {name: used_rows(block) for name, block in given.items()}
    columns = {name: read_block(name, block[: max(used.values())]) for name, block in given.items()}
    heights = {name: len(block) for name, block in given.items()}
    if len(set(heights.values())) > 1:
        sizes = ", ".join(f"{name} {height:,}" for name, height in heights.items())
        raise SmoError(f"the columns differ in height ({sizes} rows). Select the same rows in each.")
    for name, block in given.items():
        if name != several and len(block[0]) > 1:
            raise SmoError(f"{name} is {len(block[0])} columns wide beside other columns. Select one column.")
    return columns
