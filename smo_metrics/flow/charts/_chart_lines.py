"""What each chart draws: its statistic, its limits, and the points beyond them or in a pattern.

Sources: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2-6.3.2.4, 6.3.3; Lucas & Saccucci (1990), Technometrics
32, for the variance of the average from its start.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from smo_metrics._intervals import FloatArray
from smo_metrics.flow.charts._chart_level import Level, moving_range
from smo_metrics.flow.charts._chart_points import Plotted
from smo_metrics.flow.charts._rules import RULES, BoolArray, above


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """A chart's lines at each point; what is undefined is NaN.

    Attributes
    ----------
    center : float
        Centre line.
    lower, upper : ndarray of shape (n,)
        Limits.
    columns : dict of str to ndarray of shape (n,)
        The chart's own statistics.
    found : dict of str to ndarray of bool, shape (n,)
        By rule, the points it marks.
    """

    center: float
    lower: FloatArray
    upper: FloatArray
    columns: dict[str, FloatArray]
    found: dict[str, BoolArray]


def shewhart_lines(kind: str, plotted: Plotted, level: Level, rules: tuple[str, ...]) -> Lines:
    """Draw each point by itself, with limits 3 standard deviations from the centre."""
    z = (plotted.value - level.center) / level.sigma
    lower, upper = level.center - 3 * level.sigma, level.center + 3 * level.sigma
    columns = {"z": z, "moving_range": moving_range(plotted.value)}
    if kind != "xmr":
        lower = np.maximum(lower, 0)
        columns = {"count": plotted.count, "size": plotted.size, "z": z}
    if kind == "p":
        upper = np.minimum(upper, 1)
    found = {name: RULES[name].marks(z, np.where(np.isnan(z), math.nan, plotted.value)) for name in rules}
    return Lines(level.center, lower, upper, columns, found)


def cusum_lines(plotted: Plotted, level: Level, k: float, h: float) -> Lines:
    """Draw both sums of what lies beyond `k` on either side; the lower one as a negative number.

    S = max(0, S + d) of NIST 6.3.2.3 is the running sum of d less its lowest value so far (Lindley 1952).
    """
    present = ~np.isnan(plotted.value)
    z = (plotted.value[present] - level.center) / level.sigma[present]
    sums = [np.full(plotted.value.shape, math.nan) for _ in range(2)]
    for total, deviation in zip(sums, (z - k, -z - k), strict=True):
        walk = np.cumsum(deviation)
        total[present] = walk - np.minimum(np.minimum.accumulate(walk), 0)
    found = {"upper_sum_beyond_h": above(sums[0], h), "lower_sum_beyond_h": above(sums[1], h)}
    columns = {"upper_sum": sums[0] * level.sigma, "lower_sum": 0 - sums[1] * level.sigma}
    return Lines(0.0, -h * level.sigma, h * level.sigma, columns, found)


def ewma_lines(plotted: Plotted, level: Level, weight: float, width: float) -> Lines:
    """Draw the exponentially weighted average, with the limits of its own variance at each point."""
    import pandas as pd

    present = ~np.isnan(plotted.value)
    away = (plotted.value[present] - level.center) / level.sigma[present]
    average = np.full(plotted.value.shape, math.nan)
    average[present] = pd.Series(np.append(0.0, away)).ewm(alpha=weight, adjust=False).mean().iloc[1:]
    so_far = np.maximum(np.cumsum(present), 1)
    reach = width * np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * so_far)))
    found = {"average_beyond_limit": above(np.abs(average) - reach, 0)}
    half = reach * level.sigma
    columns = {"average": level.center + average * level.sigma}
    return Lines(level.center, level.center - half, level.center + half, columns, found)
