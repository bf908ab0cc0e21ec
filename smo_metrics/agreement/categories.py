"""Which category do annotators disagree about? Each category against all others."""

from __future__ import annotations

from typing import Literal

import numpy as np

from smo_metrics._clustered import clustered_shares, moments
from smo_metrics._coding import IntArray, check_names
from smo_metrics.agreement.fleiss import fleiss_kappa
from smo_metrics.agreement.gwet import gwet_ac
from smo_metrics.agreement.inference import check_confidence
from smo_metrics.agreement.krippendorff import krippendorff_alpha
from smo_metrics.agreement.ratings import Ratings, check_ratings
from smo_metrics.agreement.results import BreakdownResult
from smo_metrics.errors import SmoError

Coefficient = Literal["krippendorff_alpha", "fleiss_kappa", "gwet_ac"]
_COLUMNS = (
    "category", "labels", "share", "agreement", "agreement_low", "agreement_high", "value", "low", "high", "status",
)  # fmt: skip
_COEFFICIENTS = {"krippendorff_alpha": krippendorff_alpha, "fleiss_kappa": fleiss_kappa, "gwet_ac": gwet_ac}


def category_agreement(
    ratings: Ratings, *, coefficient: Coefficient = "krippendorff_alpha", confidence: float = 0.95
) -> BreakdownResult:
    """Find the categories whose definition the annotators do not share, worst first.

    Parameters
    ----------
    ratings : Ratings
    coefficient : {"krippendorff_alpha", "fleiss_kappa", "gwet_ac"}
        Chance-corrected agreement on "this category or another".
    confidence : float
        Nominal coverage of the intervals, each for its own category (not jointly).

    Returns
    -------
    BreakdownResult
        Columns `category`; `labels` and `share` of all labels; `agreement` (given that one annotator chose the
        category, how often another of the same item did too) with `agreement_low` and `agreement_high`, clustered by
        item; `value`, `low`, `high` and `status` of the coefficient. A category that nobody used has NaN.

    Raises
    ------
    SmoError
        An unknown coefficient; more than 4,096 categories.

    References
    ----------
    Fleiss (1971), eqs. 11-14 (category agreement and kappa); Cicchetti & Feinstein (1990) for specific agreement.

    Examples
    --------
    >>> table = category_agreement(Ratings.from_wide([["x", "x"], ["x", "y"], ["z", "y"], ["z", "z"]])).to_frame()
    >>> table["category"].tolist()
    ['y', 'x', 'z']
    """
    import pandas as pd

    if coefficient not in _COEFFICIENTS:
        raise SmoError(f"coefficient must be one of {', '.join(_COEFFICIENTS)}; {coefficient!r} arrived.")
    check_confidence(confidence)
    check_ratings(ratings)
    check_names(len(ratings.categories))
    counts, size = ratings.patterns.counts, ratings.patterns.counts.sum(axis=1)
    totals = ratings.patterns.multiplicity @ counts
    rows = []
    for place, category in enumerate(ratings.categories):
        one = np.column_stack([counts[:, place], size - counts[:, place]])
        result = _COEFFICIENTS[coefficient](ratings.regrouped(one, (category, "other")), confidence=confidence)
        share = totals[place] / max(totals.sum(), 1)
        specific = _specific(ratings, one, confidence)
        rows.append(
            (category, int(totals[place]), share, *specific, result.value, result.low, result.high, result.status)
        )
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    frame = frame.sort_values(["value", "category"], na_position="last", kind="stable")
    return BreakdownResult("category_agreement", frame.reset_index(drop=True), ratings.warnings)


def _specific(ratings: Ratings, one: IntArray, confidence: float) -> tuple[float, float, float]:
    """Share of partners who chose the category too, over the labels that chose it."""
    size = one.sum(axis=1)
    keep = (size >= 2) & (one[:, 0] > 0)
    chose, times = one[keep, 0].astype(float), ratings.patterns.multiplicity[keep]
    both = chose * (chose - 1) / (size[keep] - 1)
    share, low, high = clustered_shares((moments(both, chose) @ times)[:, None], confidence)
    return float(share[0]), float(low[0]), float(high[0])
