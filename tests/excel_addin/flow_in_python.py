"""What the library makes of plain rows of events, by the name of the Excel function; nothing of the add-in is asked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from smo_metrics.flow.causes.waiting_causes import waiting_causes
from smo_metrics.flow.charts.control_chart import control_chart
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.hours.calendar_text import parse_calendar
from smo_metrics.flow.hours.overlap import overlap_hours
from smo_metrics.flow.simulation.bottlenecks import find_bottlenecks
from smo_metrics.flow.simulation.fix import Fix
from smo_metrics.flow.times.littles_law import littles_law
from smo_metrics.flow.times.stage_times import stage_times
from tests.excel_addin.in_python import as_cell

ZONE = "Asia/Singapore"
OF_EVENTS = ("SMO_STAGE_TIMES", "SMO_WAITING_CAUSES", "SMO_BOTTLENECKS", "SMO_LITTLES_LAW")
FLOW = ("SMO_WORK_HOURS", "SMO_ADD_WORK_HOURS", "SMO_OVERLAP_HOURS", *OF_EVENTS, "SMO_CONTROL_LIMITS")
STAGES = [
    "stage", "events", "waiting_now", "open_now", "waiting_mean_hours", "waiting_p50_hours", "waiting_p90_hours",
    "touch_mean_hours", "lead_mean_hours", "lead_p90_hours", "flow_efficiency", "throughput_per_day",
    "first_pass_yield", "rework_rate",
]  # fmt: skip
WORKED = ["waiting_mean_work_hours", "touch_mean_work_hours", "lead_mean_work_hours"]
CAUSES = [
    "stage", "events", "waiting_hours", "batching_hours", "contention_hours", "prioritisation_hours",
    "unavailability_hours", "handoff_hours", "unexplained_hours",
]  # fmt: skip
FIXES = [
    "rank", "fix", "verdict", "gain_mean_hours", "gain_mean_hours_low", "gain_mean_hours_high", "gain_share",
    "gain_p90_hours",
]  # fmt: skip
TARGET = ["gain_attainment", "gain_attainment_low", "gain_attainment_high"]
LITTLE = [
    "stage", "wip_mean", "arrivals_per_day", "time_mean_hours", "ratio", "implied_time_hours", "arrived", "finished",
    "wip_start", "wip_end", "balance",
]  # fmt: skip
CONTRACT = {
    "tasks": "task_id", "stages": "stage", "started": "started_at", "ended": "ended_at", "enabled": "enabled_at",
    "actors": "actor_id", "groups": "region", "regions": "region",
}  # fmt: skip


def sample(tasks: int = 14) -> dict[str, list[Any]]:
    """Give two events a task, labelled by a or b and reviewed by c, as the columns of a formula; local times."""
    columns: dict[str, list[Any]] = {
        name: [] for name in ("tasks", "stages", "started", "ended", "actors", "enabled", "groups")
    }
    for task in range(tasks):
        label = datetime(2026, 3, 2 + task // 4, 9, 30) + timedelta(minutes=95 * (task % 4))
        review = label + timedelta(minutes=70 + 25 * (task % 3))
        for stage, who, ready, start, minutes in (
            ("label", "ab"[task % 2], label - timedelta(minutes=10), label, 45),
            ("review", "c", label + timedelta(minutes=45), review, 30 + task % 5),
        ):
            row = (
                f"t{task}",
                stage,
                start,
                start + timedelta(minutes=minutes),
                who,
                ready,
                ("north", "south")[task % 2],
            )
            for cells, cell in zip(columns.values(), row, strict=True):
                cells.append(cell)
    columns["ended"][-1] = None
    return columns


def events(columns: dict[str, list[Any]], zone: str = ZONE) -> pd.DataFrame:
    """Plain columns as an events table; times without a zone are those of `zone`."""
    frame = pd.DataFrame({CONTRACT[name]: pd.Series(cells, dtype=object) for name, cells in columns.items()})
    for name in [name for name in frame if name.endswith("_at")]:
        times = [None if one is None else pd.Timestamp(one) for one in frame[name]]
        aware = [one if one is None or one.tzinfo else one.tz_localize(zone) for one in times]
        frame[name] = pd.to_datetime(pd.Series(aware, dtype=object), utc=True)
    return frame


def computed(name: str, frame: pd.DataFrame, calendars: Any = None, **options: Any) -> list[list[Any]]:
    """What the cells of a function of events show."""
    tables = {"SMO_STAGE_TIMES": _stages, "SMO_WAITING_CAUSES": _causes, "SMO_BOTTLENECKS": _fixes}
    return tables.get(name, _little)(frame, calendars, **options)


def _by(frame: pd.DataFrame) -> tuple[str, ...]:
    return ("region",) if "region" in frame and frame["region"].notna().any() else ()


def _stages(frame: pd.DataFrame, calendars: Any) -> list[list[Any]]:
    times = stage_times(frame, calendars=calendars, by=_by(frame))
    whole = times.tasks.assign(events=times.tasks["tasks"], stage="(whole tasks)")
    columns = [*_by(frame), *STAGES, *(WORKED if calendars else [])]
    rows = [[row.get(name) for name in columns] for table in (times.stages, whole) for row in table.to_dict("records")]
    return noted(columns, rows, times.warnings)


def _causes(frame: pd.DataFrame, calendars: Any) -> list[list[Any]]:
    found = waiting_causes(frame, calendars=calendars, by=[*_by(frame), "stage"])
    columns = [*_by(frame), *CAUSES]
    return noted(columns, found.table[columns].astype(object).to_numpy().tolist(), [*found.sentences, *found.warnings])


def _fixes(
    frame: pd.DataFrame,
    calendars: Any,
    target_hours: float | None = None,
    what_if: tuple[str, ...] = (),
    zone: str = ZONE,
) -> list[list[Any]]:
    found = find_bottlenecks(
        frame, calendars=calendars, timezone=zone, rng=np.random.default_rng(0), replications=10,
        target_hours=target_hours, also=[Fix.parse(text) for text in what_if],
    )  # fmt: skip
    columns = [*FIXES, *(TARGET if target_hours else []), "evidence", "sentence"]
    rows = [["usual", *row] for row in found.fixes[columns].astype(object).to_numpy().tolist()]
    if what_if:
        rows += [["asked for", *row] for row in found.requested[columns].astype(object).to_numpy().tolist()]
    fit = (
        f"Tasks took {found.observed_hours:.1f} hours on average; in the model of them they take "
        f"{found.simulated_hours:.1f}. Gains are means of 10 simulated repeats."
    )
    return noted(["list", *columns], rows, [fit, *found.warnings])


def _little(frame: pd.DataFrame, calendars: Any) -> list[list[Any]]:
    law = littles_law(frame.drop(columns=[name for name in ("actor_id", "region") if name in frame]))
    rows = law.table[LITTLE].astype(object).to_numpy().tolist()
    return noted(LITTLE, [[row[0] or "(whole tasks)", *row[1:]] for row in rows], [law.verdict, *law.warnings])


def charted(values: list[Any], **options: Any) -> list[list[Any]]:
    """What the cells of a control chart show."""
    chart = control_chart(values, **options)
    frame = chart.to_frame()
    rows = frame.astype(object).to_numpy().tolist()
    return noted(list(frame.columns), rows, [*chart.sentences, chart.method, *chart.warnings])


def shared(teams: list[tuple[str, str, str]], week_of: date, **options: Any) -> list[list[Any]]:
    """What the cells of the hours that teams share show."""
    found = overlap_hours(
        {name: parse_calendar(f"{zone}; {hours}") for name, zone, hours in teams}, week_of=week_of, **options
    )
    rows: dict[tuple[str, str], list[Any]] = {}
    for row in found.to_frame().to_dict("records"):
        rows.setdefault((row["region_a"], row["region_b"]), [row["week_hours"]]).append(row["hours"])
    header = ["region_a", "region_b", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "week_hours"]
    return noted(header, [[*pair, *hours, week] for pair, (week, *hours) in rows.items()], found.warnings)


def calendar(hours: str, holidays: Any = None, zone: str = ZONE) -> WorkCalendar:
    """One calendar, written as its parts."""
    days, shifts = hours.split(" ")
    return WorkCalendar(zone, {days: shifts.split(",")}, holidays)


def serial(moment: pd.Timestamp) -> float:
    """A moment as a cell holds its local time."""
    return (moment.tz_localize(None) - pd.Timestamp(1899, 12, 30)) // pd.Timedelta("1ms") / 86_400_000


def noted(columns: list[str], rows: list[list[Any]], notes: Any) -> list[list[Any]]:
    """A table and a column of notes beside it, as cells; a note says "enabled time" for enabled_at."""
    told = [note.replace("enabled_at", "enabled time") for note in notes]
    shown = [[as_cell(cell) for cell in row] for row in rows]
    shown += [[""] * len(columns)] * (len(told) - len(shown))
    told += [""] * (len(shown) - len(told))
    header = ["group" if name == "region" else name for name in columns]
    return [[*header, "notes"], *([*row, note] for row, note in zip(shown, told, strict=True))]
