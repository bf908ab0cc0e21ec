"""When do a chart's limits mislead? Thin, dependent, or over-dispersed data, each in one sentence.

Sources: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.3.1 (autocorrelation band); Laney (2002), Quality
Engineering 14, 531-537 (shares that vary more than draws).
"""

from __future__ import annotations

import math

import numpy as np

from smo_metrics._intervals import FloatArray
from smo_metrics.flow.charts._chart_level import D2, ROUNDING, Level, moving_range
from smo_metrics.flow.charts._chart_points import COUNTED, Plotted
from smo_metrics.flow.charts._rules import BoolArray

_FEW_POINTS = 10
_FEW_EXPECTED = 5
_BAND_99 = 2.5758


def chart_doubts(kind: str, plotted: Plotted, level: Level, signal: BoolArray) -> tuple[str, ...]:
    """Everything a reader should know before acting on the chart."""
    missing = int(np.isnan(plotted.value).sum())
    sentences = []
    if missing:
        effect = "sums and averages pass over them" if kind in ("cusum", "ewma") else "they end runs and trends"
        sentences.append(f"missing points: {missing} of {len(plotted.value)}; {effect}.")
    if level.status != "ok":
        return (*sentences, _no_limits(kind, level))
    n, inside = int(level.baseline.sum()), int((signal & level.baseline).sum())
    if level.estimated and n < _FEW_POINTS:
        sentences.append(_thin(kind, plotted, level, n))
    if level.estimated and inside:
        sentences.append(
            f"signals among the {n} points that set the limits: {inside}, so the limits hold what they should show. "
            "Find the causes, then set baseline to a stretch without them."
        )
    if kind in COUNTED:
        sentences += _counts_unlike_draws(kind, plotted, level)
    sentences += _dependence(plotted, level)
    return tuple(sentences)


def range_error(n: int) -> float:
    """Relative standard error of a standard deviation from the n - 1 moving ranges of n independent normal values.

    Exact for the mean of |x[i] - x[i-1]|: variances 2 - 4 / pi, and covariances of neighbours, in which x[i] is shared.
    """
    own = 2 - 4 / math.pi
    shared = (2 * math.sqrt(3) + math.pi / 3) / math.pi - 4 / math.pi
    return math.sqrt(((n - 1) * own + 2 * (n - 2) * shared) * math.pi / 4) / (n - 1)


def _no_limits(kind: str, level: Level) -> str:
    if level.status == "too_few_points":
        return "no limits: they need two points, next to each other, in the baseline; wait for more."
    if kind in COUNTED:
        return f"no limits: every item of the baseline is alike (rate {level.center:g}), so chance has no known spread."
    return "no limits: all points of the baseline are equal, so what chance does is unknown; give sigma or wait."


def _thin(kind: str, plotted: Plotted, level: Level, n: int) -> str:
    if kind in COUNTED:
        size = plotted.size[level.baseline].sum()
        error = math.sqrt(level.center * (1 - level.center if kind == "p" else 1) / size)
        return f"limits rest on {n} points: the centre, {level.center:.3g}, has a standard error of {error:.2g}."
    return f"limits rest on {n} points: their width has a standard error of about {100 * range_error(n):.0f} %."


def _counts_unlike_draws(kind: str, plotted: Plotted, level: Level) -> list[str]:
    expected = level.center * plotted.size
    if kind == "p":
        expected = np.minimum(expected, plotted.size - expected)
    few = int((expected < _FEW_EXPECTED).sum())
    sentences = []
    if few:
        counted = "defective or good items" if kind == "p" else "defects"
        sentences.append(
            f"fewer than {_FEW_EXPECTED} {counted} are expected at points: {few} of {len(expected)}; 3 sigma is "
            "rough there, and false alarms are more frequent than stated."
        )
    z = _standardised(plotted, level)
    ranges = moving_range(z)
    ranges, n = ranges[~np.isnan(ranges)], int(level.baseline.sum())
    ratio = float(ranges.mean()) / D2 if len(ranges) else 0.0
    if ratio and ratio > 1 + _BAND_99 * range_error(n):
        sentences.append(
            f"points vary {ratio:.1f} times as much as independent {COUNTED[kind]} would, so limits are too narrow "
            "and many signals false. Chart the rates with kind='xmr'."
        )
    return sentences


def _dependence(plotted: Plotted, level: Level) -> list[str]:
    z = _standardised(plotted, level)
    n = int(level.baseline.sum())
    if n < 2:
        return []
    away = z - np.nanmean(z)
    largest = max(np.abs(plotted.value[level.baseline]).max(), abs(level.center))
    if np.nanmax(np.abs(away)) <= ROUNDING * largest / level.sigma[level.baseline].min():
        return []
    correlation = float(np.nansum(away[1:] * away[:-1]) / np.nansum(away**2))
    if abs(correlation) <= _BAND_99 / math.sqrt(n):
        return []
    effect = "false alarms are more frequent than stated" if correlation > 0 else "limits are too wide"
    return [
        f"neighbouring points are correlated ({correlation:.2f}, outside the 99 % band of independent points): "
        f"{effect}, unless the level itself moved."
    ]


def _standardised(plotted: Plotted, level: Level) -> FloatArray:
    z = (plotted.value - level.center) / level.sigma
    return np.where(level.baseline, z, math.nan)
