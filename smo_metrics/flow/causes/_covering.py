"""Which of the intervals over each piece of time comes first in rank? All pieces at once, however intervals overlap."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
UNCOVERED = np.iinfo(np.int64).max


def least_covering(first: Integers, stop: Integers, value: Integers, size: int) -> Integers:
    """Give the least value of the intervals that cover each piece, `UNCOVERED` where none does.

    Parameters
    ----------
    first, stop : ndarray of int64, shape (intervals,)
        Each interval covers the pieces from `first` to before `stop`; assumes ``first < stop <= size``.
    value : ndarray of int64, shape (intervals,)
        Below `UNCOVERED`.
    size : int
        Number of pieces.

    Notes
    -----
    An interval of n pieces is two overlapping blocks of 2**k pieces, 2**k <= n. Blocks are written at their start,
    level by level, and each level is handed down to the one of half its length: O((intervals + size) log size).
    """
    least = np.full(size, UNCOVERED)
    if not first.size:
        return least
    level = np.frexp((stop - first).astype(np.float64))[1] - 1
    by_level = np.argsort(-level, kind="stable")
    bounds = np.searchsorted(-level[by_level], np.arange(-level.max() - 1, 1), side="right")
    for k, begin, end in zip(range(level.max(), -1, -1), bounds[:-1], bounds[1:], strict=True):
        rows = by_level[begin:end]
        np.minimum.at(least, first[rows], value[rows])
        np.minimum.at(least, stop[rows] - (1 << k), value[rows])
        if k:
            half = 1 << (k - 1)
            least[half:] = np.minimum(least[half:], least[:-half])
    return least
