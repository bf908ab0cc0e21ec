"""The largest value so far, group by group: who was last busy until when?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]


def running_maximum(group: Integers, value: Integers) -> Integers:
    """Give the largest value so far within each group; assumes some rows, and groups 0 or more in rising order."""
    low = value.min()
    span = value.max() - low + 1
    maximum: Integers = np.maximum.accumulate(group * span + (value - low)) - group * span + low
    return maximum
