"""Where each figure of an exposure review stands in its workbook: tables by header, cells by name. No arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from smo_metrics.status.basis.kpi import ALL_REGIONS
from smo_metrics.status.basis.wording import NOT_AVAILABLE, count
from smo_metrics.status.wellness._person_words import people_count
from smo_metrics.status.wellness.exposure import ExposureReview, exposure
from smo_metrics.workbook.books.book import Book, BookData, Progress, Sheets
from smo_metrics.workbook.books.kpi_rows import kpi_rows

if TYPE_CHECKING:
    import pandas as pd

_LABELS = (
    "item_id", "annotator_id", "label", "round", "status", "gold_label", "labelled_at_utc", "duration_seconds",
    "project", "queue", "region", "language", "policy_version", "exposure",
)  # fmt: skip
_OVER = {True: "■ over the cap", False: "● within the cap", None: NOT_AVAILABLE}
_TILES = {
    "exposure_over_cap": "tile_over",
    "exposure_max": "tile_highest",
    "exposure_breaks": "tile_breaks",
    "exposure_late": "tile_late",
}
_PEOPLE_DRAWN = 15


def review(data: BookData, progress: Progress) -> ExposureReview:
    """Compute the review of who saw how much."""
    progress("adding up exposure")
    labels = cast("pd.DataFrame", data.labels)
    return exposure(labels, data.project, calendars=data.calendars, roster=data.roster)


def sheets(review: ExposureReview, data: BookData) -> Sheets:
    """Say where its figures stand."""
    team = review.weeks["region"] == ALL_REGIONS
    return Sheets(
        title="exposure log",
        covers=_covers(review, data),
        tables={
            "Labels": _labels(data),
            "Kpis": kpi_rows(review.kpis),
            "People": review.people,
            "Days": review.days.assign(over_cap=[_OVER[over] for over in review.days["over_cap"]]),
            "Tiers": review.tiers,
            "ExposureWeeks": review.weeks,
            "Rotation": review.rotation,
        },
        tiles={_TILES[kpi.key]: kpi for kpi in review.kpis if kpi.region == ALL_REGIONS},
        blocks={"head_people": [[review.chart_headlines["people"] + _drawn(review)]]},
        chart_rows={"People": _PEOPLE_DRAWN, "ExposureWeeks": max(int(team.sum()), 1)},
    )


BOOK = Book(
    template="exposure_log",
    schema="1",
    data=("labels", "roster"),
    needs=("labels",),
    review=review,
    sheets=sheets,
)


def _labels(data: BookData) -> pd.DataFrame:
    """Give the labels; none where names are not to be shown and a source can give them again."""
    labels = cast("pd.DataFrame", data.labels)
    again = any(source.table == "labels" for source in data.project.sources)
    shown = labels.iloc[:0] if data.project.exposure.pseudonyms and again else labels
    return shown.rename(columns={"labelled_at": "labelled_at_utc"}).reindex(columns=list(_LABELS))


def _drawn(review: ExposureReview) -> str:
    """Say so when the chart shows only the first people."""
    rows = len(review.people)
    return f" (the first {_PEOPLE_DRAWN} of {rows} people are drawn)" if rows > _PEOPLE_DRAWN else ""


def _covers(review: ExposureReview, data: BookData) -> str:
    """Say what the figures cover; the latest day stands for the clock, so that a second refresh changes nothing."""
    days = review.days
    if not len(days):
        return f"{count(len(cast('pd.DataFrame', data.labels)), 'label')}, none of which can be placed on a day."
    labels, sensitive = (count(int(days[name].sum()), "label") for name in ("labels", "sensitive_labels"))
    return (
        f"Labels from {days['date'].min():%d %b %Y} to {days['date'].max():%d %b %Y}: {labels} of "
        f"{people_count(len(review.people))}, {sensitive} with sensitive content."
    )
