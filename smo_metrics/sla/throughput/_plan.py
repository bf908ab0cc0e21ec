"""From when does which team work on the tasks? The history, the first day and the capacity of every coming day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics.errors import SettingsError, SmoError
from smo_metrics.flow.events._counted import counted
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.sla.throughput._options import as_date
from smo_metrics.sla.throughput.daily_history import DailyHistory, Gaps, daily_history
from smo_metrics.sla.throughput.planned_capacity import Joiner, planned_capacity, team_share

FloatArray = NDArray[np.float64]
MOST_DAYS = 1096
_TIMES_AS_FAR = 3  # as the history is long: what lies farther, swings and trends that it cannot show decide
UNDATED = date(2001, 1, 1)  # a Monday, for checks only: days without dates are told by their numbers


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What a forecast of the coming days starts from.

    Attributes
    ----------
    history : DailyHistory
        Its capacity holds who had joined by then.
    start : date or None
        First day on which the tasks are worked on; None where the history has no dates.
    gap : int
        Days between the history and the first day.
    capacity : ndarray of float, shape (MOST_DAYS,)
        From the day after the history on.
    alike : bool
        Whether days are declared interchangeable.
    notes : tuple of str
        What the first day means, in sentences.
    """

    history: DailyHistory
    start: date | None
    gap: int
    capacity: FloatArray
    alike: bool
    notes: tuple[str, ...]

    @property
    def most_days(self) -> int:
        """Days from the first one that a forecast can reach."""
        return (MOST_DAYS if self.alike else min(MOST_DAYS, _TIMES_AS_FAR * self.known_days)) - self.gap

    @property
    def known_days(self) -> int:
        """Days of history with a figure."""
        return int(np.count_nonzero(~np.isnan(self.history.completed)))

    @property
    def too_far(self) -> str:
        """Why a forecast reaches no farther, in words, where the history is the reason."""
        if self.most_days == MOST_DAYS - self.gap:
            return ""
        return f"What is later is too far for {counted(self.known_days, 'day')} of history"

    def date_of(self, day: int) -> date | None:
        """Date of day number `day`, the first being 1; None where the history has no dates."""
        return None if self.start is None else self.start + timedelta(days=day - 1)

    def limit(self, horizon: int | None) -> int:
        """Days to look ahead at most.

        Raises
        ------
        SettingsError
            A horizon that is no number of days, or farther than forecasts reach.
        """
        if horizon is None:
            return self.most_days
        whole = isinstance(horizon, Integral) and not isinstance(horizon, bool)
        if not whole or not 1 <= horizon <= self.most_days:
            why = f" {self.too_far}." if self.too_far else ""
            raise SettingsError(f"horizon: {horizon!r} arrived; write a number of days, 1 to {self.most_days:,}.{why}")
        return int(horizon)

    def day_number(self, given: date | int, name: str, limit: int) -> int:
        """Give the number of a day, the first being 1; below 1 where it is over.

        Raises
        ------
        SettingsError
            Neither date nor number of days; a date where there are none; later than day number `limit`.
        """
        if isinstance(given, Integral) and not isinstance(given, bool):
            day = int(given)
            if day < -MOST_DAYS:
                raise SettingsError(f"{name}: {given!r} arrived; write the number of a day, the first being 1.")
        elif self.start is None:
            raise SettingsError(f"{name}: {given!r} arrived; the history has no dates. Give start, or a number.")
        else:
            day = (as_date(given, name) - self.start).days + 1
        if day > limit:
            last = self.date_of(limit) or counted(limit, "day")
            why = f" {self.too_far}." if self.too_far else ""
            raise SettingsError(f"{name}: {given} lies too far ahead; this forecast reaches to {last}.{why}")
        return day


def read_plan(
    history: Any,
    *,
    start: date | None,
    gaps: Gaps | None,
    as_of: date | None,
    capacity: Mapping[date, float] | None,
    joiners: Sequence[Joiner],
    calendar: WorkCalendar | None,
    alike: bool,
) -> Plan:
    """Check the history and the plan of the days after it.

    A `DailyHistory` has the capacity of its own days already. Days that are declared alike have no plan, and a list of
    their numbers needs no dates.

    Raises
    ------
    SmoError
        A history that `daily_history` refuses, a plan that `planned_capacity` refuses, a start that is over, a plan for
        days that are declared alike.
    """
    if not isinstance(joiners, list | tuple):
        raise SettingsError(f"joiners: {joiners!r:.80} arrived; give a list of Joiner(first_day, share, ramp_days).")
    if alike and (capacity is not None or calendar is not None or len(joiners)):
        raise SettingsError("exchangeable: days that are all alike have no capacity, joiners, calendar. Leave one out.")
    if alike and isinstance(history, list | tuple | np.ndarray):
        if as_of is not None:
            raise SettingsError("as_of: numbers without dates arrived; leave out today's, and as_of.")
        _check_listed(history, gaps)
        known = replace(daily_history(history, first_day=UNDATED, gaps=gaps), notes=())
        return Plan(known, None if start is None else as_date(start, "start"), 0, np.ones(MOST_DAYS), True, ())
    if isinstance(history, DailyHistory):
        known = daily_history(history, gaps=gaps, as_of=as_of)
    else:
        known = daily_history(history, gaps=gaps, as_of=as_of, capacity=capacity, calendar=calendar)
    known = replace(known, capacity=known.capacity * team_share(known.first_day, known.days, joiners))
    ahead = known.first_day + timedelta(days=known.days)
    planned = planned_capacity(ahead, MOST_DAYS, capacity=capacity, calendar=calendar, joiners=joiners)
    first = ahead if start is None else as_date(start, "start")
    gap = (first - ahead).days
    notes = _start_notes(first, gap, as_of) + _quiet_notes(known, ahead, capacity or {})
    plan = Plan(known, first, gap, planned, alike, notes)
    _check_start(plan, ahead)
    return plan


def _check_listed(history: Any, gaps: Gaps | None) -> None:
    """Ask about gaps in a list of days by their numbers, since they have no dates."""
    empty = [str(day) for day, tasks in enumerate(history, start=1) if tasks is None or tasks != tasks]
    if empty and gaps is None:
        raise SmoError(
            f"history: no figure for day {', '.join(empty[:5])}{', ...' if len(empty) > 5 else ''}. Say what that "
            "means: gaps='zero' if there was nothing on such days, gaps='missing' if nobody knows."
        )


def read_days(plan: Plan, by: date | int | Sequence[date | int], limit: int) -> list[int]:
    """Check the days by whose end something is asked; give their numbers, in order, each once.

    Raises
    ------
    SettingsError
        None; what `Plan.day_number` refuses.
    """
    given = list(by) if isinstance(by, Sequence | np.ndarray) and not isinstance(by, str) else [by]
    if not given:
        raise SettingsError("by: an empty list arrived; give at least one day.")
    return sorted({plan.day_number(day, "by", limit) for day in given})


def _start_notes(first: date, gap: int, as_of: date | None) -> tuple[str, ...]:
    if gap:
        return (f"These tasks are begun on {first}: the {counted(gap, 'day')} before it bring them nothing.",)
    if as_of is not None and first == as_date(as_of, "as_of"):
        return (f"{first} is not over and counts as a whole day ahead: give what remained on its morning.",)
    return ()


def _quiet_notes(known: DailyHistory, ahead: date, capacity: Mapping[date, float]) -> tuple[str, ...]:
    """Say that people planned for weekdays that never brought anything bring nothing in the forecast either."""
    brought = np.bincount(known.weekdays, weights=np.nan_to_num(known.completed), minlength=7)
    quiet = sorted(day for day, share in capacity.items() if day >= ahead and share > 0 and not brought[day.weekday()])
    if not quiet:
        return ()
    shown = ", ".join(f"{day:%A} {day}" for day in quiet[:3]) + (", ..." if len(quiet) > 3 else "")
    return (
        f"People are planned for {shown}, but nothing was ever finished on such a weekday, so that the forecast counts "
        "nothing then either: what overtime would bring is not known.",
    )


def _check_start(plan: Plan, ahead: date) -> None:
    if plan.gap < 0:
        raise SettingsError(
            f"start: {plan.start} is part of the history, which ends on {ahead - timedelta(days=1)}. Leave start out, "
            f"and give what remains at the beginning of {ahead}."
        )
    if plan.most_days < 1:
        raise SettingsError(
            f"start: {plan.start} lies {plan.gap:,} days after the history; forecasts from "
            f"{counted(plan.known_days, 'day')} of it reach {plan.gap + plan.most_days:,} days."
        )
