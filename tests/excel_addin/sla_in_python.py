"""What the library makes of plain rows for the functions of agreements; nothing of the add-in is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from smo_metrics.flow.events.event_log import event_log
from smo_metrics.sla.capacity.staff_for import staff_for
from smo_metrics.sla.clock.policy import SlaPolicy
from smo_metrics.sla.outcomes.attainment import sla_attainment
from smo_metrics.sla.outcomes.breach_risk import breach_risk
from smo_metrics.sla.throughput.how_many import how_many
from smo_metrics.sla.throughput.probability_by import probability_by
from smo_metrics.sla.throughput.when_done import when_done
from tests.excel_addin.flow_in_python import ZONE, noted, serial

OF_PROMISES = ("SMO_SLA_ATTAINMENT", "SMO_BREACH_RISK")
OF_DAYS = ("SMO_WHEN_DONE", "SMO_HOW_MANY", "SMO_PROBABILITY_BY")
SLA = (*OF_PROMISES, *OF_DAYS, "SMO_STAFF_FOR", "SMO_ERLANG_C", "SMO_DUE")
ATTAINED = [
    "attained", "low", "high", "closed_only", "mature_share", "tasks", "closed", "closed_late", "open", "overdue",
    "undecided", "these_tasks", "such_tasks", "status",
]  # fmt: skip
AT_RISK = [
    "is_waiting", "age_hours", "hours_left", "due_at", "probability", "status", "similar", "similar_late", "reason",
]  # fmt: skip
STAFF = [
    "people", "roster", "utilisation", "open_hours", "arrivals_share", "attainment_mean", "attainment_assured",
    "weeks_met", "keeps_up",
]  # fmt: skip
FUTURES = 4_000


def promised(
    name: str, frame: pd.DataFrame, calendars: Any, target: float = 4, *, zone: str = ZONE, top: int | None = None,
    as_of: Any = None, **policy: Any,
) -> list[list[Any]]:  # fmt: skip
    """What the cells of a function of events and a target show; without calendars by the clock on the wall."""
    by = "region" if "region" in frame and frame["region"].notna().any() else None
    log = event_log(frame, as_of=as_of)
    kept = SlaPolicy(target, clock="work" if calendars else "wall", **policy)
    if name == "SMO_BREACH_RISK":
        return _risks(breach_risk(log, kept, calendars=calendars, by=by), zone, top)
    found = sla_attainment(log, kept, calendars=calendars, by=by, timezone=zone)
    parts = [("all tasks", "", found.total.iloc[0])]
    parts += [("week from", f"{row['period_start']:%Y-%m-%d}", row) for _, row in found.periods.iterrows()]
    parts += [("group", row["group"], row) for _, row in found.groups.iterrows()]
    rows = [[part, name, *row[ATTAINED]] for part, name, row in parts]
    return noted(["part", "name", *ATTAINED], rows, [*found.sentences, *found.warnings])


def _risks(found: Any, zone: str, top: int | None) -> list[list[Any]]:
    named = [name for name in ("task_id", "stage", "region") if name in found.tasks]
    rows = found.tasks[[*named, *AT_RISK]].astype(object).to_numpy().tolist()[:top]
    due = len(named) + AT_RISK.index("due_at")
    shown = [[*row[:due], serial(row[due].tz_convert(zone)), *row[due + 1 :]] for row in rows]
    shown_as = ["task", *named[1:], *("due" if name == "due_at" else name for name in AT_RISK)]
    return noted(shown_as, shown, found.warnings)


def volumes(days: list[Any], completed: list[Any], arrived: list[Any] | None = None) -> pd.DataFrame:
    """Plain columns as a table of daily volumes."""
    frame = pd.DataFrame({"date": pd.to_datetime(days), "completed": completed})
    return frame.assign(arrived=arrived) if arrived else frame


def finished(frame: pd.DataFrame, remaining: float, due: date | None = None, **options: Any) -> list[list[Any]]:
    """What the cells of dates show."""
    found = when_done(frame, remaining, due=due, paths=FUTURES, rng=np.random.default_rng(0), **options)
    rows = found.finish.astype(object).to_numpy().tolist()
    if due:
        rows.append(["due date", None, found.due_probability, None, due])
    return _dated(["batch", "tasks", "confidence", "days", "date"], rows, 4, [found.sentence, *found.warnings])


def quantities(frame: pd.DataFrame, by: list[date], **options: Any) -> list[list[Any]]:
    """What the cells of quantities show."""
    found = how_many(frame, by, paths=FUTURES, rng=np.random.default_rng(0), **options)
    rows = found.quantities.astype(object).to_numpy().tolist()
    return _dated(list(found.quantities.columns), rows, 0, [found.sentence, *found.warnings])


def fan(found: Any) -> list[list[Any]]:
    """What the cells of a fan show."""
    rows = found.by_day.astype(object).to_numpy().tolist()
    columns = list(found.by_day.columns)
    return _dated(columns, rows, columns.index("date"), [found.sentence, *found.warnings])


def probability(frame: pd.DataFrame, remaining: float, by: date, **options: Any) -> float:
    """What the cell of a probability shows."""
    found = probability_by(frame, remaining, by, paths=FUTURES, rng=np.random.default_rng(0), **options)
    return float(found.probabilities["probability"].iloc[0])


def staffed(arrivals: Any, handling: Any, target: float, shifts: dict[str, Any], **options: Any) -> list[list[Any]]:
    """What the cells of a staffing plan show."""
    policy = SlaPolicy(target, **{name: options.pop(name) for name in ("clock", "goal") if name in options})
    rng = np.random.default_rng(0)
    plan = staff_for(policy, arrivals, handling, shifts=shifts, replications=10, rng=rng, **options)
    rows = [
        [part, row[name], *(row.get(column) for column in STAFF)]
        for part, name, table in (("shift", "shift", plan.shifts), ("plan", "plan", plan.outcomes))
        for row in table.to_dict("records")
    ]
    return noted(["part", "name", *STAFF], rows, [*plan.sentences, *plan.warnings])


def _dated(columns: list[str], rows: list[list[Any]], at: int, notes: Any) -> list[list[Any]]:
    days = [row[at] if row[at] is None else serial(pd.Timestamp(row[at])) for row in rows]
    return noted(columns, [[*row[:at], day, *row[at + 1 :]] for row, day in zip(rows, days, strict=True)], notes)
