"""Who keeps which hours? The teams of a log, with the calendars given for them or else read from the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.flow.events.event_log import EventLog, Integers, event_log
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.simulation._own_hours import split_by_hours
from smo_metrics.flow.simulation._pool_hours import ALWAYS, discovered_hours, given_hours, pool_name, zones_of
from smo_metrics.flow.simulation._pools import People, people

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class TeamHours:
    """The teams of a log and the hours of each.

    A team is the people with the same stages in the same region: those whom `flow_model` lets stand in for one another.
    Where they clearly keep different hours, as in shifts, and no calendars are given, each shift is a team.

    Attributes
    ----------
    log : EventLog
        The log, its regions replaced by its teams, so that every function that takes `calendars` by region takes these.
    calendars : dict of str to WorkCalendar
        One a team.
    warnings : tuple of str
        Which hours are unsure, and which teams have none and are taken to be always open.
    available : dict of str to WorkCalendar or None
        The same for `utilisation`: None where a team whose hours were read from the log seems to be always open, as no
        person works around the clock.
    """

    log: EventLog
    calendars: dict[str, WorkCalendar]
    warnings: tuple[str, ...]
    available: dict[str, WorkCalendar] | None


def team_hours(
    events: pd.DataFrame | EventLog,
    *,
    calendars: WorkCalendar | Mapping[str, WorkCalendar] | None = None,
    timezone: str | Mapping[str, str] = "UTC",
    as_of: datetime | None = None,
) -> TeamHours:
    """Settle when each team is at work, before asking what its work waits for and how busy it is.

    Parameters
    ----------
    events : pandas.DataFrame or EventLog
        What `event_log` accepts.
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        One for all, or one for each region or stage; a team's region goes before its stages, and the key ``""`` serves
        the others. None: read from the log.
    timezone : str or mapping of str to str
        IANA zone, of all or of each region, in which hours that are read from the log are kept.
    as_of : datetime, optional
        As in `event_log`.

    Returns
    -------
    TeamHours
        Events that have not begun count to the team that does most of their stage.

    Raises
    ------
    TableError
        The events break their contract.
    SettingsError
        A team has no calendar among those given; an unknown zone.

    Examples
    --------
    >>> import pandas as pd
    >>> events = pd.DataFrame({"task_id": [1, 2], "stage": ["label", "review"], "actor_id": ["ann", "bob"],
    ...     "region": "Dublin", "started_at": ["2026-03-02T09:00Z", "2026-03-02T11:00Z"],
    ...     "ended_at": ["2026-03-02T10:00Z", "2026-03-02T11:30Z"]})
    >>> list(team_hours(events, calendars={"Dublin": WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})}).calendars)
    ['label in Dublin', 'review in Dublin']
    """
    log = event_log(events, as_of=as_of)
    teams = people(log)
    warnings: list[str] = []
    if calendars is None:
        teams = split_by_hours(log, teams, zones_of(log, teams, timezone))
        hours, warnings = discovered_hours(log, teams, timezone)
    else:
        hours = given_hours(log, teams, calendars)
    by_team = {pool_name(log, team): calendar for team, calendar in zip(teams, hours, strict=True)}
    names = tuple(by_team)
    around_the_clock = calendars is None and ALWAYS in hours
    return TeamHours(
        log=replace(log, region=_team_of_rows(log, teams, names), names={**log.names, "region": names}),
        calendars=by_team,
        warnings=tuple(warnings),
        available=None if around_the_clock else by_team,
    )


def _team_of_rows(log: EventLog, teams: list[People], names: tuple[str, ...]) -> Integers:
    """Give each event's team; work at a stage that nobody has begun yet counts to the first."""
    code = np.zeros(log.size, dtype=np.int64)
    for team in teams:
        code[team.rows] = names.index(pool_name(log, team))
    for stage in np.unique(log.stage[log.is_waiting]):
        here = log.stage == stage
        begun = code[here & ~log.is_waiting]
        if begun.size:
            code[here & log.is_waiting] = np.bincount(begun).argmax()
    return code
