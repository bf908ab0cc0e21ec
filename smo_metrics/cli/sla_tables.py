"""How the SLA reads in the shell: what was kept, what is at risk, the coming weeks, when it is done."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from smo_metrics.cli.sla_report import SlaReport
from smo_metrics.sla.capacity.forecast_sla import SlaForecast
from smo_metrics.sla.clock.policy import SlaPolicy
from smo_metrics.sla.outcomes.attainment import Attainment
from smo_metrics.sla.outcomes.breach_risk import BreachRisk
from smo_metrics.sla.throughput.when_done import WhenDone
from smo_metrics.status.basis.wording import count

_UNKNOWN = "-"
_MOST_NOTES = 15
_SHARES = ("tasks", "open", "late", "in time", "interval", "these", "such work")
_SHARES_LEGEND = (
    "late: closed or still open. in time: the share within the target, with open tasks.",
    "these: do they keep the goal themselves (open: undecided ones matter);",
    "such work: does work as it went on these days keep it; interval: its share.",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the report: sentences, a table where there is one, and what its columns mean."""

    lines: tuple[str, ...]
    header: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    legend: tuple[str, ...] = ()


def sla_tables(report: SlaReport, top: int, timezone: str) -> Iterator[Part]:
    """Give the parts that have something to say, the answer of each first."""
    if report.attainment is not None:
        yield from _attained(report.attainment, timezone)
    if report.risk is not None and len(report.risk.tasks):
        yield _at_risk(report.risk, top, timezone)
    if report.forecast is not None:
        yield _coming(report.forecast)
    if report.delivery is not None:
        yield _delivered(report.delivery)


def sla_lines(report: SlaReport) -> tuple[str, ...]:
    """Say what is not there, and what the figures rest on; each sentence once."""
    more = len(report.notes) - _MOST_NOTES
    rest = [f"... and {count(more, 'more note')}: --json has all."] if more > 0 else []
    return (*report.left_out, *report.notes[:_MOST_NOTES], *rest)


def _attained(found: Attainment, timezone: str) -> Iterator[Part]:
    weeks = found.periods.to_dict("records")
    rows = tuple((f"{row['period_start']:%Y-%m-%d}", *_shares(row)) for row in weeks)
    title = f"By week in which the clock started ({timezone})"
    yield Part((_promise(found.policy), *found.sentences, "", title), ("week from", *_SHARES), rows, _SHARES_LEGEND)
    if len(found.groups):
        groups = tuple((row["group"], *_shares(row)) for row in found.groups.to_dict("records"))
        yield Part(("By group, lowest first",), ("group", *_SHARES), groups)


def _promise(policy: SlaPolicy) -> str:
    """Say what the figures are measured by, so that a pasted line cannot be taken for another target."""
    hours = "work hours" if policy.clock == "work" else "hours by the clock"
    others = [f"{column} {name}: {by:g}" for column, named in policy.targets.items() for name, by in named.items()]
    return f"Target: {policy.target_hours:g} {hours}{''.join(f', {other}' for other in others)}."


def _shares(row: Mapping[Any, Any]) -> tuple[Any, ...]:
    return (
        f"{row['tasks']:,}",
        row["open"],
        row["closed_late"] + row["overdue"],
        _share(row["attained"]),
        _range(row["low"], row["high"]),
        row["these_tasks"],
        row["such_tasks"],
    )


def _at_risk(found: BreachRisk, top: int, timezone: str) -> Part:
    open_tasks = found.tasks.assign(due_at=found.tasks["due_at"].dt.tz_convert(timezone)).to_dict("records")
    rows = tuple(
        (
            row["task_id"],
            f"{row['hours_left']:.1f}",
            f"{row['due_at']:%Y-%m-%d %H:%M}",
            "late" if row["status"] == "late" else _percent(row["probability"]),
            row["reason"],
        )
        for row in open_tasks[:top]
    )
    shown = f"{min(top, len(open_tasks))} of {len(open_tasks):,}"
    useless = tuple(sentence for sentence in found.warnings if "do not act upon them" in sentence)
    title = f"Open tasks most likely to be late ({shown}; due times: {timezone})"
    check = found.check
    told = (
        f"Tried on {count(check.forecasts, 'past risk')} of this log: mean squared error {check.brier:.3f},",
        f"against {check.base_rate_brier:.3f} for the plain share of late tasks (lower is better).",
    )
    return Part((*useless, title), ("task", "hours left", "due", "risk", "why"), rows, told if check.forecasts else ())


def _coming(found: SlaForecast) -> Part:
    rows = tuple(
        (
            f"{row['first_day']:%Y-%m-%d}",
            _UNKNOWN if math.isnan(row["tasks_due"]) else f"{row['tasks_due']:.0f}",
            _share(row["p50"]),
            _range(row["p10"], row["p90"]),
            _range(row["p2_5"], row["p97_5"]),
            _chance(row["goal_probability"], found.replications),
        )
        for row in found.weeks.to_dict("records")
    )
    header = ("week from", "due", "in time", "80 % range", "95 % range", "goal kept")
    legend = ("due: tasks whose target runs out in the week. goal kept: the share of the futures that keep it.",)
    return Part((found.sentence,), header, rows, legend)


def _delivered(found: WhenDone) -> Part:
    rows = tuple(
        (row["batch"], f"{row['confidence']:.0%}", row["date"] or _UNKNOWN, row["days"] or _UNKNOWN)
        for row in found.finish.to_dict("records")
    )
    legend = ("sure: the share of the futures in which it is done by the end of that day.",)
    return Part((found.sentence,), ("batch", "sure", "done by", "days"), rows, legend)


def _range(low: float, high: float) -> str:
    return _UNKNOWN if math.isnan(low) else f"{low:.0%} to {high:.0%}"


def _chance(share: float, futures: int) -> str:
    """Give a share of the futures, none or all of which say no more than that it is rarer than one of them."""
    if math.isnan(share):
        return _UNKNOWN
    one = 1 / futures
    return f"under {one:.1%}" if share < one else f"over {1 - one:.1%}" if share > 1 - one else f"{share:.0%}"


def _percent(share: float) -> str:
    return _UNKNOWN if math.isnan(share) else f"{share:.0%}"


def _share(share: float) -> str:
    return _UNKNOWN if math.isnan(share) else f"{share:.1%}"
