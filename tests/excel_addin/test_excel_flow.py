"""The functions of events as Excel calls them: every kind of argument, groups with hours of their own, options."""

from __future__ import annotations

import datetime as dt
import functools

import pytest

from smo_metrics.catalog import CATALOG, entry
from smo_metrics.errors import SmoError
from smo_metrics.flow.hours.calendar_text import parse_calendars
from tests.excel_addin.event_columns import LEFT_OUT, refusal
from tests.excel_addin.excel_objects import ERROR_CELLS, MISSING, column, row
from tests.excel_addin.flow_in_python import (
    FLOW,
    OF_EVENTS,
    ZONE,
    calendar,
    charted,
    computed,
    events,
    sample,
    serial,
)
from tests.excel_addin.kinds import KINDS
from tests.excel_addin.pywin32_stand_in import TimeType

EVENTS = sample() | {"regions": sample()["groups"]}
HEADERS = {
    "tasks": "Task", "stages": "Stage", "started": "Start", "ended": "End", "actors": "Worker", "enabled": "Ready at",
    "groups": "Region", "regions": "Region",
}  # fmt: skip
SIZE = len(EVENTS["tasks"])
HOURS = "mon-fri 09:00-18:00"


def data_of(name):
    return [argument.name for argument in entry(name).arguments if argument.name in EVENTS]


def cell(value):
    return TimeType(*value.timetuple()[:6]) if isinstance(value, dt.datetime) else value


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
        "date": column(*(serial_of(value) for value in EVENTS[argument])),
        "missing": MISSING,
        "1x1": ((cells[0],),),
        "whole column": column(HEADERS[argument], *cells, None, None),
    }[kind]


def serial_of(value):
    """A date as its number; a name as a date of its own."""
    if isinstance(value, dt.datetime):
        return (value - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)
    return value and TimeType(2026, 3, 1 + sum(map(ord, value)) % 28)


def asked(call, name, given, **options):
    arguments = {"timezone": ZONE, **given, **options}
    return call(name, *(arguments.get(argument.name, MISSING) for argument in entry(name).arguments))


@functools.cache
def expected(name, argument, kind):
    columns = {one: EVENTS[one] for one in data_of(name)}
    if kind in LEFT_OUT:
        del columns[argument]
    if kind == "empty column":
        columns[argument] = [None] * SIZE
    if kind == "date" and not isinstance(EVENTS[argument][0], dt.datetime):
        columns[argument] = [str(serial_of(value)) for value in EVENTS[argument]]
    try:
        return computed(name, events(columns))
    except SmoError as error:
        return f"SMO: {error}".replace("ended_at", "ended time").replace("started_at", "started time")


@pytest.mark.parametrize("name", OF_EVENTS)
def test_every_kind_of_every_column_gives_the_table_or_its_message(call, name):
    tables = 0
    for argument in data_of(name):
        for kind in KINDS:
            given = {one: played(one, "column") for one in data_of(name)} | {argument: played(argument, kind)}
            shown, message = asked(call, name, given), refusal(argument, kind)
            if message:
                assert isinstance(shown, str), (argument, kind)
                assert shown.startswith(f"SMO: {message}"), (argument, kind)
            else:
                assert shown == expected(name, argument, kind), (argument, kind)
                tables += isinstance(shown, list)
    assert tables > 10


@pytest.mark.parametrize("name", OF_EVENTS)
def test_a_header_a_title_and_rows_below_the_data_are_left_out(call, name):
    whole = {one: played(one, "whole column") for one in data_of(name)}
    table = computed(name, events({one: EVENTS[one] for one in data_of(name)}))
    assert asked(call, name, whole) == table
    titled = {one: ((None,), ("Events of March" if one == "tasks" else None,), *cells) for one, cells in whole.items()}
    assert asked(call, name, titled) == table


@pytest.mark.parametrize("name", [name for name in OF_EVENTS if name != "SMO_LITTLES_LAW"])
def test_hours_reach_the_table_for_all_or_for_each_group(call, name):
    given = {one: played(one, "column") for one in data_of(name)}
    frame = events({one: EVENTS[one] for one in data_of(name)})
    team = calendar(HOURS, ["2026-03-03"])
    assert asked(call, name, given, hours=HOURS, holidays="2026-03-03") == computed(name, frame, team)
    lines = ["north = Asia/Manila; daily 08:00-11:00", "south = Asia/Tokyo; mon-tue 13:00-18:00; holidays JP"]
    own = asked(call, name, given, hours=column(*lines))
    assert own == computed(name, frame, parse_calendars("\n".join(lines)))
    assert own != asked(call, name, given, hours=HOURS)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"hours": "north = Asia/Manila; daily 08:00-17:00"}, "calendars: no"),
        ({"hours": "north = Asia/Manila; daily 08:00-17:00", "holidays": "PH"}, "holidays stand in the hours of each"),
        ({"holidays": "SG"}, "hours is left out."),
        ({"hours": "9-5"}, "calendar 'Asia/Singapore; 9-5': '9-5' is neither days with hours nor holidays. Write"),
        ({"timezone": MISSING}, "timezone is left out, and a date in a cell has no zone."),
        ({"timezone": "GMT+25"}, "timezone: 'GMT+25' is no time zone."),
    ],
)
def test_hours_and_zones_that_cannot_be_used_are_one_sentence(call, options, message):
    given = {one: played(one, "column") for one in data_of("SMO_STAGE_TIMES")}
    assert asked(call, "SMO_STAGE_TIMES", given, **options).startswith(f"SMO: {message}")


def changed(argument, place, value):
    cells = [cell(one) for one in EVENTS[argument]]
    cells[place] = value
    return {one: played(one, "column") for one in data_of("SMO_STAGE_TIMES")} | {argument: column(*cells)}


@pytest.mark.parametrize(
    ("argument", "value", "message"),
    [
        ("started", "soon", "events: 1 row has a started time that is no date and time (row 5 of the selection)."),
        ("started", 12.0, "events: 1 row has a started time that is no date and time (row 5 of the selection)."),
        ("ended", 46000.0, "events: 1 row"),
        ("tasks", None, "events: 1 row has no task (row 5 of the selection). Fill or remove them."),
        ("stages", None, "events: 1 row has no stage (row 5 of the selection)."),
    ],
)
def test_a_row_that_breaks_the_table_is_named_by_its_place_in_the_selection(call, argument, value, message):
    shown = asked(call, "SMO_STAGE_TIMES", changed(argument, 4, value))
    assert shown.startswith(f"SMO: {message}")
    assert "row 5" in shown
    assert "_at" not in shown


def test_a_text_with_a_zone_of_its_own_keeps_it(call):
    start = EVENTS["started"][4]
    same = f"{start - dt.timedelta(hours=8)}Z"
    expected = asked(call, "SMO_STAGE_TIMES", changed("started", 4, cell(start)))
    assert asked(call, "SMO_STAGE_TIMES", changed("started", 4, same)) == expected
    assert asked(call, "SMO_STAGE_TIMES", changed("started", 4, str(start))) == expected


def test_a_target_and_changes_of_ones_own_are_ranked_apart(call):
    given = {one: played(one, "column") for one in ("tasks", "stages", "started", "ended", "actors", "enabled")}
    fixes = ("people review 2", "rule oldest_task")
    shown = asked(call, "SMO_BOTTLENECKS", given, target_hours=2.0, what_if=column(*fixes), hours=HOURS)
    frame = events({one: EVENTS[one] for one in given})
    assert shown == computed("SMO_BOTTLENECKS", frame, calendar(HOURS), target_hours=2.0, what_if=fixes)
    assert [row[0] for row in shown[1:] if row[0]].count("asked for") == 2
    assert asked(call, "SMO_BOTTLENECKS", given, what_if="more people").startswith("SMO: what-if: ")
    assert asked(call, "SMO_BOTTLENECKS", given, what_if="people nowhere 1").startswith("SMO: what-if: ")
    assert asked(call, "SMO_BOTTLENECKS", given, target_hours="two").startswith("SMO: target_hours is one number;")


def test_days_are_drawn_as_the_zone_has_them(call):
    given = {one: played(one, "column") for one in ("tasks", "stages", "started", "ended", "actors", "enabled")}
    zone = "Pacific/Honolulu"
    frame = events({one: EVENTS[one] for one in given}, zone)
    shown = asked(call, "SMO_BOTTLENECKS", given, timezone=zone)
    assert shown == computed("SMO_BOTTLENECKS", frame, zone=zone) != computed("SMO_BOTTLENECKS", frame, zone="UTC")


ERRORS, CHECKED = [4.0, 6.0, None, 5.0, 17.0, 3.0], [90.0, 97.0, 104.0, 111.0, 93.0, 100.0]


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (("p", column(*CHECKED)), {"kind": "p", "sizes": CHECKED}),
        (("U", column(*CHECKED), "nelson", 4.0, 0.05), {
            "kind": "u", "sizes": CHECKED, "rules": "nelson", "baseline": 4, "target": 0.05,
        }),
        ((), {}),
        ((MISSING, MISSING, column("one_beyond_3_sigma", "six_in_a_trend"), MISSING, 5.0, 2.0), {
            "rules": ["one_beyond_3_sigma", "six_in_a_trend"], "target": 5, "sigma": 2,
        }),
        (("cusum", MISSING, MISSING, MISSING, 5.0), {"kind": "cusum", "target": 5}),
        (("EWMA",), {"kind": "ewma"}),
    ],
)  # fmt: skip
def test_a_chart_holds_the_points_that_python_computes(call, arguments, options):
    assert call("SMO_CONTROL_LIMITS", column(*ERRORS), *arguments) == charted(ERRORS, **options)


def test_names_over_the_figures_are_left_out(call):
    shown = call("SMO_CONTROL_LIMITS", column("errors", *ERRORS, None), "p", column("checked", *CHECKED, None))
    assert shown == charted(ERRORS, kind="p", sizes=CHECKED)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((MISSING,), "values is empty."),
        ((column(1.0, "x", 2.0),), "values are numbers; 'x' arrived."),
        ((column(*ERRORS), "p"), "a p chart counts defective items among a size: give sizes"),
        ((column(*ERRORS), "p", column(90.0)), "the columns differ in height (values 6, sizes 1 rows)."),
        ((column(*ERRORS), "np"), "kind is one of xmr, p, u, cusum, ewma; 'np' arrived."),
        ((column(*ERRORS), MISSING, MISSING, "odd"), "rules: 'odd' arrived."),
        ((column(*ERRORS), MISSING, MISSING, MISSING, 2.5), "baseline must be a number of first points"),
        ((((1.0, 2.0), (3.0, 4.0)),), "values is 2 columns wide"),
    ],
)
def test_what_no_chart_can_be_made_of_is_one_sentence(call, arguments, message):
    assert call("SMO_CONTROL_LIMITS", *arguments).startswith(f"SMO: {message}")


def test_no_function_of_flow_is_left_out_of_these_tests():
    assert [described.excel_name for described in CATALOG if described.pillar == "flow"] == list(FLOW)
    assert serial(events({"started": [46083.5 and "2026-03-02 12:00"]})["started_at"][0].tz_convert(ZONE)) == 46083.5
