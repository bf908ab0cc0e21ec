"""What was finished on which day? Columns of days and counts as formulas give them, and single days.

A day is a date without a time, in a cell or as text (2026-03-02); it has no zone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from excel_addin.calendars import read_calendar
from excel_addin.cells import DAY_ZERO, Block, as_numbers, read_block, read_values, used_rows
from excel_addin.parallel import is_left_out, parallel_columns
from excel_addin.timed import as_dates, rows_above
from smo_metrics._columns import ColumnReader, label_text
from smo_metrics._headers import Column
from smo_metrics.errors import SmoError, TableError
from smo_metrics.volume_table import VOLUMES, check_volumes

if TYPE_CHECKING:
    import pandas as pd

    from smo_metrics.flow.hours.calendar import WorkCalendar

_CONTRACT = {"days": "date", "completed": "completed", "arrived": "arrived"}
_HEADERS = {column.name: {column.name, *column.aliases} for column in VOLUMES}
_EVERY_DAY = [["daily 00:00-24:00"]]


def read_volumes(days: Block | None, completed: Block | None, arrived: Block | None = None) -> pd.DataFrame:
    """Put parallel columns together as a table of daily volumes. A header above them is left out.

    Raises
    ------
    SmoError
        Ranges that do not fit together, error cells, and whatever the checks of the volumes table find.
    """
    import pandas as pd

    given = {"days": days, "completed": completed, "arrived": arrived}
    columns = {name: block[0] for name, block in parallel_columns(given, ("days", "completed")).items()}
    columns["days"] = as_dates(columns["days"])
    above = rows_above(columns, {name: _HEADERS[_CONTRACT[name]] for name in columns})
    data = {_CONTRACT[name]: pd.Series(cells[above:], dtype=object) for name, cells in columns.items()}
    return check_volumes(pd.DataFrame(data), first_row=1 + above)


def read_days(name: str, cells: Sequence[Any]) -> list[date]:
    """Take cells as days.

    Raises
    ------
    SmoError
        A cell that is no date, or has a time of day.

    Examples
    --------
    >>> read_days("due", [46083.0, "2026-03-02"])
    [datetime.date(2026, 3, 2), datetime.date(2026, 3, 2)]
    """
    import pandas as pd

    if not cells:
        return []
    frame = pd.DataFrame({name: pd.Series(as_dates(cells), dtype=object)})
    reader = ColumnReader(name, frame, (Column(name, "date", name),), None, None, 1)
    days = reader.read()
    if reader.problems:
        raise TableError(name, reader.problems)
    return [day.date() for day in days[name]]


def read_day(name: str, block: Block | None) -> date | None:
    """Take one day, or None where it is left out.

    Raises
    ------
    SmoError
        Several cells, or one that is no day.
    """
    cells = read_values(name, block)
    if len(cells) > 1:
        raise SmoError(f"{name} is one day; {len(cells):,} cells arrived. Point at one cell.")
    return next(iter(read_days(name, cells)), None)


def day_serials(days: Sequence[date | None]) -> list[float | None]:
    """Write days as cells hold dates; None stays.

    Examples
    --------
    >>> day_serials([date(2026, 3, 2), None])
    [46083.0, None]
    """
    return [None if day is None else float(day.toordinal() - DAY_ZERO.toordinal()) for day in days]


def days_off(holidays: Block | None) -> WorkCalendar | None:
    """Take holidays as the calendar of a forecast of days: on them nobody works, and all other days are as ever."""
    return read_calendar("UTC", _EVERY_DAY, holidays) if read_values("holidays", holidays) else None


def read_capacity(block: Block | None) -> dict[date, float] | None:
    """Take the days on which a team is not the usual one: two columns, each day and its share of the team.

    Raises
    ------
    SmoError
        Other than two columns, days or shares that are none, a day that is there twice.

    Examples
    --------
    >>> read_capacity([["day", "share"], ["2026-04-07", 0.5]])
    {datetime.date(2026, 4, 7): 0.5}
    """
    rows = _rows_of_two("capacity", block, "the days, and beside each its share of the usual team")
    days = read_days("capacity", [day for day, _ in rows])
    if len({*days}) < len(days):
        raise SmoError("capacity: a day is there twice. Keep one row a day.")
    return dict(zip(days, as_numbers("capacity", [share for _, share in rows]), strict=True)) or None


def read_batches(block: Block | None) -> dict[str, float] | None:
    """Take the parts of what remains, in their order: two columns, each name and its tasks.

    Raises
    ------
    SmoError
        Other than two columns, tasks that are no numbers, a name that is there twice.

    Examples
    --------
    >>> read_batches([["pilot", 40.0], ["rest", 160.0]])
    {'pilot': 40.0, 'rest': 160.0}
    """
    rows = _rows_of_two("batches", block, "the names of the batches, and beside each its tasks")
    names = ["" if name is None else label_text(name) for name, _ in rows]
    if len({*names, ""}) <= len(names):
        raise SmoError("batches: a name is missing, or there twice. Give each batch a name of its own.")
    return dict(zip(names, as_numbers("batches", [tasks for _, tasks in rows]), strict=True)) or None


def _rows_of_two(name: str, block: Block | None, wanted: str) -> list[tuple[Any, ...]]:
    """Give the filled rows of two columns without a row of names above them."""
    if not block or is_left_out(block):
        return []
    columns = read_block(name, block[: used_rows(block)])
    if len(columns) != 2:
        raise SmoError(f"{name} is two columns, {wanted}; {len(columns)} arrived. Select both together.")
    rows = [row for row in zip(*columns, strict=True) if row != (None, None)]
    return rows[1:] if rows and isinstance(rows[0][1], str) else rows
