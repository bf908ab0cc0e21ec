"""Does a policy drift, or was a category never clear? Findings from the agreement of annotators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from smo_metrics.agreement import Ratings, category_agreement, krippendorff_alpha
from smo_metrics.settings import Project
from smo_metrics.status.basis.wording import coefficient, percent
from smo_metrics.status.labelling.changes import ALL_LABELS
from smo_metrics.status.labelling.gold import gold_of
from smo_metrics.status.labelling.quality_review import QualityReview
from smo_metrics.status.project.finding import TESTED_RULES, Finding, jointly, wide_interval

if TYPE_CHECKING:
    import pandas as pd

_POLICY_LEAD = "policy lead"


def agreement_findings(review: QualityReview) -> Iterator[Finding]:
    """Name the policy versions, weeks and categories that somebody should look at.

    Parameters
    ----------
    review : QualityReview

    Returns
    -------
    iterator of Finding
        A fall with a version of the policy, of all labels or of single categories, is one finding that names the
        categories; so is a change from some week on within a version. A category whose alpha lies below its minimum
        is one too, unless it is part of such a fall; so are agreement and gold accuracy below their minimum, where
        nothing fell. Everything is tested at `jointly` the project's confidence.
    """
    project = review.project
    changes = review.changes[review.changes["p_adjusted"] < (1 - project.confidence) / TESTED_RULES]
    fell, rose = (changes[changes["change"] == way] for way in ("fell", "rose"))
    whole = rose[rose["category"] == ALL_LABELS]
    yield from _falls(fell[fell["kind"] == "version"], project)
    for row in _rows(fell[fell["kind"] == "week"]):
        since = f"the week of {row['since']:%d %b %Y}"
        yield Finding(
            f"agreement-week:{row['policy_version'] or 'all'}", "trend", "medium", "quality",
            f"Agreement is lower since {since}.", _sentence(row["finding"]), abs(row["difference"]), "alpha",
            _POLICY_LEAD, f"Ask what changed in {since}: instructions, tool, people, or the kind of content.",
        )  # fmt: skip
    for row in _rows(whole):
        where = f"with policy {row['policy_version']}" if row["kind"] == "version" else f"since {row['since']:%d %b %Y}"
        rule = "agreement-rose" if row["kind"] == "version" else "agreement-rose-week"
        yield Finding(
            f"{rule}:{row['policy_version'] or 'all'}", "trend", "low", "quality", f"Agreement rose {where}.",
            _sentence(row["finding"]), row["difference"], "alpha", _POLICY_LEAD, "Find out what helped, and keep it.",
        )  # fmt: skip
    counted = review.labels[review.labels["counted_label"].notna()].assign(label=review.labels["counted_label"])
    yield from _unclear(review, counted, set(fell["category"]))
    if fell.empty:
        yield from _below_minimum(review, counted)


def _falls(fell: pd.DataFrame, project: Project) -> Iterator[Finding]:
    for version, rows in fell.groupby("policy_version", sort=False):
        whole, single = (rows[(rows["category"] == ALL_LABELS) == is_whole] for is_whole in (True, False))
        names = " and ".join(map(str, single["category"].head(3)))
        first = _rows(whole if len(whole) else single)[0]
        moved = [(row["category"], *map(coefficient, (row["before"], row["after"]))) for row in _rows(single)]
        told = ", ".join(f"{category} from {before} to {after}" for category, before, after in moved)
        evidence = _sentence(first["finding"]) + (f" By category: {told}." if told else "")
        below = len(whole) and first["after"] < project.thresholds.alpha_minimum
        yield Finding(
            f"agreement:{version}", "risk", "high" if below else "medium", "quality",
            f"Agreement fell with policy {version}{f', most on {names}' if names else ''}.", evidence,
            abs(first["difference"]), "alpha", _POLICY_LEAD,
            f"Clarify {names or 'the categories in dispute'} in policy {version} with examples, then settle the "
            "items to adjudicate first together.",
        )  # fmt: skip


def _unclear(review: QualityReview, counted: pd.DataFrame, fell: set[Any]) -> Iterator[Finding]:
    least = review.project.thresholds.category_minimum
    if not (review.categories["high"] < least).any():
        return
    ratings = Ratings.from_long(counted, item="unit", categories=review.alpha.categories)
    strict = jointly(review.project.confidence, len(review.categories))
    table = category_agreement(ratings, confidence=strict).to_frame()
    for row in _rows(table[(table["high"] < least) & ~table["category"].isin(fell)]):
        known = wide_interval(row["low"], row["high"], coefficient)
        yield Finding(
            f"category:{row['category']}", "opportunity", "medium", "quality",
            f"Annotators do not share the definition of {row['category']}.",
            f"Its alpha against all other categories is {coefficient(row['value'])} ({known}), minimum {least:g}.",
            least - row["value"], "alpha", _POLICY_LEAD,
            f"Clarify {row['category']} with examples of what belongs to it and what does not.",
        )  # fmt: skip


def _below_minimum(review: QualityReview, counted: pd.DataFrame) -> Iterator[Finding]:
    project, limits = review.project, review.project.thresholds
    strict = jointly(project.confidence, 2)
    if review.alpha.high < limits.alpha_minimum:
        ratings = Ratings.from_long(counted, item="unit", categories=review.alpha.categories)
        alpha = krippendorff_alpha(ratings, level=project.level, confidence=strict)
        if alpha.high < limits.alpha_minimum:
            known = wide_interval(alpha.low, alpha.high, coefficient)
            yield Finding(
                "alpha-below-minimum", "risk", "high", "quality", "Annotators agree too little to train a model on.",
                f"Krippendorff's alpha is {coefficient(alpha.value)} ({known}), minimum {limits.alpha_minimum:g}.",
                limits.alpha_minimum - alpha.value, "alpha", _POLICY_LEAD,
                "Start with the weakest category, and calibrate everybody on the items to adjudicate first.",
            )  # fmt: skip
    if review.gold and review.gold.accuracy.high < limits.gold_minimum:
        gold = gold_of(counted, project.model_copy(update={"confidence": strict}))
        share = gold.accuracy if gold else review.gold.accuracy
        if share.high < limits.gold_minimum:
            known = wide_interval(share.low, share.high, percent)
            yield Finding(
                "gold-below-minimum", "risk", "high", "quality", "Too many labels differ from the gold labels.",
                f"{percent(share.value)} match gold ({known}), minimum {percent(limits.gold_minimum)}.",
                100 * (limits.gold_minimum - share.value), "percentage points", "quality lead",
                "Look at the commonest confusion first; check the gold labels of the items most often missed.",
            )  # fmt: skip


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + "."
