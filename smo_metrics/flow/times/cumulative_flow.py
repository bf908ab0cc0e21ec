"""How much has come in, is under way and has left, period by period? The counts of a cumulative flow diagram."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics._json import SCHEMA, records
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours._periods import Frequency, period_edges

if TYPE_CHECKING:
    import pandas as pd

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class CumulativeFlow:
    """Counts from the log's beginning to the end of each period.

    Attributes
    ----------
    tasks : pandas.DataFrame
        One row a period: `period_start`, `period_end` (aware, in the zone asked for), `partial`; `arrived` and
        `finished`, tasks so far; `wip` = arrived - finished; `arrivals` and `finishes` of the period alone.
    stages : pandas.DataFrame
        One row a period and stage: `period_start`, `period_end`, `partial`, `stage`; `entered`, `started` and `left`,
        events so far; `wip` = entered - left, of which `waiting` = entered - started.
    warnings : tuple of str
    """

    tasks: pd.DataFrame
    stages: pd.DataFrame
    warnings: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """Give the table by period and stage."""
        return self.stages

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary."""
        return {
            "schema": SCHEMA,
            "tasks": records(self.tasks),
            "stages": records(self.stages),
            "warnings": list(self.warnings),
        }


def cumulative_flow(
    events: pd.DataFrame | EventLog,
    *,
    freq: Frequency = "D",
    timezone: str = "UTC",
    as_of: datetime | None = None,
) -> CumulativeFlow:
    """See where work piles up: a band of the diagram that widens is a stage that takes in more than it lets out.

    Parameters
    ----------
    events : pandas.DataFrame or EventLog
        Events, as `event_log` takes them.
    freq : {"h", "D", "W"}
        Hours, days or weeks from Monday, of the zone's wall clock.
    timezone : str
        IANA zone in which periods begin.
    as_of : datetime, optional
        The moment at which open work is looked at, where the table ends.

    Returns
    -------
    CumulativeFlow
        From the period of the first arrival to the one that holds `as_of`, which is ``partial``: its counts are those
        at `as_of`. What happens at a period's very end belongs to the next. An event has entered its stage once it was
        enabled, and a task that comes back enters it once more. A task has arrived with its first enabling and
        finished with its last end; one whose events have all ended counts as finished.

    Raises
    ------
    SettingsError
        An unknown frequency or zone.

    References
    ----------
    Reinertsen (2009), The Principles of Product Development Flow, ch. 3.

    Examples
    --------
    >>> import pandas as pd
    >>> log = pd.DataFrame({"task_id": [1, 2], "stage": "label",
    ...     "started_at": ["2026-03-02T09:00Z", "2026-03-02T10:00Z"], "ended_at": ["2026-03-02T11:00Z", None]})
    >>> cumulative_flow(log, freq="h").tasks[["arrived", "finished", "wip"]].values.tolist()
    [[1, 0, 1], [2, 0, 2], [2, 1, 1]]
    """
    import pandas as pd

    log = event_log(events, as_of=as_of)
    edges = period_edges(int(log.enabled.min()), log.as_of, freq, timezone)
    ends = np.append(edges[1:-1], log.as_of + 1)
    begins = pd.DatetimeIndex(edges.view("M8[ms]"), tz="UTC").tz_convert(timezone)
    periods = pd.DataFrame({"period_start": begins[:-1], "period_end": begins[1:]})
    periods["partial"] = np.arange(len(ends)) == len(ends) - 1
    arrived, finished = _before(ends, log.arrived), _before(ends, log.left[log.is_done])
    tasks = periods.assign(
        arrived=arrived,
        finished=finished,
        wip=arrived - finished,
        arrivals=np.diff(arrived, prepend=0),
        finishes=np.diff(finished, prepend=0),
    )
    names = log.names["stage"]
    begun = ~log.is_waiting
    entered = _before_by_stage(ends, log.enabled, log.stage, len(names))
    started = _before_by_stage(ends, log.started[begun], log.stage[begun], len(names))
    closed = begun & ~log.is_open
    left = _before_by_stage(ends, log.ended[closed], log.stage[closed], len(names))
    stages = periods.loc[periods.index.repeat(len(names))].reset_index(drop=True)
    stages = stages.assign(
        stage=list(names) * len(ends),
        entered=entered.ravel(),
        started=started.ravel(),
        left=left.ravel(),
        wip=(entered - left).ravel(),
        waiting=(entered - started).ravel(),
    )
    return CumulativeFlow(tasks, stages, log.notes)


def _before(ends: IntArray, moments: IntArray) -> IntArray:
    """Count the moments before each period's end."""
    period = np.searchsorted(ends, moments, side="right")
    return np.cumsum(np.bincount(period, minlength=len(ends)))


def _before_by_stage(ends: IntArray, moments: IntArray, stage: IntArray, stages: int) -> IntArray:
    """Count the moments before each period's end, a row a period and a column a stage."""
    period = np.searchsorted(ends, moments, side="right")
    counts = np.bincount(period * stages + stage, minlength=len(ends) * stages)
    return np.cumsum(counts.reshape(len(ends), stages), axis=0)
