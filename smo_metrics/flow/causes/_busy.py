"""What were actors busy with while work waited for them: with older work, or with work that came later?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from smo_metrics.flow.causes._covering import UNCOVERED, least_covering
from smo_metrics.flow.causes._range_sums import sums_below
from smo_metrics.flow.hours._windows import Windows

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """Stretches of waiting: who was waited for, since when the work was possible, and the stretch itself.

    Attributes
    ----------
    actor, enabled, low, high : ndarray of int64, shape (spans,)
        Code; milliseconds, ``low <= high``.
    """

    actor: Integers
    enabled: Integers
    low: Integers
    high: Integers


@dataclass(frozen=True, slots=True, eq=False)
class BusyTime:
    """Time in each span in which its actor was busy, in milliseconds.

    Attributes
    ----------
    older : ndarray of int64, shape (spans,)
        With work that was possible as early as the span's or earlier, whatever else went on.
    newer : ndarray of int64, shape (spans,)
        Only with work that became possible later than the span's.
    closed : ndarray of int64, shape (spans,)
        Of both, what lies in closed hours; 0 without windows.
    """

    older: Integers
    newer: Integers
    closed: Integers


def busy_time(
    spans: Spans,
    actor: Integers,
    enabled: Integers,
    started: Integers,
    ended: Integers,
    windows: Windows | None,
) -> BusyTime:
    """Split spans of waiting by what their actors were doing.

    Parameters
    ----------
    spans : Spans
        Assumes that nobody's own event lies in its span: spans end at or before its start.
    actor, enabled, started, ended : ndarray of int64, shape (events,)
        All events of the spans' actors: codes; milliseconds, ``started <= ended``.
    windows : Windows, optional
        The actors' open hours over the time of spans and events.

    Notes
    -----
    Ends of events and spans cut each actor's time into pieces. A piece in which several events overlap belongs to the
    one that was possible earliest, so it counts once, and as newer only where nothing older goes on. Each span then
    asks for the length of its pieces by the age of their work: O(n log n), however long the queues are.
    """
    low = int(min(spans.low.min(), started.min()))
    width = int(max(spans.high.max(), ended.max())) - low + 1
    start, end = actor * width + (started - low), actor * width + (ended - low)
    begin, stop = spans.actor * width + (spans.low - low), spans.actor * width + (spans.high - low)
    edges = np.sort(np.concatenate([start, end, begin, stop]))
    edges = edges[np.diff(edges, prepend=-1) > 0]
    working = np.flatnonzero(end > start)
    at_start, at_end = np.searchsorted(edges, start[working]), np.searchsorted(edges, end[working])
    oldest = least_covering(at_start, at_end, enabled[working], len(edges))
    busy = np.flatnonzero(oldest != UNCOVERED)
    length = edges[busy + 1] - edges[busy]
    ages, rank = np.unique(oldest[busy], return_inverse=True)
    before = np.searchsorted(busy, np.arange(len(edges)))
    first, last = before[np.searchsorted(edges, begin)], before[np.searchsorted(edges, stop)]
    asked = np.flatnonzero(last > first)
    bound = np.searchsorted(ages, spans.enabled[asked], side="right")
    older, closed = np.zeros_like(begin), np.zeros_like(begin)
    older[asked] = sums_below(rank, length, first[asked], last[asked], bound)
    so_far = np.append(0, np.cumsum(length))
    if windows is not None:
        worked = windows.worked(edges % width + low)
        closed_so_far = so_far - np.append(0, np.cumsum(worked[busy + 1] - worked[busy]))
        closed = closed_so_far[last] - closed_so_far[first]
    return BusyTime(older, so_far[last] - so_far[first] - older, closed)
