"""Checks of the options that all forecasts of finished work share: days, confidence, and how futures are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from numbers import Integral, Real
from typing import Any

import numpy as np

from smo_metrics.errors import SettingsError

CONFIDENCE = (0.5, 0.8, 0.95)
_FEWEST_PATHS, _MOST_PATHS = 100, 100_000


def as_date(given: Any, name: str) -> date:
    """Check a day: a date, or a datetime at midnight.

    Raises
    ------
    SettingsError
        Anything else.
    """
    if isinstance(given, datetime):
        if (given.hour, given.minute, given.second, given.microsecond) == (0, 0, 0, 0):
            return given.date()
    elif isinstance(given, date):
        return given
    raise SettingsError(f"{name}: {given!r} arrived; give a whole day, such as date(2026, 3, 2).")


def check_draws(paths: int, rng: np.random.Generator | None) -> tuple[int, np.random.Generator]:
    """Check how many futures are drawn, and from what.

    Raises
    ------
    SettingsError
        No generator; a number of paths that is not whole, too few for a 95 % date or more than memory holds.
    """
    if isinstance(paths, bool) or not isinstance(paths, Integral) or not _FEWEST_PATHS <= paths <= _MOST_PATHS:
        raise SettingsError(f"paths: {paths!r} arrived; write {_FEWEST_PATHS} to {_MOST_PATHS:,}, usually 10,000.")
    if not isinstance(rng, np.random.Generator):
        raise SettingsError(f"rng: {rng!r} arrived; give a numpy.random.Generator, such as numpy's default_rng(1).")
    return int(paths), rng


def read_confidence(confidence: Sequence[float]) -> tuple[float, ...]:
    """Check shares between 0 and 1, and put them in order.

    Raises
    ------
    SettingsError
        Others, or none.
    """
    given = list(confidence) if isinstance(confidence, Sequence | np.ndarray) else [confidence]
    right = [isinstance(share, Real) and not isinstance(share, bool) and 0 < share < 1 for share in given]
    if not given or not all(right):
        raise SettingsError(f"confidence: {confidence!r} arrived; give shares between 0 and 1, such as (0.5, 0.95).")
    return tuple(sorted({float(share) for share in given}))
