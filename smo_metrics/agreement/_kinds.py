"""Items that are labelled alike stand once, with their number: what samples and parts of ratings are drawn from."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smo_metrics._coding import IntArray
from smo_metrics.agreement._layouts import Coded, Codes
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult
from smo_metrics.errors import SmoError

FloatArray = NDArray[np.float64]
Statistic = Callable[[Ratings], AgreementResult | float]
_LABELS_IN_COPIES = 2**30
_SAME = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The labels of one item of each kind, a row each, sorted by kind."""

    kind: IntArray
    annotator: IntArray
    label: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """Kinds of items in some ratings.

    Attributes
    ----------
    ratings : Ratings
    of_item : ndarray of shape (items,)
        Each item's kind; -1 where it has no label.
    times : ndarray of shape (K,)
        Items of each kind that have a label.
    rows : _Rows or None
        None where kinds are count patterns; else kinds also tell annotators apart.
    """

    ratings: Ratings
    of_item: IntArray
    times: IntArray
    rows: _Rows | None = None

    @property
    def copies(self) -> int:
        """How many copies of each item a sample may hold, so that leaving out one of them is as good as a derivative.

        Counts cost the same however large, while their squares still are exact; labels one by one do not.
        """
        return 1 if self.rows is not None else max(1, _LABELS_IN_COPIES // max(self.ratings.labels, 1))

    def value(self, statistic: Statistic, times: IntArray) -> float:
        """Give the statistic of `times` items of each kind, without its error."""
        return value_of(statistic(self.sample(times, is_resample=True)))

    def sample(self, times: IntArray, *, is_resample: bool = False) -> Ratings:
        """Ratings of `times` items of each kind; coefficients of a resample have a value only."""
        if self.rows is None:
            return self.ratings.reweighted(times, is_resample=is_resample)
        repeats = times[self.rows.kind]
        row = np.repeat(np.arange(len(repeats)), repeats)
        before = np.cumsum(repeats) - repeats
        item = (np.cumsum(times) - times)[self.rows.kind[row]] + np.arange(len(row)) - before[row]
        codes = Codes(item, self.rows.annotator[row], self.rows.label[row])
        whole = self.ratings
        return Ratings(
            Coded(codes, int(times.sum()), whole.annotators, whole.categories, whole.declared, whole.warnings),
            is_resample=is_resample,
        )

    def part(self, items: NDArray[np.bool_]) -> IntArray:
        """How many items of each kind are among `items`."""
        kinds = self.of_item[items]
        return np.bincount(kinds[kinds >= 0], minlength=len(self.times))


def kinds_for(ratings: Ratings, statistic: Statistic) -> Kinds:
    """Count patterns where `statistic` needs no more; else items that the same annotators labelled alike."""
    if not ratings.is_many:
        patterns = ratings.patterns
        labelled = patterns.counts.sum(axis=1) > 0
        of_item = np.where(labelled[patterns.of_item], patterns.of_item, -1)
        counted = Kinds(ratings, of_item, np.where(labelled, patterns.multiplicity, 0))
        if not ratings.annotators or _counts_suffice(counted, statistic):
            return counted
    return _labelled_kinds(ratings)


def check_statistic(statistic: object) -> None:
    """Refuse the name of a coefficient in place of itself."""
    if not callable(statistic):
        raise SmoError(f"statistic must be a function such as krippendorff_alpha, not its name; {statistic!r} arrived.")


def value_of(result: AgreementResult | float) -> float:
    """Give the number, whichever of the two a statistic returns."""
    return result.value if isinstance(result, AgreementResult) else float(result)


def pulls(
    kinds: Kinds, statistic: Statistic, times: IntArray, *, which: IntArray | None = None, copies: int = 1
) -> FloatArray:
    """How far one item of each kind pulls the value away from what it is without it, times the number of items.

    With one copy these are the jackknife's deviations (pseudo-value minus value); with many copies, of which one is
    left out, they approach the linearised values (the infinitesimal jackknife: Efron 1982, ch. 6).

    Parameters
    ----------
    times : ndarray of shape (K,)
        Items of each kind.
    which : ndarray of int, optional
        The kinds asked for; else all that occur.

    Returns
    -------
    ndarray of shape (K,)
        NaN for other kinds, and where the statistic is undefined without the item.
    """
    whole = times * copies
    value, rest = kinds.value(statistic, whole), float(whole.sum()) - 1
    found = np.full(len(times), math.nan)
    for kind in np.flatnonzero(times) if which is None else which:
        without = whole.copy()
        without[kind] -= 1
        found[kind] = rest * (value - kinds.value(statistic, without))
    return found


def _counts_suffice(counted: Kinds, statistic: Statistic) -> bool:
    full = value_of(statistic(counted.ratings))
    try:
        value = counted.value(statistic, counted.times)
    except SmoError:
        return False
    return (math.isnan(full) and math.isnan(value)) or abs(value - full) < _SAME


def _labelled_kinds(ratings: Ratings) -> Kinds:
    codes = ratings.codes
    order = np.lexsort((codes.annotator, codes.item))
    item, annotator, label = codes.item[order], codes.annotator[order], codes.label[order]
    size = np.bincount(item, minlength=0 if ratings.item_ids is None else len(ratings.item_ids))
    start = np.cumsum(size) - size
    given = annotator * len(ratings.categories) + label + 1
    kind = np.zeros(len(size), dtype=np.int64)
    for place in range(int(size.max())):
        there = size > place
        at_place = np.zeros(len(size), dtype=np.int64)
        at_place[there] = given[start[there] + place]
        kind = np.unique(kind * (int(given.max()) + 1) + at_place, return_inverse=True)[1]
    labelled = np.flatnonzero(size)
    _, one, of_labelled, times = np.unique(kind[labelled], return_index=True, return_inverse=True, return_counts=True)
    of_item = np.full(len(size), -1, dtype=np.int64)
    of_item[labelled] = of_labelled
    shown = labelled[one]
    of_row = np.repeat(np.arange(len(shown)), size[shown])
    first = np.cumsum(size[shown]) - size[shown]
    row = start[shown][of_row] + np.arange(len(of_row)) - first[of_row]
    return Kinds(ratings, of_item, times, _Rows(of_row, annotator[row], label[row]))
