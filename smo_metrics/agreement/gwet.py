"""Do annotators agree beyond chance when one category is very common? Gwet's AC1.

Source: Gwet (2008), British Journal of Mathematical and Statistical Psychology 61; Gwet (2014), ch. 5.
"""

from __future__ import annotations

import math

from smo_metrics.agreement._inference import Estimate, Units, result, spread, units
from smo_metrics.agreement.fleiss import category_shares, linearised
from smo_metrics.agreement.percent import pair_agreement
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult


def gwet_ac(
    ratings: Ratings, *, confidence: float = 0.95, ddof: int = 1, use_t: bool = True
) -> AgreementResult:
    """Agreement corrected for chance in a way that does not collapse when one category dominates (AC1).

    Parameters
    ----------
    ratings : Ratings
        The number of categories matters: declare the domain where some category may have gone unused.
    confidence : float
        Nominal coverage of the interval.
    ddof : int
        The variance over n items is divided by ``n - ddof``. 0 gives R irrCAC's two-annotator table functions.
    use_t : bool
        Student's t with items - 1 degrees of freedom (Gwet) or the normal distribution.

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
    rated = units(ratings)
    return result(
        "gwet_ac", ratings, rated, _estimate(rated),
        confidence=confidence, ddof=ddof, use_t=use_t, single_labels_widen=True,
    )  # fmt: skip


def _estimate(rated: Units) -> Estimate:
    agree, observed = pair_agreement(rated)
    shares = category_shares(rated)
    q = len(shares)
    if math.isnan(observed) or q < 2:
        return Estimate(math.nan, observed, math.nan, 0.0, rated.items)
    expected = float(shares @ (1 - shares)) / (q - 1)
    value = (observed - expected) / (1 - expected)
    x = linearised(rated, agree, rated.counts @ (1 - shares) / rated.size / (q - 1), value, expected)
    return Estimate(value, observed, expected, spread(x, rated.times), rated.items)
