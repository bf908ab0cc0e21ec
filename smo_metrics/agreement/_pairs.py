"""Every two labels of the same item, once: the square tables of all pairs of annotators by one self-join within items.

Memory stays bounded: annotators come in blocks, and the pairs of labels of a block in chunks. Where annotators are few,
a block counts into one dense array; where they are so many that most of them never meet, it counts distinct keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smo_metrics._coding import IntArray
from smo_metrics.agreement._kappa import Tables
from smo_metrics.agreement.ratings import Ratings

FloatArray = NDArray[np.float64]
_CELLS = 2**20
_CHUNK = 2**18


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """The labels in order of item and annotator.

    Attributes
    ----------
    starts : ndarray of shape (items,)
        Where each item's labels begin.
    code : ndarray of shape (labels,)
        Annotator times `categories` plus category.
    later : ndarray of shape (labels,)
        How many labels of the same item follow.
    annotators, categories : int
    """

    starts: IntArray
    code: IntArray
    later: NDArray[np.int32]
    annotators: int
    categories: int

    @property
    def codes(self) -> int:
        """Possible codes."""
        return self.annotators * self.categories


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """All pairs of annotators whose first is one of a few successive ones.

    Attributes
    ----------
    labels : Labels
    rows : ndarray
        Labels of those annotators that another label follows, in order of annotator.
    lowest, bound : int
        The lowest key there can be, and how many.
    keys : ndarray of shape (cells,)
        The occupied ones above `lowest`, ascending.
    tables : Tables
    first, second : ndarray of shape (pairs,)
        The annotators.
    """

    labels: Labels
    rows: IntArray
    lowest: int
    bound: int
    keys: IntArray
    tables: Tables
    first: IntArray
    second: IntArray

    def sums_by_label(self, values: FloatArray) -> Iterator[tuple[IntArray, FloatArray]]:
        """Give `rows`, some at a time, each with the sum over its pairs of labels of their cells' `values`."""
        dense = np.zeros(self.bound if _is_dense(self.bound) else 0)
        if dense.size:
            dense[self.keys] = values
        for rows, keys in _chunks(self.labels, self.rows):
            keys -= self.lowest
            of_pair = dense[keys] if dense.size else values[np.searchsorted(self.keys, keys)]
            later = self.labels.later[rows]
            yield rows, np.add.reduceat(of_pair, np.cumsum(later) - later)


def ordered_labels(ratings: Ratings) -> Labels:
    """Put the labels of some ratings in order of item and annotator."""
    codes, annotators, categories = ratings.codes, len(ratings.annotators), max(len(ratings.categories), 1)
    packed = (codes.item * annotators + codes.annotator) * categories + codes.label
    if np.any(packed[1:] < packed[:-1]):
        packed.sort()
    item, code = np.divmod(packed, max(annotators * categories, 1))
    starts = np.flatnonzero(np.diff(item, prepend=-1))
    size = np.diff(starts, append=len(item))
    later = np.repeat(starts + size, size)
    later -= np.arange(1, len(item) + 1)
    return Labels(starts, code, later.astype(np.int32), annotators, categories)


def pair_blocks(labels: Labels) -> Iterator[Block]:
    """Give the tables of all pairs of annotators that share an item, a block at a time."""
    rows = np.flatnonzero(labels.later)
    annotator = (labels.code[rows] // labels.categories).astype(np.min_scalar_type(labels.annotators))
    order = np.argsort(annotator, kind="stable")
    rows, annotator = rows[order], annotator[order]
    if labels.codes**2 <= max(_CELLS, 4 * int(labels.later.sum())):
        cost = np.full(labels.annotators, labels.codes * labels.categories)
    else:
        cost = np.bincount(annotator, labels.later[rows] * labels.categories, labels.annotators).astype(np.int64)
    block = (np.cumsum(cost) - cost) // _CELLS
    cuts = np.searchsorted(annotator, np.flatnonzero(np.diff(block)) + 1)
    del order, annotator  # as long as the labels, and not needed while the blocks are worked on
    for part in np.split(rows, cuts):
        if part.size:
            yield _block(labels, part)


def _block(labels: Labels, rows: IntArray) -> Block:
    start, stop = _annotators(labels, rows)
    stripe = labels.categories * labels.codes
    lowest, bound = start * stripe, (stop - start) * stripe
    keys, times = _count(labels, rows, lowest, bound)
    one, other = np.divmod(keys, labels.codes)
    first, own = np.divmod(one, labels.categories)
    second, others = np.divmod(other, labels.categories)
    found, pair = _distinct(first * labels.annotators + second, (stop - start) * labels.annotators)
    tables = Tables(len(found), labels.categories, pair, own, others, times.astype(float))
    first, second = np.divmod(found, labels.annotators)
    return Block(labels, rows, lowest, bound, keys, tables, first + start, second)


def _annotators(labels: Labels, rows: IntArray) -> tuple[int, int]:
    """First and, past it, last annotator of rows in order of annotator."""
    return int(labels.code[rows[0]]) // labels.categories, int(labels.code[rows[-1]]) // labels.categories + 1


def _chunks(labels: Labels, rows: IntArray) -> Iterator[tuple[IntArray, IntArray]]:
    """Rows with the keys of all their pairs of labels: the row's code times all codes, plus the later label's."""
    ends = np.cumsum(labels.later[rows])
    cuts = np.searchsorted(ends, np.arange(_CHUNK, ends[-1], _CHUNK))
    for part in np.split(rows, np.unique(cuts)):
        if part.size:
            later = labels.later[part]
            place = np.repeat(part + 1 - np.cumsum(later) + later, later)
            place += np.arange(len(place))
            keys = np.repeat(labels.code[part] * labels.codes, later)
            keys += labels.code[place]
            yield part, keys


def _count(labels: Labels, rows: IntArray, lowest: int, bound: int) -> tuple[IntArray, IntArray]:
    """Keys above `lowest` that occur, ascending, and how often."""
    if not _is_dense(bound):
        return np.unique(np.concatenate([keys for _, keys in _chunks(labels, rows)]) - lowest, return_counts=True)
    counts = np.zeros(bound, dtype=np.int64)
    stripe = labels.categories * labels.codes
    for part, keys in _chunks(labels, rows):
        low, high = (annotator * stripe - lowest for annotator in _annotators(labels, part))
        counts[low:high] += np.bincount(keys - (low + lowest), minlength=high - low)
    occupied = np.flatnonzero(counts)
    return occupied, counts[occupied]


def _distinct(values: IntArray, bound: int) -> tuple[IntArray, IntArray]:
    """Distinct values, ascending, and each one's place among them."""
    if not _is_dense(bound):
        found, place = np.unique(values, return_inverse=True)
        return found, place.ravel()
    present = np.bincount(values, minlength=bound) > 0
    return np.flatnonzero(present), (np.cumsum(present) - 1)[values]


def _is_dense(bound: int) -> bool:
    return bound <= 2 * _CELLS
