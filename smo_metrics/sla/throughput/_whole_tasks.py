"""Tasks are whole, sampled futures are not: which whole number does a running total stand for?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
_NEAR = 1e-9


def whole_tasks(totals: FloatArray) -> FloatArray:
    """Give the nearest whole number of tasks of each running total, halves upwards.

    A total that is reached as often above as below n tasks is n: to ask it for all of n would call half of the futures
    that finish n of n late.
    """
    return np.asarray(np.floor(totals + (0.5 + _NEAR)))
