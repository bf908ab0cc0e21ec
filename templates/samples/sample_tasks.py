"""What comes in: the sample project's tasks, each a video or a thread with a right answer that is known here only."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from smo_metrics.flow.hours.calendar_text import parse_calendars
from templates.samples.sample_team import (
    AS_OF,
    CALENDARS,
    DRIFTING_VERSION,
    FIRST_MONDAY,
    HOURS_A_DAY,
    SAO_PAULO,
    SINGAPORE,
    WARSAW,
    WEEKS,
)

HOUR = 3_600_000
START, END = (int(moment.timestamp() * 1000) for moment in (FIRST_MONDAY, AS_OF))
A_DAY = {SINGAPORE: (10, 12), WARSAW: (16, 18), SAO_PAULO: (6, 8)}
ARRIVE = (1.0, 6.5)  # hours after opening: nothing comes in shortly before a team goes home
LANGUAGES = {
    SINGAPORE: {"en": 0.6, "zh": 0.25, "ms": 0.15},
    WARSAW: {"en": 0.5, "pl": 0.3, "uk": 0.2},
    SAO_PAULO: {"pt": 0.8, "es": 0.2},
}
CATEGORIES = {"none": 0.4, "spam": 0.18, "harassment": 0.18, "hate": 0.14, "graphic_violence": 0.1}
TIERS = {
    "none": {"none": 0.8, "mild": 0.2},
    "spam": {"none": 0.95, "mild": 0.05},
    "harassment": {"none": 0.2, "mild": 0.7, "graphic": 0.1},
    "hate": {"mild": 0.7, "graphic": 0.3},
    "graphic_violence": {"graphic": 0.75, "severe": 0.25},
}
QUEUES = {"video": 0.6, "threads": 0.4}
URGENT, GOLD = 0.1, 0.08
NEW_VERSION_WEEK = 5


def sample_tasks(rng: np.random.Generator) -> pd.DataFrame:
    """Give one row a task, in order of arrival: `arrived` in milliseconds, and what it is about."""
    teams = parse_calendars(CALENDARS)
    arrivals = []
    for region, (least, most) in A_DAY.items():
        clock = teams[region].windows(START, END)
        opened = clock.worked(np.array([START]))[0]
        for day in range(WEEKS * 5):
            count = int(rng.integers(least, most + 1))
            after_opening = rng.integers(*(int(hours * 3600) for hours in ARRIVE), count) * 1000
            moments = clock.at(opened + day * HOURS_A_DAY * HOUR + after_opening)
            arrivals += [(moment, region) for moment in moments.tolist()]
    arrivals.sort()
    tasks = pd.DataFrame(arrivals, columns=["arrived", "region"])
    count = len(tasks)
    tasks.insert(0, "task_id", [f"T{number:04d}" for number in range(1, count + 1)])
    tasks["truth"] = _picked(rng.random(count), CATEGORIES)
    tasks["exposure"] = _picked_by(tasks["truth"], rng.random(count), TIERS)
    tasks["language"] = _picked_by(tasks["region"], rng.random(count), LANGUAGES)
    tasks["queue"] = _picked(rng.random(count), QUEUES)
    tasks["priority"] = np.where(rng.random(count) < URGENT, "urgent", "normal")
    tasks["is_gold"] = rng.random(count) < GOLD
    new = tasks["arrived"] >= START + NEW_VERSION_WEEK * 7 * 24 * HOUR
    tasks["policy_version"] = np.where(new, DRIFTING_VERSION, "v2.0")
    return tasks


def _picked_by(groups: pd.Series, draws: np.ndarray, shares: Mapping[str, Mapping[str, float]]) -> pd.Series:
    """Turn uniform draws into names by the shares of each row's group."""
    names = pd.Series("", index=groups.index)
    for group, own in shares.items():
        names[groups == group] = _picked(draws[groups == group], own)
    return names


def _picked(draws: np.ndarray, shares: Mapping[str, float]) -> np.ndarray:
    """Turn uniform draws into names by their shares."""
    edges = np.cumsum(list(shares.values()))
    return np.array(list(shares))[np.searchsorted(edges / edges[-1], draws, side="right")]
