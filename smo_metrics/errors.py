"""What can go wrong with a user's input, in words that say how to mend it.

Every error a user can cause is a :class:`SmoError`. The edges (shell, Excel cell, workbook) catch only this
class and translate it once; anything else is a bug and stays loud.
"""

from __future__ import annotations

from collections.abc import Sequence


class SmoError(ValueError):
    """Bad input: what was wrong, what arrived, how to mend it."""


class TableError(SmoError):
    """Everything that is wrong with one table, reported at once.

    Parameters
    ----------
    table : str
        The table's name, for example ``"labels"``.
    problems : sequence of str
        One sentence a problem.
    """

    def __init__(self, table: str, problems: Sequence[str]) -> None:
        self.table = table
        self.problems = tuple(problems)
        super().__init__(f"{table}: " + " ".join(self.problems))


class SettingsError(SmoError):
    """A setting or an option has a value that cannot be used."""


class ReadError(SmoError):
    """A file cannot be read as the export it should be."""


class WorkbookError(SmoError):
    """A workbook cannot be created, read or refreshed; it was left untouched."""
