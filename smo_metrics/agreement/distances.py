"""How far apart are two labels? Krippendorff's metrics, as the disagreement that each finds in some labels.

Sources: Krippendorff (2011), section D; Krippendorff (2004), pp. 232-234.

Where labels can be put at points whose squared distance is the metric, an item needs only its labels' number, mean
and scatter. Other metrics compare an item's labels in pairs. All functions assume checked input.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import numpy as np

from smo_metrics.agreement._alpha import Disagreement, Labels
from smo_metrics.agreement._ratio import ratio_distance, ratio_to_all
from smo_metrics.agreement._units import FloatArray


def nominal(labels: Labels) -> Disagreement:
    """Different or not; sums of whole numbers, so that no order of rows or names moves the last bit."""
    totals = _totals(labels)
    total, different = max(float(totals.sum()), 1.0), labels.different()
    by_size = np.bincount(labels.size.astype(np.int64), weights=labels.times * different, minlength=2)[2:]
    observed = float((by_size / np.arange(1, len(by_size) + 1)).sum()) / total
    expected = (total**2 - float(totals @ totals)) / total**2 if totals.any() else 0.0
    within, against = different / (labels.size - 1), labels.summed(1 - totals / total)
    return Disagreement(within, against, observed, expected, 1.0, float(totals.max(initial=0)) / total)


def at_points(labels: Labels, *axes: FloatArray, largest: float | None = None) -> Disagreement:
    """Squared distance of points, given a coordinate of each category an axis.

    `largest` is the largest distance; left out, that between the outermost labels on the only axis.
    """
    shares = _shares(labels)
    within = reduce(np.add, map(labels.scatter, axes)) * (2 * labels.size / (labels.size - 1))
    to_all = reduce(np.add, (_to_all(axis, shares) for axis in axes))
    if largest is None:
        largest = float(np.ptp(axes[0][shares > 0])) ** 2 if shares.any() else 1.0
    return _disagreement(labels, shares, within, to_all, largest)


def ordinal(labels: Labels) -> Disagreement:
    """Squared distance of mid-ranks among all pairable labels (Krippendorff 2004, p. 232: as many labels lie between).

    Ranks move with the labels; `drift` is the derivative of observed / expected along that move.
    """
    shares = _shares(labels)
    ranks = np.cumsum(shares) - shares / 2
    parts = at_points(labels, ranks)
    if not parts.expected:
        return parts
    total, size = float(labels.times @ labels.size), labels.size
    by_rank = labels.gathered(size / (size - 1)) * ranks - labels.gathered(labels.summed(ranks) / (size - 1))
    observed, expected = 4 * by_rank / total, 4 * shares * (ranks - float(shares @ ranks))
    slope = (observed - parts.observed / parts.expected * expected) / parts.expected
    per_label = slope.sum() - np.cumsum(slope) + slope / 2
    drift = labels.summed(per_label - float(shares @ per_label))
    return replace(parts, drift=drift)


def ratio(labels: Labels, values: FloatArray) -> Disagreement:
    """Squared difference as a share of the sum; `values` holds each category's number, 0 or more."""
    shares = _shares(labels)
    within = labels.apart(lambda a, b: ratio_distance(values[a], values[b])) / (labels.size - 1)
    return _disagreement(labels, shares, within, ratio_to_all(values, shares), 1.0)


def tabled(labels: Labels, distance: FloatArray, largest: float) -> Disagreement:
    """Distances that a symmetric matrix with a row for each category holds."""
    shares = _shares(labels)
    within = labels.apart(lambda a, b: distance[a, b]) / (labels.size - 1)
    return _disagreement(labels, shares, within, distance @ shares, largest)


def _totals(labels: Labels) -> FloatArray:
    return labels.gathered(np.ones(len(labels.size)))


def _shares(labels: Labels) -> FloatArray:
    shares = _totals(labels)
    shares /= max(float(shares.sum()), 1.0)
    return shares


def _to_all(axis: FloatArray, shares: FloatArray) -> FloatArray:
    """Mean squared distance of each category to all labels: that to their mean, and their variance."""
    apart = axis - float(shares @ axis)
    apart **= 2
    apart += float(shares @ apart)
    return apart


def _disagreement(
    labels: Labels, shares: FloatArray, within: FloatArray, to_all: FloatArray, largest: float
) -> Disagreement:
    total = max(float(labels.times @ labels.size), 1.0)
    expected = float(shares @ to_all) if np.count_nonzero(shares) > 1 else 0.0
    return Disagreement(
        within=within,
        against=labels.summed(to_all),
        observed=float(labels.times @ within) / total,
        expected=expected,
        largest=largest or 1.0,
        commonest=float(shares.max(initial=0)),
    )
