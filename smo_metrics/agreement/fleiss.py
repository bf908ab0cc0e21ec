"""Do many annotators agree beyond what their shared use of the categories explains? Fleiss' kappa.

Sources: Fleiss (1971), Psychological Bulletin 76; Gwet (2014), ch. 5, for missing labels, weights and the error.
"""

from __future__ import annotations

import math

import numpy as np

from smo_metrics.agreement._estimate import Estimate, FloatArray, Spread, lowest_value, no_spread, spread
from smo_metrics.agreement._inference import from_units
from smo_metrics.agreement._units import Units
from smo_metrics.agreement.inference import DEFAULT, Inference
from smo_metrics.agreement.percent import observed_parts, pair_agreement
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult
from smo_metrics.agreement.weights import Weights, weights_name, weights_of


def fleiss_kappa(
    ratings: Ratings, *, weights: Weights = "identity", confidence: float = 0.95, inference: Inference = DEFAULT
) -> AgreementResult:
    """Agreement of two or more annotators corrected for chance; items may have different numbers of labels.

    Parameters
    ----------
    ratings : Ratings
    weights : str or array of shape (q, q)
        How far two different categories count as agreement (`weight_matrix`).
    confidence : float
        Nominal coverage of the interval.
    inference : Inference
        How error and interval are made.

    Returns
    -------
    AgreementResult
        `value` is NaN (`one_category`) when chance agreement is 1. Where every item has the same number of labels and
        the weights are ``"identity"``, `null_standard_error` is that of Fleiss, Nee and Landis (1979), and the test
        uses it. No interval (`too_few_minority_items`) with fewer than 15 items that carry any label but the commonest,
        or fewer than 5 on which two annotators agree on such a label.

    References
    ----------
    Fleiss (1971), eqs. 1-7; Fleiss, Nee & Landis (1979), eq. 12; Gwet (2014), ch. 5.

    Examples
    --------
    >>> round(fleiss_kappa(Ratings.from_counts([[3, 0], [1, 2], [0, 3], [3, 0]])).value, 4)
    0.6571
    """
    matrix = weights_of(ratings, weights)
    return from_units(
        "fleiss_kappa", ratings, lambda rated: fleiss_estimate(rated, matrix, inference),
        weights=weights_name(weights), confidence=confidence, inference=inference,
    )  # fmt: skip


def category_shares(rated: Units) -> FloatArray:
    """Mean over items of each category's share of the item's labels."""
    shares: FloatArray = rated.times @ (rated.counts / rated.size[:, None]) / max(rated.items, 1)
    return shares


def with_chance(
    own: FloatArray, chance: FloatArray, value: float, expected: float
) -> FloatArray:
    """Linearised values whose chance term varies too (Gwet 2014, ch. 5).

    `own` are those with chance agreement fixed, `chance` is each pattern's contribution to expected agreement.
    """
    return own - 2 * (1 - value) * (chance - expected) / (1 - expected)


def fleiss_estimate(rated: Units, weights: FloatArray, inference: Inference) -> Estimate:
    """Fleiss' kappa of some units; of two annotators' pairable items it is Scott's pi."""
    agree, observed = pair_agreement(rated, weights)
    shares = category_shares(rated)
    expected = float(shares @ weights @ shares)
    if math.isnan(observed) or expected >= 1:
        return Estimate(math.nan, observed, expected, no_spread, rated.items)
    value = (observed - expected) / (1 - expected)

    def over_items() -> Spread:
        own = observed_parts(rated, agree, observed, expected, inference)
        return spread(with_chance(own, rated.counts @ (weights @ shares) / rated.size, value, expected), rated.times)

    null_error = _null_error(rated, shares) if np.array_equal(weights, np.eye(len(weights))) else math.nan
    lowest = lowest_value(shares, weights, expected)
    return Estimate(value, observed, expected, over_items, rated.items, null_error, lowest)


def _null_error(rated: Units, shares: FloatArray) -> float:
    labels = rated.size[0]
    if labels < 2 or np.any(rated.size != labels):
        return math.nan
    both = shares * (1 - shares)
    numerator = both.sum() ** 2 - float(both @ (1 - 2 * shares))
    return math.sqrt(max(0.0, 2 * numerator / (rated.items * labels * (labels - 1)))) / float(both.sum())
