"""Reads opening hours as people write them, ``{"mon-fri": ["09:00-18:00"]}``, into minutes of each weekday."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

Shifts = tuple[tuple[int, int], ...]
Week = tuple[Shifts, ...]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60
_FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHIFT = re.compile(r"\s*(\d{1,2}):([0-5]\d)\s*[-–]\s*(\d{1,2}):([0-5]\d)\s*")
_PLACE = {name: i for names in (WEEKDAYS, _FULL_NAMES) for i, name in enumerate(names)}


def read_week(hours: Mapping[str, Sequence[str] | str], problems: list[str]) -> Week:
    """Give each weekday's shifts, Monday first, in minutes from its midnight; what cannot be read is a problem.

    Parameters
    ----------
    hours : mapping
        Days (``"mon-fri"``, ``"sat"``, ``"mon,wed"``, ``"daily"``) -> shifts, as a list or in one text with commas.
    problems : list of str
        One sentence is added for each thing that is wrong.

    Returns
    -------
    tuple of tuples of (int, int)
        A night shift closes after 1440, on the day it started.
    """
    week: list[Shifts] = [()] * 7
    if not isinstance(hours, Mapping):
        problems.append(f"hours: {hours!r} is no mapping of days to shifts; write {{'mon-fri': ['09:00-18:00']}}.")
        return tuple(week)
    given: set[int] = set()
    for key, texts in hours.items():
        shifts = read_shifts(texts, f"hours[{key!r}]", problems)
        days = _read_days(key)
        if not days:
            problems.append(f"hours: {key!r} names no days; write 'mon-fri', 'sat', 'mon,wed' or 'daily'.")
        for day in days:
            if day in given:
                problems.append(f"hours: {WEEKDAYS[day]} is given twice; list all its shifts under one key.")
            given.add(day)
            week[day] = shifts
    for day, shifts in enumerate(week):
        tomorrow = week[(day + 1) % 7]
        if shifts and tomorrow and shifts[-1][1] - DAY_MINUTES > tomorrow[0][0]:
            problems.append(
                f"hours: the night shift of {WEEKDAYS[day]} overlaps the first shift of {WEEKDAYS[(day + 1) % 7]}; "
                "let one end where the other starts."
            )
    return tuple(week)


def read_shifts(texts: Sequence[str] | str, where: str, problems: list[str]) -> Shifts:
    """Give one day's shifts in minutes from its midnight, in order; an empty list is a closed day."""
    found: list[tuple[int, int]] = []
    if not isinstance(texts, Sequence):
        problems.append(f"{where}: {texts!r} is no list of shifts; write ['09:00-18:00'], or [] for closed.")
        return ()
    for text in texts.split(",") if isinstance(texts, str) else texts:
        shift = _read_shift(text)
        if isinstance(shift, str):
            problems.append(f"{where}: {shift}")
        else:
            found.append(shift)
    found.sort()
    for earlier, later in pairwise(found):
        if later[0] < earlier[1]:
            problems.append(f"{where}: {write_shift(earlier)} and {write_shift(later)} overlap; join them.")
    return tuple(found)


def write_shift(shift: tuple[int, int]) -> str:
    """Write a shift as it is read: ``(540, 1080)`` is ``09:00-18:00``, ``(1320, 1800)`` is ``22:00-06:00``."""
    opens, closes = shift
    if closes > DAY_MINUTES:
        closes -= DAY_MINUTES
    return f"{opens // 60:02d}:{opens % 60:02d}-{closes // 60:02d}:{closes % 60:02d}"


def write_week(week: Week) -> dict[str, list[str]]:
    """Write a week as `read_week` reads it: runs of days with the same shifts under one key, closed days left out."""
    written: dict[str, list[str]] = {}
    first = 0
    for day in range(1, 8):
        if day == 7 or week[day] != week[first]:
            if week[first]:
                key = WEEKDAYS[first] if day == first + 1 else f"{WEEKDAYS[first]}-{WEEKDAYS[day - 1]}"
                written[key] = [write_shift(shift) for shift in week[first]]
            first = day
    return written


def _read_days(key: object) -> list[int]:
    days: list[int] = []
    if not isinstance(key, str):
        return days
    for part in key.lower().split(","):
        if part.strip() == "daily":
            days += range(7)
            continue
        ends = [_PLACE.get(name.strip(), -1) for name in re.split("[-–]", part)]
        if -1 in ends or len(ends) > 2:
            return []
        days += [(ends[0] + i) % 7 for i in range((ends[-1] - ends[0]) % 7 + 1)]
    return days


def _read_shift(text: object) -> tuple[int, int] | str:
    match = _SHIFT.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return f"{text!r} is no shift; write it like '09:00-18:00'."
    open_hour, open_minute, close_hour, close_minute = map(int, match.groups())
    opens, closes = open_hour * 60 + open_minute, close_hour * 60 + close_minute
    if opens >= DAY_MINUTES or closes > DAY_MINUTES:
        return f"{text!r} has a time past the end of the day; times go from 00:00 to 24:00."
    if opens == closes:
        return f"{text!r} ends when it starts; write '00:00-24:00' for a whole day, an empty list for a closed one."
    return opens, closes if closes > opens else closes + DAY_MINUTES
