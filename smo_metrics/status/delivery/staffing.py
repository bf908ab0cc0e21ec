"""Are people missing in a region? The fewest that keep most weeks in goal, beside those who are there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics.errors import SettingsError, SmoError
from smo_metrics.flow import WorkCalendar
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.sla import SlaPolicy, StaffingResult, staff_for

if TYPE_CHECKING:
    import pandas as pd

SURE = 0.8
SEEN_DAYS = 14
EVERYBODY = "all"
_DAY = 86_400_000
_COLUMNS = (
    "region", "people_now", "people_needed", "people_to_add", "weeks_met_now_share", "weeks_met_share", "busy_share",
    "open_hours", "note",
)  # fmt: skip
_AT_ODDS = (
    "People as now would do for this work, and yet the goal is missed: time is lost elsewhere, so look at where work "
    "waits before adding people."
)
NOTE = (
    "People needed are a lower bound: all that a region does is taken as one queue that anybody there works on, "
    "with no leave or other tasks. It can show that people are missing, not that there are too many."
)


def people_at_work(log: EventLog) -> dict[str, int] | None:
    """Count who works on a usual day of the last 14: in each region, and under ``all`` in the project.

    The mean over the days (UTC) on which anybody of them ended work. None where no event names its actor.
    """
    if not log.names["actor"]:
        return None
    recent = (log.actor >= 0) & (log.ended >= log.as_of - SEEN_DAYS * _DAY) & ~log.is_waiting
    groups = {EVERYBODY: recent} | {name: recent & (log.region == code) for code, name in _coded(log)}
    return {name: _a_day(log, rows) for name, rows in groups.items()}


def _coded(log: EventLog) -> list[tuple[int, str]]:
    return list(enumerate(log.names["region"]))


def _a_day(log: EventLog, rows: np.ndarray[Any, np.dtype[np.bool_]]) -> int:
    day = log.ended[rows] // _DAY
    present = np.unique(np.column_stack([log.actor[rows], day]), axis=0)
    return round(len(present) / max(len(np.unique(day)), 1))


def staffing_table(
    events: pd.DataFrame,
    policy: SlaPolicy,
    calendars: Calendars,
    people: Mapping[str, int] | None,
    *,
    missed: Collection[str],
    as_of: datetime,
    rng: np.random.Generator,
    progress: Callable[[str], None],
) -> pd.DataFrame:
    """Plan the people of each region for what it does now, so that 80 % of weeks meet the goal.

    Parameters
    ----------
    events : pandas.DataFrame
        From `check_events`.
    policy : SlaPolicy
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        One calendar for all, or no region in the events: one plan for everybody.
    people : mapping of str to int, or None
        As `people_at_work` gives them.
    missed : collection of str
        Regions that miss the goal by more than chance: a plan that finds enough people there is marked as at odds.
    as_of : datetime
    rng : numpy.random.Generator
    progress : callable

    Returns
    -------
    pandas.DataFrame
        One row a region, or one ``all``: `region`; `people_now`, NaN where not known; `people_needed` at work at once;
        `people_to_add`, 0 where there are enough; `weeks_met_now_share` and `weeks_met_share`, the share of weeks that
        meet the goal with people as now and as needed; `busy_share` of their time that the people needed work;
        `open_hours` a week; `note`: why there is no plan, or what speaks against it. What cannot be told is NaN.

    Raises
    ------
    SettingsError
        No calendars: when people are at work is not known.
    """
    import pandas as pd

    if calendars is None:
        raise SettingsError("calendars: when people are at work is not known. Give their hours on the Calendars sheet.")
    rows = []
    for (name, part, calendar), draws in _each(events, calendars, rng):
        progress(f"planning people: {name}")
        now = None if people is None else people.get(name)
        row: dict[str, Any] = {"region": name, "people_now": now}
        try:
            log = event_log(part, as_of=as_of)
            present = None if now is None else {name: now}
            plan = staff_for(policy, log, shifts={name: calendar}, probability=SURE, people=present, rng=draws)
            row |= _figures(plan, now)
            if name in missed and (row.get("weeks_met_now_share") or 0) >= SURE:
                row["note"] = _AT_ODDS
        except SmoError as error:
            row["note"] = str(error)
        rows.append(row)
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    return table.astype(dict.fromkeys(_COLUMNS[1:-1], float)).assign(note=table["note"].fillna(""))


def _each(
    events: pd.DataFrame, calendars: WorkCalendar | Mapping[str, WorkCalendar], rng: np.random.Generator
) -> list[tuple[tuple[str, pd.DataFrame, WorkCalendar], np.random.Generator]]:
    """Give name, events and hours of each region that has both, with a source of randomness of its own."""
    if not isinstance(calendars, Mapping):
        parts = [(EVERYBODY, events, calendars)]
    elif "region" not in events:
        raise SettingsError("calendars: hours are given by region, but the events name none. Fill region, or a roster.")
    else:
        by_region = {str(name): part for name, part in events.groupby("region", sort=True)}
        parts = [(name, part, calendars[name]) for name, part in by_region.items() if name in calendars]
    return list(zip(parts, rng.spawn(len(parts)), strict=True))


def _figures(plan: StaffingResult, now: int | None) -> dict[str, Any]:
    if plan.people is None:
        return {"note": plan.sentences[0]}
    shift = plan.shifts.iloc[0]
    outcomes = plan.outcomes.set_index("plan")
    met = outcomes["weeks_met"]
    return {
        "people_needed": shift["people"],
        "people_to_add": None if now is None else max(shift["people"] - now, 0),
        "weeks_met_now_share": met.get("present people"),
        "weeks_met_share": met.get("as planned"),
        "busy_share": shift["utilisation"],
        "open_hours": shift["open_hours"],
        "note": "",
    }
