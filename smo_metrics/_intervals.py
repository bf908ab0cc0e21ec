"""Intervals shared by agreement and quality: quantiles, Wilson's interval, and means of shares over items."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
_NO_SPREAD = 1e-15


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval; NaN where there is nothing to share, or too few items for an interval."""

    value: float
    low: float
    high: float


def two_sided_quantile(confidence: float, degrees_of_freedom: float) -> float:
    """Student's t quantile that leaves ``1 - confidence`` in both tails; normal for infinite degrees of freedom."""
    from scipy.special import ndtri, stdtrit

    upper = 1 - (1 - confidence) / 2
    if math.isinf(degrees_of_freedom):
        return float(ndtri(upper))
    return float(stdtrit(degrees_of_freedom, upper))


def two_sided_p(statistic: float, degrees_of_freedom: float) -> float:
    """Two-sided probability of a t (or, with infinite degrees of freedom, normal) statistic."""
    from scipy.special import ndtr, stdtr

    if math.isinf(degrees_of_freedom):
        return float(2 * ndtr(-abs(statistic)))
    return float(2 * stdtr(degrees_of_freedom, -abs(statistic)))


def wilson(share: FloatArray, size: FloatArray, quantile: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Wilson's score interval of a share (Wilson 1927); `size` may be an effective, non-integer size.

    Assumes ``0 <= share <= 1`` and ``size > 0``; where either is NaN the limits are NaN.
    """
    squared = quantile**2
    centre = (share + squared / (2 * size)) / (1 + squared / size)
    half = quantile / (1 + squared / size) * np.sqrt(share * (1 - share) / size + squared / (4 * size**2))
    low = np.where(share == 0, 0.0, np.clip(centre - half, 0, 1))
    high = np.where(share == 1, 1.0, np.clip(centre + half, 0, 1))
    return np.where(np.isnan(centre), np.nan, low), np.where(np.isnan(centre), np.nan, high)


def degrees_of_freedom(squares: FloatArray, fourths: FloatArray, size: FloatArray) -> FloatArray:
    """Degrees of freedom of a variance estimated from few or uneven contributions, 1 to ``size - 1``.

    Twice the squared variance over the variance of the variance (Satterthwaite 1946), the latter from the fourth
    moments: n for normal contributions, far fewer where a handful of the n units make up most of the variance.

    Parameters
    ----------
    squares, fourths : ndarray
        Sums over `size` units of the second and fourth powers of their deviations; NaN squares give NaN.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        found = 2 * squares**2 / np.maximum(fourths - squares**2 / size, 0)
    return np.clip(np.where(squares > 0, found, size - 1), 1, np.maximum(size - 1, 1))


def quantiles(confidence: float, degrees: FloatArray) -> FloatArray:
    """Student's t quantiles that leave ``1 - confidence`` in both tails."""
    from scipy.special import stdtrit

    return np.asarray(stdtrit(degrees, 1 - (1 - confidence) / 2))


def bounded_wilson(
    value: FloatArray, error: FloatArray, lowest: FloatArray, quantile: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Wilson's interval of estimates between `lowest` and 1, on the effective size that their errors stand for.

    An estimate is put on a scale from 0 (`lowest`; -1 where the estimate lies below it) to 1; a share with its
    error there has the effective size ``share (1 - share) / error**2``. Assumes ``-1 <= value < 1`` and ``error > 0``.
    """
    lowest = np.where(value > lowest, lowest, -1.0)
    width = 1 - lowest
    share = np.clip((value - lowest) / width, 0, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        size = share * (1 - share) * (width / error) ** 2
        low, high = wilson(share, size, quantile)
    return lowest + width * low, lowest + width * high


def mean_share(values: FloatArray, times: FloatArray, confidence: float) -> Share:
    """Mean of shares, one an item, with Wilson's interval on the effective size and Student's t.

    Parameters
    ----------
    values : ndarray of shape (n,)
        Distinct shares, 0 to 1.
    times : ndarray of shape (n,)
        Items that show each.
    confidence : float
        Nominal coverage.

    Returns
    -------
    Share
        NaN without items; limits NaN with fewer than two. Where all items are alike the size is the number of items.
    """
    items = float(times.sum())
    if not items:
        return Share(math.nan, math.nan, math.nan)
    value = float(times @ values) / items
    if items < 2:
        return Share(value, math.nan, math.nan)
    apart = (values - value) ** 2
    squares = float(times @ apart)
    variance = squares / (items * (items - 1))
    size = value * (1 - value) / variance if variance > _NO_SPREAD else items
    degrees = degrees_of_freedom(*map(np.atleast_1d, (squares, float(times @ apart**2), items)))
    low, high = wilson(np.array([value]), np.array([size]), quantiles(confidence, degrees))
    return Share(value, float(low[0]), float(high[0]))


def gap(own: Share, rest: Share) -> Share:
    """Difference of two shares, its interval from their own (Newcombe 1998, Statistics in Medicine 17, method 10)."""
    value = own.value - rest.value
    low = value - math.hypot(own.value - own.low, rest.high - rest.value)
    return Share(value, low, value + math.hypot(own.high - own.value, rest.value - rest.low))
