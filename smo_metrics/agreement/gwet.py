"""Do annotators agree beyond chance when one category is very common? Gwet's AC1, and AC2 with weights.

Source: Gwet (2008), British Journal of Mathematical and Statistical Psychology 61; Gwet (2014), ch. 5.
"""

from __future__ import annotations

import math

from smo_metrics.agreement._estimate import NO_GUARD, Estimate, FloatArray, Spread, lowest_value, no_spread, spread
from smo_metrics.agreement._inference import from_units
from smo_metrics.agreement._units import Units
from smo_metrics.agreement.fleiss import category_shares, with_chance
from smo_metrics.agreement.inference import DEFAULT, Inference
from smo_metrics.agreement.percent import observed_parts, pair_agreement
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult
from smo_metrics.agreement.weights import Weights, weights_name, weights_of


def gwet_ac(
    ratings: Ratings, *, weights: Weights = "identity", confidence: float = 0.95, inference: Inference = DEFAULT
) -> AgreementResult:
    """Agreement corrected for chance in a way that does not collapse when one category dominates (AC1; AC2).

    Parameters
    ----------
    ratings : Ratings
        The number of categories matters: declare the domain where some category may have gone unused.
    weights : str or array of shape (q, q)
        How far two different categories count as agreement (`weight_matrix`); any but ``"identity"`` gives AC2.
    confidence : float
        Nominal coverage of the interval.
    inference : Inference
        How error and interval are made.

    Returns
    -------
    AgreementResult
        `value` is NaN (`one_category`) when the domain holds one category; with a declared domain of two or more it
        is defined even where all labels are the same (then 1).

    References
    ----------
    Gwet (2008), eqs. 10-15; Gwet (2014), ch. 5.

    Examples
    --------
    >>> round(gwet_ac(Ratings.from_contingency([[80, 7], [8, 5]])).value, 3)
    0.808
    """
    matrix = weights_of(ratings, weights)
    return from_units(
        "gwet_ac", ratings, lambda rated: gwet_estimate(rated, matrix, inference),
        weights=weights_name(weights), confidence=confidence, inference=inference, guard=NO_GUARD,
    )  # fmt: skip


def gwet_estimate(rated: Units, weights: FloatArray, inference: Inference) -> Estimate:
    """AC1 or AC2 of some units."""
    agree, observed = pair_agreement(rated, weights)
    shares, q = category_shares(rated), len(weights)
    if math.isnan(observed) or q < 2:
        return Estimate(math.nan, observed, math.nan, no_spread, rated.items)
    scale = float(weights.sum()) / (q * (q - 1))
    expected = scale * float(shares @ (1 - shares))
    value = (observed - expected) / (1 - expected)

    def over_items() -> Spread:
        own = observed_parts(rated, agree, observed, expected, inference)
        chance = scale * (rated.counts @ (1 - shares)) / rated.size
        return spread(with_chance(own, chance, value, expected), rated.times)

    lowest = lowest_value(shares, weights, expected)
    return Estimate(value, observed, expected, over_items, rated.items, lowest=lowest)
