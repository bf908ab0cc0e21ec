"""Work calendars: what each kind of hour, day, zone and input means."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import SettingsError, SmoError
from smo_metrics.flow.hours.calendar import WorkCalendar, _windows_of_years

OFFICE = WorkCalendar("Asia/Singapore", {"mon-fri": ["09:00-18:00"]})
MONDAY = pd.Timestamp("2026-03-02 09:00", tz="Asia/Singapore")


def hours_of(calendar: WorkCalendar, start: str, end: str, zone: str | None = None) -> float:
    times = [pd.Timestamp(text, tz=zone or calendar.timezone) for text in (start, end)]
    return calendar.work_hours(*times)


@pytest.mark.parametrize(
    ("hours", "week"),
    [
        ({"mon-fri": ["09:00-18:00"]}, 45.0),
        ({"daily": ["00:00-24:00"]}, 168.0),
        ({"fri-mon": ["10:00-12:00"]}, 8.0),
        ({"Monday, WED": ["09:00-13:00", "14:00-18:00"]}, 16.0),
        ({"mon-thu": ["09:00-18:00"], "fri": ["09:00-13:00"]}, 40.0),
        ({"sun": ["22:00-06:00"]}, 8.0),
        ({"mon-sun": "06:00-14:00, 14:00-22:00, 22:00-06:00"}, 168.0),
        ({"sat": ["9:00–10:30"]}, 1.5),
    ],
)
def test_a_week_has_the_hours_that_are_written(hours: dict[str, list[str]], week: float) -> None:
    assert hours_of(WorkCalendar("UTC", hours), "2026-06-10 00:00", "2026-06-17 00:00") == week


def test_a_night_shift_belongs_to_the_day_on_which_it_starts() -> None:
    night = WorkCalendar("UTC", {"fri": ["22:00-06:00"]}, holidays=["2026-06-12"])
    assert hours_of(night, "2026-06-05 00:00", "2026-06-06 05:00") == 7
    assert hours_of(night, "2026-06-12 00:00", "2026-06-14 00:00") == 0
    before_the_holiday = WorkCalendar("UTC", {"thu-fri": ["22:00-06:00"]}, holidays=["2026-06-12"])
    assert hours_of(before_the_holiday, "2026-06-12 00:00", "2026-06-14 00:00") == 6


def test_a_night_shift_runs_into_the_new_year() -> None:
    night = WorkCalendar("UTC", {"daily": ["22:00-06:00"]})
    assert hours_of(night, "2026-01-01 00:00", "2026-01-01 12:00") == 6
    assert hours_of(night, "2025-12-31 00:00", "2026-01-01 12:00") == 14


def test_a_special_shift_inside_the_night_shift_of_the_day_before_counts_once() -> None:
    calendar = WorkCalendar("UTC", {"fri": ["22:00-06:00"]}, special={"2026-06-06": ["04:00-05:00"]})
    assert hours_of(calendar, "2026-06-05 00:00", "2026-06-07 00:00") == 8


def test_special_days_go_before_weekday_and_holiday() -> None:
    calendar = WorkCalendar(
        "UTC",
        {"mon-fri": ["09:00-17:00"]},
        holidays=[date(2026, 12, 25), "2026-12-24"],
        special={"2026-12-24": ["09:00-12:00"], date(2026, 12, 26): ["10:00-14:00"], "2026-12-28": []},
    )
    assert hours_of(calendar, "2026-12-21 00:00", "2026-12-28 00:00") == 3 * 8 + 3 + 0 + 4
    assert hours_of(calendar, "2026-12-28 00:00", "2026-12-30 00:00") == 8


def test_a_country_code_closes_its_holidays_and_a_part_of_the_country_its_own() -> None:
    hours = {"daily": ["00:00-24:00"]}
    national_day = ("2026-08-09 00:00", "2026-08-10 00:00")
    assert hours_of(WorkCalendar("Asia/Singapore", hours, "SG"), *national_day) == 0
    assert hours_of(WorkCalendar("Asia/Singapore", hours), *national_day) == 24
    chavez_day = ("2026-03-31 00:00", "2026-04-01 00:00")
    assert hours_of(WorkCalendar("America/Los_Angeles", hours, "US-CA"), *chavez_day) == 0
    assert hours_of(WorkCalendar("America/Los_Angeles", hours, "US"), *chavez_day) == 24


@pytest.mark.parametrize(
    ("shift", "night", "expected"),
    [
        ("22:00-06:00", "2026-03-28", 7.0),
        ("22:00-06:00", "2026-10-24", 9.0),
        ("01:30-05:00", "2026-03-29", 3.0),
        ("00:30-01:30", "2026-03-29", 0.5),
        ("01:15-01:45", "2026-03-29", 0.0),
        ("01:30-05:00", "2026-10-25", 4.5),
        ("00:00-01:30", "2026-10-25", 2.5),
        ("00:00-01:00", "2026-10-25", 1.0),
        ("02:00-05:00", "2026-10-25", 3.0),
    ],
)
def test_london_shifts_follow_the_wall_clock_when_it_changes(shift: str, night: str, expected: float) -> None:
    # Clocks go from 01:00 to 02:00 on 2026-03-29 and from 02:00 back to 01:00 on 2026-10-25.
    calendar = WorkCalendar("Europe/London", {}, special={night: [shift]})
    assert hours_of(calendar, "2026-01-01", "2027-01-01") == expected


def test_a_day_that_a_zone_skipped_has_no_hours() -> None:
    samoa = WorkCalendar("Pacific/Apia", {"daily": ["09:00-17:00"]})  # there was no 30 December 2011
    assert hours_of(samoa, "2011-12-29 00:00", "2012-01-01 00:00") == 16


def test_one_time_gives_a_number_and_many_an_array() -> None:
    one = OFFICE.work_hours(MONDAY, datetime(2026, 3, 2, 4, tzinfo=UTC))
    assert isinstance(one, float)
    assert one == 3
    many = pd.DatetimeIndex([MONDAY, MONDAY + pd.Timedelta(hours=2)])
    for starts in (many, pd.Series(many), list(many), np.array(many, dtype=object), many.as_unit("us")):
        hours = OFFICE.work_hours(starts, MONDAY + pd.Timedelta(hours=3))
        assert isinstance(hours, np.ndarray)
        assert hours.tolist() == [3.0, 1.0]
    assert isinstance(OFFICE.add_work_hours(MONDAY, 1.5), pd.Timestamp)
    due = OFFICE.add_work_hours(MONDAY, [1, 9, 9.5])
    assert [str(moment) for moment in due] == [
        "2026-03-02 10:00:00+08:00", "2026-03-02 18:00:00+08:00", "2026-03-03 09:30:00+08:00",
    ]  # fmt: skip
    assert OFFICE.work_hours(many[:0], many[:0]).tolist() == []


def test_no_hours_are_added_by_none_even_at_night() -> None:
    night = MONDAY + pd.Timedelta(hours=14)
    assert OFFICE.add_work_hours(night, 0) == night
    assert OFFICE.add_work_hours(night, 1) == pd.Timestamp("2026-03-03 10:00", tz="Asia/Singapore")


def test_times_that_are_missing_stay_missing() -> None:
    assert np.isnan(OFFICE.work_hours(MONDAY, pd.NaT))
    times = pd.DatetimeIndex([MONDAY, pd.NaT, MONDAY])
    np.testing.assert_array_equal(
        OFFICE.work_hours(MONDAY, times + pd.Timedelta(hours=1)), [1.0, np.nan, 1.0]
    )
    due = OFFICE.add_work_hours(times, [1, 1, np.nan])
    assert due.isna().tolist() == [False, True, True]
    assert OFFICE.add_work_hours(pd.NaT, 1) is pd.NaT


def test_an_end_before_its_start_is_negative() -> None:
    assert OFFICE.work_hours(MONDAY + pd.Timedelta(days=1), MONDAY) == -9


def test_inputs_are_not_changed_and_answers_do_not_depend_on_what_was_asked_before() -> None:
    times = pd.Series(pd.DatetimeIndex([MONDAY, pd.NaT]))
    before = times.copy()
    first = OFFICE.work_hours(times, MONDAY + pd.Timedelta(days=3))
    OFFICE.work_hours(MONDAY - pd.Timedelta(days=3000), MONDAY + pd.Timedelta(days=3000))
    pd.testing.assert_series_equal(times, before)
    np.testing.assert_array_equal(OFFICE.work_hours(times, MONDAY + pd.Timedelta(days=3)), first)


def test_windows_are_built_once_for_questions_about_the_same_years() -> None:
    calendar = WorkCalendar("Asia/Tokyo", {"mon": ["09:00-09:17"]})
    equal = WorkCalendar("Asia/Tokyo", {"monday": "9:00-9:17"})
    calendar.work_hours(MONDAY, MONDAY)
    built = _windows_of_years.cache_info().misses
    for asked in (calendar, equal):
        asked.work_hours(MONDAY, MONDAY + pd.Timedelta(days=30))
    assert _windows_of_years.cache_info().misses == built
    with pytest.raises(ValueError, match="read-only"):
        calendar.windows(0, 1).opens[0] = 0


def test_calendars_with_the_same_hours_are_equal_and_come_back_from_their_dictionary() -> None:
    calendar = WorkCalendar(
        "Europe/Dublin", {"mon,tue,wed": ["22:00-06:00"], "sat": ["08:00-24:00"]}, "IE", {"2026-12-24": []}
    )
    assert WorkCalendar(**calendar.to_dict()) == calendar
    assert calendar.to_dict()["hours"] == {"mon-wed": ["22:00-06:00"], "sat": ["08:00-24:00"]}
    assert calendar != WorkCalendar("Europe/Dublin", {"mon-wed": ["22:00-06:00"]}, "IE")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"timezone": "Mars/Base"}, "'Mars/Base' is no time zone"),
        ({"hours": {"mon": ["9-17"]}}, "'9-17' is no shift"),
        ({"hours": {"mon": ["25:00-26:00"]}}, "past the end of the day"),
        ({"hours": {"mon": ["24:00-06:00"]}}, "past the end of the day"),
        ({"hours": {"mon": ["09:00-09:00"]}}, "ends when it starts"),
        ({"hours": {"mon": ["09:00-13:00", "12:00-18:00"]}}, "09:00-13:00 and 12:00-18:00 overlap"),
        ({"hours": {"mon": ["22:00-06:00"], "tue": ["05:00-9:00"]}}, "night shift of mon overlaps the first"),
        ({"hours": {"mon-fri": ["09:00-17:00"], "fri": ["09:00-13:00"]}}, "fri is given twice"),
        ({"hours": {"someday": ["09:00-17:00"]}}, "'someday' names no days"),
        ({"hours": {5: ["09:00-17:00"]}}, "5 names no days"),
        ({"hours": {"mon": []}}, "nothing is open"),
        ({"hours": ["09:00-17:00"]}, "no mapping of days"),
        ({"hours": {"mon": None}}, "no list of shifts"),
        ({"holidays": "Singapore"}, "write one like SG"),
        ({"holidays": "sg"}, "write one like SG"),
        ({"holidays": "US-CX"}, "has no such part; write one like US-"),
        ({"holidays": "SG-01"}, "known as a whole"),
        ({"holidays": ["2026-02-30"]}, "'2026-02-30' is no date"),
        ({"holidays": date(2026, 1, 1)}, "no list of dates"),
        ({"special": {"soon": ["09:00-17:00"]}}, "'soon' is no date"),
        ({"special": ["2026-12-24"]}, "no mapping of days to shifts"),
        ({"special": {"2026-12-24": [], date(2026, 12, 24): ["09:00-12:00"]}}, "'2026-12-24' is given twice"),
        ({"holidays": [pd.NaT]}, "NaT is no date"),
        ({"timezone": None}, "None is no time zone"),
        ({"timezone": 3}, "3 is no time zone"),
    ],
)
def test_what_cannot_be_a_calendar_is_refused_with_the_mend(given: dict[str, object], words: str) -> None:
    with pytest.raises(SettingsError, match=r"^calendar: ") as refusal:
        WorkCalendar(**{"timezone": "UTC", "hours": {"mon": ["09:00-17:00"]}, **given})
    assert words in str(refusal.value)


def test_all_problems_of_a_calendar_come_in_one_message() -> None:
    with pytest.raises(SettingsError) as refusal:
        WorkCalendar("Nowhere", {"mon": ["x"], "someday": []}, holidays="ZZZ", special={"1": [], "2": []})
    for word in ("Nowhere", "'x'", "someday", "ZZZ", "'1'"):
        assert word in str(refusal.value)
    assert "twice" not in str(refusal.value)


def test_shifts_that_touch_are_allowed() -> None:
    calendar = WorkCalendar("UTC", {"mon": ["22:00-06:00"], "tue": ["06:00-09:00", "09:00-10:00"]})
    assert hours_of(calendar, "2026-03-02 00:00", "2026-03-04 00:00") == 12


@pytest.mark.parametrize(
    "naive",
    [
        datetime(2026, 3, 2),
        pd.Timestamp("2026-03-02"),
        pd.DatetimeIndex(["2026-03-02"]),
        pd.Series(pd.DatetimeIndex(["2026-03-02"])),
        np.array(["2026-03-02"], dtype="M8[s]"),
        [datetime(2026, 3, 2)],
    ],
)
def test_times_without_a_zone_are_refused(naive: object) -> None:
    with pytest.raises(SmoError, match="start has times without a zone"):
        OFFICE.work_hours(naive, MONDAY)
    with pytest.raises(SmoError, match="end has times without a zone"):
        OFFICE.work_hours(MONDAY, naive)


@pytest.mark.parametrize("other", ["2026-03-02T09:00+08:00", 5, [5], np.datetime64("2026-03-02")])
def test_what_is_no_time_is_refused(other: object) -> None:
    with pytest.raises(SmoError, match="start must be a time with its zone"):
        OFFICE.work_hours(other, MONDAY)


def test_different_numbers_of_times_are_refused() -> None:
    with pytest.raises(SmoError, match="3 start times and 2 of end"):
        OFFICE.work_hours([MONDAY] * 3, [MONDAY] * 2)
    with pytest.raises(SmoError, match="3 start times and 2 of hours"):
        OFFICE.add_work_hours([MONDAY] * 3, [1, 2])


@pytest.mark.parametrize("hours", [-1, [1, -0.5], np.inf, [np.nan, -1]])
def test_hours_to_add_are_not_negative_and_finite(hours: object) -> None:
    with pytest.raises(SmoError, match=r"0 or more and finite; (?!nan)"):
        OFFICE.add_work_hours(MONDAY, hours)


def test_a_calendar_that_never_opens_again_says_so() -> None:
    once = WorkCalendar("UTC", {}, special={"2026-03-02": ["09:00-17:00"]})
    assert once.add_work_hours(datetime(2026, 3, 1, tzinfo=UTC), 8) == pd.Timestamp("2026-03-02 17:00", tz="UTC")
    with pytest.raises(SmoError, match="fewer than 1 hours are open in the 100 years after 2026-03-03"):
        once.add_work_hours(datetime(2026, 3, 3, tzinfo=UTC), 1)
    with pytest.raises(SmoError, match="fewer than 1e"):
        OFFICE.add_work_hours(MONDAY, 1e9)


def test_placeholders_far_off_are_refused() -> None:
    with pytest.raises(SmoError, match="9999-12-31"):
        OFFICE.work_hours(MONDAY, datetime(9999, 12, 31, tzinfo=ZoneInfo("Asia/Singapore")))


def test_many_years_of_work_are_counted() -> None:
    due = OFFICE.add_work_hours(MONDAY, 45 * 52.0 * 12)
    assert OFFICE.work_hours(MONDAY, due) == 45 * 52 * 12
    assert due.year == 2038


def test_a_missing_time_or_amount_of_any_kind_stays_missing() -> None:
    assert np.isnan(OFFICE.work_hours(pd.NA, MONDAY))
    assert np.isnan(OFFICE.work_hours([pd.NA, MONDAY], MONDAY)).tolist() == [True, False]
    assert OFFICE.add_work_hours(MONDAY, pd.NA) is pd.NaT
    assert OFFICE.add_work_hours(MONDAY, pd.array([1, None], dtype="Int64")).isna().tolist() == [False, True]


@pytest.mark.parametrize("hours", ["a", pd.Timedelta("3h"), pd.to_timedelta(["3h"]), [1j], [[1.0]]], ids=str)
def test_hours_to_add_are_numbers(hours: object) -> None:
    with pytest.raises(SmoError, match="hours must be a number, or an array of numbers"):
        OFFICE.add_work_hours(MONDAY, hours)
