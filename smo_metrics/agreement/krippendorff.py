"""Is the labelling reliable enough to train on? Krippendorff's alpha, for names, ranks, measurements and any distance.

Sources: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; Gwet (2014), ch. 5, and his R package
irrCAC for the error.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smo_metrics.agreement import distances
from smo_metrics.agreement._alpha import (
    Labels,
    Metric,
    alpha,
    codes_without_each,
    counted,
    linearised,
    listed,
    tails,
)
from smo_metrics.agreement._estimate import Estimate
from smo_metrics.agreement._inference import from_units, result
from smo_metrics.agreement._layouts import Codes
from smo_metrics.agreement._units import FloatArray, IntArray, measured_units, units, units_without_each
from smo_metrics.agreement.inference import DEFAULT, Inference
from smo_metrics.agreement.ratings import Ratings, check_ratings
from smo_metrics.agreement.results import AgreementResult
from smo_metrics.agreement.weights import Weights, weights_name, weights_of
from smo_metrics.errors import SmoError

Level = Literal["nominal", "ordinal", "interval", "ratio", "circular"]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio", "circular")
LARGEST_MATRIX = 4096
HEAVY_TAILS = 5.0  # 3 for normal data, which exceed 5 in 0.3 % of projects with 30 items
OUTLYING = "a few items lie far from the others: the interval is likely to be too narrow."


def krippendorff_alpha(
    ratings: Ratings,
    *,
    level: Level = "nominal",
    weights: Weights = "identity",
    distance: ArrayLike | None = None,
    period: float | None = None,
    confidence: float = 0.95,
    inference: Inference = DEFAULT,
) -> AgreementResult:
    """Reliability of labels from any number of annotators, with missing labels: 1 - observed / expected disagreement.

    Disagreement is measured by one of `level`, `weights` and `distance`.

    Parameters
    ----------
    ratings : Ratings
        Items that one annotator alone labelled do not enter the value; they count for the degrees of freedom, as in
        R irrCAC.
    level : {"nominal", "ordinal", "interval", "ratio", "circular"}
        Krippendorff's metrics: names; ranks in the order of `ratings.categories`; numbers; numbers of 0 or more whose
        ratio matters (a price, a duration); places on a circle (hours of the day, days of the week).
    weights : str or array of shape (q, q)
        Gwet's agreement weights (`weight_matrix`) instead of a level. His ``"ordinal"`` weights are not Krippendorff's
        ordinal metric: they count the categories in between, the metric counts the labels in between.
    distance : array of shape (q, q), optional
        A matrix of your own instead of a level: symmetric, 0 on the diagonal, 0 or more elsewhere, in the order of
        `ratings.categories`.
    period : float, optional
        With level ``"circular"``: the length of the circle, in the labels' unit (24 for hours). Left out, the number
        of categories, if their domain was declared and they are names or consecutive whole numbers.
    confidence : float
        Nominal coverage of the interval.
    inference : Inference
        How error and interval are made. ``ddof=0`` gives the errors of R irrCAC's two-annotator table functions.

    Returns
    -------
    AgreementResult
        `value` is NaN (`one_category`) when all pairable labels are equal. `observed` and `expected` are agreement on
        irrCAC's scale, relative to the largest distance: 1 for weights and at the levels ``"ratio"`` and
        ``"circular"``, else the largest one between two labels. No interval (`too_few_minority_items`) with fewer than
        15 items that carry any label but the commonest, or (of names and ranks) 5 on which two annotators agree on such
        a label. `weights` names the level, ``"... weights"`` or ``"custom distance"``.

        Of measurements the 95 % interval covers 93 to 95 % of normal and uniform data at level ``"interval"``, and of
        lognormal ones at level ``"ratio"``. Where a few items lie far out, level ``"interval"`` covers too little: 77
        to 88 % (lognormal spread of the items, 30 to 1,000 of them), 88 to 96 % (exponential); a warning says so where
        the labels show it (62 % of lognormal projects with 30 items, 81 % with 50, 99 % with 200).

    Raises
    ------
    SmoError
        An unknown level or scheme; two of level, weights and distance; labels that are no numbers where the level
        needs them, or negative ones at level ``"ratio"``; text labels without a declared order at level ``"ordinal"``
        (A to Z is no order of severity); a circle of unknown length; a matrix that is no distance.

    Notes
    -----
    The error over items is R irrCAC's linearisation. At level ``"ordinal"`` it also follows the ranks, which move with
    the labels.

    References
    ----------
    Krippendorff (2011), sections C and D; Krippendorff (2004), pp. 232-234, for the metrics; Gwet (2014), ch. 5.

    Examples
    --------
    >>> round(krippendorff_alpha(Ratings.from_wide([["x", "x"], ["x", "y"], ["y", "y"], ["y", "y"]])).value, 4)
    0.5333
    """
    check_ratings(ratings)
    metric, name = _metric(ratings, level, weights, distance, period)
    if not ratings.is_many and not _is_measured(ratings, level):
        return from_units(
            "krippendorff_alpha", ratings, lambda rated: _value(counted(rated), metric),
            weights=name, confidence=confidence, inference=inference,
        )  # fmt: skip
    q = len(ratings.categories)
    labels = listed(ratings.codes, q) if ratings.is_many else counted(units(ratings))
    parts = metric(labels)
    found = result(
        "krippendorff_alpha", ratings, measured_units(ratings), alpha(labels, parts), weights=name,
        confidence=confidence, inference=inference,
        without_each=lambda: (_value(rest, metric).value for rest in _without_each(ratings)),
    )  # fmt: skip
    if found.interval and _is_measured(ratings, level) and tails(labels, parts) > HEAVY_TAILS:
        return replace(found, warnings=(*found.warnings, OUTLYING))
    return found


def alpha_by_item(ratings: Ratings, level: Level, items: NDArray[np.bool_]) -> tuple[IntArray, FloatArray]:
    """Items among `items` that two or more annotators labelled, and how far each pulls alpha (mean 0).

    Empty where alpha is undefined. Labels are taken one by one, for measurements.
    """
    metric, _ = _metric(ratings, level, "identity", None, None)
    given = items[ratings.codes.item]
    codes = Codes(ratings.codes.item[given], ratings.codes.annotator[given], ratings.codes.label[given])
    labels = listed(codes, len(ratings.categories))
    parts, used = metric(labels), np.flatnonzero(np.bincount(codes.item) >= 2)
    if not parts.expected:
        return used[:0], np.empty(0)
    value = linearised(labels, parts)
    return used, (value - value.mean()) / len(value)


def _value(labels: Labels, metric: Metric) -> Estimate:
    return alpha(labels, metric(labels))


def _without_each(ratings: Ratings) -> Iterator[Labels]:
    """Leave out one annotator at a time, in their order."""
    if ratings.is_many:
        return (listed(codes, len(ratings.categories)) for codes in codes_without_each(ratings))
    return (counted(rated) for rated in units_without_each(ratings))


def _is_measured(ratings: Ratings, level: Level) -> bool:
    """Whether labels are numbers on a scale, so that two of them need not be equal to agree."""
    return level in ("interval", "ratio") or (level == "circular" and not _names_in_order(ratings))


def _names_in_order(ratings: Ratings) -> bool:
    return ratings.declared and not ratings.is_numeric


def _metric(
    ratings: Ratings, level: Level, weights: Weights, distance: ArrayLike | None, period: float | None
) -> tuple[Metric, str]:
    if level not in LEVELS:
        raise SmoError(f"level must be one of {', '.join(LEVELS)}; {level!r} arrived.")
    if period is not None and level != "circular":
        raise SmoError(f"period belongs to level 'circular'; level {level!r} arrived with it.")
    weighted = not isinstance(weights, str) or weights != "identity"
    if (level != "nominal") + weighted + (distance is not None) > 1:
        raise SmoError("give one of level, weights and distance; each of them says how far labels are apart.")
    if (weighted or distance is not None) and len(ratings.categories) > LARGEST_MATRIX:
        raise SmoError(
            f"weights and distance need a row and a column for each of {len(ratings.categories):,} categories; "
            f"{LARGEST_MATRIX:,} are the most. Use level 'interval' or 'ratio' for measurements, or group the values."
        )
    if weighted:
        matrix = 1 - weights_of(ratings, weights)
        return partial(distances.tabled, distance=matrix, largest=1.0), f"{weights_name(weights)} weights"
    if distance is not None:
        matrix = _checked(distance, len(ratings.categories))
        return partial(distances.tabled, distance=matrix, largest=float(matrix.max(initial=0))), "custom distance"
    return _at_level(ratings, level, period), level


def _at_level(ratings: Ratings, level: Level, period: float | None) -> Metric:
    if level == "nominal":
        return distances.nominal
    if level == "ordinal":
        if not ratings.declared and not ratings.is_numeric:
            raise SmoError(
                f"level 'ordinal' needs the order of the categories {_shown(ratings)}. Give them from lowest to "
                "highest as the argument categories (shell: --categories; workbook: the sheet Category order)."
            )
        return distances.ordinal
    if level == "circular":
        return _circular(ratings, period)
    values = _numbers(ratings, level)
    values = np.ldexp(values, -np.frexp(np.abs(values).max(initial=0))[1])  # squares of any labels stay in range
    if level == "interval":
        return lambda labels: distances.at_points(labels, values)
    if values.min(initial=0) < 0:
        raise SmoError(
            f"level 'ratio' needs numbers of 0 or more; the smallest is {min(ratings.categories)}. "
            "Use level 'interval' where 0 has no meaning of its own."
        )
    return partial(distances.ratio, values=values)


def _circular(ratings: Ratings, period: float | None) -> Metric:
    """Put the labels around a circle of diameter 1: the squared chord is Krippendorff's metric (2011, section D)."""
    named = _names_in_order(ratings)
    places = np.arange(len(ratings.categories), dtype=float) if named else _numbers(ratings, "circular")
    if period is None and ratings.declared and bool(np.all(np.diff(places) == 1)):
        period = float(len(places))
    if period is None:
        raise SmoError(
            "level 'circular' needs the length of the circle: give period, in the labels' unit (24 for hours, 7 for "
            "days of the week), or declare all categories in order as the argument categories."
        )
    if isinstance(period, str) or not 0 < period < math.inf:
        raise SmoError(f"period must be a number above 0, for example 24 for hours; {period!r} arrived.")
    angle = 2 * np.pi * np.remainder(places / period, 1)
    across, up = np.cos(angle) / 2, np.sin(angle) / 2
    return lambda labels: distances.at_points(labels, across, up, largest=1.0)


def _numbers(ratings: Ratings, level: Level) -> FloatArray:
    try:
        values = np.fromiter(map(float, ratings.categories), dtype=float, count=len(ratings.categories))
    except (TypeError, ValueError):
        values = np.array([np.nan])
    if not np.isfinite(values).all():
        raise SmoError(
            f"level {level!r} needs numbers as labels; the categories are {_shown(ratings)}. "
            "Use level='nominal', or 'ordinal' with the categories in order."
        )
    return values


def _checked(distance: ArrayLike, q: int) -> FloatArray:
    try:
        matrix = np.array(distance, dtype=float)
    except (TypeError, ValueError):
        raise SmoError("distance: every cell of the matrix must be a number of 0 or more.") from None
    if matrix.shape != (q, q):
        shape = " x ".join(map(str, matrix.shape)) or "a single value"
        raise SmoError(f"distance: {shape} arrived for {q} categories. Give a row and a column for each category.")
    if not (np.isfinite(matrix).all() and (matrix >= 0).all()):
        raise SmoError("distance: every cell of the matrix must be a number of 0 or more.")
    if not np.allclose(matrix, matrix.T, rtol=0, atol=1e-12) or matrix.diagonal().any():
        raise SmoError("distance: the matrix must be symmetric with 0 on the diagonal.")
    return matrix


def _shown(ratings: Ratings) -> list[Any]:
    return list(ratings.categories[:5])
