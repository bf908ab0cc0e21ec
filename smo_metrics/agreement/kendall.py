"""Do annotators rank items alike, whatever numbers they use? Kendall's coefficient of concordance W.

Sources: Kendall & Babington Smith (1939), Annals of Mathematical Statistics 10; Kendall (1948), Rank Correlation
Methods, ch. 6; Legendre (2005), Journal of Agricultural, Biological, and Environmental Statistics 10.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics._intervals import two_sided_quantile
from smo_metrics.agreement._measurements import (
    FEWEST_ITEMS,
    Figures,
    FloatArray,
    IntArray,
    complete_items,
    measured_result,
)
from smo_metrics.agreement.inference import check_confidence
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult, Interval
from smo_metrics.errors import SmoError

_NO_SPREAD = 1e-12


def kendall_w(ratings: Ratings, *, confidence: float = 0.95) -> AgreementResult:
    """Agreement on the order of items: do annotators put the same items first?

    Parameters
    ----------
    ratings : Ratings
        Numbers, or categories declared in order. Items that lack a label of any annotator are left out; a warning
        says how many.
    confidence : float
        Nominal coverage of the interval.

    Returns
    -------
    AgreementResult
        `value` from 0 (no common order; k annotators who rank at random average 1/k) to 1 (the same order), always
        corrected for ties. NaN (`one_category`) when nobody tells two items apart. `p_value` is that of Friedman's
        chi-square, one-sided by nature; it is too large with few annotators (at the 5 % level it rejects 2 % of chance
        rankings by three). `details`: ``chi2``, ``df``, and the F test that holds its level: ``F``, ``df1``, ``df2``,
        ``p_F``.

        The interval (kind ``"logit"``) counts other items that these annotators might have ranked: the linearised
        error of W as a ratio of variances of ranks, on the logit scale, with Student's t. It covers 92 to 97 % from
        20 items upward; with fewer there is none, nor where annotators rank exactly alike or W is 0.

    Raises
    ------
    SmoError
        Text without a declared order; ratings that hold only counts.

    References
    ----------
    Kendall & Babington Smith (1939), for W and F; Kendall (1948), ch. 6, for ties; Legendre (2005), for the level of
    both tests.

    Examples
    --------
    >>> round(kendall_w(Ratings.from_wide([[1, 1, 2], [2, 3, 1], [3, 2, 3]])).value, 4)
    0.4444
    """
    if not ratings.declared and not ratings.is_numeric:
        raise SmoError(
            f"kendall_w needs the order of the labels {list(ratings.categories)[:5]}. Give numbers, or the categories "
            "from lowest to highest as the argument categories."
        )
    check_confidence(confidence)
    complete = complete_items(ratings)
    figures = _figures(complete.labels, confidence) if complete.status == "ok" else Figures()
    return measured_result("kendall_w", ratings, complete, figures, weights="ordinal")


def _figures(labels: IntArray, confidence: float) -> Figures:
    n, k = labels.shape
    value, error = _concordance(labels)
    if math.isnan(value):
        return Figures(status="one_category")
    details = _tests(value, n, k)
    p_value = details.pop("p")
    if n < FEWEST_ITEMS or not _NO_SPREAD < value < 1 - _NO_SPREAD or error < _NO_SPREAD:
        reason = f"only {n} items" if n < FEWEST_ITEMS else "the ranks do not differ enough to show an error"
        return Figures(value, error, None, p_value, warnings=(f"no interval: {reason}.",), details=details)
    half = two_sided_quantile(confidence, n - 1) * error / (value * (1 - value))
    from scipy.special import expit

    low, high = (float(expit(math.log(value / (1 - value)) + sign * half)) for sign in (-1, 1))
    return Figures(value, error, Interval(low, high, confidence, "logit"), p_value, details=details)


def _concordance(labels: IntArray) -> tuple[float, float]:
    """W = variance of rank sums / (k x sum of the annotators' variances of ranks), and its linearised error over items.

    The ratio is Kendall's formula with ties (1948, ch. 6). Ranks are mid-ranks, centred, as shares of n. An item
    moves the ranks of all others, hence the means over the labels above its own.
    """
    n, k = labels.shape
    used = np.bincount(labels.ravel()) > 0
    labels = (np.cumsum(used) - 1)[labels]
    ranks, distinct = np.empty((n, k)), int(used.sum())
    for j in range(k):
        times = np.bincount(labels[:, j], minlength=distinct)
        ranks[:, j] = ((np.cumsum(times) - times / 2 - n / 2) / n)[labels[:, j]]
    sums = ranks.sum(axis=1)
    within = k * float(np.vdot(ranks, ranks))
    if not within:
        return math.nan, math.nan
    value = min(float(sums @ sums) / within, 1.0)
    change = sums**2
    for j in range(k):
        own = ranks[:, j]
        moved = np.bincount(labels[:, j], weights=sums - value * k * own, minlength=distinct)
        change += 2 / n * _above(moved)[labels[:, j]] - value * k * own**2
    return value, math.sqrt(n / (n - 1) * float(change @ change)) / within


def _above(by_label: NDArray[Any]) -> FloatArray:
    """Sum over higher labels, and half of the label's own."""
    total: FloatArray = by_label.sum() - np.cumsum(by_label) + by_label / 2
    return total


def _tests(value: float, n: int, k: int) -> dict[str, float]:
    """Friedman's chi-square, and Kendall & Babington Smith's F (1939), which has no value where W is 1."""
    from scipy.special import chdtrc, fdtrc

    chi2, df1 = k * (n - 1) * value, n - 1 - 2 / k
    df2, f, p_f = (k - 1) * df1, math.nan, math.nan
    if value < 1 and df1 > 0:
        f = (k - 1) * value / (1 - value)
        p_f = float(fdtrc(df1, df2, f))
    p = float(chdtrc(n - 1, chi2))
    return {"chi2": chi2, "df": n - 1.0, "p": p, "F": f, "df1": df1, "df2": df2, "p_F": p_f}
