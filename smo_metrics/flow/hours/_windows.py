"""Open windows on the UTC clock with their prefix sum: work time between a million moments is two look-ups each."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]


class OutOfTime(Exception):
    """More open time is asked for than the windows hold."""


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """When work is possible, in milliseconds since 1970 UTC; whole numbers up to 2**53, so that floats hold them.

    Attributes
    ----------
    opens, closes : ndarray of int64 of shape (windows,)
        Sorted and apart: windows that touch or overlap are one.
    before : ndarray of int64 of shape (windows,)
        Open time in all earlier windows.
    """

    opens: IntArray
    closes: IntArray
    before: IntArray = field(init=False)
    _edges: NDArray[np.float64] = field(init=False, repr=False)
    _open_by: NDArray[np.float64] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        passed = np.cumsum(self.closes - self.opens)
        before = passed - (self.closes - self.opens)
        edges = np.column_stack([self.opens, self.closes]).ravel().astype(np.float64)
        open_by = np.column_stack([before, passed]).ravel().astype(np.float64)
        for shared in (self.opens, self.closes, before):
            shared.setflags(write=False)
        object.__setattr__(self, "before", before)
        object.__setattr__(self, "_edges", edges if edges.size else np.zeros(1))
        object.__setattr__(self, "_open_by", open_by if edges.size else np.zeros(1))

    @property
    def total(self) -> int:
        """Open time in all windows."""
        return int(self._open_by[-1])

    def worked(self, moments: IntArray) -> IntArray:
        """Open time from the first window's opening to each moment; differences of it are work time.

        Parameters
        ----------
        moments : ndarray of int64, any shape
            Within the span that the windows were built for; earlier counts 0, later the total.
        """
        # Slopes are 0 or 1 and all numbers whole, so that the interpolation is exact.
        return np.asarray(np.interp(moments, self._edges, self._open_by)).astype(np.int64)

    def at(self, worked: IntArray) -> IntArray:
        """Earliest moment at which so much open time has passed; the first opening for none.

        Parameters
        ----------
        worked : ndarray of int64, any shape
            From 0 to the total; assumes at least one window.
        """
        return self._in_window(worked, np.maximum(np.searchsorted(self.before, worked, side="left") - 1, 0))

    def at_or_after(self, worked: IntArray) -> IntArray:
        """Latest moment at which only so much open time has passed: a next opening where a window just closed.

        Parameters
        ----------
        worked : ndarray of int64, any shape
            From 0 to less than the total.
        """
        return self._in_window(worked, np.searchsorted(self.before, worked, side="right") - 1)

    def _in_window(self, worked: IntArray, k: IntArray) -> IntArray:
        if not worked.size or worked.max() <= self.total:
            return np.asarray(self.opens[k] + (worked - self.before[k]))
        raise OutOfTime


def merged(opens: IntArray, closes: IntArray) -> Windows:
    """Join windows, in any order, that touch or overlap; windows that close before they open are left out."""
    real = opens < closes
    order = np.argsort(opens[real], kind="stable")
    opens, closes = opens[real][order], np.maximum.accumulate(closes[real][order])
    starts = np.append(True, opens[1:] > closes[:-1])[: opens.size]
    return Windows(opens[starts], closes[np.append(starts[1:], True)[: opens.size]])
