"""Do annotators measure the same, in order, in scale and in level? Lin's concordance correlation coefficient.

Sources: Lin (1989), Biometrics 45, and its correction (2000), Biometrics 56; Barnhart, Haber & Song (2002), Biometrics
58, for more than two annotators; Feng, Baumgartner & Svetnik (2014), Statistics in Medicine 33, for the jackknife.
"""

from __future__ import annotations

import math

import numpy as np

from smo_metrics._intervals import two_sided_p, two_sided_quantile
from smo_metrics.agreement._measurements import (
    FEWEST_ITEMS,
    Figures,
    FloatArray,
    complete_items,
    measured,
    measured_result,
    sum_of_squares,
)
from smo_metrics.agreement.inference import check_confidence
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult, Interval

_NO_SPREAD = 1e-12


def concordance_correlation(ratings: Ratings, *, confidence: float = 0.95) -> AgreementResult:
    """Whether one annotator's measurements can stand for another's.

    Parameters
    ----------
    ratings : Ratings
        Numbers, by two annotators or more. Items that lack a label of any annotator are left out; a warning says how
        many.
    confidence : float
        Nominal coverage of the interval.

    Returns
    -------
    AgreementResult
        `value` is Lin's coefficient for two annotators and Barnhart's overall one for more: 1 when they always give
        the same number, 0 without relation; differences of level and scale lower it. NaN (`one_category`) when all
        numbers are equal. `standard_error` is the jackknife's over items; the interval (kind ``"fisher_z"``) and the
        two-sided p take it to Fisher's z with Student's t.

        The interval covers 90 to 97 % from 20 items upward for normal data and five-point scales; where a few items
        lie far out (exponential spread) it covers 80 to 95 % at 20 items and 90 to 95 % at 200. Lin's own supposes
        normal data and covers 77 to 90 % there at any number of items. With fewer than 20 items there is none, nor
        where the annotators differ by nothing or one of them gives one number throughout.

        `details` for two annotators: ``pearson``, ``bias_correction`` (value = pearson x bias_correction),
        ``location_shift`` and ``scale_shift`` (first annotator against second), and Lin's published ``lin_error``,
        ``lin_low``, ``lin_high``.

    Raises
    ------
    SmoError
        Labels that are no numbers; ratings that hold only counts.

    References
    ----------
    Lin (1989), p. 258, and (2000); Barnhart, Haber & Song (2002); Feng, Baumgartner & Svetnik (2014).

    Examples
    --------
    >>> round(concordance_correlation(Ratings.from_wide([[1, 2], [2, 3], [3, 4], [4, 5]])).value, 4)
    0.7143
    """
    check_confidence(confidence)
    complete = complete_items(ratings)
    values, _ = measured(ratings, complete.labels, "concordance_correlation")
    figures = _figures(values, confidence) if complete.status == "ok" else Figures()
    return measured_result("concordance_correlation", ratings, complete, figures, weights="interval")


def _figures(values: FloatArray, confidence: float) -> Figures:
    n, k = values.shape
    values -= values.mean()
    level = values.mean(axis=0)
    details = _of_two(values, level, confidence) if k == 2 and n > 2 else {}
    value, error = _concordance(values, level)
    if math.isnan(value):
        return Figures(status="one_category")
    if n < FEWEST_ITEMS or abs(value) > 1 - _NO_SPREAD or not error > _NO_SPREAD:
        reason = f"only {n} items" if n < FEWEST_ITEMS else "the numbers differ too little to show an error"
        return Figures(value, error, warnings=(f"no interval: {reason}.",), details=details)
    z, error_z = math.atanh(value), error / (1 - value**2)
    half = two_sided_quantile(confidence, n - 1) * error_z
    interval = Interval(math.tanh(z - half), math.tanh(z + half), confidence, "fisher_z")
    return Figures(value, error, interval, two_sided_p(z / error_z, n - 1), details=details)


def _concordance(values: FloatArray, level: FloatArray) -> tuple[float, float]:
    """1 - squared differences of annotators on the same item / those on items of chance, and its jackknife error.

    Leaving an item out changes the sums of squares in closed form, so that every replicate costs a few operations.
    `values` is used up.
    """
    n, k = values.shape
    item, levels = values.mean(axis=1), sum_of_squares(level)
    values -= item[:, None]
    total, apart = sum_of_squares(values), np.einsum("ij,ij->i", values, values)
    values -= level
    spread = sum_of_squares(values) + k * sum_of_squares(item)
    expected = (k - 1) * spread + k * n * levels
    if not expected:
        return math.nan, math.nan
    shape, rest = np.einsum("ij,ij->i", values, values), n - 1
    spread_without = spread - n / rest * (shape + k * item**2)
    levels_without = levels - 2 / rest * (values @ level) + shape / rest**2
    expected_without = (k - 1) * spread_without + k * rest * levels_without
    value = 1 - k * total / expected
    if expected_without.min() < _NO_SPREAD * expected:  # one item holds all the spread
        return value, math.nan
    without = 1 - k * (total - apart) / expected_without
    without -= without.mean()
    return value, math.sqrt(rest / n * float(without @ without))


def _of_two(values: FloatArray, level: FloatArray, confidence: float) -> dict[str, float]:
    """Lin's parts, error and interval for two annotators (1989; error as corrected in 2000)."""
    n = len(values)
    first, second = (values - level).T
    sd_first, sd_second = (math.sqrt(sum_of_squares(own) / n) for own in (first, second))
    if not sd_first or not sd_second:
        return {}
    pearson = float(first @ second) / (n * sd_first * sd_second)
    scale, shift = sd_first / sd_second, float(level[0] - level[1]) / math.sqrt(sd_first * sd_second)
    bias = 2 / (scale + 1 / scale + shift**2)
    value = pearson * bias
    left = 1 - value**2
    variance = bias**2 * ((1 - pearson**2) * left - (value * shift**2) ** 2 / 2)
    variance = (variance + 2 * bias * value**2 * (1 - value) * shift**2) / (n - 2)
    parts = {"pearson": pearson, "bias_correction": bias, "location_shift": shift, "scale_shift": scale}
    if left < _NO_SPREAD or variance <= 0:
        return parts
    error = math.sqrt(variance)
    half = two_sided_quantile(confidence, math.inf) * error / left
    low, high = (math.tanh(math.atanh(value) + sign * half) for sign in (-1, 1))
    return parts | {"lin_error": error, "lin_low": low, "lin_high": high}
