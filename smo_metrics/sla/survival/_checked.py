"""Are these durations, which tasks were completed, how sure is one to be? The checks of every survival figure."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics.errors import SmoError


def checked_durations(durations: Any, completed: Any) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Give both as arrays of one length.

    Raises
    ------
    SmoError
        No durations, or some that are missing, negative or infinite; `completed` that is not true or false for each.
    """
    time = as_numbers(durations)
    if time.ndim != 1 or not time.size:
        raise SmoError(f"durations must be a list of at least one number; shape {time.shape} arrived. Give one a task.")
    bad = ~((time >= 0) & (time < np.inf))
    if bad.any():
        place = int(np.argmax(bad))
        raise SmoError(
            f"durations must be 0 or more and finite; {int(bad.sum()):,} of {len(time):,} are not, the first at place "
            f"{place + 1}: {time[place]}. Leave such tasks out, or mend their times."
        )
    try:
        flags = np.asarray(completed)
    except ValueError:
        raise SmoError("completed must be one list of true or false; lists of unlike length arrived.") from None
    if flags.shape != time.shape:
        raise SmoError(
            f"completed must say for each of {len(time):,} durations whether the task was completed; shape "
            f"{flags.shape} arrived."
        )
    if flags.dtype != bool:
        numeric = flags.dtype.kind in "iuf"
        known = flags if numeric else np.array([v if isinstance(v, int | float | np.bool_) else -1 for v in flags])
        is_flag = np.isin(known, (0, 1))
        if not is_flag.all():
            place = int(np.argmin(is_flag))
            raise SmoError(
                f"completed must be true or false (1 or 0) for each duration; {flags[place]} arrived at place "
                f"{place + 1}. A task that is not finished is false."
            )
    return time, flags.astype(bool)


def as_numbers(durations: Any) -> NDArray[np.float64]:
    """Give durations as numbers, whatever their shape; raises SmoError for what is none, as times and texts are."""
    try:
        if np.asarray(durations).dtype.kind in "mMUS":
            raise TypeError
        return np.asarray(durations, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise SmoError("durations must be numbers, one a task; other values arrived. Convert them to hours.") from None


def check_confidence(confidence: object) -> None:
    """Refuse what is no share between 0 and 1."""
    if not isinstance(confidence, float | int | np.number) or not 0 < confidence < 1:
        raise SmoError(f"confidence must lie between 0 and 1, for example 0.95; {confidence!r} arrived.")
