"""By which day is how much of the work done, in how many of the futures? Sampled, or exact for interchangeable days."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from smo_metrics.errors import SettingsError
from smo_metrics.sla.scoring.fan import fan_table
from smo_metrics.sla.throughput._futures import drawn, futures, growing_arrivals
from smo_metrics.sla.throughput._options import check_draws
from smo_metrics.sla.throughput._plan import UNDATED, Plan
from smo_metrics.sla.throughput._scope import Scope, grown, planned_arrivals
from smo_metrics.sla.throughput._whole_tasks import whole_tasks
from smo_metrics.sla.throughput.backtest import BacktestResult
from smo_metrics.sla.throughput.exact_days import ExactDays, exact_days

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
NEAR = 1e-9
EXACT = "exact convolution of interchangeable days"
NOT_CHECKED = (
    "Days are taken as interchangeable, as you declared: no backtest checks that. Where weekdays differ, dates near "
    "ahead are too early or too late, so leave exchangeable out."
)
_FAST_FACTOR = 10
_MOST_SUMS = 20_000_000
_LEVELS = np.arange(1, 40) / 40  # the 39 quantiles from which a fan of futures reads 2.5 to 97.5 % without rounding
_WEEK = 7


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """Futures of the work.

    Attributes
    ----------
    done : ndarray of float, shape (batches + 1, days)
        Share of the futures in which each batch, and last everything, is done at the end of each day.
    totals : ndarray of float, shape (futures, days)
        Tasks finished from the first day to the end of each day; for exact days 39 evenly spaced quantiles.
    horizon : int
        Days looked ahead; those of `done` and `totals` are fewer where the work is done before.
    not_within : float
        Share of the futures in which not everything is done within the horizon.
    paths : int
        Futures drawn; 0 for exact days.
    method : str
    backtest : BacktestResult or None
        None for exact days.
    warnings : tuple of str
    """

    done: FloatArray
    totals: FloatArray
    horizon: int
    not_within: float
    paths: int
    method: str
    backtest: BacktestResult | None
    warnings: tuple[str, ...]

    def first_day(self, batch: int, share: float) -> int | None:
        """First day by whose end the share of the futures has the batch done; None where none has."""
        reached = self.done[batch] >= share - NEAR
        return int(np.argmax(reached)) + 1 if reached.any() else None

    def done_by(self, day: int) -> float:
        """Share of the futures in which everything is done by the end of day number `day`; 0 before the first."""
        return float(self.done[-1, day - 1]) if day > 0 else 0.0


def outlook(
    plan: Plan, scope: Scope, share: float, days: int, horizon: int, paths: int, rng: np.random.Generator | None
) -> Outlook:
    """Look ahead until everything is done in `share` of the futures and `days` days are seen, or to the horizon.

    Assumes that something remains, and ``days <= horizon <= plan.most_days``.

    Raises
    ------
    SmoError
        Growth or arrivals with days that are declared alike; no way to draw futures; what the sources of either refuse.
    """
    if not plan.alike:
        return _sampled(plan, scope, share, days, horizon, *check_draws(paths, rng))
    if scope.weekly_growth.any() or scope.arrivals is True or scope.arrivals.any():
        raise SettingsError("exchangeable: exact sums are for work to which nothing is added. Leave both out.")
    return _exact(plan, scope, share, days, horizon)


def monte_carlo_error(plan: Plan, day: int, probability: float, paths: int) -> float:
    """Give the standard error of a share of the futures by day number `day`; 0 for exact days, and before the first.

    Two futures are counted to either side (Agresti & Coull 1998), as none of 10,000 does not mean never. Days far ahead
    were drawn in fewer.
    """
    if not paths or day < 1:
        return 0.0
    several = drawn(paths, plan.gap + day)
    share = (probability * several + 2) / (several + 4)
    return math.sqrt(share * (1 - share) / (several + 4))


def _sampled(
    plan: Plan, scope: Scope, share: float, days: int, horizon: int, paths: int, rng: np.random.Generator
) -> Outlook:
    fitted, totals, adding = futures(plan, paths, rng)
    growing, arriving = adding.spawn(2)
    weekly = scope.weekly(-(-plan.most_days // _WEEK), paths, growing)
    planned = scope.arrivals
    told: tuple[str, ...] = ()
    if planned is True:
        told, pairs = growing_arrivals(plan, fitted, totals, paths, arriving)
    else:
        pairs = ((done, planned_arrivals(planned, done.shape[1])) for done in totals)
    for done, arrived in pairs:
        done, arrived = done[:, :horizon], arrived[..., :horizon]
        seen = done.shape[1]
        if seen < days:
            continue
        finished = _finished(done, scope, whole_tasks(arrived + grown(weekly, seen)))
        if seen == horizon or finished[-1, -1] >= share - NEAR or _out_of_reach(plan, scope.remaining, horizon):
            break
    return Outlook(
        done=finished,
        totals=done,
        horizon=horizon if finished[-1, -1] < share - NEAR else seen,
        not_within=1 - float(finished[-1, -1]),
        paths=paths,
        method=fitted.backtest.chosen,
        backtest=fitted.backtest,
        warnings=(*fitted.warnings, *told),
    )


def fan_by_day(plan: Plan, totals: FloatArray) -> pd.DataFrame:
    """Give each day's number, from 1, and its fan of running totals; the date is None where the history has none."""
    table = fan_table(totals, plan.start or UNDATED)
    table["date"] = table["date"] if plan.start else None
    table.insert(0, "day", np.arange(1, len(table) + 1))
    return table


def _exact(plan: Plan, scope: Scope, share: float, days: int, horizon: int) -> Outlook:
    alike = exact_days(plan.history.completed)
    tasks = [math.ceil(end) for end in scope.ends]
    last = alike.days_until(tasks[-1], share, horizon)
    limit = horizon if last is None else last
    chance = alike.reached(tasks[-1], limit)
    done, totals = exact_running(alike, tasks, max(days, limit if chance else 1))
    return Outlook(
        done=done,
        totals=totals,
        horizon=horizon if last is None else totals.shape[1],
        not_within=1 - max(chance, float(done[-1, -1])),
        paths=0,
        method=EXACT,
        backtest=None,
        warnings=(*plan.history.notes, NOT_CHECKED),
    )


def exact_running(alike: ExactDays, tasks: Sequence[int], days: int) -> tuple[FloatArray, FloatArray]:
    """Give the probability that each number of tasks is finished by the end of each day, (tasks, days).

    And the running totals that 1/40, 2/40, ... 39/40 of all futures stay at or below, (39, days).

    Raises
    ------
    SettingsError
        More sums than can be told in a few seconds.
    """
    if days * days * alike.most > _MOST_SUMS:
        raise SettingsError(
            f"exchangeable: {days:,} days of up to {alike.most:,} tasks are too many for exact sums of every day. Ask "
            "for a nearer day, or leave exchangeable out, so that they are simulated."
        )
    done, totals = np.zeros((len(tasks), days)), np.empty((len(_LEVELS), days))
    for day in range(days):
        chances = alike.total(day + 1)
        above = np.cumsum(chances[::-1])[::-1]
        done[:, day] = [above[task] if task < len(above) else 0.0 for task in tasks]
        totals[:, day] = np.searchsorted(np.cumsum(chances), _LEVELS - NEAR)
    return np.minimum(done, 1), totals


def _finished(done: FloatArray, scope: Scope, added: FloatArray) -> FloatArray:
    """Share of the futures with each batch done by the end of each day; what is added comes after all batches."""
    paths, days = done.shape
    shares = np.empty((len(scope.ends), days))
    for place, end in enumerate(scope.ends):
        if place < len(scope.ends) - 1:
            waiting = np.count_nonzero(done < end - NEAR, axis=1)
        else:
            cleared = done >= end + added - NEAR
            waiting = np.where(cleared.any(axis=1), cleared.argmax(axis=1), days)
        shares[place] = np.cumsum(np.bincount(waiting, minlength=days + 1)[:days]) / paths
    return shares


def _out_of_reach(plan: Plan, remaining: float, horizon: int) -> bool:
    """Tell whether not even days ten times as good as the best past one would do: then later days need no drawing."""
    best_day = float(np.nanmax(plan.history.completed) * plan.capacity.max())
    return best_day * _FAST_FACTOR * horizon < remaining
