"""Do annotators disagree a little on many items, or badly on a few? How agreement spreads over items."""

from __future__ import annotations

import math

import numpy as np

from smo_metrics._intervals import two_sided_quantile, wilson
from smo_metrics.agreement.inference import check_confidence
from smo_metrics.agreement.percent import item_agreement
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import BreakdownResult


def item_distribution(ratings: Ratings, *, confidence: float = 0.95) -> BreakdownResult:
    """Tell whether a few items or all of them need a clearer policy: how many items reach each level of agreement.

    Parameters
    ----------
    ratings : Ratings
        Items with one label have no agreement and are left out, with a warning that counts them.
    confidence : float
        Nominal coverage of the intervals, each for its own level (not jointly).

    Returns
    -------
    BreakdownResult
        One row a level that occurs, lowest first: `agreement` (share of an item's annotator pairs that agree),
        `items`, their `share` of the items with two labels or more with `low` and `high` (Wilson), and `cumulative`,
        the share of items at this level or below. The last row is always agreement 1: the unanimous items. Shares are
        NaN where no item has two labels.

    References
    ----------
    Fleiss (1971), eq. 2, for an item's agreement; Wilson (1927) for the intervals.

    Examples
    --------
    >>> item_distribution(Ratings.from_counts([[3, 0], [1, 2], [0, 3], [3, 0]])).to_frame()["share"].tolist()
    [0.25, 0.75]
    """
    import pandas as pd

    check_confidence(confidence)
    agreement = item_agreement(ratings)
    agreement = agreement[~np.isnan(agreement)]
    level, items = np.unique(np.append(agreement, 1.0), return_counts=True)
    items[-1] -= 1
    total = len(agreement)
    share = items / total if total else np.full(len(items), math.nan)
    size = np.full(len(items), float(total) if total else math.nan)
    low, high = wilson(share, size, np.full(len(items), two_sided_quantile(confidence, math.inf)))
    frame = pd.DataFrame(
        {"agreement": level, "items": items, "share": share, "low": low, "high": high, "cumulative": share.cumsum()}
    )
    single = ratings.items - total
    warnings = (f"{single:,} items have one label and no agreement.",) if single else ()
    return BreakdownResult("item_distribution", frame, (*ratings.warnings, *warnings))
