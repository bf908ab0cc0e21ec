"""How fast does each annotator work, beside the others on the same items? On the log scale, by medians."""

from __future__ import annotations

import math

import numpy as np

from smo_metrics._coding import IntArray
from smo_metrics._intervals import FloatArray


def ratio_to_others(item: IntArray, seconds: FloatArray) -> FloatArray:
    """Log of each duration over the median of the others' on the same item; NaN where nobody else was timed.

    Assumes positive, finite durations. With an even number of others the median is the geometric mean of the two in
    the middle, so that twice as fast and twice as slow are equally far from 0.
    """
    log = np.log(seconds)
    order = np.lexsort((log, item))
    sorted_item, sorted_log = item[order], log[order]
    first = np.flatnonzero(np.diff(sorted_item, prepend=-1))
    size = np.diff(np.append(first, len(item)))
    start, others = np.repeat(first, size), np.repeat(size, size) - 1
    rank = np.arange(len(item)) - start

    def without_self(place: IntArray) -> FloatArray:
        shifted = start + place + (place >= rank)
        return np.take(sorted_log, shifted, mode="clip")

    middle = (without_self(np.maximum(others - 1, 0) // 2) + without_self(others // 2)) / 2
    ratio = np.full(len(item), math.nan)
    ratio[order] = np.where(others > 0, sorted_log - middle, math.nan)
    return ratio


def medians(group: IntArray, values: FloatArray, groups: int, confidence: float) -> FloatArray:
    """Median of each group with the interval between two of its order statistics, which holds whatever their law.

    Gives rows (median, low, high); NaN for an empty group, limits NaN where the group is too small (fewer than 6
    values at 95 %). Assumes no NaN.
    """
    from scipy.special import bdtr, bdtrik

    order = np.lexsort((values, group))
    ranked = values[order]
    size = np.bincount(group, minlength=groups)
    start = np.concatenate([[0], np.cumsum(size)[:-1]])
    table = np.full((3, groups), math.nan)
    some = np.flatnonzero(size)
    table[0, some] = (ranked[(start + (size - 1) // 2)[some]] + ranked[(start + size // 2)[some]]) / 2
    tail = (1 - confidence) / 2
    wide = some[0.5 ** size[some].astype(float) <= tail]
    # A hair above a whole number may come out a hair below it; the limit must then lie one value further out.
    below = np.floor(bdtrik(tail, size[wide].astype(float), 0.5) + 1e-9)
    below = np.where(bdtr(below, size[wide], 0.5) > tail, below - 1, below).astype(np.int64)
    table[1, wide] = ranked[start[wide] + below]
    table[2, wide] = ranked[start[wide] + size[wide] - 1 - below]
    return table
