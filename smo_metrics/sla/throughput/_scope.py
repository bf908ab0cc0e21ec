"""What is there to do, and what is added meanwhile? The remaining tasks in batches, growth of the scope, arrivals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from smo_metrics.errors import SettingsError
from smo_metrics.flow.events._counted import counted

FloatArray = NDArray[np.float64]
Batches = Mapping[str, float] | Sequence[float] | None
Growth = float | Sequence[float] | None
Arrivals = float | Sequence[float] | Literal[True] | None
WHOLE = "all"
_WEEK = 7


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """The tasks to be done, in order.

    Attributes
    ----------
    names : tuple of str
        Of the batches in their order; then ``all``, which also holds what is added.
    ends : ndarray of float, shape (batches + 1,)
        Tasks that are done when each batch is; the last is what remains at the first day.
    weekly_growth : ndarray of float
        Tasks added in a week: the values that one is drawn from; none where the scope is fixed.
    arrivals : ndarray of float, or True
        New tasks a day from the first day on: of shape () for all days, or one a day, after which none come. True: as
        the history's.
    """

    names: tuple[str, ...]
    ends: FloatArray
    weekly_growth: FloatArray
    arrivals: FloatArray | Literal[True]

    @property
    def remaining(self) -> float:
        """Tasks to be done at the first day."""
        return float(self.ends[-1])

    def weekly(self, weeks: int, paths: int, rng: np.random.Generator) -> FloatArray:
        """Draw the tasks that the scope gains in each week: (paths, weeks); one row where nothing is drawn."""
        if len(self.weekly_growth) < 2:
            return np.full((1, weeks), self.weekly_growth.sum())
        return rng.choice(self.weekly_growth, (paths, weeks))

    def end_words(self, day: int) -> tuple[str, ...]:
        """Say that arrivals are known for fewer days than until day number `day`."""
        if self.arrivals is True or self.arrivals.ndim == 0 or len(self.arrivals) >= day:
            return ()
        return (f"Arrivals are given for {counted(len(self.arrivals), 'day')}; on later days none are counted.",)


def planned_arrivals(arrivals: FloatArray, days: int) -> FloatArray:
    """Arrivals as `Scope` holds them, as a running total at the end of each day: shape (days,)."""
    if arrivals.ndim == 0:
        return np.asarray(arrivals * np.arange(1, days + 1))
    return np.cumsum(np.append(arrivals, np.zeros(days))[:days])


def grown(weekly: FloatArray, days: int) -> FloatArray:
    """Tasks that the scope has gained by the end of each day, a week's spread evenly: (rows of `weekly`, days)."""
    weeks = -(-days // _WEEK)
    return np.cumsum(np.repeat(weekly[:, :weeks] / _WEEK, _WEEK, axis=1), axis=1)[:, :days]


def read_scope(remaining: float, batches: Batches, growth: Growth, arrivals: Arrivals) -> Scope:
    """Check what is to be done and what is added.

    Raises
    ------
    SettingsError
        Negative, missing or infinite tasks, text, booleans; batches that do not sum to `remaining`.
    """
    left = task_count(remaining, "remaining")
    names, sizes = _batches(batches)
    if names and not math.isclose(sum(sizes), left):
        raise SettingsError(f"batches: they hold {sum(sizes):g} tasks together, but {left:g} remain. Make them agree.")
    ends = np.array([*np.cumsum(sizes), left], dtype=np.float64)
    planned = arrivals if arrivals is True else _amounts(0 if arrivals is None else arrivals, "arrivals")
    return Scope((*names, WHOLE), ends, _weekly_growth(growth, left), planned)


def task_count(value: Any, name: str) -> float:
    """Check a number of tasks: 0 or more.

    Raises
    ------
    SettingsError
        A boolean, text, a missing, infinite or negative number.
    """
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real) or not 0 <= float(value) < math.inf:
        raise SettingsError(f"{name}: {value!r} arrived; write a number of tasks, 0 or more.")
    return float(value)


def _batches(batches: Batches) -> tuple[tuple[str, ...], list[float]]:
    if batches is None:
        return (), []
    named = batches if isinstance(batches, Mapping) else dict(enumerate(_listed(batches, "batches"), start=1))
    names = tuple(map(str, named))
    if not names or len({*names, WHOLE}) <= len(names):
        raise SettingsError(f"batches: {names} arrived; give one or more, each with its own name, none '{WHOLE}'.")
    return names, [task_count(size, f"batches: {name}") for name, size in zip(names, named.values(), strict=True)]


def _weekly_growth(growth: Growth, remaining: float) -> FloatArray:
    if growth is None:
        return np.empty(0)
    if isinstance(growth, Real) and not isinstance(growth, bool):
        share = float(growth)
        if not 0 <= share < math.inf:
            raise SettingsError(f"growth: {growth!r} arrived; write a share a week, 0 or more: 0.05 for 5 %.")
        if share > 1:
            raise SettingsError(f"growth: {growth!r} is {share:.0%} more every week; write 0.05 for 5 %.")
        return np.array([share * remaining])
    return _amounts(growth, "growth")


def _amounts(given: float | Sequence[float], name: str) -> FloatArray:
    if isinstance(given, Real):
        return np.array(task_count(given, name))
    many = _listed(given, name)
    if not many:
        raise SettingsError(f"{name}: an empty list arrived; give at least one number, or leave it out.")
    return np.array([task_count(value, name) for value in many])


def _listed(given: Any, name: str) -> list[Any]:
    if isinstance(given, str) or not hasattr(given, "__iter__"):
        raise SettingsError(f"{name}: {given!r} arrived; give a number or a list of numbers.")
    return list(given)
