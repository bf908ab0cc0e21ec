"""How many people does it take? Waiting in an even queue, and the least team that meets the agreement, as formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from excel_addin.calendars import read_calendars
from excel_addin.cells import Block, as_numbers, read_block, read_values, used_rows
from excel_addin.daily import read_day
from excel_addin.functions.offered import Range, offered
from excel_addin.grids import read_grid
from excel_addin.noted_tables import noted_table
from excel_addin.options import read_choice, read_number
from excel_addin.policies import read_policy
from excel_addin.timed import read_moments, read_zone
from smo_metrics.errors import SmoError

if TYPE_CHECKING:
    from smo_metrics.flow.events.event_log import EventLog
    from smo_metrics.flow.hours.calendar import WorkCalendar

WAITING = ("wait_probability", "wait_hours", "begun_in_time", "done_in_time", "blocked")
_ALSO_NEEDED = {
    "wait_hours": ("handling_hours",),
    "begun_in_time": ("handling_hours", "target_hours"),
    "done_in_time": ("handling_hours", "target_hours"),
}
_PLAN = (
    "part", "name", "people", "roster", "utilisation", "open_hours", "arrivals_share", "attainment_mean",
    "attainment_assured", "weeks_met", "keeps_up",
)  # fmt: skip
_TEAM = "team"
_HOURS, _WEEKDAYS = 24, 7
_REPLICATIONS = 10  # a cell answers within seconds


@offered
def SMO_STAFF_FOR(
    arrivals: Range,
    handling_hours: Range,
    target_hours: Range,
    timezone: Range,
    hours: Range,
    holidays: Range = None,
    clock: Range = None,
    goal: Range = None,
    probability: Range = None,
    variation: Range = None,
    shrinkage: Range = None,
    first_day: Range = None,
) -> object:
    """How many people each shift needs."""
    import numpy as np

    from smo_metrics.sla.capacity.staff_for import staff_for

    zone, policy = read_zone(timezone), read_policy(target_hours, clock, goal)
    plan = staff_for(
        policy,
        _arrivals(arrivals, zone),
        _handling(handling_hours),
        shifts=_shifts(zone, hours, holidays),
        probability=read_number("probability", probability, 0.8),
        variation=read_number("variation", variation, 1.0),
        shrinkage=read_number("shrinkage", shrinkage, 0.0),
        first_day=read_day("first_day", first_day),
        replications=_REPLICATIONS,
        rng=np.random.default_rng(0),
    )
    rows = [
        *plan.shifts.rename(columns={"shift": "name"}).assign(part="shift").to_dict("records"),
        *plan.outcomes.rename(columns={"plan": "name"}).assign(part="plan").to_dict("records"),
    ]
    return noted_table(rows, _PLAN, [*plan.sentences, *plan.warnings])


@offered
def SMO_ERLANG_C(
    people: Range, offered: Range, statistic: Range = None, handling_hours: Range = None, target_hours: Range = None
) -> object:
    """How long tasks wait in an even queue."""
    from smo_metrics.sla.capacity.equilibrium import erlang_c_waiting
    from smo_metrics.sla.capacity.erlang import erlang_b, erlang_c

    asked = read_choice("statistic", statistic, WAITING, WAITING[0])
    given = {"people": people, "offered": offered, "handling_hours": handling_hours, "target_hours": target_hours}
    grid = read_grid({name: given[name] for name in ("people", "offered", *_ALSO_NEEDED.get(asked, ()))})
    servers, load, *others = (as_numbers(name, cells) for name, cells in grid.cells.items())
    if asked in ("wait_probability", "blocked"):
        return grid.shown((erlang_c if asked == "wait_probability" else erlang_b)(servers, load).tolist())
    handling, target = (*others, [0.0])[:2]  # the mean wait has no target
    queue = erlang_c_waiting(servers, load, handling_hours=handling, target_hours=target)
    return grid.shown((queue.waiting_hours if asked == "wait_hours" else getattr(queue, asked)).tolist())


def _shifts(zone: str, hours: Block | None, holidays: Block | None) -> dict[str, WorkCalendar]:
    calendars = read_calendars(zone, hours, holidays)
    if calendars is None:
        raise SmoError(
            'hours is left out. Write them like "mon-fri 09:00-18:00", or a cell a shift: "late = Asia/Manila; mon-fri '
            '14:00-22:00".'
        )
    return calendars if isinstance(calendars, dict) else {_TEAM: calendars}


def _handling(block: Block | None) -> float | list[float]:
    """Take the mean hours of work, or those of many tasks."""
    hours = as_numbers("handling_hours", read_values("handling_hours", block))
    if not hours:
        raise SmoError("handling_hours is left out. Write the hours of work that a task takes, such as 0.5.")
    return hours if len(hours) > 1 else hours[0]


def _arrivals(block: Block | None, zone: str) -> list[float] | EventLog:
    """Take tasks by hour of the week, from Monday's midnight, or the moments at which many tasks arrived."""
    columns = read_block("arrivals", (block or [])[: used_rows(block or [])])
    height = len(columns[0]) if columns else 0
    if (height, len(columns)) == (_HOURS, _WEEKDAYS):
        return as_numbers("arrivals", [cell for day in columns for cell in day])
    if (height, len(columns)) == (_WEEKDAYS, _HOURS):
        return as_numbers("arrivals", [cell for day in zip(*columns, strict=True) for cell in day])
    if len(columns) == 1 and height > 1:
        return _log_of(columns[0][_is_name(columns[0][0]) :], zone)
    raise SmoError(
        "arrivals are the tasks of each hour of a week, 24 rows and 7 columns from Monday to Sunday, or one column of "
        f"the times at which tasks arrived; {height:,} rows and {len(columns)} columns arrived. Leave headers out."
    )


def _is_name(cell: object) -> bool:
    return isinstance(cell, str) and not cell[0].isdigit()


def _log_of(cells: list[Any], zone: str) -> EventLog:
    import pandas as pd

    from smo_metrics.flow.events.event_log import event_log

    moments = read_moments("arrivals", [cell for cell in cells if cell is not None], zone)
    return event_log(
        pd.DataFrame({"task_id": range(len(moments)), "stage": "work", "enabled_at": moments, "started_at": moments})
    )
