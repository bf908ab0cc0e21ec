"""Will each milestone be reached on its agreed date? Baseline, forecast and actual dates side by side."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from smo_metrics._columns import ColumnReader
from smo_metrics._headers import Column
from smo_metrics.errors import TableError
from smo_metrics.sla.throughput.when_done import when_done
from smo_metrics.status.basis.wording import count
from smo_metrics.status.delivery.past_days import PastDays

if TYPE_CHECKING:
    import pandas as pd

MILESTONES: tuple[Column, ...] = (
    Column("milestone", "id", "what is to be reached", True, ("name", "deliverable")),
    Column("baseline_date", "date", "the agreed day", True, ("baseline", "planned_date")),
    Column("planned_share", "number", "share of the scope done by then, 0 to 1", True, ("share",)),
    Column("actual_date", "date", "the day it was reached; empty = not yet", False, ("actual", "done_on")),
)
FORECAST_COLUMNS = (
    "milestone", "baseline_date", "planned_share", "planned_tasks", "forecast_date", "actual_date", "days_late", "mark",
    "explanation",
)  # fmt: skip
LIKELY, SAFE = 0.5, 0.8
REACHED, REACHED_LATE, ON_PLAN = "● Reached", "▲ Reached late", "● On plan"
DOUBTFUL, LATE, UNKNOWN = "▲ Doubtful", "■ Late", "not available"


def read_milestones(frame: pd.DataFrame) -> pd.DataFrame:
    """Check a project's milestones, in order of their agreed days.

    Raises
    ------
    TableError
        Missing columns or names, a share above 1, one that is below that of an earlier milestone, a name given twice.
    """
    reader = ColumnReader("milestones", frame, MILESTONES, None, None, 2)
    table = reader.read()
    if not reader.problems:
        reader.report(table["milestone"].duplicated(keep=False), "have a name that another row has too", "Rename one.")
        reader.report(table["planned_share"].isna(), "have no planned_share", "Write 0.25 for a quarter of the scope.")
        reader.report(table["planned_share"] > 1, "have a planned_share above 1", "Write 0.25 or 25 %, not 25.")
        table = table.sort_values("baseline_date", kind="stable")
        falls = (table["planned_share"].cummax() > table["planned_share"]).sort_index()
        reader.report(falls, "have a planned_share below that of an earlier date", "Shares add up over time.")
    if reader.problems:
        raise TableError("milestones", reader.problems)
    return table.reset_index(drop=True)


def planned_share(milestones: pd.DataFrame, start: date | None, day: date) -> float:
    """Tell how much of the scope should be done by the end of a day: straight lines from agreed date to agreed date.

    Parameters
    ----------
    milestones : pandas.DataFrame
        From `read_milestones`.
    start : datetime.date or None
        The day on whose morning nothing is done yet.
    day : datetime.date

    Returns
    -------
    float
        NaN before the first agreed date where `start` is not known; after the last, its share.

    Examples
    --------
    >>> import pandas as pd
    >>> plan = read_milestones(pd.DataFrame({"milestone": ["half"], "baseline_date": ["2026-03-11"],
    ...     "planned_share": [0.5]}))
    >>> planned_share(plan, date(2026, 3, 2), date(2026, 3, 3))
    0.1
    """
    days = [moment.toordinal() for moment in milestones["baseline_date"]]
    shares = milestones["planned_share"].tolist()
    if start is not None and start.toordinal() <= days[0]:
        days, shares = [start.toordinal() - 1, *days], [0.0, *shares]
    if day.toordinal() < days[0]:
        return 0.0 if start is not None else math.nan
    return float(np.interp(day.toordinal(), days, shares))


def milestone_forecast(
    milestones: pd.DataFrame,
    *,
    scope_tasks: float | None,
    days: PastDays | None,
    as_of: date,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Decide which milestones to warn about: the day by which each is reached in 80 % of the futures.

    Parameters
    ----------
    milestones : pandas.DataFrame
        From `read_milestones`.
    scope_tasks : float or None
        Tasks in total; None: not known, and nothing is forecast.
    days : PastDays or None
        What was finished until the morning of `as_of`; None: not known, and nothing is forecast.
    as_of : datetime.date
        Today; days before it without being reached are late.
    rng : numpy.random.Generator

    Returns
    -------
    pandas.DataFrame
        One row a milestone: `milestone`, `baseline_date`, `planned_share`, `planned_tasks` (its share of the scope;
        NaN), `forecast_date`, `actual_date` (dates, None), `days_late` (actual or forecast against agreed; NaN),
        `mark`, `explanation`. A milestone is on plan where 80 % of the futures reach it in time, doubtful where only
        half of them do, else late. It counts as reached with an `actual_date` that is not after `as_of`, or once so
        many tasks are done.
    """
    import pandas as pd

    scope = math.nan if scope_tasks is None else scope_tasks
    done = math.nan if days is None else days.done
    planned = [share * scope for share in milestones["planned_share"]]
    open_ = sorted({tasks - done for tasks in planned if tasks > done})
    ahead = {} if days is None else _days_reached(open_, days, rng)
    rows = []
    for row, needed in zip(milestones.to_dict("records"), planned, strict=True):
        tasks = needed - done
        actual = row.get("actual_date", pd.NaT)
        reached = None if actual is pd.NaT or actual.date() > as_of else actual.date()
        agreed, (likely, safe) = row["baseline_date"].date(), ahead.get(tasks, (None, None))
        if reached or tasks <= 0:
            mark, why, safe = _reached(agreed, reached)
        elif tasks in ahead:
            mark, why = _expected(agreed, likely, safe, as_of)
        else:
            mark, why = _unforecast(agreed, as_of)
        if actual is not pd.NaT and reached is None:
            why = f"actual_date is a day to come and does not count. {why}"
        day = reached or safe
        days_late = (day - agreed).days if day else math.nan
        rows.append(
            (row["milestone"], agreed, row["planned_share"], needed, safe, reached, days_late, mark, why)
        )
    return pd.DataFrame(rows, columns=list(FORECAST_COLUMNS))


def _days_reached(
    left: list[float], days: PastDays, rng: np.random.Generator
) -> dict[float, tuple[date | None, date | None]]:
    """For each number of tasks still to do, the days by which half and four fifths of the futures have done them."""
    if not left:
        return {}
    parts = np.diff(left, prepend=0.0).tolist()
    found = when_done(
        days.history, left[-1], batches=parts, calendar=days.calendar, confidence=(LIKELY, SAFE), rng=rng
    )
    dates = found.finish["date"].tolist()
    return {tasks: (dates[2 * place], dates[2 * place + 1]) for place, tasks in enumerate(left)}


def _reached(agreed: date, reached: date | None) -> tuple[str, str, None]:
    if reached is None:
        return REACHED, "So many tasks are done; write the day into actual_date.", None
    late = (reached - agreed).days
    if late > 0:
        return REACHED_LATE, f"Reached {count(late, 'day')} after the agreed day.", None
    return REACHED, "Reached in time.", None


def _expected(agreed: date, likely: date | None, safe: date | None, as_of: date) -> tuple[str, str]:
    if agreed < as_of:
        return LATE, f"The agreed day has passed; 80 % of the futures reach it by {_day(safe)}."
    if safe is not None and safe <= agreed:
        return ON_PLAN, f"80 % of the futures reach it by {_day(safe)}."
    if likely is not None and likely <= agreed:
        return DOUBTFUL, f"Half the futures reach it by {_day(likely)}, 80 % only by {_day(safe)}."
    return LATE, f"Half the futures do not reach it before {_day(likely)}, 80 % reach it by {_day(safe)}."


def _unforecast(agreed: date, as_of: date) -> tuple[str, str]:
    if agreed < as_of:
        return LATE, "The agreed day has passed and no actual_date is written."
    return UNKNOWN, "No forecast: it needs the tasks in total (scope_tasks) and a history of finished tasks."


def _day(day: date | None) -> str:
    return "a day beyond the horizon" if day is None else f"{day:%d %b %Y}"
