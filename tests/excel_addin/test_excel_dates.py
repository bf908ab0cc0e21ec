"""Dates in cells: however they arrive they are local times of the formula's zone; hours are those of the library."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from excel_addin.timed import read_moments, serials
from smo_metrics.event_table import check_events
from smo_metrics.flow.hours.calendar import WorkCalendar
from tests.excel_addin.excel_objects import ERROR_CELLS, MISSING, WORKBOOK, ExcelRange, column, row
from tests.excel_addin.flow_in_python import ZONE, serial
from tests.excel_addin.pywin32_stand_in import TimeType

HOURS = "mon-fri 09:00-13:00, 14:00-18:00; sat 09:00-12:00"
TEAM = WorkCalendar(ZONE, {"mon-fri": ["09:00-13:00", "14:00-18:00"], "sat": ["09:00-12:00"]})
START, FINISH = dt.datetime(2026, 3, 6, 11, 20, 5), dt.datetime(2026, 3, 10, 16, 7, 31)
minutes = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2099, 12, 31)).map(lambda t: t.replace(microsecond=0))


def as_serial(moment):
    return (moment - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)


def forms(moment, zone=ZONE):
    """A local time as a date cell, as its number of days, as text, and as text with a zone."""
    aware = moment.replace(tzinfo=ZoneInfo(zone))
    return [TimeType(*moment.timetuple()[:6]), as_serial(moment), str(moment), aware.isoformat()]


def test_a_date_its_number_and_its_texts_give_the_same_hours(call):
    aware = [moment.replace(tzinfo=ZoneInfo(ZONE)) for moment in (START, FINISH)]
    expected = TEAM.work_hours(*aware)
    shown = {call("SMO_WORK_HOURS", a, b, ZONE, HOURS) for a in forms(START) for b in forms(FINISH)}
    assert shown == {expected}
    assert call("SMO_WORK_HOURS", column(*forms(START)), column(*forms(FINISH)), ZONE, HOURS) == [[expected]] * 4


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe", ZONE])
@settings(deadline=None, max_examples=60, derandomize=True, database=None)
@given(moment=minutes)
def test_cells_mean_what_the_same_text_means_in_a_file(zone, moment):
    texts = pd.DataFrame({"task_id": "t", "stage": "s", "started_at": [str(moment)]})
    in_a_file = check_events(texts, timezone=zone)["started_at"][0]
    cells = [moment, as_serial(moment), str(moment)]
    assert {*read_moments("start", cells, zone), *read_moments("start", cells[:2], zone)} == {in_a_file}


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-03-29 02:30", "2026-03-29 01:00"),
        ("2026-10-25 02:30", "2026-10-25 01:30"),
        ("2026-10-25 02:00", "2026-10-25 01:00"),
        ("2026-10-25 01:59", "2026-10-24 23:59"),
    ],
    ids=["skipped", "twice", "twice at first", "before"],
)
def test_a_time_that_is_skipped_moves_forward_and_one_that_comes_twice_is_the_second(written, utc):
    moment = dt.datetime.fromisoformat(written)
    inexact = as_serial(moment) - 4e-9  # as a sum of cells may be; a millisecond has 1e-8 days
    for cells in ([moment], [as_serial(moment)], [written], [inexact], [inexact, "2026-03-02"]):
        assert read_moments("start", cells, "Europe/Berlin")[0] == pd.Timestamp(utc, tz="UTC")


@settings(deadline=None, max_examples=100, derandomize=True, database=None)
@given(moment=minutes, hours=st.integers(0, 4000).map(lambda n: n / 8))
def test_the_hours_up_to_a_due_date_are_those_that_were_added(server, moment, hours):
    def call(*arguments):
        return server.CallUDF("excel_addin.udfs", *arguments, WORKBOOK, ExcelRange(((None,),)))

    due = call("SMO_ADD_WORK_HOURS", (as_serial(moment), hours, ZONE, HOURS, MISSING))
    assert due == serial(TEAM.add_work_hours(moment.replace(tzinfo=ZoneInfo(ZONE)), hours))
    assert call("SMO_WORK_HOURS", (as_serial(moment), due, ZONE, HOURS, MISSING)) == hours


def test_a_due_date_is_a_local_time_of_the_zone_wherever_the_start_was_written(call):
    assert call("SMO_ADD_WORK_HOURS", "2026-03-09T00:30Z", 1.0, ZONE, HOURS) == as_serial(dt.datetime(2026, 3, 9, 10))
    assert serials(read_moments("x", [None, 46083.25], ZONE), ZONE)[1] == 46083.25


def test_ranges_spill_in_their_own_shape_and_one_cell_stands_beside_all(call):
    starts = [as_serial(START + dt.timedelta(hours=hour)) for hour in range(3)]
    each = [call("SMO_WORK_HOURS", start, "2026-03-12 18:00", ZONE, HOURS) for start in starts]
    assert call("SMO_WORK_HOURS", column(*starts), "2026-03-12 18:00", ZONE, HOURS) == [[one] for one in each]
    assert call("SMO_WORK_HOURS", row(*starts), "2026-03-12 18:00", ZONE, HOURS) == each
    assert call("SMO_WORK_HOURS", "2026-03-12 18:00", column(*starts), ZONE, HOURS) == [[-one] for one in each]
    blocks = ((starts[0], starts[1]), (starts[1], starts[2]), (None, None))
    assert call("SMO_WORK_HOURS", blocks, "2026-03-12 18:00", ZONE, HOURS) == [each[:2], each[1:]]


def test_an_empty_date_is_undefined_and_rows_below_the_data_are_none(call):
    starts, ends = column(46083.5, None, 46084.5, None), column(46084.5, 46085.5, None, None)
    assert call("SMO_WORK_HOURS", starts, ends, ZONE, HOURS) == [[8.0], ["#N/A"], ["#N/A"]]
    assert call("SMO_ADD_WORK_HOURS", starts, 8.0, ZONE, HOURS) == [[46084.5], ["#N/A"], [46085.5]]


@pytest.mark.parametrize(
    "holidays",
    ["2026-03-09", 46090.0, TimeType(2026, 3, 9), ((46090.0,), ("2026-03-10",), (None,))],
    ids=["text", "number", "date", "range"],
)
def test_days_off_are_dates_however_they_arrive(call, holidays):
    worked = call("SMO_WORK_HOURS", "2026-03-09 09:00", "2026-03-10 18:00", ZONE, "mon-fri 09:00-18:00", holidays)
    assert worked == (0.0 if isinstance(holidays, tuple) else 9.0)


def test_a_country_gives_its_holidays_and_hours_may_stand_in_several_cells(call):
    whole = call("SMO_WORK_HOURS", "2026-08-07 09:00", "2026-08-11 18:00", ZONE, HOURS, "SG")
    parts = column("mon-fri 09:00-13:00, 14:00-18:00", "sat 09:00-12:00")
    assert call("SMO_WORK_HOURS", "2026-08-07 09:00", "2026-08-11 18:00", ZONE, parts, "SG") == whole == 8 + 3 + 8
    assert call("SMO_WORK_HOURS", 46083.0, 46084.0, "Europe/Berlin", "daily 22:00-06:00") == 8.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((46083.0, 46084.0, MISSING, HOURS), "timezone is left out, and a date in a cell has no zone. Write the one"),
        ((46083.0, 46084.0, "Singapore time", HOURS), "timezone: 'Singapore time' is no time zone. Write one like"),
        ((46083.0, 46084.0, ((ZONE, ZONE),), HOURS), "timezone is one text; 2 cells arrived."),
        ((46083.0, 46084.0, ZONE, MISSING), 'hours is left out. Write it like "mon-fri 09:00-18:00; sat'),
        ((46083.0, 46084.0, ZONE, "9 to 5"), "calendar 'Asia/Singapore; 9 to 5': '9 to 5' is neither days with hours"),
        ((46083.0, 46084.0, ZONE, HOURS, "Atlantis"), "calendar 'Asia/Singapore; mon-fri"),
        ((MISSING, 46084.0, ZONE, HOURS), "start is left out. Point at the cells that hold it"),
        ((46083.0, ((None,),), ZONE, HOURS), "finish is left out."),
        ((12.0, 46084.0, ZONE, HOURS), "start: 1 row has a start that is no date and time (row 1 of the selection)."),
        ((46083.0, 1e9, ZONE, HOURS), "finish: 1 row has a finish that is no date and time (row 1 of the selection)."),
        ((46083.0, "5.3.2026", ZONE, HOURS), "finish: 1 row has a finish that is no date and time"),
        ((column(2e5, True, "x"), 46084.0, ZONE, HOURS), "start: 3 rows have a start that is no date and time"),
        ((column(46083.0, ERROR_CELLS["#REF!"]), 46084.0, ZONE, HOURS), "start holds an error cell (row 2 of"),
        ((column(1.0, 2.0), row(1.0, 2.0), ZONE, HOURS), "the ranges differ in shape (start 2 x 1, finish 1 x 2 cells"),
    ],
)  # fmt: skip
def test_what_is_no_date_zone_or_calendar_is_one_sentence(call, arguments, message):
    shown = call("SMO_WORK_HOURS", *arguments)
    assert shown.startswith(f"SMO: {message}")
    assert "\n" not in shown


@pytest.mark.parametrize(
    ("hours", "message"),
    [("8", "work_hours are numbers; '8' arrived."), (-1.0, "hours to add must be"), (MISSING, "work_hours is left")],
)
def test_hours_to_add_are_numbers(call, hours, message):
    assert call("SMO_ADD_WORK_HOURS", 46083.0, hours, ZONE, HOURS).startswith(f"SMO: {message}")


@pytest.mark.parametrize(
    ("teams", "message"),
    [
        ((("A", ZONE, HOURS),), "overlap_hours compares two or more"),
        ((("A", ZONE, HOURS), ("A", ZONE, HOURS)), "row 2 of regions, timezones and hours is not"),
        ((("A", ZONE, HOURS), ("B", ZONE, None)), "row 2 of regions, timezones and hours is not filled"),
        ((("A", ZONE, HOURS), ("B", "Mars", HOURS)), "calendar 'Mars; mon-fri"),
    ],
)  # fmt: skip
def test_teams_that_cannot_be_compared_are_named(call, teams, message):
    ranges = (column(*cells) for cells in zip(*teams, strict=True))
    shown = call("SMO_OVERLAP_HOURS", *ranges, "2026-03-02").replace("SMO_OVERLAP_HOURS", "overlap_hours")
    assert shown.startswith(f"SMO: {message}")


@pytest.mark.parametrize("week_of", ["2026-03-04", 46085.75, TimeType(2026, 3, 4, 18), 46083.0])
def test_any_day_of_a_week_names_it(call, week_of):
    teams = column("A", "B"), column(ZONE, "Europe/Berlin"), column("daily 09:00-18:00", "fri 08:00-12:00")
    header, shared = call("SMO_OVERLAP_HOURS", *teams, week_of, "Europe/Berlin")
    assert header == ["region_a", "region_b", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "week_hours", "notes"]
    assert shared == ["A", "B", 0.0, 0.0, 0.0, 0.0, 3.0, 0.0, 0.0, 3.0, ""]


def test_the_days_of_a_week_are_those_of_the_zone_that_is_named_or_of_utc(call):
    teams = column("A", "B"), column("UTC", "UTC"), column("mon 22:00-24:00", "daily 00:00-24:00")
    for zones, hours in (((), [2.0, 0.0]), (("Asia/Tokyo",), [0.0, 2.0]), (("UTC",), [2.0, 0.0])):
        assert call("SMO_OVERLAP_HOURS", *teams, 46083.0, *zones)[1][2:4] == hours


@pytest.mark.parametrize("week_of", [MISSING, "soon", True, column(46083.0, 46084.0), 1e8])
def test_a_week_that_is_no_date_is_refused(call, week_of):
    teams = column("A", "B"), column(ZONE, ZONE), column(HOURS, HOURS)
    assert call("SMO_OVERLAP_HOURS", *teams, week_of).startswith("SMO: week_of is one date; ")
