"""Attainment as it was shown at earlier moments of planted projects, against what became of the same tasks."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from smo_metrics.flow import EventLog, event_log
from smo_metrics.sla.clock.known_at import known_at
from smo_metrics.sla.clock.policy import SlaPolicy
from smo_metrics.sla.clock.task_clocks import task_clocks
from smo_metrics.sla.outcomes.attainment import sla_attainment
from tests.flow.test_public_logs import PLANTED, REFERENCES, planted

pytestmark = pytest.mark.skipif(not REFERENCES.is_dir(), reason="reference data not beside the project")


@cache
def whole(name: str) -> EventLog:
    return event_log(planted(name)[0])


def shown_and_happened(name: str, slowest: float, moment: float) -> tuple[float, float, float, float, float]:
    """Give the share shown, its limits, that of closed tasks, and that in the end; `slowest` of all tasks are late."""
    log = whole(name)
    target = float(np.quantile(log.left - log.arrived, 1 - slowest)) / 3.6e6
    policy = SlaPolicy(target, clock="wall")
    then = known_at(log, int(np.quantile(log.arrived, moment)))
    line = sla_attainment(then, policy).total.iloc[0]
    final = task_clocks(log, policy)
    known = np.isin(np.array(log.names["task"])[final.task], then.names["task"])
    happened = float((final.elapsed_hours <= target)[known].mean())
    return line["attained"], line["low"], line["high"], line["closed_only"], happened


def test_what_was_shown_came_true_within_its_interval_and_closer_than_closed_tasks_alone() -> None:
    found = np.array(
        [
            shown_and_happened(name, slowest, moment)
            for name in PLANTED
            for slowest in (0.1, 0.2)
            for moment in (0.3, 0.5, 0.7)
        ]
    )
    shown, low, high, closed_only, happened = found.T
    # 36 looks: all within; 0.4 points off on average, closed tasks alone 1.0 and too high by 0.9.
    assert ((low <= happened) & (happened <= high)).mean() > 0.94
    assert np.abs(shown - happened).mean() < 0.006
    assert np.abs(closed_only - happened).mean() > 1.5 * np.abs(shown - happened).mean()
    assert (closed_only - happened).mean() > 0.005 > abs((shown - happened).mean())
