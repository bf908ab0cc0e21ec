"""What a project's events say, reduced once to integer codes and milliseconds: every figure of flow starts here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from smo_metrics.errors import SettingsError, TableError
from smo_metrics.event_table import check_events
from smo_metrics.flow.events._event_order import came_back, derived_enabled, in_order, ties
from smo_metrics.flow.events._log_notes import log_notes, shown

if TYPE_CHECKING:
    import pandas as pd

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]
_CODED = ("task", "stage", "actor", "region", "queue", "priority")
_HEADERS = {"task": "task_id", "actor": "actor_id"}


@dataclass(frozen=True, slots=True, eq=False)
class EventLog:
    """Events as codes, sorted by task, start and end; times are whole milliseconds since 1970 UTC.

    Events of one task with the same start and end stand in the usual order of their stages, so that the rows of the
    table may come in any order.

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
        Done again: its round is above 1 and the task was at the stage before or, where no round is given, the task
        came back from another stage.
    first : ndarray of int64, shape (tasks,)
        The row of each task's first event.
    as_of : int
        The moment at which open work is looked at.
    enabled_known : bool
        False when `enabled` was derived for some rows.
    wait_known : ndarray of bool, shape (events,)
        False where `enabled` was derived and the task has no earlier work: the start stands in for it.
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
    wait_known: Booleans
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
        The moment at which open and waiting work is looked at, aware. Left out: the latest time in the table. An
        `EventLog` has its own: another one is refused.

    Returns
    -------
    EventLog
        Rows that repeat another row exactly count once. Without `enabled_at`, work could begin when the task's latest
        earlier work had ended; the first work of a task is taken to begin when it arrives, so that its waiting is
        unknown and counts as none.

    Raises
    ------
    TableError
        The table breaks its contract, or its tasks are too many for so long a time (a million for 146 years).
    SettingsError
        `as_of` is no time with a zone, lies before the latest time in the table, or is not that of the log given.

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
        if as_of is not None and _milliseconds_of(as_of) != events.as_of:
            raise SettingsError(
                f"as_of {as_of.isoformat()} is not that of the log ({shown(events.as_of)}). Give the events table, or "
                "build the log with this as_of."
            )
        return events
    import pandas as pd

    checked = check_events(events)
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
    earliest = min(int(times[name][known[name]].min(initial=moment)) for name in times)
    _check_span(max(map(len, names.values())), earliest, moment)
    enabled = np.where(known["enabled_at"], times["enabled_at"], _NONE)
    order = np.lexsort((ended, started, codes["task"]))
    order, repeats = _without_repeats(checked, order, ties(order, codes["task"], started, ended))
    order, codes["stage"], names["stage"] = in_order(order, codes, names["stage"], started, ended, enabled)
    codes = {name: code[order] for name, code in codes.items()}
    started, ended, is_open, waiting = started[order], ended[order], is_open[order], waiting[order]
    first = np.flatnonzero(np.diff(codes["task"], prepend=-1))
    derived = ~known["enabled_at"][order]
    over = np.where(is_open | waiting, moment + 1, ended)
    enabled = np.where(derived, derived_enabled(codes["task"], started, over, first), enabled[order])
    arrival = np.minimum.reduceat(started, first)
    touch_known = bool(((ended > started) & ~is_open).any())
    rounds = checked["round"].to_numpy(dtype=float, na_value=np.nan)[order] if "round" in checked else None
    rework = came_back(codes["task"], codes["stage"], len(names["stage"]), rounds)
    odd = 0 if rounds is None else int(((rounds > 1) & ~rework).sum())
    notes = log_notes(repeats, odd, derived, is_open, waiting, touch_known, names["stage"], moment)
    return EventLog(
        **codes,
        names=names,
        enabled=enabled,
        started=started,
        ended=ended,
        is_waiting=waiting,
        is_open=is_open,
        rework=rework,
        first=first,
        as_of=moment,
        enabled_known=not derived.any(),
        wait_known=~derived | (started > arrival[codes["task"]]),
        touch_known=touch_known,
        notes=notes,
    )


_NONE = np.iinfo(np.int64).min
_LARGEST_KEY = 2**62


def _milliseconds(events: pd.DataFrame, name: str) -> Integers:
    if name not in events:
        return np.full(len(events), _NONE)
    times = events[name]
    values = times.to_numpy(dtype="datetime64[ms]").astype(np.int64)
    return np.where(times.isna(), _NONE, values)


def _moment(as_of: datetime | None, latest: int) -> int:
    if as_of is None:
        return latest
    moment = _milliseconds_of(as_of)
    if moment < latest:
        raise SettingsError(
            f"as_of {as_of.isoformat()} lies before the latest time of the events ({shown(latest)}). "
            "Give a later moment, or events up to that moment."
        )
    return moment


def _milliseconds_of(as_of: datetime) -> int:
    if not isinstance(as_of, datetime) or as_of != as_of:
        raise SettingsError(f"as_of must be a datetime with its zone; {as_of!r} arrived.")
    if as_of.tzinfo is None:
        raise SettingsError(f"as_of {as_of} has no time zone. Give one, such as 2026-03-31T09:00+08:00.")
    return round(as_of.timestamp() * 1000)


def _check_span(names: int, earliest: int, latest: int) -> None:
    """Refuse what the sums of code x span and time, by which events are sorted at once, would not hold."""
    if names * (latest - earliest + 2) >= _LARGEST_KEY:
        raise TableError(
            "events",
            [
                f"{names:,} tasks or people from {shown(earliest)} to {shown(latest)} are too many for so long a "
                "time. Is one of the two times a placeholder? Empty it, or give the years one by one."
            ],
        )


def _without_repeats(events: pd.DataFrame, order: Integers, tied: Booleans) -> tuple[Integers, int]:
    rows = np.flatnonzero(tied | np.append(tied[1:], False))
    repeats = rows[events.iloc[order[rows]].duplicated().to_numpy()]
    return np.delete(order, repeats), len(repeats)
