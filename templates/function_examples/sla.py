"""What does Python compute from the example's events, days and arrivals? The result of each formula of agreements."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from excel_addin.cell_words import in_a_formula
from excel_addin.cells import Block, with_notes, write_table
from smo_metrics.flow.events.event_log import event_log
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.sla.capacity.erlang import erlang_c
from smo_metrics.sla.capacity.staff_for import staff_for
from smo_metrics.sla.clock.policy import SlaPolicy
from smo_metrics.sla.outcomes.attainment import Attainment, sla_attainment
from smo_metrics.sla.outcomes.breach_risk import BreachRisk, breach_risk
from smo_metrics.sla.throughput.how_many import how_many
from smo_metrics.sla.throughput.probability_by import probability_by
from smo_metrics.sla.throughput.when_done import when_done
from templates.function_examples.days import ARRIVAL_COLUMNS, VOLUME_COLUMNS, arrival_rows, volume_rows
from templates.function_examples.events import EVENT_COLUMNS, HOLIDAY, event_rows

_ZONE = "Asia/Singapore"
_TEAM = WorkCalendar(_ZONE, {"mon-fri": ["09:00-18:00"]}, [HOLIDAY])
_ATTAINED = [
    "part", "name", "attained", "low", "high", "closed_only", "mature_share", "tasks", "closed", "closed_late", "open",
    "overdue", "undecided", "these_tasks", "such_tasks", "status",
]  # fmt: skip
_AT_RISK = [
    "task", "stage", "is_waiting", "age_hours", "hours_left", "due", "probability", "status", "similar", "similar_late",
    "reason",
]  # fmt: skip
_STAFF = [
    "part", "name", "people", "roster", "utilisation", "open_hours", "arrivals_share", "attainment_mean",
    "attainment_assured", "weeks_met", "keeps_up",
]  # fmt: skip
_DAY_ZERO = pd.Timestamp(1899, 12, 30)
_PATHS = 4_000


def sla_results() -> dict[str, Block]:
    """Compute what each example formula of agreements shows."""
    return {
        **_of_events(),
        **_of_days(),
        "SMO_STAFF_FOR": _staff(),
        "SMO_ERLANG_C": [[erlang_c(8, 6)]],
        "SMO_DUE": [[_due()]],
    }


def _of_events() -> dict[str, Block]:
    frame = pd.DataFrame(event_rows(), columns=list(EVENT_COLUMNS))
    times = {name: frame[name].dt.tz_localize(_ZONE) for name in ("enabled_at", "started_at", "ended_at")}
    log = event_log(frame.assign(**times).drop(columns="actor_id"))
    policy = SlaPolicy(9)
    return {
        "SMO_SLA_ATTAINMENT": _attained(sla_attainment(log, policy, calendars=_TEAM, timezone=_ZONE)),
        "SMO_BREACH_RISK": _at_risk(breach_risk(log, policy, calendars=_TEAM)),
    }


def _of_days() -> dict[str, Block]:
    frame = pd.DataFrame(volume_rows(), columns=list(VOLUME_COLUMNS))[["day", "completed"]]
    friday, monday, tuesday = date(2026, 3, 27), date(2026, 4, 6), date(2026, 4, 7)
    done = when_done(frame, 900, due=tuesday, gaps="zero", paths=_PATHS, rng=np.random.default_rng(0))
    many = how_many(frame, friday, gaps="zero", paths=_PATHS, rng=np.random.default_rng(0))
    by = probability_by(frame, 900, monday, gaps="zero", paths=_PATHS, rng=np.random.default_rng(0))
    met = {"batch": "due date", "tasks": "", "confidence": done.due_probability, "days": "", "date": tuesday}
    finish = pd.concat([done.finish.astype(object), pd.DataFrame([met]).astype(object)])
    return {
        "SMO_WHEN_DONE": _dated(finish, "date", [done.sentence, *done.warnings]),
        "SMO_HOW_MANY": _dated(many.quantities, "by", [many.sentence, *many.warnings]),
        "SMO_PROBABILITY_BY": [[float(by.probabilities["probability"].iloc[0])]],
    }


def _attained(found: Attainment) -> Block:
    weeks = found.periods.assign(part="week from", name=found.periods["period_start"].dt.strftime("%Y-%m-%d"))
    rows = pd.concat([found.total.assign(part="all tasks", name=""), weeks])
    return _noted(rows[_ATTAINED], [*found.sentences, *found.warnings])


def _at_risk(found: BreachRisk) -> Block:
    due = (found.tasks["due_at"].dt.tz_localize(None) - _DAY_ZERO) / pd.Timedelta(days=1)
    return _noted(found.tasks.rename(columns={"task_id": "task"}).assign(due=due)[_AT_RISK], found.warnings)


def _staff() -> Block:
    arrivals = pd.DataFrame(arrival_rows(), columns=list(ARRIVAL_COLUMNS)).drop(columns="hour")
    plan = staff_for(
        SlaPolicy(4), arrivals.to_numpy(dtype=float).T, 0.5, replications=10, rng=np.random.default_rng(0),
        shifts={"team": WorkCalendar(_ZONE, {"mon-fri": ["09:00-18:00"]})},
    )  # fmt: skip
    tables = (plan.shifts.assign(part="shift"), plan.outcomes.assign(part="plan"))
    shifts, plans = (table.rename(columns={"shift": "name", "plan": "name"}).astype(object) for table in tables)
    rows = pd.concat([shifts, plans]).reindex(columns=_STAFF)
    return _noted(rows.where(rows.notna(), ""), [*plan.sentences, *plan.warnings])


def _due() -> float:
    start = pd.Timestamp("2026-03-06 13:00", tz=_ZONE)
    due = WorkCalendar(_ZONE, {"mon-fri": ["09:00-18:00"]}).add_work_hours(start, 8)
    return float((due.tz_localize(None) - _DAY_ZERO) / pd.Timedelta(days=1))


def _dated(frame: pd.DataFrame, day: str, notes: list[str]) -> Block:
    days = (pd.to_datetime(frame[day]) - _DAY_ZERO) / pd.Timedelta(days=1)
    return _noted(frame.assign(**{day: days}), notes)


def _noted(frame: pd.DataFrame, notes: list[str] | tuple[str, ...]) -> Block:
    return with_notes(write_table(frame), map(in_a_formula, notes))
