"""Which columns a table of events must have, and one check that reports all that is wrong.

As for labels: checked column by column, and any problem raises one `TableError` that names all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from smo_metrics._columns import ColumnReader
from smo_metrics._headers import Column
from smo_metrics.errors import TableError
from smo_metrics.tables import regions_from_roster

if TYPE_CHECKING:
    import pandas as pd

EVENTS: tuple[Column, ...] = (
    Column("task_id", "id", "the task that moves through the stages", True,
           ("task", "case_id", "case", "item_id", "item", "ticket_id", "ticket", "case_concept_name", "id")),
    Column("stage", "id", "what was done: label, review, adjudicate, ...", True,
           ("activity", "step", "concept_name", "event", "state")),
    Column("started_at", "time", "when the work on it began; empty = it still waits", True,
           ("started", "start", "start_time", "start_timestamp", "started_at_utc", "timestamp", "time_timestamp",
            "time", "created_at")),
    Column("ended_at", "time", "when the work ended; empty = not yet", False,
           ("ended", "end", "end_time", "end_timestamp", "ended_at_utc", "completed_at", "finished_at",
            "complete_time")),
    Column("enabled_at", "time", "when the work could have begun; else the end of the stage before", False,
           ("enabled", "ready_at", "available_at", "enabled_timestamp", "enabled_at_utc", "queued_at", "arrived_at")),
    Column("actor_id", "text", "who did it", False,
           ("actor", "annotator_id", "annotator", "resource", "org_resource", "worker_id", "worker", "assignee",
            "completed_by", "user_id", "user")),
    Column("region", "text", "region of the actor", False, ("site", "hub")),
    Column("queue", "text", "queue"),
    Column("priority", "text", "priority"),
    Column("outcome", "text", "accepted, rejected, ..."),
    Column("round", "round", "1 = first pass of the task through the stage", False, ("pass",)),
)  # fmt: skip


def check_events(
    frame: pd.DataFrame,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    roster: pd.DataFrame | None = None,
    first_row: int = 2,
) -> pd.DataFrame:
    """Give the events table in its contract's shape, or say everything that keeps it from being one.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row for each time that a task was at a stage, in any order.
    columns, timezone, roster, first_row
        As in `smo_metrics.tables.check_labels`; an event without a region takes its actor's. Work that begins or ends
        in the hour that the clock shows twice can seem an hour longer or shorter, or to end before it starts; give UTC
        for such nights.

    Returns
    -------
    pandas.DataFrame
        Columns of `EVENTS` that are present. Times are aware and in UTC. No `started_at`: the task still waits there.

    Raises
    ------
    TableError
        With every problem found: missing columns, rows without a task or a stage, naive times, an end before its
        start, a start before the work could begin, a row without any time, no rows.

    Examples
    --------
    >>> import pandas as pd
    >>> raw = pd.DataFrame({"Case": [7], "Activity": ["review"], "Start": ["2026-03-02T09:00Z"], "End": [None]})
    >>> check_events(raw).columns.tolist()
    ['task_id', 'stage', 'started_at', 'ended_at']
    """
    reader = ColumnReader("events", frame, EVENTS, columns, timezone, first_row)
    events = reader.read()
    if not reader.problems:
        _check_times(events, reader)
    if reader.problems:
        raise TableError("events", reader.problems)
    if roster is not None and "actor_id" in events:
        regions_from_roster(events, roster, "actor_id")
    return events[[column.name for column in EVENTS if column.name in events]]


def _check_times(events: pd.DataFrame, reader: ColumnReader) -> None:
    import pandas as pd

    none = pd.Series(pd.NaT, index=events.index, dtype="datetime64[ns, UTC]")
    started = events["started_at"]
    ended, enabled = events.get("ended_at", none), events.get("enabled_at", none)
    waiting = started.isna()
    reader.report(
        waiting & ended.notna(), "have an ended_at but no started_at", "Fill started_at, or empty ended_at too."
    )
    reader.report(
        waiting & ended.isna() & enabled.isna(),
        "have no time at all",
        "Fill started_at (or enabled_at, for a task that still waits).",
    )
    reader.report(ended < started, "end before they start", "Mend the two times: were the columns swapped?")
    reader.report(started < enabled, "start before they were enabled", "Mend enabled_at, or leave it empty.")
