"""From per-item contributions to a result: error, interval, test, status, warnings; one way for every coefficient.

A coefficient linearises itself: each item gets a value `x` whose mean is the coefficient and whose spread over items
gives the estimation error (Gwet 2014, ch. 5). Items that share a count pattern share `x`, so only patterns are kept.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smo_metrics._intervals import two_sided_p, two_sided_quantile, wilson
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult, Interval, Status
from smo_metrics.errors import SmoError

FloatArray = NDArray[np.float64]
MINORITY_ITEMS = 5
_FEW = 20
_NO_SPREAD = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """The labelled items of some ratings, as patterns.

    Attributes
    ----------
    counts : ndarray of shape (P, q)
    times : ndarray of shape (P,)
        Items that show the pattern.
    size : ndarray of shape (P,)
        Labels on such an item.
    pairable : ndarray of bool, shape (P,)
        Two labels or more.
    commonest : int
        The category that most labels on pairable items have.
    """

    counts: FloatArray
    times: FloatArray
    size: FloatArray
    pairable: NDArray[np.bool_]
    commonest: int

    @property
    def items(self) -> float:
        """Labelled items."""
        return float(self.times.sum())

    @property
    def pairable_items(self) -> float:
        """Items with two labels or more."""
        return float(self.times[self.pairable].sum())

    def only_pairable(self) -> Units:
        """Leave out the items that one annotator alone labelled."""
        keep = self.pairable
        return Units(self.counts[keep], self.times[keep], self.size[keep], keep[keep], self.commonest)


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """What a coefficient's kernel gives: its value, its parts, and its linearised values over patterns.

    `spread` is the sum over `items` of squared deviations of the linearised values; NaN means no error is known.
    """

    value: float
    observed: float
    expected: float
    spread: float
    items: float
    null_error: float = math.nan


def units(ratings: Ratings) -> Units:
    """Labelled items of `ratings` as float patterns."""
    return _units(ratings, int(np.argmax(ratings.pairable_totals())) if ratings.categories else 0)


def measured_units(ratings: Ratings) -> Units:
    """Labelled items of measurements: of their many values, only the commonest is told from the others."""
    return _units(ratings.against(int(np.argmax(ratings.pairable_totals()))), 0)


def _units(ratings: Ratings, commonest: int) -> Units:
    patterns = ratings.patterns
    size = patterns.counts.sum(axis=1)
    keep = size > 0
    counts, size = patterns.counts[keep].astype(float), size[keep].astype(float)
    return Units(counts, patterns.multiplicity[keep].astype(float), size, size >= 2, commonest)


def status_of(ratings: Ratings, rated: Units) -> Status:
    """Say what keeps a coefficient from being determined, before it is computed."""
    if len(ratings.annotators) == 1:
        return "one_annotator"
    if not rated.pairable_items:
        return "no_pairable_units"
    if rated.pairable_items == 1:
        return "one_unit"
    return "ok"


def minority_items(rated: Units) -> int:
    """Pairable items with a label other than the commonest."""
    pairable = rated.only_pairable()
    return int(pairable.times[pairable.counts[:, pairable.commonest] < pairable.size].sum())


def result(
    method: str,
    ratings: Ratings,
    rated: Units,
    estimate: Estimate,
    *,
    confidence: float,
    ddof: int,
    use_t: bool,
    weights: str = "identity",
    chance_corrected: bool = True,
    single_labels_widen: bool = False,
) -> AgreementResult:
    """Build the result, with the interval only where the data can carry one."""
    if isinstance(confidence, str) or not 0 < confidence < 1:
        raise SmoError(f"confidence must lie between 0 and 1, for example 0.95; {confidence} arrived.")
    if ddof not in (0, 1):
        raise SmoError(f"ddof must be 0 or 1; {ddof!r} arrived.")
    status, warnings, value = status_of(ratings, rated), list(ratings.warnings), estimate.value
    pairable, n = rated.only_pairable(), rated.items
    error, interval, p_value = math.nan, None, math.nan
    if status in ("one_annotator", "no_pairable_units"):
        value = math.nan
    elif status == "ok" and math.isnan(value):
        status = "one_category"
    elif status == "ok":
        error = math.sqrt(estimate.spread / (estimate.items * (estimate.items - ddof)))
        degrees = n - 1 if use_t else math.inf
        few = minority_items(rated) if chance_corrected else math.inf
        if estimate.observed == 1 or error < _NO_SPREAD:
            interval = _from_observed(estimate, pairable.items, confidence, chance_corrected)
            warnings.append(f"all {pairable.items:.0f} items agree alike: the interval is Wilson's, and wide.")
        elif few < MINORITY_ITEMS:
            status = "too_few_minority_items"
        else:
            half = two_sided_quantile(confidence, degrees) * error
            low = max(-1.0 if chance_corrected else 0.0, value - half)
            interval = Interval(low, min(1.0, value + half), confidence, "t" if use_t else "normal")
            p_value = _p_value(estimate, error, degrees)
        if single_labels_widen and rated.items > pairable.items:
            warnings.append(
                f"{rated.items - pairable.items:.0f} of {rated.items:.0f} items have one label: R's error formula, "
                "used here, counts them as disagreeing, so that the interval is too wide."
            )
        if few < _FEW:
            warnings.append(
                f"only {few} of {pairable.items:.0f} items have any label but the commonest: "
                "chance-corrected values move a lot with each of them (prevalence)."
            )
    return AgreementResult(
        method=method,
        value=value,
        standard_error=error,
        null_standard_error=estimate.null_error if interval else math.nan,
        interval=interval,
        p_value=p_value,
        observed=estimate.observed,
        expected=estimate.expected,
        items=int(n),
        annotators=len(ratings.annotators),
        labels=int(rated.times @ rated.size),
        pairable=int(pairable.times @ pairable.size),
        dropped=ratings.dropped,
        weights=weights,
        categories=ratings.categories,
        status=status,
        warnings=tuple(warnings),
    )


def _p_value(estimate: Estimate, error: float, degrees: float) -> float:
    null = estimate.null_error
    if math.isnan(null):
        return two_sided_p(estimate.value / error, degrees)
    return two_sided_p(estimate.value / null, math.inf) if null else math.nan


def spread(x: FloatArray, times: FloatArray) -> float:
    """Sum of squared deviations of the linearised values from their mean."""
    if not times.size:
        return 0.0
    mean = float(times @ x) / float(times.sum())
    return float(times @ (x - mean) ** 2)


def _from_observed(estimate: Estimate, items: float, confidence: float, chance_corrected: bool) -> Interval:
    """Wilson's interval of observed agreement over items, put on the coefficient's scale with its chance term fixed."""
    quantile = np.array([two_sided_quantile(confidence, math.inf)])
    limits = wilson(np.array([estimate.observed]), np.array([items]), quantile)
    low, high = ((float(limit[0]) - estimate.expected) / (1 - estimate.expected) for limit in limits)
    lowest = -1.0 if chance_corrected else 0.0
    return Interval(max(lowest, min(low, estimate.value)), min(1.0, max(high, estimate.value)), confidence, "wilson")
