"""How unlike are two moments by the clock on the wall? At night and before a weekend the same hours hold less work."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
_DAY = 86_400_000
_KINDS = np.array([0, 0, 0, 0, 1, 2, 3])  # Monday to Thursday are alike
_EPOCH_WEEKDAY = 3  # 1970-01-01 was a Thursday


def time_apart(moments: IntArray, now: int) -> FloatArray:
    """Give 0 for the same hour of a like day, up to 1 for the opposite hour, and 1 more for another kind of day.

    Friday, Saturday and Sunday are kinds of their own, days being those of UTC: elsewhere the same moments of the week
    are still compared, but for a part of Monday.
    """
    apart = (moments - now) % _DAY
    kind = _KINDS[(moments // _DAY + _EPOCH_WEEKDAY) % 7]
    kind_now = _KINDS[(now // _DAY + _EPOCH_WEEKDAY) % 7]
    return np.asarray(np.minimum(apart, _DAY - apart) / (_DAY / 2) + (kind != kind_now))
