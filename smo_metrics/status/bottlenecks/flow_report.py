"""What one events table says of times, causes and hours, and what a fix would gain: for the shell and the review."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._json import SCHEMA
from smo_metrics.errors import TableError
from smo_metrics.flow.causes.waiting_causes import WaitingCauses, waiting_causes
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.hours.calendar_text import calendar_text
from smo_metrics.flow.simulation.bottlenecks import Bottlenecks, find_bottlenecks
from smo_metrics.flow.simulation.fix import Fix
from smo_metrics.flow.simulation.team_hours import TeamHours, team_hours
from smo_metrics.flow.times.stage_times import StageTimes, stage_times
from smo_metrics.flow.times.utilisation import Utilisation, utilisation

if TYPE_CHECKING:
    import pandas as pd

_NO_ENDS = (
    "the events have one time each, so that work cannot be told from waiting. Export both: started_at and ended_at."
)


@dataclass(frozen=True, slots=True, eq=False)
class FlowReport:
    """What one log says.

    Attributes
    ----------
    times : StageTimes
    grouped : StageTimes or None
        By the column asked for, and stage.
    hours : TeamHours or None
        None where events have one time each and no hours were given.
    hours_given : bool
        False: they were read from the log.
    busy : Utilisation or None
    causes : WaitingCauses or None
    bottlenecks : Bottlenecks or None
    not_simulated : str
        Why there are no bottlenecks; empty where there are.
    """

    times: StageTimes
    grouped: StageTimes | None
    hours: TeamHours | None = None
    hours_given: bool = False
    busy: Utilisation | None = None
    causes: WaitingCauses | None = None
    bottlenecks: Bottlenecks | None = None
    not_simulated: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was derived, assumed or is unsure, each sentence once, with what it is about."""
        notes: dict[str, str] = {}
        parts = {
            "": self.times.warnings,
            "Hours": self.hours.warnings if self.hours else (),
            "Causes": self.causes.warnings if self.causes else (),
            "Busy": self.busy.warnings if self.busy else (),
            "Simulation": self.bottlenecks.warnings if self.bottlenecks else (),
        }
        for about, warnings in parts.items():
            for sentence in warnings:
                notes.setdefault(sentence, f"{about}: {sentence}" if about else sentence)
        return tuple(notes.values())

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; what could not be computed is None."""
        return {
            "schema": SCHEMA,
            "hours": self.hours and {name: calendar_text(hours) for name, hours in self.hours.calendars.items()},
            "hours_given": self.hours_given,
            "stage_times": self.times.to_dict(),
            "grouped": self.grouped and self.grouped.to_dict(),
            "utilisation": self.busy and self.busy.to_dict(),
            "waiting_causes": self.causes and self.causes.to_dict(),
            "bottlenecks": self.bottlenecks and self.bottlenecks.to_dict(),
            "not_simulated": self.not_simulated or None,
            "notes": list(self.notes),
        }


def flow_report(
    log: EventLog,
    *,
    rng: np.random.Generator,
    calendars: WorkCalendar | Mapping[str, WorkCalendar] | None,
    timezone: str | Mapping[str, str],
    roster: pd.DataFrame | None,
    by: str | None,
    fixes: Sequence[Fix],
    target_hours: float | None,
    replications: int,
    not_simulated: str,
    progress: Callable[[str], None],
) -> FlowReport:
    """Find out where work waits and what to change, as far as a log allows.

    Parameters
    ----------
    log : EventLog
    rng, calendars, timezone, target_hours, replications, progress
        As in `find_bottlenecks`.
    roster : pandas.DataFrame or None
        As in `utilisation`.
    by : str or None
        A column by which times are also given.
    fixes : sequence of Fix
        Further changes to try.
    not_simulated : str
        Why no fix is to be tried, for the reader; empty to try them.

    Raises
    ------
    TableError
        Fixes were asked for and the log cannot be simulated; without fixes, `not_simulated` of the result says why.
    SettingsError
        A team without a calendar, an unknown zone, a fix that the project has nothing for.
    """
    given = calendars is not None
    if not log.touch_known and fixes:
        raise TableError("events", [_NO_ENDS])
    progress("finding when people are at work")
    hours = team_hours(log, calendars=calendars, timezone=timezone) if log.touch_known or given else None
    times = stage_times(log) if hours is None else stage_times(hours.log, calendars=hours.calendars)
    grouped = _grouped(log, hours, by) if by else None
    if hours is None or not log.touch_known:
        why_not = f"No simulation and no waiting causes: {_NO_ENDS}"
        return FlowReport(times, grouped, hours, given, not_simulated=why_not)
    bottlenecks, why_not = None, not_simulated
    if not not_simulated:
        try:
            bottlenecks = find_bottlenecks(
                log,
                rng=rng,
                calendars=calendars,
                timezone=timezone,
                also=fixes,
                target_hours=target_hours,
                replications=replications,
                progress=progress,
            )
        except TableError as error:
            if fixes:
                raise
            why_not = f"No simulation: {' '.join(error.problems)}"
    return FlowReport(
        times,
        grouped,
        hours,
        given,
        busy=utilisation(hours.log, calendars=hours.available, roster=roster),
        causes=waiting_causes(hours.log, calendars=hours.calendars),
        bottlenecks=bottlenecks,
        not_simulated=why_not,
    )


def _grouped(log: EventLog, hours: TeamHours | None, by: str) -> StageTimes:
    """Give times by one more column; by region, the clock only, as the log with the hours has teams for regions."""
    if hours is None or by == "region":
        return stage_times(log, by=[by])
    return stage_times(hours.log, calendars=hours.calendars, by=[by])
