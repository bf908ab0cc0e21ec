"""Which charts does a review bring to a page? Each below the sentence that its dashboard has above it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from smo_metrics.status.basis.review import Review
from smo_metrics.status.basis.wording import coefficient, percent
from smo_metrics.status.bottlenecks.bottleneck_review import BottleneckReview
from smo_metrics.status.delivery.delivery_review import DeliveryReview
from smo_metrics.status.labelling.quality_review import QualityReview
from smo_metrics.status.project.project_status import ProjectStatus
from smo_metrics.status.update.drawing import Band, Line, bar_chart, line_chart
from smo_metrics.status.update.page import Drawing

_MOST_BARS = 6


def drawings(review: Review) -> tuple[Drawing, ...]:
    """Give the charts of a review, or of all reviews of a project's status; none for what has no data."""
    reviews = [one for _, one in review.reviews.named()] if isinstance(review, ProjectStatus) else [review]
    return tuple(drawing for one in reviews for drawing in _of(one))


def _of(review: Review) -> Iterator[Drawing]:
    if isinstance(review, QualityReview):
        yield from _agreement(review)
    elif isinstance(review, DeliveryReview):
        yield from _burn_up(review)
        yield from _attainment(review)
    elif isinstance(review, BottleneckReview):
        yield from _fixes(review)


def _agreement(review: QualityReview) -> Iterator[Drawing]:
    weeks = review.weeks
    if len(weeks) < 2:
        return
    headline = review.chart_headlines["weeks"]
    yield Drawing(
        headline,
        line_chart(
            f"Krippendorff's alpha by week. {headline}",
            list(weeks["week"]),
            [Line("Alpha", list(weeks["alpha"])), Line("Target", list(weeks["target"]), is_target=True)],
            [Band("Interval", list(weeks["band_low"]), list(weeks["band_low"] + weeks["band"]))],
            write=coefficient,
        ),
    )


def _burn_up(review: DeliveryReview) -> Iterator[Drawing]:
    fan = review.fan
    if fan is None or len(fan) < 2:
        return
    headline = review.chart_headlines["fan"]
    yield Drawing(
        headline,
        line_chart(
            f"Tasks done and forecast against the scope. {headline}",
            list(fan["day"]),
            [Line("Done", list(fan["done_tasks"])), Line("Scope", list(fan["scope_tasks"]), is_target=True)],
            [
                Band("95 % of futures", list(fan["p2_5"]), list(fan["p97_5"])),
                Band("half of them", list(fan["p25"]), list(fan["p75"])),
            ],
            write=lambda value: f"{value:,.0f}",
            due=review.project.delivery.due_date,
        ),
    )


def _attainment(review: DeliveryReview) -> Iterator[Drawing]:
    weeks = review.weeks
    if weeks is None or weeks["attained_share"].notna().sum() < 2:
        return
    headline = review.chart_headlines["weeks"]
    yield Drawing(
        headline,
        line_chart(
            f"Share of tasks in time by week. {headline}",
            list(weeks["week"]),
            [
                Line("In time", list(weeks["attained_share"])),
                Line("Goal", list(weeks["goal_share"]), is_target=True),
            ],
            [Band("Interval", list(weeks["band_low"]), list(weeks["band_low"] + weeks["band"]))],
            write=lambda value: percent(value).replace(".0 %", " %"),
        ),
    )


def _fixes(review: BottleneckReview) -> Iterator[Drawing]:
    fixes = review.fixes
    if fixes is None or not fixes["gain_hours"].notna().any():
        return
    rows = list(islice(fixes.dropna(subset=["gain_hours"]).to_dict("records"), _MOST_BARS))
    headline = review.chart_headlines["fixes"]
    yield Drawing(
        headline,
        bar_chart(
            f"Hours that each fix takes off the mean lead time. {headline}",
            [str(row["fix"]) for row in rows],
            *([float(row[name]) for row in rows] for name in ("gain_hours", "low_hours", "high_hours")),
            write=lambda value: f"{value:.1f} h",
        ),
    )
