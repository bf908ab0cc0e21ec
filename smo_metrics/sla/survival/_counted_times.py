"""How many tasks stand at each duration? A million of them are sorted once, or only counted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


def counted_times(durations: FloatArray, completed: BoolArray) -> tuple[FloatArray, IntArray, IntArray]:
    """Give the distinct durations, rising, and how many ended at each: completed, and all.

    Parameters
    ----------
    durations : ndarray of float, shape (n,)
        0 or more, finite, at least one.
    completed : ndarray of bool, shape (n,)
    """
    whole = _whole(durations)
    if whole is not None:
        counts = np.bincount(2 * whole + completed).astype(np.int64)
        counts = np.append(counts, np.zeros(len(counts) % 2, dtype=np.int64)).reshape(-1, 2)
        present = np.flatnonzero(counts.any(axis=1))
        return present.astype(float), counts[present, 1], counts[present].sum(axis=1)
    # The bits of floats of 0 or more rise as they do, and leave the sign bit free: one sort orders both columns.
    keys = (durations + 0.0).view(np.uint64)
    keys <<= np.uint64(1)
    keys |= completed
    keys.sort()
    ended = (keys & np.uint64(1)).astype(np.int64)
    keys >>= np.uint64(1)
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    return keys[first].view(np.float64), np.add.reduceat(ended, first), np.diff(first, append=len(keys))


def _whole(durations: FloatArray) -> IntArray | None:
    """Give the durations as whole numbers where all are, and not too far apart to be counted."""
    if durations[0] % 1 or durations.max() > 4 * len(durations):
        return None
    whole = durations.astype(np.int64)
    return whole if (whole == durations).all() else None
