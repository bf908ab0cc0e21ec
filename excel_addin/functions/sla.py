"""Will we keep what was promised? Due dates, the share of tasks in time, and who is about to be late, as formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from excel_addin.calendars import read_calendar
from excel_addin.cells import as_numbers
from excel_addin.functions.offered import Range, offered
from excel_addin.grids import read_grid
from excel_addin.noted_tables import noted_table
from excel_addin.options import read_choice, read_number
from excel_addin.policies import CLOCKS, hours_of_clock, read_policy
from excel_addin.timed import read_moment, read_moments, read_zone, serials, timed_events
from smo_metrics.errors import SmoError

if TYPE_CHECKING:
    import pandas as pd

    from smo_metrics.flow.events.event_log import EventLog

_ALWAYS = [["daily 00:00-24:00"]]
_ATTAINED = (
    "part", "name", "attained", "low", "high", "closed_only", "mature_share", "tasks", "closed", "closed_late", "open",
    "overdue", "undecided", "these_tasks", "such_tasks", "status",
)  # fmt: skip
_AT_RISK = (
    "task", "stage", "region", "is_waiting", "age_hours", "hours_left", "due", "probability", "status", "similar",
    "similar_late", "reason",
)  # fmt: skip


@offered
def SMO_DUE(
    start: Range,
    target_hours: Range,
    timezone: Range,
    hours: Range = None,
    holidays: Range = None,
    clock: Range = None,
) -> object:
    """When the target runs out."""
    zone, counted = read_zone(timezone), read_choice("clock", clock, CLOCKS, CLOCKS[0])
    on_the_wall = counted == "wall"
    calendar = read_calendar("UTC", _ALWAYS, None) if on_the_wall else read_calendar(zone, hours, holidays)
    grid = read_grid({"start": start, "target_hours": target_hours})
    starts, targets = read_moments("start", grid.cells["start"], zone), _targets(grid.cells["target_hours"])
    return grid.shown(serials(calendar.add_work_hours(starts, targets), zone))


@offered
def SMO_SLA_ATTAINMENT(
    tasks: Range,
    stages: Range,
    started: Range,
    ended: Range,
    timezone: Range,
    target_hours: Range,
    hours: Range = None,
    holidays: Range = None,
    enabled: Range = None,
    groups: Range = None,
    stop_stage: Range = None,
    pause_stages: Range = None,
    clock: Range = None,
    goal: Range = None,
    as_of: Range = None,
) -> object:
    """How many tasks are in time."""
    from smo_metrics.sla.outcomes.attainment import sla_attainment

    zone, policy = read_zone(timezone), read_policy(target_hours, clock, goal, stop_stage, pause_stages)
    calendars = hours_of_clock(policy.clock, zone, hours, holidays)
    given = {
        "tasks": tasks, "stages": stages, "started": started, "ended": ended, "enabled": enabled, "groups": groups,
    }  # fmt: skip
    log = timed_events(given, zone, read_moment("as_of", as_of, zone))
    found = sla_attainment(log, policy, calendars=calendars, by=_by(log), timezone=zone)
    weeks = found.periods.assign(name=[str(begin.date()) for begin in found.periods["period_start"]])
    rows = [
        *_parts(found.total.assign(name=""), "all tasks"),
        *_parts(weeks, "week from"),
        *_parts(found.groups.rename(columns={"group": "name"}), "group"),
    ]
    return noted_table(rows, _ATTAINED, [*found.sentences, *found.warnings])


@offered
def SMO_BREACH_RISK(
    tasks: Range,
    stages: Range,
    started: Range,
    ended: Range,
    timezone: Range,
    target_hours: Range,
    hours: Range = None,
    holidays: Range = None,
    enabled: Range = None,
    groups: Range = None,
    stop_stage: Range = None,
    pause_stages: Range = None,
    clock: Range = None,
    as_of: Range = None,
    top: Range = None,
) -> object:
    """Which open tasks will be late."""
    import pandas as pd

    from smo_metrics.sla.outcomes.breach_risk import breach_risk

    zone, most = read_zone(timezone), _most(top)
    policy = read_policy(target_hours, clock, None, stop_stage, pause_stages)
    calendars = hours_of_clock(policy.clock, zone, hours, holidays)
    given = {
        "tasks": tasks, "stages": stages, "started": started, "ended": ended, "enabled": enabled, "groups": groups,
    }  # fmt: skip
    log = timed_events(given, zone, read_moment("as_of", as_of, zone))
    found = breach_risk(log, policy, calendars=calendars, by=_by(log))
    worst = found.tasks.head(most)
    rows = worst.assign(task=worst["task_id"], due=serials(pd.DatetimeIndex(worst["due_at"]), zone)).to_dict("records")
    columns = [name for name in _AT_RISK if name != "region" or name in worst]
    return noted_table(rows, columns, found.warnings)


def _by(log: EventLog) -> Literal["region"] | None:
    return "region" if log.names["region"] else None


def _most(top: Range) -> int | None:
    most = read_number("top", top)
    if most is None or (isinstance(most, int) and most > 0):
        return most
    raise SmoError(f"top is a whole number, 1 or more; {most:g} arrived. Leave it out to see all.")


def _parts(table: pd.DataFrame, part: str) -> list[dict[str, Any]]:
    return [{"part": part, **row} for row in table.to_dict("records")]


def _targets(cells: list[object]) -> list[float]:
    targets = as_numbers("target_hours", cells)
    wrong = [hours for hours in targets if hours <= 0]
    if wrong:
        raise SmoError(f"target_hours must be above 0; {wrong[0]:g} arrived. Write the hours that were promised.")
    return targets
