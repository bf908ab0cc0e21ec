"""Did such risks come true in this log's own past? They are tried from earlier moments, on what was known then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics._json import records, to_json
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.sla.clock.due import due_moments
from smo_metrics.sla.clock.known_at import known_at
from smo_metrics.sla.clock.task_clocks import TaskClocks, task_clocks
from smo_metrics.sla.outcomes._open_risks import open_risks
from smo_metrics.sla.scoring.calibration import CalibrationLine, brier_score, calibration_line, reliability_table

if TYPE_CHECKING:
    import pandas as pd

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
_ORIGINS = 12
_EDGES = np.linspace(0, 1, 11)


@dataclass(frozen=True, slots=True, eq=False)
class PastForecasts:
    """Risks stated at earlier moments for tasks that were open then and in time, with what happened.

    Attributes
    ----------
    task : ndarray of int64, shape (forecasts,)
        Code in the whole log.
    moment : ndarray of int64, shape (forecasts,)
        Milliseconds since 1970 UTC.
    probability, base_rate : ndarray of float, shape (forecasts,)
        The risk, and the share of all tasks finished by then that had been late.
    was_late : ndarray of bool, shape (forecasts,)
    """

    task: IntArray
    moment: IntArray
    probability: FloatArray
    base_rate: FloatArray
    was_late: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class BreachCheck:
    """How good the same risks were in the past.

    Attributes
    ----------
    moments, forecasts, tasks : int
        Earlier moments with forecasts; forecasts; tasks that they are about.
    brier, base_rate_brier : float
        Mean squared error of the risks, and of saying for each task the share of finished tasks that had been late;
        NaN without forecasts.
    line : CalibrationLine
        Its slope is 1 where risks are right, below where they are too extreme; errors over moments.
    reliability : pandas.DataFrame
        Ten rows: `low`, `high`, `predicted`, `happened`, `count`.
    """

    moments: int
    forecasts: int
    tasks: int
    brier: float
    base_rate_brier: float
    line: CalibrationLine
    reliability: pd.DataFrame

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        figures = {name: getattr(self, name) for name in ("moments", "forecasts", "tasks", "brier", "base_rate_brier")}
        return {**to_json({**figures, "line": asdict(self.line)}), "reliability": records(self.reliability)}


def breach_check(clocks: TaskClocks, by: Sequence[str], calendars: Calendars) -> BreachCheck:
    """Try the risks from 12 moments of the later half of the events, spread evenly over these."""
    begun = np.sort(clocks.log.started)
    later = np.linspace(len(begun) / 2, len(begun), _ORIGINS, endpoint=False).astype(np.int64)
    past = past_forecasts(clocks, np.unique(begun[later]), by, calendars)
    return BreachCheck(
        moments=len(np.unique(past.moment)),
        forecasts=len(past.task),
        tasks=len(np.unique(past.task)),
        brier=brier_score(past.probability, past.was_late),
        base_rate_brier=brier_score(past.base_rate, past.was_late),
        line=calibration_line(past.probability, past.was_late, past.moment),
        reliability=reliability_table(past.probability, past.was_late, _EDGES),
    )


def past_forecasts(clocks: TaskClocks, moments: IntArray, by: Sequence[str], calendars: Calendars) -> PastForecasts:
    """State the risks of earlier moments, each from an export of its time.

    Counted is every task that was in time at the moment and due by the log's `as_of`: to count tasks by whether they
    have finished by now would favour the quick ones. One without a risk, or that a later pause leaves undecided, is
    left out.
    """
    late = clocks.elapsed_hours > clocks.target_hours
    found = [
        _forecasts_of(moment, clocks, late, by, calendars)
        for moment in moments.tolist()
        if clocks.stopped.min() < moment < clocks.log.as_of
    ]
    empty = np.empty(0)
    whole = [np.concatenate(parts) for parts in zip(*found, strict=True)] if found else [empty] * 5
    task, moment, probability, base_rate, was_late = whole
    return PastForecasts(
        task.astype(np.int64), moment.astype(np.int64), probability, base_rate, was_late.astype(np.bool_)
    )


def _forecasts_of(
    moment: int, clocks: TaskClocks, late: BoolArray, by: Sequence[str], calendars: Calendars
) -> tuple[IntArray, IntArray, FloatArray, FloatArray, BoolArray]:
    then = task_clocks(known_at(clocks.log, moment), clocks.policy, calendars=calendars)
    risk = open_risks(then, by)
    due = due_moments(then)[risk.clock]
    names = [np.array(log.names["task"], dtype=object) for log in (clocks.log, then.log)]
    task = np.searchsorted(names[0], names[1][then.task[risk.clock]])
    row = np.searchsorted(clocks.task, task)
    known = ~clocks.running[row] | late[row]
    counted = np.flatnonzero((risk.age <= 1) & (due <= clocks.log.as_of) & known & ~np.isnan(risk.probability))
    finished = ~then.running
    base = (then.elapsed_hours > then.target_hours)[finished].mean()
    size = len(counted)
    return task[counted], np.full(size, moment), risk.probability[counted], np.full(size, base), late[row[counted]]
