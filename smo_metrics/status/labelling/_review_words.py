"""The sentences and key figures of a quality review."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from smo_metrics.agreement import AgreementResult
from smo_metrics.quality import GoldAccuracyResult
from smo_metrics.settings import Project
from smo_metrics.status.basis.kpi import Kpi, rate
from smo_metrics.status.basis.wording import NOT_AVAILABLE, STATUS_WORDS, coefficient, count, interval, percent

if TYPE_CHECKING:
    import pandas as pd


def alpha_kpi(alpha: AgreementResult, project: Project) -> Kpi:
    """Krippendorff's alpha against its thresholds."""
    limits = project.thresholds
    detail = interval(alpha.low, alpha.high, project.confidence) if alpha.status == "ok" else STATUS_WORDS[alpha.status]
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
        formula="1 - observed disagreement / disagreement expected by chance",
        direction="higher",
        n=alpha.items,
    )


def gold_kpi(gold: GoldAccuracyResult | None, project: Project) -> Kpi:
    """Accuracy on gold items against its thresholds."""
    limits, share = project.thresholds, gold.accuracy if gold else None
    value, low, high = (share.value, share.low, share.high) if share else (math.nan,) * 3
    detail = "no gold labels"
    if gold:
        reach = _open(low, high, limits.gold_target, limits.gold_minimum)
        size = f"{count(gold.labels, 'label')} on {count(gold.items, 'gold item')}"
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
        n=gold.labels if gold else 0,
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


def why(row: Mapping[Any, Any], agrees_less: bool, gold_below: bool) -> str:
    """Give the evidence for talking to an annotator, empty without any."""
    reasons = []
    if agrees_less:
        shares = f"{percent(row['agreement'])} against {percent(row['others'])}"
        reasons.append(f"agrees with the others less than they with one another ({shares})")
    if gold_below:
        shares = f"{percent(row['gold_accuracy'])}, others {percent(row['gold_others'])}"
        reasons.append(f"is right on gold less often than the others ({shares})")
    return " and ".join(reasons)


def headlines(kpis: Sequence[Kpi], project: Project) -> tuple[str, ...]:
    """Three sentences: agreement, gold, where to act."""
    alpha, gold, category, annotators = kpis
    agreement = f"{alpha.mark}: Krippendorff's alpha is {alpha.shown} ({alpha.detail}), {alpha.target}."
    if math.isnan(alpha.value):
        agreement = f"Krippendorff's alpha is not available: {alpha.detail}."
    right = f"{gold.mark}: labels match gold in {gold.shown} ({gold.detail}), {gold.target}."
    if math.isnan(gold.value):
        right = "Gold accuracy is not available: no gold labels came with the data."
    act = "No category can be judged."
    if category.rag != "none":
        act = f"{'Clarify first' if category.rag != 'green' else 'Weakest, but on target'}: {category.detail}."
    if annotators.rag == "amber":
        act += f" Talk to {annotators.detail}."
    return agreement, right, act


def chart_headlines(
    weeks: pd.DataFrame, categories: pd.DataFrame, annotators: pd.DataFrame, alpha: AgreementResult
) -> dict[str, str]:
    """One sentence above each chart."""
    return {
        "weeks": _weeks(weeks, alpha),
        "categories": _categories(categories),
        "annotators": _annotators(annotators),
    }


def _weeks(weeks: pd.DataFrame, alpha: AgreementResult) -> str:
    if not len(weeks):
        return "Alpha by week: not available, the labels carry no times"
    last = weeks.iloc[-1]
    band = "no interval" if math.isnan(last["low"]) else f"{coefficient(last['low'])} to {coefficient(last['high'])}"
    return (
        f"Alpha by week: {coefficient(last['alpha'])} ({band}) in the latest, from {last['week']:%d %b %Y}; "
        f"{coefficient(alpha.value)} over all"
    )


def _categories(categories: pd.DataFrame) -> str:
    if not len(categories) or math.isnan(categories["low"].iloc[0]):
        return "Agreement by category: not available"
    worst = categories.iloc[0]
    return f"Annotators agree least on {worst['category']} (alpha {coefficient(worst['alpha'])})"


def _annotators(annotators: pd.DataFrame) -> str:
    names = list(annotators.loc[annotators["talk_to"], "annotator"])
    if names:
        return f"{', '.join(map(str, names))}: weaker than the others by more than chance"
    if annotator_kpi(annotators).rag == "none":
        return "No annotator can be judged: too few shared or gold items"
    return "No annotator is weaker than the others by more than chance"


def _open(low: float, high: float, target: float, minimum: float) -> str:
    """Say on which limit the data leave it open on which side the true value lies."""
    open_ = [name for name, limit in (("target", target), ("minimum", minimum)) if low < limit < high]
    return f", on both sides of the {' and the '.join(open_)}" if open_ else ""
