"""Which active periods are the longest at some moment, and where do they run alone or overlap?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from smo_metrics.flow.causes._active_periods import ActivePeriods
from smo_metrics.flow.causes._covering import UNCOVERED, least_covering

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class BottleneckPieces:
    """The bottleneck periods, cut where any of them begins or ends.

    Attributes
    ----------
    station, begins, length : ndarray of int64, shape (pieces,)
        Code; milliseconds. A time in which several stations are bottlenecks has a piece for each.
    is_sole : ndarray of bool, shape (pieces,)
        No other bottleneck period runs in it.
    any_begins, any_length : ndarray of int64, shape (active pieces,)
        Times in which any station is active, each once.
    """

    station: Integers
    begins: Integers
    length: Integers
    is_sole: npt.NDArray[np.bool_]
    any_begins: Integers
    any_length: Integers


def bottleneck_pieces(periods: ActivePeriods, marks: Integers) -> BottleneckPieces:
    """Find the periods that are the longest at some moment; `marks` cut them too.

    Of equally long periods the one that begins first counts as the longest, then that of the first station.
    """
    cuts = np.unique(np.concatenate([periods.begins, periods.ends, marks]))
    first, stop = np.searchsorted(cuts, periods.begins), np.searchsorted(cuts, periods.ends)
    by_length = np.lexsort((periods.station, periods.begins, periods.begins - periods.ends))
    longest = least_covering(first, stop, np.argsort(by_length), len(cuts))
    active = np.flatnonzero(longest != UNCOVERED)
    winners = by_length[np.unique(longest[active])]
    began = np.bincount(first[winners], minlength=len(cuts))
    ended = np.bincount(stop[winners], minlength=len(cuts))
    at_once = np.cumsum(began - ended)
    count = stop[winners] - first[winners]
    piece = np.repeat(first[winners] - np.cumsum(count) + count, count) + np.arange(count.sum())
    length = np.diff(cuts, append=cuts[-1])
    return BottleneckPieces(
        station=np.repeat(periods.station[winners], count),
        begins=cuts[piece],
        length=length[piece],
        is_sole=at_once[piece] == 1,
        any_begins=cuts[active],
        any_length=length[active],
    )
