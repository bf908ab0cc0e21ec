"""Which moments do cells mean? Dates in cells have no zone: all of a formula are local times of its `timezone`.

A date arrives as a date (Excel on Windows), as a number of days (a computed cell, LibreOffice, Excel on the web) or as
text, which may bring a zone of its own; all three mean the same moment. As in every table of the library, a time that
daylight saving skips moves forward, and one that comes twice is the second, in winter time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from excel_addin.cells import DAY_ZERO, Block, read_values
from excel_addin.options import read_text
from excel_addin.parallel import parallel_columns
from smo_metrics._columns import ColumnReader
from smo_metrics._headers import Column, simplify
from smo_metrics._zones import is_zone
from smo_metrics.errors import SmoError, TableError
from smo_metrics.event_table import EVENTS, check_events

if TYPE_CHECKING:
    import pandas as pd

    from smo_metrics.flow.events.event_log import EventLog

_CONTRACT = {
    "tasks": "task_id", "stages": "stage", "started": "started_at", "ended": "ended_at", "enabled": "enabled_at",
    "actors": "actor_id", "groups": "region", "regions": "region",
}  # fmt: skip
_NEEDED = ("tasks", "stages", "started")
_TIMES = ("started", "ended", "enabled")
_HEADERS = {column.name: {column.name, *column.aliases} for column in EVENTS}
_DEEPEST_HEADER = 50
_DAY = 86_400_000
_FIRST_SERIAL = 25_569  # 1970-01-01: a smaller number is an amount in a wrong column rather than a date
_YEARS = datetime(1900, 1, 1), datetime(2200, 1, 1)  # times outside of them are left for the check, which refuses them


def read_zone(block: Block | None, name: str = "timezone", default: str | None = None) -> str:
    """Take the zone of a formula's dates.

    Raises
    ------
    SmoError
        It was left out and has no default, or is no IANA name.

    Examples
    --------
    >>> read_zone([["Asia/Singapore"]])
    'Asia/Singapore'
    """
    zone = read_text(name, block, default)
    if zone is None:
        raise SmoError(
            f"{name} is left out, and a date in a cell has no zone. Write the one that the dates are in, such as "
            '"Asia/Singapore", or point at a cell that holds it.'
        )
    if not is_zone(zone):
        raise SmoError(f"{name}: {zone!r} is no time zone. Write one like Asia/Singapore or Europe/Dublin.")
    return zone


def read_moments(name: str, cells: Sequence[Any], zone: str) -> pd.DatetimeIndex:
    """Give the moments that cells mean, in UTC; NaT where a cell is empty.

    Parameters
    ----------
    name : str
        The argument, for messages.
    cells : sequence
        As `read_block` gives them.
    zone : str
        Zone of the cells that do not say one.

    Raises
    ------
    SmoError
        Cells that are no date and time.

    Examples
    --------
    >>> read_moments("start", [46083.375, "2026-03-02 09:00", "2026-03-02T01:00Z"], "Asia/Singapore").hour.tolist()
    [1, 1, 1]
    """
    import pandas as pd

    frame = pd.DataFrame({name: local_times(cells, zone)})
    reader = ColumnReader(name, frame, (Column(name, "time", name),), None, zone, 1)
    moments = reader.read()
    if reader.problems:
        raise TableError(name, reader.problems)
    return pd.DatetimeIndex(moments[name])


def read_moment(name: str, block: Block | None, zone: str) -> datetime | None:
    """Take one date with its time, or None where it is left out.

    Raises
    ------
    SmoError
        Several cells, or one that is no date and time.

    Examples
    --------
    >>> read_moment("as_of", [["2026-03-02 09:00"]], "Asia/Singapore").isoformat()
    '2026-03-02T01:00:00+00:00'
    """
    cells = read_values(name, block)
    if not cells:
        return None
    if len(cells) > 1:
        raise SmoError(f"{name} is one date with its time; {len(cells):,} cells arrived. Point at one cell.")
    moment: datetime = read_moments(name, cells, zone)[0].to_pydatetime()
    return moment


def serials(moments: pd.DatetimeIndex, zone: str) -> list[float]:
    """Write moments as cells hold dates: days since 1899-12-30 in local time; NaN for NaT.

    Examples
    --------
    >>> serials(read_moments("start", [46083.375], "Asia/Singapore"), "Asia/Singapore")
    [46083.375]
    """
    local = moments.tz_convert(zone).tz_localize(None).as_unit("ms")
    days = (local.asi8 - _milliseconds(DAY_ZERO)) / _DAY
    return np.where(local.isna(), np.nan, days).tolist()


def local_times(cells: Sequence[Any], zone: str) -> pd.Series:
    """Give a column of cells as moments in UTC, at once where all are dates; else as dates and texts for the check."""
    import pandas as pd

    dates = as_dates(cells)
    usual = all(cell is None or (isinstance(cell, datetime) and _YEARS[0] <= cell < _YEARS[1]) for cell in dates)
    if not usual:
        return pd.Series(dates, dtype=object)
    local = pd.DatetimeIndex(np.array(dates, dtype="M8[us]"))
    first = np.zeros(len(local), dtype=bool)
    return pd.Series(local.tz_localize(zone, ambiguous=first, nonexistent="shift_forward").tz_convert("UTC"))


def as_dates(cells: Sequence[Any]) -> list[Any]:
    """Give numbers of days as the dates that they stand for, to the millisecond; other cells as they are.

    Examples
    --------
    >>> as_dates([46083.375, "2026-03-02", 12.0])
    [datetime.datetime(2026, 3, 2, 9, 0), '2026-03-02', 12.0]
    """
    return [DAY_ZERO + timedelta(milliseconds=round(cell * _DAY)) if _is_serial(cell) else cell for cell in cells]


def timed_events(arguments: dict[str, Block | None], zone: str, as_of: datetime | None = None) -> EventLog:
    """Put parallel columns together as an events table and reduce it to an event log.

    Parameters
    ----------
    arguments : dict
        `tasks`, `stages`, `started` and, where given, `ended`, `enabled`, `actors`, `groups` or `regions`, all of one
        height. `ended` left out: a log with one time an event. A header above them, and what stands above it, is left
        out.
    zone : str
        Zone of the times that do not say one.
    as_of : datetime, optional
        The moment at which open work is looked at, aware. Left out: the latest time in the table.

    Raises
    ------
    SmoError
        Ranges that do not fit together, error cells, and whatever the checks of the events table find.
    """
    import pandas as pd

    from smo_metrics.flow.events.event_log import event_log

    columns = {name: block[0] for name, block in parallel_columns(arguments, _NEEDED).items()}
    above = rows_above(columns, {name: _HEADERS[_CONTRACT[name]] for name in columns})
    data = {}
    for name, cells in columns.items():
        below = cells[above:]
        data[_CONTRACT[name]] = local_times(below, zone) if name in _TIMES else pd.Series(below, dtype=object)
    return event_log(check_events(pd.DataFrame(data), timezone=zone, first_row=1 + above), as_of=as_of)


def rows_above(columns: Mapping[str, list[Any]], known: Mapping[str, Collection[str]]) -> int:
    """Count the rows down to the header, which bears known names over two columns or more, or the empty ones.

    Parameters
    ----------
    columns : mapping of str to list
        The cells of each argument.
    known : mapping of str to collection of str
        The names that exports give to each of them.
    """
    rows = list(zip(*(cells[:_DEEPEST_HEADER] for cells in columns.values()), strict=True))
    for number, row in enumerate(rows):
        if sum(simplify(cell) in known[name] for name, cell in zip(columns, row, strict=True)) >= 2:
            return number + 1
        if None not in row:
            break
    return next((number for number, row in enumerate(rows) if any(cell is not None for cell in row)), 0)


def _is_serial(cell: object) -> bool:
    return type(cell) is float and _FIRST_SERIAL <= cell < (_YEARS[1] - DAY_ZERO).days


def _milliseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1)) // timedelta(milliseconds=1)
