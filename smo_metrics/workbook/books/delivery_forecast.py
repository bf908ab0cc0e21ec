"""Where each figure of a delivery review stands in its workbook: tables by header, cells by name. No arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smo_metrics.status.basis.kpi import ALL_REGIONS
from smo_metrics.status.basis.wording import count, percent
from smo_metrics.status.delivery.delivery_review import DeliveryReview, delivery_review
from smo_metrics.workbook.books.book import Book, BookData, Progress, Rows, Sheets
from smo_metrics.workbook.books.kpi_rows import kpi_rows

if TYPE_CHECKING:
    import pandas as pd

SEED = 1
_SHARES = (
    "tasks", "open", "closed_late", "overdue", "undecided", "attained_share", "low_share", "high_share", "these_tasks",
    "such_tasks", "status",
)  # fmt: skip
_HEADERS = {
    "Events": (
        "task_id", "stage", "enabled_at_utc", "started_at_utc", "ended_at_utc", "actor_id", "region", "queue",
        "priority", "outcome", "round",
    ),
    "Volumes": ("date", "arrived", "completed", "queue", "region"),
    "AttainmentWeeks": ("week", *_SHARES, "band_low", "band", "goal_share"),
    "AttainmentRegions": ("region", *_SHARES, "others_share", "gap_share", "gap_low_share", "gap_high_share"),
    "WorkList": (
        "task_id", "state", "stage", "region", "queue", "priority", "age_hours", "target_hours", "due_local",
        "hours_left", "late_probability", "why",
    ),
    "Fan": (
        "day", "done_tasks", "scope_tasks", "due_tasks", "p2_5", "p10", "p25", "p50", "p75", "p90", "p97_5", "base",
        "band_2_5_to_10", "band_10_to_25", "band_25_to_75", "band_75_to_90", "band_90_to_97_5",
    ),
    "Finish": ("sure_share", "finish_date", "days_ahead", "days_after_due", "remaining_tasks"),
    "ScenarioResults": (
        "scenario", "change", "remaining_tasks", "due_date", "due_probability", "p50_date", "p80_date", "p95_date",
        "p50_days", "p80_days", "p95_days", "error_low_days", "error_high_days", "days_saved", "note",
    ),
    "Staffing": (
        "region", "people_now", "people_needed", "people_to_add", "weeks_met_now_share", "weeks_met_share",
        "busy_share", "open_hours", "note",
    ),
}  # fmt: skip
_TIMES = ("enabled_at", "started_at", "ended_at")
_MARKED = {
    "late": "■ late",
    "likely late": "▲ likely late",
    "in time so far": "● in time so far",
}
_TILES = ("sla_attainment", "tasks_at_risk", "due_probability", "finish_p80")
_SHOWN_TASKS = 8
_DRAWN_SCENARIOS = 12


def review(data: BookData, progress: Progress) -> DeliveryReview:
    """Compute the review; the same data give the same figures, so the futures are always drawn from one seed."""
    import numpy as np

    return delivery_review(
        data.events,
        data.project,
        volumes=data.volumes,
        calendars=data.calendars,
        roster=data.roster,
        scenarios=data.records["Scenarios"],
        rng=np.random.default_rng(SEED),
        progress=progress,
    )


def sheets(review: DeliveryReview, data: BookData) -> Sheets:
    """Say where its figures stand."""
    events = None if data.events is None else data.events.rename(columns={name: f"{name}_utc" for name in _TIMES})
    frames = {
        "AttainmentWeeks": review.weeks,
        "AttainmentRegions": review.regions,
        "WorkList": None if review.work_list is None else review.work_list.replace({"state": _MARKED}),
        "Fan": review.fan,
        "Finish": review.finish,
        "ScenarioResults": review.scenarios,
        "Staffing": review.staffing,
    }
    given = {"Events": events, "Volumes": data.volumes}
    tables = {name: frame for name, frame in given.items() if frame is not None} | frames
    return Sheets(
        title="delivery forecast",
        covers=_covers(review),
        tables={"Kpis": kpi_rows(review.kpis), **{name: _only(name, frame) for name, frame in tables.items()}},
        tiles={f"tile_{kpi.key}": kpi for kpi in review.kpis if kpi.region == ALL_REGIONS and kpi.key in _TILES},
        blocks={
            "tested_delivery": [[review.tested.get("delivery", "")]],
            "head_work": [[_work_headline(review)]],
            "work_to_save": _to_save(review),
        },
        chart_rows={"ScenarioResults": _DRAWN_SCENARIOS},
    )


BOOK = Book(
    template="delivery_forecast",
    schema="1",
    data=("events", "volumes", "roster"),
    needs=("events", "volumes"),
    review=review,
    sheets=sheets,
    records=("Scenarios",),
)


def _only(table: str, frame: pd.DataFrame | None) -> pd.DataFrame:
    import pandas as pd

    columns = list(_HEADERS[table])
    return pd.DataFrame(columns=columns) if frame is None else frame.reindex(columns=columns)


def _covers(review: DeliveryReview) -> str:
    """Say what the figures cover; the moment of the data stands for the clock, so that a second refresh is the same."""
    until = "Up to the last day of the volumes"
    if review.as_of is not None:
        until = f"As of {review.as_of:%d %b %Y %H:%M} ({review.project.timezone})"
    tasks = "" if review.events is None else f": {count(review.events['task_id'].nunique(), 'task')} in the events"
    return f"{until}{tasks}."


def _work_headline(review: DeliveryReview) -> str:
    if review.work_list is None:
        return f"Open tasks: not available. {review.missing.get('risk', '')}"
    found = count(len(review.to_save), "open task")
    return f"{found} likely to be late can still be saved. {review.tested.get('risk', '')}"


def _to_save(review: DeliveryReview) -> Rows:
    """Give a row of cells a task, with empty ones between for the narrow columns of the dashboard."""
    rows = []
    for task in review.to_save.head(_SHOWN_TASKS).to_dict("records"):
        where = ", ".join(str(task[name]) for name in ("stage", "region") if task[name] is not None)
        due = f"{task['due_local']:%a %d %b %H:%M}"
        why = f"{percent(task['late_probability'])}: {task['why']}"
        rows.append([task["task_id"], None, f"{where}, due {due}", None, why])
    return rows
