"""Kappa of many pairs of annotators at once, from the occupied cells of their square tables.

Sources: Cohen (1960), Educational and Psychological Measurement 20; Cohen (1968), Psychological Bulletin 70; Fleiss,
Cohen & Everitt (1969), Psychological Bulletin 72. Counts stay whole until the last division, so that complete agreement
is exactly 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smo_metrics._coding import IntArray

FloatArray = NDArray[np.float64]
_NO_VARIANCE = 1e-24


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Square tables of pairs of annotators, as occupied cells.

    Attributes
    ----------
    pairs, categories : int
    pair, first, second : ndarray of shape (cells,)
        The cell's pair, the first annotator's category and the second's.
    times : ndarray of shape (cells,)
        Items in the cell.
    """

    pairs: int
    categories: int
    pair: IntArray
    first: IntArray
    second: IntArray
    times: FloatArray

    @classmethod
    def of_one(cls, counts: IntArray) -> Tables:
        """Take the whole table of one pair."""
        first, second = np.nonzero(counts)
        return cls(1, len(counts), np.zeros_like(first), first, second, counts[first, second].astype(float))

    def total(self, values: FloatArray) -> FloatArray:
        """Sum over the cells of each pair."""
        return np.bincount(self.pair, weights=values, minlength=self.pairs).astype(np.float64, copy=False)

    def uses(self, *, pooled: bool = False) -> tuple[FloatArray, FloatArray]:
        """Items by category of each pair's first and second annotator, or twice their mean where they are pooled."""
        first, second = self._use(self.first), self._use(self.second)
        return ((first + second) / 2,) * 2 if pooled else (first, second)

    def _use(self, category: IntArray) -> FloatArray:
        cell, cells = self.pair * self.categories + category, self.pairs * self.categories
        use = np.bincount(cell, self.times, cells).astype(np.float64, copy=False)
        return use.reshape(self.pairs, self.categories)


@dataclass(frozen=True, slots=True, eq=False)
class Kappas:
    """Kappa of each pair, with what its interval is made from.

    Attributes
    ----------
    value, observed, expected : ndarray of shape (pairs,)
        `value` is NaN where chance agreement is 1.
    lowest : ndarray of shape (pairs,)
        The lowest value that the pair's use of the categories allows.
    items, common, agreed : ndarray of shape (pairs,)
        All items; those where both gave the commonest category; those where both gave one and the same other.
    deviation : ndarray of shape (cells,)
        Linearised value of an item in the cell, less its mean over the pair's items.
    """

    value: FloatArray
    observed: FloatArray
    expected: FloatArray
    lowest: FloatArray
    items: FloatArray
    common: FloatArray
    agreed: FloatArray
    deviation: FloatArray


def kappas(tables: Tables, weights: FloatArray | None = None, *, pooled: bool = False) -> Kappas:
    """Kappa of each pair, linearised as in Fleiss, Cohen & Everitt (1969), eq. 8.

    Parameters
    ----------
    tables : Tables
    weights : ndarray of shape (q, q), optional
        Symmetric agreement weights; left out, identity, which needs no matrix.
    pooled : bool
        Whether both annotators are given their mean use of the categories (Scott's pi).
    """
    pair, first, second, times = tables.pair, tables.first, tables.second, tables.times
    uses = tables.uses(pooled=pooled)
    met = uses[::-1] if weights is None else (uses[1] @ weights, uses[0] @ weights)
    weight = (first == second).astype(float) if weights is None else weights[first, second]
    items, same = tables.total(times), tables.total(times * weight)
    chance = ((uses[0] * met[0]).sum(axis=1) + (uses[1] * met[1]).sum(axis=1)) / 2
    shares = uses[0] + uses[1]
    commonest = shares.argmax(axis=1)
    far = 2 * items - shares.max(axis=1) if weights is None else (shares * (1 - weights[commonest])).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = (items * same - chance) / (items**2 - chance)
        observed, expected = same / items, chance / items**2
        lowest = np.clip((np.maximum(0, 1 - far / items) - expected) / (1 - expected), -1, 0)
        mean = observed - 2 * (1 - value) * expected
        by_chance = met[0][pair, first] + met[1][pair, second]
        deviation = (weight - ((1 - value) / items)[pair] * by_chance - mean[pair]) / (1 - expected)[pair]
    alike = np.where(first == second, times, 0)
    common = tables.total(np.where(first == commonest[pair], alike, 0))
    return Kappas(value, observed, expected, lowest, items, common, tables.total(alike) - common, deviation)


def null_error(tables: Tables, weights: FloatArray, *, pooled: bool = False) -> float:
    """Error of one pair's kappa if the two labelled independently (Fleiss, Cohen & Everitt 1969, eq. 14)."""
    items = float(tables.times.sum())
    first, second = (use[0] / items for use in tables.uses(pooled=pooled))
    met_by_first, met_by_second = weights @ second, weights @ first
    expected = float(first @ met_by_first + second @ met_by_second) / 2
    centred = weights - (met_by_first[:, None] + met_by_second) + expected
    parts = np.outer(first, second) * centred**2
    variance = float((parts + parts.T).sum()) / 2  # the same to the last bit if the annotators change places
    if expected == 1 or variance < _NO_VARIANCE:
        return 0.0
    return math.sqrt(variance / items) / (1 - expected)
