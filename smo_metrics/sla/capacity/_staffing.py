"""From weeks on which plans can be tried to an answer: the search, and the tables of what each plan meets."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from smo_metrics.sla.capacity._handling import Handling
from smo_metrics.sla.capacity._least_plan import Judge, Plan, assured, least_plan
from smo_metrics.sla.capacity._planned_weeks import FILLING, PlannedWeeks
from smo_metrics.sla.capacity._simulated_weeks import SimulatedWeeks
from smo_metrics.sla.capacity._steady_weeks import SteadyWeeks
from smo_metrics.sla.capacity._week_pattern import WeekPattern
from smo_metrics.sla.capacity.erlang_staff import ROUNDING
from smo_metrics.sla.capacity.staffing_result import PLANNED, StaffingResult
from smo_metrics.sla.clock.policy import SlaPolicy

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
Weeks = SimulatedWeeks | SteadyWeeks
Tried = Callable[[Plan], Floats]
_BUSY = 0.9
_EVERYWHERE = 0.1  # people tried first in shifts whatever arrives there: they may end what others began


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a plan, as in `staff_for`."""

    policy: SlaPolicy
    probability: float
    max_occupancy: float
    shrinkage: float
    people: Mapping[str, int] | None


@dataclass(frozen=True, slots=True, eq=False)
class Load:
    """Hours of work a week, their standard deviation, and the hours a week that each shift is at work.

    A backlog with `spare` hours a week to spare settles in about ``4 (deviation / spare)**2`` weeks: the mean of a
    regulated Brownian motion that begins empty is then within 2 % of its end (Abate & Whitt 1987, Advances in Applied
    Probability 19, 560-598). The weeks that fill the queue must last so long, else the weeks after them look better
    than those to come.
    """

    hours: float
    deviation: float
    open_hours: Floats

    def capacity(self, plan: Plan) -> float:
        """Give the hours a week that people are at work."""
        return float(np.array(plan) @ self.open_hours)

    @property
    def settling(self) -> float:
        """Give the least hours a week that people must be at work for the queue to settle while it is filled."""
        return self.hours + self.deviation * math.sqrt(4 / FILLING)

    def lacking(self, plan: Plan, max_occupancy: float) -> float:
        """Give the hours a week by which people are too few to settle, or busier than they may be; 0 for none."""
        needed = max(self.settling, self.hours / max_occupancy)
        return max(0.0, needed / ROUNDING - self.capacity(plan))

    def fewest(self) -> int:
        """Give the people whom the work takes in the longest shift."""
        return max(1, math.ceil(self.hours / float(self.open_hours.max())))


def answered(
    question: Question,
    names: tuple[str, ...],
    period: PlannedWeeks,
    pattern: WeekPattern,
    handling: Handling,
    weeks: Weeks,
    doubts: tuple[str, ...],
    tell: Callable[[str], None],
) -> StaffingResult:
    """Search the least plan and say what it, and those beside it, meet."""
    hours = pattern.tasks * handling.hours
    unrest = pattern.unrest + handling.variation**2 / pattern.tasks if pattern.tasks else 0.0
    load = Load(hours, hours * math.sqrt(unrest), period.open_hours)
    shares = pattern.rate[period.hour_of_week] @ period.next_shift
    shares = shares / shares.sum() if pattern.tasks else np.full(len(names), math.nan)
    best = weeks.unlimited() if pattern.tasks else np.empty((0, 0))
    tried = cache(weeks.weekly)
    within_reach = assured(best, question.probability)
    status: Literal["ok", "no_arrivals", "unreachable"] = "ok"
    plan: Plan = (0,) * len(names)
    if math.isnan(within_reach):
        status = "no_arrivals"
    elif within_reach < question.policy.goal:
        status = "unreachable"
        doubts += (
            f"With any number of people {within_reach:.1%} of tasks are done in time in {question.probability:.0%} of "
            "weeks: the work of a task, and the hours for which nobody is at work, take longer than the target.",
        )
    else:
        plan = _searched(question, weeks, tried, load, shares, tell)
    outcomes = _outcomes(question, names, plan if status == "ok" else None, weeks, tried, load)
    doubts += tuple(
        f"Work takes {row['busy']:.0%} of people's hours {'' if row['plan'] == PLANNED else 'with '}{row['plan']}: a "
        "busy week leaves a backlog that lasts, and weeks further ahead than those tried may be worse. A lower "
        "max_occupancy leaves room."
        for row in outcomes.to_dict("records")
        if row["busy"] > _BUSY and not math.isnan(row["attainment_mean"])
    )
    return StaffingResult(
        policy=question.policy,
        probability=question.probability,
        method="simulation" if isinstance(weeks, SimulatedWeeks) else "erlang_c",
        status=status,
        shifts=_shifts(question, names, plan, status, weeks, load, shares),
        outcomes=outcomes,
        weeks_tried=best.size,
        warnings=doubts,
    )


def _searched(
    question: Question, weeks: Weeks, tried: Tried, load: Load, shares: Floats, tell: Callable[[str], None]
) -> Plan:
    """Search with the busiest shift first, so that it wins ties."""
    order = np.argsort(-shares, kind="stable")
    place = np.argsort(order)

    def judge(weekly_of: Tried) -> Judge:
        @cache
        def judged(ordered: Plan) -> tuple[float, float]:
            plan = tuple(np.array(ordered)[place].tolist())
            lacking = load.lacking(plan, question.max_occupancy)
            if lacking:
                return -1 - lacking / load.hours, 0.0
            weekly = weekly_of(plan)
            return assured(weekly, question.probability), float(np.nanmean(weekly))

        return judged

    full = quick = judge(tried)
    if isinstance(weeks, SimulatedWeeks):
        few = weeks.few()
        if assured(few.unlimited(), question.probability) >= question.policy.goal:
            quick = judge(few.weekly)
    some_everywhere = (1 - _EVERYWHERE) * shares[order] + _EVERYWHERE / len(shares)
    found = least_plan(quick, full, question.policy.goal, load.fewest(), some_everywhere, tell)
    return tuple(np.array(found)[place].tolist())


def _shifts(
    question: Question,
    names: tuple[str, ...],
    plan: Plan,
    status: str,
    weeks: Weeks,
    load: Load,
    shares: Floats,
) -> pd.DataFrame:
    import pandas as pd

    told = status != "unreachable"
    roster = [math.ceil(count / (1 - question.shrinkage) - 1e-9) for count in plan]
    return pd.DataFrame(
        {
            "shift": pd.Series(names, dtype=object),
            "people": plan if told else math.nan,
            "roster": roster if told else math.nan,
            "utilisation": weeks.utilisation(plan) if status == "ok" else math.nan,
            "open_hours": load.open_hours,
            "arrivals_share": shares,
        }
    )


def _outcomes(
    question: Question, names: tuple[str, ...], plan: Plan | None, weeks: Weeks, tried: Tried, load: Load
) -> pd.DataFrame:
    import pandas as pd

    plans: list[tuple[str, Plan]] = []
    if plan is not None:
        plans = [(PLANNED, plan)]
        plans += [
            (f"one fewer in {name}", tuple(count - (name == other) for count, other in zip(plan, names, strict=True)))
            for name, present in zip(names, plan, strict=True)
            if present
        ]
    if question.people is not None:
        plans.append(("present people", tuple(int(question.people[name]) for name in names)))
    columns = (
        "plan", "people", "attainment_mean", "attainment_assured", "weeks_met", "weeks_met_se", "keeps_up", "busy",
    )  # fmt: skip
    rows = [
        (name, sum(one), *_figures(question, one, weeks, tried, load), capacity > load.hours, busy)
        for name, one in plans
        for capacity in [load.capacity(one)]
        for busy in [load.hours / capacity if capacity else math.nan]
    ]
    return pd.DataFrame(rows, columns=columns)


def _figures(question: Question, plan: Plan, weeks: Weeks, tried: Tried, load: Load) -> tuple[float, ...]:
    """Give the mean, what is assured, the share of weeks that meet the goal and its error; NaN where not told."""
    if not load.hours or load.lacking(plan, 1.0):
        return (math.nan,) * 4
    weekly = tried(plan)
    if isinstance(weeks, SteadyWeeks):
        return float(np.nanmean(weekly)), math.nan, math.nan, math.nan
    met = np.where(np.isnan(weekly), np.nan, weekly >= question.policy.goal)
    by_run = np.nanmean(met[~np.isnan(met).all(axis=1)], axis=1)
    error = float(by_run.std(ddof=1) / math.sqrt(by_run.size)) if by_run.size > 1 else math.nan
    return float(np.nanmean(weekly)), assured(weekly, question.probability), float(np.nanmean(met)), error
