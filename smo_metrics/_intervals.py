"""Intervals shared by agreement and quality: quantiles, Wilson's interval, and shares of clustered labels."""

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


def clustered_share(
    hits: FloatArray, totals: FloatArray, confidence: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Shares ``sum(hits) / sum(totals)`` with intervals that treat each row as one cluster.

    Wilson's interval on the effective size ``p (1 - p) / variance``, the variance being that of a ratio over clusters
    (Cochran 1977, eq. 2.39), and Student's t with clusters - 1 degrees of freedom (the modification that Franco et
    al. 2019 recommend for surveys). Where every cluster holds at most one label, this is Wilson's own interval on the
    number of labels. The effective size never exceeds the labels; where the variance is 0 (all right or all wrong)
    it is the number of clusters.

    Parameters
    ----------
    hits, totals : ndarray of shape (clusters, shares)
        Per cluster, the labels that count and the labels there are.
    confidence : float
        Nominal coverage.

    Returns
    -------
    share, low, high : ndarray of shape (shares,)
        NaN where there are no labels; limits NaN where fewer than two clusters hold labels.
    """
    labels = totals.sum(axis=0)
    clusters = (totals > 0).sum(axis=0).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits.sum(axis=0) / labels
        residual = hits - share * totals
        variance = (residual**2).sum(axis=0) / labels**2 * clusters / (clusters - 1)
        effective = np.where(variance > 0, share * (1 - share) / variance, clusters)
    single = totals.max(axis=0, initial=0) <= 1
    size = np.where(single, labels, np.minimum(effective, labels))
    size = np.where((clusters >= 2) & (size > 0), size, np.nan)
    normal = two_sided_quantile(confidence, math.inf)
    quantile = np.array(
        [
            normal if alone or n < 2 else two_sided_quantile(confidence, n - 1)
            for alone, n in zip(single, clusters, strict=True)
        ]
    )
    low, high = wilson(share, size, quantile)
    return share, low, high


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
    variance = float(times @ (values - value) ** 2) / (items * (items - 1))
    size = value * (1 - value) / variance if variance > _NO_SPREAD else items
    quantile = np.array([two_sided_quantile(confidence, items - 1)])
    low, high = wilson(np.array([value]), np.array([size]), quantile)
    return Share(value, float(low[0]), float(high[0]))


def gap(own: Share, rest: Share) -> Share:
    """Difference of two shares, its interval from their own (Newcombe 1998, Statistics in Medicine 17, method 10)."""
    value = own.value - rest.value
    low = value - math.hypot(own.value - own.low, rest.high - rest.value)
    return Share(value, low, value + math.hypot(own.high - own.value, rest.value - rest.low))
