"""Which days the example formulas read: tasks finished on each of 40 days of work, and tasks that arrive by hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from templates.function_examples.data import Cell

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
VOLUME_COLUMNS = ("day", "arrived", "completed")
ARRIVAL_COLUMNS = ("hour", *WEEKDAYS)
_FIRST_DAY = datetime(2026, 1, 5)
# A row a week from Monday to Friday: new tasks, then finished ones.
_ARRIVED = (
    (41, 38, 36, 35, 30), (44, 40, 33, 37, 28), (39, 42, 38, 33, 31), (46, 37, 35, 38, 27),
    (40, 41, 37, 34, 33), (43, 36, 39, 36, 29), (38, 43, 34, 39, 30), (45, 39, 36, 35, 32),
)  # fmt: skip
_COMPLETED = (
    (33, 41, 39, 36, 27), (24, 38, 31, 40, 21), (36, 47, 42, 35, 30), (29, 33, 38, 26, 24),
    (38, 52, 44, 41, 26), (27, 36, 30, 41, 19), (41, 43, 49, 34, 33), (30, 48, 37, 39, 22),
)  # fmt: skip
_BY_HOUR = (1, 1, 0.5, 0.5, 0.5, 1, 1.5, 2, 3.5, 5, 5.5, 5, 4, 4.5, 5, 4.5, 4, 3, 2.5, 2, 2, 1.5, 1.5, 1)
_BY_WEEKDAY = (1.2, 1.1, 1, 1, 0.9, 0.3, 0.2)


def volume_rows() -> list[tuple[Cell, ...]]:
    """List eight weeks without their weekends in the order of `VOLUME_COLUMNS`."""
    return [
        (_FIRST_DAY + timedelta(weeks=week, days=day), float(arrived), float(completed))
        for week, counts in enumerate(zip(_ARRIVED, _COMPLETED, strict=True))
        for day, (arrived, completed) in enumerate(zip(*counts, strict=True))
    ]


def arrival_rows() -> list[tuple[Cell, ...]]:
    """List the hours of a day, from midnight, with the mean number of tasks that arrive in them on each weekday."""
    return [(f"{hour:02}:00", *(round(mean * share, 2) for share in _BY_WEEKDAY)) for hour, mean in enumerate(_BY_HOUR)]
