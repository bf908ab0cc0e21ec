"""How often do two annotators of the same item give the same label? Percent agreement, over items and per item.

Source: Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 5.
"""

from __future__ import annotations

import math

import numpy as np

from smo_metrics.agreement._inference import Estimate, FloatArray, Units, result, spread, units
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult


def percent_agreement(
    ratings: Ratings, *, confidence: float = 0.95, ddof: int = 1, use_t: bool = True
) -> AgreementResult:
    """Share of annotator pairs that agree, averaged over items; says nothing of agreement by luck.

    Parameters
    ----------
    ratings : Ratings
        The error is R irrCAC's, which counts an item with one label as one that disagrees: it is too large where many
        items have one (a warning says so).
    confidence : float
        Nominal coverage of the interval.
    ddof : int
        The variance over n items is divided by ``n - ddof``. 0 gives R irrCAC's two-annotator table functions.
    use_t : bool
        Student's t with items - 1 degrees of freedom (Gwet) or the normal distribution.

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
    rated = units(ratings)
    agree, observed = pair_agreement(rated)
    share = rated.items / max(rated.pairable_items, 1)
    estimate = Estimate(observed, observed, 0.0, spread(share * agree, rated.times), rated.items)
    return result(
        "percent_agreement", ratings, rated, estimate,
        confidence=confidence, ddof=ddof, use_t=use_t, chance_corrected=False, single_labels_widen=True,
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


def pair_agreement(rated: Units) -> tuple[FloatArray, float]:
    """Share of agreeing pairs per pattern (0 where there is no pair) and its mean over pairable items."""
    pairs = rated.size * (rated.size - 1)
    agreeing = (rated.counts * (rated.counts - 1)).sum(axis=1)
    agree = np.divide(agreeing, pairs, out=np.zeros_like(pairs), where=rated.pairable)
    if not rated.pairable_items:
        return agree, math.nan
    return agree, float(rated.times @ agree) / rated.pairable_items
