"""When was somebody at it? Times merged where they overlap, cut at midnight, joined where no break lies between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smo_metrics.flow.causes._running_maximum import running_maximum
from smo_metrics.status.wellness._person_zones import PersonZones

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """Stretches of time that do not overlap within their group, sorted by group and time.

    Attributes
    ----------
    group : ndarray of int64, shape (spans,)
        0 or more: a person, or a person and what they worked on.
    low, high : ndarray of int64, shape (spans,)
        UTC milliseconds, ``low <= high``.
    """

    group: IntArray
    low: IntArray
    high: IntArray


def merged(group: IntArray, low: IntArray, high: IntArray) -> Spans:
    """Merge times that overlap or touch, group by group: two tabs open for an hour are one hour."""
    if not group.size:
        return Spans(group, low, high)
    order = np.lexsort((low, group))
    group, low, high = group[order], low[order], high[order]
    until = running_maximum(group, high)
    apart = np.append(True, (group[1:] != group[:-1]) | (low[1:] > until[:-1]))
    first = np.flatnonzero(apart)
    return Spans(group[first], low[first], until[np.append(first[1:], len(group)) - 1])


def cut_at_midnight(spans: Spans, person: IntArray, zones: PersonZones) -> tuple[IntArray, IntArray, Spans]:
    """Cut spans into pieces that lie within one day of their person; gives each piece's person, day, and itself."""
    if not spans.group.size:
        return person, spans.low, spans
    first = zones.days(person, spans.low)
    last = np.maximum(first, zones.days(person, spans.high - 1))
    pieces = last - first + 1
    of = np.repeat(np.arange(len(first)), pieces)
    day = first[of] + np.arange(len(of)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    person = person[of]
    low = np.maximum(spans.low[of], zones.moments(person, day, 0))
    high = np.minimum(spans.high[of], zones.moments(person, day + 1, 0))
    low[day == first[of]] = spans.low[of][day == first[of]]
    high[day == last[of]] = spans.high[of][day == last[of]]
    return person, day, Spans(spans.group[of], low, high)


def without_break(spans: Spans, break_milliseconds: int) -> tuple[IntArray, IntArray, IntArray]:
    """Join spans with less than a break between them.

    Returns
    -------
    group, begin, worked : ndarray of int64
        One a stretch: whose, its first moment, and the time in its spans; the short pauses between them do not count.
    """
    if not spans.group.size:
        return spans.group, spans.low, spans.low
    same = spans.group[1:] == spans.group[:-1]
    first = np.flatnonzero(np.append(True, ~same | (spans.low[1:] - spans.high[:-1] >= break_milliseconds)))
    return spans.group[first], spans.low[first], np.add.reduceat(spans.high - spans.low, first)
