"""From a kernel's estimate to a result: error, interval, test, status, warnings; one way for every coefficient."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

import numpy as np

from smo_metrics._intervals import (
    bounded_wilson,
    degrees_of_freedom,
    quantiles,
    two_sided_p,
    two_sided_quantile,
    wilson,
)
from smo_metrics.agreement._estimate import KAPPA_GUARD, Estimate, FloatArray, Guard, Spread
from smo_metrics.agreement._units import Units, agreed_minority_items, minority_items, units, units_without_each
from smo_metrics.agreement.inference import DEFAULT, Inference, check_confidence, check_inference
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult, Interval, Status
from smo_metrics.errors import SmoError

WithoutEach = Callable[[], Iterable[float]]
_FEW = 20
_NO_ERROR = 1e-9


def status_of(ratings: Ratings, rated: Units) -> Status:
    """Say what keeps a coefficient from being determined, before it is computed."""
    if len(ratings.annotators) == 1:
        return "one_annotator"
    if not rated.pairable_items:
        return "no_pairable_units"
    if rated.pairable_items == 1:
        return "one_unit"
    return "ok"


def result(
    method: str,
    ratings: Ratings,
    rated: Units,
    estimate: Estimate,
    *,
    confidence: float,
    inference: Inference = DEFAULT,
    ddof: int = 1,
    weights: str = "identity",
    guard: Guard = KAPPA_GUARD,
    without_each: WithoutEach | None = None,
    details: Mapping[str, float] | None = None,
) -> AgreementResult:
    """Build the result, with the interval only where the data can carry one.

    `without_each` gives the coefficient's values with one annotator left out at a time; a coefficient of exactly two
    annotators has none.
    """
    check_confidence(confidence)
    check_inference(inference)
    status, warnings, value = status_of(ratings, rated), list(ratings.warnings), estimate.value
    pairable_items, n = rated.pairable_items, rated.items
    error, interval, p_value = math.nan, None, math.nan
    if status in ("one_annotator", "no_pairable_units"):
        value = math.nan
    elif status == "ok" and math.isnan(value):
        status = "one_category"
    elif status == "ok" and not ratings.is_resample:
        over = estimate.spread()
        drawn = _annotator_variance(ratings, without_each) if inference.annotators == "drawn" else 0.0
        endless = _item_variance(estimate.items, over, inference, ddof)
        error = math.sqrt(endless * _share_left_out(ratings, pairable_items, inference) + drawn)
        few = minority_items(rated) if guard.minority_items else math.inf
        if pairable_items == inference.population and not drawn:
            interval = Interval(value, value, confidence, inference.interval)
        elif estimate.observed < 1 and inference.interval == "wilson" and few < guard.minority_items:
            status = "too_few_minority_items"
        elif estimate.observed == 1 or math.sqrt(endless + drawn) < _NO_ERROR:
            interval = _from_observed(estimate, pairable_items, confidence)
            alike = "agree alike" if estimate.observed == 1 else "show the same agreement"
            warnings.append(f"all {pairable_items:.0f} items {alike}: the interval is Wilson's, and wide.")
        elif inference.interval == "wilson" and guard.agreed and agreed_minority_items(rated) < guard.agreed:
            status = "too_few_minority_items"
        else:
            interval = _interval(estimate, over, error, confidence, inference, n - 1)
            p_value = _p_value(estimate, error, math.inf if inference.interval == "normal" else n - 1)
        if few < _FEW:
            warnings.append(
                f"{few} of {pairable_items:.0f} items have any label but the commonest, where an interval takes "
                f"{guard.minority_items}: the value moves a lot with each of them."
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
        pairable=int(rated.times @ (rated.size * rated.pairable)),
        dropped=ratings.dropped,
        weights=weights,
        categories=ratings.categories,
        status=status,
        warnings=tuple(warnings),
        details=dict(details or {}),
    )


def from_units(
    method: str,
    ratings: Ratings,
    estimate: Callable[[Units], Estimate],
    *,
    weights: str,
    confidence: float,
    inference: Inference,
    guard: Guard = KAPPA_GUARD,
) -> AgreementResult:
    """Build the result of a coefficient that needs only each item's counts."""
    rated = units(ratings)
    return result(
        method, ratings, rated, estimate(rated), confidence=confidence, inference=inference, weights=weights,
        guard=guard, without_each=lambda: (estimate(rest).value for rest in units_without_each(ratings)),
    )  # fmt: skip


def _item_variance(n: float, over: Spread, inference: Inference, ddof: int) -> float:
    return over.squares / (n * (n - (ddof if inference.ddof is None else inference.ddof)))


def _share_left_out(ratings: Ratings, pairable_items: float, inference: Inference) -> float:
    """Share of the population that the compared items leave open: what sampling error is left of."""
    if inference.population is None:
        return 1.0
    if inference.population < ratings.items:
        raise SmoError(f"population is {inference.population}, but {ratings.items} items are labelled. Give all items.")
    return 1 - pairable_items / inference.population


def _annotator_variance(ratings: Ratings, without_each: WithoutEach | None) -> float:
    if without_each is None or len(ratings.annotators) < 3:
        raise SmoError(
            f"annotators='drawn' leaves out one annotator at a time and needs three or more; {len(ratings.annotators)} "
            "arrived, or the coefficient compares exactly two. Use annotators='given'."
        )
    values = np.array(list(without_each()))
    if np.isnan(values).any():
        raise SmoError("annotators='drawn': without one of the annotators nothing can be compared. Use 'given'.")
    return float(((values - values.mean()) ** 2).sum()) * (len(values) - 1) / len(values)


def _interval(
    estimate: Estimate, over: Spread, error: float, confidence: float, inference: Inference, degrees: float
) -> Interval:
    if inference.interval == "wilson":
        own = degrees_of_freedom(*_arrays(over.squares, over.fourths, estimate.items))
        value, width, lowest = _arrays(estimate.value, error, estimate.lowest)
        limits = bounded_wilson(value, width, lowest, quantiles(confidence, own))
        return Interval(float(limits[0][0]), float(limits[1][0]), confidence, "wilson")
    half = error * two_sided_quantile(confidence, math.inf if inference.interval == "normal" else degrees)
    low = max(0.0 if estimate.expected == 0 else -1.0, estimate.value - half)
    return Interval(low, min(1.0, estimate.value + half), confidence, inference.interval)


def _arrays(*numbers: float) -> list[FloatArray]:
    return [np.array([number]) for number in numbers]


def _p_value(estimate: Estimate, error: float, degrees: float) -> float:
    null = estimate.null_error
    if math.isnan(null):
        return two_sided_p(estimate.value / error, degrees)
    return two_sided_p(estimate.value / null, math.inf) if null else math.nan


def _from_observed(estimate: Estimate, items: float, confidence: float) -> Interval:
    """Wilson's interval of observed agreement over items, put on the coefficient's scale with its chance term fixed."""
    quantile = np.array([two_sided_quantile(confidence, math.inf)])
    limits = wilson(np.array([estimate.observed]), np.array([items]), quantile)
    low, high = ((float(limit[0]) - estimate.expected) / (1 - estimate.expected) for limit in limits)
    lowest = 0.0 if estimate.expected == 0 else -1.0
    return Interval(max(lowest, min(low, estimate.value)), min(1.0, max(high, estimate.value)), confidence, "wilson")
