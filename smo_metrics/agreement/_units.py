"""The labelled items of some ratings as distinct count patterns: what every coefficient computes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smo_metrics.agreement.ratings import Ratings

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """The labelled items of some ratings, as patterns.

    Attributes
    ----------
    counts : ndarray of shape (P, q)
    times : ndarray of shape (P,)
        Items that show the pattern.
    size : ndarray of shape (P,)
        Labels on such an item.
    pairable : ndarray of bool, shape (P,)
        Two labels or more.
    commonest : int
        The category that most labels on pairable items have.
    """

    counts: FloatArray
    times: FloatArray
    size: FloatArray
    pairable: NDArray[np.bool_]
    commonest: int

    @property
    def items(self) -> float:
        """Labelled items."""
        return float(self.times.sum())

    @property
    def pairable_items(self) -> float:
        """Items with two labels or more."""
        return float(self.times @ self.pairable)

    def only_pairable(self) -> Units:
        """Leave out the items that one annotator alone labelled."""
        keep = self.pairable
        return Units(self.counts[keep], self.times[keep], self.size[keep], keep[keep], self.commonest)


def units(ratings: Ratings) -> Units:
    """Labelled items of `ratings` as float patterns."""
    patterns = ratings.patterns
    return _units(patterns.counts, patterns.multiplicity, 0 if ratings.is_resample else _commonest(ratings))


def measured_units(ratings: Ratings) -> Units:
    """Labelled items of measurements: of their values, only the commonest is told from the others."""
    commonest = _commonest(ratings)
    if ratings.is_many:
        patterns = ratings.against(commonest).patterns
        return _units(patterns.counts, patterns.multiplicity, 0)
    own = ratings.patterns.counts[:, commonest : commonest + 1]
    rest = ratings.patterns.counts.sum(axis=1, keepdims=True) - own
    return _units(np.hstack([own, rest]), ratings.patterns.multiplicity, 0)


def units_without_each(ratings: Ratings) -> Iterator[Units]:
    """Leave out one annotator at a time, in their order.

    Raises
    ------
    SmoError
        The ratings hold only counts.
    """
    patterns = ratings.patterns
    touched, commonest = annotator_cells(ratings), _commonest(ratings)
    for annotator in range(len(ratings.annotators)):
        _, pattern, label, times = touched[touched[:, 0] == annotator].T
        counts = patterns.counts[pattern]
        counts[np.arange(len(pattern)), label] -= 1
        rest = patterns.multiplicity - np.bincount(pattern, weights=times, minlength=len(patterns.counts))
        yield _units(np.concatenate([counts, patterns.counts]), np.concatenate([times, rest]), commonest)


def annotator_cells(ratings: Ratings) -> IntArray:
    """Distinct (annotator, pattern of the item, label), with the number of labels that show them, a row each."""
    codes, patterns = ratings.codes, ratings.patterns
    n_patterns, q = patterns.counts.shape
    key = (codes.annotator * n_patterns + patterns.of_item[codes.item]) * q + codes.label
    distinct, times = np.unique(key, return_counts=True)
    rest, label = np.divmod(distinct, q)
    annotator, pattern = np.divmod(rest, n_patterns)
    return np.column_stack([annotator, pattern, label, times])


def minority_items(rated: Units) -> int:
    """Pairable items with a label other than the commonest."""
    return int(rated.times @ (rated.pairable & (rated.counts[:, rated.commonest] < rated.size)))


def agreed_minority_items(rated: Units) -> int:
    """Items on which two annotators agree on one and the same category other than the commonest."""
    twice = rated.counts >= 2
    twice[:, rated.commonest] = False
    return int(rated.times @ twice.any(axis=1))


def _commonest(ratings: Ratings) -> int:
    return int(np.argmax(ratings.pairable_totals())) if ratings.categories else 0


def _units(counts: IntArray, times: NDArray[np.number], commonest: int) -> Units:
    size = np.einsum("pk->p", counts)  # ten times as fast as a sum over short rows
    if not size.all():
        labelled = size > 0
        counts, times, size = counts[labelled], times[labelled], size[labelled]
    return Units(counts.astype(float), times.astype(float), size.astype(float), size >= 2, commonest)
