"""Confidence limits of the reliability of one annotator's label, from the mean squares of items by annotators.

Sources: Shrout & Fleiss (1979), Psychological Bulletin 86; McGraw & Wong (1996), Psychological Methods 1; Ting,
Burdick, Graybill, Jeyaratnam & Lu (1990), Journal of Statistical Computation and Simulation 35; Cappelleri & Ting
(2003), Statistics in Medicine 22. All suppose normal data and positive mean squares of items and residual.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Mean squares of n items by k annotators: items, within items, annotators, residual."""

    n: int
    k: int
    items: float
    within: float
    annotators: float
    residual: float


def f_limits(f: float, df1: int, df2: int, k: int, confidence: float) -> tuple[float, float]:
    """Limits of forms 1 and 3 (Shrout & Fleiss 1979, p. 424); `f` is the ratio that tests the form."""
    from scipy.special import fdtri

    upper = (1 + confidence) / 2
    low, high = f / float(fdtri(df1, df2, upper)), f * float(fdtri(df2, df1, upper))
    return (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)


def published_limits(squares: MeanSquares, value: float, confidence: float) -> tuple[float, float]:
    """Limits of ICC(2,1) by Satterthwaite's degrees of freedom (McGraw & Wong 1996, table 7); a negative value is 0."""
    from scipy.special import fdtri

    n, k, items, residual = squares.n, squares.k, squares.items, squares.residual
    share = min(max(value, 0.0), 1.0)
    annotators = k * share * squares.annotators
    rest = (n * (1 - share) + k * share * (n - 1)) * residual
    degrees = (annotators + rest) ** 2 / (annotators**2 / (k - 1) + rest**2 / ((n - 1) * (k - 1)))
    upper = (1 + confidence) / 2
    f_low, f_high = float(fdtri(n - 1, degrees, upper)), float(fdtri(degrees, n - 1, upper))
    total = k * squares.annotators + (k * n - k - n) * residual
    low = n * (items - f_low * residual) / (f_low * total + n * items)
    return max(low, -1 / (k - 1)), n * (f_high * items - residual) / (total + n * f_high * items)


def mls_limits(squares: MeanSquares, confidence: float) -> tuple[float, float]:
    """Limits of ICC(2,1): where the interval of ``V(items) - odds * (V(annotators) + V(residual))`` reaches 0.

    The interval of that sum of mean squares is the modified large-sample one (Ting et al. 1990, without the cross
    terms; Cappelleri & Ting 2003, for this coefficient), so that the odds solve a quadratic.
    """
    from scipy.special import chdtri

    n, k = squares.n, squares.k
    items, annotators, residual = squares.items / k, squares.annotators / n, squares.residual
    rest, signal = 1 - 1 / n, items - residual / k
    noise = annotators + rest * residual
    degrees = np.array([n - 1, k - 1, (n - 1) * (k - 1)], dtype=float)
    tail = (1 - confidence) / 2
    shrink, stretch = 1 - degrees / chdtri(degrees, tail), degrees / chdtri(degrees, 1 - tail) - 1

    def odds(on_items: float, on_annotators: float, on_residual: float, *, lower: bool) -> float:
        """Solve ``a odds**2 - 2 b odds + c = 0`` for the root on the wanted side of ``signal / noise``."""
        spread = (on_residual * residual) ** 2
        a = noise**2 - (on_annotators * annotators) ** 2 - spread * rest**2
        b = signal * noise + spread * rest / k
        c = signal**2 - (on_items * items) ** 2 - spread / k**2
        root = math.sqrt(max(b * b - a * c, 0.0))
        if lower:
            return c / (b + root) if signal > 0 and c > 0 else 0.0
        return max((b + root) / a, 0.0)

    low = odds(float(shrink[0]), float(stretch[1]), float(stretch[2]), lower=True)
    high = odds(float(stretch[0]), float(shrink[1]), float(shrink[2]), lower=False)
    return low / (1 + low), high / (1 + high)
