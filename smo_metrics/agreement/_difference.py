"""The difference of two agreement values, of different items or partly the same: error, interval and test.

Sources: Newcombe (1998), Statistics in Medicine 17, method 10, and Zou (2007), Psychological Methods 12, for the
interval; Gwet (2016), Educational and Psychological Measurement 76, for values of the same items.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics._coding import IntArray
from smo_metrics._intervals import two_sided_p, two_sided_quantile
from smo_metrics.agreement._kinds import FloatArray, Kinds, Statistic, pulls
from smo_metrics.agreement.results import AgreementResult

_MOST, _MOST_ONE_BY_ONE = 5000, 500


@dataclass(frozen=True, slots=True)
class Difference:
    """First value less the second; limits and p are NaN where one of the two has no interval."""

    value: float
    error: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """What one of the two values is computed from.

    Attributes
    ----------
    kinds : Kinds
    items : ndarray of bool
        The items that it uses, among those of `kinds`.
    drawn : ndarray of int
        For each item the number of what it was drawn as: items of one number vary together, on both sides.
    """

    kinds: Kinds
    items: NDArray[np.bool_]
    drawn: IntArray


def correlation(sides: Sequence[Side], names: Sequence[Any], statistic: Statistic) -> float:
    """Correlation of the errors of two values, from the linearised values of what was drawn together.

    0 where it cannot be told: a value that no item moves, or one that is undefined without some item.

    Parameters
    ----------
    sides : two Side
    names : sequence
        Name of each number in `drawn`. Where kinds are many, 5,000 of those drawn speak for all (500 where each value
        costs all labels), picked by their names alone so that the order of rows does not matter.
    statistic : callable
    """
    draws = len(names)
    chosen = np.ones(draws, dtype=bool)
    most = _MOST if all(side.kinds.rows is None for side in sides) else _MOST_ONE_BY_ONE
    if draws > most and max(np.count_nonzero(side.kinds.times) for side in sides) > most:
        from pandas.util import hash_array

        chosen[np.argsort(hash_array(np.array([str(name) for name in names], dtype=object)))[most:]] = False
    return correlation_of_pulls([_pulled(side, chosen, statistic) for side in sides], draws)


def correlation_of_pulls(pulled: Sequence[tuple[IntArray, FloatArray]], draws: int) -> float:
    """Correlation of two sums of pulls (mean 0), each with the number of what it was drawn as, 0 to ``draws - 1``."""
    sums = [np.bincount(drawn, weights=pull, minlength=draws) for drawn, pull in pulled]
    apart = float(((sums[0] - sums[1]) ** 2).sum())
    own = [float((pull**2).sum()) for _, pull in pulled]
    scale = 2 * math.sqrt(own[0] * own[1])
    return min(1.0, max(-1.0, (own[0] + own[1] - apart) / scale)) if scale > 0 else 0.0


def _pulled(side: Side, chosen: NDArray[np.bool_], statistic: Statistic) -> tuple[IntArray, FloatArray]:
    """Of the chosen items: what each was drawn as, and how far it pulls the value (mean 0)."""
    kinds, times = side.kinds, side.kinds.part(side.items)
    used = np.flatnonzero(side.items & (kinds.of_item >= 0) & chosen[side.drawn])
    kind = kinds.of_item[used]
    pull = pulls(kinds, statistic, times, which=np.flatnonzero(np.bincount(kind)), copies=kinds.copies)[kind]
    return side.drawn[used], (pull - pull.mean()) / times.sum()


def difference(first: AgreementResult, second: AgreementResult, correlation: float) -> Difference:
    """Compare two values by their own intervals, which must have one confidence.

    Each limit of the difference takes the errors from those limits of the two values that lie towards it (MOVER: Zou
    2007, eqs. 14-15), and so does the test, from the limit that faces 0: ``p < 1 - confidence`` exactly where the
    interval leaves out 0.
    """
    value = first.value - second.value
    errors = first.standard_error, second.standard_error
    error = math.sqrt(max(0.0, errors[0] ** 2 + errors[1] ** 2 - 2 * correlation * errors[0] * errors[1]))
    if not (first.interval and second.interval):
        return Difference(value, error, math.nan, math.nan, math.nan)
    below = _apart(first.value - first.low, second.high - second.value, correlation)
    above = _apart(first.high - first.value, second.value - second.low, correlation)
    towards = below if value > 0 else above
    quantile = two_sided_quantile(first.interval.confidence, math.inf)
    p_value = two_sided_p(value * quantile / towards, math.inf) if towards else math.nan
    return Difference(value, error, value - below, value + above, p_value)


def _apart(own: float, other: float, correlation: float) -> float:
    return math.sqrt(max(0.0, own**2 + other**2 - 2 * correlation * own * other))
