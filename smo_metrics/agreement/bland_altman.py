"""How far apart are two annotators' measurements of the same item, in their own unit? Bland-Altman limits of agreement.

Sources: Bland & Altman (1986), Lancet 327; Bland & Altman (1999), Statistical Methods in Medical Research 8; Carkeet
(2015), Optometry and Vision Science 92, for exact limits.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._intervals import two_sided_p, two_sided_quantile
from smo_metrics._json import SCHEMA, to_json
from smo_metrics.agreement._measurements import FloatArray, complete_items, measured, sum_of_squares
from smo_metrics.agreement.inference import check_confidence
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import Interval, Status
from smo_metrics.errors import SmoError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its interval; NaN and None where the data do not determine them."""

    value: float
    interval: Interval | None


_UNKNOWN = Quantity(math.nan, None)


@dataclass(frozen=True, slots=True)
class BlandAltmanResult:
    """Limits between which most differences of two annotators lie, in the unit of measurement.

    Attributes
    ----------
    mean_difference : Quantity
        First annotator minus second; the interval is Student's t.
    lower_limit, upper_limit : Quantity
        Mean difference minus and plus `multiplier` standard deviations; the intervals are exact for normal differences.
    slope : Quantity
        Change of the difference for each unit of the two annotators' mean: 0 unless bias grows with size.
    slope_p_value : float
        Two-sided, for slope 0; the same as Pitman's test that both annotators' variances are equal.
    standard_deviation : float
        Of the differences, with n - 1.
    multiplier : float
    first, second : object
        The annotators compared; None where there are not two.
    items : int
        Items that both labelled.
    dropped : int
        Labels left out: missing, repeated, or on an item that one of them did not label.
    status : str
        ``ok``, or why values are missing.
    warnings : tuple of str
    """

    mean_difference: Quantity
    lower_limit: Quantity
    upper_limit: Quantity
    slope: Quantity
    slope_p_value: float
    standard_deviation: float
    multiplier: float
    first: Any
    second: Any
    items: int
    dropped: int
    status: Status
    warnings: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Give one row a quantity: `quantity`, `value`, `low`, `high`."""
        import pandas as pd

        rows = []
        for name in ("mean_difference", "lower_limit", "upper_limit", "slope"):
            value, interval = getattr(self, name).value, getattr(self, name).interval
            low, high = (interval.low, interval.high) if interval else (math.nan, math.nan)
            rows.append({"quantity": name, "value": value, "low": low, "high": high})
        return pd.DataFrame(rows)

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {"schema": SCHEMA, **to_json(asdict(self))}


def bland_altman(
    ratings: Ratings, *, reference: Any = None, multiplier: float = 1.96, confidence: float = 0.95
) -> BlandAltmanResult:
    """Whether two annotators' measurements differ too much to stand for each other, and which way.

    Parameters
    ----------
    ratings : Ratings
        Numbers, by two annotators. Items that one of them did not label are left out; a warning says how many.
    reference : object, optional
        The annotator whose numbers are subtracted; left out, the second to appear in the data.
    multiplier : float
        Standard deviations from the mean difference to a limit: 1.96 holds 95 % of normal differences; Bland and
        Altman (1986) round it to 2.
    confidence : float
        Nominal coverage of the intervals.

    Returns
    -------
    BlandAltmanResult
        Limits and slope are NaN with fewer than two and three items. Where all differences are equal nothing has an
        interval. A warning says when the difference changes with size, so that one pair of limits misleads.

    Raises
    ------
    SmoError
        More than two annotators, a reference who is none of them, labels that are no numbers, a multiplier that is not
        positive, ratings that hold only counts.

    References
    ----------
    Bland & Altman (1986), pp. 308-309, and (1999), sections 2 and 3.2, for bias by size; Carkeet (2015), for the
    limits' intervals by the noncentral t distribution.

    Examples
    --------
    >>> result = bland_altman(Ratings.from_wide([[10, 12], [20, 21], [30, 33], [40, 42]]))
    >>> result.mean_difference.value, round(result.upper_limit.value, 4)
    (-2.0, -0.3997)
    """
    check_confidence(confidence)
    if not isinstance(multiplier, float | int | np.number) or not 0 < multiplier < math.inf:
        raise SmoError(f"multiplier must be a positive number of standard deviations; {multiplier!r} arrived.")
    names = ratings.annotators
    if len(names) > 2:
        raise SmoError(
            f"bland_altman compares two annotators; {len(names)} arrived. Pick two, or use concordance_correlation."
        )
    if reference is not None and reference not in names:
        raise SmoError(f"reference {reference!r} is no annotator; they are {', '.join(map(repr, names))}.")
    complete = complete_items(ratings)
    values, unit = measured(ratings, complete.labels, "bland_altman")
    if len(names) < 2:
        values, names = np.empty((0, 2)), (None, None)
    elif reference is not None and reference == names[0]:
        values, names = values[:, ::-1], names[::-1]
    difference, size = values[:, 0] - values[:, 1], (values[:, 0] + values[:, 1]) / 2
    mean, lower, upper, deviation = _limits(difference, unit, multiplier, confidence)
    slope, p_value = _slope(difference, size, confidence)
    warnings = complete.warnings
    if deviation == 0:
        warnings += ("all differences are equal: they do not show how far others may lie apart.",)
    if p_value < 1 - confidence:
        warnings += (
            f"the difference changes with the size of what is measured (slope {slope.value:.3g}, p {p_value:.2g}): "
            "constant limits mislead. Compare logarithms, or small and large items apart.",
        )
    return BlandAltmanResult(
        mean_difference=mean,
        lower_limit=lower,
        upper_limit=upper,
        slope=slope,
        slope_p_value=p_value,
        standard_deviation=deviation,
        multiplier=float(multiplier),
        first=names[0],
        second=names[1],
        items=len(complete.labels),
        dropped=complete.dropped,
        status=complete.status,
        warnings=warnings,
    )


def _limits(
    difference: FloatArray, unit: float, multiplier: float, confidence: float
) -> tuple[Quantity, Quantity, Quantity, float]:
    """Mean, lower and upper limit, standard deviation; `difference` in units of `unit`.

    A limit is a quantile of normal differences, and its pivot has the noncentral t distribution (Carkeet 2015).
    """
    n = len(difference)
    if not n:
        return _UNKNOWN, _UNKNOWN, _UNKNOWN, math.nan
    mean = float(difference.mean())
    if n == 1:
        return Quantity(mean * unit, None), _UNKNOWN, _UNKNOWN, math.nan
    deviation = math.sqrt(sum_of_squares(difference - mean) / (n - 1))
    from scipy.special import nctdtrit

    error, reach, tail = deviation / math.sqrt(n), multiplier * deviation, (1 - confidence) / 2
    inner, outer = (error * float(nctdtrit(n - 1, multiplier * math.sqrt(n), p)) for p in (tail, 1 - tail))
    half = error * two_sided_quantile(confidence, n - 1)

    def quantity(value: float, low: float, high: float, kind: str) -> Quantity:
        return Quantity(value * unit, Interval(low * unit, high * unit, confidence, kind) if deviation else None)

    return (
        quantity(mean, mean - half, mean + half, "t"),
        quantity(mean - reach, mean - outer, mean - inner, "noncentral_t"),
        quantity(mean + reach, mean + inner, mean + outer, "noncentral_t"),
        deviation * unit,
    )


def _slope(difference: FloatArray, size: FloatArray, confidence: float) -> tuple[Quantity, float]:
    """Least-squares slope of the difference on the two annotators' mean, and its p."""
    n = len(size)
    if n < 3:
        return _UNKNOWN, math.nan
    size, difference = size - size.mean(), difference - difference.mean()
    spread = sum_of_squares(size)
    if not spread:
        return _UNKNOWN, math.nan
    value = float(size @ difference) / spread
    left = sum_of_squares(difference - value * size)
    if not left:
        return Quantity(value, None), math.nan
    error = math.sqrt(left / (n - 2) / spread)
    half = error * two_sided_quantile(confidence, n - 2)
    return Quantity(value, Interval(value - half, value + half, confidence, "t")), two_sided_p(value / error, n - 2)
