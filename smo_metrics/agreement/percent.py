"""How often do two annotators of the same item give the same label? Percent agreement, over items and per item.

Source: Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 5.
"""

from __future__ import annotations

import math

import numpy as np

from smo_metrics.agreement._estimate import NO_GUARD, Estimate, FloatArray, Spread, spread
from smo_metrics.agreement._inference import from_units
from smo_metrics.agreement._units import Units
from smo_metrics.agreement.inference import DEFAULT, Inference
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult
from smo_metrics.agreement.weights import Weights, weights_name, weights_of


def percent_agreement(
    ratings: Ratings, *, weights: Weights = "identity", confidence: float = 0.95, inference: Inference = DEFAULT
) -> AgreementResult:
    """Share of annotator pairs that agree, averaged over items; says nothing of agreement by luck.

    Parameters
    ----------
    ratings : Ratings
        Items with one label do not enter the value.
    weights : str or array of shape (q, q)
        How far two different categories count as agreement (`weight_matrix`).
    confidence : float
        Nominal coverage of the interval.
    inference : Inference
        How error and interval are made.

    Returns
    -------
    AgreementResult
        `value` is NaN when no item has two labels.

    References
    ----------
    Gwet (2014), eq. 5.8 (observed agreement with missing labels).

    Examples
    --------
    >>> percent_agreement(Ratings.from_wide([["x", "x"], ["x", "y"], ["y", "y"], ["y", "y"]])).value
    0.75
    """
    matrix = weights_of(ratings, weights)

    def estimate(rated: Units) -> Estimate:
        agree, observed = pair_agreement(rated, matrix)

        def over_items() -> Spread:
            return spread(observed_parts(rated, agree, observed, 0.0, inference), rated.times)

        return Estimate(observed, observed, 0.0, over_items, rated.items, lowest=0.0)

    return from_units(
        "percent_agreement", ratings, estimate,
        weights=weights_name(weights), confidence=confidence, inference=inference, guard=NO_GUARD,
    )  # fmt: skip


def item_agreement(ratings: Ratings) -> FloatArray:
    """Per item, the share of annotator pairs that agree; NaN where fewer than two annotators labelled it.

    Returns
    -------
    ndarray of shape (items,)
        In the order in which the items were given.

    References
    ----------
    Fleiss (1971), eq. 2.

    Examples
    --------
    >>> item_agreement(Ratings.from_counts([[3, 0], [1, 2]])).tolist()
    [1.0, 0.3333333333333333]
    """
    patterns = ratings.patterns
    counts = patterns.counts.astype(float)
    size = counts.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        agree = (counts * (counts - 1)).sum(axis=1) / (size * (size - 1))
    return np.where(size >= 2, agree, np.nan)[patterns.of_item]


def pair_agreement(rated: Units, weights: FloatArray) -> tuple[FloatArray, float]:
    """Mean weight over the annotator pairs of each pattern (0 where there is no pair), and over pairable items."""
    pairs = rated.size * (rated.size - 1)
    agreeing = np.einsum("pk,pk->p", rated.counts, rated.counts @ weights - 1)
    agree = np.divide(agreeing, pairs, out=np.zeros_like(pairs), where=rated.pairable)
    if not rated.pairable_items:
        return agree, math.nan
    return agree, float(rated.times @ agree) / rated.pairable_items


def observed_parts(
    rated: Units, agree: FloatArray, observed: float, expected: float, inference: Inference
) -> FloatArray:
    """Per pattern, the linearised value of ``(observed - expected) / (1 - expected)`` with `expected` fixed.

    An item with one label adds nothing to the spread, or, by Gwet's formula, has observed agreement 0.
    """
    share = rated.items / max(rated.pairable_items, 1)
    if inference.single_labels == "gwet":
        return share * (agree - expected * rated.pairable) / (1 - expected)
    return (share * (agree - observed * rated.pairable) + observed - expected) / (1 - expected)
