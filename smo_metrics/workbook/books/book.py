"""What a workbook made from a template computes and shows, whichever template it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from smo_metrics.settings import Project
from smo_metrics.status.basis.kpi import Kpi
from smo_metrics.workbook.xlsx.content import Value

if TYPE_CHECKING:
    import pandas as pd

    from smo_metrics.flow import WorkCalendar

Progress = Callable[[str], None]
Rows = Sequence[Sequence[Value]]


@dataclass(frozen=True, slots=True, eq=False)
class BookData:
    """What a review is computed from.

    Attributes
    ----------
    project : Project
    calendars : WorkCalendar, dict of str to WorkCalendar, or None
    records : dict of str to pandas.DataFrame
        What people keep in the workbook, and what earlier refreshes left there.
    labels, events, volumes, roster : pandas.DataFrame or None
        Checked tables; None where there is none.
    """

    project: Project
    calendars: WorkCalendar | dict[str, WorkCalendar] | None
    records: dict[str, pd.DataFrame]
    labels: pd.DataFrame | None = None
    events: pd.DataFrame | None = None
    volumes: pd.DataFrame | None = None
    roster: pd.DataFrame | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Sheets:
    """Where the figures of a review stand in its workbook.

    Attributes
    ----------
    title, covers : str
        The dashboard's first line after the project's name, and its second: what the figures cover.
    tables : mapping of str to pandas.DataFrame
        Excel table -> its rows, columns by header.
    tiles : mapping of str to Kpi
        Name of a tile's four cells -> what it shows.
    blocks : mapping of str to rows
        Defined name -> the values of its cells, beyond those that every dashboard has.
    chart_rows : mapping of str to int
        Table -> at most so many of its first rows are drawn.
    """

    title: str
    covers: str
    tables: Mapping[str, pd.DataFrame]
    tiles: Mapping[str, Kpi]
    blocks: Mapping[str, Rows] = field(default_factory=dict)
    chart_rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """What a template's workbooks hold, compute and show.

    Attributes
    ----------
    template, schema : str
        As its workbooks' `_meta` says.
    data : tuple of str
        The tables of exports that it takes: labels, events, volumes, roster.
    needs : tuple of str
        One of these at least has to hold rows.
    review : callable
        ``review(data, progress)`` computes everything.
    sheets : callable
        ``sheets(review, data)`` says where it stands; no arithmetic.
    records : tuple of str
        Excel tables that people fill or that keep what was, given to `review` as they are.
    """

    template: str
    schema: str
    data: tuple[str, ...]
    needs: tuple[str, ...]
    review: Callable[[BookData, Progress], Any]
    sheets: Callable[[Any, BookData], Sheets]
    records: tuple[str, ...] = ()
