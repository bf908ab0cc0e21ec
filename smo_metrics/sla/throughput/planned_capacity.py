"""How much of its usual team works on each coming day? Holidays, leave and people who join, as one share a day."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from numbers import Real

import numpy as np
from numpy.typing import NDArray

from smo_metrics.errors import SettingsError
from smo_metrics.flow.hours._public_holidays import EPOCH_DAY, public_holidays
from smo_metrics.flow.hours.calendar import WorkCalendar

FloatArray = NDArray[np.float64]
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Joiner:
    """Somebody who joins or leaves, and what that does to the team.

    Parameters
    ----------
    first_day : date
        First day at work, or the first without who leaves.
    share : float
        What they add to the team as it was before: 0.2 for one more in a team of five, -0.2 for one who leaves.
    ramp_days : int
        Calendar days until full speed, which grows evenly: with 20, a twentieth on the first day and all of it from
        the twentieth. 0 is at full speed at once.

    Raises
    ------
    SettingsError
        No date, a share that is no number or below -1, a ramp that is no whole number of days.
    """

    first_day: date
    share: float
    ramp_days: int = 0

    def __post_init__(self) -> None:
        if type(self.first_day) is not date:
            raise SettingsError(f"joiner: first_day must be a date; {self.first_day!r} arrived.")
        if not _is_number(self.share) or self.share < -1:
            raise SettingsError(
                f"joiner: {self.share!r} arrived as share; write what they add to the team, 0.2 for one more in five."
            )
        if isinstance(self.ramp_days, bool) or not isinstance(self.ramp_days, int) or self.ramp_days < 0:
            raise SettingsError(
                f"joiner: ramp_days must be a whole number of days, 0 or more; {self.ramp_days!r} arrived."
            )


def planned_capacity(
    first_day: date,
    days: int,
    *,
    capacity: Mapping[date, float] | None = None,
    calendar: WorkCalendar | None = None,
    joiners: Sequence[Joiner] = (),
) -> FloatArray:
    """Decide how much of a usual day's work each coming day can bring.

    Parameters
    ----------
    first_day : date
    days : int
        Consecutive days from `first_day`, weekends included.
    capacity : mapping of date to float, optional
        Share of the usual team of that weekday: 0 nobody, 0.5 half on leave, 1.2 with help from elsewhere. It goes
        before what the calendar says of the day.
    calendar : WorkCalendar, optional
        A weekday that it closes (a holiday, a special day) has 0; a special day with shorter hours has their share of
        the weekday's. Days that are closed every week have 1: how little is done then, past weeks show.
    joiners : sequence of Joiner, optional
        Their shares add up, and hold for what each day has anyway: nobody who joins works on a holiday.

    Returns
    -------
    ndarray of float, shape (days,)

    Raises
    ------
    SettingsError
        A share that is negative or no number, a key that is no date, more people who leave than there are; no mapping
        or calendar where one belongs.

    Examples
    --------
    >>> one_more = Joiner(date(2026, 1, 3), share=0.2, ramp_days=2)
    >>> planned_capacity(date(2026, 1, 1), 4, capacity={date(2026, 1, 1): 0}, joiners=[one_more])
    array([0. , 1. , 1.1, 1.2])
    """
    if capacity is not None and not isinstance(capacity, Mapping):
        raise SettingsError(f"capacity: {capacity!r:.60} arrived; give shares by day, as {{date(2026, 3, 31): 0.5}}.")
    if calendar is not None and not isinstance(calendar, WorkCalendar):
        raise SettingsError(f"calendar: {calendar!r:.60} arrived; give one WorkCalendar, with its hours and holidays.")
    shares = np.ones(days) if calendar is None else calendar_share(calendar, first_day, days)
    for day, share in (capacity or {}).items():
        if type(day) is not date:
            raise SettingsError(f"capacity: its keys are dates; {day!r} arrived.")
        if not _is_number(share) or share < 0:
            raise SettingsError(f"capacity: {share!r} arrived for {day}; write 1 for the usual team, 0 for nobody.")
        if 0 <= (day - first_day).days < days:
            shares[(day - first_day).days] = share
    return shares * team_share(first_day, days, joiners)


def team_share(first_day: date, days: int, joiners: Sequence[Joiner]) -> FloatArray:
    """Size of the team on each day, where 1 is that before anybody in the list joined or left: shape (days,).

    Raises
    ------
    SettingsError
        More people leave than there are; something that is no `Joiner`.
    """
    team = np.ones(days)
    for joiner in joiners:
        if not isinstance(joiner, Joiner):
            raise SettingsError(f"joiners: give a list of Joiner(first_day, share, ramp_days); {joiner!r} arrived.")
        at_work = np.arange(days) - (joiner.first_day - first_day).days + 1
        team += joiner.share * np.clip(at_work / max(joiner.ramp_days, 1), 0, 1)
    if (team < -1e-9).any():
        day = first_day + timedelta(days=int(np.argmax(team < -1e-9)))
        raise SettingsError(f"joiners: on {day} more people have left than the team has. Their shares add up.")
    return np.maximum(team, 0)


def calendar_share(calendar: WorkCalendar, first_day: date, days: int) -> FloatArray:
    """Hours that a calendar plans for each day, as a share of those of its weekday: shape (days,).

    Hours are those of the shifts as written, so that a day on which the clock changes counts as any other. A day of a
    weekday that is closed every week has 1, even where it is open for once: no past day says what it would bring.
    """
    when = first_day.toordinal() - EPOCH_DAY + np.arange(days)
    weekdays = (first_day.weekday() + np.arange(days)) % _WEEK
    usual = np.array([_open_minutes(shifts) for shifts in calendar._week], dtype=np.float64)[weekdays]
    planned = usual.copy()
    closed = calendar._closed
    if isinstance(closed, str):
        closed = public_holidays(closed, first_day.year, (first_day + timedelta(days=days)).year)
    planned[np.isin(when, list(closed))] = 0
    for day, shifts in calendar._special:
        planned[when == day] = _open_minutes(shifts)
    return np.divide(planned, usual, out=np.ones(days), where=usual > 0)


def _open_minutes(shifts: Sequence[tuple[int, int]]) -> int:
    return sum(closes - opens for opens, closes in shifts)


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
