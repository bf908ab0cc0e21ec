"""Which columns a table of daily volumes must have, and one check that reports all that is wrong.

As for labels: checked column by column, and any problem raises one `TableError` that names all of them. A day without
a row is never taken for a zero: `missing_days` lists them, so that whoever uses the table can be asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from smo_metrics._columns import ColumnReader
from smo_metrics._headers import Column
from smo_metrics.errors import TableError

if TYPE_CHECKING:
    import pandas as pd

VOLUMES: tuple[Column, ...] = (
    Column("date", "date", "the day that was counted", True,
           ("day", "calendar_day", "calendar_date", "business_date", "work_date", "report_date")),
    Column("arrived", "count", "tasks that came in that day; empty = not known", False,
           ("arrivals", "created", "opened", "new", "received", "incoming", "inflow", "offered", "submitted",
            "created_tickets", "tickets_created", "new_tickets", "created_issues", "tasks_created", "tasks_arrived")),
    Column("completed", "count", "tasks that were finished that day; empty = not known", True,
           ("completions", "done", "closed", "resolved", "finished", "solved", "handled", "delivered", "throughput",
            "outflow", "solved_tickets", "tickets_solved", "resolved_issues", "completed_tasks", "tasks_completed")),
    Column("queue", "text", "queue"),
    Column("region", "text", "regional team", False, ("site", "hub", "location")),
)  # fmt: skip

_ONE_ROW = ("date", "queue", "region")


def check_volumes(frame: pd.DataFrame, *, columns: Mapping[str, str] | None = None, first_row: int = 2) -> pd.DataFrame:
    """Give the volumes table in its contract's shape, or say everything that keeps it from being one.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a day or, with `queue` or `region`, one a day and group; in any order. Days are dates, times at
        midnight or texts like 2026-03-31; a zone is dropped, since a day is one only where it was counted.
    columns : mapping of str to str, optional
        Contract name -> header in `frame`, for headers that are not found by name or alias.
    first_row : int
        The number of the first data row as the user sees it (2 under a header line).

    Returns
    -------
    pandas.DataFrame
        Columns of `VOLUMES` that are present, in the order of the rows: `date` as midnight without a zone, counts as
        floats (NaN = not known), `queue` and `region` as text.

    Raises
    ------
    TableError
        With every problem found: missing columns, rows without a day or with a time of day, counts that are negative
        or no whole number, a day that is there twice for the same queue and region, no rows.

    Examples
    --------
    >>> import pandas as pd
    >>> raw = pd.DataFrame({"Day": ["2026-03-02", "2026-03-03"], "Created": [41, 38], "Resolved": [35, None]})
    >>> check_volumes(raw)[["arrived", "completed"]].values.tolist()
    [[41.0, 35.0], [38.0, nan]]
    """
    reader = ColumnReader("volumes", frame, VOLUMES, columns, None, first_row)
    volumes = reader.read()
    if not reader.problems:
        key = [name for name in _ONE_ROW if name in volumes]
        reader.report(
            volumes.duplicated(key, keep=False),
            f"have a {' and '.join(key)} that another row has too",
            "Keep one row for each, or name what tells them apart in a column 'queue' or 'region'.",
        )
    if reader.problems:
        raise TableError("volumes", reader.problems)
    return volumes


def missing_days(volumes: pd.DataFrame) -> pd.DatetimeIndex:
    """List the days between the first and the last that have no row: nothing happened, or nobody knows?

    Parameters
    ----------
    volumes : pandas.DataFrame
        A table from `check_volumes`.

    Examples
    --------
    >>> import pandas as pd
    >>> raw = pd.DataFrame({"date": ["2026-03-06", "2026-03-09"], "completed": [35, 31]})
    >>> [str(day.date()) for day in missing_days(check_volumes(raw))]
    ['2026-03-07', '2026-03-08']
    """
    import pandas as pd

    days = volumes["date"]
    return pd.date_range(days.min(), days.max()).difference(pd.DatetimeIndex(days))
