"""Has the team changed for good? People at each stage by week, before and after the clearest change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smo_metrics.flow.events.event_log import EventLog, Integers
from smo_metrics.flow.simulation._presence import without_helpers
from smo_metrics.sla.capacity._day_figures import WEEK

_FEWEST_WEEKS = 2
_CLEAR = 0.25


@dataclass(frozen=True, slots=True)
class TeamChange:
    """A stage at which every week since has more people, or every one fewer, than any week before.

    Attributes
    ----------
    stage : str
    before, after : float
        People who worked there in a week, on average.
    since : int
        The local midnight from which on, in ms.
    """

    stage: str
    before: float
    after: float
    since: int


def team_change(log: EventLog, midnights: Integers) -> TeamChange | None:
    """Find the change that is largest for its stage: by over a quarter and by a person at least, two weeks ago or more.

    Parameters
    ----------
    log : EventLog
    midnights : ndarray of int64
        The local midnights of the log up to `as_of`, in ms; weeks are counted back from the last one. Weeks in which
        nobody worked at a stage do not count.
    """
    rows = np.flatnonzero((log.actor >= 0) & ~log.is_waiting & (log.started >= midnights[0]))
    rows = without_helpers(log, rows)
    week = (len(midnights) - 1 - np.searchsorted(midnights, log.started[rows], side="right")) // WEEK
    weeks = (len(midnights) - 1) // WEEK
    week = np.maximum(week, 0)
    found: dict[float, TeamChange] = {}
    for stage in np.unique(log.stage[rows]).tolist():
        here = (log.stage[rows] == stage) & (week < weeks)
        pairs = np.unique(np.column_stack([week[here], log.actor[rows][here]]), axis=0)
        people = np.bincount(pairs[:, 0], minlength=weeks)
        for since in range(_FEWEST_WEEKS, weeks - _FEWEST_WEEKS + 1):
            after, before = (part[part > 0] for part in (people[:since], people[since:]))
            if min(len(after), len(before)) < _FEWEST_WEEKS:
                continue
            apart = after.max() < before.min() or before.max() < after.min()
            change = abs(after.mean() - before.mean())
            if apart and change >= 1 and change > _CLEAR * before.mean():
                one = TeamChange(log.names["stage"][stage], float(before.mean()), float(after.mean()),
                                 int(midnights[len(midnights) - 1 - since * WEEK]))  # fmt: skip
                found.setdefault(float(change / before.mean()), one)
    return found[max(found)] if found else None
