"""Labels as one sparse matrix, and the consensus that counting gives: majority, weighted majority.

Row i of the matrix stands for an item, column c for one (annotator, label) that occurs, so that summing any table of
columns over the labels of each item, or any table of items over the labels of each column, is one sparse product.
All functions assume checked input: every item has a label.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics._coding import IntArray
from smo_metrics._intervals import FloatArray
from smo_metrics.agreement.ratings import Ratings

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_SAME = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """Who gave which label to which item.

    Attributes
    ----------
    matrix : csr_array of shape (items, columns)
        How often the item got the label from the annotator: mostly 1, more where one annotator labelled it again.
    annotator, label : ndarray of shape (columns,)
        What a column stands for.
    annotators, categories : int
    """

    matrix: csr_array[np.float64]
    annotator: IntArray
    label: IntArray
    annotators: int
    categories: int

    def over_items(self, table: FloatArray) -> FloatArray:
        """Sum a row for each column over each item's labels."""
        return np.asarray(self.matrix @ table, dtype=np.float64)

    def over_columns(self, table: FloatArray) -> FloatArray:
        """Sum a row for each item over each column's labels; the transpose is a view, and quicker than a copy."""
        return np.asarray(self.matrix.T @ table, dtype=np.float64)

    def over_annotators(self, values: FloatArray) -> FloatArray:
        """Sum a number for each column over each annotator's columns."""
        return np.bincount(self.annotator, weights=values, minlength=self.annotators).astype(np.float64, copy=False)

    def own(self, table: FloatArray) -> FloatArray:
        """Pick, of a row by category for each column, the entry of the column's own label."""
        picked: FloatArray = table[np.arange(len(self.label)), self.label]
        return picked


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Where a method ended: a row of probabilities for each item, and how it came there."""

    probabilities: FloatArray
    iterations: int = 0
    converged: bool = True
    log_likelihood: tuple[float, ...] = ()


def cast(item: IntArray, annotator: IntArray, label: IntArray, items: int, annotators: int, categories: int) -> Votes:
    """Lay out labels, one entry each, as a sparse matrix; an (item, annotator) may occur more than once."""
    from scipy.sparse import csr_array

    key = annotator * categories + label
    occurs = np.bincount(key, minlength=annotators * categories) > 0
    column, columns = np.cumsum(occurs) - 1, np.flatnonzero(occurs)
    matrix = csr_array((np.ones(len(item)), (item, column[key])), shape=(items, len(columns)))
    return Votes(matrix, columns // categories, columns % categories, annotators, categories)


def cast_ratings(ratings: Ratings) -> tuple[NDArray[Any], Votes]:
    """Names of the items that have a label, and their votes; counts are laid out as one annotator's, of no name."""
    if ratings.annotators:
        codes, annotators = ratings.codes, len(ratings.annotators)
        item, annotator, label = codes.item, codes.annotator, codes.label
    else:
        counts = ratings.patterns.counts[ratings.patterns.of_item]
        item, label = (np.repeat(place, counts[counts > 0]) for place in counts.nonzero())
        annotator, annotators = np.zeros_like(item), 1
    labelled = np.bincount(item) > 0
    places, ids = np.flatnonzero(labelled), ratings.item_ids
    names = places if ids is None else np.fromiter(ids, dtype=object, count=len(ids))[places]
    item = (np.cumsum(labelled) - 1)[item]
    return names, cast(item, annotator, label, len(places), annotators, len(ratings.categories))


def shares(votes: Votes, weights: FloatArray | None = None) -> FloatArray:
    """Each item's labels by category, as shares, each label weighted by its annotator.

    Where all annotators of an item weigh nothing, its labels count alike.
    """
    chosen = np.zeros((len(votes.label), votes.categories))
    chosen[np.arange(len(votes.label)), votes.label] = 1.0 if weights is None else weights[votes.annotator]
    counts = votes.over_items(chosen)
    total = counts.sum(axis=1, keepdims=True)
    if not total.all():
        return np.where(total > 0, counts / np.where(total > 0, total, 1), shares(votes))
    counts /= total
    return counts


def most_probable(probabilities: FloatArray) -> NDArray[np.bool_]:
    """Mark each item's most probable category, or categories where they are equally probable to within .0001 of it."""
    marked: NDArray[np.bool_] = probabilities >= probabilities.max(axis=1, keepdims=True, initial=0) * (1 - _SAME)
    return marked


def leading(probabilities: FloatArray) -> IntArray:
    """Give each item's most probable category; -1 where it is tied."""
    marked = most_probable(probabilities)
    return np.where(np.count_nonzero(marked, axis=1) > 1, -1, marked.argmax(axis=1))


def one_hot(label: IntArray, categories: int) -> FloatArray:
    """Give a row for each item with 1 at its category; all 0 where it has none (-1)."""
    is_label: NDArray[np.bool_] = label[:, None] == np.arange(categories)
    return is_label.astype(np.float64)


def agreement_with(votes: Votes, label: IntArray) -> FloatArray:
    """Share of each annotator's labels, on items that have a consensus label, that equal it; NaN without any."""
    counts = votes.over_columns(one_hot(label, votes.categories))
    right = votes.over_annotators(votes.own(counts))
    with np.errstate(invalid="ignore"):
        return right / votes.over_annotators(counts.sum(axis=1))


def weighted(votes: Votes, max_iterations: int) -> Solution:
    """Weigh each annotator by agreement with the consensus, and vote again, until no label changes."""
    found = shares(votes)
    label = leading(found)
    for iteration in range(1, max_iterations + 1):
        weights = agreement_with(votes, label)
        known = weights[~np.isnan(weights)]
        usual = known.mean() if known.size else 1.0
        found = shares(votes, np.where(np.isnan(weights), usual, weights))
        before, label = label, leading(found)
        if np.array_equal(label, before):
            return Solution(found, iteration)
    return Solution(found, max_iterations, converged=False)
