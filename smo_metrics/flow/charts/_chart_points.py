"""What a control chart plots: values as they came, or counts over their sizes, with missing points as NaN."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from smo_metrics._intervals import FloatArray
from smo_metrics.errors import SmoError

_LARGEST = 1e100  # squares of what is larger cannot be told from infinity
COUNTED = {"p": "defective items", "u": "defects"}


@dataclass(frozen=True, slots=True, eq=False)
class Plotted:
    """Points in order of time.

    Attributes
    ----------
    value : ndarray of shape (n,)
        What is plotted: a value, or count / size. NaN where missing.
    count, size : ndarray of shape (n,)
        Of p and u charts; NaN where missing. Of other charts NaN and 1.
    """

    value: FloatArray
    count: FloatArray
    size: FloatArray


def plotted_points(values: Any, sizes: Any, kind: str) -> Plotted:
    """Read values and sizes; a point without count or size, or with nothing checked, is missing."""
    value = _numbers(values, "values")
    if not len(value):
        raise SmoError("values: nothing arrived. Give one number a point, in order of time.")
    if kind not in COUNTED:
        return Plotted(value, np.full(value.shape, math.nan), np.ones(value.shape))
    if sizes is None:
        raise SmoError(f"a {kind} chart counts {COUNTED[kind]} among a size: give sizes, one number for each value.")
    size = _numbers(sizes, "sizes")
    _check_index(values, sizes)
    if size.shape != value.shape:
        raise SmoError(f"sizes: {len(size)} arrived for {len(value)} values. Give one size a value.")
    _check_counts(value, size, kind)
    missing = np.isnan(value) | np.isnan(size) | (size == 0)
    count, size = np.where(missing, math.nan, value), np.where(missing, math.nan, size)
    return Plotted(count / size, count, size)


def baseline_slice(baseline: int | slice | None, size: int) -> slice:
    """Give the points that set the limits: all, the first few, or a stretch."""
    if baseline is None:
        return slice(0, size)
    if isinstance(baseline, slice) and baseline.step in (None, 1):
        try:
            low, high, _ = baseline.indices(size)
        except TypeError:
            raise SmoError(f"baseline: a slice goes by numbers of points; {baseline!r} arrived.") from None
    elif isinstance(baseline, int | np.integer) and not isinstance(baseline, bool) and baseline <= size:
        low, high = 0, int(baseline)
    else:
        raise SmoError(f"baseline must be a number of first points, at most {size}, or a slice; {baseline!r} arrived.")
    if high - low < 2:
        raise SmoError(f"baseline needs 2 points or more to set limits; {max(high - low, 0)} arrived.")
    return slice(low, high)


def point_names(points: Sequence[Any] | None, size: int) -> list[Any]:
    """Give the names of points: those that came, or 1 to n."""
    names = list(range(1, size + 1)) if points is None else list(points)
    if len(names) != size:
        raise SmoError(f"points: {len(names)} names arrived for {size} values. Give one a value.")
    return names


def _numbers(values: Any, name: str) -> FloatArray:
    import pandas as pd

    try:
        series = pd.Series(values) if np.ndim(values) == 1 else None
        if series is None or series.dtype.kind in "mMc":
            raise TypeError
        numeric = pd.to_numeric(series)
        if numeric.dtype.kind == "c":
            raise TypeError
        numbers = numeric.to_numpy(dtype=float, na_value=math.nan)
    except (TypeError, ValueError):
        arrived = type(values).__name__
        raise SmoError(f"{name} must be one number a point, in order of time; {arrived} of others arrived.") from None
    if np.isinf(numbers).any():
        raise SmoError(f"{name}: point {int(np.isinf(numbers).argmax()) + 1} is infinite. Correct or empty it.")
    if (np.abs(numbers) > _LARGEST).any():
        at = int((np.abs(numbers) > _LARGEST).argmax())
        raise SmoError(f"{name}: point {at + 1} ({numbers[at]:g}) is beyond {_LARGEST:g}. Correct or empty it.")
    return numbers


def _check_index(values: Any, sizes: Any) -> None:
    """Refuse two series whose rows are named differently: by order, sizes would go to other points."""
    import pandas as pd

    if isinstance(values, pd.Series) and isinstance(sizes, pd.Series) and not values.index.equals(sizes.index):
        raise SmoError("sizes: the index is not that of the values. Reindex sizes, or give both as arrays in order.")


def _check_counts(count: FloatArray, size: FloatArray, kind: str) -> None:
    whole = np.floor(count) == count
    faults = [
        (count < 0, "is below 0"),
        (~whole & ~np.isnan(count), f"is no whole number (give counts of {COUNTED[kind]}; the chart divides by sizes)"),
        (size < 0, "has a size below 0"),
        ((size == 0) & (count > 0), "has a count but size 0"),
    ]
    if kind == "p":
        faults += [
            ((np.floor(size) != size) & ~np.isnan(size), "has a size that is no whole number of items"),
            (count > size, "is above its size (where an item can have several defects, use a u chart)"),
        ]
    for fault, words in faults:
        if fault.any():
            at = int(fault.argmax())
            raise SmoError(f"values: point {at + 1} ({count[at]:g} of {size[at]:g}) {words}. Correct it.")
