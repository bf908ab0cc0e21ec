"""Scores of each method at each horizon, and which method they speak for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from smo_metrics.sla.scoring.calibration import brier_score
from smo_metrics.sla.scoring.forecast_scores import coverage, pinball_loss, sample_crps, sample_quantiles
from smo_metrics.sla.throughput._rolling_origin import RollingTotals
from smo_metrics.sla.throughput._whole_tasks import whole_tasks
from smo_metrics.sla.throughput._widening import FEWEST_STRETCHES

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
LEVELS = tuple(level / 100 for level in range(5, 100, 5))
RANGES = {"coverage_50": 0.5, "coverage_80": 0.8, "coverage_95": 0.95}
COLUMNS = ("method", "horizon_days", "forecasts", "stretches", *RANGES, "pinball", "crps", "brier", "status")
_CLEARLY = 0.9
_ERRORS = 2.0
_NO_ERROR = 1e-6
_ROUNDING = 1 - 1e-9


def score_table(totals: RollingTotals) -> pd.DataFrame:
    """One row a method and horizon, as `BacktestResult.table` has it."""
    import pandas as pd

    known = ~np.isnan(totals.actual)
    stretches = np.array([totals.independent(place) for place in range(len(totals.horizons))])
    happened = kept_pace(totals)
    frames = []
    for method, samples in totals.samples.items():
        ends = {name: sample_quantiles(samples, [(1 - share) / 2, (1 + share) / 2]) for name, share in RANGES.items()}
        loss = pinball_loss(sample_quantiles(samples, LEVELS), totals.actual, LEVELS).mean(axis=0)
        chance = pace_probability(totals, method)
        brier = [brier_score(chance[rows, at], happened[rows, at]) for at, rows in enumerate(known.T)]
        frames.append(
            pd.DataFrame(
                {
                    "method": method,
                    "horizon_days": totals.horizons,
                    "forecasts": known.sum(axis=0),
                    "stretches": stretches,
                    **{name: coverage(low.T, high.T, totals.actual.T) for name, (low, high) in ends.items()},
                    "pinball": mean_known(loss),
                    "crps": mean_known(sample_crps(samples, totals.actual)),
                    "brier": brier,
                    "status": np.where(stretches < FEWEST_STRETCHES, "few_stretches", "ok"),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def pace_probability(totals: RollingTotals, method: str) -> FloatArray:
    """Forecast probability that at least as much is finished as at last week's pace: (origins, horizons)."""
    return np.asarray(np.mean(whole_tasks(totals.samples[method]) >= _ROUNDING * totals.pace[..., None], axis=-1))


def kept_pace(totals: RollingTotals) -> NDArray[np.bool_]:
    """Whether that came: (origins, horizons); False where the total is not known."""
    return np.asarray(totals.actual >= _ROUNDING * totals.pace)


def mean_known(scores: FloatArray) -> FloatArray:
    """Mean over origins of the scores that are known; NaN where none is."""
    known = ~np.isnan(scores)
    count = known.sum(axis=0)
    return np.where(count > 0, np.where(known, scores, 0).sum(axis=0) / np.maximum(count, 1), np.nan)


def clear_winner(totals: RollingTotals, default: str) -> tuple[str, float]:
    """Give the method with the lowest CRPS if its lead over `default` is clear, and the ratio of the two.

    Clear is 10 % lower on average over horizons, and by more than two standard errors, counting the stretches of the
    second horizon that do not overlap; else the default stays. A method without any error at a horizon is passed over:
    the past had no variation there, and its ranges would have no width.
    """
    usual = sample_crps(totals.samples[default], totals.actual)
    level = mean_known(usual)
    nothing = _NO_ERROR * mean_known(totals.actual)
    told = level > nothing
    stretches = totals.independent(min(1, len(totals.horizons) - 1))
    best, lowest = default, 1.0
    if stretches < FEWEST_STRETCHES or not told.any():
        return best, lowest
    for method, samples in totals.samples.items():
        score = sample_crps(samples, totals.actual)
        if (mean_known(score) <= nothing).any():
            continue
        gain = (usual - score)[:, told] / level[told]
        ratio = 1 - float(np.mean(mean_known(gain)))
        paired = mean_known(gain.T)
        paired = paired[~np.isnan(paired)]
        error = float(np.std(paired, ddof=1)) / np.sqrt(stretches)
        if ratio < min(lowest, _CLEARLY) and float(np.mean(paired)) > _ERRORS * error:
            best, lowest = method, ratio
    return best, lowest
