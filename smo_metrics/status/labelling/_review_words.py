"""The sentences of a quality review: three on top, one above each chart, and what else to know."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from smo_metrics.agreement import AgreementResult
from smo_metrics.status.basis.kpi import Kpi
from smo_metrics.status.basis.wording import coefficient, count
from smo_metrics.status.labelling.changes import ALL_LABELS
from smo_metrics.status.labelling.key_figures import annotator_kpi
from smo_metrics.status.labelling.versions import MOST_VERSIONS
from smo_metrics.tables import policy_versions

if TYPE_CHECKING:
    import pandas as pd


def headlines(kpis: Sequence[Kpi], changes: pd.DataFrame, disputed: int) -> tuple[str, str, str]:
    """Three sentences: agreement and whether it changed, gold, where to act."""
    alpha, gold, category, annotators = kpis
    agreement = f"{alpha.mark}: Krippendorff's alpha is {alpha.shown} ({alpha.detail}), {alpha.target}."
    if math.isnan(alpha.value):
        agreement = f"Krippendorff's alpha is not available: {alpha.detail}."
    if change := _clearest(changes):
        agreement += f" {_sentence(change)}{_worst_category(change, changes)}."
    right = f"{gold.mark}: labels match gold in {gold.shown} ({gold.detail}), {gold.target}."
    if math.isnan(gold.value):
        right = "Gold accuracy is not available: no gold labels came with the data."
    act = "No category can be judged."
    if category.rag != "none":
        act = f"{'Clarify first' if category.rag != 'green' else 'Weakest, but on target'}: {category.detail}."
    if annotators.rag == "amber":
        act += f" Talk to {annotators.detail}."
    if disputed:
        act += f" {count(disputed, 'item')} in dispute: settle those on the sheet Adjudicate."
    return agreement, right, act


def chart_headlines(
    weeks: pd.DataFrame,
    drift: pd.DataFrame,
    changes: pd.DataFrame,
    categories: pd.DataFrame,
    annotators: pd.DataFrame,
    alpha: AgreementResult,
) -> dict[str, str]:
    """One sentence above each chart."""
    return {
        "weeks": _weeks(weeks, changes, alpha),
        "drift": _drift(drift, changes),
        "categories": _categories(categories),
        "annotators": _annotators(annotators),
    }


def notes(frame: pd.DataFrame, all_pairs: int, pairs: int, disputed: int, adjudicate: int) -> tuple[str, ...]:
    """Say what the tables leave out."""
    found = []
    versions = policy_versions(frame)
    if versions > 1 and (nameless := int(frame["policy_version"].isna().sum())):
        found.append(
            f"{count(nameless, 'label')} without a policy version: compared only with one another, not with those of "
            "a version."
        )
    if versions > MOST_VERSIONS:
        found.append(f"{versions:,} policy versions: too many to compare, so that no drift is shown.")
    if pairs < all_pairs:
        found.append(f"Pairs lists the {pairs:,} weakest of {all_pairs:,} pairs of annotators.")
    if adjudicate < disputed:
        found.append(f"Adjudicate lists the first {adjudicate:,} of {disputed:,} items in dispute.")
    return tuple(found)


def _clearest(changes: pd.DataFrame, kind: str | None = None) -> dict[Hashable, Any] | None:
    """Choose the largest of the changes that are shown: of all labels if any, else of a category."""
    shown = changes[changes["change"] != ""]
    if kind:
        shown = shown[shown["kind"] == kind]
    overall = shown[shown["category"] == ALL_LABELS]
    largest_first = (overall if len(overall) else shown).sort_values("difference", key=abs, ascending=False)
    return next(iter(largest_first.to_dict("records")), None)


def _sentence(change: Mapping[Hashable, Any]) -> str:
    finding = str(change["finding"])
    return finding[:1].upper() + finding[1:] if change["category"] == ALL_LABELS else finding


def _weeks(weeks: pd.DataFrame, changes: pd.DataFrame, alpha: AgreementResult) -> str:
    if not len(weeks):
        return "Alpha by week: not available, the labels carry no times"
    if change := _clearest(changes, "week"):
        return _sentence(change)
    last = weeks.iloc[-1]
    band = "no interval" if math.isnan(last["low"]) else f"{coefficient(last['low'])} to {coefficient(last['high'])}"
    return (
        f"Alpha by week: {coefficient(last['alpha'])} ({band}) in the latest, from {last['week']:%d %b %Y}; "
        f"{coefficient(alpha.value)} over all"
    )


def _drift(drift: pd.DataFrame, changes: pd.DataFrame) -> str:
    if change := _clearest(changes, "version"):
        return _sentence(change) + _worst_category(change, changes)
    if not len(changes):
        return "Agreement by policy version: not available, there are too many versions"
    if len(drift) < 2:
        known = f"only {drift['policy_version'].iloc[0]} is named" if len(drift) else "the labels name none"
        return f"Agreement by policy version: nothing to compare, {known}"
    carried = changes.loc[changes["kind"] == "version", "low"].notna()
    if not carried.any():
        return "Agreement by policy version: too few data to tell whether it changed"
    return f"No change of agreement can be shown between the {len(drift)} policy versions"


def _worst_category(change: Mapping[Hashable, Any], changes: pd.DataFrame) -> str:
    """Say on which category agreement fell most, where it fell over all of them with the same version."""
    same = changes[(changes["policy_version"] == change["policy_version"]) & (changes["kind"] == "version")]
    fell = same[(same["change"] == "fell") & (same["category"] != ALL_LABELS)]
    if (change["kind"], change["category"], change["change"]) != ("version", ALL_LABELS, "fell") or not len(fell):
        return ""
    worst = fell.sort_values("difference").iloc[0]
    return f"; most on {worst['category']} ({coefficient(worst['before'])} to {coefficient(worst['after'])})"


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
