"""What is common cause? The level and spread of a steady stretch, from which limits are drawn.

Sources: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2 (moving range), 6.3.3.1 (counts), 6.3.3.2 (shares).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from smo_metrics._intervals import FloatArray
from smo_metrics.flow.charts._chart_options import ChartOptions
from smo_metrics.flow.charts._chart_points import COUNTED, Plotted
from smo_metrics.flow.charts._rules import BoolArray

Status = Literal["ok", "too_few_points", "no_spread"]
ROUNDING = 1e-12  # of the values: ranges that small are differences of rounding
D2 = 1.128  # mean range of two standard normal values, to the digits of the published tables
D4 = 3.267  # upper limit of a range of two over its mean


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """Centre and spread.

    Attributes
    ----------
    center : float
        NaN where undefined, as is `sigma`.
    sigma : ndarray of shape (n,)
        Standard deviation of each point by common causes alone.
    status : str
        ``ok``, or why there are no limits.
    baseline : ndarray of bool, shape (n,)
        Present points that limits are computed from.
    estimated : bool
        Whether anything was computed from them: False where centre and spread were both given.
    """

    center: float
    sigma: FloatArray
    status: Status
    baseline: BoolArray
    estimated: bool


def moving_range(value: FloatArray) -> FloatArray:
    """Distance of each point from the one before; NaN at the first and next to a missing point."""
    return np.abs(np.diff(value, prepend=math.nan))


def chart_level(options: ChartOptions, plotted: Plotted, stretch: slice) -> Level:
    """Estimate what was not given; fewer than two points in the baseline, or no two neighbours, determine nothing."""
    kind, target, sigma = options.kind, options.target, options.sigma
    baseline = np.zeros(plotted.value.shape, dtype=bool)
    baseline[stretch] = ~np.isnan(plotted.value[stretch])
    if kind in COUNTED:
        estimated = target is None
        center = _rate(plotted.count[baseline], plotted.size[baseline]) if target is None else target
        spread = np.sqrt(center * (1 - center if kind == "p" else 1) / plotted.size)
    else:
        estimated = target is None or sigma is None
        center = _mean(plotted.value[baseline]) if target is None else target
        spread = np.full(plotted.value.shape, _mean(_ranges(plotted, stretch)) / D2 if sigma is None else sigma)
    nowhere = np.full(plotted.value.shape, math.nan)
    if estimated and (baseline.sum() < 2 or np.isnan(spread).all()):
        return Level(math.nan, nowhere, "too_few_points", baseline, estimated)
    rounding = ROUNDING * np.abs(plotted.value[baseline]).max(initial=0) if sigma is None else 0.0
    if estimated and not np.nanmax(spread) > rounding:
        return Level(center, nowhere, "no_spread", baseline, estimated)
    return Level(center, spread, "ok", baseline, estimated)


def _mean(values: FloatArray) -> float:
    return float(values.mean()) if len(values) else math.nan


def _rate(count: FloatArray, size: FloatArray) -> float:
    return float(count.sum() / size.sum()) if len(count) else math.nan


def _ranges(plotted: Plotted, stretch: slice) -> FloatArray:
    ranges = moving_range(plotted.value[stretch])
    return ranges[~np.isnan(ranges)]
