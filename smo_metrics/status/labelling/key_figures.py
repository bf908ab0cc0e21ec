"""Is the labelling on target? The key figures of a quality review, of the whole project or of a region."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from smo_metrics.agreement import AgreementResult
from smo_metrics.quality import Share
from smo_metrics.settings import Project
from smo_metrics.status.basis.kpi import ALL_REGIONS, Kpi, rate
from smo_metrics.status.basis.wording import NOT_AVAILABLE, STATUS_WORDS, coefficient, count, interval, percent

if TYPE_CHECKING:
    import pandas as pd


def alpha_kpi(alpha: AgreementResult, project: Project, region: str = ALL_REGIONS) -> Kpi:
    """Krippendorff's alpha against its thresholds."""
    limits = project.thresholds
    detail = interval(alpha.low, alpha.high, project.confidence) if alpha.status == "ok" else STATUS_WORDS[alpha.status]
    within = "" if region == ALL_REGIONS else ", among labels of the region's annotators"
    return Kpi(
        key="alpha",
        pillar="quality",
        name="Krippendorff's alpha",
        value=alpha.value,
        low=alpha.low,
        high=alpha.high,
        shown=coefficient(alpha.value),
        rag=rate(alpha.value, limits.alpha_target, limits.alpha_minimum),
        target=f"target {limits.alpha_target:g}, minimum {limits.alpha_minimum:g}",
        detail=detail + _open(alpha.low, alpha.high, limits.alpha_target, limits.alpha_minimum),
        formula=f"1 - observed disagreement / disagreement expected by chance{within}",
        direction="higher",
        n=alpha.items,
        region=region,
    )


def gold_kpi(accuracy: Share | None, labels: int, items: int, project: Project, region: str = ALL_REGIONS) -> Kpi:
    """Accuracy on gold items against its thresholds; None without gold labels."""
    limits = project.thresholds
    value, low, high = (accuracy.value, accuracy.low, accuracy.high) if accuracy else (math.nan,) * 3
    detail = "no gold labels"
    if accuracy:
        reach = _open(low, high, limits.gold_target, limits.gold_minimum)
        size = f"{count(labels, 'label')} on {count(items, 'gold item')}"
        detail = f"{interval(low, high, project.confidence, percent)}{reach}; {size}"
    return Kpi(
        key="gold",
        pillar="quality",
        name="Gold accuracy",
        value=value,
        low=low,
        high=high,
        shown=percent(value),
        rag=rate(value, limits.gold_target, limits.gold_minimum),
        target=f"target {100 * limits.gold_target:g} %, minimum {100 * limits.gold_minimum:g} %",
        detail=detail,
        formula="labels equal to the gold label / labels on gold items",
        direction="higher",
        n=labels,
        region=region,
    )


def category_kpi(categories: pd.DataFrame, project: Project) -> Kpi:
    """Give the weakest category's alpha against its thresholds."""
    limits = project.thresholds
    value, low, high, detail = math.nan, math.nan, math.nan, "no category can be judged"
    if len(categories) and not math.isnan(categories["low"].iloc[0]):
        worst = categories.iloc[0]
        value, low, high = float(worst["alpha"]), float(worst["low"]), float(worst["high"])
        reach = _open(low, high, limits.category_target, limits.category_minimum)
        detail = f"{worst['category']}: {interval(low, high, project.confidence)}{reach}"
    return Kpi(
        key="category",
        pillar="quality",
        name="Weakest category",
        value=value,
        low=low,
        high=high,
        shown=coefficient(value),
        rag=rate(value, limits.category_target, limits.category_minimum),
        target=f"target {limits.category_target:g}, minimum {limits.category_minimum:g}",
        detail=detail,
        formula="alpha of 'this category or another', lowest of all categories",
        direction="higher",
        n=len(categories),
    )


def annotator_kpi(annotators: pd.DataFrame) -> Kpi:
    """Count the annotators who stand out as weaker."""
    names = list(annotators.loc[annotators["talk_to"], "annotator"])
    judged = annotators["gap_high"].notna() | annotators["gold_high"].notna()
    known = bool(judged.any())
    return Kpi(
        key="annotators",
        pillar="quality",
        name="Annotators to talk to",
        value=float(len(names)) if known else math.nan,
        low=math.nan,
        high=math.nan,
        shown=str(len(names)) if known else NOT_AVAILABLE,
        rag="none" if not known else "amber" if names else "green",
        target="target 0",
        detail=", ".join(map(str, names)) or (f"nobody of {int(judged.sum())} stands out" if known else NOT_AVAILABLE),
        formula="annotators whose whole interval lies below the others'",
        direction="lower",
        n=int(judged.sum()),
    )


def _open(low: float, high: float, target: float, minimum: float) -> str:
    """Say on which limit the data leave it open on which side the true value lies."""
    open_ = [name for name, limit in (("target", target), ("minimum", minimum)) if low < limit < high]
    return f", on both sides of the {' and the '.join(open_)}" if open_ else ""
