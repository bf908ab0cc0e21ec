"""Where each figure of a bottleneck review stands in its workbook: tables by header, cells by name. No arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from smo_metrics.status.basis.kpi import ALL_REGIONS
from smo_metrics.status.basis.wording import count
from smo_metrics.status.bottlenecks.bottleneck_review import BottleneckReview, bottleneck_review
from smo_metrics.status.bottlenecks.fix_table import FIX_COLUMNS
from smo_metrics.workbook.books.book import Book, BookData, Progress, Rows, Sheets
from smo_metrics.workbook.books.kpi_rows import kpi_rows
from smo_metrics.workbook.xlsx.content import Value

if TYPE_CHECKING:
    import pandas as pd

SEED = 0
_EVENTS = (
    "task_id", "stage", "enabled_at_utc", "started_at_utc", "ended_at_utc", "actor_id", "region", "queue", "priority",
    "outcome", "round",
)  # fmt: skip
_TILES = {
    "tile_lead_p50": "lead_time_p50",
    "tile_lead_p90": "lead_time_p90",
    "tile_efficiency": "flow_efficiency",
    "tile_open": "open_tasks",
    "tile_throughput": "throughput",
    "tile_handling": "handling_time",
    "tile_rework": "rework",
    "tile_acceptance": "first_pass_acceptance",
}
_SIGNALS = ("lead_signal", "finished_signal")
_MOST_REGIONS = 10
_MOST_FIXES, _MOST_DOTS = 8, 300


def review(data: BookData, progress: Progress) -> BottleneckReview:
    """Compute the review of the events; the simulation draws the same days at every refresh."""
    import numpy as np

    return bottleneck_review(
        cast("pd.DataFrame", data.events),
        data.project,
        calendars=data.calendars,
        roster=data.roster,
        rng=np.random.default_rng(SEED),
        progress=progress,
    )


def sheets(review: BottleneckReview, data: BookData) -> Sheets:
    """Say where its figures stand."""
    names = {f"{name}_at": f"{name}_at_utc" for name in ("enabled", "started", "ended")}
    stages = list(review.stages.loc[review.stages["region"] == ALL_REGIONS, "stage"])
    return Sheets(
        title="bottleneck review",
        covers=_covers(review),
        tables={
            "Events": review.events.rename(columns=names).reindex(columns=list(_EVENTS)),
            "Kpis": kpi_rows(review.kpis),
            "Stages": _stages(review.stages),
            "Causes": review.causes,
            "Fixes": _fixes(review.fixes),
            "Handoffs": _handoffs(review.handoffs),
            "Overlap": review.overlap,
            "Flow": review.flow,
            "FlowStages": review.flow_stages,
            "Ageing": _ageing(review.ageing),
            "Control": _control(review.control),
        },
        tiles={
            name: next(kpi for kpi in review.kpis if (kpi.key, kpi.region) == (key, ALL_REGIONS))
            for name, key in _TILES.items()
        },
        blocks={
            **{f"head_{chart}": [[words + _drawn(chart, review)]] for chart, words in review.chart_headlines.items()},
            "ageing_stages": [["Stages: " + ", ".join(f"{number} {stage}" for number, stage in enumerate(stages, 1))]],
            "handoff_matrix": _matrix(review.handoff_matrix),
        },
        chart_rows={"Causes": len(stages), "Stages": len(stages), "Fixes": _MOST_FIXES, "Ageing": _MOST_DOTS},
    )


BOOK = Book(
    template="bottleneck_review",
    schema="1",
    data=("events", "roster"),
    needs=("events",),
    review=review,
    sheets=sheets,
)


def _stages(stages: pd.DataFrame) -> pd.DataFrame:
    risk = stages["one_person"].map({True: "▲ one person", False: ""})
    return stages.drop(columns="one_person").assign(risk=risk)


def _fixes(fixes: pd.DataFrame | None) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns=list(FIX_COLUMNS)) if fixes is None else fixes


def _handoffs(handoffs: pd.DataFrame) -> pd.DataFrame:
    return handoffs.assign(changes_region=handoffs["changes_region"].map({True: "yes", False: "no"}))


def _ageing(ageing: pd.DataFrame) -> pd.DataFrame:
    words = {True: "▲ older than usual", False: "no", None: "not known"}
    return ageing.assign(older_than_usual=[words[older] for older in ageing["older_than_usual"]])


def _control(control: pd.DataFrame) -> pd.DataFrame:
    signals = {name: control[name].map(lambda words: f"▲ {words}" if words else "") for name in _SIGNALS}
    return control.assign(**signals)


def _matrix(matrix: pd.DataFrame) -> Rows:
    regions = list(matrix["from_region"]) if len(matrix) else []
    if not regions:
        return [["not available: the events name no regions"]]
    shown = regions[:_MOST_REGIONS]
    part = f" (first {len(shown)} of {count(len(regions), 'region')})" if len(regions) > len(shown) else ""
    header: list[Value] = [f"from (rows), to (columns){part}", *shown]
    waits = matrix.set_index("from_region")
    return [header, *([region, *(float(waits.loc[region, other]) for other in shown)] for region in shown)]


def _drawn(chart: str, review: BottleneckReview) -> str:
    """Say so when a chart shows only the first rows of its table."""
    fixes = 0 if review.fixes is None else len(review.fixes)
    rows, most, which = {
        "fixes": (fixes, _MOST_FIXES, "best"),
        "ageing": (len(review.ageing), _MOST_DOTS, "oldest"),
    }.get(chart, (0, 0, ""))
    return f" (the {most} {which} of {rows:,} are drawn)" if rows > most else ""


def _covers(review: BottleneckReview) -> str:
    """Say what the figures cover; the events' moment stands for the clock, so that a second refresh changes nothing."""
    events = review.events
    people = count(events["actor_id"].nunique(), "person").replace("persons", "people") if "actor_id" in events else ""
    sizes = [count(len(events), "event"), count(events["task_id"].nunique(), "task"), people]
    return f"Events to {review.as_of:%d %b %Y %H:%M} ({review.project.timezone}): {', '.join(filter(None, sizes))}."
