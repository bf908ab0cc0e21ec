"""Is work in balance? Little's law, L = lambda W, stage by stage, and what keeps a window from obeying it.

Over any window the tasks in the system, summed over time, are the tasks' time in it, summed over tasks. The law adds
that averages of arrivals and of finished work describe the same tasks, which holds only when as much leaves as comes:
Little & Graves (2008), "Little's Law", in Building Intuition, ch. 5; Kim & Whitt (2013), "Statistical analysis with
Little's law", Operations Research 61(4).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.errors import SettingsError
from smo_metrics.flow.events._missing_ends import missing_ends
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours._moments import NOT_A_TIME, from_milliseconds, to_milliseconds

if TYPE_CHECKING:
    import pandas as pd

IntArray = NDArray[np.int64]
Balance = Literal["steady", "growing", "shrinking", "edges", "thin", "unknown"]
_HOUR, _DAY = 3_600_000, 86_400_000
_FEWEST = 20
_RATIO_BAND = 0.10
_HALVES_BAND = 0.25
_VERDICTS = {
    "steady": "In balance: averages of this window describe its work, and work in progress / arrivals gives the time.",
    "growing": "Not in balance: work in progress grows, and the times of finished work understate those to come.",
    "shrinking": "Not in balance: work in progress shrinks, and the times of finished work overstate those to come.",
    "edges": "Not in balance: the times of finished work are not those of the work in the window, much of which began "
    "before it or is unfinished. Take a longer window.",
    "thin": f"Not judged: fewer than {_FEWEST} finished.",
    "unknown": "Not judged: when work left is not known.",
}


@dataclass(frozen=True, slots=True, eq=False)
class LittlesLawResult:
    """Work in progress, arrivals and time in the system of one window, and whether they fit together.

    Attributes
    ----------
    table : pandas.DataFrame
        One row for whole tasks (`stage` is None), then one a stage, whose units are events: `stage`; `wip_mean`, L, the
        average number present; `arrivals_per_day`, lambda; `time_mean_hours`, W, of what finished in the window;
        `ratio`, L / (lambda W), NaN without arrivals or finished work; `implied_time_hours`, L / lambda; `arrived` and
        `finished` in the window; `wip_start`, `wip_end`, present at its edges; `wip_first_half`, `wip_second_half`,
        the average of each half; `hours_in_window`, time spent in the window by all that were present, which is
        L times the window's length, always; `balance`.
    start, end : datetime
        The window, in UTC.
    verdict : str
        What the whole tasks' balance means.
    warnings : tuple of str
    """

    table: pd.DataFrame
    start: datetime
    end: datetime
    verdict: str
    warnings: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """Give the table."""
        return self.table

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {
            "schema": SCHEMA,
            "table": records(self.table),
            "start": to_json(self.start),
            "end": to_json(self.end),
            "verdict": self.verdict,
            "warnings": list(self.warnings),
        }


def littles_law(
    events: pd.DataFrame | EventLog,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    as_of: datetime | None = None,
) -> LittlesLawResult:
    """Tell whether averages of this window may be used to plan: does as much leave as comes?

    Parameters
    ----------
    events : pandas.DataFrame or EventLog
        Events, as `event_log` takes them.
    start, end : datetime, optional
        The window, aware. Left out: from the first arrival to `as_of`. A window inside the data leaves out the time
        in which the log's first tasks fill an empty system.
    as_of : datetime, optional
        The moment at which open work is looked at.

    Returns
    -------
    LittlesLawResult
        All on the wall clock, which is the only one that regions share. `balance` is ``thin`` with fewer than 20
        finished; ``growing`` or ``shrinking`` where the second half's average work in progress differs from the first
        half's by more than 25 % of the whole window's, which the ratio alone may not show; else ``edges`` where the
        ratio is further than 10 % from 1; else ``steady``. Where nothing has finished it is ``unknown``; where no event
        has an end after its start, all but arrivals is NaN as well. A task is present from its first enabling to its
        last end, an event from its enabling to its end, so that a task counts once for each of its events at a stage.
        Present at an edge: begun before it and not ended before it.

    Raises
    ------
    SmoError
        A window without a zone, without length, that begins before the log, when work was there that it does not tell
        of, or that ends after `as_of`.

    References
    ----------
    Little (1961), Operations Research 9(3); Little & Graves (2008), for finite windows; Kim & Whitt (2013), for the
    terms at the edges. The bands of 10 % and 25 % are this library's conventions.

    Examples
    --------
    >>> import pandas as pd
    >>> log = pd.DataFrame({"task_id": [1, 2], "stage": "label",
    ...     "started_at": ["2026-03-02T09:00Z", "2026-03-02T10:00Z"],
    ...     "ended_at": ["2026-03-02T11:00Z", "2026-03-02T13:00Z"]})
    >>> whole = littles_law(log).to_dict()["table"][0]
    >>> whole["wip_mean"], whole["time_mean_hours"], whole["hours_in_window"], whole["balance"]
    (1.25, 2.5, 5.0, 'thin')
    """
    import pandas as pd

    log = event_log(events, as_of=as_of)
    first = int(log.enabled.min())
    low = first if start is None else int(to_milliseconds(start, "start"))
    high = log.as_of if end is None else int(to_milliseconds(end, "end"))
    if NOT_A_TIME in (low, high):
        raise SettingsError("littles_law: start and end must be times; NaT arrived. Give a time, or leave it out.")
    if low < first:
        raise SettingsError(
            "littles_law: start lies before the log's first moment; what was there before is not known. Give "
            f"{from_milliseconds(np.array(first), 'UTC')} or later."
        )
    if high > log.as_of:
        raise SettingsError("littles_law: end lies after as_of; what happens later is not known. Give an earlier end.")
    if low >= high:
        raise SettingsError("littles_law: the window has no length. Give a start before its end.")
    whole = _balances(np.zeros(log.task_count, dtype=np.int64), 1, log.arrived, log.left, log.is_done, low, high)
    done = ~(log.is_open | log.is_waiting)
    by_stage = _balances(log.stage, len(log.names["stage"]), log.enabled, log.ended, done, low, high)
    table = pd.concat([whole, by_stage], ignore_index=True)
    table.insert(0, "stage", pd.Series([None, *log.names["stage"]], dtype=object))
    verdict = _VERDICTS[table["balance"][0]]
    if not log.touch_known:
        table["balance"] = "unknown"
        verdict = f"Not judged. {missing_ends(log)}"
    if not log.touch_known and log.is_done.any():
        table[table.columns.difference(["stage", "arrivals_per_day", "arrived", "balance"])] = math.nan
    opens, closes = (pd.Timestamp(moment, unit="ms", tz="UTC") for moment in (low, high))
    return LittlesLawResult(table, opens, closes, verdict, log.notes)


def _balances(
    group: IntArray, groups: int, entered: IntArray, left: IntArray, done: NDArray[np.bool_], low: int, high: int
) -> pd.DataFrame:
    """Give the table's figures for units that are present from `entered` to `left`; `left` of the undone is as_of."""
    import pandas as pd

    middle = (low + high) // 2

    def count(units: NDArray[np.bool_]) -> IntArray:
        return np.bincount(group[units], minlength=groups)

    def present(since: int, until: int) -> NDArray[np.float64]:
        inside = np.minimum(left, until) - np.maximum(entered, since)
        # Sums of whole milliseconds are exact in floats up to 2**53, about 285,000 years.
        return np.bincount(group, weights=np.maximum(inside, 0), minlength=groups).astype(np.float64)

    first, second = present(low, middle), present(middle, high)
    gone = done & (left <= high)
    finished = gone & (left >= low)
    arrived = count((entered >= low) & (entered <= high))
    ended = count(finished)
    times = np.bincount(group[finished], weights=(left - entered)[finished], minlength=groups)
    wip, rate = (first + second) / (high - low), arrived / (high - low)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean, implied = times / ended, np.where(arrived > 0, wip / rate, math.nan)
        ratio = np.where(mean > 0, implied / mean, math.nan)
        first, second = first / (middle - low), second / (high - middle)
    drift = second - first
    thin = (ended < _FEWEST) | np.isnan(ratio)
    drifts = np.abs(drift) > _HALVES_BAND * wip
    balance = np.select(
        [thin, drifts & (drift > 0), drifts, np.abs(ratio - 1) > _RATIO_BAND],
        ["thin", "growing", "shrinking", "edges"],
        "steady",
    )
    return pd.DataFrame(
        {
            "wip_mean": wip,
            "arrivals_per_day": rate * _DAY,
            "time_mean_hours": mean / _HOUR,
            "ratio": ratio,
            "implied_time_hours": implied / _HOUR,
            "arrived": arrived,
            "finished": ended,
            "wip_start": count((entered < low) & ~(done & (left < low))),
            "wip_end": count((entered <= high) & ~gone),
            "wip_first_half": first,
            "wip_second_half": second,
            "hours_in_window": wip * (high - low) / _HOUR,
            "balance": balance.astype(object),
        }
    )
