"""Small events tables, written out, for the parts of a bottleneck review."""

from __future__ import annotations

import pandas as pd

DAY = pd.Timestamp("2026-03-02T09:00Z")  # a Monday


def event(task: str, stage: str, begin: float, hours: float | None, **more: object) -> dict[str, object]:
    """One event that begins so many hours after the first Monday's nine o'clock; no hours: it is open."""
    started = DAY + pd.Timedelta(hours=begin)
    ended = None if hours is None else started + pd.Timedelta(hours=hours)
    return {"task_id": task, "stage": stage, "started_at": started, "ended_at": ended, **more}


def a_week(days: int, a_day: int, *, lead: float = 2.0, stage: str = "label") -> list[dict[str, object]]:
    """Tasks of one event, so many on each of the first weekdays, `lead` hours long."""
    dates = pd.bdate_range(DAY.normalize(), periods=days, tz="UTC")
    return [
        {"task_id": f"{date:%m%d}-{number}", "stage": stage, "actor_id": f"p{number % 2}",
         "started_at": date + pd.Timedelta(hours=9), "ended_at": date + pd.Timedelta(hours=9 + lead)}
        for date in dates for number in range(a_day)
    ]  # fmt: skip
