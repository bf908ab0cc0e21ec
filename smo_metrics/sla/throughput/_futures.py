"""Sampled futures that grow only as far as they are needed, and what is added to the work meanwhile.

Futures are drawn in stages of fixed length, each from a source of randomness of its own, so that the days of one seed
are the same whatever remains to be done: more work can then never be finished earlier. Days after the first stage come
from fewer draws: the dates there are uncertain by far more than what sampling adds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from smo_metrics.errors import SmoError
from smo_metrics.flow.events._counted import counted
from smo_metrics.sla.throughput._forecast import Fitted, fit
from smo_metrics.sla.throughput._plan import MOST_DAYS, Plan
from smo_metrics.sla.throughput._whole_tasks import whole_tasks
from smo_metrics.sla.throughput.daily_history import FEWEST_DAYS, DailyHistory

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
STAGES = (91, 364, MOST_DAYS)
_LATER_PATHS = 1_000
_COUPLED_DAYS = 28
_WEEK = 7
_FEWEST_WEEKS = 4


def futures(
    plan: Plan, paths: int, rng: np.random.Generator
) -> tuple[Fitted, Iterator[FloatArray], np.random.Generator]:
    """Fit the history, and give its growing totals and a source of randomness for what is added meanwhile."""
    choosing, drawing, adding = rng.spawn(3)
    fitted = fit(plan.history, rng=choosing)
    return fitted, _growing_totals(fitted, plan.gap, plan.capacity, paths, drawing), adding


def _growing_totals(
    fitted: Fitted, gap: int, capacity: FloatArray, paths: int, rng: np.random.Generator
) -> Iterator[FloatArray]:
    """Give whole running totals from the first day on, longer each time: (paths, days), each holding those before it.

    None is given whose days all lie before the first.
    """
    known = np.empty((paths, 0))
    for days, stage in zip(STAGES, rng.spawn(len(STAGES)), strict=True):
        several = min(paths, _LATER_PATHS) if known.size else paths
        known = _continued(known, fitted.draw(days, capacity=capacity[:days], paths=several, rng=stage))
        if days > gap:
            yield whole_tasks(np.cumsum(known[:, gap:], axis=1))


def drawn(paths: int, days: int) -> int:
    """Give how many futures the day that is so many days after the history was drawn in, of `paths`."""
    return paths if days <= STAGES[0] else min(paths, _LATER_PATHS)


def growing_arrivals(
    plan: Plan, fitted: Fitted, totals: Iterator[FloatArray], paths: int, rng: np.random.Generator
) -> tuple[tuple[str, ...], Iterator[tuple[FloatArray, FloatArray]]]:
    """Give warnings, and `totals` with running totals of what arrives in the same futures: pairs of (paths, days).

    Both are drawn from their own histories; which future of one goes with which of the other is then chosen so that
    their totals over the first 28 days hang together as past weeks' did (a Gaussian copula; Iman & Conover 1982).

    Raises
    ------
    SmoError
        The history has no arrivals, too few to tell what each weekday brings, or none since a change.
    """
    came = fitted.history.arrived
    if came is None:
        raise SmoError("arrivals: the history has no figures of arrived tasks. Give a number a day, or leave it out.")
    _check_known(fitted.history, came)
    if not np.nansum(came):
        return (), ((done, np.zeros_like(done)) for done in totals)
    choosing, coupling, drawing = rng.spawn(3)
    own = replace(fitted.history, completed=came, arrived=None, capacity=np.ones(len(came)), notes=())
    try:
        arriving = fit(own, rng=choosing)
    except SmoError as error:
        raise SmoError(f"arrivals, forecast as finished tasks are: {error}") from None
    arrivals = _growing_totals(arriving, plan.gap, np.ones(MOST_DAYS), paths, drawing)
    return _arrival_words(own, arriving), _coupled_totals(fitted, totals, arrivals, coupling)


def _coupled_totals(
    fitted: Fitted, totals: Iterator[FloatArray], arrivals: Iterator[FloatArray], rng: np.random.Generator
) -> Iterator[tuple[FloatArray, FloatArray]]:
    order: IntArray | None = None
    for done, arrived in zip(totals, arrivals, strict=True):
        if order is None:
            over = min(_COUPLED_DAYS, done.shape[1]) - 1
            together = weekly_correlation(fitted.history.completed, np.asarray(fitted.history.arrived))
            order = coupled(done[:, over], arrived[:, over], together, rng)
        yield done, arrived[order]


def _arrival_words(own: DailyHistory, arriving: Fitted) -> tuple[str, ...]:
    """Say since when and how well arrivals are forecast, and that the date from both is not checked."""
    told = list(arriving.backtest.warnings)
    if arriving.regime is not None:
        since = own.first_day + timedelta(days=arriving.regime.start)
        told.insert(0, f"Their level changed about {since.day} {since:%b %Y}; the days since then are used.")
    return (
        *(f"Arrivals: {sentence}" for sentence in told),
        "Finished tasks and arrivals were checked each by itself; how well the date from both holds is not known.",
    )


def _check_known(history: DailyHistory, came: FloatArray) -> None:
    """Refuse arrivals of fewer than seven days, or of none on a weekday on which work is known to be finished."""
    known = ~np.isnan(came)
    unseen = np.setdiff1d(history.weekdays[~np.isnan(history.completed)], history.weekdays[known])
    if known.sum() < FEWEST_DAYS or unseen.size:
        days = f"{int(known.sum())} of the {counted(history.days, 'day')}"
        raise SmoError(
            f"arrivals: {days} that the forecast is made from have a figure for arrived, too few to tell what each "
            "weekday brings. Fill them in, give a number a day, or leave arrivals out."
        )


def weekly_correlation(completed: FloatArray, arrived: FloatArray) -> float:
    """Correlation of what arrives with what is finished, over any seven days; what chance alone can show is shrunk.

    0 below four known weeks, or where either never changes.
    """
    both = np.stack([completed, arrived])
    weeks = np.lib.stride_tricks.sliding_window_view(both, _WEEK, axis=1).sum(axis=2)
    weeks = weeks[:, ~np.isnan(weeks).any(axis=0)]
    separate = weeks.shape[1] / _WEEK
    if separate < _FEWEST_WEEKS or (np.ptp(weeks, axis=1) == 0).any():
        return 0.0
    found = float(np.corrcoef(weeks)[0, 1])
    error = (1 - found**2) ** 2 / separate
    return float(found * found**2 / (found**2 + error))


def coupled(first: FloatArray, second: FloatArray, correlation: float, rng: np.random.Generator) -> IntArray:
    """Rows of `second` in an order in which their ranks correlate so with those of `first`: shape (paths,)."""
    from scipy.special import ndtri

    paths = len(first)
    score = correlation * ndtri((_ranks(first) + 0.5) / paths)
    score += np.sqrt(max(0.0, 1 - correlation**2)) * rng.standard_normal(paths)
    return np.asarray(np.argsort(second, kind="stable")[_ranks(score)])


def _continued(known: FloatArray, longer: FloatArray) -> FloatArray:
    """Go on from `known` with the later days of `longer`, each future with one whose rank by then is the same."""
    days = known.shape[1]
    if not days:
        return longer
    alike = np.argsort(longer[:, :days].sum(axis=1), kind="stable")
    place = _ranks(known.sum(axis=1)) * len(longer) // len(known)
    return np.hstack([known, longer[alike[place], days:]])


def _ranks(values: FloatArray) -> IntArray:
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[np.argsort(values, kind="stable")] = np.arange(len(values))
    return ranks
