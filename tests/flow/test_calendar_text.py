"""Calendars typed as text: what can be written, what comes back, and what a mistake is answered with."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smo_metrics.errors import SettingsError
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.hours.calendar_text import FORM, calendar_text, parse_calendar, parse_calendars


def test_a_line_is_the_calendar_that_its_parts_say() -> None:
    assert parse_calendar(FORM) == WorkCalendar(
        "Asia/Singapore", {"mon-fri": ["09:00-18:00"], "sat": ["09:00-13:00"]}, holidays="SG"
    )


@pytest.mark.parametrize(
    ("text", "calendar"),
    [
        ("UTC; daily 00:00-24:00", WorkCalendar("UTC", {"daily": ["00:00-24:00"]})),
        ("UTC ;mon , wed 22:00-06:00;", WorkCalendar("UTC", {"mon,wed": ["22:00-06:00"]})),
        ("UTC; mon-fri 09:00-12:00, 13:00-17:00", WorkCalendar("UTC", {"mon-fri": ["09:00-12:00", "13:00-17:00"]})),
        (
            "UTC; mon-fri 09:00-12:00; mon-fri 13:00-17:00",
            WorkCalendar("UTC", {"mon-fri": ["09:00-12:00", "13:00-17:00"]}),
        ),
        (
            "UTC; Holidays 2026-12-24, 2026-12-25; Mon-Fri 09:00-17:00",
            WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]}, holidays=["2026-12-24", "2026-12-25"]),
        ),
        (
            "UTC; mon-fri 09:00-17:00; 2026-12-31 09:00-13:00; 2026-12-28 closed",
            WorkCalendar(
                "UTC", {"mon-fri": ["09:00-17:00"]}, special={"2026-12-31": ["09:00-13:00"], "2026-12-28": []}
            ),
        ),
    ],
)
def test_what_can_be_written(text: str, calendar: WorkCalendar) -> None:
    assert parse_calendar(text) == calendar


def test_the_hours_of_a_line_are_counted() -> None:
    calendar = parse_calendar(FORM)
    friday = datetime(2026, 3, 6, 17, tzinfo=ZoneInfo("Asia/Singapore"))
    monday = datetime(2026, 3, 9, 10, tzinfo=ZoneInfo("Asia/Singapore"))
    assert calendar.work_hours(friday, monday) == 1 + 4 + 1


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "no time zone"),
        ("mon-fri 09:00-18:00", "no time zone"),
        ("Mars/Base; mon-fri 09:00-18:00", "'Mars/Base' is no time zone"),
        ("UTC", "nothing is open"),
        ("UTC; weekdays", "'weekdays' is neither days with hours nor holidays"),
        ("UTC; mon-fri 9-18", "'9-18' is no shift"),
        ("UTC; funday 09:00-18:00", "'funday' names no days"),
        ("UTC; mon-fri 09:00-18:00; holidays", "'holidays' is neither"),
        ("UTC; mon-fri 09:00-18:00; holidays XX", "XX"),
        ("UTC; mon-fri 09:00-18:00; holidays SG, 2026-12-24", "not both"),
        ("UTC; mon-fri 09:00-18:00; 2026-13-01 closed", "is no date"),
        ("UTC; mon-fri 09:00-18:00; wed 10:00-12:00", "wed is given twice"),
        ("UTC; mon-fri 09:00-18:00, 17:00-19:00", "overlap"),
    ],
)
def test_a_mistake_is_one_line_with_the_right_form(text: str, part: str) -> None:
    with pytest.raises(SettingsError) as raised:
        parse_calendar(text)
    told = str(raised.value)
    assert part in told
    assert told.endswith(f'Write it like "{FORM}".')
    assert "\n" not in told


def test_several_lines_are_a_calendar_a_region() -> None:
    text = "\nNew York, US = America/New_York; mon-fri 09:00-17:00\n\n  Manila=Asia/Manila; mon-fri 08:00-17:00\n"
    assert parse_calendars(text) == {
        "New York, US": parse_calendar("America/New_York; mon-fri 09:00-17:00"),
        "Manila": parse_calendar("Asia/Manila; mon-fri 08:00-17:00"),
    }
    assert parse_calendars("Manila = UTC; daily 08:00-17:00").keys() == {"Manila"}  # type: ignore[union-attr]


def test_one_line_without_a_name_is_for_everybody() -> None:
    assert parse_calendars(f"\n{FORM}\n") == parse_calendar(FORM)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (" \n ", "none is written"),
        ("UTC; daily 08:00-17:00\nManila = UTC; daily 08:00-17:00", "has no name"),
        ("UTC; daily 08:00-17:00\nUTC; daily 08:00-17:00", "has no name"),
        ("= UTC; daily 08:00-17:00", "has no name"),
        ("A = UTC; daily 08:00-17:00\nA = UTC; daily 09:00-17:00", "'A' has a calendar already"),
        ("A = UTC; daily 8-17", "'8-17' is no shift"),
    ],
)
def test_a_mistake_in_one_of_several_lines_is_told(text: str, part: str) -> None:
    with pytest.raises(SettingsError, match=part):
        parse_calendars(text)


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """Draw a calendar with any hours of up to two shifts a day, holidays and special days."""
    minute = st.integers(0, 1439).map(lambda m: f"{m // 60:02d}:{m % 60:02d}")
    shifts = st.lists(minute, min_size=4, max_size=4, unique=True).map(sorted).map(
        lambda m: [f"{m[0]}-{m[1]}", f"{m[2]}-{m[3]}"]
    )  # fmt: skip
    days = draw(st.sets(st.sampled_from(("mon", "tue", "wed", "thu", "fri", "sat", "sun")), min_size=1))
    dates = st.dates().map(lambda day: day.isoformat())
    return WorkCalendar(
        draw(st.sampled_from(("UTC", "Asia/Singapore", "Europe/Dublin"))),
        {day: draw(shifts) for day in sorted(days)},
        draw(st.none() | st.sampled_from(("SG", "US-CA")) | st.lists(dates, min_size=1, max_size=3, unique=True)),
        draw(st.none() | st.dictionaries(dates, st.just([]) | shifts, min_size=1, max_size=2)),
    )


@given(calendars())
def test_a_calendar_written_as_text_reads_back_equal(calendar: WorkCalendar) -> None:
    assert parse_calendar(calendar_text(calendar)) == calendar
