"""Columns of events that a cell cannot take, and what it says of each kind."""

from __future__ import annotations

NEEDED = ("tasks", "stages", "started")
LEFT_OUT = ("missing", "empty cell")


def refusal(argument, kind):
    """Give what the cell's message holds, or None where the column is taken."""
    if kind in ("scalar", "1x1", "row", "whole column"):
        return "the columns differ in height (tasks "
    if kind == "block":
        return f"{argument} is 2 columns wide beside other columns. Select one column."
    if kind == "error":
        return f"{argument} holds an error cell (row 3 of the selection): #REF!. Mend or clear it."
    if argument in NEEDED and kind in (*LEFT_OUT, "empty column"):
        return f"{argument} is empty. Select the column"
    return None
