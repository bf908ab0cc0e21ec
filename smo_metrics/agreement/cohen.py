"""Do two annotators agree beyond chance, given how often each uses each category? Cohen's kappa.

Sources: Cohen (1960), Educational and Psychological Measurement 20; Cohen (1968), Psychological Bulletin 70, for the
weights; Fleiss, Cohen & Everitt (1969), Psychological Bulletin 72, for both errors.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from smo_metrics._coding import IntArray, check_names
from smo_metrics.agreement._estimate import Estimate, Spread
from smo_metrics.agreement._inference import result
from smo_metrics.agreement._kappa import Kappas, Tables, kappas, null_error
from smo_metrics.agreement._units import Units
from smo_metrics.agreement.inference import DEFAULT, Inference
from smo_metrics.agreement.ratings import Ratings, check_ratings
from smo_metrics.agreement.results import AgreementResult
from smo_metrics.agreement.weights import Weights, weights_name, weights_of
from smo_metrics.errors import SmoError


@dataclass(frozen=True, slots=True)
class KappaMaximum:
    """The largest agreement that two annotators' category totals allow: observed share and kappa."""

    observed: float
    value: float


def cohen_kappa(
    ratings: Ratings, *, weights: Weights = "identity", confidence: float = 0.95, inference: Inference = DEFAULT
) -> AgreementResult:
    """Agreement of exactly two annotators corrected for chance.

    Parameters
    ----------
    ratings : Ratings
        Of two annotators; items that only one of them labelled are left out.
    weights : str or array of shape (q, q)
        How far two different categories count as agreement (`weight_matrix`).
    confidence : float
        Nominal coverage of the interval.
    inference : Inference
        How error and interval are made; the published error divides by n.

    Returns
    -------
    AgreementResult
        `value` is NaN (`one_category`) when both use one and the same category throughout. `standard_error` is the
        estimation error (for the interval), `null_standard_error` that for the test.

    Raises
    ------
    SmoError
        More than two annotators, ratings that hold only counts, or more than 4,096 categories (measurements);
        weights as for `weight_matrix`.

    References
    ----------
    Cohen (1960), eq. 1; Cohen (1968), pp. 213-220; Fleiss, Cohen & Everitt (1969), eqs. 8 and 13-14.

    Examples
    --------
    >>> round(cohen_kappa(Ratings.from_contingency([[20, 5], [10, 15]])).value, 4)
    0.4
    """
    return kappa_of_two("cohen_kappa", "Cohen's kappa", ratings, weights, confidence, inference, pooled=False)


def cohen_kappa_maximum(ratings: Ratings) -> KappaMaximum:
    """Tell how large kappa could be at most, given that the two annotators use categories unequally often.

    References
    ----------
    Cohen (1960), p. 42.

    Examples
    --------
    >>> cohen_kappa_maximum(Ratings.from_contingency([[20, 5], [10, 15]])).observed
    0.9
    """
    counts = _contingency(ratings, "Cohen's kappa")
    items = int(counts.sum())
    first, second = counts.sum(axis=1), counts.sum(axis=0)
    observed, expected = int(np.minimum(first, second).sum()), int(first @ second)
    rest = items**2 - expected
    value = (items * observed - expected) / rest if rest else math.nan
    return KappaMaximum(observed / items if items else math.nan, value)


def kappa_of_two(
    method: str,
    name: str,
    ratings: Ratings,
    weights: Weights,
    confidence: float,
    inference: Inference,
    *,
    pooled: bool,
) -> AgreementResult:
    """Kappa of exactly two annotators with their own use of the categories, or with the mean of both."""
    tables = Tables.of_one(_contingency(ratings, name))
    matrix = weights_of(ratings, weights) if ratings.categories else np.eye(1)
    found = kappas(tables, matrix, pooled=pooled)
    apart = found.deviation**2
    estimate = Estimate(
        value=float(found.value[0]),
        observed=float(found.observed[0]),
        expected=float(found.expected[0]),
        spread=lambda: Spread(math.fsum(tables.times * apart), math.fsum(tables.times * apart**2)),
        items=float(found.items[0]),
        null_error=null_error(tables, matrix, pooled=pooled) if found.items[0] else math.nan,
        lowest=float(found.lowest[0]),
    )
    return result(
        method, ratings, _units(found), estimate,
        confidence=confidence, inference=inference, ddof=0, weights=weights_name(weights),
    )  # fmt: skip


def _contingency(ratings: Ratings, name: str) -> IntArray:
    """Items by both annotators' categories; items that only one of them labelled are left out."""
    check_ratings(ratings)
    if len(ratings.annotators) > 2:
        raise SmoError(
            f"{name} compares two annotators; {len(ratings.annotators)} arrived. "
            "Pick two of them, or use fleiss_kappa or krippendorff_alpha."
        )
    check_names(len(ratings.categories))
    codes, q = ratings.codes, max(len(ratings.categories), 1)
    items = int(codes.item.max(initial=-1)) + 1
    cell = np.min_scalar_type((q + 1) ** 2 - 1)
    given = np.full(2 * items, q, dtype=cell)  # a place of its own for "no label"
    given[codes.annotator * items + codes.item] = codes.label.astype(cell)
    pair = given[:items] * cell.type(q + 1) + given[items:]
    return np.bincount(pair, minlength=(q + 1) ** 2).reshape(q + 1, q + 1)[:q, :q]


def _units(found: Kappas) -> Units:
    """Items by whether both gave the commonest category, both one and the same other, or neither."""
    times = np.array([found.common[0], found.agreed[0], found.items[0] - found.common[0] - found.agreed[0]])
    counts, shown = np.array([[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]]), times > 0
    return Units(counts[shown], times[shown], np.full(shown.sum(), 2.0), shown[shown], 0)
