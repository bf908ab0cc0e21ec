"""Sampled futures that grow only as far as they are needed, and what is added to the work meanwhile.

Futures are drawn in stages of fixed length, each from a source of randomness of its own, so that the days of one seed
are the same whatever remains to be done: more work can then never be finished earlier. Days after the first stage come
from fewer draws: the dates there are uncertain by far more than what sampling adds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from smo_metrics.errors import SmoError
from smo_metrics.sla.throughput._forecast import Fitted, fit
from smo_metrics.sla.throughput._plan import MOST_DAYS, Plan

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
    """Give running totals from the first day on, longer each time: (paths, days), each holding those before it.

    None is given whose days all lie before the first.
    """
    known = np.empty((paths, 0))
    for days, stage in zip(STAGES, rng.spawn(len(STAGES)), strict=True):
        several = min(paths, _LATER_PATHS) if known.size else paths
        known = _continued(known, fitted.draw(days, capacity=capacity[:days], paths=several, rng=stage))
        if days > gap:
            yield np.cumsum(known[:, gap:], axis=1)


def growing_arrivals(
    plan: Plan, fitted: Fitted, totals: Iterator[FloatArray], paths: int, rng: np.random.Generator
) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Give `totals` with running totals of what arrives in the same futures: pairs of (paths, days).

    Both are drawn from their own histories; which future of one goes with which of the other is then chosen so that
    their totals over the first 28 days hang together as past weeks' did (a Gaussian copula; Iman & Conover 1982).

    Raises
    ------
    SmoError
        The history has no arrivals.
    """
    came = fitted.history.arrived
    if came is None:
        raise SmoError("arrivals: the history has no column of arrived tasks. Give a number a day, or leave it out.")
    if not np.nansum(came):
        yield from ((done, np.zeros_like(done)) for done in totals)
        return
    choosing, coupling, drawing = rng.spawn(3)
    own = replace(fitted.history, completed=came, arrived=None, capacity=np.ones(len(came)))
    arrivals = _growing_totals(fit(own, rng=choosing), plan.gap, np.ones(MOST_DAYS), paths, drawing)
    order: IntArray | None = None
    for done, arrived in zip(totals, arrivals, strict=True):
        if order is None:
            over = min(_COUPLED_DAYS, done.shape[1]) - 1
            together = weekly_correlation(fitted.history.completed, came)
            order = coupled(done[:, over], arrived[:, over], together, coupling)
        yield done, arrived[order]


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
