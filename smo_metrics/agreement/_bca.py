"""The two corrections of the BCa bootstrap interval: for bias, and for an error that changes with the value.

Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 14.
"""

from __future__ import annotations

import math

import numpy as np

from smo_metrics.agreement._kinds import FloatArray, Kinds, Statistic, pulls

_TIE = 1e-12


def acceleration(kinds: Kinds, statistic: Statistic, resamples: int, rng: np.random.Generator) -> float:
    """Skewness of the jackknife's deviations over 6 sqrt(items) (eq. 14.15); NaN where it is undefined.

    Where kinds outnumber `resamples`, the skewness is that of a random sample of items half as large.
    """
    items, drawn = int(kinds.times.sum()), kinds.times
    if np.count_nonzero(drawn) > resamples:
        drawn = rng.multinomial(resamples // 2, drawn / items)
    which = np.flatnonzero(drawn)
    deviations = pulls(kinds, statistic, kinds.times, which=which)[which]
    weight = drawn[which] / drawn.sum()
    deviations = deviations - weight @ deviations
    square = float(weight @ deviations**2)
    return float(weight @ deviations**3) / (6 * square**1.5 * math.sqrt(items)) if square else math.nan


def corrected_tails(tails: FloatArray, value: float, ordered: FloatArray, acceleration: float) -> FloatArray:
    """Shares of the `ordered` resamples at which the interval ends (eq. 14.10); NaN where no correction exists.

    Resamples that equal the value count half as below it.
    """
    from scipy.special import ndtr, ndtri

    below, upto = np.searchsorted(ordered, [value - _TIE, value + _TIE])
    bias = float(ndtri((below + upto) / (2 * len(ordered))))
    shifted = bias + ndtri(tails)
    if not math.isfinite(bias) or not np.all(acceleration * shifted < 1):
        return np.full(len(tails), math.nan)
    corrected: FloatArray = ndtr(bias + shifted / (1 - acceleration * shifted))
    return corrected
