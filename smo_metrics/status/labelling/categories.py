"""Which category's definition do the annotators not share?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from smo_metrics._columns import label_text
from smo_metrics.agreement import Ratings, category_agreement
from smo_metrics.quality import GoldAccuracyResult
from smo_metrics.settings import Project

if TYPE_CHECKING:
    import pandas as pd


def category_domain(labels: pd.Series, categories: tuple[str | float, ...]) -> tuple[str | float, ...]:
    """Give declared categories the labels' kind: a sheet may hold 1 where the export holds "1", or the reverse."""
    if any(isinstance(label, str) for label in labels):
        return tuple(label_text(category) for category in categories)
    try:
        numbers = tuple(float(category) for category in categories)
    except ValueError:
        return categories
    return numbers if all(map(math.isfinite, numbers)) else categories


def weakest_categories(ratings: Ratings, gold: GoldAccuracyResult | None, project: Project) -> pd.DataFrame:
    """Give agreement and gold scores of each category, weakest alpha first; those that cannot be judged come last."""
    import pandas as pd

    table = category_agreement(ratings, confidence=project.confidence).to_frame().rename(columns={"value": "alpha"})
    judged = table["status"] == "ok"  # a category with hardly a label, a typo say, is not the weakest
    table = pd.concat([table[judged], table[~judged]], ignore_index=True)
    table = table.assign(error_low=table["alpha"] - table["low"], error_high=table["high"] - table["alpha"])
    shares = [f"{name}{end}" for name in ("precision", "recall", "f1") for end in ("", "_low", "_high")]
    if gold is None:
        return table.assign(**dict.fromkeys(shares, math.nan))
    return table.merge(gold.classes[["category", *shares]], on="category", how="left")
