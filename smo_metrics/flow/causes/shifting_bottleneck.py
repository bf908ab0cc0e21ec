"""Which stage or person holds up the flow at each moment, and how does that move over time? The active period method.

Roser, Nakano & Tanaka (2002), Shifting bottleneck detection, Proceedings of the Winter Simulation Conference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from smo_metrics._json import SCHEMA, records
from smo_metrics.errors import SettingsError, TableError
from smo_metrics.flow.causes._active_periods import ActivePeriods, joined, stage_periods
from smo_metrics.flow.causes._momentary_bottleneck import bottleneck_pieces
from smo_metrics.flow.causes._running_maximum import running_maximum
from smo_metrics.flow.events._busy_until import busy_until, cut_short
from smo_metrics.flow.events._counted import counted
from smo_metrics.flow.events._missing_ends import missing_ends
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours._calendars import event_windows
from smo_metrics.flow.hours._periods import Frequency, period_edges
from smo_metrics.flow.hours._windows import Windows, merged
from smo_metrics.flow.hours.calendar import WorkCalendar

if TYPE_CHECKING:
    import pandas as pd

Integers = npt.NDArray[np.int64]
_HOUR = 3_600_000
_MOST_STATIONS = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class ShiftingBottleneck:
    """Who was the bottleneck for how long, alone or while it shifted.

    Attributes
    ----------
    stations : pandas.DataFrame
        One row a station, the longest bottleneck first: `station`; `active_periods`; `longest_period_hours`;
        `sole_hours`, bottleneck alone; `shifting_hours`, while another one was too; `sole_share`, `shifting_share` and
        their sum `bottleneck_share`, of the hours in which any station was active. Shifting hours count for each of
        the stations, so that bottleneck shares may add up to more than 1; sole shares do not.
    over_time : pandas.DataFrame
        The same by period: `period_start` (in the zone of the periods), `station`, `sole_hours`, `shifting_hours`,
        `bottleneck_share`; stations that were no bottleneck in a period have no row there.
    over : str
        ``stage`` or ``actor``.
    active_hours : float
        Hours in which any station was active.
    warnings : tuple of str
    """

    stations: pd.DataFrame
    over_time: pd.DataFrame
    over: str
    active_hours: float
    warnings: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Give one row a station."""
        return self.stations.copy()

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {
            "schema": SCHEMA,
            "over": self.over,
            "active_hours": self.active_hours,
            "stations": records(self.stations),
            "over_time": records(self.over_time),
            "warnings": list(self.warnings),
        }


def shifting_bottleneck(
    events: pd.DataFrame | EventLog,
    *,
    over: Literal["stage", "actor"] = "stage",
    calendars: WorkCalendar | Mapping[str, WorkCalendar] | None = None,
    freq: Frequency = "D",
    timezone: str = "UTC",
    pause_hours: float = 0.25,
    as_of: datetime | None = None,
) -> ShiftingBottleneck:
    """Tell where help is needed today rather than on average: which stage or person the flow waits for at each moment.

    Parameters
    ----------
    events : pandas.DataFrame or EventLog
        What `event_log` accepts, with starts, ends and actors.
    over : {"stage", "actor"}
        What can be a bottleneck. Without any actor each stage counts as one machine that works while any of its
        events is under way, with a warning.
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        One for all, or region -> calendar. Hours then run while any region is open, and an actor's own closed hours
        interrupt no work for which there was a queue. Without calendars nights count, and interrupt.
    freq : {"h", "D", "W"}
        Periods of `over_time`: hours, days, weeks from Monday.
    timezone : str
        IANA zone of the periods.
    pause_hours : float
        Longest pause, in open hours, that does not interrupt an actor for whom the next work was already waiting:
        nobody begins the next task in the same second.
    as_of : datetime, optional
        As in `event_log`. Open work keeps its actor busy until that actor's next start or, if that is sooner, for as
        long as the longest finished event of its stage; a warning tells what this leaves out.

    Returns
    -------
    ShiftingBottleneck
        In hours in which any region was open; without calendars, hours by the clock.

    Raises
    ------
    TableError
        The table breaks its contract, no event has an end after its start, or `over` is actor and there is none.
    SettingsError
        An unknown `over`, `freq` or zone, a negative or infinite pause, more than 1,000 stations, or a region without a
        calendar.

    Notes
    -----
    An actor is active while at work, without interruption where the next event was possible before the last had ended
    and began within `pause_hours`; an actor who waits for work is not. A stage is active while every actor who is there
    is active, with work of whatever stage: then nothing more can be taken on. An actor is there between breaks of more
    than 4 hours in which there is an event of the stage. Where regions keep different hours, work that lies over one
    region's night goes on while another is open.

    At each moment the station with the longest active period around it is the bottleneck (of equal ones the earlier,
    then the first by name or stage order). Periods that are the longest at some moment are bottleneck periods. While
    one of them runs alone its station is the sole bottleneck; where they overlap the bottleneck shifts. The method
    sees capacity only: stages that hold work for batches, handoffs or closed hours are no bottleneck to it, and the
    first and last periods of a log are cut short. What a fix would gain takes `find_bottlenecks`.

    References
    ----------
    Roser, Nakano & Tanaka (2001), A practical bottleneck detection method, Winter Simulation Conference, 949-953;
    (2002), Shifting bottleneck detection, Winter Simulation Conference, 1079-1086.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.DataFrame({"task_id": [1, 2, 3], "stage": ["label", "label", "review"], "actor_id": list("aab"),
    ...     "started_at": ["2026-03-02T09:00Z", "2026-03-02T10:00Z", "2026-03-02T11:00Z"],
    ...     "ended_at": ["2026-03-02T10:00Z", "2026-03-02T12:00Z", "2026-03-02T18:00Z"]})
    >>> shifting_bottleneck(day).stations[["station", "sole_hours", "shifting_hours"]].to_numpy().tolist()
    [['review', 6.0, 1.0], ['label', 2.0, 1.0]]
    """
    log = event_log(events, as_of=as_of)
    if over not in ("stage", "actor"):
        raise SettingsError(f"over must be 'stage' or 'actor'; {over!r} arrived.")
    if not isinstance(pause_hours, Real) or not 0 <= pause_hours < np.inf:
        raise SettingsError(f"pause_hours must be 0 or more and finite; {pause_hours!r} arrived.")
    if not log.touch_known:
        raise TableError("events", [missing_ends(log)])
    has_actor = log.actor >= 0
    if over == "actor" and not has_actor.any():
        raise TableError("events", ["no event has an actor. Add actor_id, or ask over stages."])
    if len(log.names[over]) > _MOST_STATIONS:
        column = "stage" if over == "stage" else "actor_id"
        raise SettingsError(
            f"over={over!r}: {len(log.names[over]):,} {over}s; at most {_MOST_STATIONS:,} can be compared. Is the "
            f"column {column} the right one, or does it hold ids of tasks?"
        )
    machines = not has_actor.any()
    rows = np.flatnonzero(has_actor | machines)
    actor = log.stage if machines else log.actor
    until = busy_until(log, actor)
    served = [] if calendars is None else list(event_windows(log, rows, calendars, "region"))
    clock = _clock([windows for _, windows in served])
    periods = _actor_periods(log, rows, actor, until, served, clock, round(pause_hours * _HOUR))
    if over == "stage":
        begins = clock(log.started[rows])
        works = clock(until[rows]) > begins
        periods = stage_periods(periods, actor[rows[works]], log.stage[rows[works]], begins[works])
    warnings = [*log.notes, *cut_short(log, until)]
    if machines:
        warnings.append("No event has an actor: each stage counts as one machine, active while any of its work is.")
    elif not has_actor.all():
        warnings.append(f"{int((~has_actor).sum()):,} of {counted(log.size, 'event')} without an actor left out.")
    if calendars is None:
        warnings.append("No calendar is given: nights and other closed hours count, and end every active period.")
    if not len(periods.station):
        warnings.append("No station was ever active in open hours: capacity was no bottleneck.")
    edges = period_edges(int(log.started.min()), int(log.ended.max()), freq, timezone)
    return _result(periods, log.names[over], over, edges, clock, timezone, tuple(warnings))


def _clock(windows: list[Windows]) -> Callable[[Integers], Integers]:
    """Give the clock that runs while any region is open; the wall clock without calendars."""
    if not windows:
        return lambda moments: moments
    anyone = merged(np.concatenate([one.opens for one in windows]), np.concatenate([one.closes for one in windows]))
    return anyone.worked


def _actor_periods(
    log: EventLog,
    rows: Integers,
    actor: Integers,
    until: Integers,
    served: list[tuple[Integers, Windows]],
    clock: Callable[[Integers], Integers],
    pause: int,
) -> ActivePeriods:
    """Join each actor's work to active periods; a short pause before work that was waiting is filled in."""
    rows = rows[np.lexsort((until[rows], log.started[rows], actor[rows]))]
    who, start = actor[rows], log.started[rows]
    latest = running_maximum(who, until[rows])
    before = np.minimum(np.append(start[:1], latest[:-1])[: len(rows)], start)
    free = log.started.copy()
    free[rows] = before
    gap = log.started - free
    for theirs, windows in served:
        gap[theirs] = windows.worked(log.started[theirs]) - windows.worked(free[theirs])
    was_waiting = log.enabled[rows] <= before
    goes_on = (np.diff(who, prepend=-1) == 0) & was_waiting & (gap[rows] <= pause)
    begins, ends = clock(np.where(goes_on, before, start)), clock(until[rows])
    works = ends > begins
    return joined(who[works], begins[works], ends[works])


def _result(
    periods: ActivePeriods,
    names: tuple[str, ...],
    over: str,
    edges: Integers,
    clock: Callable[[Integers], Integers],
    timezone: str,
    warnings: tuple[str, ...],
) -> ShiftingBottleneck:
    import pandas as pd

    bounds = clock(edges)
    found = bottleneck_pieces(periods, bounds)
    hours = found.length / _HOUR
    pieces = pd.DataFrame(
        {
            "period": np.searchsorted(bounds, found.begins, side="right") - 1,
            "station": found.station,
            "sole_hours": np.where(found.is_sole, hours, 0.0),
            "shifting_hours": np.where(found.is_sole, 0.0, hours),
        }
    )
    total = float(found.any_length.sum() / _HOUR)
    longest = pd.Series((periods.ends - periods.begins) / _HOUR).groupby(periods.station).max()
    stations = pd.DataFrame({"station": pd.Series(names, dtype=object)})
    stations["active_periods"] = np.bincount(periods.station, minlength=len(names))
    stations["longest_period_hours"] = longest.reindex(stations.index)
    for kind in ("sole", "shifting"):
        stations[f"{kind}_hours"] = np.bincount(pieces["station"], pieces[f"{kind}_hours"], len(names))
    for kind in ("sole", "shifting"):
        stations[f"{kind}_share"] = stations[f"{kind}_hours"] / (total or np.nan)
    stations["bottleneck_share"] = stations["sole_share"] + stations["shifting_share"]
    stations = stations.sort_values("bottleneck_share", ascending=False, kind="stable", ignore_index=True)
    over_time = pieces.groupby(["period", "station"], as_index=False).sum()
    in_period = np.searchsorted(bounds, found.any_begins, side="right") - 1
    active = np.bincount(in_period, found.any_length / _HOUR, len(edges))[over_time["period"]]
    over_time["bottleneck_share"] = (over_time["sole_hours"] + over_time["shifting_hours"]) / active
    start = pd.DatetimeIndex(edges.view("M8[ms]"), tz="UTC").tz_convert(timezone)
    over_time.insert(0, "period_start", start[over_time.pop("period")])
    over_time["station"] = pd.Series([names[code] for code in over_time["station"]], dtype=object)
    return ShiftingBottleneck(stations, over_time, over, total, warnings)
