"""Why does work wait? Each event's waiting split into five causes that add up to it, to the millisecond.

Lashkevich, Milani, Chapela-Campa, Suvorau & Dumas (2023), Why am I Waiting? Data-Driven Analysis of Waiting Times in
Business Processes, CAiSE 2023.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from smo_metrics._json import SCHEMA, records
from smo_metrics.errors import SettingsError, TableError
from smo_metrics.flow.causes._waiting_split import PARTS, split_waiting
from smo_metrics.flow.events._busy_until import busy_until, cut_short
from smo_metrics.flow.events._counted import counted
from smo_metrics.flow.events._missing_ends import missing_ends
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours.calendar import WorkCalendar

if TYPE_CHECKING:
    import pandas as pd

Integers = npt.NDArray[np.int64]
_COLUMNS = ("stage", "actor", "region", "queue", "priority")
_SOURCES = {f"source_{name}": name for name in ("stage", "actor", "region")}
_HOUR = 3_600_000
_MEANING = {
    "batching": "work is left until there is enough to do in one go",
    "contention": "whoever did it had older work under way, nights included",
    "prioritisation": "whoever did it took work first that came later",
    "unavailability": "whoever did it was off by the calendar",
    "handoff": "whoever did it was at work and free, but it was not begun",
    "unexplained": "the events do not say who did it",
}


@dataclass(frozen=True, slots=True, eq=False)
class WaitingCauses:
    """Where the waiting hours come from.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a group, in stage order: the columns of `by`; `events`; `waiting_hours`; its parts `batching_hours`,
        `contention_hours`, `prioritisation_hours`, `unavailability_hours`, `handoff_hours`, `unexplained_hours`; and
        each part's share of the waiting (`batching_share`, ...), NaN where nothing waited.
    by : tuple of str
        What the rows are grouped by.
    per_event : mapping of str to ndarray of int64, shape (events,)
        ``waiting`` and its parts in milliseconds, in the order of `event_log`'s rows; 0 for work that has not begun.
    sentences : tuple of str
        One a stage: the largest cause of its waiting.
    warnings : tuple of str
    """

    table: pd.DataFrame
    by: tuple[str, ...]
    per_event: Mapping[str, Integers]
    sentences: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Give the table."""
        return self.table.copy()

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {
            "schema": SCHEMA,
            "by": list(self.by),
            "table": records(self.table),
            "sentences": list(self.sentences),
            "warnings": list(self.warnings),
        }


def waiting_causes(
    events: pd.DataFrame | EventLog,
    *,
    calendars: WorkCalendar | Mapping[str, WorkCalendar] | None = None,
    keyed_by: Literal["region", "actor"] = "region",
    by: Sequence[str] = ("stage",),
    batch_size: int = 2,
    as_of: datetime | None = None,
) -> WaitingCauses:
    """Tell what work waits for, so that the fix fits: people, hours, batch sizes, the order of work or the handoff.

    Parameters
    ----------
    events : pandas.DataFrame or EventLog
        What `event_log` accepts, with starts, ends and actors. Waiting goes from when work could begin to its start.
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        One for all, or one for each key; the key ``""`` serves events without one. Without calendars nobody is ever
        off, and the nights count as other causes.
    keyed_by : {"region", "actor"}
        What the keys of `calendars` are.
    by : sequence of str
        Any of ``stage``, ``actor``, ``region``, ``queue``, ``priority``, and ``source_stage``, ``source_actor``,
        ``source_region`` of the task's event before; None marks what the events do not say. Empty: one row for all.
    batch_size : int
        Least number of events that count as a batch, 2 or more.
    as_of : datetime, optional
        As in `event_log`. Open work keeps its actor busy until that actor's next start or, if that is sooner, for as
        long as the longest finished event of its stage; a warning tells what this leaves out.

    Returns
    -------
    WaitingCauses
        Work that has not begun is not in it: who will do it is not known, nor how long it will have waited. A
        warning counts it. The waiting of events without an actor is `unexplained`.

    Raises
    ------
    TableError
        The table breaks its contract, or no event has an end after its start: working and waiting cannot be told apart.
    SettingsError
        An unknown column in `by`, a batch size below 2, or a key without a calendar.

    Notes
    -----
    Each moment of the waiting has one cause, the first of these that holds:

    1. *batching*: the actor had left the stage, and the batch with which it was begun was not complete yet;
    2. *contention*: the actor was busy with work that had become possible as early as this or earlier; nights from the
       start of that work to its end are included, as this comes before unavailability;
    3. *prioritisation*: the actor was busy, and only with work that became possible later than this;
    4. *unavailability*: the actor's calendar was closed;
    5. *handoff* (extraneous in the paper): none of these.

    This precedence gives the published tables to the second. Actors' overlapping events count once, as contention
    wherever one of them is older. A batch is work of one actor at one stage, begun without a pause, that was all
    possible when its first began; it is complete when the last of it became possible. Two points are stricter than in
    the paper, which would call the queue of a busy actor a batch: nothing is held while the actor still works at the
    stage, and a batch that is completed in closed hours counts as complete at their beginning, as nobody could have
    begun it.

    Causes say what went on, not what a fix would gain. An actor who turns to a stage only when all other work is done
    looks like one who saves work up, and a delay in which the actor had older work to do counts as contention.

    References
    ----------
    Lashkevich et al. (2023), CAiSE 2023; Martin, Pufahl & Mannhardt (2021), Information Systems 95, on batches.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.DataFrame({"task_id": [1, 2], "stage": "review", "actor_id": "ann",
    ...     "enabled_at": ["2026-03-02T09:00Z", "2026-03-02T09:00Z"],
    ...     "started_at": ["2026-03-02T09:00Z", "2026-03-02T12:00Z"],
    ...     "ended_at": ["2026-03-02T11:30Z", "2026-03-02T13:00Z"]})
    >>> found = waiting_causes(day)
    >>> found.table[["waiting_hours", "contention_hours", "handoff_hours"]].to_numpy().tolist()
    [[3.0, 2.5, 0.5]]
    >>> found.sentences[0]
    'review: 83 % of 3.0 waiting hours is contention: whoever did it had older work under way, nights included.'
    """
    log = event_log(events, as_of=as_of)
    by = (by,) if isinstance(by, str) else by
    known = (*_COLUMNS, *_SOURCES)
    if not isinstance(by, Sequence) or any(name not in known or list(by).count(name) > 1 for name in by):
        raise SettingsError(f"by: {by!r} cannot be used. Give a list of some of {', '.join(known)}, each once.")
    by = tuple(by)
    if keyed_by not in ("region", "actor"):
        raise SettingsError(f"keyed_by must be 'region' or 'actor'; {keyed_by!r} arrived.")
    if isinstance(batch_size, bool) or not isinstance(batch_size, int) or batch_size < 2:
        raise SettingsError(f"batch_size must be a whole number of 2 or more; {batch_size!r} arrived.")
    if not log.touch_known:
        raise TableError("events", [missing_ends(log)])
    until = busy_until(log, log.actor)
    per_event = split_waiting(log, until, calendars, keyed_by, batch_size)
    table = _table(log, per_event, by)
    stages = table if by == ("stage",) else _table(log, per_event, ("stage",))
    warnings = _warnings(log, until, per_event, calendars is None)
    return WaitingCauses(table, by, per_event, tuple(_sentences(stages)), warnings)


def _table(log: EventLog, per_event: Mapping[str, Integers], by: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    begun = np.flatnonzero(~log.is_waiting)
    group = np.zeros(len(begun), dtype=np.int64)
    codes = {name: _codes(log, name)[begun] for name in by}
    for name, code in codes.items():
        width = len(log.names[_SOURCES.get(name, name)]) + 1
        # Missing comes last, so that groups stand in code order.
        _, group = np.unique(group * width + np.where(code < 0, width - 1, code), return_inverse=True)
    _, firsts, group = np.unique(group, return_index=True, return_inverse=True)
    columns: dict[str, object] = {}
    for name, code in codes.items():
        names = log.names[_SOURCES.get(name, name)]
        columns[name] = pd.Series([names[one] if one >= 0 else None for one in code[firsts]], dtype=object)
    columns["events"] = np.bincount(group, minlength=len(firsts))
    sums = {name: np.zeros(len(firsts), dtype=np.int64) for name in ("waiting", *PARTS)}
    for name, total in sums.items():
        np.add.at(total, group, per_event[name][begun])
        columns[f"{name}_hours"] = total / _HOUR
    waited = np.where(sums["waiting"] > 0, sums["waiting"], np.nan)
    columns |= {f"{name}_share": sums[name] / waited for name in PARTS}
    return pd.DataFrame(columns)


def _codes(log: EventLog, name: str) -> Integers:
    if name not in _SOURCES:
        codes: Integers = getattr(log, name)
        return codes
    source = np.append(np.int64(-1), getattr(log, _SOURCES[name])[:-1])
    source[log.first] = -1
    return source


def _sentences(stages: pd.DataFrame) -> Iterable[str]:
    for row in stages.to_dict(orient="records"):
        cause = max(PARTS, key=lambda name: row[f"{name}_hours"])
        yield (
            f"{row['stage']}: {100 * row[f'{cause}_share']:.0f} % of {row['waiting_hours']:,.1f} waiting hours is "
            f"{cause}: {_MEANING[cause]}."
            if row["waiting_hours"] > 0
            else f"{row['stage']}: nothing waited."
        )


def _warnings(
    log: EventLog, until: Integers, per_event: Mapping[str, Integers], no_calendar: bool
) -> tuple[str, ...]:
    warnings = [*log.notes, *cut_short(log, until)]
    begun = ~log.is_waiting
    nobody = begun & (log.actor < 0)
    if nobody.any():
        warnings.append(
            f"{int(nobody.sum()):,} of {counted(int(begun.sum()), 'event')} without an actor: the cause of the waiting "
            f"({per_event['unexplained'].sum() / _HOUR:,.1f} hours) is unknown."
        )
    if no_calendar:
        warnings.append("No calendar is given: waiting for the hours to open counts as handoff or as another cause.")
    if log.is_waiting.any():
        warnings.append(f"{counted(int(log.is_waiting.sum()), 'event')} not begun: the waiting so far is left out.")
    return tuple(warnings)
