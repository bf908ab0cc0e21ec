"""Means and quantiles of a million durations by group: rows are sorted by group once, then read in slices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from smo_metrics.errors import SettingsError
from smo_metrics.flow.events.event_log import EventLog

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]
Names = dict[str, npt.NDArray[np.object_]]
GROUPINGS = ("queue", "priority", "region", "actor")
HOUR = 3_600_000
QUANTILES = (0.5, 0.9)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Rows of a log, sorted into cells.

    Attributes
    ----------
    order : ndarray of int64, shape (rows,)
        Rows cell by cell, in each in the order of the log.
    bounds : ndarray of int64, shape (cells + 1,)
        Where each cell begins in `order`.
    """

    order: Integers
    bounds: Integers

    @property
    def sizes(self) -> Integers:
        """Count each cell's rows."""
        return np.diff(self.bounds)

    def only(self, keep: Booleans) -> Cells:
        """Give the cells of the rows to keep."""
        if keep.all():
            return self
        kept = keep[self.order]
        return Cells(self.order[kept], np.append(0, np.cumsum(kept))[self.bounds])

    def totals(self, values: Integers) -> Integers:
        """Add up the values of each cell's rows."""
        totals = np.zeros(len(self.sizes), dtype=np.int64)
        filled = self.sizes > 0
        if filled.any():
            totals[filled] = np.add.reduceat(values[self.order], self.bounds[:-1][filled])
        return totals

    def distinct(self, values: Integers) -> Integers:
        """Count the different values of each cell; in the log's order equal ones follow each other."""
        ordered = values[self.order]
        new = np.diff(ordered, prepend=-1) != 0
        new[self.bounds[:-1][self.sizes > 0]] = True
        return np.diff(np.append(0, np.cumsum(new))[self.bounds])

    def hours(self, values: Integers) -> Floats:
        """Give mean, P50 and P90 of each cell's milliseconds, in hours, as three rows; NaN for an empty cell.

        Quantiles interpolate linearly between the two nearest values (numpy's default; Hyndman & Fan 1996, type 7).
        """
        result = np.full((3, len(self.sizes)), np.nan)
        ordered = values[self.order]
        for cell in np.flatnonzero(self.sizes):
            part = ordered[self.bounds[cell] : self.bounds[cell + 1]]
            result[1:, cell] = np.quantile(part, QUANTILES)
        np.divide(self.totals(values), self.sizes, out=result[0], where=self.sizes > 0)
        return result / HOUR


def cells(cell: Integers, count: int) -> Cells:
    """Sort rows by their cell, a code below `count`."""
    narrow = cell.astype(np.uint16 if count <= 2**16 else np.int64)
    return Cells(np.argsort(narrow, kind="stable"), np.append(0, np.cumsum(np.bincount(cell, minlength=count))))


def groups(log: EventLog, by: Sequence[str]) -> tuple[Integers, Names]:
    """Give each event the number of its group, and the groups' names by column; None where an event does not say.

    Raises
    ------
    SettingsError
        A column that is not one of `GROUPINGS`, or one twice.
    """
    is_list = isinstance(by, Sequence) and not isinstance(by, str)
    if not is_list or any(column not in GROUPINGS or list(by).count(column) > 1 for column in by):
        raise SettingsError(f"by: {by!r} cannot be used. Give a list of some of {', '.join(GROUPINGS)}, each once.")
    group = np.zeros(log.size, dtype=np.int64)
    names: Names = {}
    count = 1
    for column in by:
        codes, known = getattr(log, column), log.names[column]
        width = len(known) + 1
        mixed = group * width + np.where(codes < 0, width - 1, codes)
        present, group = compact(mixed, count * width)
        old, new = np.divmod(present, width)
        names = named(names, old)
        names[column] = np.array((*known, None), dtype=object)[new]
        count = len(present)
    return group, names


def named(names: Names, which: Integers) -> Names:
    """Give the names of some groups, in the order given, column by column."""
    return {column: values[which] for column, values in names.items()}


def compact(codes: Integers, count: int) -> tuple[Integers, Integers]:
    """Give the codes below `count` that occur, and each row's place among them."""
    occurs = np.bincount(codes, minlength=count) > 0
    return np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[codes]
