"""Would an annotator's labels agree as well if they were shuffled over the same items? Exact mean and variance."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from smo_metrics._coding import IntArray
from smo_metrics._intervals import FloatArray
from smo_metrics.agreement._units import annotator_cells
from smo_metrics.agreement.ratings import Ratings

_NO_SPREAD = 1e-12
_RARE_MATCHES = 5


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Sums over an annotator's items; `reference` is the share of the reference's labels with a category.

    `crossed` sums the squares of the mean agreement that the annotator's own labels would have with the item; `step`
    is what one of the reference's labels adds to the agreement with an item, on average.
    """

    items: FloatArray
    given: FloatArray
    reference: FloatArray
    squares: FloatArray
    agreed: FloatArray
    crossed: FloatArray
    step: FloatArray


def against_others(ratings: Ratings) -> Compared:
    """Hold each label against the shares of the other annotators' labels on the item."""
    cells = annotator_cells(ratings)
    counts, people = ratings.patterns.counts, len(ratings.annotators)
    size = counts.sum(axis=1)
    annotator, pattern, label, times = cells[size[cells[:, 1]] >= 2].T

    def reference(category: int) -> FloatArray:
        share: FloatArray = (counts[pattern, category] - (label == category)) / (size[pattern] - 1)
        return share

    return _compared(annotator, label, times, 1 / (size[pattern] - 1), reference, people, counts.shape[1])


def against_truth(confusion: FloatArray) -> Compared:
    """Hold labels against true ones: counts by annotator, true category and category given."""
    annotator, true, label = confusion.nonzero()
    times, one = confusion[annotator, true, label], np.ones(len(label))

    def reference(category: int) -> FloatArray:
        return np.equal(true, category).astype(np.float64)

    return _compared(annotator, label, times, one, reference, len(confusion), confusion.shape[1])


def chosen(first: NDArray[np.bool_], one: Compared, other: Compared) -> Compared:
    """Take the sums of `one` for the annotators marked, of `other` for the rest."""
    parts = ((getattr(one, field.name), getattr(other, field.name)) for field in fields(Compared))
    return Compared(*(np.where(first if a.ndim == 1 else first[:, None], a, b) for a, b in parts))


def _compared(
    annotator: IntArray,
    label: IntArray,
    times: NDArray[np.number],
    step: FloatArray,
    reference: Callable[[int], FloatArray],
    people: int,
    q: int,
) -> Compared:
    """Sum over items; assumes a row each kind of label, `times` over, and the reference's share of a category on it."""

    def by_annotator(values: NDArray[np.number]) -> FloatArray:
        return np.bincount(annotator, weights=times * values, minlength=people).astype(np.float64)

    items = by_annotator(np.ones(len(times)))
    given = np.stack([by_annotator(label == category) for category in range(q)], axis=1)
    own = given / np.maximum(items, 1)[:, None]
    expected, agreed = np.zeros(len(times)), np.zeros(len(times))
    sums, squares = np.empty((people, q)), np.empty((people, q))
    for category in range(q):
        share = reference(category)
        sums[:, category], squares[:, category] = by_annotator(share), by_annotator(share**2)
        expected += own[annotator, category] * share
        agreed += (label == category) * share
    steps = by_annotator(step) / np.maximum(items, 1)
    return Compared(items, given, sums, squares, by_annotator(agreed), by_annotator(expected**2), steps)


def shuffled(compared: Compared) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Agreement, its mean over all shuffles of the own labels, and the probability of as much or more.

    Agreement of each own label with each of the own items is a square table; shuffling draws one cell of every row and
    column. The variance is that of the table with row and column means taken out (Hoeffding 1951, theorem 2). Agreement
    changes by whole steps, of two matches where there are two categories, and half a step is taken off (Yates 1934). No
    probability where fewer than five matches off the commonest category are to be expected: their law is then skewed.
    """
    from scipy.special import ndtr

    n = np.where(compared.items > 0, compared.items, math.nan)
    given, reference = compared.given, compared.reference / n[:, None]
    matches = given * reference
    mean = matches.sum(axis=1) / n
    table = (given * compared.squares).sum(axis=1)
    columns = (given * reference**2).sum(axis=1)
    rare = matches.sum(axis=1) - matches.max(axis=1)
    two = np.count_nonzero((given > 0) | (reference > 0), axis=1) == 2
    half = compared.step * np.where(two, 1.0, 0.5)
    left = table - n * compared.crossed - n * columns + n**2 * mean**2
    with np.errstate(invalid="ignore", divide="ignore"):
        deviation = np.sqrt(np.where(left > _NO_SPREAD * n**2, left, math.nan) / (n - 1))
        z = (n * mean + half - compared.agreed) / deviation
        p_value = np.where(rare < _RARE_MATCHES, math.nan, ndtr(z))
    return compared.agreed / n, mean, p_value
