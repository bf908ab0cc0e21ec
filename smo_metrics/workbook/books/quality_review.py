"""Where each figure of a quality review stands in its workbook: tables by header, cells by name. No arithmetic."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

from smo_metrics.quality import GoldAccuracyResult
from smo_metrics.status import QualityReview, quality_review
from smo_metrics.status.basis.kpi import ALL_REGIONS
from smo_metrics.status.basis.wording import count
from smo_metrics.tables import policy_versions
from smo_metrics.workbook.books.book import Book, BookData, Progress, Sheets
from smo_metrics.workbook.books.kpi_rows import kpi_rows
from smo_metrics.workbook.xlsx.content import Value

if TYPE_CHECKING:
    import pandas as pd

_HEADERS = {
    "Labels": (
        "item_id", "annotator_id", "label", "round", "status", "counted_label", "unit", "gold_label", "labelled_at_utc",
        "duration_seconds", "project", "queue", "region", "language", "policy_version", "exposure",
    ),
    "AgreementWeeks": ("week", "items", "labels", "alpha", "low", "high", "band_low", "band", "target"),
    "Annotators": (
        "annotator_id", "region", "items", "agreement", "agreement_low", "agreement_high", "kappa", "kappa_low",
        "kappa_high", "error_low", "error_high", "gold_items", "gold_accuracy", "gold_low", "gold_high",
        "median_seconds", "talk_to", "why",
    ),
    "Categories": (
        "category", "labels", "share", "agreement", "alpha", "low", "high", "error_low", "error_high",
        "precision", "precision_low", "precision_high", "recall", "recall_low", "recall_high",
        "f1", "f1_low", "f1_high",
    ),
}  # fmt: skip
_DIRECTIONS = {"fell": "■ fell", "rose": "● rose"}
_MATRIX_SIZE = 12
_CHART_ROWS = {"Categories": 12, "Annotators": 15}


def review(data: BookData, progress: Progress) -> QualityReview:
    """Compute the review of the labels."""
    progress("computing")
    return quality_review(cast("pd.DataFrame", data.labels), data.project, data.roster)


def sheets(review: QualityReview, data: BookData) -> Sheets:
    """Say where its figures stand."""
    return Sheets(
        title="quality review",
        covers=_covers(review, data),
        tables={
            "Labels": _only("Labels", review.labels.rename(columns={"labelled_at": "labelled_at_utc"})),
            "Agreement": review.agreement,
            "AgreementWeeks": _only("AgreementWeeks", review.weeks),
            "Categories": _only("Categories", review.categories),
            "Annotators": _annotators(review.annotators),
            "Confusion": _confusion(review.gold),
            "Drift": review.drift,
            "Changes": review.changes.assign(change=review.changes["change"].replace(_DIRECTIONS)),
            "Pairs": review.pairs.assign(stands_out=review.pairs["stands_out"].map({True: "▲ stands out", False: ""})),
            "Adjudicate": review.adjudicate,
            "Kpis": kpi_rows(review.kpis),
        },
        tiles={f"tile_{kpi.key}": kpi for kpi in review.kpis if kpi.region == ALL_REGIONS},
        blocks={
            **{f"head_{chart}": [[words + _drawn(chart, review)]] for chart, words in review.chart_headlines.items()},
            "confusion_matrix": _matrix(review.gold),
        },
        chart_rows=_CHART_ROWS,
    )


BOOK = Book(
    template="quality_review",
    schema="2",
    data=("labels", "roster"),
    needs=("labels",),
    review=review,
    sheets=sheets,
)


def _only(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.reindex(columns=list(_HEADERS[table]))


def _annotators(frame: pd.DataFrame) -> pd.DataFrame:
    named = frame.rename(columns={"annotator": "annotator_id"})
    return _only("Annotators", named.assign(talk_to=named["talk_to"].map({True: "▲ talk to", False: ""})))


def _drawn(chart: str, review: QualityReview) -> str:
    """Say so when a chart shows only the first rows of its table."""
    rows, most = len(getattr(review, chart)), _CHART_ROWS.get(chart.capitalize(), math.inf)
    return f" (the {most} weakest of {rows} are drawn)" if rows > most else ""


def _covers(review: QualityReview, data: BookData) -> str:
    """Say what the figures cover; the latest label stands for the clock, so that a second refresh changes nothing."""
    labels = cast("pd.DataFrame", data.labels)
    sizes = (
        f"{count(review.alpha.items, 'item')}, {count(review.alpha.labels, 'label')} counted of {len(labels):,}, "
        f"{count(review.alpha.annotators, 'annotator')}"
    )
    if (versions := policy_versions(labels)) > 1:
        sizes += f"; {versions} policy versions, an item counts once under each"
    if "labelled_at" not in labels or labels["labelled_at"].isna().all():
        return f"{sizes}. The labels carry no times."
    zone = data.project.timezone
    latest = labels["labelled_at"].max().tz_convert(zone)
    return f"Labels to {latest:%d %b %Y %H:%M} ({zone}): {sizes}."


def _confusion(gold: GoldAccuracyResult | None) -> pd.DataFrame:
    import pandas as pd

    columns = ["gold_label", "label", "count", "share"]
    return pd.DataFrame(columns=columns) if gold is None else gold.confusion


def _matrix(gold: GoldAccuracyResult | None) -> list[list[Value]]:
    if gold is None:
        return [["no gold labels"]]
    counts = gold.confusion.set_index(["gold_label", "label"])["count"]
    categories = list(gold.classes["category"])
    shown = categories[:_MATRIX_SIZE]
    part = f" (first {len(shown)} of {len(categories)} categories)" if len(categories) > len(shown) else ""
    header: list[Value] = [f"gold (rows), label (columns){part}", *shown]
    return [header, *([g, *(int(counts.get((g, label), 0)) for label in shown)] for g in shown)]
