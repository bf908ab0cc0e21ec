"""Shares of labels that hang together by item, with intervals from eleven sums over items."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from smo_metrics._intervals import FloatArray, degrees_of_freedom, quantiles, two_sided_quantile, wilson

_NO_SPREAD = 1e-12


def moments(hits: NDArray[np.number], totals: NDArray[np.number]) -> FloatArray:
    """Give what an item adds to the sums: whether it counts, and the products of hits h and labels t below."""
    h, t = hits, totals
    squares = [h**2, h * t, t**2]
    fourths = [h**4, h**3 * t, h**2 * t**2, h * t**3, t**4]
    return np.stack([t > 0, h, t, *squares, *fourths]).astype(float)


def clustered_shares(sums: FloatArray, confidence: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Shares ``sum(h) / sum(t)`` with intervals that count items, not labels.

    Wilson's interval on the effective size ``p (1 - p) / variance``, the variance being that of a ratio over items
    (Cochran 1977, eq. 2.39), and Student's t (Franco et al. 2019) with the degrees of freedom that the items'
    contributions allow (`degrees_of_freedom`). Where every item has at most one label, this is Wilson's own interval
    on the labels. The effective size never exceeds the labels; where nothing varies it is the number of items.

    Parameters
    ----------
    sums : ndarray of shape (11, m)
        `moments` summed over items, for each of m shares; of whole numbers these sums are exact in any order.
    confidence : float
        Nominal coverage.

    Returns
    -------
    share, low, high : ndarray of shape (m,)
        NaN where there are no labels; limits NaN where fewer than two items hold labels.
    """
    items, hits, labels, hh, ht, tt, hhhh, hhht, hhtt, httt, tttt = sums
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits / labels
        squares = hh - 2 * share * ht + share**2 * tt
        squares = np.where(squares > _NO_SPREAD * tt, squares, 0)
        fourths = hhhh - 4 * share * hhht + 6 * share**2 * hhtt - 4 * share**3 * httt + share**4 * tttt
        variance = squares / labels**2 * items / (items - 1)
        effective = np.where(squares > 0, share * (1 - share) / variance, items)
    single = tt == labels
    size = np.where(single, labels, np.minimum(effective, labels))
    size = np.where((items >= 2) & (size > 0), size, math.nan)
    several = quantiles(confidence, degrees_of_freedom(squares, fourths, items))
    quantile = np.where(single, two_sided_quantile(confidence, math.inf), several)
    return share, *wilson(share, size, quantile)
