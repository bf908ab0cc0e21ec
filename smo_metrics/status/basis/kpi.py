"""One key figure against its target: value, interval, and a mark with a word, never a colour alone."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

from smo_metrics._json import to_json

Rag = Literal["green", "amber", "red", "none"]
Pillar = Literal["quality", "timeline", "efficiency", "wellness", "plan"]
Direction = Literal["higher", "lower", "none"]
ALL_REGIONS = "all"
MARKS = {
    "green": "● On target",
    "amber": "▲ Watch",
    "red": "■ Below minimum",
    "above": "■ Above maximum",
    "none": "not available",
}


@dataclass(frozen=True, slots=True)
class Kpi:
    """A key figure.

    Attributes
    ----------
    key : str
        Its short name, such as ``alpha``, by which history and settings know it.
    pillar : str
        ``quality``, ``timeline``, ``efficiency``, ``wellness`` or ``plan``.
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
    direction : str
        Which is better: ``higher``, ``lower``, or ``none``.
    n : int or None
        How many labels, tasks, days or people it rests on; None where that has no meaning.
    region : str
        Whose figure it is; ``all`` for the project.
    """

    key: str
    pillar: Pillar
    name: str
    value: float
    low: float
    high: float
    shown: str
    rag: Rag
    target: str
    detail: str
    formula: str
    direction: Direction
    n: int | None
    region: str = ALL_REGIONS

    @property
    def mark(self) -> str:
        """Symbol and word."""
        if self.rag == "none" and not math.isnan(self.value):
            return "no target"
        return MARKS["above" if self.rag == "red" and self.direction == "lower" else self.rag]

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        fields: dict[str, Any] = to_json(asdict(self))
        return fields


def rate(value: float, target: float | None, limit: float | None, direction: Direction = "higher") -> Rag:
    """Colour a figure by its value alone, not by its interval: green from its target on, red beyond its limit.

    Without a target nothing is judged; without a limit nothing is red.

    >>> rate(0.82, 0.8, 0.667), rate(0.7, 0.8, 0.667), rate(0.5, 0.8, 0.667), rate(math.nan, 0.8, 0.667)
    ('green', 'amber', 'red', 'none')
    >>> [rate(share, 0.05, 0.1, "lower") for share in (0.05, 0.07, 0.2)], rate(0.2, None, None)
    (['green', 'amber', 'red'], 'none')
    >>> rate(1 - 19 / 20, 0.05, 0.1, "lower")
    'green'
    """
    if math.isnan(value) or target is None:
        return "none"
    if _keeps(value, target, direction):
        return "green"
    return "amber" if limit is None or _keeps(value, limit, direction) else "red"


def _keeps(value: float, limit: float, direction: Direction) -> bool:
    # 1 - 19 / 20 is a little above 0.05: what is equal but for rounding errors keeps its limit.
    return math.isclose(value, limit, abs_tol=1e-12) or (value < limit if direction == "lower" else value > limit)
