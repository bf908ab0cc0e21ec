"""Work hours beside a walk over the minutes: the reference table, and drawn calendars in zones with odd clocks."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.flow.hours._public_holidays import public_holidays
from smo_metrics.flow.hours.calendar import WorkCalendar

REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "flow"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CALENDARS = ("US", "UK", "PH", "SA", "US_night", "NP", "BR")
ZONES = (
    "Europe/London", "America/Chicago", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo",
)  # fmt: skip
CHANGES = [date(2026, *day) for day in ((3, 7), (3, 28), (4, 4), (4, 23), (10, 3), (10, 24), (10, 29), (10, 31))]

needs_references = pytest.mark.skipif(not REFERENCES.exists(), reason="../shared/refs is not there")


def text(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def walked_minutes(
    zone: str, shifts: dict[int, list[tuple[int, int]]], closed: set[date], start: datetime, minutes: int
) -> int:
    """Count minutes whose wall-clock time lies in a shift of that day, or in a night shift of the day before."""
    count, local_zone = 0, ZoneInfo(zone)
    for passed in range(minutes):
        local = (start + timedelta(minutes=passed)).astimezone(local_zone)
        minute, today = local.hour * 60 + local.minute, local.date()
        yesterday = today - timedelta(days=1)
        count += any(
            opens <= minute + shift < closes
            for day, shift in ((today, 0), (yesterday, 1440))
            if day not in closed
            for opens, closes in shifts.get(day.weekday(), [])
        )
    return count


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    pytest.importorskip("pyarrow")
    return pd.read_parquet(REFERENCES / "cal_oracle.parquet")


@needs_references
@pytest.mark.parametrize("name", CALENDARS)
def test_every_row_of_the_minute_walk_is_met_exactly(table: pd.DataFrame, name: str) -> None:
    check_rows(table, name, listed_holidays(name))


@needs_references
@pytest.mark.parametrize(("name", "country"), [("US", "US"), ("UK", "GB"), ("PH", "PH"), ("SA", "SA"), ("BR", "BR")])
def test_every_row_is_met_with_the_holidays_of_the_country(table: pd.DataFrame, name: str, country: str) -> None:
    epoch = date(1970, 1, 1).toordinal()
    known = [date.fromordinal(day + epoch).isoformat() for day in sorted(public_holidays(country, 2025, 2027))]
    if known != listed_holidays(name):
        pytest.skip(f"the installed package holidays has other dates for {country} than 0.109, which made the table")
    check_rows(table, name, country)


def listed_holidays(name: str) -> list[str]:
    return json.loads((REFERENCES / "cal_oracle.json").read_text())["expected"]["holidays"][name]


def check_rows(table: pd.DataFrame, name: str, holidays: str | list[str]) -> None:
    rows = table[table["calendar"] == name]
    first = rows.iloc[0]
    shifts = [f"{text(opens)}-{text(closes)}" for opens, closes in json.loads(first["windows_min"])]
    days = ",".join(DAYS[day] for day in json.loads(first["days"]))
    calendar = WorkCalendar(first["tz"], {days: shifts}, holidays=holidays)
    hours = calendar.work_hours(pd.to_datetime(rows["start_utc"]), pd.to_datetime(rows["end_utc"]))
    assert len(rows) == 20
    np.testing.assert_array_equal(hours, rows["business_s"].to_numpy() / 3600)


@st.composite
def calendars(draw: st.DrawFn) -> tuple[str, dict[int, list[tuple[int, int]]], set[date], date]:
    # Edges keep away from 22:00 to 04:00, where these zones' clocks change: what happens there has its own tests.
    zone = draw(st.sampled_from(ZONES))
    week: dict[int, list[tuple[int, int]]] = {}
    night = draw(st.booleans())
    for day in draw(st.sets(st.integers(0, 6), min_size=1)):
        if night:
            week[day] = [(draw(st.integers(19 * 60, 22 * 60)), draw(st.integers(28 * 60, 32 * 60)))]
        else:
            edges = sorted(draw(st.sets(st.integers(4 * 60, 22 * 60), min_size=4, max_size=4)))
            week[day] = [(edges[0], edges[1]), (edges[2], edges[3])]
    change = draw(st.sampled_from(CHANGES))
    closed = draw(st.sets(st.integers(-2, 6), max_size=2))
    return zone, week, {change + timedelta(days=day) for day in closed}, change


@settings(max_examples=40, deadline=None)
@given(calendars(), st.integers(0, 1439), st.integers(0, 5 * 1440))
def test_drawn_calendars_agree_with_the_walk_across_changes_of_the_clock(
    drawn: tuple[str, dict[int, list[tuple[int, int]]], set[date], date], start: int, minutes: int
) -> None:
    zone, week, closed, change = drawn
    hours = {DAYS[day]: [f"{text(a)}-{text(b % 1440)}" for a, b in shifts] for day, shifts in week.items()}
    calendar = WorkCalendar(zone, hours, holidays=sorted(closed))
    begins = datetime(change.year, change.month, change.day, tzinfo=UTC) + timedelta(minutes=start)
    counted = calendar.work_hours(begins, begins + timedelta(minutes=minutes))
    assert counted == walked_minutes(zone, week, closed, begins, minutes) / 60


@settings(max_examples=60, deadline=None)
@given(calendars(), st.lists(st.integers(0, 20 * 86_400_000), min_size=3, max_size=3))
def test_hours_add_up_and_turn_their_sign(
    drawn: tuple[str, dict[int, list[tuple[int, int]]], set[date], date], moments: list[int]
) -> None:
    zone, week, closed, change = drawn
    hours = {DAYS[day]: [f"{text(a)}-{text(b % 1440)}" for a, b in shifts] for day, shifts in week.items()}
    calendar = WorkCalendar(zone, hours, holidays=sorted(closed))
    begins = datetime(change.year, change.month, change.day, tzinfo=UTC)
    a, b, c = (begins + timedelta(milliseconds=moment) for moment in moments)
    assert calendar.work_hours(a, b) + calendar.work_hours(b, c) == pytest.approx(calendar.work_hours(a, c), abs=1e-9)
    assert calendar.work_hours(b, a) == -calendar.work_hours(a, b)
    assert (calendar.work_hours(a, b) >= 0) == (b >= a) or calendar.work_hours(a, b) == 0


@settings(max_examples=60, deadline=None)
@given(calendars(), st.integers(0, 20 * 86_400_000), st.integers(0, 300 * 3_600_000), st.integers(0, 3_600_000))
def test_adding_hours_is_undone_by_counting_them_and_more_work_never_ends_earlier(
    drawn: tuple[str, dict[int, list[tuple[int, int]]], set[date], date], moment: int, work: int, more: int
) -> None:
    zone, week, closed, change = drawn
    hours = {DAYS[day]: [f"{text(a)}-{text(b % 1440)}" for a, b in shifts] for day, shifts in week.items()}
    calendar = WorkCalendar(zone, hours, holidays=sorted(closed))
    start = datetime(change.year, change.month, change.day, tzinfo=UTC) + timedelta(milliseconds=moment)
    due = calendar.add_work_hours(start, work / 3_600_000)
    assert calendar.work_hours(start, due) == work / 3_600_000
    assert due >= start
    assert calendar.add_work_hours(start, (work + more) / 3_600_000) >= due
    if work:
        assert calendar.work_hours(start, due - pd.Timedelta(milliseconds=1)) < work / 3_600_000
