"""Figures as a coordinator reads them: two decimals, per cent, intervals, plural forms."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

NOT_AVAILABLE = "not available"
STATUS_WORDS = {
    "one_category": "every label is the same category, so agreement beyond chance is undefined",
    "no_pairable_units": "no item was labelled by two annotators",
    "one_unit": "only one item was labelled by two annotators",
    "one_annotator": "only one annotator gave labels",
    "too_few_minority_items": "too few items carry, or agree on, any label but the commonest for an interval",
}


def coefficient(value: float) -> str:
    """Write an agreement coefficient.

    >>> coefficient(0.7434), coefficient(-0.001), coefficient(math.nan)
    ('0.74', '0.00', 'not available')
    """
    return NOT_AVAILABLE if math.isnan(value) else f"{round(value, 2) + 0.0:.2f}"


def percent(value: float) -> str:
    """Write a share in per cent.

    >>> percent(0.9137)
    '91.4 %'
    """
    return NOT_AVAILABLE if math.isnan(value) else f"{100 * value:.1f} %"


def interval(low: float, high: float, confidence: float, write: Callable[[float], str] = coefficient) -> str:
    """Write an interval, or that there is none.

    >>> interval(0.7, 0.8, 0.95), interval(math.nan, math.nan, 0.95)
    ('95 % interval 0.70 to 0.80', 'no interval: too few data')
    """
    if math.isnan(low):
        return "no interval: too few data"
    return f"{100 * confidence:g} % interval {write(low)} to {write(high)}"


def left_out_of_agreement(reasons: Mapping[str, int]) -> tuple[str, ...]:
    """Say how many labels agreement does not count and why: one sentence, or none.

    >>> left_out_of_agreement({"cancelled": 35, "later_round": 24, "draft": 0})
    ('Left out of agreement: 35 cancelled, 24 later round.',)
    """
    parts = [f"{number:,} {reason.replace('_', ' ')}" for reason, number in reasons.items() if number]
    return (f"Left out of agreement: {', '.join(parts)}.",) if parts else ()


def count(number: int, noun: str) -> str:
    """Write a number with its noun.

    >>> count(1, "item"), count(1200, "item")
    ('1 item', '1,200 items')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
