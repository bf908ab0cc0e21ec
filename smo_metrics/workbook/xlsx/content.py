"""What new content a refresh brings to a workbook, and what it reports back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import pandas as pd

Value: TypeAlias = str | int | float | bool | datetime | date | None


@dataclass(frozen=True, slots=True, eq=False)
class ManagedTable:
    """The new rows of one Excel table, and the columns that say which row is which.

    Parameters
    ----------
    frame : pandas.DataFrame
        New rows; columns are matched to the table's by header. Missing values become empty cells.
    key : tuple of str
        Columns of `frame` that name a row: what a user wrote beside a row follows these values.
    """

    frame: pd.DataFrame
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """Everything a refresh writes into a workbook.

    Parameters
    ----------
    tables : mapping of str to ManagedTable
        Excel table name -> its new rows.
    blocks : mapping of str to 2-D sequence
        Workbook defined name -> values written from the range's top left; the rest of the range is emptied.
    chart_rows : mapping of str to int
        Table name -> at most so many of its first rows are drawn in a chart; a table not named here shows all.
    """

    tables: Mapping[str, ManagedTable] = field(default_factory=dict)
    blocks: Mapping[str, Sequence[Sequence[Value]]] = field(default_factory=dict)
    chart_rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PatchReport:
    """What a patch changed, and what the user still has to look at.

    Parameters
    ----------
    rows : mapping of str to int
        Table name -> data rows written.
    orphans : int
        Rows moved to the Orphans table because their key is gone and a user had written beside them.
    changed_parts : tuple of str
        Parts of the file whose bytes changed; empty when the workbook already held this content.
    backup : pathlib.Path or None
        The workbook as it was before; None when nothing changed.
    pivots : tuple of str
        Tables and ranges behind pivot caches that need Refresh All in Excel.
    warnings : tuple of str
        One sentence each.
    """

    rows: Mapping[str, int]
    orphans: int
    changed_parts: tuple[str, ...]
    backup: Path | None
    pivots: tuple[str, ...]
    warnings: tuple[str, ...]
