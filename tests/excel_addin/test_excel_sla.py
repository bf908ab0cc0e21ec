"""Agreements as Excel calls them: every kind of argument, hours, clocks, groups, due dates."""

from __future__ import annotations

import datetime as dt
import functools
from zoneinfo import ZoneInfo

import pytest

from smo_metrics.catalog import CATALOG, entry
from smo_metrics.errors import SmoError
from smo_metrics.flow.hours.calendar_text import parse_calendars
from tests.excel_addin.event_columns import LEFT_OUT, refusal
from tests.excel_addin.excel_objects import ERROR_CELLS, MISSING, column, row
from tests.excel_addin.flow_in_python import ZONE, calendar, events, sample, serial
from tests.excel_addin.kinds import KINDS
from tests.excel_addin.pywin32_stand_in import TimeType
from tests.excel_addin.sla_in_python import OF_PROMISES, SLA, promised

EVENTS = {name: cells for name, cells in sample(30).items() if name != "actors"}
EVENTS["ended"][-5] = EVENTS["ended"][-3] = None
HEADERS = {
    "tasks": "Task", "stages": "Stage", "started": "Start", "ended": "End", "enabled": "Ready at", "groups": "Region",
}  # fmt: skip
SIZE = len(EVENTS["tasks"])
HOURS = "mon-fri 09:00-18:00"
# Both read their columns in one way, and risks take longer: they are tried on the past each time.
KINDS_OF = {"SMO_SLA_ATTAINMENT": KINDS, "SMO_BREACH_RISK": ("error", "date", "missing")}
LATER = dt.datetime(2026, 3, 12, 9, 30)


def cell(value):
    return TimeType(*value.timetuple()[:6]) if isinstance(value, dt.datetime) else value


def as_serial(value):
    """A date as its number; a name as it is."""
    return (value - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1) if isinstance(value, dt.datetime) else value


def played(argument, kind):
    cells = [cell(value) for value in EVENTS[argument]]
    return {
        "scalar": cells[0],
        "row": row(*cells),
        "column": column(*cells),
        "block": tuple((one, one) for one in cells),
        "empty cell": ((None,),),
        "empty column": column(*[None] * SIZE),
        "error": column(*cells[:2], ERROR_CELLS["#REF!"], *cells[3:]),
        "date": column(*map(as_serial, EVENTS[argument])),
        "missing": MISSING,
        "1x1": ((cells[0],),),
        "whole column": column(HEADERS[argument], *cells, None, None),
    }[kind]


GIVEN = {name: played(name, "column") for name in EVENTS}


def asked(call, name, given=GIVEN, **options):
    arguments = {"timezone": ZONE, "target_hours": 4.0, "clock": "wall", **given, **options}
    return call(name, *(arguments.get(argument.name, MISSING) for argument in entry(name).arguments))


@functools.cache
def expected(name, argument, kind):
    columns = dict(EVENTS)
    if kind in LEFT_OUT:
        del columns[argument]
    if kind == "empty column":
        columns[argument] = [None] * SIZE
    try:
        return promised(name, events(columns), None)
    except SmoError as error:
        return f"SMO: {error}".replace("ended_at", "ended time").replace("started_at", "started time")


@pytest.mark.parametrize("name", OF_PROMISES)
def test_every_kind_of_every_column_gives_the_table_or_its_message(call, name):
    tables = 0
    for argument in EVENTS:
        for kind in KINDS_OF[name]:
            shown = asked(call, name, GIVEN | {argument: played(argument, kind)})
            message = refusal(argument, kind)
            if message:
                assert isinstance(shown, str), (argument, kind)
                assert shown.startswith(f"SMO: {message}"), (argument, kind)
            else:
                assert shown == expected(name, argument, kind), (argument, kind)
                tables += isinstance(shown, list)
    assert tables >= len(KINDS_OF[name])


@pytest.mark.parametrize("name", OF_PROMISES)
def test_a_header_and_rows_below_the_data_are_left_out(call, name):
    whole = {argument: played(argument, "whole column") for argument in EVENTS}
    assert asked(call, name, whole) == promised(name, events(EVENTS), None)


@pytest.mark.parametrize("name", OF_PROMISES)
def test_the_clock_counts_the_hours_of_all_or_those_of_each_group(call, name):
    frame, team = events(EVENTS), calendar(HOURS, ["2026-03-03"])
    shown = asked(call, name, clock=MISSING, hours=HOURS, holidays="2026-03-03")
    assert shown == promised(name, frame, team)
    lines = ["north = Asia/Manila; daily 08:00-11:00", "south = Asia/Tokyo; mon-tue 13:00-18:00; holidays JP"]
    own = asked(call, name, clock="Work", hours=column(*lines))
    assert own == promised(name, frame, parse_calendars("\n".join(lines))) != shown
    assert asked(call, name, hours=HOURS) == promised(name, frame, None)  # on the wall clock they do not count


@pytest.mark.parametrize("name", OF_PROMISES)
def test_stages_that_stop_the_clock_or_let_it_stand_and_the_moment_of_the_table_reach_the_library(call, name):
    frame, moment = events(EVENTS), LATER.replace(tzinfo=ZoneInfo(ZONE))
    assert asked(call, name, as_of=cell(LATER)) == promised(name, frame, None, as_of=moment)
    assert asked(call, name, stop_stage="label") == promised(name, frame, None, stop_stage="label")
    paused = asked(call, name, pause_stages="label")
    assert paused == promised(name, frame, None, pause_stages="label")
    both = column("label", "review")
    assert asked(call, name, stop_stage=both) == promised(name, frame, None, stop_stage=("label", "review"))


@pytest.mark.parametrize("as_of", [as_serial(LATER), str(LATER), "2026-03-12T01:30Z"])
def test_a_moment_is_the_same_however_it_is_written(call, as_of):
    assert asked(call, "SMO_SLA_ATTAINMENT", as_of=as_of) == asked(call, "SMO_SLA_ATTAINMENT", as_of=cell(LATER))


def test_a_task_that_waits_is_among_the_open_ones(call):
    waits = EVENTS | {name: [*EVENTS[name][:-1], None] for name in ("started", "ended")}
    given = {name: column(*map(cell, cells)) for name, cells in waits.items()}
    for name in OF_PROMISES:
        assert asked(call, name, given) == promised(name, events(waits), None)
    assert True in {line[3] for line in asked(call, "SMO_BREACH_RISK", given)[1:]}


def test_a_goal_changes_the_verdict_alone(call):
    shown = asked(call, "SMO_SLA_ATTAINMENT", goal=0.05, target_hours=1.5)
    assert shown == promised("SMO_SLA_ATTAINMENT", events(EVENTS), None, 1.5, goal=0.05)
    assert [line[-4] for line in shown[1:2]] == ["missed"]
    assert asked(call, "SMO_SLA_ATTAINMENT", goal=0.05, target_hours=24.0)[1][-4] == "met"


def test_weeks_and_due_dates_are_those_of_the_zone(call):
    zone = "Pacific/Auckland"  # where a Monday begins on a Sunday of UTC
    for name in OF_PROMISES:
        assert asked(call, name, timezone=zone) == promised(name, events(EVENTS, zone), None, zone=zone)


def test_only_the_first_open_tasks_are_listed_where_asked(call):
    whole = asked(call, "SMO_BREACH_RISK")
    shown = asked(call, "SMO_BREACH_RISK", top=2.0)
    assert [line[0] for line in shown[1:] if line[0]] == [line[0] for line in whole[1:3]]
    assert asked(call, "SMO_BREACH_RISK", top=0.0).startswith("SMO: top is a whole number, 1 or more; 0 arrived.")
    assert asked(call, "SMO_BREACH_RISK", top=1.5).startswith("SMO: top is a whole number, 1 or more; 1.5 arrived.")


def test_without_open_tasks_the_list_is_empty_and_says_so(call):
    done = GIVEN | {name: GIVEN[name][:40] for name in EVENTS}
    header, *rows = asked(call, "SMO_BREACH_RISK", done)
    assert header[0] == "task"
    assert {line[0] for line in rows} == {""}
    assert "No task is open on this clock." in [line[-1] for line in rows]


@pytest.mark.parametrize("name", OF_PROMISES)
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"clock": MISSING}, 'hours is left out, and the clock "work" counts them. Write them like "mon-fri'),
        ({"clock": "business"}, "clock is one of work, wall; 'business' arrived."),
        ({"target_hours": MISSING}, "target_hours is left out."),
        ({"target_hours": 0.0}, "policy: target_hours must be a number above 0; 0 arrived."),
        ({"target_hours": "four"}, "target_hours is one number; 'four' arrived."),
        ({"as_of": "soon"}, "as_of: 1 row has a as_of that is no date and time"),
        ({"as_of": column(46100.0, 46101.0)}, "as_of is one date with its time; 2 cells arrived."),
        ({"as_of": "2026-03-03 09:00"}, "as_of 2026-03-03T01:00:00+00:00 lies before the latest time of the events"),
        ({"stop_stage": "delivery"}, "policy: no event is at 'delivery'. The stages are 'label', 'review'."),
        ({"pause_stages": "delivery"}, "policy: no event is at 'delivery'. The stages are 'label', 'review'."),
        ({"timezone": MISSING}, "timezone is left out, and a date in a cell has no zone."),
        ({"clock": MISSING, "hours": "west = Asia/Manila; daily 08:00-17:00"}, "calendars: none for north, south"),
    ],
)
def test_what_no_agreement_can_be_made_of_is_one_sentence(call, name, options, message):
    assert asked(call, name, **options).startswith(f"SMO: {message}")


@pytest.mark.parametrize("goal", [0.0, 1.5, "most"])
def test_a_goal_is_a_share(call, goal):
    assert asked(call, "SMO_SLA_ATTAINMENT", goal=goal).startswith(("SMO: policy: goal must be", "SMO: goal is one"))


START = dt.datetime(2026, 3, 6, 15, 0)


def test_a_target_runs_out_in_work_hours_or_by_the_clock(call):
    aware = START.replace(tzinfo=ZoneInfo(ZONE))
    work = serial(calendar(HOURS, ["2026-03-09"]).add_work_hours(aware, 8))
    for start in (cell(START), as_serial(START), str(START), aware.isoformat()):
        assert call("SMO_DUE", start, 8.0, ZONE, HOURS, "2026-03-09") == work == as_serial(dt.datetime(2026, 3, 10, 14))
        assert call("SMO_DUE", start, 8.0, ZONE, MISSING, MISSING, "wall") == as_serial(START + dt.timedelta(hours=8))
    in_the_evening = as_serial(dt.datetime(2026, 3, 6, 23))
    assert call("SMO_DUE", START.isoformat(), 8.0, ZONE, HOURS, MISSING, "WALL") == in_the_evening


def test_by_the_clock_an_hour_that_daylight_saving_skips_is_no_hour(call):
    late = dt.datetime(2026, 3, 28, 22)
    assert call("SMO_DUE", str(late), 6.0, "Europe/Berlin", MISSING, MISSING, "wall") == as_serial(
        dt.datetime(2026, 3, 29, 5)
    )


def test_each_start_has_its_own_target_or_all_have_one(call):
    starts = [as_serial(START + dt.timedelta(hours=hour)) for hour in range(2)]
    each = [call("SMO_DUE", start, hours, ZONE, HOURS) for start, hours in zip(starts, (4.0, 8.0), strict=True)]
    assert call("SMO_DUE", column(*starts), column(4.0, 8.0), ZONE, HOURS) == [[one] for one in each]
    assert call("SMO_DUE", row(*starts), row(4.0, 8.0), ZONE, HOURS) == each
    assert call("SMO_DUE", starts[0], column(4.0, 4.0, None), ZONE, HOURS) == [[each[0]], [each[0]]]
    assert call("SMO_DUE", column(None, starts[1]), 8.0, ZONE, HOURS) == [["#N/A"], [each[1]]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((46083.0, 8.0, ZONE), 'hours is left out. Write it like "mon-fri 09:00-18:00'),
        ((46083.0, 0.0, ZONE, HOURS), "target_hours must be above 0; 0 arrived. Write the hours that were promised."),
        ((46083.0, -2.0, ZONE, HOURS), "target_hours must be above 0; -2 arrived."),
        ((46083.0, "8", ZONE, HOURS), "target_hours are numbers; '8' arrived. Mend it, or clear it."),
        ((46083.0, MISSING, ZONE, HOURS), "target_hours is left out."),
        ((MISSING, 8.0, ZONE, HOURS), "start is left out."),
        ((46083.0, 8.0, MISSING, HOURS), "timezone is left out, and a date in a cell has no zone."),
        ((46083.0, 8.0, ZONE, HOURS, MISSING, "sun"), "clock is one of work, wall; 'sun' arrived."),
        ((46083.0, 1e9, ZONE, HOURS), "calendar: fewer than 1e+09 hours are open in the 100 years"),
    ],
)
def test_what_has_no_due_date_is_one_sentence(call, arguments, message):
    shown = call("SMO_DUE", *arguments)
    assert shown.startswith(f"SMO: {message}")
    assert "\n" not in shown


def test_no_function_of_agreements_is_left_out_of_these_tests():
    assert [described.excel_name for described in CATALOG if described.pillar == "sla"] == list(SLA)
