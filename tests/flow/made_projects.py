"""Logs of small invented projects for the tests of models and bottlenecks: plain loops, one person after the other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

FIRST = pd.Timestamp("2026-03-02T00:00Z")  # a Monday
OPENS, CLOSES = 9 * 60, 17 * 60


def office_minutes(minutes: float) -> pd.Timestamp:
    """Give the moment after so many minutes of weekdays from nine to five."""
    day, rest = divmod(minutes, CLOSES - OPENS)
    week, weekday = divmod(int(day), 5)
    return FIRST + pd.Timedelta(days=7 * week + weekday, minutes=OPENS + rest)


def two_stages(
    *,
    seed: int = 1,
    days: int = 25,
    a_day: int = 40,
    label: float = 9.0,
    review: float = 5.0,
    labellers: int = 1,
    reviewers: int = 1,
    batch: int = 1,
    handoff: float = 0.0,
    sent_back: float = 0.0,
    name: Callable[[str, int], str] = lambda stage, number: f"{stage}{number}",
) -> pd.DataFrame:
    """Simulate label and review in office hours, in minutes of office time; service times are gamma, shape 4."""
    rng = np.random.default_rng(seed)
    arrivals = np.sort(rng.uniform(0, days * (CLOSES - OPENS), days * a_day))
    work = {"label": (label, [0.0] * labellers), "review": (review, [0.0] * reviewers)}
    jobs = [(moment, moment, task, "label") for task, moment in enumerate(arrivals)]
    rows, gate = [], []
    while jobs or gate:
        if not jobs:
            jobs, gate = [(max(g[0] for g in gate), *g[1:]) for g in gate], []
        ready, enabled, task, stage = min(jobs)
        jobs.remove((ready, enabled, task, stage))
        mean, free = work[stage]
        who = int(np.argmin(free))
        started = max(ready, free[who])
        ended = started + rng.gamma(4.0, mean / 4.0)
        free[who] = ended
        rows.append((task, stage, name(stage, who), enabled, started, ended))
        if stage == "label" and batch == 1:
            jobs.append((ended + handoff, ended, task, "review"))
        elif stage == "label":
            gate.append((ended, ended, task, "review"))
            if len(gate) == batch:
                jobs += [(max(g[0] for g in gate), *g[1:]) for g in gate]
                gate = []
        elif rng.random() < sent_back:
            jobs.append((ended, ended, task, "label"))
    frame = pd.DataFrame(rows, columns=["task_id", "stage", "actor_id", "enabled_at", "started_at", "ended_at"])
    for column in ("enabled_at", "started_at", "ended_at"):
        frame[column] = pd.DatetimeIndex([office_minutes(minutes) for minutes in frame[column]]).round("s")
    return frame
