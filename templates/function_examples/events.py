"""Which events the example formulas read: an invented project of three stages, its teams' hours, and checked labels."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from heapq import heappop, heappush

from templates.function_examples.data import Cell

EVENT_COLUMNS = ("task_id", "stage", "actor_id", "enabled_at", "started_at", "ended_at")
DAY_COLUMNS = ("day", "checked", "errors")
HOLIDAY = date(2026, 3, 20)
_REGIONS: tuple[tuple[Cell, ...], ...] = (
    ("Singapore", "Asia/Singapore", "mon-fri 09:00-18:00"),
    ("Dublin", "Europe/Dublin", "mon-fri 08:30-17:00; holidays 2026-03-17"),
    ("Austin", "America/Chicago", "mon-thu 07:00-16:00; fri 07:00-12:00"),
)
_ERRORS = (4, 6, 3, 5, 4, 7, 2, 5, 6, 4, 3, 5, 15, 6, 4, 5, 3)
_PEOPLE = {"label": ("ana", "ben"), "review": ("chen",), "adjudicate": ("dia",)}
_MINUTES = {"label": (60, 140), "review": (70, 50), "adjudicate": (30, 60)}
_DAY, _OPENS = 540, 9
_TASKS_A_DAY, _TASKS = 5, 75
_LAST = 14 * _DAY + 300  # the afternoon of the 15th day of work: later work is open or waits
_WORKDAYS = [
    day
    for day in (date(2026, 3, 2) + timedelta(days=number) for number in range(40))
    if day.weekday() < 5 and day != HOLIDAY
]


def event_rows() -> list[tuple[Cell, ...]]:
    """List the events in the order of `EVENT_COLUMNS`, as they became possible; all times are Singapore's.

    One person reviews what two label, so that work waits there. Every fourth task is adjudicated, every twelfth is sent
    back once to be labelled and reviewed again.
    """
    draw = random.Random(2026)
    free = {stage: [(0, who) for who in people] for stage, people in _PEOPLE.items()}
    ready = [(number // _TASKS_A_DAY * _DAY + number % _TASKS_A_DAY * 95, number, 0) for number in range(_TASKS)]
    rows = []
    while ready:
        enabled, task, step = heappop(ready)
        stages = _stages(task)
        stage = stages[step]
        available, who = heappop(free[stage])
        start = max(enabled, available)
        least, spread = _MINUTES[stage]
        end = start + least + int(spread * draw.random())
        heappush(free[stage], (end, who))
        if enabled < _LAST:
            rows.append(_row(task, stage, who, enabled, start, end))
        if step + 1 < len(stages):
            heappush(ready, (end, task, step + 1))
    return rows


def region_rows() -> list[tuple[Cell, ...]]:
    """List the teams with their zone and hours."""
    return list(_REGIONS)


def day_rows() -> list[tuple[Cell, ...]]:
    """List days of work in the order of `DAY_COLUMNS`: labels checked, and how many of them were wrong."""
    days = [datetime(day.year, day.month, day.day) for day in _WORKDAYS]
    return [
        (day, float(90 + number * 7 % 25), float(errors))
        for number, (day, errors) in enumerate(zip(days, _ERRORS, strict=False))
    ]


def _stages(task: int) -> tuple[str, ...]:
    back = ("label", "review") if task % 12 == 11 else ()
    return ("label", "review", *back, *(("adjudicate",) if task % 4 == 3 else ()))


def _row(task: int, stage: str, who: str, enabled: int, start: int, end: int) -> tuple[Cell, ...]:
    waits, is_open = start > _LAST, end > _LAST
    return (
        f"task {task + 1:02}",
        stage,
        None if waits else who,
        _moment(enabled),
        None if waits else _moment(start),
        None if is_open else _moment(end, closing=True),
    )


def _moment(minute: int, *, closing: bool = False) -> datetime:
    """Give the moment at which so many minutes were worked; at a day's end that day's close, or the next opening."""
    day, rest = divmod(minute - closing, _DAY)
    opens = datetime(_WORKDAYS[day].year, _WORKDAYS[day].month, _WORKDAYS[day].day, _OPENS)
    return opens + timedelta(minutes=rest + closing)
