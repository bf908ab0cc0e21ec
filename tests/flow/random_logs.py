"""Small random event tables for property tests: overlaps, ties, open and waiting work, missing actors and regions."""

from __future__ import annotations

import pandas as pd
from hypothesis import strategies as st

MONDAY = pd.Timestamp("2026-03-02T00:00Z")


@st.composite
def event_tables(draw, *, missing: bool = True, undone: bool = True) -> pd.DataFrame:
    """Draw 1 to 12 events in quarters of an hour over nine days; ids and stages from few names so that they collide."""
    names = {"task_id": "1234", "stage": "LRA", "actor_id": "ab", "region": "SU"}
    rows = []
    for _ in range(draw(st.integers(1, 12))):
        row = {column: draw(st.sampled_from(choices)) for column, choices in names.items()}
        if missing and draw(st.integers(0, 5)) == 0:
            row[draw(st.sampled_from(["actor_id", "region"]))] = None
        enabled = draw(st.integers(0, 5 * 24)) * 60
        waited = draw(st.sampled_from([0, 0, 30, 90, 600, 3000]))
        worked = draw(st.sampled_from([0, 15, 60, 60, 480, 1995]))
        times = [enabled, enabled + waited, enabled + waited + worked]
        ended = draw(st.integers(0, 5)) if undone else 5
        known = 1 if ended == 0 else 2 if ended == 1 else 3
        for name, minute in zip(("enabled_at", "started_at", "ended_at")[:known], times, strict=False):
            row[name] = MONDAY + pd.Timedelta(minutes=minute)
        rows.append(row)
    columns = [*names, "enabled_at", "started_at", "ended_at"]
    table = pd.DataFrame(rows, columns=columns)
    for name in columns[4:]:
        table[name] = pd.to_datetime(table[name], utc=True)
    return table
