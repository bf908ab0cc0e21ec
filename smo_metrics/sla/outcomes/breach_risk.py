"""Which open tasks will be late? The probability of each, from past tasks that stood where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.errors import SettingsError
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.flow.hours._moments import from_milliseconds
from smo_metrics.sla.clock.due import due_moments
from smo_metrics.sla.clock.policy import TARGETS_BY, SlaPolicy
from smo_metrics.sla.clock.task_clocks import TaskClocks, task_clocks
from smo_metrics.sla.outcomes._breach_words import breach_warnings, reasons
from smo_metrics.sla.outcomes._open_risks import OpenRisks, open_risks
from smo_metrics.sla.outcomes._spells import IN_WORK, KINDS
from smo_metrics.sla.outcomes.breach_check import BreachCheck, breach_check

if TYPE_CHECKING:
    import pandas as pd

_STATUSES = np.array(["ok", "late", "too_few", "closed_hours"], dtype=object)


@dataclass(frozen=True, slots=True, eq=False)
class BreachRisk:
    """Open tasks, those most likely to be late first, and how far their risks can be trusted.

    Attributes
    ----------
    tasks : pandas.DataFrame
        One row an open task: `task_id`; `stage` where it is, or was last; `is_waiting`, whether it is not begun there
        or done there and not begun elsewhere; `region`, `queue` and `priority` where the events have them; `age_hours`
        on the policy's clock; `target_hours`; `due_at`; `hours_left`, negative when late; `probability` of ending late;
        `status`: ``ok``, ``late`` (already: the probability is 1), ``too_few`` (too little history: NaN) or
        ``closed_hours`` (on the wall clock, due before the team works again, unlike most past tasks, whose risks
        would be too low: NaN, listed after the late ones);
        `similar`, past tasks, finished or late, that were there at that age, and `similar_late`, their share that was
        late; `reason`, a sentence.
    check : BreachCheck
        The same risks, tried on the log's own past.
    by : tuple of str
        Columns whose groups have risks of their own.
    method : str
    warnings : tuple of str
    """

    tasks: pd.DataFrame
    check: BreachCheck
    by: tuple[str, ...]
    method: str
    warnings: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """Give one row an open task."""
        return self.tasks

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {
            "schema": SCHEMA,
            "tasks": records(self.tasks),
            "check": self.check.to_dict(),
            **to_json({"by": self.by, "method": self.method, "warnings": self.warnings}),
        }


def breach_risk(
    events: pd.DataFrame | EventLog,
    policy: SlaPolicy,
    *,
    calendars: Calendars = None,
    as_of: datetime | None = None,
    by: str | Sequence[str] | None = None,
) -> BreachRisk:
    """Decide which open tasks to take up first, while there is still time.

    Parameters
    ----------
    events : pandas.DataFrame or EventLog
        Events, as `event_log` takes them: open and finished tasks, the longer back the better. An export of finished
        tasks only, or of what was finished since a date, misleads: long tasks are over-represented at its beginning,
        short ones at its end.
    policy : SlaPolicy
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        Hours that count on the clock ``"work"``: one for all, or one a region.
    as_of : datetime, optional
        Now, aware. Left out: the latest time in the table.
    by : str or sequence of str, optional
        Some of ``priority``, ``queue``, ``region``: groups that have risks of their own, as far as their past tasks
        reach. Left out: the columns by which the policy's targets differ, and ``priority`` where the events have
        several. Groups of fewer than 20 past tasks are taken together.

    Returns
    -------
    BreachRisk
        Without open tasks an empty table. No probability below 20 finished or late tasks, nor at an age that fewer than
        10 of these got to. `due_at` is in the zone of the calendars where they have one in common, else in UTC; pauses
        to come are not known. At a pause stage the clock stands still: there the risk is by age alone.

    Raises
    ------
    TableError
        The events break their contract.
    SettingsError
        `as_of`, `policy` or `calendars` cannot be used, as for `sla_attainment`; an unknown column in `by`, or one
        that the events do not have.

    Notes
    -----
    At 32 ages, as shares of the target and closer where tasks are young, past tasks are looked up that were at that age
    then; the share of them that ends beyond the target is Kaplan-Meier's, tasks that are still open being censored.
    The share at an age over all is moved towards that at the place (stage; waiting, in work or done there), then of the
    group there, then of a third, a ninth, a 27th and an 81st of the tasks there: those whose moments were most like
    now, in the number of open tasks, in that at the stage and, on the wall clock, in the hour and the kind of day. A
    finer share on n decided tasks of D days (UTC) counts ``1 / (1 + 20 / n + 2 / D)``. Between ages risks are
    interpolated, up to 1 at the target.

    Without likeness to now, risks lag behind a growing backlog and do not see a weekend come. On the wall clock, from
    four weeks after a tenth of the past tasks were finished, a task has no risk where, in the hours of the week (UTC)
    until its target, tasks finished at less than a quarter of the pace that past tasks of its age had ahead, and less
    than a ninth of these had as little; calendars are not looked at there, nor is a public holiday seen. How good risks
    were on public and simulated logs, and where not: tests/studies/breach_calibration.txt. A risk is no verdict on
    whoever has the task: it says how tasks fared that stood there.

    References
    ----------
    van Houwelingen (2007), Scandinavian Journal of Statistics 34, 70-85, for landmarks; Kaplan & Meier (1958), Journal
    of the American Statistical Association 53, 457-481.

    Examples
    --------
    >>> import pandas as pd
    >>> begun = pd.date_range("2026-03-02", periods=41, freq="8h", tz="UTC")
    >>> log = pd.DataFrame({"task_id": range(41), "stage": "label", "started_at": begun})
    >>> log["ended_at"] = log["started_at"] + pd.to_timedelta([1, 3] * 20 + [9], unit="h")
    >>> log.loc[40, "ended_at"] = None
    >>> now = begun[40] + pd.Timedelta(hours=1.5)
    >>> risk = breach_risk(log, SlaPolicy(target_hours=2, clock="wall"), as_of=now)
    >>> risk.to_frame()[["task_id", "hours_left", "status", "similar", "similar_late"]].values.tolist()
    [['40', 0.5, 'ok', 20, 1.0]]
    """
    clocks = task_clocks(events, policy, calendars=calendars, as_of=as_of)
    columns = _groups_of(clocks, by)
    risk = open_risks(clocks, columns)
    check = breach_check(clocks, columns, calendars)
    grouped = f", by {' and '.join(columns)}" if columns else ""
    return BreachRisk(
        tasks=_table(clocks, risk),
        check=check,
        by=columns,
        method="Past tasks at the same place and age, by Kaplan-Meier, refined by those of moments like now" + grouped,
        warnings=breach_warnings(clocks, risk, check),
    )


def _groups_of(clocks: TaskClocks, by: str | Sequence[str] | None) -> tuple[str, ...]:
    if by is None:
        targets, names = clocks.policy.targets, clocks.log.names
        fewest = {column: 1 if column in targets else 2 for column in TARGETS_BY if column in (*targets, "priority")}
        return tuple(column for column, count in fewest.items() if len(names[column]) >= count)
    if not isinstance(by, Sequence):
        raise SettingsError(f"by: {by!r} cannot be used; give some of {', '.join(TARGETS_BY)}.")
    columns = (by,) if isinstance(by, str) else tuple(by)
    unknown = [column for column in columns if column not in TARGETS_BY]
    if unknown:
        shown = ", ".join(map(repr, unknown))
        raise SettingsError(f"by: {shown} cannot be used; give some of {', '.join(TARGETS_BY)}.")
    lost = [column for column in columns if not clocks.log.names[column]]
    if lost:
        raise SettingsError(f"by: the events name no {' and no '.join(lost)}. Add the column, or leave it out of by.")
    return columns


def _table(clocks: TaskClocks, risk: OpenRisks) -> pd.DataFrame:
    import pandas as pd

    names = clocks.log.names
    row = risk.clock
    target = clocks.target_hours[row]
    due = due_moments(clocks)[row]
    zones = {calendar.timezone for calendar in clocks.time.calendars}
    stage = np.array(names["stage"], dtype=object)[risk.place // KINDS]
    kind = risk.place % KINDS
    frame = pd.DataFrame(
        {
            "task_id": np.array(names["task"], dtype=object)[clocks.task[row]],
            "stage": stage,
            "is_waiting": kind != IN_WORK,
            **{
                column: np.array([*names[column], None], dtype=object)[getattr(clocks, column)[row]]
                for column in ("region", "queue", "priority")
                if names[column]
            },
            "age_hours": risk.age * target,
            "target_hours": target,
            "due_at": from_milliseconds(due, zones.pop() if len(zones) == 1 else "UTC"),
            "hours_left": (1 - risk.age) * target,
            "probability": risk.probability,
            "status": _STATUSES[np.select([risk.closed, np.isnan(risk.probability)], [3, 2], risk.age > 1)],
            "similar": risk.similar,
            "similar_late": risk.similar_late,
            "reason": reasons(clocks, risk),
        }
    )
    worst_first = np.lexsort((frame["hours_left"], risk.closed, -np.where(risk.closed, 1, risk.probability)))
    return frame.iloc[worst_first].reset_index(drop=True)
