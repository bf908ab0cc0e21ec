"""One key figure against its target: value, interval, and a mark with a word, never a colour alone."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

from smo_metrics._json import to_json

Rag = Literal["green", "amber", "red", "none"]
MARKS: dict[Rag, str] = {
    "green": "● On target",
    "amber": "▲ Watch",
    "red": "■ Below minimum",
    "none": "not available",
}


@dataclass(frozen=True, slots=True)
class Kpi:
    """A key figure.

    Attributes
    ----------
    name : str
        What it measures.
    value, low, high : float
        The figure and its interval; NaN where the data cannot tell.
    shown : str
        The figure as a reader wants it, with its unit.
    rag : str
        ``green``, ``amber``, ``red``, or ``none`` without a value.
    target : str
        The target in words.
    detail : str
        Interval, counts, or what the figure is about.
    formula : str
        How it is computed, in words.
    """

    name: str
    value: float
    low: float
    high: float
    shown: str
    rag: Rag
    target: str
    detail: str
    formula: str

    @property
    def mark(self) -> str:
        """Symbol and word."""
        return MARKS[self.rag]

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        fields: dict[str, Any] = to_json(asdict(self))
        return fields


def rate(value: float, target: float, minimum: float) -> Rag:
    """Colour a figure that should be high: by its value alone, not by its interval.

    >>> rate(0.82, 0.8, 0.667), rate(0.7, 0.8, 0.667), rate(0.5, 0.8, 0.667), rate(math.nan, 0.8, 0.667)
    ('green', 'amber', 'red', 'none')
    """
    if math.isnan(value):
        return "none"
    if value >= target:
        return "green"
    return "amber" if value >= minimum else "red"
