"""Where work waits, why, and what a fix would gain, as formulas that spill; and control limits of any series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from excel_addin.calendars import read_calendars
from excel_addin.cells import Columns, as_numbers, read_values, with_notes, write_table
from excel_addin.functions.offered import Range, offered
from excel_addin.noted_tables import noted_table
from excel_addin.options import read_choice, read_number
from excel_addin.parallel import parallel_columns
from excel_addin.timed import read_zone, timed_events
from smo_metrics._columns import label_text

if TYPE_CHECKING:
    from smo_metrics.flow.events.event_log import EventLog
    from smo_metrics.flow.hours.calendar import WorkCalendar

_WHOLE = "(whole tasks)"
_STAGE = (
    "stage", "events", "waiting_now", "open_now", "waiting_mean_hours", "waiting_p50_hours", "waiting_p90_hours",
    "touch_mean_hours", "lead_mean_hours", "lead_p90_hours", "flow_efficiency", "throughput_per_day",
    "first_pass_yield", "rework_rate",
)  # fmt: skip
_STAGE_WORK = ("waiting_mean_work_hours", "touch_mean_work_hours", "lead_mean_work_hours")
_CAUSES = (
    "waiting_hours", "batching_hours", "contention_hours", "prioritisation_hours", "unavailability_hours",
    "handoff_hours", "unexplained_hours",
)  # fmt: skip
_LITTLE = (
    "stage", "wip_mean", "arrivals_per_day", "time_mean_hours", "ratio", "implied_time_hours", "arrived", "finished",
    "wip_start", "wip_end", "balance",
)  # fmt: skip
_FIX = (
    "list", "rank", "fix", "verdict", "gain_mean_hours", "gain_mean_hours_low", "gain_mean_hours_high", "gain_share",
    "gain_p90_hours",
)  # fmt: skip
_TARGET = ("gain_attainment", "gain_attainment_low", "gain_attainment_high")
_REPLICATIONS = 10  # a cell answers within seconds


@offered
def SMO_STAGE_TIMES(
    tasks: Range,
    stages: Range,
    started: Range,
    ended: Range,
    timezone: Range,
    actors: Range = None,
    enabled: Range = None,
    hours: Range = None,
    holidays: Range = None,
    groups: Range = None,
) -> object:
    """How long work waits and takes at each stage."""
    from smo_metrics.flow.times.stage_times import stage_times

    given = {
        "tasks": tasks, "stages": stages, "started": started, "ended": ended, "enabled": enabled, "actors": actors,
        "groups": groups,
    }  # fmt: skip
    log, calendars = _log_and_hours(given, timezone, hours, holidays)
    times = stage_times(log, calendars=calendars, by=_by(log))
    whole = times.tasks.rename(columns={"tasks": "events"}).assign(stage=_WHOLE)
    columns = [*_by(log), *_STAGE, *(_STAGE_WORK if calendars is not None else ())]
    rows = [*times.stages.to_dict("records"), *whole.to_dict("records")]
    return noted_table(rows, columns, times.warnings)


@offered
def SMO_WAITING_CAUSES(
    tasks: Range,
    stages: Range,
    started: Range,
    ended: Range,
    timezone: Range,
    actors: Range = None,
    enabled: Range = None,
    hours: Range = None,
    holidays: Range = None,
    groups: Range = None,
) -> object:
    """Why work waits, by cause."""
    from smo_metrics.flow.causes.waiting_causes import waiting_causes

    given = {
        "tasks": tasks, "stages": stages, "started": started, "ended": ended, "enabled": enabled, "actors": actors,
        "groups": groups,
    }  # fmt: skip
    log, calendars = _log_and_hours(given, timezone, hours, holidays)
    causes = waiting_causes(log, calendars=calendars, by=(*_by(log), "stage"))
    columns = [*_by(log), "stage", "events", *_CAUSES]
    return noted_table(causes.table.to_dict("records"), columns, [*causes.sentences, *causes.warnings])


@offered
def SMO_BOTTLENECKS(
    tasks: Range,
    stages: Range,
    started: Range,
    ended: Range,
    timezone: Range,
    actors: Range = None,
    enabled: Range = None,
    hours: Range = None,
    holidays: Range = None,
    target_hours: Range = None,
    what_if: Range = None,
    regions: Range = None,
) -> object:
    """Rank fixes by what they would gain."""
    import numpy as np

    from smo_metrics.flow.simulation.bottlenecks import find_bottlenecks
    from smo_metrics.flow.simulation.fix import Fix

    zone, target = read_zone(timezone), read_number("target_hours", target_hours)
    calendars = read_calendars(zone, hours, holidays)
    asked = [Fix.parse(label_text(cell)) for cell in read_values("what_if", what_if)]
    given = {
        "tasks": tasks, "stages": stages, "started": started, "ended": ended, "enabled": enabled, "actors": actors,
        "regions": regions,
    }  # fmt: skip
    log = timed_events(given, zone)
    found = find_bottlenecks(
        log, calendars=calendars, timezone=zone, also=asked, target_hours=target, replications=_REPLICATIONS,
        rng=np.random.default_rng(0),
    )  # fmt: skip
    rows = [
        {"list": name, **row}
        for name, fixes in (("usual", found.fixes), ("asked for", found.requested))
        for row in fixes.to_dict("records")
    ]
    columns = [*_FIX, *(_TARGET if target is not None else ()), "evidence", "sentence"]
    fit = (
        f"Tasks took {found.observed_hours:,.1f} hours on average; in the model of them they take "
        f"{found.simulated_hours:,.1f}. Gains are means of {found.replications} simulated repeats."
    )
    return noted_table(rows, columns, [fit, *found.warnings])


@offered
def SMO_LITTLES_LAW(
    tasks: Range, stages: Range, started: Range, ended: Range, timezone: Range, enabled: Range = None
) -> object:
    """Whether as much work leaves as comes."""
    from smo_metrics.flow.times.littles_law import littles_law

    zone = read_zone(timezone)
    given = {"tasks": tasks, "stages": stages, "started": started, "ended": ended, "enabled": enabled}
    law = littles_law(timed_events(given, zone))
    rows = law.table.assign(stage=[stage or _WHOLE for stage in law.table["stage"]]).to_dict("records")
    return noted_table(rows, _LITTLE, [law.verdict, *law.warnings])


@offered
def SMO_CONTROL_LIMITS(
    values: Range,
    kind: Range = None,
    sizes: Range = None,
    rules: Range = None,
    baseline: Range = None,
    target: Range = None,
    sigma: Range = None,
) -> object:
    """Limits of common causes, and the points beyond them."""
    from smo_metrics.flow.charts.control_chart import Kind, control_chart

    columns = _below_header(parallel_columns({"values": values, "sizes": sizes}, ("values",)))
    named = [label_text(cell) for cell in read_values("rules", rules)]
    chart = control_chart(
        as_numbers("values", columns["values"]),
        kind=read_choice("kind", kind, get_args(Kind), "xmr"),
        sizes=as_numbers("sizes", columns["sizes"]) if "sizes" in columns else None,
        rules=(named[0] if len(named) == 1 else named) or None,
        baseline=read_number("baseline", baseline),
        target=read_number("target", target),
        sigma=read_number("sigma", sigma),
    )
    return with_notes(write_table(chart.to_frame()), [*chart.sentences, chart.method, *chart.warnings])


def _log_and_hours(
    given: dict[str, Range], timezone: Range, hours: Range, holidays: Range
) -> tuple[EventLog, WorkCalendar | dict[str, WorkCalendar] | None]:
    zone = read_zone(timezone)
    calendars = read_calendars(zone, hours, holidays)
    return timed_events(given, zone), calendars


def _by(log: EventLog) -> tuple[str, ...]:
    return ("region",) if log.names["region"] else ()


def _below_header(columns: dict[str, Columns]) -> dict[str, list[Any]]:
    """Leave out a first row of names alone: no figure of a series is a text."""
    above = all(isinstance(cells[0], str) for (cells,) in columns.values())
    return {name: cells[above:] for name, (cells,) in columns.items()}
