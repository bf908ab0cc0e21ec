"""Sums of weights in many ranges, of those whose rank is below each range's own bound: a wavelet matrix in numpy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]


def sums_below(rank: Integers, weight: Integers, low: Integers, high: Integers, below: Integers) -> Integers:
    """Give, for each range, the exact sum of the weights in it whose rank is less than its bound.

    Parameters
    ----------
    rank : ndarray of int64, shape (n,)
        0 or more.
    weight : ndarray of int64, shape (n,)
        What is added up.
    low, high : ndarray of int64, shape (ranges,)
        Positions from `low` to before `high`; assumes ``0 <= low <= high <= n``.
    below : ndarray of int64, shape (ranges,)
        Bounds, 0 or more.

    References
    ----------
    Claude, Navarro & Ordóñez (2015), The wavelet matrix, Information Systems 47: ranks are split bit by bit from the
    top, zeros before ones, and a range stays a range in each half. O((n + ranges) log(largest rank)).
    """
    total = np.zeros(low.shape, dtype=np.int64)
    top = max(int(rank.max(initial=0)), int(below.max(initial=0)))
    for bit in range(top.bit_length() - 1, -1, -1):
        is_one = (rank >> bit & 1).astype(bool)
        zeros = np.append(0, np.cumsum(~is_one))
        sums = np.append(0, np.cumsum(np.where(is_one, 0, weight)))
        zeros_low, zeros_high = zeros[low], zeros[high]
        above = (below >> bit & 1).astype(bool)
        total[above] += sums[high[above]] - sums[low[above]]
        low = np.where(above, zeros[-1] + low - zeros_low, zeros_low)
        high = np.where(above, zeros[-1] + high - zeros_high, zeros_high)
        split = np.concatenate([np.flatnonzero(~is_one), np.flatnonzero(is_one)])
        rank, weight = rank[split], weight[split]
    return total
