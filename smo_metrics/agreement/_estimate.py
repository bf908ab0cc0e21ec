"""What a coefficient's kernel gives to `_inference`: its value, its parts, its spread over items, and its guard.

A coefficient linearises itself: each item gets a value `x` whose mean is the coefficient and whose spread over items
gives the estimation error (Gwet 2014, ch. 5). Items that share a count pattern share `x`, so only patterns are kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Guard:
    """With how few items that carry a label but the commonest an interval would be wrong, by the coverage study.

    Attributes
    ----------
    minority_items : int
        Items with any label but the commonest; with fewer there is no interval.
    agreed : int
        Items on which two annotators agree on such a label; with fewer there is no interval.
    """

    minority_items: int
    agreed: int


NO_GUARD = Guard(0, 0)
KAPPA_GUARD = Guard(15, 5)


@dataclass(frozen=True, slots=True)
class Spread:
    """Sums over items of the second and fourth powers of what their linearised values deviate from the mean."""

    squares: float
    fourths: float


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """What a coefficient's kernel gives: its value, its parts, and how its linearised values spread over items.

    Attributes
    ----------
    value, observed, expected : float
    spread : callable
        Gives the spread; computed only where an error is asked for.
    items : float
    null_error : float
        Error under the hypothesis of chance agreement, where a published formula exists; else NaN.
    lowest : float
        The lowest value that the coefficient can take on labels with such shares, -1 or more.
    """

    value: float
    observed: float
    expected: float
    spread: Callable[[], Spread]
    items: float
    null_error: float = math.nan
    lowest: float = -1.0


def no_spread() -> Spread:
    """Give the spread of a value that is undefined."""
    return Spread(0.0, 0.0)


def spread(x: FloatArray, times: FloatArray) -> Spread:
    """How far linearised values, each of `times` items, lie from their mean."""
    if not times.size:
        return Spread(0.0, 0.0)
    apart = (x - float(times @ x) / float(times.sum())) ** 2
    return Spread(float(times @ apart), float(times @ apart**2))


def lowest_value(shares: FloatArray, weights: FloatArray, expected: float) -> float:
    """Lowest value of ``(observed - expected) / (1 - expected)`` for pairs of labels with these category shares.

    A pair differs only if one of its labels is not of the commonest category, and is at most as far apart as any two.
    """
    differing = min(1.0, 2 * (1 - float(shares.max())))
    observed = 1 - differing * (1 - float(weights.min()))
    return max(-1.0, min(0.0, (observed - expected) / (1 - expected)))
