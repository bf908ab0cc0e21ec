"""Where each figure of a quality review stands in its workbook: tables by header, cells by name. No arithmetic."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from smo_metrics.errors import WorkbookError
from smo_metrics.quality import GoldAccuracyResult
from smo_metrics.status import Kpi, QualityReview
from smo_metrics.workbook.xlsx.content import Content, ManagedTable, Value

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
    "Checks": ("check", "expected", "found", "result", "explanation"),
}  # fmt: skip
_MATRIX_SIZE = 12
_CHART_ROWS = {"Categories": 12, "Annotators": 15}


def content(
    review: QualityReview,
    roster: pd.DataFrame | None,
    sources: pd.DataFrame | None,
    as_of: str,
    keys: Mapping[str, tuple[str, ...]],
) -> Content:
    """Lay a review out for its workbook.

    Parameters
    ----------
    review : QualityReview
    roster, sources : pandas.DataFrame or None
        New rows of the Roster and Sources tables; None leaves them as they are.
    as_of : str
        What the figures cover, for the dashboard's second line.
    keys : mapping of str to tuple of str
        Each table's key columns, as the workbook's `_meta` lists them.
    """
    frames = {
        "Labels": _only("Labels", review.labels.rename(columns={"labelled_at": "labelled_at_utc"})),
        "Agreement": review.agreement,
        "AgreementWeeks": _only("AgreementWeeks", review.weeks),
        "Categories": _only("Categories", review.categories),
        "Annotators": _annotators(review.annotators),
        "Confusion": _confusion(review.gold),
        "Checks": _checks(review.checks),
    }
    if roster is not None:
        frames["Roster"] = roster
    if sources is not None:
        frames["Sources"] = sources
    unnamed = [name for name in frames if name not in keys]
    if unnamed:
        raise WorkbookError(
            f"the hidden sheet _meta does not name the key columns of {', '.join(unnamed)}. Create a new workbook with "
            "smo-metrics new quality_review NEW.xlsx"
        )
    tables = {name: ManagedTable(frame, keys[name]) for name, frame in frames.items()}
    blocks: dict[str, Sequence[Sequence[Value]]] = {
        "dash_title": [[f"{review.project.project}: quality review"]],
        "dash_subtitle": [[as_of]],
        "dash_headlines": [[sentence] for sentence in review.headlines],
        **{f"head_{chart}": [[sentence + _drawn(chart, review)]] for chart, sentence in review.findings.items()},
        **{
            f"tile_{name}": _tile(kpi)
            for name, kpi in zip(("alpha", "gold", "category", "annotators"), review.kpis, strict=True)
        },
        "confusion_matrix": _matrix(review.gold),
        "checks_overall": [[_overall(review.checks)]],
    }
    return Content(tables, blocks, _CHART_ROWS)


def _only(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.reindex(columns=list(_HEADERS[table]))


def _annotators(frame: pd.DataFrame) -> pd.DataFrame:
    named = frame.rename(columns={"annotator": "annotator_id"})
    return _only("Annotators", named.assign(talk_to=named["talk_to"].map({True: "▲ talk to", False: ""})))


def _checks(frame: pd.DataFrame) -> pd.DataFrame:
    return _only("Checks", frame.assign(result=frame["ok"].map({True: "● ok", False: "■ look"})))


def _overall(checks: pd.DataFrame) -> str:
    failed = list(checks.loc[~checks["ok"].astype(bool), "check"])
    return f"■ Look: {'; '.join(failed)}" if failed else f"● All {len(checks)} checks are ok"


def _drawn(chart: str, review: QualityReview) -> str:
    """Say so when a chart shows only the first rows of its table."""
    rows, most = len(getattr(review, chart)), _CHART_ROWS.get(chart.capitalize(), math.inf)
    return f" (the {most} weakest of {rows} are drawn)" if rows > most else ""


def _tile(kpi: Kpi) -> list[list[Value]]:
    return [[kpi.value], [kpi.detail], [kpi.mark], [kpi.target]]


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
