"""Where each figure of a project's status stands in its home workbook: tables by header, cells by name."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from smo_metrics.status.basis.kpi import ALL_REGIONS, Kpi, Pillar
from smo_metrics.status.basis.wording import NOT_AVAILABLE, count
from smo_metrics.status.project.project_status import ProjectStatus, project_status
from smo_metrics.status.project.project_tables import ProjectTables
from smo_metrics.workbook.books.book import Book, BookData, Progress, Sheets
from smo_metrics.workbook.books.chart_tables import chart_tables
from smo_metrics.workbook.books.milestone_rows import milestone_rows
from smo_metrics.workbook.books.weekly_blocks import changed, regions_at_a_glance, top_findings

if TYPE_CHECKING:
    import pandas as pd

SEED = 0
RECORDS = ("Milestones", "Raid", "Decisions", "Changes", "Outcomes", "History", "Journal")
LABELS = (
    "item_id", "annotator_id", "label", "round", "status", "gold_label", "labelled_at_utc", "duration_seconds",
    "project", "queue", "region", "language", "policy_version", "exposure",
)  # fmt: skip
EVENTS = (
    "task_id", "stage", "enabled_at_utc", "started_at_utc", "ended_at_utc", "actor_id", "region", "queue", "priority",
    "outcome", "round",
)  # fmt: skip
VOLUMES = ("date", "arrived", "completed", "queue", "region")
_UTC = {f"{name}_at": f"{name}_at_utc" for name in ("labelled", "enabled", "started", "ended")}
_SEVERITY = {"high": "■ high", "medium": "▲ medium", "low": "low"}
# Key figure of a tile -> its pillar and the review that gives it.
TILES: dict[str, tuple[Pillar, str]] = {
    "alpha": ("quality", "quality"),
    "gold": ("quality", "quality"),
    "sla_attainment": ("timeline", "delivery"),
    "finish_p80": ("timeline", "delivery"),
    "aht": ("efficiency", "quality"),
    "throughput": ("efficiency", "bottlenecks"),
    "exposure_over_cap": ("wellness", "exposure"),
    "exposure_max": ("wellness", "exposure"),
}


def review(data: BookData, progress: Progress) -> ProjectStatus:
    """Compute the status; the same data give the same figures, so the futures are always drawn from one seed."""
    import numpy as np

    records = {name.lower(): frame for name, frame in data.records.items() if not frame.empty}
    tables = ProjectTables(
        labels=data.labels, events=data.events, volumes=data.volumes, roster=data.roster, **records
    )
    return project_status(
        tables, data.project, calendars=data.calendars, rng=np.random.default_rng(SEED), progress=progress
    )


def sheets(review: ProjectStatus, data: BookData) -> Sheets:
    """Say where its figures stand."""
    charts, drawn = chart_tables(review.reviews, data)
    rows = {
        "Labels": _only(data.labels, LABELS),
        "Events": _only(data.events, EVENTS),
        "Volumes": _only(data.volumes, VOLUMES),
        "Milestones": milestone_rows(data.records["Milestones"], review.milestones, review.notes),
    }
    return Sheets(
        title="weekly status",
        covers=_covers(review, data),
        tables={
            **{name: frame for name, frame in rows.items() if frame is not None},
            "Findings": _findings(review.findings),
            "Kpis": review.kpi_table,
            "Regions": review.regions,
            "History": review.history,
            "Journal": review.journal,
            **charts,
        },
        tiles={f"tile_{key}": _tile(key, review) for key in TILES},
        blocks={**top_findings(review), **regions_at_a_glance(review), **changed(review)},
        chart_rows=drawn,
    )


BOOK = Book(
    template="weekly_status",
    schema="1",
    data=("labels", "events", "volumes", "roster"),
    needs=("labels", "events", "volumes"),
    review=review,
    sheets=sheets,
    records=RECORDS,
)


def _only(frame: pd.DataFrame | None, columns: tuple[str, ...]) -> pd.DataFrame | None:
    return None if frame is None else frame.rename(columns=_UTC).reindex(columns=list(columns))


def _findings(findings: pd.DataFrame) -> pd.DataFrame:
    named = findings.rename(columns={"owner": "suggested_owner", "action": "suggested_action"})
    return named.assign(severity=named["severity"].map(_SEVERITY))


def _tile(key: str, review: ProjectStatus) -> Kpi:
    """Give a tile's figure; where its review is missing, one that says why."""
    found = next((kpi for kpi in review.kpis if (kpi.key, kpi.region) == (key, ALL_REGIONS)), None)
    if found is not None:
        return found
    pillar, source = TILES[key]
    why = review.reviews.missing.get(source, NOT_AVAILABLE)
    return Kpi(
        key=key, pillar=pillar, name=key, value=math.nan, low=math.nan, high=math.nan, shown=NOT_AVAILABLE, rag="none",
        target="", detail=why, formula="", direction="none", n=None,
    )  # fmt: skip


def _covers(review: ProjectStatus, data: BookData) -> str:
    """Say what the figures cover; the moment of the data stands for the clock, so that a second refresh is the same."""
    sizes = [] if data.labels is None else [count(len(data.labels), "label")]
    if data.events is not None:
        tasks = count(data.events["task_id"].nunique(), "task")
        sizes.append(f"{count(len(data.events), 'event')} of {tasks}")
    if data.volumes is not None:
        sizes.append(f"{count(data.volumes['date'].nunique(), 'day')} of volumes")
    return f"As of {review.as_of:%d %b %Y %H:%M} ({review.project.timezone}): {', '.join(sizes)}."
