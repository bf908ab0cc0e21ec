"""How fast are the risks of many open tasks? Prints processor seconds of one run; nothing here passes or fails.

Run: python -m tests.benchmarks.breach_speed [TASKS]

100,000 open tasks beside 100,000 finished ones, 376,000 events at two stages. Limits: the log and its clocks 5 s, the
risks alone 5 s, all of breach_risk with its check, which states the risks of 12 earlier moments, 40 s. The last column
is the share of the limit.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd

from smo_metrics.flow import event_log
from smo_metrics.sla.clock.policy import SlaPolicy
from smo_metrics.sla.clock.task_clocks import task_clocks
from smo_metrics.sla.outcomes._open_risks import open_risks
from smo_metrics.sla.outcomes.breach_risk import breach_risk

LIMITS = {"log and clocks": 5.0, "risks": 5.0, "breach_risk": 40.0}


def sample(open_tasks: int) -> pd.DataFrame:
    """Give as many finished tasks as open ones, label and review, over eight weeks."""
    rng = np.random.default_rng(7)
    tasks = 2 * open_tasks
    week = 168 * 3600
    is_open = np.arange(tasks) >= open_tasks
    arrived = np.where(is_open, rng.uniform(7.8 * week, 8 * week, tasks), rng.uniform(0, 7.8 * week, tasks))
    label = rng.gamma(2, 4 * 3600, tasks)
    review = rng.gamma(2, 6 * 3600, tasks)
    origin = pd.Timestamp("2026-01-05", tz="UTC")
    ends = np.concatenate([arrived + label, arrived + label + review])
    begins = np.concatenate([arrived, arrived + label])
    keep = begins <= 8 * week
    table = pd.DataFrame({"task_id": np.tile(np.arange(tasks), 2), "stage": np.repeat(["label", "review"], tasks)})
    for name, seconds in (("enabled_at", begins), ("started_at", begins), ("ended_at", ends)):
        table[name] = origin + pd.to_timedelta(np.round(seconds), unit="s")
    undone = np.tile(is_open, 2) & (np.repeat([False, True], tasks) | (ends > 8 * week))
    table["ended_at"] = table["ended_at"].where(~undone & (ends <= 8 * week))
    return table[keep]


def main(open_tasks: int) -> None:
    """Time the log, the risks alone and all of it."""
    table, policy = sample(open_tasks), SlaPolicy(24, "wall")
    now = (pd.Timestamp("2026-01-05", tz="UTC") + pd.Timedelta(weeks=8)).to_pydatetime()
    start = time.process_time()
    log = event_log(table, as_of=now)
    clocks = task_clocks(log, policy)
    built = time.process_time()
    open_risks(clocks, ())
    stated = time.process_time()
    result = breach_risk(log, policy)
    done = time.process_time()
    print(f"{len(result.tasks):,} open of {log.task_count:,} tasks, {log.size:,} events")
    print("part             seconds   limit   share")
    for name, spent in zip(LIMITS, (built - start, stated - built, done - stated), strict=True):
        print(f"{name:14s} {spent:9.2f}  {LIMITS[name]:6.0f}   {spent / LIMITS[name]:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
