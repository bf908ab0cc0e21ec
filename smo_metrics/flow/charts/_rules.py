"""Which points of a chart break a pattern that chance seldom makes? Western Electric's and Nelson's rules by name.

Rules read `z`, the standard deviations from a point to the centre line, or the plotted `value`s; a missing point is NaN
in both, compares False with everything and so ends every run. A rule marks the point that completes its pattern, and
each later one that carries it on.

Sources: Western Electric (1956), Statistical Quality Control Handbook, pp. 25-28; Nelson (1984), Journal of Quality
Technology 16, 237-239.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smo_metrics._coding import IntArray
from smo_metrics._intervals import FloatArray
from smo_metrics.errors import SmoError

BoolArray = NDArray[np.bool_]
_ON_THE_LINE = 1e-9  # of a standard deviation: a point that rounding alone puts beyond a line is on it
_ALTERNATING_14 = 199_360_981  # permutations of 14 that rise and fall in turn, starting down (Euler number E14)


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern.

    Attributes
    ----------
    words : str
        The pattern, for a sentence.
    false_alarms : float
        Share of points that it marks while independent normal values keep their level and the limits are known.
    marks : callable
        ``(z, value) -> bool (n,)``.
    """

    words: str
    false_alarms: float
    marks: Callable[[FloatArray, FloatArray], BoolArray]


def above(z: FloatArray, lines: float) -> BoolArray:
    """Points more than `lines` standard deviations above the centre line."""
    return z > lines + _ON_THE_LINE


def _outside(z: FloatArray, lines: float) -> BoolArray:
    return above(np.abs(z), lines)


def _run(condition: BoolArray) -> IntArray:
    """For each point, how many in a row up to it meet the condition."""
    places = np.arange(len(condition))
    broken = np.maximum.accumulate(np.where(condition, -1, places))
    return places - broken


def _on_one_side(z: FloatArray, length: int) -> BoolArray:
    return (_run(above(z, 0)) >= length) | (_run(above(-z, 0)) >= length)


def _most_of(z: FloatArray, needed: int, window: int, lines: float) -> BoolArray:
    """Whether the point and `needed` - 1 of the `window` - 1 before it lie beyond `lines` on one side."""
    present = _run(~np.isnan(z))
    marked = np.zeros(len(z), dtype=bool)
    for beyond in (above(z, lines), above(-z, lines)):
        count = beyond.astype(np.int64)
        for back in range(1, min(window, len(z))):
            count[back:] += beyond[:-back] & (present[back:] > back)
        marked |= beyond & (count >= needed)
    return marked


def _steps(value: FloatArray) -> FloatArray:
    """Direction from the point before: 1, 0, -1; NaN next to a missing point."""
    return np.sign(np.diff(value, prepend=math.nan))


def _trend(value: FloatArray, length: int) -> BoolArray:
    steps = _steps(value)
    return (_run(steps > 0) >= length - 1) | (_run(steps < 0) >= length - 1)


def _alternating(value: FloatArray, length: int) -> BoolArray:
    steps = _steps(value)
    turns = np.zeros(len(value), dtype=bool)
    turns[1:] = steps[1:] * steps[:-1] < 0
    return _run(turns) >= length - 2


def _tail(lines: float) -> float:
    return math.erfc(lines / math.sqrt(2)) / 2


def _most_of_by_chance(needed: int, window: int, lines: float) -> float:
    p, others = _tail(lines), window - 1
    enough = sum(math.comb(others, i) * p**i * (1 - p) ** (others - i) for i in range(needed - 1, window))
    return 2 * p * enough


RULES = {
    "one_beyond_3_sigma": Rule("one point beyond 3 sigma", 2 * _tail(3), lambda z, value: _outside(z, 3)),
    "two_of_three_beyond_2_sigma": Rule(
        "two of three in a row beyond 2 sigma on one side",
        _most_of_by_chance(2, 3, 2),
        lambda z, value: _most_of(z, 2, 3, 2),
    ),
    "four_of_five_beyond_1_sigma": Rule(
        "four of five in a row beyond 1 sigma on one side",
        _most_of_by_chance(4, 5, 1),
        lambda z, value: _most_of(z, 4, 5, 1),
    ),
    "eight_on_one_side": Rule(
        "eight in a row on one side of the centre", 2 * 0.5**8, lambda z, value: _on_one_side(z, 8)
    ),
    "nine_on_one_side": Rule(
        "nine in a row on one side of the centre", 2 * 0.5**9, lambda z, value: _on_one_side(z, 9)
    ),
    "six_in_a_trend": Rule(
        "six in a row, each above the last or each below it",
        2 / math.factorial(6),
        lambda z, value: _trend(value, 6),
    ),
    "fourteen_alternating": Rule(
        "fourteen in a row, up and down in turn",
        2 * _ALTERNATING_14 / math.factorial(14),
        lambda z, value: _alternating(value, 14),
    ),
    "fifteen_within_1_sigma": Rule(
        "fifteen in a row within 1 sigma: limits too wide for these data",
        (1 - 2 * _tail(1)) ** 15,
        lambda z, value: _run(~_outside(z, 1) & ~np.isnan(z)) >= 15,
    ),
    "eight_beyond_1_sigma": Rule(
        "eight in a row beyond 1 sigma on either side: perhaps two levels mixed",
        (2 * _tail(1)) ** 8,
        lambda z, value: _run(_outside(z, 1)) >= 8,
    ),
}
_LIMITS = "one_beyond_3_sigma"
_ZONES = ("two_of_three_beyond_2_sigma", "four_of_five_beyond_1_sigma")
ONE_SIDED = {_LIMITS, *_ZONES, "eight_on_one_side", "nine_on_one_side"}
RULE_SETS = {
    "western_electric": (_LIMITS, *_ZONES, "eight_on_one_side"),
    "nelson": (
        _LIMITS, "nine_on_one_side", "six_in_a_trend", "fourteen_alternating", *_ZONES, "fifteen_within_1_sigma",
        "eight_beyond_1_sigma",
    ),
}  # fmt: skip


def chosen_rules(rules: str | Sequence[str] | None) -> tuple[str, ...]:
    """Give names of rules, in the order of `RULES`, for a set's name, rules' names or None (the limits alone)."""
    if rules is None:
        return (_LIMITS,)
    if isinstance(rules, str):
        asked = RULE_SETS.get(rules, (rules,))
    else:
        asked = tuple(rules) if isinstance(rules, Iterable) else (rules,)
    unknown = [name for name in asked if not isinstance(name, str) or name not in RULES]
    if unknown or not asked:
        arrived = ", ".join(map(repr, unknown)) or "nothing"
        raise SmoError(f"rules: {arrived} arrived. Give 'western_electric', 'nelson' or some of {', '.join(RULES)}.")
    return tuple(name for name in RULES if name in asked)
