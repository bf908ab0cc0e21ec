"""Is work saved up and done in one go, and in what sizes? Batches by actor, and by everybody at a stage."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics._json import SCHEMA, records
from smo_metrics.errors import SettingsError
from smo_metrics.flow.causes._batches import find_runs, held_in
from smo_metrics.flow.causes._running_maximum import running_maximum
from smo_metrics.flow.events._counted import counted
from smo_metrics.flow.events._missing_ends import missing_ends
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours._calendars import NO_CALENDAR, Calendars, open_before

if TYPE_CHECKING:
    import pandas as pd

IntArray = NDArray[np.int64]
_KINDS = ("parallel", "sequential", "concurrent")


@dataclass(frozen=True, slots=True, eq=False)
class Batches:
    """Sizes of what was done in one go.

    Attributes
    ----------
    table : pandas.DataFrame
        Two rows a stage: `stage`; `by`, ``actor`` (what one actor did) or ``stage`` (what was done there, whoever did
        it: the way work is released to the stage); `events`; `batches`; `batched_share`, the events in batches;
        `size_mean`, `size_p50`, `size_max`, over batches and, as groups of 1, the events in none; `parallel`,
        `sequential`, `concurrent`, batches of each kind.
    batch_size : int
        Fewer events are no batch.
    warnings : tuple of str
    """

    table: pd.DataFrame
    batch_size: int
    warnings: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """Give the table."""
        return self.table

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {
            "schema": SCHEMA,
            "table": records(self.table),
            "batch_size": self.batch_size,
            "warnings": list(self.warnings),
        }


def batches(
    events: pd.DataFrame | EventLog,
    *,
    calendars: Calendars = None,
    batch_size: int = 2,
    as_of: datetime | None = None,
) -> Batches:
    """See at which stages work is saved up, and how much of it, before deciding on smaller batches.

    Parameters
    ----------
    events : pandas.DataFrame or EventLog
        Events, as `event_log` takes them, with actors. Open and waiting events, and those without an actor, are left
        out.
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        One for all, or one a region. With them time stands still in closed hours, so that what came in overnight and
        is begun in the morning was not saved up. Without them it counts as a batch.
    batch_size : int
        Least number of events that count as a batch, 2 or more.
    as_of : datetime, optional
        The moment at which open work is looked at.

    Returns
    -------
    Batches
        A run is work of one actor at one stage without a pause: each event starts at or before the latest end so far.
        Its batch is what was there when the run began, if that piled up while the actor was away from the stage;
        what comes later, and the queue of somebody who is there all the while, is none. For a whole stage all its
        actors of one region count as one. A batch is ``parallel`` when all its events start and end together, else
        ``concurrent`` where any overlap, else ``sequential``. Where no event has an end after its start, all figures
        but `events` are NaN.

    Raises
    ------
    TableError
        The events break their contract.
    SettingsError
        `batch_size` or `as_of` cannot be used, or a region has no calendar.

    References
    ----------
    Martin, Pufahl & Mannhardt (2021), Detection of batch activities from event logs, Information Systems 95, for the
    kinds; Lashkevich et al. (2023), Why am I waiting?, CAiSE 2023, for what batches cost (`waiting_causes`).

    Examples
    --------
    >>> import pandas as pd
    >>> log = pd.DataFrame({"task_id": [1, 2], "stage": "review", "actor_id": "ann",
    ...     "enabled_at": ["2026-03-02T09:00Z", "2026-03-02T11:00Z"],
    ...     "started_at": ["2026-03-02T11:00Z", "2026-03-02T11:30Z"],
    ...     "ended_at": ["2026-03-02T11:30Z", "2026-03-02T12:00Z"]})
    >>> batches(log).table[["by", "batches", "size_max", "sequential"]].values.tolist()
    [['actor', 1.0, 2.0, 1.0], ['stage', 1.0, 2.0, 1.0]]
    """
    import pandas as pd

    if isinstance(batch_size, bool) or not isinstance(batch_size, int) or batch_size < 2:
        raise SettingsError(f"batch_size must be a whole number of 2 or more; {batch_size!r} arrived.")
    log = event_log(events, as_of=as_of)
    used = np.flatnonzero(~(log.is_open | log.is_waiting) & (log.actor >= 0))
    clocks = [log.enabled, log.started, log.ended]
    if calendars is not None:
        clocks = [open_before(log, calendars, moments) for moments in clocks]
    enabled, started, ended = (moments[used] for moments in clocks)
    stage, region = log.stage[used], log.region[used] + 1
    names, regions = log.names["stage"], len(log.names["region"]) + 1
    parts = []
    for by, who in (("actor", log.actor[used]), ("stage", stage)):
        if log.touch_known and used.size:
            sized = _sizes(who * regions + region, stage, enabled, started, ended, batch_size)
            figures = _figures(stage, len(names), *sized)
        else:
            figures = _unknown(stage, len(names))
        parts.append(figures.assign(stage=list(names), by=by))
    table = pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)
    table = table[["stage", "by", *(column for column in table if column not in ("stage", "by"))]]
    warnings = [*log.notes]
    if calendars is None:
        warnings.append(f"{NO_CALENDAR} What comes in during closed hours looks like a batch.")
    if len(used) < log.size:
        warnings.append(f"{counted(log.size - len(used), 'event')} left out: open, waiting or without an actor.")
    if not log.touch_known:
        warnings.append(f"Batches are not known. {missing_ends(log)}")
    return Batches(table, batch_size, tuple(warnings))


def _sizes(
    who: IntArray, stage: IntArray, enabled: IntArray, started: IntArray, ended: IntArray, batch_size: int
) -> tuple[IntArray, IntArray, NDArray[np.bool_], IntArray]:
    """Give each batch's stage, size and kind (a row a kind), and the stage of each event in a batch; needs an event."""
    runs = find_runs(who, stage, enabled, started, ended)
    since, ready = held_in(runs, batch_size)
    run = runs.run
    inside = runs.found & (np.bincount(run, since < ready)[run] > 0)
    run, stage, began, left = run[inside], stage[runs.order][inside], runs.started[inside], runs.ended[inside]
    head = np.flatnonzero(np.diff(run, prepend=-1))
    size = np.diff(np.append(head, len(run)))
    if not head.size:
        return stage, size, np.zeros((3, 0), dtype=bool), stage
    lowest, highest = np.minimum.reduceat, np.maximum.reduceat
    parallel = (lowest(began, head) == highest(began, head)) & (lowest(left, head) == highest(left, head))
    overlaps = np.append(False, began[1:] < running_maximum(run, left)[:-1])
    overlaps[head] = False
    concurrent = np.logical_or.reduceat(overlaps, head) & ~parallel
    return stage[head], size, np.stack([parallel, ~parallel & ~concurrent, concurrent]), stage


def _figures(
    all_stages: IntArray,
    stages: int,
    stage: IntArray,
    size: IntArray,
    kind: NDArray[np.bool_],
    batched: IntArray,
) -> pd.DataFrame:
    import pandas as pd

    events, inside = np.bincount(all_stages, minlength=stages), np.bincount(batched, minlength=stages)
    count = np.bincount(stage, minlength=stages)
    groups = count + events - inside
    middle, largest = np.full(stages, math.nan), np.full(stages, math.nan)
    for code in np.flatnonzero(events):
        sizes = np.append(size[stage == code], np.ones(events[code] - inside[code]))
        middle[code], largest[code] = np.median(sizes), sizes.max()
    with np.errstate(invalid="ignore"):
        columns = {
            "events": events,
            "batches": count.astype(float),
            "batched_share": inside / events,
            "size_mean": events / groups,
            "size_p50": middle,
            "size_max": largest,
        }
    kinds = {
        name: np.bincount(stage[of], minlength=stages).astype(float) for name, of in zip(_KINDS, kind, strict=True)
    }
    return pd.DataFrame(columns | kinds)


def _unknown(all_stages: IntArray, stages: int) -> pd.DataFrame:
    import pandas as pd

    figures = ("batches", "batched_share", "size_mean", "size_p50", "size_max", *_KINDS)
    return pd.DataFrame({"events": np.bincount(all_stages, minlength=stages), **dict.fromkeys(figures, math.nan)})
