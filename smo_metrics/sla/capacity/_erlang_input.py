"""Checks of what queue formulas are given: loads, hours and shares as arrays, and servers as whole numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smo_metrics.errors import SmoError

Floats = NDArray[np.float64]
MOST_SERVERS = 1_000_000


def numbers(given: ArrayLike, name: str, *, above_zero: bool = False) -> Floats:
    """Read numbers of 0 or more, or above 0; NaN stays.

    Raises
    ------
    SmoError
        No numbers, one below the bound, or an infinite one.
    """
    try:
        values = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise SmoError(f"{name} must be a number, or an array of numbers; {given!r} arrived.") from None
    wrong = (values <= 0 if above_zero else values < 0) | np.isinf(values)
    if wrong.any():
        bound = "above 0" if above_zero else "0 or more"
        raise SmoError(f"{name} must be {bound} and finite; {values[wrong][0]:g} arrived.")
    return values


def is_number(given: object) -> bool:
    """Tell whether one number was given: no text, no truth value, nothing missing."""
    return isinstance(given, int | float | np.number) and not isinstance(given, bool) and not np.isnan(given)


def over_work(target: Floats, work: Floats) -> Floats:
    """Give how many times the mean work of a task the target is.

    Raises
    ------
    SmoError
        More than 1e100 times.
    """
    if (target > 1e100 * work).any():
        raise SmoError(
            f"target_hours of {np.nanmax(target):g} and handling_hours of {np.nanmin(work):g} lie too far apart. Check "
            "their units."
        )
    return np.asarray(target / work)


def whole_servers(given: ArrayLike) -> Floats:
    """Read numbers of servers; NaN stays.

    Raises
    ------
    SmoError
        A part of a server, fewer than none, or more than a million.
    """
    values = numbers(given, "servers")
    odd = (values != np.floor(values)) & ~np.isnan(values)
    if odd.any():
        raise SmoError(f"servers must be whole numbers; {values[odd][0]:g} arrived. Round up or down.")
    if (values > MOST_SERVERS).any():
        raise SmoError(f"servers must be at most {MOST_SERVERS:,}; {np.nanmax(values):g} arrived.")
    return values


def together(*parts: Floats) -> list[Floats]:
    """Give all parts the shape that they have together.

    Raises
    ------
    SmoError
        Shapes that do not fit.
    """
    try:
        return [np.asarray(part) for part in np.broadcast_arrays(*parts)]
    except ValueError:
        sizes = ", ".join(str(part.shape) for part in parts)
        raise SmoError(f"numbers of different length arrived ({sizes}). Give as many of each, or one.") from None
