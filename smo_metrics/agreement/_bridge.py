"""The largest of many before-and-after differences: how large it gets when nothing changed.

A series is split after each of its periods, and the standardised difference of the two sides is a normal process with
known correlations, a standardised Brownian bridge seen at the shares of the labels that lie before each split (Hawkins
1977, Journal of the American Statistical Association 72, 180-186; Worsley 1983, Biometrika 70, 455-464). It is a Markov
process, so that the distribution of its largest absolute value is a chain of one-dimensional integrals, each done by
Gauss-Legendre quadrature.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
from numpy.typing import NDArray

from smo_metrics._coding import IntArray

FloatArray = NDArray[np.float64]
_FEWEST_NODES = 40
_DENSITY_OF_NODES = 5.3
_NARROWEST = 0.08
_STEPS = 20
_LEAST = 1e-300


def distinct_splits(before: FloatArray) -> IntArray:
    """Which splits to try: one that moves next to nothing from one side to the other is no other split.

    Parameters
    ----------
    before : ndarray of shape (splits,)
        Share of the labels before each split, ascending.

    Returns
    -------
    ndarray of int
        Splits between 0 and 1 that differ by 0.64 % or more (of the odds) from the one taken before, so that the
        quadrature is exact to five digits.
    """
    taken: list[int] = []
    for split, share in enumerate(before.tolist()):
        if 0 < share < 1 and (not taken or _spread(before[taken[-1]], share) >= _NARROWEST):
            taken.append(split)
    return np.array(taken, dtype=np.int64)


def exceedance(limit: float, before: FloatArray) -> float:
    """Probability that the largest absolute standardised difference passes `limit` when nothing changed."""
    spreads = [_spread(earlier, later) for earlier, later in itertools.pairwise(before.tolist())]
    nodes = max(_FEWEST_NODES, math.ceil(_DENSITY_OF_NODES * limit / min(spreads, default=1.0)))
    node, weight = np.polynomial.legendre.leggauss(nodes)
    node, weight = node * limit, weight * limit
    density = _normal(node)
    for spread in spreads:
        drift = math.sqrt(1 - spread**2)
        density = _normal((node[:, None] - drift * node[None, :]) / spread) / spread @ (weight * density)
    return min(1.0, max(0.0, 1 - float(weight @ density)))


def critical_value(level: float, before: FloatArray) -> float:
    """Limit that the largest absolute standardised difference passes with probability `level` when nothing changed."""
    from scipy.special import ndtri

    low, high = -float(ndtri(level / 2)), -float(ndtri(level / 2 / len(before)))
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if exceedance(middle, before) > level else (low, middle)
    return high


def confidence_of(limit: float) -> float:
    """Confidence of a two-sided normal interval of this many errors either way."""
    from scipy.special import ndtr

    return float(1 - 2 * ndtr(-limit))


def limit_of(p_value: float) -> float:
    """How many errors a two-sided normal p stands for, up to 8: beyond, no p is told from 0."""
    from scipy.special import ndtri

    return min(8.0, -float(ndtri(max(p_value / 2, _LEAST))))


def _spread(earlier: float, later: float) -> float:
    """Give the standard deviation of the difference at the later split, given that at the earlier one."""
    return math.sqrt(max(0.0, 1 - earlier * (1 - later) / (later * (1 - earlier))))


def _normal(x: FloatArray) -> FloatArray:
    density: FloatArray = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    return density
