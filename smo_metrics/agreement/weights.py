"""How near is a near miss? Agreement weights between categories: 1 for the same, 0 for the farthest apart.

Source: Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 3, and his R package irrCAC for the schemes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smo_metrics._coding import check_names
from smo_metrics.agreement.ratings import Ratings, check_ratings
from smo_metrics.errors import SmoError

FloatArray = NDArray[np.float64]
Weights = str | ArrayLike


def _linear(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.asarray(np.abs(a - b), float)


def _quadratic(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.asarray((a - b) ** 2, float)


def _radical(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.asarray(np.sqrt(np.abs(a - b)), float)


def _ratio(a: FloatArray, b: FloatArray) -> FloatArray:
    total = a + b
    return np.asarray(np.divide(a - b, total, out=np.zeros_like(total), where=total != 0) ** 2)


def _circular(a: FloatArray, b: FloatArray) -> FloatArray:
    period = a.max() - a.min() + 1
    return np.asarray(np.sin(np.pi * (a - b) / period) ** 2)


def _bipolar(a: FloatArray, b: FloatArray) -> FloatArray:
    room = (a + b - 2 * a.min()) * (2 * a.max() - a - b)
    return np.asarray(np.divide((a - b) ** 2, room, out=np.zeros_like(room), where=a != b), float)


def _ordinal(a: FloatArray, b: FloatArray) -> FloatArray:
    rank = np.arange(a.shape[0], dtype=float)
    apart = np.abs(rank[:, None] - rank)
    return np.asarray(apart * (apart + 1) / 2, float)


_DISTANCES: dict[str, Callable[[FloatArray, FloatArray], FloatArray]] = {
    "linear": _linear,
    "quadratic": _quadratic,
    "ordinal": _ordinal,
    "radical": _radical,
    "ratio": _ratio,
    "circular": _circular,
    "bipolar": _bipolar,
}
SCHEMES = ("identity", *_DISTANCES)


def weight_matrix(weights: Weights, categories: Sequence[Any]) -> FloatArray:
    """Say how far each pair of categories counts as agreement.

    Parameters
    ----------
    weights : str or array of shape (q, q)
        ``"identity"`` (only the same category), ``"linear"``, ``"quadratic"``, ``"ordinal"`` (Gwet's: by the number of
        pairs of categories in between; not Krippendorff's ordinal metric), ``"radical"``, ``"ratio"``, ``"circular"``
        (the last category is next to the first), ``"bipolar"``; or a matrix of your own: symmetric, 1 on the diagonal,
        0 to 1 elsewhere.
    categories : sequence of length q
        In order. Their own values are the scores when all are numbers, else the ranks 1, 2, ..., q.

    Returns
    -------
    ndarray of shape (q, q)

    Raises
    ------
    SmoError
        An unknown scheme; a matrix of another shape or with other values; ratio weights of negative numbers; numbers
        that are not finite, or so near one another that the scheme cannot tell them apart; more than 4,096 categories.

    References
    ----------
    Gwet (2014), ch. 3.

    Examples
    --------
    >>> weight_matrix("linear", ["low", "middle", "high"])[0].tolist()
    [1.0, 0.5, 0.0]
    """
    check_names(len(categories))
    if not isinstance(weights, str):
        return _custom(weights, len(categories))
    if weights not in SCHEMES:
        raise SmoError(f"weights must be one of {', '.join(SCHEMES)}, or a square matrix; {weights!r} arrived.")
    if weights == "identity" or len(categories) < 2:
        return np.eye(len(categories))
    scores = _scores(categories)
    if weights == "ratio" and scores.min() < 0:
        raise SmoError(f"ratio weights need numbers of 0 or more; the smallest category is {scores.min():g}.")
    if weights != "circular":
        scores = np.ldexp(scores, -np.frexp(np.abs(scores).max())[1])  # squares of any numbers stay in range
    with np.errstate(all="ignore"):
        distance = _DISTANCES[weights](scores[:, None], scores[None, :])
    if not (np.isfinite(distance).all() and distance.any()):
        raise SmoError(f"weights {weights!r}: the categories, as numbers, are too large or too near one another.")
    return np.asarray(1 - distance / distance.max())


def weights_of(ratings: Ratings, weights: Weights) -> FloatArray:
    """Weights between the categories of some ratings.

    Raises
    ------
    SmoError
        As for `weight_matrix`; a table instead of ratings; text categories whose order nobody declared, with any
        scheme but ``"identity"``.
    """
    check_ratings(ratings)
    ordered = ratings.declared or ratings.is_numeric
    if isinstance(weights, str) and weights in _DISTANCES and not ordered:
        raise SmoError(
            f"weights {weights!r} need the order of the categories {list(ratings.categories)[:5]}. Give them from "
            "lowest to highest as the argument categories."
        )
    return weight_matrix(weights, ratings.categories)


def weights_name(weights: Weights) -> str:
    """Give the scheme's name for a result."""
    return weights if isinstance(weights, str) else "custom"


def _scores(categories: Sequence[Any]) -> FloatArray:
    if all(isinstance(category, int | float | np.number) for category in categories):
        try:
            scores = np.array([float(category) for category in categories])
        except OverflowError:
            scores = np.array([np.inf])
        if not np.isfinite(scores).all():
            raise SmoError("weights: a category is infinite or too large a number. Merge it with another, or name it.")
        return scores
    return np.arange(1.0, len(categories) + 1)


def _custom(weights: ArrayLike, q: int) -> FloatArray:
    try:
        matrix = np.array(weights, dtype=float)
    except (TypeError, ValueError):
        raise SmoError("weights: every cell of the matrix must be a number from 0 to 1.") from None
    if matrix.shape != (q, q):
        shape = " x ".join(map(str, matrix.shape)) or "a single value"
        raise SmoError(f"weights: {shape} arrived for {q} categories. Give a row and a column for each category.")
    if not np.all((matrix >= 0) & (matrix <= 1)):
        raise SmoError("weights: every cell of the matrix must be a number from 0 to 1.")
    if not (np.allclose(matrix, matrix.T, rtol=0, atol=1e-12) and np.all(matrix.diagonal() == 1)):
        raise SmoError("weights: the matrix must be symmetric with 1 on the diagonal.")
    return matrix
