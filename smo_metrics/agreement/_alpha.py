"""From labels and a metric to Krippendorff's alpha with its linearised error.

Sources: Krippendorff (2011), sections C and D; Gwet (2014), ch. 5, for the linearisation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from smo_metrics.agreement._estimate import Estimate, Spread, no_spread, spread
from smo_metrics.agreement._layouts import Codes
from smo_metrics.agreement._units import FloatArray, IntArray, Units
from smo_metrics.agreement.ratings import Ratings

Between = Callable[[IntArray, IntArray], FloatArray]
_BLOCK = 2**16
_PARTS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """The labels of pairable items as distinct count patterns: `counts` (P, q), `times` and `size` (P,)."""

    counts: FloatArray
    times: FloatArray
    size: FloatArray

    def summed(self, values: FloatArray) -> FloatArray:
        """Sum over an item's labels of each category's value."""
        return np.asarray(self.counts @ values)

    def gathered(self, weights: FloatArray) -> FloatArray:
        """Sum over a category's labels of each item's weight."""
        return np.asarray((self.times * weights) @ self.counts)

    def scatter(self, values: FloatArray) -> FloatArray:
        """Sum over an item's labels of the squared distance of their values from the item's mean."""
        mean = self.summed(values) / self.size
        return np.asarray(((values - mean[:, None]) ** 2 * self.counts).sum(axis=1))

    def different(self) -> FloatArray:
        """Ordered pairs of an item's labels that differ."""
        return np.asarray(self.size**2 - np.einsum("pk,pk->p", self.counts, self.counts))

    def apart(self, between: Between) -> FloatArray:
        """Sum over an item's ordered pairs of labels of their distance."""
        place = np.arange(self.counts.shape[1])
        return np.asarray(((self.counts @ between(place[:, None], place[None, :])) * self.counts).sum(axis=1))


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """The labels of pairable items one by one, where categories are too many for patterns.

    `item` and `label` hold an entry a label, `times` (all 1) and `size` an entry an item; `q` counts the categories.
    """

    item: IntArray
    label: IntArray
    times: FloatArray
    size: FloatArray
    q: int

    def summed(self, values: FloatArray) -> FloatArray:
        """Sum over an item's labels of each category's value."""
        return _sums(self.item, len(self.size), lambda rows: values[self.label[rows]])

    def gathered(self, weights: FloatArray) -> FloatArray:
        """Sum over a category's labels of each item's weight."""
        return _sums(self.label, self.q, lambda rows: weights[self.item[rows]])

    def scatter(self, values: FloatArray) -> FloatArray:
        """Sum over an item's labels of the squared distance of their values from the item's mean."""
        mean = self.summed(values) / self.size
        return _sums(self.item, len(mean), lambda rows: (values[self.label[rows]] - mean[self.item[rows]]) ** 2)

    def different(self) -> FloatArray:
        """Ordered pairs of an item's labels that differ."""
        return self.apart(lambda a, b: (a != b).astype(float))

    def apart(self, between: Between) -> FloatArray:
        """Sum over an item's ordered pairs of labels of their distance."""
        item, label = self.item, self.label
        if np.any(item[1:] < item[:-1]):
            order = np.argsort(item, kind="stable")
            item, label = item[order], label[order]
        total = np.zeros(len(self.size))
        for step in range(1, int(self.size.max(initial=1))):
            for start in range(0, len(item) - step, _BLOCK):
                one = slice(start, min(start + _BLOCK, len(item) - step))
                other = slice(one.start + step, one.stop + step)
                same = item[one] == item[other]
                distance = np.where(same, between(label[one], label[other]), 0.0)
                first, last = item[one.start], item[one.stop - 1]
                total[first : last + 1] += 2 * np.bincount(item[one] - first, distance, last - first + 1)
        return total


def _sums(place: IntArray, length: int, weights: Callable[[slice], FloatArray]) -> FloatArray:
    """Sum weights by place, a part of the rows at a time: an array as long as the rows costs memory."""
    total = np.zeros(length)
    part = max(_BLOCK, -(-len(place) // _PARTS))
    for start in range(0, len(place), part):
        rows = slice(start, start + part)
        total += np.bincount(place[rows], weights(rows), length)
    return total


Labels = Counted | Listed


@dataclass(frozen=True, slots=True, eq=False)
class Disagreement:
    """Disagreement over pairable items: per item within it and against all labels, and their means.

    `within` and `against` are sums over the item's labels; `observed` and `expected` are means over labels; `largest`
    is the largest distance, which puts agreement on a 0-1 scale; `commonest` is the share of labels that the commonest
    category has; `drift` is what an item's labels add to observed / expected by moving the distances themselves
    (mean 0), where those depend on the labels.
    """

    within: FloatArray
    against: FloatArray
    observed: float
    expected: float
    largest: float
    commonest: float
    drift: FloatArray | float = 0.0


Metric = Callable[[Labels], Disagreement]


def counted(rated: Units) -> Counted:
    """Labels of pairable items as count patterns."""
    keep = rated.pairable
    return Counted(rated.counts[keep], rated.times[keep], rated.size[keep])


def listed(codes: Codes, q: int) -> Listed:
    """Labels of pairable items one by one, of `q` categories."""
    item, label = codes.item, codes.label
    size = np.bincount(item, minlength=1)
    keep = size >= 2
    if not keep.all():
        given = keep[item]
        item, label, size = (np.cumsum(keep) - 1)[item[given]], label[given], size[keep]
    return Listed(item, label, np.broadcast_to(1.0, len(size)), size.astype(float), q)


def codes_without_each(ratings: Ratings) -> Iterator[Codes]:
    """Leave out one annotator at a time, in their order."""
    codes = ratings.codes
    for annotator in range(len(ratings.annotators)):
        rest = codes.annotator != annotator
        yield Codes(codes.item[rest], codes.annotator[rest], codes.label[rest])


def alpha(labels: Labels, parts: Disagreement) -> Estimate:
    """Krippendorff's alpha; NaN where no two pairable labels are apart."""
    size, times = labels.size, labels.times
    total = float(times @ size)
    if not total or not parts.expected:
        observed = 1.0 if total else math.nan
        return Estimate(math.nan, observed, observed, no_spread, 0.0)
    small_sample = 1 - 1 / total
    ratio = parts.observed / parts.expected
    items = float(times.sum())

    def over_items() -> Spread:
        return spread(linearised(labels, parts), times)

    return Estimate(
        value=1 - small_sample * ratio,
        observed=1 - small_sample * parts.observed / parts.largest,
        expected=1 - parts.expected / parts.largest,
        spread=over_items,
        items=items,
        lowest=_lowest(parts),
    )


def linearised(labels: Labels, parts: Disagreement) -> FloatArray:
    """Give each item its part in alpha: the mean is alpha, the spread gives its error (Gwet 2014, ch. 5)."""
    ratio, mean = parts.observed / parts.expected, float(labels.times @ labels.size) / float(labels.times.sum())
    apart = parts.within - 2 * ratio * parts.against + parts.observed * (labels.size - mean)
    return np.asarray(1 - 2 * ratio - apart / (mean * parts.expected) - parts.drift / mean)


def tails(labels: Labels, parts: Disagreement) -> float:
    """Give the kurtosis of items about the centre of all labels: 3 for normal data, more where a few lie far out.

    The mean squared distance of a point to all others is that to their centre, and half the expected disagreement.
    """
    if not parts.expected:
        return 0.0
    from_centre, items = parts.against / labels.size - parts.expected / 2, float(labels.times.sum())
    return items * float(labels.times @ from_centre**2) / float(labels.times @ from_centre) ** 2


def _lowest(parts: Disagreement) -> float:
    """Value with the largest distance in as many pairs as can differ: twice those that miss the commonest category."""
    differ = min(1.0, 2 * (1 - parts.commonest))
    return max(-1.0, min(0.0, 1 - differ * parts.largest / parts.expected))
