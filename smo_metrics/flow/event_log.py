"""What a project's events say, reduced once to integer codes and milliseconds: every figure of flow starts here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from smo_metrics.errors import SettingsError
from smo_metrics.tables import check_events

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]
_CODED = ("task", "stage", "actor", "region", "queue", "priority")
_HEADERS = {"task": "task_id", "actor": "actor_id"}


@dataclass(frozen=True, slots=True, eq=False)
class EventLog:
    """Events as codes, sorted by task, start and end; times are whole milliseconds since 1970 UTC.

    Attributes
    ----------
    task, stage, actor, region, queue, priority : ndarray of int64, shape (events,)
        Codes; -1 where the events do not say.
    names : mapping of str to tuple of str
        The names of each column's codes. Stages stand in the order in which tasks usually reach them.
    enabled, started, ended : ndarray of int64, shape (events,)
        When the work could begin, began and ended. What has not happened by `as_of` stands at `as_of`.
    is_waiting, is_open : ndarray of bool, shape (events,)
        Not begun; begun but not ended.
    rework : ndarray of bool, shape (events,)
        Done again: its round is above 1 or, where no round is given, the task came back from another stage.
    first : ndarray of int64, shape (tasks,)
        The row of each task's first event.
    as_of : int
        The moment at which open work is looked at.
    enabled_known : bool
        False when `enabled` was derived for some rows.
    touch_known : bool
        False when each event has one time only: work and waiting cannot be told apart then.
    notes : tuple of str
        What was derived, dropped or assumed.
    """

    task: Integers
    stage: Integers
    actor: Integers
    region: Integers
    queue: Integers
    priority: Integers
    names: Mapping[str, tuple[str, ...]]
    enabled: Integers
    started: Integers
    ended: Integers
    is_waiting: Booleans
    is_open: Booleans
    rework: Booleans
    first: Integers
    as_of: int
    enabled_known: bool
    touch_known: bool
    notes: tuple[str, ...]

    @property
    def size(self) -> int:
        """Count the events."""
        return len(self.task)

    @property
    def task_count(self) -> int:
        """Count the tasks."""
        return len(self.first)

    @property
    def last(self) -> Integers:
        """Give the row of each task's last event."""
        return np.append(self.first[1:], self.size) - 1

    @property
    def arrived(self) -> Integers:
        """Give when each task's first work could begin."""
        return np.minimum.reduceat(self.enabled, self.first)

    @property
    def left(self) -> Integers:
        """Give when each task's work ended, or `as_of`."""
        return np.maximum.reduceat(self.ended, self.first)

    @property
    def is_done(self) -> Booleans:
        """Tell which tasks have no open and no waiting event."""
        undone = self.is_open | self.is_waiting
        return ~np.logical_or.reduceat(undone, self.first)


def event_log(events: pd.DataFrame | EventLog, *, as_of: datetime | None = None) -> EventLog:
    """Reduce an events table to codes, sorted by task, once.

    Parameters
    ----------
    events : pandas.DataFrame or EventLog
        A table that `check_events` accepts; an `EventLog` comes back as it is.
    as_of : datetime, optional
        The moment at which open and waiting work is looked at, aware. Left out: the latest time in the table.

    Returns
    -------
    EventLog
        Rows that repeat another row exactly count once. Without `enabled_at`, work could begin when the task's latest
        earlier work had ended; the first work of a task is taken to begin when it arrives, so that its waiting is
        unknown and counts as none.

    Raises
    ------
    TableError
        The table breaks its contract.
    SettingsError
        `as_of` has no zone or lies before the latest time in the table.

    Examples
    --------
    >>> import pandas as pd
    >>> log = event_log(pd.DataFrame({"task_id": [1, 1], "stage": ["label", "review"],
    ...     "started_at": ["2026-03-02T09:00Z", "2026-03-02T11:00Z"],
    ...     "ended_at": ["2026-03-02T10:00Z", "2026-03-02T11:30Z"]}))
    >>> ((log.started - log.enabled) / 3.6e6).tolist(), log.names["stage"]
    ([0.0, 1.0], ('label', 'review'))
    """
    if isinstance(events, EventLog):
        return events
    import pandas as pd

    checked = check_events(events)
    notes = []
    repeats = checked.duplicated()
    if repeats.any():
        checked = checked[~repeats]
        notes.append(f"{int(repeats.sum()):,} rows repeat another row exactly and count once.")
    times = {name: _milliseconds(checked, name) for name in ("enabled_at", "started_at", "ended_at")}
    instant = "ended_at" not in checked
    known = {name: times[name] != _NONE for name in times}
    waiting = ~known["started_at"]
    is_open = known["started_at"] & ~known["ended_at"] & (not instant)
    latest = max(int(values.max()) for values in times.values())
    moment = _moment(as_of, latest)
    started = np.where(waiting, moment, times["started_at"])
    ended = np.where(known["ended_at"], times["ended_at"], started if instant else moment)
    codes, names = {}, {}
    for name in _CODED:
        header = _HEADERS.get(name, name)
        if header in checked:
            found, distinct = pd.factorize(checked[header].to_numpy(dtype=object), sort=True)
            codes[name], names[name] = found.astype(np.int64), tuple(distinct)
        else:
            codes[name], names[name] = np.full(len(checked), -1), ()
    order = np.lexsort((codes["stage"], ended, started, codes["task"]))
    codes = {name: code[order] for name, code in codes.items()}
    started, ended, is_open, waiting = started[order], ended[order], is_open[order], waiting[order]
    first = np.flatnonzero(np.diff(codes["task"], prepend=-1))
    codes["stage"], names["stage"] = _usual_order(codes["stage"], names["stage"], codes["task"], first)
    derived = ~known["enabled_at"][order]
    enabled = np.where(derived, _derived_enabled(codes["task"], started, ended, first), times["enabled_at"][order])
    touch_known = bool(((ended > started) & ~is_open).any())
    notes += _notes(derived, is_open, waiting, touch_known, moment)
    rounds = checked["round"].to_numpy(dtype=float, na_value=np.nan)[order] if "round" in checked else None
    return EventLog(
        **codes,
        names=names,
        enabled=enabled,
        started=started,
        ended=ended,
        is_waiting=waiting,
        is_open=is_open,
        rework=_rework(codes["task"], codes["stage"], len(names["stage"]), rounds),
        first=first,
        as_of=moment,
        enabled_known=not derived.any(),
        touch_known=touch_known,
        notes=tuple(notes),
    )


_NONE = np.iinfo(np.int64).min


def _milliseconds(events: pd.DataFrame, name: str) -> Integers:
    if name not in events:
        return np.full(len(events), _NONE)
    times = events[name]
    values = times.to_numpy(dtype="datetime64[ms]").astype(np.int64)
    return np.where(times.isna(), _NONE, values)


def _moment(as_of: datetime | None, latest: int) -> int:
    if as_of is None:
        return latest
    if as_of.tzinfo is None:
        raise SettingsError(f"as_of {as_of} has no time zone. Give one, such as 2026-03-31T09:00+08:00.")
    moment = round(as_of.timestamp() * 1000)
    if moment < latest:
        raise SettingsError(
            f"as_of {as_of.isoformat()} lies before the latest time of the events ({_shown(latest)}). "
            "Give a later moment, or events up to that moment."
        )
    return moment


def _shown(moment: int) -> str:
    return f"{np.datetime64(moment, 'ms').astype('datetime64[m]')} UTC"


def _usual_order(
    stage: Integers, names: tuple[str, ...], task: Integers, first: Integers
) -> tuple[Integers, tuple[str, ...]]:
    """Order the stages by how early tasks first reach them, on average."""
    place = np.arange(len(task)) - np.repeat(first, np.diff(np.append(first, len(task))))
    _, reached = np.unique(task * len(names) + stage, return_index=True)
    order = np.argsort(
        np.bincount(stage[reached], place[reached], len(names)) / np.bincount(stage[reached]), kind="stable"
    )
    rank = np.argsort(order)
    return rank[stage], tuple(names[old] for old in order)


def _derived_enabled(task: Integers, started: Integers, ended: Integers, first: Integers) -> Integers:
    """Give the latest end, among the task's other events, that is not after each start; else the task's first start."""
    low = started.min()
    span = int(ended.max() - low) + 1
    start, end = task * span + (started - low), task * span + (ended - low)
    so_far = np.maximum.accumulate(end)
    arrival = started[first][task]
    before = np.append(np.int64(-1), so_far[:-1])
    before[first] = task[first] * span + arrival[first] - low
    overlapped = np.flatnonzero(before > start)
    if overlapped.size:
        ends = np.sort(end)
        own = (ended == started)[overlapped]
        place = np.searchsorted(ends, start[overlapped], side="right") - 1 - own
        found = np.where(place >= 0, ends[np.maximum(place, 0)], -1)
        before[overlapped] = np.maximum(found, task[overlapped] * span + arrival[overlapped] - low)
    derived: Integers = before - task * span + low
    return derived


def _rework(task: Integers, stage: Integers, stages: int, rounds: npt.NDArray[np.float64] | None) -> Booleans:
    visit = task * stages + stage
    entered = np.diff(visit, prepend=-1) != 0
    rows = np.flatnonzero(entered)
    _, firsts = np.unique(visit[rows], return_index=True)
    came_back = np.ones(len(rows), dtype=bool)
    came_back[firsts] = False
    again = came_back[np.cumsum(entered) - 1]
    return again if rounds is None else np.where(np.isnan(rounds), again, rounds > 1)


def _notes(derived: Booleans, is_open: Booleans, waiting: Booleans, touch_known: bool, moment: int) -> list[str]:
    notes = []
    if derived.any():
        notes.append(
            f"{int(derived.sum()):,} of {len(derived):,} events have no enabled_at: their work is taken to be possible "
            "when the task's earlier work had ended. What a task waits before its first stage is unknown and counts as "
            "none."
        )
    if not touch_known:
        notes.append(
            "No event has an end later than its start: working and waiting time cannot be told apart. "
            "All time between events counts as waiting."
        )
    if is_open.any() or waiting.any():
        notes.append(
            f"{int(is_open.sum()):,} events are open and {int(waiting.sum()):,} still wait, as of {_shown(moment)}."
        )
    return notes
