"""Do hours rise or fall from week to week, or is it chance? The Mann-Kendall test, which no single odd week decides.

References: Mann (1945), Econometrica 13, 245-259; Kendall (1975), Rank Correlation Methods, 4th ed., chs. 1 and 4-5;
Sen (1968), Journal of the American Statistical Association 63, 1379-1389, for the slope.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from smo_metrics._intervals import FloatArray, two_sided_p

_FEWEST_WEEKS = 6
_SIGNIFICANCE = 0.05


@dataclass(frozen=True, slots=True)
class Trend:
    """A trend of weekly figures.

    Attributes
    ----------
    weeks : int
        Weeks with a figure.
    slope : float
        Median change from one week to the next; NaN without enough weeks.
    p_value : float
        Chance of such an order among weeks that do not differ; NaN without enough weeks.
    direction : str
        ``rising``, ``falling``, ``no trend shown`` or ``not enough weeks``.
    """

    weeks: int
    slope: float
    p_value: float
    direction: str


def weekly_trend(values: FloatArray, *, tests: int = 1) -> Trend:
    """Decide whether weekly figures drift before anybody acts on the look of a line.

    Parameters
    ----------
    values : ndarray of shape (weeks,)
        One figure a week, in order; NaN: none in that week.
    tests : int
        How many such questions are asked at once, one a person say: the 5 % are divided by it (Bonferroni).

    Returns
    -------
    Trend
        ``not enough weeks`` below six, and below as many as could show anything: seven for 60 people.

    Notes
    -----
    The p-value is exact without ties, else from the normal distribution with Kendall's correction for ties.

    Examples
    --------
    >>> trend = weekly_trend(np.array([1.0, 1.2, 1.1, 1.6, 1.9, 2.0, 2.4]))
    >>> trend.direction, round(trend.slope, 3), round(trend.p_value, 4)
    ('rising', 0.233, 0.0028)
    >>> weekly_trend(np.array([1.0, 2.0, 3.0])).direction
    'not enough weeks'
    """
    place = np.flatnonzero(~np.isnan(values))
    known, weeks = values[place], len(place)
    level = _SIGNIFICANCE / tests
    if weeks < _FEWEST_WEEKS or 2 / math.factorial(weeks) >= level:
        return Trend(weeks, math.nan, math.nan, "not enough weeks")
    first, second = np.triu_indices(weeks, 1)
    steps = known[second] - known[first]
    score = int(np.sign(steps).sum())
    slope = float(np.median(steps / (place[second] - place[first])))
    p_value = _p_value(score, known)
    way = "rising" if score > 0 else "falling"
    return Trend(weeks, slope, p_value, way if p_value < level else "no trend shown")


def _p_value(score: int, known: FloatArray) -> float:
    n = len(known)
    ties = np.unique(known, return_counts=True)[1]
    if ties.max() == 1:
        return _exact(abs(score), n)
    variance = (n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18
    if variance == 0:
        return 1.0
    return two_sided_p(max(abs(score) - 1, 0) / math.sqrt(variance), math.inf)


def _exact(score: int, n: int) -> float:
    """Share of the orders of n distinct figures with a score at least as far from 0, counted by their inversions."""
    orders = np.ones(1)
    for size in range(2, n + 1):
        orders = np.convolve(orders, np.full(size, 1 / size))
    fewest = (n * (n - 1) // 2 - score) // 2
    return min(1.0, 2 * float(orders[: fewest + 1].sum()))
