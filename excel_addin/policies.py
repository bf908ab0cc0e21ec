"""What was promised? The agreement that a formula writes out, and the hours that its clock counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from excel_addin.calendars import read_calendars
from excel_addin.cells import Block, read_values
from excel_addin.options import needed_number, read_choice, read_number
from smo_metrics._columns import label_text
from smo_metrics.errors import SmoError

if TYPE_CHECKING:
    from smo_metrics.flow.hours.calendar import WorkCalendar
    from smo_metrics.sla.clock.policy import SlaPolicy

CLOCKS = ("work", "wall")
GOAL = 0.95


def read_policy(
    target_hours: Block | None,
    clock: Block | None,
    goal: Block | None = None,
    stop_stage: Block | None = None,
    pause_stages: Block | None = None,
) -> SlaPolicy:
    """Take the agreement of a formula.

    Parameters
    ----------
    target_hours : list of list
        One number.
    clock, goal, stop_stage, pause_stages : list of list, optional
        Left out: work hours, 95 % of tasks, until all work of a task has ended, without pauses.

    Raises
    ------
    SmoError
        Options that cannot be read, a target or goal that cannot be kept.

    Examples
    --------
    >>> read_policy([[8.0]], [["wall"]]).clock
    'wall'
    """
    from smo_metrics.sla.clock.policy import SlaPolicy

    return SlaPolicy(
        needed_number("target_hours", target_hours),
        clock=read_choice("clock", clock, CLOCKS, CLOCKS[0]),
        goal=read_number("goal", goal, GOAL),
        stop_stage=_stages("stop_stage", stop_stage) or None,
        pause_stages=_stages("pause_stages", pause_stages),
    )


def hours_of_clock(
    clock: str, zone: str, hours: Block | None, holidays: Block | None
) -> WorkCalendar | dict[str, WorkCalendar] | None:
    """Take the hours that a clock counts; None on the wall clock, which counts all.

    Raises
    ------
    SmoError
        As `read_calendars`; no hours for the clock of work hours.
    """
    if clock == "wall":
        return None
    calendars = read_calendars(zone, hours, holidays)
    if calendars is None:
        raise SmoError(
            'hours is left out, and the clock "work" counts them. Write them like "mon-fri 09:00-18:00; sat '
            '09:00-13:00", or choose the clock "wall", which counts nights and weekends too.'
        )
    return calendars


def _stages(name: str, block: Block | None) -> tuple[str, ...]:
    return tuple(label_text(cell) for cell in read_values(name, block))
