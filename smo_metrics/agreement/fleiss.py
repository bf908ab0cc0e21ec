"""Do many annotators agree beyond what their shared use of the categories explains? Fleiss' kappa.

Sources: Fleiss (1971), Psychological Bulletin 76; Gwet (2014), ch. 5, for missing labels and the error.
"""

from __future__ import annotations

import math

import numpy as np

from smo_metrics.agreement._inference import Estimate, FloatArray, Units, result, spread, units
from smo_metrics.agreement.percent import pair_agreement
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult


def fleiss_kappa(
    ratings: Ratings, *, confidence: float = 0.95, ddof: int = 1, use_t: bool = True
) -> AgreementResult:
    """Agreement of two or more annotators corrected for chance; items may have different numbers of labels.

    Parameters
    ----------
    ratings : Ratings
    confidence : float
        Nominal coverage of the interval.
    ddof : int
        The variance over n items is divided by ``n - ddof``. 0 gives R irrCAC's two-annotator table functions.
    use_t : bool
        Student's t with items - 1 degrees of freedom (Gwet) or the normal distribution.

    Returns
    -------
    AgreementResult
        `value` is NaN (`one_category`) when chance agreement is 1. Where every item has the same number of labels,
        `null_standard_error` is that of Fleiss, Nee and Landis (1979), and the test uses it.

    References
    ----------
    Fleiss (1971), eqs. 1-7; Fleiss, Nee & Landis (1979), eq. 12; Gwet (2014), ch. 5.

    Examples
    --------
    >>> round(fleiss_kappa(Ratings.from_counts([[3, 0], [1, 2], [0, 3], [3, 0]])).value, 4)
    0.6571
    """
    rated = units(ratings)
    return result(
        "fleiss_kappa", ratings, rated, _estimate(rated),
        confidence=confidence, ddof=ddof, use_t=use_t, single_labels_widen=True,
    )  # fmt: skip


def category_shares(rated: Units) -> FloatArray:
    """Mean over items of each category's share of the item's labels."""
    shares: FloatArray = rated.times @ (rated.counts / rated.size[:, None]) / max(rated.items, 1)
    return shares


def linearised(
    rated: Units, agree: FloatArray, chance: FloatArray, value: float, expected: float
) -> FloatArray:
    """Per pattern, the linearised value of ``(observed - expected) / (1 - expected)`` (Gwet 2014, ch. 5).

    `chance` is the pattern's own contribution to expected agreement.
    """
    weight = rated.items / rated.pairable_items
    own = weight * (agree - expected * rated.pairable) / (1 - expected)
    return own - 2 * (1 - value) * (chance - expected) / (1 - expected)


def _estimate(rated: Units) -> Estimate:
    agree, observed = pair_agreement(rated)
    shares = category_shares(rated)
    expected = float(shares @ shares)
    if math.isnan(observed) or expected == 1:
        return Estimate(math.nan, observed, expected, 0.0, rated.items)
    value = (observed - expected) / (1 - expected)
    x = linearised(rated, agree, rated.counts @ shares / rated.size, value, expected)
    return Estimate(value, observed, expected, spread(x, rated.times), rated.items, _null_error(rated, shares))


def _null_error(rated: Units, shares: FloatArray) -> float:
    labels = rated.size[0]
    if labels < 2 or np.any(rated.size != labels):
        return math.nan
    both = shares * (1 - shares)
    numerator = both.sum() ** 2 - float(both @ (1 - 2 * shares))
    return math.sqrt(max(0.0, 2 * numerator / (rated.items * labels * (labels - 1)))) / float(both.sum())
