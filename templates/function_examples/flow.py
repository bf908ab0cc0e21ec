"""What does Python compute from the example's events? The result of each example formula of flow, by its name."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from excel_addin.cell_words import in_a_formula
from excel_addin.cells import Block, with_notes, write_table
from smo_metrics.flow.causes.waiting_causes import waiting_causes
from smo_metrics.flow.charts.control_chart import control_chart
from smo_metrics.flow.events.event_log import event_log
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.hours.calendar_text import parse_calendar
from smo_metrics.flow.hours.overlap import overlap_hours
from smo_metrics.flow.simulation.bottlenecks import Bottlenecks, find_bottlenecks
from smo_metrics.flow.times.littles_law import LittlesLawResult, littles_law
from smo_metrics.flow.times.stage_times import StageTimes, stage_times
from templates.function_examples.events import (
    DAY_COLUMNS,
    EVENT_COLUMNS,
    HOLIDAY,
    day_rows,
    event_rows,
    region_rows,
)

_ZONE = "Asia/Singapore"
_WEEK = {"mon-fri": ["09:00-18:00"]}
_STAGE_TIMES = [
    "stage", "events", "waiting_now", "open_now", "waiting_mean_hours", "waiting_p50_hours", "waiting_p90_hours",
    "touch_mean_hours", "lead_mean_hours", "lead_p90_hours", "flow_efficiency", "throughput_per_day",
    "first_pass_yield", "rework_rate", "waiting_mean_work_hours", "touch_mean_work_hours", "lead_mean_work_hours",
]  # fmt: skip
_NOT_SHOWN_OF_LITTLE = ["wip_first_half", "wip_second_half", "hours_in_window"]
_FIXES = [
    "list", "rank", "fix", "verdict", "gain_mean_hours", "gain_mean_hours_low", "gain_mean_hours_high", "gain_share",
    "gain_p90_hours", "evidence", "sentence",
]  # fmt: skip


def flow_results() -> dict[str, Block]:
    """Compute what each example formula of flow shows."""
    start, finish = (pd.Timestamp(text, tz=_ZONE) for text in ("2026-03-06 16:00", "2026-03-09 10:00"))
    calendar = WorkCalendar(_ZONE, _WEEK)
    due = calendar.add_work_hours(start - pd.Timedelta(hours=1), 6).tz_localize(None) - pd.Timestamp(1899, 12, 30)
    return {
        "SMO_WORK_HOURS": [[calendar.work_hours(start, finish)]],
        "SMO_ADD_WORK_HOURS": [[due // pd.Timedelta("1ms") / 86_400_000]],
        "SMO_OVERLAP_HOURS": _overlap(),
        **_of_events(WorkCalendar(_ZONE, _WEEK, [HOLIDAY])),
        "SMO_CONTROL_LIMITS": _chart(),
    }


def _overlap() -> Block:
    calendars = {region: parse_calendar(f"{zone}; {hours}") for region, zone, hours in region_rows()}
    shared = overlap_hours(calendars, week_of=date(2026, 3, 2))
    frame = shared.to_frame()
    days = frame["weekday"].unique()
    wide = frame.pivot_table(index=["region_a", "region_b"], columns="weekday", values="hours", sort=False)[days]
    weeks = frame.groupby(["region_a", "region_b"], sort=False)["week_hours"].first()
    return with_notes(write_table(wide.assign(week_hours=weeks).reset_index()), shared.warnings)


def _of_events(calendar: WorkCalendar) -> dict[str, Block]:
    frame = pd.DataFrame(event_rows(), columns=list(EVENT_COLUMNS))
    times = {name: frame[name].dt.tz_localize(_ZONE) for name in ("enabled_at", "started_at", "ended_at")}
    log = event_log(frame.assign(**times))
    causes = waiting_causes(log, calendars=calendar)
    shares = [name for name in causes.table if name.endswith("_share")]
    found = find_bottlenecks(
        log, calendars=calendar, timezone=_ZONE, replications=10, rng=np.random.default_rng(0)
    )  # fmt: skip
    without_actors = event_log(frame.assign(**times).drop(columns="actor_id"))
    return {
        "SMO_STAGE_TIMES": _stages(stage_times(log, calendars=calendar)),
        "SMO_WAITING_CAUSES": _noted(causes.table.drop(columns=shares), [*causes.sentences, *causes.warnings]),
        "SMO_BOTTLENECKS": _fixes(found),
        "SMO_LITTLES_LAW": _balance(littles_law(without_actors)),
    }


def _stages(times: StageTimes) -> Block:
    whole = times.tasks.rename(columns={"tasks": "events"}).assign(
        stage="(whole tasks)", waiting_now="", rework_rate=""
    )
    rows = pd.concat([times.stages.astype(object), whole.astype(object)])
    return _noted(rows[_STAGE_TIMES], times.warnings)


def _fixes(found: Bottlenecks) -> Block:
    fit = (
        f"Tasks took {found.observed_hours:.1f} hours on average; in the model of them they take "
        f"{found.simulated_hours:.1f}. Gains are means of 10 simulated repeats."
    )
    return _noted(found.fixes.assign(list="usual")[_FIXES], [fit, *found.warnings])


def _balance(law: LittlesLawResult) -> Block:
    table = law.table.fillna({"stage": "(whole tasks)"}).drop(columns=_NOT_SHOWN_OF_LITTLE)
    return _noted(table, [law.verdict, *law.warnings])


def _chart() -> Block:
    days = pd.DataFrame(day_rows(), columns=list(DAY_COLUMNS))
    chart = control_chart(days["errors"], kind="p", sizes=days["checked"])
    return _noted(chart.to_frame(), [*chart.sentences, chart.method, *chart.warnings])


def _noted(frame: pd.DataFrame, notes: list[str] | tuple[str, ...]) -> Block:
    return with_notes(write_table(frame), map(in_a_formula, notes))
