"""When is what remains done, as things are and in each scenario? All that goes by days."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.errors import SettingsError
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.settings import Project
from smo_metrics.sla import WhenDone, when_done
from smo_metrics.sla.throughput.backtest import BacktestResult
from smo_metrics.status.delivery.attempts import Attempts
from smo_metrics.status.delivery.burn_up import burn_up, finish_table
from smo_metrics.status.delivery.past_days import PastDays, past_days
from smo_metrics.status.delivery.read_scenarios import read_scenarios
from smo_metrics.status.delivery.scenarios import scenario_table
from smo_metrics.status.delivery.staffing import EVERYBODY

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class WorkToCome:
    """Figures of days; None where the data or the settings do not give them.

    Attributes
    ----------
    days : PastDays or None
    forecast : WhenDone or None
    fan, finish, scenarios : pandas.DataFrame or None
    tested : dict of str to str
        ``delivery``: how such forecasts did on the past.
    notes : tuple of str
    """

    days: PastDays | None = None
    forecast: WhenDone | None = None
    fan: pd.DataFrame | None = None
    finish: pd.DataFrame | None = None
    scenarios: pd.DataFrame | None = None
    tested: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def work_to_come(
    log: EventLog | None,
    volumes: pd.DataFrame | None,
    project: Project,
    scenarios: pd.DataFrame | None,
    tries: Attempts,
    *,
    calendars: Calendars,
    as_of: datetime | None,
    people: Mapping[str, int] | None,
    rng: np.random.Generator,
    progress: Callable[[str], None],
) -> WorkToCome:
    """Forecast the finish; the reasons of what is not there go to `tries`, ``delivery`` and ``scenarios``.

    Parameters
    ----------
    log, volumes, project, calendars, as_of
        As `past_days` takes them.
    scenarios : pandas.DataFrame or None
        As `read_scenarios` takes it.
    tries : Attempts
    people : mapping of str to int, or None
        As `people_at_work` gives them.
    rng : numpy.random.Generator
    progress : callable
    """
    progress("drawing futures")
    days = tries.part("delivery", lambda: past_days(log, volumes, project, calendars, as_of))
    if days is None:
        tries.missing["scenarios"] = tries.missing["delivery"]
        return WorkToCome()
    due, notes = project.delivery.due_date, (days.counted_as, *days.notes)
    found = tries.part("delivery", lambda: _forecast(days, due, rng))
    if found is None and due is not None:
        found = tries.part("delivery", lambda: _forecast(days, None, rng))
        if found is not None:
            notes += (f"The due date is not judged: {tries.missing.pop('delivery')}",)
            due = None
    if found is None:
        tries.missing["scenarios"] = tries.missing["delivery"]
        return WorkToCome(days, notes=notes)
    return WorkToCome(
        days=days,
        forecast=found,
        fan=burn_up(days, found),
        finish=finish_table(found),
        scenarios=tries.part("scenarios", lambda: _compared(days, found, due, scenarios, people, rng)),
        tested={"delivery": _tested(found.backtest)},
        notes=(*notes, *found.warnings),
    )


def _forecast(days: PastDays, due: date | None, rng: np.random.Generator) -> WhenDone:
    return when_done(days.history, days.remaining, due=due, calendar=days.calendar, rng=copy.deepcopy(rng))


def _compared(
    days: PastDays,
    found: WhenDone,
    due: date | None,
    scenarios: pd.DataFrame | None,
    people: Mapping[str, int] | None,
    rng: np.random.Generator,
) -> pd.DataFrame:
    asked = () if scenarios is None else read_scenarios(scenarios)
    if not asked:
        raise SettingsError("No scenarios: add rows to the Scenarios sheet, such as one with team_share 1.1.")
    return scenario_table(days, found, due, asked, (people or {}).get(EVERYBODY), rng)


def _tested(backtest: BacktestResult | None) -> str:
    return "Nothing remains: nothing is forecast." if backtest is None else " ".join(backtest.warnings)
