"""How a change of agreement reads, and how it reads that none can be shown."""

from __future__ import annotations

import math

from smo_metrics.status.basis.wording import coefficient, interval


def direction(low: float, high: float) -> str:
    """Say which way agreement went, by the interval of the difference: empty where that holds 0, or is none.

    >>> direction(-0.35, -0.13), direction(0.02, 0.1), direction(-0.1, 0.1), direction(math.nan, math.nan)
    ('fell', 'rose', '', '')
    """
    return "fell" if high < 0 else "rose" if low > 0 else ""


def finding(
    where: str, before: float, after: float, low: float, high: float, *, confidence: float, comparisons: int
) -> str:
    """Say what a comparison found.

    Parameters
    ----------
    where : str
        Where agreement may have changed: ``with policy v2.1``.
    before, after : float
        Agreement on either side.
    low, high : float
        Interval of the difference; NaN where there is none.
    confidence : float
        Nominal coverage, of all `comparisons` together.

    Examples
    --------
    >>> finding("with policy v2.1", 0.85, 0.61, -0.35, -0.13, confidence=0.95, comparisons=1)
    'agreement fell from 0.85 to 0.61 with policy v2.1 (difference -0.24, 95 % interval -0.35 to -0.13)'
    >>> finding("with policy v2.1", 0.85, 0.84, -0.07, 0.05, confidence=0.95, comparisons=1)
    'no change can be shown with policy v2.1 (difference -0.01, 95 % interval -0.07 to 0.05)'
    >>> finding("with policy v2.1", 0.85, math.nan, math.nan, math.nan, confidence=0.95, comparisons=0)
    'too few data to tell whether agreement changed with policy v2.1'
    """
    if math.isnan(low):
        return f"too few data to tell whether agreement changed {where}"
    moved = direction(low, high)
    sides = f"from {coefficient(before)} to {coefficient(after)}"
    claim = f"agreement {moved} {sides}" if moved else "no change can be shown"
    wide = f", wide enough for {comparisons} comparisons" if comparisons > 1 else ""
    return f"{claim} {where} (difference {coefficient(after - before)}, {interval(low, high, confidence)}{wide})"
