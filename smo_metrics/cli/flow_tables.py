"""How flow reads in the shell: stages, what their work waits for, what a fix would gain, then sentences and notes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from smo_metrics.flow.hours.calendar_text import calendar_text
from smo_metrics.flow.simulation._bottleneck_words import fix_words, shown
from smo_metrics.flow.simulation._ranking import HARMS, TIED
from smo_metrics.flow.simulation.fix import Fix
from smo_metrics.flow.simulation.team_hours import TeamHours
from smo_metrics.status.basis.wording import count
from smo_metrics.status.bottlenecks.flow_report import FlowReport

if TYPE_CHECKING:
    import pandas as pd

Shown = tuple[str, tuple[str, ...], list[tuple[Any, ...]], tuple[str, ...]]
_UNKNOWN = "-"
_SHOWN_SHARE, _LEAST_HOURS = 0.01, 0.005
_MOST_HOURS, _MOST_NOTES = 8, 15
_TIMES = ("stage", "tasks", "waiting", "wait", "P50", "P90", "work")
_CAUSES = {
    "contention": "older work came first",
    "unavailability": "people were off",
    "batching": "kept for one go",
    "prioritisation": "later work came first",
    "handoff": "people were free",
    "unexplained": "no actor is named",
}
_SHORT = {TIED: "tied", HARMS: "longer"}
_STAGES_LEGEND = (
    "waiting: not begun yet. wait: mean hours by the clock from when work could begin",
    "to its start; half wait no longer than P50, nine in ten no longer than P90.",
    "work: mean work hours from start to end. efficiency: work as a share of work and",
    "wait, in work hours. busy: the share of their work hours that people spend on it.",
)
_CAUSES_LEGEND = ("contention: nights are included while older work is under way, begun and not ended.",)
_FIXES_LEGEND = (
    "share: of the mean lead time. best: gains most. tied: cannot be told from the best.",
    "helps: gains less. unsure: may be chance. no effect: a share under 1 %.",
    "longer: makes the lead time longer.",
)


def flow_tables(report: FlowReport) -> Iterable[Shown]:
    """Give title, header, rows and legend of each table that has something to say."""
    touch_known = report.causes is not None
    yield _stages(report) if touch_known else _starts(report.times.stages, "Stages")
    if report.grouped is not None:
        stages = report.grouped.stages
        title = f"By {stages.columns[0]}"
        yield _groups(stages, title) if touch_known else _starts(stages, title)
    if report.causes is not None:
        yield _causes(report.causes.table)
    found = report.bottlenecks
    if found is not None:
        yield _fixes(found.fixes, "The usual fixes, simulated: hours off the mean lead time", found.target_hours)
        if len(found.requested):
            yield _fixes(found.requested, "The fixes you asked for, ranked apart", found.target_hours)


def flow_lines(report: FlowReport) -> tuple[str, ...]:
    """Say what to do first, in whose hours, and what the figures rest on; each sentence once."""
    found = report.bottlenecks
    told = [report.not_simulated] if found is None else [*found.sentences, *found.requested.get("sentence", ())]
    hours = () if report.hours is None else _hours(report.hours, report.hours_given)
    return (*dict.fromkeys(told), "", *hours, *_few(report.notes, _MOST_NOTES, "note"))


def lead_line(tasks: pd.DataFrame) -> str:
    """Say how long whole tasks take."""
    (row,) = tasks.to_dict("records")
    if math.isnan(row["lead_mean_hours"]):
        return f"{count(row['tasks'], 'task')}, none of them with a lead time that is known."
    mean, half, most = (shown(row[f"lead_{name}_hours"]) for name in ("mean", "p50", "p90"))
    told = f"{count(row['done'], 'finished task')}: {mean} h from arrival to end on average, half within {half} h"
    return f"{told}, nine in ten within {most} h. {row['open_now']:,} not finished."


def _stages(report: FlowReport) -> Shown:
    table = None if report.busy is None else report.busy.table
    busy = {} if table is None else dict(zip(table["stage"], table["utilisation"], strict=True))
    rows = [
        (*_times(row), _share(row["flow_efficiency_work"]), _share(busy.get(row["stage"], math.nan)))
        for row in report.times.stages.to_dict("records")
    ]
    return "Stages", (*_TIMES, "efficiency", "busy"), rows, _STAGES_LEGEND


def _starts(stages: pd.DataFrame, title: str) -> Shown:
    """Show what is known of events with one time each."""
    names = list(stages.columns[: stages.columns.get_loc("events")])
    rows = [
        (
            *(_UNKNOWN if row[name] is None else row[name] for name in names), f"{row['tasks']:,}",
            *(_hour(row[f"lead_{name}_hours"]) for name in ("mean", "p50", "p90")),
        )
        for row in stages.to_dict("records")
    ]  # fmt: skip
    legend = "mean: hours by the clock since the task's event before; half no longer than P50, nine in ten than P90."
    return title, (*names, "tasks", "mean", "P50", "P90"), rows, (legend,)


def _groups(stages: pd.DataFrame, title: str) -> Shown:
    column = stages.columns[0]
    rows = [(_UNKNOWN if row[column] is None else row[column], *_times(row)) for row in stages.to_dict("records")]
    return title, (column, *_TIMES), rows, ()


def _times(row: Mapping[Any, Any]) -> tuple[Any, ...]:
    waits = (_hour(row[f"waiting_{name}_hours"]) for name in ("mean", "p50", "p90"))
    return row["stage"], f"{row['tasks']:,}", row["waiting_now"], *waits, _hour(row["touch_mean_work_hours"])


def _causes(table: pd.DataFrame) -> Shown:
    rows: list[tuple[Any, ...]] = []
    for stage in table.to_dict("records"):
        parts = sorted(_CAUSES, key=lambda name: -stage[f"{name}_hours"])
        kept = [name for name in parts if stage[f"{name}_share"] >= _SHOWN_SHARE]
        for name in kept:
            first = (stage["stage"], _hour(stage["waiting_hours"])) if name == kept[0] else ("", "")
            rows.append((*first, name, _hour(stage[f"{name}_hours"]), _share(stage[f"{name}_share"]), _CAUSES[name]))
    header = ("stage", "waited", "cause", "hours", "share", "that is")
    return "Why work waited, hours by the clock (causes under 1 % are left out)", header, rows, _CAUSES_LEGEND


def _fixes(fixes: pd.DataFrame, title: str, target_hours: float | None) -> Shown:
    aims = target_hours is not None
    rows = [
        (
            row["rank"], fix_words(Fix.parse(row["fix"])), _hour(row["gain_mean_hours"]),
            f"{_hour(row['gain_mean_hours_low'])} to {_hour(row['gain_mean_hours_high'])}",
            _share(row["gain_share"]),
            *([f"{round(100 * row['gain_attainment'], 1) + 0.0:+.1f}"] if aims else []),
            _SHORT.get(row["verdict"], row["verdict"]),
        )
        for row in fixes.to_dict("records")
    ]  # fmt: skip
    legend = (f"in time: what is added to the per cent of tasks done within {target_hours:g} h.",) if aims else ()
    header = ("", "fix", "hours", "95 % interval", "share", *(["in time"] if aims else []), "verdict")
    return title, header, rows, (*_FIXES_LEGEND, *legend)


def _hours(hours: TeamHours, given: bool) -> Iterable[str]:
    """Say which hours the figures take; teams with the same hours together."""
    yield "Hours as given:" if given else "Hours as read from the log (to set them, use --calendar):"
    teams: dict[str, list[str]] = {}
    for team, calendar in hours.calendars.items():
        teams.setdefault(calendar_text(calendar), []).append(team)
    yield from _few([f"  {', '.join(names)}: {text}" for text, names in teams.items()], _MOST_HOURS, "calendar")
    yield ""


def _few(lines: Sequence[str], most: int, what: str) -> Iterable[str]:
    """Give the first lines, and say how many are left out."""
    yield from lines[:most]
    if len(lines) > most:
        yield f"... and {count(len(lines) - most, f'more {what}')}: --json has all."


def _hour(hours: float) -> str:
    if math.isnan(hours):
        return _UNKNOWN
    return "0.00" if abs(hours) < _LEAST_HOURS else shown(hours)


def _share(share: float) -> str:
    if math.isnan(share):
        return _UNKNOWN
    if 0 < abs(share) < _SHOWN_SHARE:
        return "<1 %" if share > 0 else ">-1 %"
    return f"{100 * share:.0f} %"
