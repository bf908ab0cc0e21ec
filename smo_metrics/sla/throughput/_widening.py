"""How much wider must ranges be, given how often past ones held what came? Split conformal factors, and stretching.

A score is how many times further from the median the outcome lay than the end of the range on its side. Where the 80 %
or the 95 % range held so few of n stretches that do not overlap that chance brings that in one history of ten, the
factor is the one that would have held the share ``(n + 1) / n`` times as large of past outcomes; elsewhere it is 1.
Widening for every miss of a good method would make its ranges too wide.

References: Vovk, Gammerman & Shafer (2005), Algorithmic Learning in a Random World, section 4.2 (inductive
conformal prediction); Lei et al. (2018), Journal of the American Statistical Association 113, 1094-1111, for the
level; Gibbs & Candes (2021), NeurIPS 34, for what is left of the promise when the distribution shifts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smo_metrics.sla.scoring.forecast_scores import sample_quantiles
from smo_metrics.sla.throughput._rolling_origin import RollingTotals
from smo_metrics.sla.throughput.daily_history import TWO_WEEKS, DailyHistory

FloatArray = NDArray[np.float64]
RANGES = (0.8, 0.95)
CHANCE = 0.1
FEWEST_STRETCHES = 4
MOST = 3.0
_UNCHECKED = 1.3


def widening_factors(totals: RollingTotals, method: str) -> FloatArray:
    """Give the factor, 1 to 3, for each of the days 1 to the longest horizon, never falling with the horizon.

    With fewer than four stretches that do not overlap a horizon has no factor of its own and keeps that of the one
    before; between horizons factors are interpolated.
    """
    factors = np.ones(len(totals.horizons))
    for share in RANGES:
        scores = conformity_scores(totals.samples[method], totals.actual, share)
        for place in range(len(factors)):
            known = scores[~np.isnan(scores[:, place]), place]
            factors[place] = max(factors[place], _factor(known, totals.independent(place), share))
    return np.interp(np.arange(1, totals.horizons[-1] + 1), totals.horizons, np.maximum.accumulate(factors))


def unchecked_factor(history: DailyHistory) -> float:
    """Give the factor of a history that is too short for past forecasts: 1.3 below two weeks of known days, else 1."""
    known = np.count_nonzero(~np.isnan(history.completed))
    return _UNCHECKED if known < TWO_WEEKS else 1.0


def conformity_scores(samples: FloatArray, actual: FloatArray, share: float) -> FloatArray:
    """Distance of what came from the median, in widths of the central range of `share` on its side; 0 at the median."""
    low, middle, high = sample_quantiles(samples, [(1 - share) / 2, 0.5, (1 + share) / 2])
    side = np.where(actual < middle, middle - low, high - middle)
    distance = np.abs(actual - middle)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(distance == 0, 0.0, distance / side)


def _factor(scores: FloatArray, stretches: int, share: float) -> float:
    from scipy.special import bdtr

    if stretches < FEWEST_STRETCHES:
        return 1.0
    held = round(float(np.mean(scores <= 1)) * stretches)
    if bdtr(held, stretches, share) > CHANCE:
        return 1.0
    level = min((stretches + 1) * share / stretches, 1.0)
    return float(np.maximum(np.quantile(np.minimum(scores, MOST), level), 1))


def widened(paths: FloatArray, factors: FloatArray) -> FloatArray:
    """Stretch the running totals of sampled futures about their median, day by day, and give the days again.

    Parameters
    ----------
    paths : numpy.ndarray of shape (paths, days)
        Tasks finished a day, 0 or more.
    factors : numpy.ndarray of shape (horizon,)
        Factor for each day ahead, at least 1; the last holds for all later days.

    Returns
    -------
    numpy.ndarray of shape (paths, days)
        Days on which no future finishes anything stay 0. A total that would fall takes the middle of the highest
        before and the lowest after it, the closest rising totals in the largest deviation.
    """
    if np.all(factors == 1):
        return paths
    working = paths.any(axis=0)
    latest = np.maximum.accumulate(np.where(working, np.arange(paths.shape[1]), 0))
    factor = factors[np.minimum(latest, len(factors) - 1)]
    total = np.cumsum(paths, axis=1)
    middle = np.median(total, axis=0)
    stretched = np.maximum(middle + factor * (total - middle), 0)
    rising = (
        np.maximum.accumulate(stretched, axis=1) + np.minimum.accumulate(stretched[:, ::-1], axis=1)[:, ::-1]
    ) / 2
    return np.diff(rising, axis=1, prepend=0.0)
