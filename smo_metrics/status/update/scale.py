"""Where does a value stand on an axis, and which round values mark it?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_ROUND = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight axis.

    Attributes
    ----------
    low, high : float
        Values at its ends.
    start, end : float
        Where these are drawn.
    """

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        """Say where a value is drawn, to a tenth of a pixel, which keeps files small."""
        return round(self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start), 1)


def ticks(low: float, high: float, at_most: int = 5) -> list[float]:
    """Give round values that reach from `low` to `high`.

    >>> ticks(0.12, 0.83), ticks(3, 3)
    ([0.0, 0.2, 0.4, 0.6, 0.8, 1.0], [3.0, 3.2, 3.4, 3.6, 3.8, 4.0])
    """
    if high - low <= 1e-6 * max(abs(low), abs(high)):
        high = low + max(1.0, abs(low) / 10)
    rough = (high - low) / at_most
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in _ROUND if size * factor >= rough - 1e-12)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * i, 10) for i in range(first, last + 1)]


def spanning(values: Sequence[float], start: float, end: float) -> tuple[Scale, list[float]]:
    """Give an axis that holds all values that are there, and its marks."""
    known = [value for value in values if not math.isnan(value)]
    marks = ticks(min(known), max(known))
    return Scale(marks[0], marks[-1], start, end), marks
