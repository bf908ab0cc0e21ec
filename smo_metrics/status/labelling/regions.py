"""Is the labelling good in each region?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from smo_metrics.agreement import Ratings, krippendorff_alpha
from smo_metrics.quality import Share, gold_accuracy_by
from smo_metrics.settings import Project
from smo_metrics.status.basis.kpi import Kpi
from smo_metrics.status.labelling.key_figures import alpha_kpi, gold_kpi

if TYPE_CHECKING:
    import pandas as pd


def region_kpis(
    frame: pd.DataFrame, project: Project, categories: Sequence[Any], *, has_gold: bool
) -> tuple[Kpi, ...]:
    """Give alpha and gold accuracy of each region's annotators.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `first_submissions`. Labels without a region count in none.
    project : Project
        Level, confidence and thresholds.
    categories : sequence
        The domain of alpha, in order.
    has_gold : bool
        Whether the project has gold accuracy at all.

    Returns
    -------
    tuple of Kpi
        Alpha of every region, then gold accuracy of every region, A to Z; NaN with the reason in `detail` where a
        region's data cannot tell. None without regions. A region's alpha compares only labels of its own annotators
        with one another: an item that two regions labelled once each counts in neither.
    """
    if "region" not in frame or frame["region"].isna().all():
        return ()
    by_region = {
        str(region): Ratings.from_long(labels, item="unit", categories=categories)
        for region, labels in frame.groupby("region")
    }
    alphas = [
        alpha_kpi(krippendorff_alpha(ratings, level=project.level, confidence=project.confidence), project, region)
        for region, ratings in by_region.items()
    ]
    right = _gold_by_region(frame, project) if has_gold else {}
    return (*alphas, *(gold_kpi(*right.get(region, (None, 0, 0)), project, region) for region in by_region))


def _gold_by_region(frame: pd.DataFrame, project: Project) -> dict[str, tuple[Share | None, int, int]]:
    """Accuracy, labels and gold items of the regions that have any; a gold label holds for its item in all regions."""
    golden = frame["unit"].isin(frame.loc[frame["gold_label"].notna(), "unit"])
    if frame.loc[golden, "region"].isna().all():
        return {}
    categories = project.categories or None
    table = gold_accuracy_by(
        frame, "region", item="unit", cluster="item_id", categories=categories, confidence=project.confidence
    ).frame
    return {
        str(row["group"]): (Share(row["accuracy"], row["low"], row["high"]), row["labels"], row["items"])
        for row in table.to_dict("records")
    }
