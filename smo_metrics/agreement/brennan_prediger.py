"""Do annotators agree beyond drawing categories blindly? Brennan and Prediger's kappa, under all its names.

Bennett's S (two annotators), Randolph's free-marginal kappa (several) and PABAK (two categories) are the same number.
Sources: Brennan & Prediger (1981), Educational and Psychological Measurement 41; Gwet (2014), ch. 5.
"""

from __future__ import annotations

import math

from smo_metrics.agreement._estimate import NO_GUARD, Estimate, FloatArray, Spread, no_spread, spread
from smo_metrics.agreement._inference import from_units
from smo_metrics.agreement._units import Units
from smo_metrics.agreement.inference import DEFAULT, Inference
from smo_metrics.agreement.percent import observed_parts, pair_agreement
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult
from smo_metrics.agreement.weights import Weights, weights_name, weights_of
from smo_metrics.errors import SmoError


def brennan_prediger(
    ratings: Ratings, *, weights: Weights = "identity", confidence: float = 0.95, inference: Inference = DEFAULT
) -> AgreementResult:
    """Agreement corrected for annotators who would draw every category equally often.

    Parameters
    ----------
    ratings : Ratings
        The number of categories decides the chance term: declare the domain where some category may be unused.
    weights : str or array of shape (q, q)
        How far two different categories count as agreement (`weight_matrix`).
    confidence : float
        Nominal coverage of the interval.
    inference : Inference
        How error and interval are made.

    Returns
    -------
    AgreementResult
        `value` is NaN (`one_category`) when the domain holds one category.

    References
    ----------
    Brennan & Prediger (1981), p. 693; Gwet (2014), ch. 5; Byrt, Bishop & Carlin (1993) for PABAK.

    Examples
    --------
    >>> round(brennan_prediger(Ratings.from_contingency([[80, 7], [8, 5]])).value, 3)
    0.7
    """
    return _named("brennan_prediger", ratings, weights, confidence, inference)


def bennett_s(
    ratings: Ratings, *, confidence: float = 0.95, inference: Inference = DEFAULT
) -> AgreementResult:
    """Bennett, Alpert and Goldstein's S (1954): `brennan_prediger` by its name for two annotators.

    Examples
    --------
    >>> round(bennett_s(Ratings.from_contingency([[80, 7], [8, 5]])).value, 3)
    0.7
    """
    return _named("bennett_s", ratings, "identity", confidence, inference)


def randolph_kappa(
    ratings: Ratings, *, confidence: float = 0.95, inference: Inference = DEFAULT
) -> AgreementResult:
    """Randolph's free-marginal multirater kappa (2005): `brennan_prediger` by its name for several annotators.

    Examples
    --------
    >>> round(randolph_kappa(Ratings.from_counts([[3, 0], [1, 2], [0, 3]])).value, 3)
    0.556
    """
    return _named("randolph_kappa", ratings, "identity", confidence, inference)


def pabak(ratings: Ratings, *, confidence: float = 0.95, inference: Inference = DEFAULT) -> AgreementResult:
    """Prevalence- and bias-adjusted kappa (Byrt, Bishop & Carlin 1993): twice percent agreement minus 1.

    Raises
    ------
    SmoError
        The domain does not hold exactly two categories.

    Examples
    --------
    >>> round(pabak(Ratings.from_contingency([[80, 7], [8, 5]])).value, 3)
    0.7
    """
    if len(ratings.categories) != 2:
        raise SmoError(
            f"PABAK is for two categories; {len(ratings.categories)} arrived. Use brennan_prediger for any number, or "
            "declare both categories where only one was used."
        )
    return _named("pabak", ratings, "identity", confidence, inference)


def _named(
    name: str, ratings: Ratings, weights: Weights, confidence: float, inference: Inference
) -> AgreementResult:
    matrix = weights_of(ratings, weights)
    return from_units(
        name, ratings, lambda rated: _estimate(rated, matrix, inference),
        weights=weights_name(weights), confidence=confidence, inference=inference, guard=NO_GUARD,
    )  # fmt: skip


def _estimate(rated: Units, weights: FloatArray, inference: Inference) -> Estimate:
    agree, observed = pair_agreement(rated, weights)
    q = len(weights)
    if math.isnan(observed) or q < 2:
        return Estimate(math.nan, observed, math.nan, no_spread, rated.items)
    expected = float(weights.mean())
    if expected == 1:
        return Estimate(math.nan, observed, expected, no_spread, rated.items)

    def over_items() -> Spread:
        return spread(observed_parts(rated, agree, observed, expected, inference), rated.times)

    value, lowest = (observed - expected) / (1 - expected), -expected / (1 - expected)
    return Estimate(value, observed, expected, over_items, rated.items, lowest=max(-1.0, lowest))
