"""How far can any agreement figure be trusted? Its interval by resampling items: bootstrap and jackknife.

Sources: Efron (1987), Journal of the American Statistical Association 82, 171-185; Efron & Tibshirani (1993), An
Introduction to the Bootstrap, chs. 11, 13 and 14.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from smo_metrics._intervals import two_sided_quantile
from smo_metrics._json import SCHEMA, to_json
from smo_metrics.agreement._bca import acceleration, corrected_tails
from smo_metrics.agreement._kinds import Statistic, check_statistic, kinds_for, pulls, value_of
from smo_metrics.agreement.inference import check_confidence
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult, Interval
from smo_metrics.errors import SmoError

_IN_TAILS = 10
_MOST_UNDEFINED = 0.05
_MOST_KINDS = 20_000
_NO_SPREAD = 1e-12


@dataclass(frozen=True, slots=True)
class ResamplingResult:
    """A value with the error and interval that resampling gives it.

    Attributes
    ----------
    method : {"bca", "percentile", "jackknife"}
    value : float
        The statistic of the ratings themselves.
    standard_error, bias : float
        Estimated by resampling; the value is not corrected for the bias. NaN where undefined.
    interval : Interval or None
        None where the data are too thin for an honest one; `warnings` say why.
    samples : int
        Resamples drawn, or distinct items left out in turn.
    undefined : int
        Samples on which the statistic is undefined.
    warnings : tuple of str
    """

    method: Literal["bca", "percentile", "jackknife"]
    value: float
    standard_error: float
    bias: float
    interval: Interval | None
    samples: int
    undefined: int
    warnings: tuple[str, ...] = ()

    @property
    def low(self) -> float:
        """Lower limit of the interval; NaN without one."""
        return self.interval.low if self.interval else math.nan

    @property
    def high(self) -> float:
        """Upper limit of the interval; NaN without one."""
        return self.interval.high if self.interval else math.nan

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {"schema": SCHEMA, **to_json(asdict(self))}


def bootstrap_interval(
    ratings: Ratings,
    statistic: Statistic,
    *,
    resamples: int = 1000,
    kind: Literal["bca", "percentile"] = "bca",
    confidence: float = 0.95,
    rng: np.random.Generator,
) -> ResamplingResult:
    """Put an interval on any figure of some ratings, or check a coefficient's own, by drawing items with replacement.

    Parameters
    ----------
    ratings : Ratings
    statistic : callable
        Takes ratings and gives a coefficient's result or a number (NaN: undefined), such as `krippendorff_alpha` or
        ``lambda r: gwet_ac(r, weights="linear")``. It must not depend on the order of items.
    resamples : int
        At least ``10 / (1 - confidence)``, so that each tail holds five.
    kind : {"bca", "percentile"}
        ``"bca"`` corrects the percentile interval for bias and skewness.
    confidence : float
        Nominal coverage.
    rng : numpy.random.Generator
        Source of the draws; the same state gives the same result, in whatever order the rows came.

    Returns
    -------
    ResamplingResult
        No interval where the coefficient's own status is not ``ok``, where more than 5 % of the resamples are
        undefined, or where all give one value (items that all agree say nothing of how rare disagreement is).

    Raises
    ------
    SmoError
        An unknown kind, too few resamples, no generator, a statistic that is no function; whatever `statistic` raises.

    Notes
    -----
    Statistics of counts (alpha, AC, Fleiss, Brennan-Prediger, percent) see only the distinct count patterns, each
    drawn as often as the multinomial says: the cost does not grow with items. Those that need to know annotators
    (Cohen, Conger, pairs), and measurements, get labels one by one: each resample costs as much as the statistic of
    all labels. The acceleration comes from leaving out one item of each distinct kind, never each item; where kinds
    outnumber the resamples, from a random half as many items as resamples.

    Default intervals of the coefficients cover better on skewed labels than the bootstrap does (tests/studies): it is
    meant for checks, and for figures that have no interval of their own.

    References
    ----------
    Efron (1987), eqs. 2.3 and 6.6; Efron & Tibshirani (1993), eqs. 14.10-14.15.

    Examples
    --------
    >>> import numpy as np
    >>> from smo_metrics.agreement import percent_agreement
    >>> counts = Ratings.from_counts([[3, 0], [2, 1], [0, 3], [1, 2]] * 10)
    >>> found = bootstrap_interval(counts, percent_agreement, kind="percentile", rng=np.random.default_rng(1))
    >>> round(found.value, 3), round(found.low, 2), round(found.high, 2)
    (0.667, 0.57, 0.77)
    """
    check_confidence(confidence)
    check_statistic(statistic)
    if kind not in ("bca", "percentile"):
        raise SmoError(f"kind must be 'bca' or 'percentile'; {kind!r} arrived.")
    if not isinstance(rng, np.random.Generator):
        raise SmoError(f"rng must be a numpy.random.Generator, such as numpy's default_rng(1); {rng!r} arrived.")
    if not isinstance(resamples, int | np.integer):
        raise SmoError(f"resamples must be a whole number; {resamples!r} arrived.")
    if resamples * (1 - confidence) < _IN_TAILS * (1 - 1e-9):
        least = math.ceil(round(_IN_TAILS / (1 - confidence), 6))
        raise SmoError(f"resamples must be {least} or more at confidence {confidence}; {resamples} arrived.")
    value, thin = _judged(statistic(ratings), ratings)
    if thin:
        return ResamplingResult(kind, value, math.nan, math.nan, None, 0, 0, (thin,))
    kinds = kinds_for(ratings, statistic)
    items = int(kinds.times.sum())
    draws = (rng.multinomial(items, kinds.times / items) for _ in range(resamples))
    values = np.array([kinds.value(statistic, times) for times in draws])
    defined = np.sort(values[~np.isnan(values)])
    undefined = resamples - len(defined)
    warnings = [f"{undefined:,} of {resamples:,} resamples leave the statistic undefined."] if undefined else []
    if len(defined) < 2 or undefined > _MOST_UNDEFINED * resamples:
        return ResamplingResult(kind, value, math.nan, math.nan, None, resamples, undefined, tuple(warnings))
    error, bias, interval = float(np.std(defined, ddof=1)), float(defined.mean()) - value, None
    if error < _NO_SPREAD:
        warnings.append("all resamples give the same value: no interval.")
    else:
        tails = np.array([(1 - confidence) / 2, (1 + confidence) / 2])
        if kind == "bca":
            tails = corrected_tails(tails, value, defined, acceleration(kinds, statistic, resamples, rng))
        if np.isnan(tails).any():
            warnings.append("bias or skewness is too large to correct for: no interval.")
        else:
            low, high = np.quantile(defined, tails, method="weibull")
            interval = Interval(float(low), float(high), confidence, kind)
    return ResamplingResult(kind, value, error, bias, interval, resamples, undefined, tuple(warnings))


def jackknife_interval(ratings: Ratings, statistic: Statistic, *, confidence: float = 0.95) -> ResamplingResult:
    """Put an interval on any smooth figure of some ratings without random numbers, by leaving out one item in turn.

    Parameters
    ----------
    ratings : Ratings
    statistic : callable
        Takes ratings and gives a coefficient's result or a number (NaN: undefined). Smooth: no median, no maximum.
    confidence : float
        Nominal coverage.

    Returns
    -------
    ResamplingResult
        The interval is the value plus and minus Student's t (items - 1 degrees of freedom) times the jackknife's
        error; a coefficient's limits are cut at -1 and 1. It is not corrected for bias (`bias` shows it) or skewness,
        and covers too little where one category is common. None where the coefficient's own status is not ``ok``,
        where the statistic is undefined without one of the items, or where no item matters.

    Raises
    ------
    SmoError
        More than 20,000 distinct items, a statistic that is no function; whatever `statistic` raises.

    Notes
    -----
    Items labelled alike are left out once, so that the statistic is computed once for each distinct count pattern.

    References
    ----------
    Efron & Tibshirani (1993), eqs. 11.5 and 11.9.

    Examples
    --------
    >>> from smo_metrics.agreement import percent_agreement
    >>> found = jackknife_interval(Ratings.from_counts([[3, 0], [2, 1], [0, 3], [1, 2]]), percent_agreement)
    >>> round(found.standard_error, 4), found.samples
    (0.1925, 4)
    """
    check_confidence(confidence)
    check_statistic(statistic)
    result = statistic(ratings)
    value, thin = _judged(result, ratings)
    if thin:
        return ResamplingResult("jackknife", value, math.nan, math.nan, None, 0, 0, (thin,))
    kinds = kinds_for(ratings, statistic)
    used = kinds.times > 0
    times, left_out = kinds.times[used], int(np.count_nonzero(used))
    if left_out > _MOST_KINDS:
        raise SmoError(
            f"the jackknife leaves out each distinct item in turn, and {left_out:,} are too many. "
            "Use bootstrap_interval, or the coefficient's own interval."
        )
    deviations = pulls(kinds, statistic, kinds.times)[used]
    undefined = int(np.isnan(deviations).sum())
    items = float(times.sum())
    mean = float(times @ deviations) / items
    error = math.sqrt(float(times @ (deviations - mean) ** 2) / (items * (items - 1)))
    interval, warning = None, ""
    if undefined:
        warning = "without one of its items the statistic is undefined: no interval."
    elif error < _NO_SPREAD:
        warning = "no item makes a difference: no interval."
    else:
        half = two_sided_quantile(confidence, items - 1) * error
        low, high = value - half, value + half
        if isinstance(result, AgreementResult):
            low, high = max(-1.0, low), min(1.0, high)
        interval = Interval(low, high, confidence, "jackknife")
    warnings = (warning,) if warning else ()
    return ResamplingResult("jackknife", value, error, -mean, interval, left_out, undefined, warnings)


def _judged(result: AgreementResult | float, ratings: Ratings) -> tuple[float, str]:
    """Value, and why it can have no interval (empty where it can)."""
    value = value_of(result)
    if isinstance(result, AgreementResult) and result.status != "ok":
        return value, f"no interval: the status of {result.method} on these labels is {result.status!r}."
    if math.isnan(value):
        return value, "the statistic is undefined on these labels."
    return value, "one item cannot be resampled." if ratings.items < 2 else ""
