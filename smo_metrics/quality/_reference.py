"""What each annotator's labels are held against: gold labels, or what the other annotators said of the same items."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smo_metrics._coding import IntArray
from smo_metrics._intervals import FloatArray
from smo_metrics.agreement._units import annotator_cells
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.errors import SmoError

_MOST_CELLS = 2**27


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """How often each annotator chose each category, and how often they should have by the reference.

    On an item the annotator's label and the m - 1 labels held against it are one set; if nobody differs from the rest,
    each of the m is the annotator's with equal probability.

    Attributes
    ----------
    items : ndarray of shape (annotators,)
    difference, squares : ndarray of shape (annotators, q)
        Sum, and sum of squares, over items of own choice (1 or 0) less the share of the reference.
    contested, chosen, expected : ndarray of shape (annotators, q)
        Items on which the set is not unanimous about the category; those where the annotator chose it; and how many
        that would be by chance alone.
    """

    items: FloatArray
    difference: FloatArray
    squares: FloatArray
    contested: FloatArray
    chosen: FloatArray
    expected: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Labels held against their reference.

    Attributes
    ----------
    by_gold : ndarray of bool, shape (annotators,)
        Who has gold items, and is held against these alone; the others against the other annotators.
    confusion : ndarray of shape (annotators, q, q)
        Labels by reference category (rows) and category given (columns).
    reference : ndarray of shape (labels,)
        Each label's reference category; -1 where there is none.
    choices : Choices
    """

    by_gold: NDArray[np.bool_]
    confusion: FloatArray
    reference: IntArray
    choices: Choices


def compare(ratings: Ratings, gold: IntArray) -> Compared:
    """Hold each annotator against gold if they labelled any gold item, else against the others; never both.

    Parameters
    ----------
    ratings : Ratings
        With annotators; each (item, annotator) once.
    gold : ndarray of shape (labels,)
        The gold category of each label's item, in the order of ``ratings.codes``; -1 without one.

    Raises
    ------
    SmoError
        So many annotators and categories that their confusion tables do not fit.
    """
    codes, q, people = ratings.codes, len(ratings.categories), len(ratings.annotators)
    check_size(people, q)
    by_gold = np.bincount(codes.annotator, weights=gold >= 0, minlength=people) > 0
    theirs = majority_of_others(ratings.patterns.counts)
    reference = np.where(by_gold[codes.annotator], gold, theirs[ratings.patterns.of_item[codes.item], codes.label])
    held = reference >= 0
    cell = (codes.annotator[held] * q + reference[held]) * q + codes.label[held]
    confusion = np.bincount(cell, minlength=people * q * q).reshape(people, q, q).astype(float)
    return Compared(by_gold, confusion, reference, _choices(ratings, by_gold, confusion))


def check_size(people: int, q: int) -> None:
    """Refuse so many annotators and categories that their confusion tables do not fit."""
    if people * q * q > _MOST_CELLS:
        raise SmoError(
            f"labels: {people:,} annotators and {q:,} categories are too many for one confusion table each. "
            "Group the values into fewer categories."
        )


def majority_of_others(counts: IntArray) -> IntArray:
    """Tell the one commonest label of the others, for each pattern and own label; -1 where tied or nobody is left."""
    reference = np.full(counts.shape, -1, dtype=np.int64)
    for own in range(counts.shape[1]):
        others = counts.copy()
        others[:, own] -= 1
        most = others.max(axis=1)
        alone = (others == most[:, None]).sum(axis=1) == 1
        reference[:, own] = np.where((most > 0) & alone, others.argmax(axis=1), -1)
    return reference


def _choices(ratings: Ratings, by_gold: NDArray[np.bool_], confusion: FloatArray) -> Choices:
    own, right, both = confusion.sum(axis=1), confusion.sum(axis=2), np.einsum("akk->ak", confusion)
    contested = own + right - 2 * both
    against_gold = (confusion.sum(axis=(1, 2)), own - right, contested, contested, own - both, contested / 2)
    against_others = _among_others(ratings)
    parts = (
        np.where(by_gold if gold.ndim == 1 else by_gold[:, None], gold, others)
        for gold, others in zip(against_gold, against_others, strict=True)
    )
    return Choices(*parts)


def _among_others(ratings: Ratings) -> tuple[FloatArray, ...]:
    annotator, pattern, label, times = annotator_cells(ratings).T
    counts, people = ratings.patterns.counts, len(ratings.annotators)
    size = counts.sum(axis=1)[pattern]
    shared = size >= 2
    annotator, pattern, label, times, size = (x[shared] for x in (annotator, pattern, label, times, size))

    def by_annotator(values: NDArray[np.number]) -> FloatArray:
        return np.bincount(annotator, weights=times * values, minlength=people).astype(np.float64)

    columns = []
    for category in range(counts.shape[1]):
        chosen, given = (label == category).astype(float), counts[pattern, category]
        difference = chosen - (given - chosen) / (size - 1)
        contested = (given > 0) & (given < size)
        sums = (difference, difference**2, contested, contested * chosen, contested * given / size)
        columns.append([by_annotator(values) for values in sums])
    tables = np.moveaxis(np.array(columns), 0, 2)
    return by_annotator(np.ones(len(times))), *tables.astype(np.float64)
