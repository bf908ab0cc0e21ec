"""Are the labels right? Gold accuracy as the review counts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smo_metrics.quality import GoldAccuracyResult, gold_accuracy
from smo_metrics.settings import Project

if TYPE_CHECKING:
    import pandas as pd


def gold_of(frame: pd.DataFrame, project: Project) -> GoldAccuracyResult | None:
    """Give gold accuracy at the project's confidence; None without gold labels."""
    if "gold_label" not in frame or frame["gold_label"].isna().all():
        return None
    return gold_at(project.confidence, frame, project)


def gold_at(confidence: float, frame: pd.DataFrame, project: Project) -> GoldAccuracyResult:
    """Gold labels hold for a policy version of an item; versions of one item are not independent."""
    categories = project.categories or None
    return gold_accuracy(frame, item="unit", cluster="item_id", categories=categories, confidence=confidence)
