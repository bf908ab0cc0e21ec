"""Is the labelling reliable enough to train on? Krippendorff's alpha, for names, ranks and measurements.

Sources: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; Gwet (2014), ch. 5, and his R package
irrCAC for the error.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from smo_metrics.agreement._inference import Estimate, FloatArray, measured_units, result, spread, units
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult
from smo_metrics.errors import SmoError

Level = Literal["nominal", "ordinal", "interval"]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval")


def krippendorff_alpha(
    ratings: Ratings,
    *,
    level: Level = "nominal",
    confidence: float = 0.95,
    ddof: int = 1,
    use_t: bool = True,
) -> AgreementResult:
    """Reliability of labels from any number of annotators, with missing labels: 1 - observed / expected disagreement.

    Parameters
    ----------
    ratings : Ratings
        Items that one annotator alone labelled do not enter the value; they count for the degrees of freedom, as in
        R irrCAC.
    level : {"nominal", "ordinal", "interval"}
        Names; ranks in the order of `ratings.categories` (Krippendorff's ordinal metric, not Gwet's ordinal weights);
        numbers.
    confidence : float
        Nominal coverage of the interval.
    ddof : int
        The variance over n pairable items is divided by ``n - ddof``. 0 gives R irrCAC's two-annotator table functions.
    use_t : bool
        Student's t with labelled items - 1 degrees of freedom (R irrCAC; its Python port uses pairable items and
        another linearisation) or the normal distribution.

    Returns
    -------
    AgreementResult
        `value` is NaN (`one_category`) when all pairable labels are equal. `observed` and `expected` are agreement on
        irrCAC's scale; for interval and ordinal data relative to the largest squared distance between two labels.

    Raises
    ------
    SmoError
        An unknown level; labels that are no numbers at level ``"interval"``; text labels without a declared order at
        level ``"ordinal"`` (A to Z is no order of severity).

    References
    ----------
    Krippendorff (2011), sections C and D; Gwet (2014), ch. 5; Krippendorff (2004), p. 223, for the ordinal metric.

    Examples
    --------
    >>> round(krippendorff_alpha(Ratings.from_wide([["x", "x"], ["x", "y"], ["y", "y"], ["y", "y"]])).value, 4)
    0.5333
    """
    if level not in LEVELS:
        raise SmoError(f"level must be one of {', '.join(LEVELS)}; {level!r} arrived.")
    if level == "ordinal" and not ratings.declared and not ratings.is_numeric:
        raise SmoError(
            f"level 'ordinal' needs the order of the categories {list(ratings.categories)[:5]}. Give them from lowest "
            "to highest as the argument categories (shell: --categories; workbook: the sheet Category order)."
        )
    parts = _nominal(ratings) if level == "nominal" else _numeric(ratings, level)
    rated = measured_units(ratings) if ratings.is_many and level != "nominal" else units(ratings)
    return result(
        "krippendorff_alpha", ratings, rated, _estimate(parts),
        confidence=confidence, ddof=ddof, use_t=use_t, weights=level,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """Disagreement over pairable items: per pattern within the item and against all labels, and their means.

    `within` and `against` are sums over the item's labels; `observed` and `expected` are means over labels; `largest`
    is the largest distance, which puts agreement on a 0-1 scale.
    """

    size: FloatArray
    times: FloatArray
    within: FloatArray
    against: FloatArray
    observed: float
    expected: float
    largest: float


def _estimate(parts: _Parts) -> Estimate:
    labels = float(parts.times @ parts.size)
    if not labels or not parts.expected:
        observed = 1.0 if labels else math.nan
        return Estimate(math.nan, observed, observed, 0.0, 0.0)
    small_sample = 1 - 1 / labels
    value = 1 - small_sample * parts.observed / parts.expected
    items = float(parts.times.sum())
    mean = labels / items
    excess = parts.size - mean
    within = (parts.within - parts.observed * excess) / (mean * parts.expected)
    against = (parts.against - parts.expected * excess) / (mean * parts.expected)
    x = 1 - within - 2 * (parts.observed / parts.expected) * (1 - against)
    observed = 1 - small_sample * parts.observed / parts.largest
    return Estimate(value, observed, 1 - parts.expected / parts.largest, spread(x, parts.times), items)


def _nominal(ratings: Ratings) -> _Parts:
    patterns = ratings.patterns
    counts, times = patterns.counts, patterns.multiplicity
    size = counts.sum(axis=1)
    keep = size >= 2
    counts, times, size = counts[keep], times[keep], size[keep]
    different = size**2 - (counts**2).sum(axis=1)
    totals = times @ counts
    labels = int(totals.sum())
    by_size = np.bincount(size, weights=times * different, minlength=2)
    pairs = np.arange(len(by_size)) - 1
    observed = float((by_size[2:] / pairs[2:]).sum()) / max(labels, 1)
    expected = (labels**2 - int((totals**2).sum())) / max(labels, 1) ** 2
    return _Parts(
        size.astype(float),
        times.astype(float),
        different / (size - 1),
        size - counts @ (totals / max(labels, 1)),
        observed,
        expected,
        1.0,
    )


def _numeric(ratings: Ratings, level: Level) -> _Parts:
    """Squared distances from per-item counts, sums and sums of squares of centred values."""
    totals = ratings.pairable_totals()
    labels = max(float(totals.sum()), 1.0)
    values = np.cumsum(totals) - totals / 2 if level == "ordinal" else ratings.category_values()
    values = np.ldexp(values, -np.frexp(np.abs(values).max(initial=0))[1])  # squares of any labels stay in range
    values = values - float(totals @ values) / labels
    size, sums, squares, times = ratings.moments(values)
    keep = size >= 2
    size, sums, squares, times = size[keep], sums[keep], squares[keep], times[keep]
    within = 2 * np.maximum(size * squares - sums**2, 0) / (size - 1)
    mean_square, mean = float(totals @ values**2) / labels, float(totals @ values) / labels
    against = squares - 2 * mean * sums + size * mean_square
    used = values[totals > 0]
    largest = float(np.ptp(used)) ** 2 if used.size else 0.0
    observed = float(times @ within) / labels
    expected = 2 * (mean_square - mean**2) if largest else 0.0
    return _Parts(size, times, within, against, observed, expected, largest or 1.0)
