"""Who could be mentored, whose labels drift, who saw too much, and where does everything hang on one person?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from smo_metrics._intervals import Share, gap
from smo_metrics.agreement import Ratings, annotator_agreement
from smo_metrics.status.basis.kpi import ALL_REGIONS
from smo_metrics.status.basis.wording import count
from smo_metrics.status.bottlenecks.bottleneck_review import BottleneckReview
from smo_metrics.status.labelling.annotators import judged_annotators
from smo_metrics.status.labelling.quality_review import QualityReview
from smo_metrics.status.project.finding import Finding, jointly, wide_interval
from smo_metrics.status.wellness._person_words import OVER
from smo_metrics.status.wellness.exposure import ExposureReview

if TYPE_CHECKING:
    import pandas as pd

RECENT_DAYS = 28


def mentoring_findings(review: QualityReview) -> Iterator[Finding]:
    """Name the annotators who stand out as weaker, tested more strictly than for the review itself."""
    if not review.to_talk_to:
        return
    project = review.project.model_copy(update={"confidence": jointly(review.project.confidence)})
    counted = review.labels[review.labels["counted_label"].notna()].assign(label=review.labels["counted_label"])
    table = judged_annotators(counted, review.gold, project)
    for row in table[table["talk_to"]].to_dict("records"):
        below = -row["gap"] if "agrees with" in row["why"] else row["gold_others"] - row["gold_accuracy"]
        yield Finding(
            f"mentor:{row['annotator']}", "opportunity", "medium", "quality", f"{row['annotator']} could be mentored.",
            f"{row['annotator']} {row['why']}.", 100 * below, "percentage points", "team lead",
            f"Go through items with {row['annotator']} that others labelled differently; listen first.",
            _home(row["region"]),
        )  # fmt: skip


def drift_findings(review: QualityReview, as_of: datetime) -> Iterator[Finding]:
    """Name the annotators who agree with the others less in the last four weeks than before.

    Each annotator's distance to the others (`gap` of `annotator_agreement`) is compared between the two stretches, so
    that what befell everybody, a new policy for one, names nobody. An item belongs to the stretch of its first label.
    """
    labels = review.labels[review.labels["counted_label"].notna()]
    if "labelled_at" not in labels or review.annotators.empty:
        return
    first = labels.groupby("unit")["labelled_at"].transform("min")
    recent = first >= as_of - timedelta(days=RECENT_DAYS)
    confidence = jointly(review.project.confidence, len(review.annotators))
    before, after = (_gaps(labels[rows], review, confidence) for rows in (~recent & first.notna(), recent))
    for name in after.index.intersection(before.index):
        moved = gap(*(Share(*stretch.loc[name]) for stretch in (after, before)))
        if moved.high < 0:
            known = wide_interval(-100 * moved.high, -100 * moved.low, "{:.0f}".format)
            yield Finding(
                f"annotator-drift:{name}", "risk", "medium", "quality",
                f"{name} agrees with the others less than before.",
                f"In the last {RECENT_DAYS} days {name} is {-100 * moved.value:.0f} percentage points farther from the "
                f"others than before ({known}).", -100 * moved.value, "percentage points", "team lead",
                f"Ask {name} what changed: queue, hours, tiredness, a misread rule.",
            )  # fmt: skip


def exposure_findings(review: ExposureReview) -> Iterator[Finding]:
    """Name who was over the cap of sensitive content on any of the latest five days of work."""
    people = review.people
    for row in people[people["status"] == OVER].to_dict("records"):
        yield Finding(
            f"exposure:{row['person']}", "risk", "high", "wellness", f"{row['person']} saw too much sensitive content.",
            f"{row['person']}: {row['why']}.", row["highest_hours"] - row["cap_hours"], "hours over the cap",
            "team lead", f"Talk to {row['person']} and hand over sensitive work, as the rotation suggests.",
            _home(row["region"]),
        )  # fmt: skip


def single_person_findings(review: BottleneckReview) -> Iterator[Finding]:
    """Name the stages, of the project or of a region, that stand still when one person is away."""
    alone = review.stages[review.stages["one_person"]]
    everywhere = set(alone["stage"][alone["region"] == ALL_REGIONS])
    for row in alone.to_dict("records"):
        stage, region = row["stage"], row["region"]
        if region != ALL_REGIONS and stage in everywhere:
            continue
        where = stage if region == ALL_REGIONS else f"{stage} in {region}"
        yield Finding(
            f"one-person:{where}", "risk", "medium", "timeline", f"Only {row['main_person']} works at {where}.",
            f"In the last four weeks {row['main_person']} did all work at {where}; "
            f"{count(int(row['waiting_now']), 'task')} of it waits now.", 1.0, "person", "operations lead",
            f"Train a second person for {where} before the next absence.", region,
        )  # fmt: skip


def _home(region: object) -> str:
    return region if isinstance(region, str) and region else ALL_REGIONS


def _gaps(labels: pd.DataFrame, review: QualityReview, confidence: float) -> pd.DataFrame:
    """Give each annotator's distance to the others, with its interval."""
    if labels.empty:
        return review.annotators.iloc[:0].set_index("annotator")[["gap", "gap_low", "gap_high"]]
    ratings = Ratings.from_long(labels, item="unit", label="counted_label", categories=review.alpha.categories)
    table = annotator_agreement(ratings, confidence=confidence).to_frame().set_index("annotator")
    return table[["gap", "gap_low", "gap_high"]].dropna()
