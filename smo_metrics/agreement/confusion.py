"""Which categories are taken for each other? Pairs of categories by their share of all disagreement."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics._coding import IntArray
from smo_metrics._intervals import degrees_of_freedom, quantiles, wilson
from smo_metrics.agreement.inference import check_confidence
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import BreakdownResult

FloatArray = NDArray[np.float64]
_ROUNDING = 1e-12


def confused_categories(ratings: Ratings, *, confidence: float = 0.95) -> BreakdownResult:
    """Find the boundary to draw more sharply: the categories most often given to one and the same item.

    Parameters
    ----------
    ratings : Ratings
        Items with one label do not enter.
    confidence : float
        Nominal coverage of each share's own interval.

    Returns
    -------
    BreakdownResult
        A row for each two categories that met on an item, the largest share first: `category_a`, `category_b` (in the
        order of ``ratings.categories``); `items` where they met; `disagreements` (pairs of unlike labels, each of an
        item with m labels counting 1 / (m - 1), so that an item counts as often as it has labels, as in Krippendorff's
        coincidences); their `share` of all disagreement with `share_low`, `share_high` over items (NaN with fewer than
        two items that disagree); `expected_share`, were the same labels dealt to items at random; and the `ratio` of
        the two: above 1, the two are confused more than their frequency explains. Empty where all agree.

    Notes
    -----
    A share says where the disagreement lies, not how much there is: read it beside `category_agreement`.

    References
    ----------
    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, for the coincidences; Cochran (1977), Sampling
    Techniques, eq. 2.39, for the variance of a ratio over items; Wilson (1927) on the effective number of
    disagreements, which never exceeds `disagreements` in all; where all items are alike it is the number of items.

    Examples
    --------
    >>> table = confused_categories(Ratings.from_wide([["x", "y"], ["y", "x"], ["y", "z"], ["z", "z"]])).to_frame()
    >>> table[["category_a", "category_b", "disagreements"]].values.tolist()
    [['x', 'y', 2.0], ['y', 'z', 1.0]]
    """
    import pandas as pd

    check_confidence(confidence)
    counts, times = ratings.patterns.counts.astype(float), ratings.patterns.multiplicity.astype(float)
    size = counts.sum(axis=1)
    counts, times, size = counts[size >= 2], times[size >= 2], size[size >= 2]
    first, second = np.triu_indices(counts.shape[1], 1)
    met = _sums(times, counts > 0)[first, second]
    first, second, met = first[met > 0], second[met > 0], met[met > 0]
    confused = _sums(times / (size - 1), counts)[first, second]
    share, low, high = _shares(counts, times, size, first, second, confidence)
    totals = times @ counts
    expected = totals[first] * totals[second] / max((totals.sum() ** 2 - totals @ totals) / 2, 1)
    names = np.fromiter(ratings.categories, dtype=object, count=len(ratings.categories))
    frame = pd.DataFrame(
        {
            "category_a": names[first],
            "category_b": names[second],
            "items": met.astype(int),
            "disagreements": confused,
            "share": share,
            "share_low": low,
            "share_high": high,
            "expected_share": expected,
            "ratio": share / expected,
        }
    )
    frame = frame.sort_values("share", ascending=False, kind="stable").reset_index(drop=True)
    return BreakdownResult("confused_categories", frame, ratings.warnings)


def _shares(
    counts: FloatArray, times: FloatArray, size: FloatArray, first: IntArray, second: IntArray, confidence: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Shares of all disagreement: a ratio over items, of the pair's disagreements to the item's."""
    whole = (size**2 - (counts**2).sum(axis=1)) / (size - 1) / 2
    total, items = float(times @ whole), float(times[whole > 0].sum())

    def moment(own: int, rest: int) -> FloatArray:
        """Sum over items of a power of the pair's disagreements times one of the item's."""
        return _sums(times * whole**rest / (size - 1) ** own, counts**own)[first, second]

    with np.errstate(invalid="ignore", divide="ignore"):
        share = moment(1, 0) / total
        squares = moment(2, 0) - 2 * share * moment(1, 1) + share**2 * (times @ whole**2)
        squares = np.where(squares > _ROUNDING * share**2 * (times @ whole**2), squares, 0)
        fourths = (
            moment(4, 0) - 4 * share * moment(3, 1) + 6 * share**2 * moment(2, 2) - 4 * share**3 * moment(1, 3)
            + share**4 * (times @ whole**4)
        )  # fmt: skip
        effective = share * (1 - share) * total**2 * (items - 1) / (items * squares)
    effective = np.where(squares > 0, np.minimum(effective, total), items if items > 1 else math.nan)
    low, high = wilson(share, effective, quantiles(confidence, degrees_of_freedom(squares, fourths, np.array(items))))
    return share, low, high


def _sums(weight: FloatArray, values: NDArray[Any]) -> FloatArray:
    """For each two categories, the weighted sum over patterns of the product of their columns."""
    products: FloatArray = (values * weight[:, None]).T @ values.astype(float)
    return products
