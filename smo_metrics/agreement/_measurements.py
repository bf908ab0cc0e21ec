"""Measurements and ranks: the items that every annotator labelled, as a matrix, and the result computed on them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult, Interval, Status
from smo_metrics.errors import SmoError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
FEWEST_ITEMS = 20  # with fewer, intervals from the spread over items cover as little as 87 %, even of normal data
_ROUNDING = 2.0**-100  # square of a few units in the last place of a number near 1


@dataclass(frozen=True, slots=True, eq=False)
class Complete:
    """The items that every annotator labelled.

    Attributes
    ----------
    labels : ndarray of shape (n, k)
        An item a row, an annotator a column, in the order of `Ratings.annotators`: the category's number.
    dropped : int
        Labels left out: missing, repeated, or on an item that not everybody labelled.
    status : str
        ``ok``, or why nothing can be compared.
    warnings : tuple of str
    """

    labels: IntArray
    dropped: int
    status: Status
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """What a coefficient of measurements found; NaN and None stand for what the data do not determine."""

    value: float = math.nan
    standard_error: float = math.nan
    interval: Interval | None = None
    p_value: float = math.nan
    status: Status = "ok"
    warnings: tuple[str, ...] = ()
    details: Mapping[str, float] = field(default_factory=dict)


def complete_items(ratings: Ratings) -> Complete:
    """Items with a label from every annotator; one pass over the codes, one array as long as they."""
    codes, k = ratings.codes, len(ratings.annotators)
    item, annotator, label = codes.item, codes.annotator, codes.label
    size = np.bincount(item, minlength=1)
    rated, whole = int(np.count_nonzero(size)), size == max(k, 1)
    n = int(np.count_nonzero(whole))
    if n * k < len(item):
        keep = whole[item]
        item, annotator, label = item[keep], annotator[keep], label[keep]
    if n < len(size):
        item = (np.cumsum(whole) - 1)[item]
    labels = np.empty(n * k, dtype=np.int64)
    labels[item * k + annotator] = label
    warnings = ratings.warnings
    if n < rated:
        warnings += (f"{rated - n:,} of {rated:,} items lack a label of one of the {k} annotators and are left out.",)
    status: Status = "ok" if n > 1 else "one_unit" if n else "no_pairable_units"
    return Complete(
        labels=labels.reshape(n, k),
        dropped=ratings.dropped + ratings.labels - n * k,
        status="one_annotator" if k == 1 else status,
        warnings=warnings,
    )


def measured(ratings: Ratings, labels: IntArray, what: str) -> tuple[FloatArray, float]:
    """Give the labels as numbers below 2 in size, and the power of two that restores their unit of measurement.

    Raises
    ------
    SmoError
        A category that is no number.
    """
    try:
        numbers = np.array([float(category) for category in ratings.categories])
    except (TypeError, ValueError):
        numbers = np.array([np.nan])
    if not np.isfinite(numbers).all():
        raise SmoError(
            f"{what} compares measurements; the labels are {list(ratings.categories)[:5]}, not numbers. "
            "Give numbers, or use krippendorff_alpha or gwet_ac for categories."
        )
    values = numbers[labels]
    largest = max(values.max(initial=0.0), -values.min(initial=0.0))
    exponent = int(np.frexp(largest)[1]) - 1
    return np.ldexp(values, -exponent, out=values), 2.0**exponent


def sum_of_squares(deviations: FloatArray) -> float:
    """Sum of squares of deviations between numbers below 2; exactly 0 where they are mere rounding."""
    total = float(np.vdot(deviations, deviations))
    return total if total > deviations.size * _ROUNDING else 0.0


def measured_result(
    method: str, ratings: Ratings, complete: Complete, figures: Figures, *, weights: str
) -> AgreementResult:
    """Build the result on the complete items; measurements have no chance agreement and no category domain."""
    return AgreementResult(
        method=method,
        value=figures.value,
        standard_error=figures.standard_error,
        null_standard_error=math.nan,
        interval=figures.interval,
        p_value=figures.p_value,
        observed=math.nan,
        expected=math.nan,
        items=len(complete.labels),
        annotators=len(ratings.annotators),
        labels=complete.labels.size,
        pairable=complete.labels.size if len(ratings.annotators) > 1 else 0,
        dropped=complete.dropped,
        weights=weights,
        categories=ratings.categories if ratings.declared else (),
        status=figures.status if complete.status == "ok" else complete.status,
        warnings=complete.warnings + figures.warnings,
        details=figures.details,
    )
