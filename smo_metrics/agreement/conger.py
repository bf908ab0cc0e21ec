"""Do several annotators agree beyond chance, each with habits of his own? Conger's kappa.

Sources: Conger (1980), Psychological Bulletin 88, who generalises Cohen's kappa; Gwet (2014), ch. 5, for
missing labels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from smo_metrics.agreement._estimate import Estimate, FloatArray, Spread, lowest_value, no_spread, spread
from smo_metrics.agreement._inference import result
from smo_metrics.agreement._units import IntArray, Units, units, units_without_each
from smo_metrics.agreement.fleiss import with_chance
from smo_metrics.agreement.inference import DEFAULT, Inference
from smo_metrics.agreement.percent import observed_parts, pair_agreement
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult
from smo_metrics.agreement.weights import Weights, weights_name, weights_of


def conger_kappa(
    ratings: Ratings, *, weights: Weights = "identity", confidence: float = 0.95, inference: Inference = DEFAULT
) -> AgreementResult:
    """Agreement of two or more annotators corrected for chance, given how often each uses each category.

    Parameters
    ----------
    ratings : Ratings
        With annotators. Items with one label do not enter observed agreement, but do enter its annotator's shares.
    weights : str or array of shape (q, q)
        How far two different categories count as agreement (`weight_matrix`).
    confidence : float
        Nominal coverage of the interval.
    inference : Inference
        How error and interval are made.

    Returns
    -------
    AgreementResult
        `value` is NaN (`one_category`) when chance agreement is 1. No interval (`too_few_minority_items`) with fewer
        than 15 items that carry any label but the commonest, or fewer than 5 on which two annotators agree on such a
        label.

    Raises
    ------
    SmoError
        The ratings hold only counts.

    References
    ----------
    Conger (1980), eq. 5; Gwet (2014), ch. 5.

    Examples
    --------
    >>> round(conger_kappa(Ratings.from_wide([["x", "x", "y"], ["y", "y", "y"], ["x", "x", "x"]])).value, 4)
    0.5714
    """
    matrix = weights_of(ratings, weights)
    rated = units(ratings)
    codes = ratings.codes
    choice = codes.annotator * len(ratings.categories) + codes.label
    counts = np.bincount(choice, minlength=len(ratings.annotators) * len(ratings.categories))
    counts = counts.reshape(len(ratings.annotators), -1)
    given = counts.sum(axis=1, keepdims=True).astype(float)
    shares = np.divide(counts, given, out=np.zeros(counts.shape), where=given > 0)
    return result(
        "conger_kappa", ratings, rated, _estimate(ratings, rated, choice, shares, given, matrix, inference),
        confidence=confidence, inference=inference, weights=weights_name(weights),
        without_each=lambda: _without_each(ratings, shares, matrix),
    )  # fmt: skip


def _expected(shares: FloatArray, weights: FloatArray) -> float:
    """Mean agreement of two different annotators who label independently with their own shares.

    An annotator without a label, as in a resample, has shares of 0 and does not count.
    """
    annotators = _active(shares)
    if annotators < 2:
        return math.nan
    total = shares.sum(axis=0)
    own = float(((shares @ weights) * shares).sum())
    return (float(total @ weights @ total) - own) / (annotators * (annotators - 1))


def _estimate(
    ratings: Ratings,
    rated: Units,
    choice: IntArray,
    shares: FloatArray,
    given: FloatArray,
    weights: FloatArray,
    inference: Inference,
) -> Estimate:
    """Conger's kappa; `choice` numbers each label's annotator and category, `given` counts each annotator's labels."""
    agree, observed = pair_agreement(rated, weights)
    expected = _expected(shares, weights)
    if math.isnan(observed) or not expected < 1:
        return Estimate(math.nan, observed, expected, no_spread, rated.items)
    value = (observed - expected) / (1 - expected)

    def over_items() -> Spread:
        own = observed_parts(rated, agree, observed, expected, inference)
        patterns = ratings.patterns
        labelled = patterns.counts.sum(axis=1) > 0
        of_pattern = np.zeros(len(patterns.counts))
        of_pattern[labelled] = own
        moved = _moved_chance(shares, weights) * (rated.items / np.maximum(given, 1))
        chance = np.bincount(ratings.codes.item, weights=moved.ravel()[choice], minlength=len(patterns.of_item))
        x = with_chance(of_pattern[patterns.of_item], np.asarray(chance + expected, float), value, expected)
        return spread(x, labelled[patterns.of_item].astype(float))

    lowest = lowest_value(shares.sum(axis=0) / _active(shares), weights, expected)
    return Estimate(value, observed, expected, over_items, rated.items, lowest=lowest)


def _active(shares: FloatArray) -> int:
    return int(np.count_nonzero(shares.any(axis=1)))


def _moved_chance(shares: FloatArray, weights: FloatArray) -> FloatArray:
    """Half of what one more label of each annotator and category moves expected agreement by, for one label given."""
    annotators = _active(shares)
    others = (shares.sum(axis=0) - shares) @ weights / (annotators * (annotators - 1))
    return np.asarray(others - (others * shares).sum(axis=1, keepdims=True), float)


def _without_each(ratings: Ratings, shares: FloatArray, weights: FloatArray) -> Iterator[float]:
    for left_out, rest in enumerate(units_without_each(ratings)):
        _, observed = pair_agreement(rest, weights)
        expected = _expected(np.delete(shares, left_out, axis=0), weights)
        yield (observed - expected) / (1 - expected) if expected < 1 else math.nan
