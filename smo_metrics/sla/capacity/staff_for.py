"""How many people does each region or shift need so that the agreement is met? The least plan that meets it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np

from smo_metrics._headers import used_columns
from smo_metrics.errors import SettingsError
from smo_metrics.event_table import EVENTS
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.sla.capacity._erlang_input import is_number
from smo_metrics.sla.capacity._handling import logged_handling, read_handling
from smo_metrics.sla.capacity._planned_weeks import UNDATED, planned_weeks, without_holidays
from smo_metrics.sla.capacity._read_arrivals import Spread, read_arrivals
from smo_metrics.sla.capacity._simulated_weeks import SimulatedWeeks, simulated_weeks, usual_runs
from smo_metrics.sla.capacity._staffing import Question, answered
from smo_metrics.sla.capacity._steady_weeks import SteadyWeeks, steady_weeks, unsteady
from smo_metrics.sla.capacity._week_pattern import pattern_doubts
from smo_metrics.sla.capacity.staffing_result import StaffingResult
from smo_metrics.sla.clock.policy import SlaPolicy


def staff_for(
    policy: SlaPolicy,
    arrivals: Any,
    handling_hours: Any = None,
    *,
    shifts: Mapping[str, WorkCalendar],
    rng: np.random.Generator,
    probability: float = 0.8,
    variation: float = 1.0,
    spread: Spread | None = None,
    people: Mapping[str, int] | None = None,
    max_occupancy: float = 1.0,
    shrinkage: float = 0.0,
    first_day: date | None = None,
    weeks: int = 4,
    replications: int | None = None,
    progress: Callable[[str], None] | None = None,
) -> StaffingResult:
    """Decide how many people to put into each region or shift, so that most weeks meet the agreement.

    Parameters
    ----------
    policy : SlaPolicy
        Target, clock and goal. The work clock runs while at least one shift is at work. Of several targets the tightest
        is taken for every task.
    arrivals : Series, DataFrame, EventLog or array-like of shape (168,) or (7, 24)
        Tasks by hour: a Series of counts with an aware index, a row an hour; an events table; daily volumes (with
        `spread`); or the mean tasks of each hour of a week, from Monday's midnight. Hours and days are those of the
        zone of the first shift. Days that are not whole are left out; missing counts are refused.
    handling_hours : float or array of float, optional
        Mean hours of work a task, or those of many tasks, which are drawn from then. Left out: from the events.
    shifts : mapping of str to WorkCalendar
        Hours of each region or shift.
    rng : numpy.random.Generator
    probability : float
        Share of weeks that are to meet the goal, above 0 and below 1.
    variation : float
        Standard deviation over mean of the work a task, where its mean is given: 1 as in Erlang's formulas, 0 for tasks
        that all take the same.
    spread : {"open", "clock"}, optional
        Where a day's volume arrives: evenly over the hours in which somebody is at work, or over 24.
    people : mapping of str to int, optional
        Who is there now: what is met with them is told too.
    max_occupancy : float
        Largest share of their time that all people together may work, above 0 to 1.
    shrinkage : float
        Share of paid time in shift that is not worked (leave, breaks, meetings), 0 to below 1: `roster` is people over
        ``1 - shrinkage``, rounded up.
    first_day : date, optional
        Where the weeks begin that are planned, with their holidays and daylight saving. Left out: the day after the
        data; for a mean week one of January without holidays.
    weeks : int
        Weeks that are planned; eight weeks before them fill the queue.
    replications : int, optional
        How often the weeks are drawn. Left out: 40 times, or fewer, down to 10, where many tasks arrive.
    progress : callable, optional
        Told, in a few words, what is being done.

    Returns
    -------
    StaffingResult

    Raises
    ------
    SmoError
        Arrivals or work that cannot be read, shifts that are never open.
    SettingsError
        An option outside its bounds; events without `handling_hours` where the log does not tell the work.

    Notes
    -----
    *Erlang's formula* is used where the queue is near-stationary within each shift: nobody arrives while all are away,
    shifts do not overlap, load and days are even, tasks and target are short beside a shift, work varies as the formula
    takes it to, and tasks are many. Weeks then differ in load only; what a closing shift leaves over, and chance within
    a week, are not counted, so that in how many weeks the goal is met is not told. Else, as over any night (a 24 h
    stream before a 9 h team at 85 % load waits 2 h of work where the formula says 3.5 minutes), the queue is
    *simulated*: first come, first served; people of all shifts do the same work; what a closing shift has not finished,
    whoever is free next goes on with, without loss. Tasks arrive at random around the week's pattern; days and weeks
    differ as much as the data show, and the error of the pattern itself is drawn for each run. There is no trend. All
    plans meet the same draws.

    *Slack.* A queue with little to spare takes months to grow to what it will be. A plan counts only if the hours that
    people have to spare a week are at least 0.7 standard deviations of a week's work, so that eight weeks fill the
    queue; of present people with less no share is told.

    *Time.* Seconds for hundreds of tasks a day; with 5,000 tasks an hour a minute and 2.3 GB of memory for one planned
    week and 10 replications.

    *Search.* More people never make a task later, so that sizes are bisected, and within a size people are moved
    between shifts while that helps. A smaller plan that no such move finds may exist.

    References
    ----------
    Green, Kolesar & Whitt (2007), Coping with time-varying demand when setting staffing requirements, Production and
    Operations Management 16, for where stationary formulas fail. Whitt (1981), Comparing counting processes and queues,
    Advances in Applied Probability 13, for more people never being worse. Cooper (1981), ch. 3 (Erlang C).

    Examples
    --------
    >>> import numpy as np
    >>> day = WorkCalendar("UTC", {"daily": ["09:00-18:00"]})
    >>> policy = SlaPolicy(target_hours=2, clock="work", goal=0.9)
    >>> plan = staff_for(policy, np.full(168, 2.0), 0.5, shifts={"Lisbon": day}, rng=np.random.default_rng(1))
    >>> plan.method, plan.people
    ('simulation', {'Lisbon': 9})
    """
    tell = progress or (lambda _: None)
    _check_given(policy, shifts, rng, spread, first_day)
    _check_options(shifts, people, probability, max_occupancy, shrinkage, weeks, replications)
    target, doubts = _target(policy)
    events = _events(arrivals)
    if handling_hours is None and not isinstance(events, EventLog):
        raise SettingsError("handling_hours: give the hours of work a task; only events tell them.")
    handling = (
        logged_handling(events, shifts) if handling_hours is None else read_handling(handling_hours, variation)
    )
    tell("reading the arrivals")
    read = read_arrivals(events, next(iter(shifts.values())).timezone, spread, shifts)
    begin = first_day or read.day_after
    planned = shifts if begin else without_holidays(shifts)
    period = planned_weeks(planned, begin or UNDATED, weeks, clock=policy.clock, target_hours=target)
    doubts += (*read.notes, *handling.notes, *pattern_doubts(read.pattern))
    if not begin:
        doubts += ("The weeks have no date: holidays, special days and daylight saving are left out; see first_day.",)
    reasons = unsteady(period, read.pattern, handling)
    model: SimulatedWeeks | SteadyWeeks
    if reasons:
        tell("drawing weeks")
        runs = replications or usual_runs(period, read.pattern)
        model = simulated_weeks(period, read.pattern, handling, runs, rng)
        doubts += (f"Erlang C does not hold here ({'; '.join(reasons)}): the queue is simulated.",)
    else:
        model = steady_weeks(period, read.pattern, handling)
        doubts += (
            "Erlang C: load and people are taken for steady within each shift. What a closing shift leaves over, and "
            "chance within a week, are not counted.",
        )
    question = Question(policy, probability, max_occupancy, shrinkage, people)
    return answered(question, tuple(shifts), period, read.pattern, handling, model, doubts, tell)


def _events(arrivals: Any) -> Any:
    """Read a table with stages as events; leave all else as it is."""
    import pandas as pd

    if isinstance(arrivals, pd.DataFrame) and "stage" in used_columns(list(map(str, arrivals)), EVENTS, {}):
        return event_log(arrivals)
    return arrivals


def _target(policy: SlaPolicy) -> tuple[float, tuple[str, ...]]:
    """Give the target that every task is planned for, and what of the policy a plan for one queue cannot heed."""
    hours = [policy.target_hours, *(hours for by in policy.targets.values() for hours in by.values())]
    doubts = []
    if policy.targets:
        doubts.append(
            f"Every task is planned for the tightest of the targets, {min(hours):g} hours: fewer people may do, if "
            "tasks with tight targets go first."
        )
    if policy.start_stage or policy.stop_stages or policy.paused_at:
        doubts.append("Stages of the policy are not heeded: the clock runs from arrival to the end of a task's work.")
    return min(hours), tuple(doubts)


def _check_given(
    policy: SlaPolicy,
    shifts: Mapping[str, WorkCalendar],
    rng: np.random.Generator,
    spread: Spread | None,
    first_day: date | None,
) -> None:
    if not isinstance(policy, SlaPolicy):
        raise SettingsError(f"policy must be an SlaPolicy; {policy!r} arrived.")
    if not isinstance(shifts, Mapping) or not shifts or not all(isinstance(c, WorkCalendar) for c in shifts.values()):
        raise SettingsError("shifts must map each shift or region to its WorkCalendar, at least one.")
    if not isinstance(rng, np.random.Generator):
        raise SettingsError(f"rng must be a numpy.random.Generator, such as numpy's default_rng(1); {rng!r} arrived.")
    if spread not in (None, "open", "clock"):
        raise SettingsError(f"spread must be 'open' or 'clock', or left out; {spread!r} arrived.")
    if first_day is not None and not (isinstance(first_day, date) and 1970 < first_day.year < 2200):
        raise SettingsError(f"first_day must be a date from 1971 to 2199; {first_day!r} arrived.")


def _check_options(
    shifts: Mapping[str, WorkCalendar],
    people: Mapping[str, int] | None,
    probability: float,
    max_occupancy: float,
    shrinkage: float,
    weeks: int,
    replications: int | None,
) -> None:
    problems = []
    if people is not None and not isinstance(people, Mapping):
        raise SettingsError(f"people must map each of {', '.join(shifts)} to a whole number; {people!r} arrived.")
    if people is not None and (set(people) != set(shifts) or not all(_is_whole(n, 0) for n in people.values())):
        problems.append(f"people must give a whole number for each of {', '.join(shifts)}; {people!r} arrived.")
    if not (is_number(probability) and 0 < probability < 1):
        problems.append(f"probability must be a share of weeks above 0 and below 1; {probability!r} arrived.")
    if not (is_number(max_occupancy) and 0 < max_occupancy <= 1):
        problems.append(f"max_occupancy must be a share above 0 and at most 1; {max_occupancy!r} arrived.")
    if not (is_number(shrinkage) and 0 <= shrinkage < 1):
        problems.append(f"shrinkage must be a share from 0 to below 1; {shrinkage!r} arrived.")
    for name, given, least in (("weeks", weeks, 1), ("replications", replications, 10)):
        if given is not None and not _is_whole(given, least):
            problems.append(f"{name} must be a whole number of at least {least}; {given!r} arrived.")
    if problems:
        raise SettingsError(" ".join(problems))


def _is_whole(given: object, least: int) -> bool:
    return isinstance(given, int | np.integer) and not isinstance(given, bool) and int(given) >= least
