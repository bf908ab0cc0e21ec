"""Do two annotators agree beyond chance, given how often each uses each category? Cohen's kappa.

Sources: Cohen (1960), Educational and Psychological Measurement 20; Fleiss, Cohen & Everitt (1969), Psychological
Bulletin 72, for both errors.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smo_metrics.agreement._inference import Estimate, result, units
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult
from smo_metrics.errors import SmoError


@dataclass(frozen=True, slots=True)
class KappaMaximum:
    """The largest agreement that two annotators' category totals allow: observed share and kappa."""

    observed: float
    value: float


def cohen_kappa(
    ratings: Ratings, *, confidence: float = 0.95, ddof: int = 0, use_t: bool = True
) -> AgreementResult:
    """Agreement of exactly two annotators corrected for chance.

    Parameters
    ----------
    ratings : Ratings
        Of two annotators; items that only one of them labelled are left out.
    confidence : float
        Nominal coverage of the interval.
    ddof : int
        The variance over n items is divided by ``n - ddof``; the published formula has 0.
    use_t : bool
        Student's t with items - 1 degrees of freedom (Gwet; R irrCAC) or the normal distribution (SAS).

    Returns
    -------
    AgreementResult
        `value` is NaN (`one_category`) when both use one and the same category throughout. `standard_error` is the
        estimation error (for the interval), `null_standard_error` that for the test.

    Raises
    ------
    SmoError
        More than two annotators, or ratings that hold only counts.

    References
    ----------
    Cohen (1960), eq. 1; Fleiss, Cohen & Everitt (1969), eqs. 8 and 13-14.

    Examples
    --------
    >>> round(cohen_kappa(Ratings.from_contingency([[20, 5], [10, 15]])).value, 4)
    0.4
    """
    if ratings.annotators and len(ratings.annotators) > 2:
        raise SmoError(
            f"Cohen's kappa compares two annotators; {len(ratings.annotators)} arrived. "
            "Pick two of them, or use fleiss_kappa or krippendorff_alpha."
        )
    return result(
        "cohen_kappa", ratings, units(ratings).only_pairable(), _estimate(_contingency(ratings)),
        confidence=confidence, ddof=ddof, use_t=use_t,
    )  # fmt: skip


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
    counts = _contingency(ratings)
    items = int(counts.sum())
    first, second = counts.sum(axis=1), counts.sum(axis=0)
    observed, expected = int(np.minimum(first, second).sum()), int(first @ second)
    rest = items**2 - expected
    value = (items * observed - expected) / rest if rest else math.nan
    return KappaMaximum(observed / items if items else math.nan, value)


def _contingency(ratings: Ratings) -> NDArray[np.int64]:
    """Items by both annotators' categories; items that only one of them labelled are left out."""
    codes, q = ratings.codes, len(ratings.categories)
    of_first = np.full(len(ratings.patterns.of_item), -1, dtype=np.int64)
    first = codes.annotator == 0
    of_first[codes.item[first]] = codes.label[first]
    partner, label = of_first[codes.item[~first]], codes.label[~first]
    pair = partner[partner >= 0] * q + label[partner >= 0]
    return np.bincount(pair, minlength=q * q).reshape(q, q)


def _estimate(counts: NDArray[np.int64]) -> Estimate:
    """Value from whole numbers, so that perfect agreement is exactly 1; sums do not depend on the annotators' order."""
    items, same = int(counts.sum()), int(np.trace(counts))
    first, second = counts.sum(axis=1), counts.sum(axis=0)
    rest = items**2 - int(first @ second)
    if not rest:
        observed = same / items if items else math.nan
        return Estimate(math.nan, observed, 1.0 if items else math.nan, 0.0, items)
    value = (items * same - int(first @ second)) / rest
    observed, expected = same / items, int(first @ second) / items**2
    use = (second[:, None] + first[None, :]) / items
    x = (np.eye(len(counts)) - (1 - value) * use) / (1 - expected)
    mean = (observed - 2 * (1 - value) * expected) / (1 - expected)
    spread = math.fsum((counts * (x - mean) ** 2).ravel())
    null = expected + expected**2 - math.fsum(first * second * (first + second)) / items**3
    return Estimate(value, observed, expected, spread, items, math.sqrt(max(null, 0) / items) / (1 - expected))
