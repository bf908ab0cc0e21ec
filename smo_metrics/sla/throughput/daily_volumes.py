"""How many tasks came and were finished each day? A forecast needs days; many projects only have events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from smo_metrics._zones import is_zone
from smo_metrics.errors import SettingsError
from smo_metrics.flow.events.event_log import EventLog, Integers, event_log
from smo_metrics.sla.clock.policy import SlaPolicy
from smo_metrics.sla.clock.task_clocks import task_clocks

if TYPE_CHECKING:
    import pandas as pd


def daily_volumes(
    events: pd.DataFrame | EventLog,
    *,
    timezone: str,
    stop_stage: str | Sequence[str] | None = None,
    as_of: datetime | None = None,
) -> pd.DataFrame:
    """Count the tasks that came and were finished on each day, as `when_done` and the volumes table take them.

    Parameters
    ----------
    events : pandas.DataFrame or EventLog
        Events, as `event_log` takes them.
    timezone : str
        IANA zone whose days count.
    stop_stage : str or sequence of str, optional
        A task is finished when it first ends one of these stages. Left out: when none of its events is open or
        waiting, at its last end.
    as_of : datetime, optional
        The moment of the export, aware. Left out: the latest time in the table.

    Returns
    -------
    pandas.DataFrame
        A row for each day from the first arrival to `as_of`: `date` (midnight, no zone), `arrived` where it is known
        (see the notes), `completed`. A day without events counts 0, since the events would show its work. The last day
        is not over: give it to `daily_history` as `as_of`. Tasks that were in work before the first event are not
        there, so that the first days of an export show too few finished tasks where tasks take days.

    Raises
    ------
    TableError
        The events break their contract.
    SettingsError
        The zone or `as_of` cannot be used, or no event is at a stop stage.

    Notes
    -----
    A task arrives when its first work is possible, which only `enabled_at` says. Where the first event of any task has
    none, when that task came is not known, and the table has no column `arrived`: days of first starts would show the
    pace of the team in its place, and no queue that grows.

    Without `enabled_at` nothing shows work that waits, so that a task between two stages looks finished, and counts on
    the day on which its last event so far ended. Give `stop_stage`. `task_clocks` says in its `notes` where this holds.

    Examples
    --------
    >>> import pandas as pd
    >>> log = pd.DataFrame({"task_id": [1, 2], "stage": "label",
    ...     "enabled_at": ["2026-03-02T08:00Z", "2026-03-02T15:00Z"],
    ...     "started_at": ["2026-03-02T09:00Z", "2026-03-02T22:00Z"],
    ...     "ended_at": ["2026-03-02T10:00Z", "2026-03-04T01:00Z"]})
    >>> daily_volumes(log, timezone="Asia/Singapore")[["arrived", "completed"]].values.tolist()
    [[2, 1], [0, 0], [0, 1]]
    """
    import pandas as pd

    if not is_zone(timezone):
        raise SettingsError(f"the time zone {timezone!r} is unknown. Use an IANA name such as Asia/Singapore.")
    log = event_log(events, as_of=as_of)
    clocks = task_clocks(log, SlaPolicy(1, "wall", stop_stage=stop_stage))
    came, went = _days(clocks.started, timezone), _days(clocks.stopped[~clocks.running], timezone)
    first, last = int(came.min()), int(_days(np.array([log.as_of]), timezone)[0])
    count = last - first + 1
    volumes = pd.DataFrame(
        {
            "date": pd.date_range(np.datetime64(first, "D"), periods=count).astype("datetime64[ns]"),
            "arrived": np.bincount(came - first, minlength=count),
            "completed": np.bincount(went - first, minlength=count),
        }
    )
    return volumes if log.wait_known.all() else volumes.drop(columns="arrived")


def _days(moments: Integers, timezone: str) -> Integers:
    """Give the local day of each moment, as days since 1970."""
    import pandas as pd

    local = pd.DatetimeIndex(moments.astype("datetime64[ms]")).tz_localize("UTC").tz_convert(timezone)
    return np.asarray(local.tz_localize(None).to_numpy().astype("datetime64[D]").astype(np.int64))
