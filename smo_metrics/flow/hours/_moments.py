"""Aware timestamps to whole milliseconds since 1970 UTC, and back. A time without a zone is refused, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from smo_metrics.errors import SmoError

if TYPE_CHECKING:
    import pandas as pd

Moments: TypeAlias = "pd.DatetimeIndex | pd.Series[pd.Timestamp] | Sequence[datetime] | NDArray[np.object_]"
IntArray = NDArray[np.int64]
NOT_A_TIME = np.iinfo(np.int64).min
HOUR = 3_600_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_milliseconds(moments: datetime | Moments, name: str) -> IntArray:
    """Give whole milliseconds, a part of one cut off, in an array of no dimension for one moment and of one for many.

    Parameters
    ----------
    moments : datetime, DatetimeIndex, Series or sequence of datetime
        Aware; NaT, NA and None become `NOT_A_TIME`.
    name : str
        What the caller calls them, for the message.

    Raises
    ------
    SmoError
        Times without a zone, or no times at all.
    """
    import pandas as pd

    if isinstance(moments, datetime | type(pd.NA) | None):
        return np.array(_millisecond(moments, name), dtype=np.int64)
    if isinstance(moments, pd.Series | pd.DatetimeIndex) and isinstance(moments.dtype, pd.DatetimeTZDtype):
        return pd.DatetimeIndex(moments).as_unit("ms").asi8
    if isinstance(moments, str | np.datetime64) or not hasattr(moments, "__iter__"):
        raise SmoError(f"{name} must be a time with its zone, or several; {moments!r} arrived.")
    if getattr(moments, "dtype", np.dtype(object)).kind == "M":
        raise _without_zone(name, moments[0] if len(moments) else "none")
    return np.array([_millisecond(moment, name) for moment in moments], dtype=np.int64)


def from_milliseconds(milliseconds: IntArray, timezone: str) -> pd.Timestamp | pd.DatetimeIndex:
    """Give aware times in a zone: one for an array of no dimension, else an index of them."""
    import pandas as pd

    index = pd.DatetimeIndex(np.atleast_1d(milliseconds).view("M8[ms]"), tz="UTC").tz_convert(timezone)
    return index if milliseconds.ndim else index[0]


def _millisecond(moment: object, name: str) -> int:
    import pandas as pd

    if moment is None or moment is pd.NA or moment != moment:
        return NOT_A_TIME
    if not isinstance(moment, datetime):
        raise SmoError(f"{name} must be a time with its zone; {moment!r} arrived.")
    if moment.utcoffset() is None:
        raise _without_zone(name, moment)
    return int((moment - _EPOCH) // timedelta(milliseconds=1))


def _without_zone(name: str, moment: object) -> SmoError:
    return SmoError(f"{name} has times without a zone ({moment}); give them one: tz_localize('Asia/Singapore').")
