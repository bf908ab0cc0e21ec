"""Who hands work to whom, and how long does it then wait? Handoffs between actors, regions or stages."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from datetime import datetime
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.errors import SettingsError
from smo_metrics.flow.events._counted import counted
from smo_metrics.flow.events._distinct import distinct
from smo_metrics.flow.events._missing_ends import missing_ends
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours._calendars import NO_CALENDAR, Calendars, open_time
from smo_metrics.flow.hours._moments import HOUR
from smo_metrics.flow.times._handoff_cost import FEWEST_TASKS, HandoffCost, compare_waits

if TYPE_CHECKING:
    import pandas as pd

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Giver = Literal["actor", "region", "stage"]
_WAITS = ("waiting_mean", "waiting_p50", "waiting_p90", "waiting")


@dataclass(frozen=True, slots=True, eq=False)
class Handoffs:
    """Transitions between a task's consecutive events, and what it costs to change hands.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a pair that occurs, most waiting first: `source`, `target` (actors, regions or stages); `handed_over`,
        whether they differ; `count`; `share` of all transitions; of the wait before the later event began,
        `waiting_mean_hours`, `waiting_p50_hours`, `waiting_p90_hours` and `waiting_hours` (total), and the same ending
        in ``_work_hours`` (NaN without calendars).
    costs : pandas.DataFrame
        One row a pair of stages: `source_stage`, `target_stage`; `handoffs` and `stays`, transitions between two
        and within one actor or region; `handoff_wait_hours` and `stay_wait_hours`, their mean waits by the clock;
        `difference_hours`, the first minus the second, `low`, `high`. No rows for stages.
    cost : HandoffCost
        The difference over all pairs of stages.
    by : {"actor", "region", "stage"}
    transitions, handoffs : int
        Pairs of consecutive events whose two sides are known, and those that change hands.
    confidence : float
        Nominal coverage of the intervals.
    warnings : tuple of str
    """

    table: pd.DataFrame
    costs: pd.DataFrame
    cost: HandoffCost
    by: Giver
    transitions: int
    handoffs: int
    confidence: float
    warnings: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """Give the table of transitions."""
        return self.table

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {
            "schema": SCHEMA,
            "table": records(self.table),
            "costs": records(self.costs),
            "cost": to_json(asdict(self.cost)),
            "by": self.by,
            "transitions": self.transitions,
            "handoffs": self.handoffs,
            "confidence": self.confidence,
            "warnings": list(self.warnings),
        }


def handoffs(
    events: pd.DataFrame | EventLog,
    *,
    calendars: Calendars = None,
    by: Giver = "actor",
    confidence: float = 0.95,
    as_of: datetime | None = None,
) -> Handoffs:
    """See between whom work waits when it changes hands, and whether it would wait less if it stayed.

    Parameters
    ----------
    events : pandas.DataFrame or EventLog
        Events, as `event_log` takes them. Consecutive events of a task are in the order in which they began.
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        One for all, or one a region; the region of the later event counts.
    by : {"actor", "region", "stage"}
        Between whom.
    confidence : float
        Nominal coverage of the intervals.
    as_of : datetime, optional
        The moment at which open work is looked at.

    Returns
    -------
    Handoffs
        A wait runs from when the later event was enabled until it began. Events that still wait, and transitions of
        which one side names no actor or region, are left out. A wait that is not known (an event without enabled_at
        that began with the task) counts in `count`, not in the hours; without any ends no wait is known. Quantiles
        interpolate linearly. A difference is NaN where fewer than 20 tasks were handed over, or stayed, in that pair
        of stages. It compares what happened; it does not prove that handing over causes the wait: work that stays with
        someone may be other work.

    Raises
    ------
    TableError
        The events break their contract.
    SettingsError
        `by`, `confidence` or `as_of` cannot be used, or a region has no calendar.

    References
    ----------
    van der Aalst, Reijers & Song (2005), Computer Supported Cooperative Work 14, section 4.1 (handover of work);
    Liang & Zeger (1986), Biometrika 73, for the intervals; Hyndman & Fan (1996), definition 7, for quantiles.

    Examples
    --------
    >>> import pandas as pd
    >>> log = pd.DataFrame({"task_id": [1, 1], "stage": ["label", "review"], "actor_id": ["ann", "bob"],
    ...     "started_at": ["2026-03-02T09:00Z", "2026-03-02T12:00Z"],
    ...     "ended_at": ["2026-03-02T10:00Z", "2026-03-02T12:30Z"]})
    >>> handoffs(log).to_frame()[["source", "target", "handed_over", "count", "waiting_mean_hours"]].values.tolist()
    [['ann', 'bob', True, 1, 2.0]]
    """
    if by not in get_args(Giver):
        raise SettingsError(f"by must be 'actor', 'region' or 'stage'; {by!r} arrived.")
    if not isinstance(confidence, Real) or not 0 < confidence < 1:
        raise SettingsError(f"confidence must lie between 0 and 1; {confidence!r} arrived.")
    log = event_log(events, as_of=as_of)
    giver = {"actor": log.actor, "region": log.region, "stage": log.stage}[by]
    later = np.flatnonzero((np.diff(log.task, prepend=-1) == 0) & ~log.is_waiting)
    named = (giver[later] >= 0) & (giver[later - 1] >= 0)
    nameless, later = int((~named).sum()), later[named]
    earlier = later - 1
    known = log.wait_known[later] & log.touch_known
    table = _table(log, calendars, giver, log.names[by], later, known)
    differs = giver[later] != giver[earlier]
    compared = later[known] if by != "stage" else later[:0]
    costs, cost = _costs(log, compared, giver, confidence)
    warnings = [*log.notes]
    if calendars is None:
        warnings.append(NO_CALENDAR)
    if nameless:
        warnings.append(f"{counted(nameless, 'transition')} left out: one of the two events names no {by}.")
    if not len(later):
        warnings.append("No task has two consecutive events to look at.")
    elif not log.touch_known:
        warnings.append(f"Waits are not known: only counts are given. {missing_ends(log)}")
    elif by != "stage":
        warnings.append(_cost_sentence(cost, by))
    return Handoffs(
        table=table,
        costs=costs,
        cost=cost,
        by=by,
        transitions=len(later),
        handoffs=int(differs.sum()),
        confidence=confidence,
        warnings=tuple(warnings),
    )


def _table(
    log: EventLog, calendars: Calendars, giver: IntArray, names: tuple[str, ...], later: IntArray, known: Booleans
) -> pd.DataFrame:
    import pandas as pd

    key = giver[later - 1] * len(names) + giver[later]
    found = distinct(key)
    pair = np.searchsorted(found, key)
    source, target = np.divmod(found, max(len(names), 1))
    count = np.bincount(pair, minlength=len(found))
    named = np.array(names, dtype=object)
    columns: dict[str, Any] = {
        "source": named[source],
        "target": named[target],
        "handed_over": source != target,
        "count": count,
        "share": count / max(len(later), 1),
    }
    worked = open_time(log, calendars, log.enabled, log.started)
    for ending, spans in (("hours", log.started - log.enabled), ("work_hours", worked)):
        waits = None if spans is None else spans[later][known]
        figures = _wait_hours(pair[known], len(found), waits)
        columns |= {f"{name}_{ending}": values for name, values in zip(_WAITS, figures, strict=True)}
    return pd.DataFrame(columns).sort_values(
        ["waiting_hours", "count"], ascending=False, kind="stable", ignore_index=True
    )


def _wait_hours(pair: IntArray, pairs: int, waits: IntArray | None) -> FloatArray:
    """Mean, P50, P90 and total of each pair's waits; all pairs at once, as hundreds of actors make very many."""
    figures = np.full((4, pairs), math.nan)
    count = np.bincount(pair, minlength=pairs)
    seen = count > 0
    if waits is None or not seen.any():
        return figures
    ordered = waits[np.lexsort((waits, pair))] / HOUR
    first, last = (np.cumsum(count) - count)[seen], count[seen] - 1
    figures[3, seen] = np.add.reduceat(ordered, first)
    figures[0, seen] = figures[3, seen] / count[seen]
    for row, level in ((1, 0.5), (2, 0.9)):
        place = level * last
        below = place.astype(np.int64)
        low, high = ordered[first + below], ordered[first + np.minimum(below + 1, last)]
        figures[row, seen] = low + (place - below) * (high - low)
    return figures


def _costs(log: EventLog, later: IntArray, giver: IntArray, confidence: float) -> tuple[pd.DataFrame, HandoffCost]:
    import pandas as pd

    names = np.array(log.names["stage"], dtype=object)
    key = log.stage[later - 1] * len(names) + log.stage[later]
    found = distinct(key)
    pair = np.searchsorted(found, key)
    side = (giver[later] != giver[later - 1]).astype(np.int64)
    waits = (log.started - log.enabled)[later] / HOUR
    compared = compare_waits(pair, len(found), log.task[later], side, waits, confidence)
    frame = pd.DataFrame(
        {
            "source_stage": names[found // len(names)],
            "target_stage": names[found % len(names)],
            "handoffs": compared.counts[1],
            "stays": compared.counts[0],
            "handoff_wait_hours": compared.means[1],
            "stay_wait_hours": compared.means[0],
            "difference_hours": compared.difference,
            "low": compared.low,
            "high": compared.high,
        }
    )
    return frame, compared.overall


def _cost_sentence(cost: HandoffCost, by: Giver) -> str:
    if math.isnan(cost.difference_hours):
        return (
            f"What a handoff costs is not known: no pair of stages has {FEWEST_TASKS} tasks that changed the {by} and "
            f"{FEWEST_TASKS} that kept it."
        )
    return (
        "The cost of handoffs compares what happened at the same pair of stages; it does not prove that the handoff "
        "causes the wait."
    )
