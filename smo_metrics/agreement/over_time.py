"""Is agreement holding up from week to week?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from smo_metrics.agreement.krippendorff import Level, krippendorff_alpha
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import BreakdownResult
from smo_metrics.errors import TableError

if TYPE_CHECKING:
    import pandas as pd


def agreement_over_time(
    table: pd.DataFrame,
    *,
    freq: Literal["D", "W", "M"] = "W",
    item: str = "item_id",
    annotator: str = "annotator_id",
    label: str = "label",
    labelled_at: str = "labelled_at",
    timezone: str = "UTC",
    level: Level = "nominal",
    categories: Sequence[Any] | None = None,
    confidence: float = 0.95,
) -> BreakdownResult:
    """Krippendorff's alpha by day, week (from Monday) or month; an item belongs to the period of its first label.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a label, each (item, annotator) once, with aware times in `labelled_at`.
    freq : {"D", "W", "M"}
        Length of a period.
    timezone : str
        IANA zone whose days count.
    level, categories, confidence
        As for `krippendorff_alpha`; without `categories` the domain is that of the whole table.

    Returns
    -------
    BreakdownResult
        One row a period that holds items: `period` (its first day), `items`, `labels`, `value`, `low`, `high`,
        `status`. Items without a time are left out, with a warning that counts them.

    Raises
    ------
    TableError
        No times, or times without a zone.

    Notes
    -----
    Intervals are for each period on its own: with eight weeks, one in three projects shows at least one week outside
    its 95 % interval when nothing changed (1 - .95**8 = .34).

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.Timestamp("2026-03-03 09:00", tz="UTC")
    >>> rows = pd.DataFrame({"item_id": list("aabb"), "annotator_id": [1, 2, 1, 2], "label": list("xxxy")})
    >>> str(agreement_over_time(rows.assign(labelled_at=day)).to_frame()["period"][0])
    '2026-03-02'
    """
    import pandas as pd

    from smo_metrics._coding import factorize, natural_order

    if labelled_at not in table or not isinstance(table[labelled_at].dtype, pd.DatetimeTZDtype):
        raise TableError("labels", [f"agreement over time needs a column {labelled_at!r} of times with a zone."])
    first = table.groupby(item, sort=False)[labelled_at].transform("min").dt.tz_convert(timezone).dt.tz_localize(None)
    period = first.dt.to_period({"D": "D", "W": "W-SUN", "M": "M"}[freq])
    domain = natural_order(factorize(table[label])[1]) if categories is None else categories
    rows = []
    for when, part in table.groupby(period, sort=True):
        ratings = Ratings.from_long(part, item=item, annotator=annotator, label=label, categories=domain)
        result = krippendorff_alpha(ratings, level=level, confidence=confidence)
        rows.append(
            {
                "period": when.start_time.date(), "items": result.items, "labels": result.labels,
                "value": result.value, "low": result.low, "high": result.high, "status": result.status,
            }
        )  # fmt: skip
    columns = ["period", "items", "labels", "value", "low", "high", "status"]
    timeless = table.loc[first.isna(), item].nunique()
    warnings = (f"{timeless:,} items have no time and are left out.",) if timeless else ()
    return BreakdownResult("agreement_over_time", pd.DataFrame(rows, columns=columns), warnings)
