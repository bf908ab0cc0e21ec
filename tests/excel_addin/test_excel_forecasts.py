"""Forecasts from days, and teams for a load, as Excel calls them: days in every form, gaps, plans, refusals."""

from __future__ import annotations

import datetime as dt
import doctest
import functools

import numpy as np
import pandas as pd
import pytest

from excel_addin import daily, grids, noted_tables, policies, timed
from smo_metrics.flow.hours.calendar_text import parse_calendar, parse_calendars
from smo_metrics.sla.capacity.equilibrium import erlang_c_waiting
from smo_metrics.sla.capacity.erlang import erlang_b, erlang_c
from smo_metrics.sla.throughput.how_many import how_many
from smo_metrics.sla.throughput.when_done import when_done
from tests.excel_addin.excel_objects import ERROR_CELLS, MISSING, column, row
from tests.excel_addin.flow_in_python import ZONE, calendar
from tests.excel_addin.pywin32_stand_in import TimeType
from tests.excel_addin.sla_in_python import FUTURES, fan, finished, probability, quantities, staffed, volumes

MONDAY = dt.datetime(2026, 2, 2)
DAYS = [MONDAY + dt.timedelta(weeks=week, days=day) for week in range(4) for day in range(5)]
DONE = list(map(float, (12, 17, 9, 14, 8, 15, 19, 10, 16, 6, 11, 18, 12, 13, 9, 14, 21, 8, 15, 7)))
CAME = [13.0, 12.0, 11.0, 10.0, 9.0] * 4
PAST = volumes(DAYS, DONE)
DUE = dt.date(2026, 3, 6)


def as_number(day):
    return float((day - dt.datetime(1899, 12, 30)).days)


FORMS = {
    "dates": column(*(TimeType(*day.timetuple()[:6]) for day in DAYS)),
    "numbers": column(*map(as_number, DAYS)),
    "texts": column(*(f"{day:%Y-%m-%d}" for day in DAYS)),
    "midnights": column(*(str(day) for day in DAYS)),
}
GIVEN = (FORMS["numbers"], column(*DONE))


@functools.cache
def in_python(due=DUE):
    return finished(PAST, 60, due, gaps="zero")


@pytest.mark.parametrize("days", FORMS.values(), ids=FORMS)
def test_a_day_is_the_same_however_a_cell_holds_it(call, days):
    for due in ("2026-03-06", as_number(dt.datetime(2026, 3, 6)), TimeType(2026, 3, 6)):
        assert call("SMO_WHEN_DONE", days, column(*DONE), 60.0, due, "zero") == in_python()


def test_names_above_the_columns_and_rows_below_them_are_left_out(call):
    days = (("Day",), *FORMS["numbers"], (None,))
    assert call("SMO_WHEN_DONE", days, column("Resolved", *DONE, None), 60.0, "2026-03-06", "zero") == in_python()


def test_the_same_cells_give_the_same_figures_and_other_cells_others(call):
    first = call("SMO_PROBABILITY_BY", *GIVEN, 60.0, "2026-03-05", "zero")
    call("SMO_PROBABILITY_BY", *GIVEN, 61.0, "2026-03-05", "zero")
    assert call("SMO_PROBABILITY_BY", FORMS["texts"], column(*DONE), 60.0, "2026-03-05", "Zero") == first
    assert 0 < call("SMO_PROBABILITY_BY", *GIVEN, 70.0, "2026-03-05", "zero") < first < 1


def test_gaps_are_asked_about_and_the_answer_is_a_word_of_the_formula(call):
    shown = call("SMO_WHEN_DONE", *GIVEN, 60.0)
    assert shown.startswith("SMO: history: 6 days without a figure for completed (2026-02-07, 2026-02-08, ")
    assert shown.endswith('gaps "zero" if there was nothing on such days, gaps "missing" if nobody knows.')
    known = call("SMO_WHEN_DONE", *GIVEN, 60.0, MISSING, "missing")
    assert known == finished(PAST, 60, gaps="missing") != in_python(None)


def test_a_day_that_is_not_over_is_left_out(call):
    shown = call("SMO_HOW_MANY", *GIVEN, "2026-03-06", "zero", "2026-02-26")
    assert shown == quantities(PAST, [DUE], gaps="zero", as_of=dt.date(2026, 2, 26))
    assert any("not over" in line[-1] for line in shown[1:])


def test_holidays_leave_and_a_later_start_reach_the_forecast(call):
    leave = (("day", "share"), ("2026-03-03", 0.5), (as_number(dt.datetime(2026, 3, 4)), 0.0))
    plan = {
        "gaps": "zero",
        "calendar": parse_calendar("UTC; daily 00:00-24:00; holidays 2026-03-05"),
        "capacity": {dt.date(2026, 3, 3): 0.5, dt.date(2026, 3, 4): 0.0},
        "start": dt.date(2026, 3, 2),
    }
    options = ("zero", MISSING, "2026-03-05", leave, "2026-03-02")
    assert call("SMO_WHEN_DONE", *GIVEN, 60.0, "2026-03-06", *options) == finished(PAST, 60, DUE, **plan)
    assert call("SMO_PROBABILITY_BY", *GIVEN, 40.0, "2026-03-06", *options) == probability(PAST, 40, DUE, **plan)
    shown = call("SMO_HOW_MANY", *GIVEN, "2026-03-06", *options)
    assert shown == quantities(PAST, [DUE], **plan)
    assert shown[1][3] < call("SMO_HOW_MANY", *GIVEN, "2026-03-06", "zero")[1][3]


def test_what_is_added_and_batches_in_their_order_reach_the_forecast(call):
    asked = (*GIVEN, 60.0, "2026-03-06", "zero", *[MISSING] * 4)
    batches = (("pilot", 20.0), ("rest", 40.0))
    shown = call("SMO_WHEN_DONE", *asked, MISSING, 0.02, batches)
    assert shown == finished(PAST, 60, DUE, gaps="zero", growth=0.02, batches={"pilot": 20.0, "rest": 40.0})
    with_arrivals = call("SMO_PROBABILITY_BY", *GIVEN, 20.0, "2026-03-06", "zero", *[MISSING] * 4, column(*CAME))
    assert with_arrivals == probability(volumes(DAYS, DONE, CAME), 20, DUE, gaps="zero", arrivals=True)
    assert with_arrivals < call("SMO_PROBABILITY_BY", *GIVEN, 20.0, "2026-03-06", "zero")


def test_days_that_are_asked_for_keep_their_shape(call):
    soon, later = (probability(PAST, 60, day, gaps="zero") for day in (dt.date(2026, 3, 4), DUE))
    assert call("SMO_PROBABILITY_BY", *GIVEN, 60.0, row("2026-03-06", "2026-03-04"), "zero") == [later, soon]
    cells = column("2026-03-06", "2026-03-04", "2026-03-06", None)
    assert call("SMO_PROBABILITY_BY", *GIVEN, 60.0, cells, "zero") == [[later], [soon], [later]]
    both = [dt.date(2026, 3, 4), DUE]
    assert call("SMO_HOW_MANY", *GIVEN, cells, "zero") == quantities(PAST, both, gaps="zero")


def test_a_fan_has_a_row_a_day_and_the_bands_of_a_chart(call):
    options = {"gaps": "zero", "paths": FUTURES}
    many = how_many(PAST, DUE, rng=np.random.default_rng(0), **options)
    shown = call("SMO_HOW_MANY", *GIVEN, "2026-03-06", "zero", *[MISSING] * 4, "fan")
    assert shown == fan(many)
    assert [line[shown[0].index("date")] for line in shown[1:3]] == [46081.0, 46082.0]
    done = when_done(PAST, 60, rng=np.random.default_rng(0), **options)
    assert call("SMO_WHEN_DONE", *GIVEN, 60.0, MISSING, "zero", *[MISSING] * 7, "Fan") == fan(done)


def test_a_due_date_in_the_past_is_told_and_nothing_left_is_done(call):
    over = call("SMO_WHEN_DONE", *GIVEN, 60.0, "2026-02-10", "zero")
    assert over[4][:3] == ["due date", "", 0.0]
    assert "is over" in over[1][-1]
    assert call("SMO_PROBABILITY_BY", *GIVEN, 60.0, "2026-02-10", "zero") == 0.0
    assert call("SMO_PROBABILITY_BY", *GIVEN, 0.0, "2026-03-10", "zero") == 1.0


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("WHEN_DONE", (*GIVEN, -1.0, MISSING, "zero"), "remaining: -1 arrived; write a number of tasks, 0 or more."),
        ("WHEN_DONE", (*GIVEN, MISSING, MISSING, "zero"), "remaining is left out."),
        ("WHEN_DONE", (*GIVEN, "all", MISSING, "zero"), "remaining is one number; 'all' arrived."),
        ("WHEN_DONE", (MISSING, column(*DONE), 60.0), "days is empty. Select the column that holds the days."),
        ("WHEN_DONE", (FORMS["numbers"], MISSING, 60.0), "completed is empty. Select the column"),
        ("WHEN_DONE", (FORMS["numbers"], column(*DONE[:-1]), 60.0), "the columns differ in height (days 20, completed"),
        ("WHEN_DONE", (column(46083.25), column(3.0), 60.0), "volumes: 1 row has a time of day in date (row 1 of"),
        ("WHEN_DONE", (column("Monday", 46084.0), column(3.0, 4.0), 1.0), "volumes: 1 row has a date that is no day"),
        ("WHEN_DONE", (column(46083.0, 46083.0), column(3.0, 4.0), 1.0), "volumes: 2 rows have a date that another"),
        ("WHEN_DONE", (FORMS["numbers"], column(-1.0, *DONE[1:]), 60.0), "volumes: 1 row has"),
        ("WHEN_DONE", (FORMS["numbers"], column(*[0.0] * 20), 60.0, MISSING, "zero"), "history: nothing was finished"),
        ("WHEN_DONE", (FORMS["numbers"][:4], column(*DONE[:4]), 60.0), "history: 4 known days arrived."),
        ("WHEN_DONE", (*GIVEN, 60.0, "soon", "zero"), "due: 1 row has a due that is no day"),
        ("WHEN_DONE", (*GIVEN, 60.0, column(46100.0, 46101.0), "zero"), "due is one day; 2 cells arrived."),
        ("WHEN_DONE", (*GIVEN, 60.0, 46100.5, "zero"), "due: 1 row has a time of day in due"),
        ("WHEN_DONE", (*GIVEN, 60.0, MISSING, "none"), "gaps is one of zero, missing; 'none' arrived."),
        ("WHEN_DONE", (*GIVEN, 60.0, MISSING, "zero", MISSING, "Atlantis"), "calendar 'UTC; daily 00:00-24:00"),
        (
            "WHEN_DONE", (*GIVEN, 60.0, MISSING, "zero", MISSING, MISSING, column(46100.0)),
            "capacity is two columns, the days, and beside each its share of the usual team; 1 arrived.",
        ),
        (
            "WHEN_DONE", (*GIVEN, 60.0, MISSING, "zero", MISSING, MISSING, ((46100.0, 0.5), (46100.0, 1.0))),
            "capacity: a day is there twice.",
        ),
        (
            "WHEN_DONE", (*GIVEN, 60.0, MISSING, "zero", *[MISSING] * 5, 5.0),
            "growth: 5 is 500% more every week; write 0.05 for 5 %.",
        ),
        (
            "WHEN_DONE", (*GIVEN, 60.0, MISSING, "zero", *[MISSING] * 6, (("a", 50.0), ("b", 5.0))),
            "batches: they hold 55 tasks together, but 60 remain. Make them agree.",
        ),
        (
            "WHEN_DONE", (*GIVEN, 60.0, MISSING, "zero", *[MISSING] * 6, (("a", 50.0), ("a", 10.0))),
            "batches: a name is missing, or there twice.",
        ),
        ("WHEN_DONE", (*GIVEN, 60.0, MISSING, "zero", *[MISSING] * 7, "chart"), "show is one of answer, fan; 'chart'"),
        ("HOW_MANY", (*GIVEN, MISSING, "zero"), "by is left out."),
        ("HOW_MANY", (*GIVEN, "2026-02-10", "zero"), "by: 2026-02-10 is over; give a day from the first one on."),
        ("HOW_MANY", (*GIVEN, "2036-02-10", "zero"), "by: 2036-02-10 lies too far ahead"),
        ("PROBABILITY_BY", (*GIVEN, 60.0, column(None, 46100.0), "zero"), "by has an empty cell."),
        ("PROBABILITY_BY", (*GIVEN, 60.0, ERROR_CELLS["#N/A"], "zero"), "by holds an error cell (row 1 of"),
    ],
)  # fmt: skip
def test_what_no_forecast_can_be_made_of_is_one_sentence(call, name, arguments, message):
    shown = call(f"SMO_{name}", *arguments)
    assert isinstance(shown, str)
    assert shown.startswith(f"SMO: {message}")
    assert "\n" not in shown


LOAD = np.array([[0.0] * 9 + [3.0, 4.0, 4.0, 3.0, 2.0, 2.0, 3.0, 3.0, 1.0] + [0.0] * 6] * 5 + [[0.0] * 24] * 2)
BY_HOUR, BY_DAY = (tuple(map(tuple, block.tolist())) for block in (LOAD.T, LOAD))


@functools.cache
def team_of():
    return staffed(LOAD, 0.5, 2, {"team": calendar("mon-fri 09:00-18:00")}, goal=0.9)


@pytest.mark.parametrize("arrivals", [BY_HOUR, BY_DAY], ids=["hours down", "hours across"])
def test_a_week_of_arrivals_may_stand_or_lie(call, arrivals):
    options = (MISSING, MISSING, 0.9)
    assert call("SMO_STAFF_FOR", arrivals, 0.5, 2.0, ZONE, "mon-fri 09:00-18:00", *options) == team_of()


def test_shifts_and_options_reach_the_plan(call):
    shifts = ["early = Asia/Singapore; mon-fri 09:00-14:00", "late = Asia/Singapore; mon-fri 13:00-18:00"]
    expected = staffed(
        LOAD, [0.25, 0.5, 1.0], 3, parse_calendars("\n".join(shifts)), clock="wall", goal=0.8, probability=0.7,
        shrinkage=0.2, first_day=dt.date(2026, 3, 30),
    )  # fmt: skip
    handling = column(0.25, 0.5, 1.0)
    options = (MISSING, "wall", 0.8, 0.7, MISSING, 0.2, "2026-03-30")
    assert call("SMO_STAFF_FOR", BY_HOUR, handling, 3.0, ZONE, column(*shifts), *options) == expected
    assert [line[:2] for line in expected[1:4]] == [["shift", "early"], ["shift", "late"], ["plan", "as planned"]]


def test_times_of_arrival_stand_for_a_week(call):
    times = [MONDAY + dt.timedelta(days=day, hours=9, minutes=20 * task) for day in range(14) for task in range(20)]
    shown = call("SMO_STAFF_FOR", column("Created", *map(str, times)), 0.5, 4.0, ZONE, "daily 09:00-18:00")
    arrived = pd.DatetimeIndex(times).tz_localize(ZONE)
    log = pd.DataFrame({"task_id": range(280), "stage": "any", "started_at": arrived, "enabled_at": arrived})
    assert shown == staffed(log, 0.5, 4, {"team": calendar("daily 09:00-18:00")})
    serials = column(*(as_number(time) + time.hour / 24 + time.minute / 1440 for time in times))
    assert call("SMO_STAFF_FOR", serials, 0.5, 4.0, ZONE, "daily 09:00-18:00") == shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((MISSING, 0.5, 2.0, ZONE, "daily 09:00-18:00"), "arrivals are the tasks of each hour of a week, 24"),
        ((((1.0, 2.0),), 0.5, 2.0, ZONE, "daily 09:00-18:00"), "arrivals are the tasks of each hour of a week"),
        ((((None,) * 7, *BY_HOUR[1:]), 0.5, 2.0, ZONE, "daily 09:00-18:00"), "arrivals: 7 counts are missing"),
        ((((-1.0,) * 7, *BY_HOUR[1:]), 0.5, 2.0, ZONE, "daily 09:00-18:00"), "arrivals: 7 counts are missing, below 0"),
        ((BY_HOUR, MISSING, 2.0, ZONE, "daily 09:00-18:00"), "handling_hours is left out."),
        ((BY_HOUR, "half", 2.0, ZONE, "daily 09:00-18:00"), "handling_hours are numbers; 'half' arrived."),
        ((BY_HOUR, 0.5, 0.0, ZONE, "daily 09:00-18:00"), "policy: target_hours must be a number above 0"),
        ((BY_HOUR, 0.5, 2.0, ZONE, MISSING), "hours is left out. Write them like"),
        ((BY_HOUR, 0.5, 2.0, MISSING, "daily 09:00-18:00"), "timezone is left out"),
        ((column("x", "y"), 0.5, 2.0, ZONE, "daily 09:00-18:00"), "arrivals: 1 row has a arrivals that is no date"),
    ],
)
def test_what_no_team_can_be_planned_for_is_one_sentence(call, arguments, message):
    assert call("SMO_STAFF_FOR", *arguments).startswith(f"SMO: {message}")


PEOPLE, OFFERED = [8, 7, 12], 6.4


def test_waiting_in_an_even_queue_is_erlangs(call):
    assert call("SMO_ERLANG_C", 8.0, OFFERED) == erlang_c(8, OFFERED)
    assert call("SMO_ERLANG_C", 8.0, OFFERED, "Blocked") == erlang_b(8, OFFERED)
    assert call("SMO_ERLANG_C", column(*map(float, PEOPLE)), OFFERED) == [[x] for x in erlang_c(PEOPLE, OFFERED)]
    queue = erlang_c_waiting(PEOPLE, OFFERED, handling_hours=0.4, target_hours=1.5)
    people = row(*map(float, PEOPLE))
    assert call("SMO_ERLANG_C", people, OFFERED, "wait_hours", 0.4) == queue.waiting_hours.tolist()
    for shares in ("begun_in_time", "done_in_time"):
        assert call("SMO_ERLANG_C", people, OFFERED, shares, 0.4, 1.5) == getattr(queue, shares).tolist()


def test_a_queue_that_grows_without_end_has_no_mean_wait(call):
    assert call("SMO_ERLANG_C", 6.0, 6.0) == 1.0
    assert call("SMO_ERLANG_C", 6.0, 6.0, "wait_hours", 0.5) == "#N/A"
    assert call("SMO_ERLANG_C", column(8.0, None), column(None, 6.0)) == [["#N/A"], ["#N/A"]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((8.5, 6.0), "people must be whole numbers; 8.5 arrived."),
        ((-1.0, 6.0), "people must be"),
        ((8.0, -6.0), "offered must be"),
        ((8.0, "six"), "offered are numbers; 'six' arrived."),
        ((8.0, MISSING), "offered is left out."),
        ((8.0, 6.0, "wait_hours"), "handling_hours is left out."),
        ((8.0, 6.0, "begun_in_time", 0.5), "target_hours is left out."),
        ((8.0, 6.0, "wait_hours", 0.0), "handling_hours must be"),
        ((8.0, 6.0, "service_level"), "statistic is one of wait_probability, wait_hours, begun_in_time, done_in_time,"),
        ((column(1.0, 2.0), row(1.0, 2.0)), "the ranges differ in shape"),
    ],
)
def test_what_is_no_queue_is_one_sentence(call, arguments, message):
    assert call("SMO_ERLANG_C", *arguments).startswith(f"SMO: {message}")


@pytest.mark.parametrize("module", [daily, grids, noted_tables, policies, timed], ids=lambda module: module.__name__)
def test_the_examples_in_the_docstrings_hold(module):
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0
