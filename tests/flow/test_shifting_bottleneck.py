"""The active period method: worked by hand, against a literal walk, and on a line whose bottleneck is made to shift."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.errors import SettingsError, TableError
from smo_metrics.flow.causes.shifting_bottleneck import shifting_bottleneck
from smo_metrics.flow.hours.calendar import WorkCalendar

MONDAY = pd.Timestamp("2026-03-02", tz="UTC")


def work(*events, **columns):
    """Events as (actor, started, ended) in hours of a Monday, each a task of its own; the stage is named like it."""
    frame = pd.DataFrame(events, columns=["actor_id", "started_at", "ended_at"])
    frame = frame.assign(task_id=range(len(frame)), stage=frame["actor_id"])
    frame = frame.assign(**columns)
    for name in frame.columns.intersection(["enabled_at", "started_at", "ended_at"]):
        frame[name] = MONDAY + pd.to_timedelta(frame[name], unit="h")
    return frame


def hours(found):
    """Station -> (sole hours, shifting hours)."""
    table = found.stations.set_index("station")
    return {
        name: (round(row["sole_hours"], 9), round(row["shifting_hours"], 9)) for name, row in table.iterrows()
    }


def test_the_longest_active_period_is_the_bottleneck_and_overlaps_shift():
    # By hand from the definitions of Roser et al. (2002): M2 holds [2, 8), M1 [6, 14), and from 6 to 8 the bottleneck
    # shifts from one to the other; M3 is active within longer periods, and alone after 15.
    found = shifting_bottleneck(
        work(("M1", 0, 1), ("M2", 2, 5), ("M2", 5, 8), ("M3", 3, 4), ("M1", 6, 14), ("M3", 13.5, 13.75), ("M3", 15, 16))
    )
    assert hours(found) == {"M1": (1 + 6, 2), "M2": (4, 2), "M3": (1, 0)}
    assert found.active_hours == 14
    assert found.stations["station"].tolist() == ["M1", "M2", "M3"]
    assert found.stations["bottleneck_share"].tolist() == pytest.approx([9 / 14, 6 / 14, 1 / 14])
    assert found.stations["longest_period_hours"].tolist() == [8, 6, 1]
    assert found.stations["active_periods"].tolist() == [2, 1, 3]


def test_of_equally_long_periods_the_earlier_is_the_bottleneck_first_and_a_period_inside_another_never():
    assert hours(shifting_bottleneck(work(("A", 0, 4), ("B", 2, 6)))) == {"A": (2, 2), "B": (2, 2)}
    assert hours(shifting_bottleneck(work(("A", 0, 4), ("B", 0, 4)))) == {"A": (4, 0), "B": (0, 0)}
    assert hours(shifting_bottleneck(work(("A", 0, 4), ("B", 1, 3)))) == {"A": (4, 0), "B": (0, 0)}


def test_a_stage_is_active_while_everybody_who_is_there_is_busy():
    team = work(("ann", 0, 4), ("bob", 1, 3), ("bob", 3.5, 5), ("eve", 0, 1), stage=["x", "x", "x", "y"])
    # before 1 and after 4 only one of x is there; from 3 to 3.5 bob is free
    table = shifting_bottleneck(team).stations.set_index("station")
    assert table.loc["x", "active_periods"] == 2
    assert table.loc["x", "longest_period_hours"] == 3
    assert table.loc["y", "longest_period_hours"] == 1


def test_work_of_another_stage_keeps_an_actor_busy():
    shared = work(("ann", 0, 2), ("ann", 2, 4), ("ann", 4, 6), ("bob", 0, 6), stage=["x", "y", "x", "z"])
    assert shifting_bottleneck(shared).stations.set_index("station")["longest_period_hours"].to_dict() == {
        "x": 6, "y": 6, "z": 6,
    }  # fmt: skip


def test_an_actor_who_has_left_for_the_day_is_not_waited_for():
    team = work(("ann", 0, 2), ("bob", 0, 10), ("ann", 7, 8), stage="x")
    assert shifting_bottleneck(team).stations["longest_period_hours"].tolist() == [10]
    near = work(("ann", 0, 4), ("bob", 0, 10), ("ann", 7, 8), stage="x")
    assert shifting_bottleneck(near).stations["longest_period_hours"].tolist() == [4]


def test_a_short_pause_before_waiting_work_does_not_interrupt_and_one_for_want_of_work_does():
    queue = work(("A", 0, 2), ("A", 2.2, 4), enabled_at=[0, 1])
    starved = work(("A", 0, 2), ("A", 2.2, 4), enabled_at=[0, 2.1])
    assert shifting_bottleneck(queue).stations["longest_period_hours"].tolist() == [4]
    assert shifting_bottleneck(starved).stations["longest_period_hours"].tolist() == [2]
    assert shifting_bottleneck(queue, pause_hours=0.1).stations["longest_period_hours"].tolist() == [2]


def test_closed_hours_neither_count_nor_interrupt_work_for_which_there_is_a_queue():
    office = WorkCalendar("UTC", {"daily": ["09:00-17:00"]})
    queue = work(("A", 14, 17), ("A", 33, 36), ("B", 12, 16), enabled_at=[14, 15, 12])
    found = shifting_bottleneck(queue, calendars=office)
    assert hours(found) == {"A": (4, 2), "B": (2, 2)}
    assert found.over_time["period_start"].dt.day.tolist() == [2, 2, 3]
    assert found.over_time["sole_hours"].tolist() == [1, 2, 3]
    assert hours(shifting_bottleneck(queue)) == {"A": (4, 2), "B": (2, 2)}
    assert shifting_bottleneck(queue).stations["longest_period_hours"].tolist() == [3, 4]


def test_regions_keep_their_own_hours():
    early, late = WorkCalendar("UTC", {"daily": ["08:00-12:00"]}), WorkCalendar("UTC", {"daily": ["12:00-16:00"]})
    frame = work(("A", 10, 12), ("A", 32, 34), ("B", 13, 14), enabled_at=[10, 11, 13], region=["e", "e", "l"])
    found = shifting_bottleneck(frame, calendars={"e": early, "l": late})
    # A's queue lies over its night, 4 hours of which B's region is open
    assert found.stations["longest_period_hours"].tolist() == [8, 1]


def test_days_begin_in_the_zone_that_is_asked_for():
    found = shifting_bottleneck(work(("A", 14, 20)), timezone="Asia/Singapore")
    assert [str(start) for start in found.over_time["period_start"]] == [
        "2026-03-02 00:00:00+08:00", "2026-03-03 00:00:00+08:00",
    ]  # fmt: skip
    assert found.over_time["sole_hours"].tolist() == [2, 4]
    assert found.over_time["bottleneck_share"].tolist() == [1, 1]


def test_the_bottleneck_of_a_simulated_line_moves_when_its_service_times_do():
    # Two machines in line, arrivals every 10 minutes on average; the first is slow for 10 days, then the second.
    rng = np.random.default_rng(11)
    arrived = np.cumsum(rng.exponential(10, 2880)) / 60
    slow, fast = rng.exponential(9.5, 2880) / 60, rng.exponential(5, 2880) / 60
    early = arrived < 240
    times, free = {}, arrived
    for name, service in (("first", np.where(early, slow, fast)), ("second", np.where(early, fast, slow))):
        ready, busy_until, starts = free, 0.0, []
        for moment, minutes in zip(ready, service, strict=True):
            starts.append(max(moment, busy_until))
            busy_until = starts[-1] + minutes
        free = np.array(starts) + service
        times[name] = pd.DataFrame({"enabled_at": ready, "started_at": starts, "ended_at": free, "stage": name})
    frame = pd.concat(times.values(), ignore_index=True).assign(task_id=[*range(2880), *range(2880)])
    for name in ("enabled_at", "started_at", "ended_at"):
        frame[name] = (MONDAY + pd.to_timedelta(frame[name], unit="h")).dt.round("ms")
    frame["actor_id"] = frame["stage"]
    found = shifting_bottleneck(frame, freq="W").over_time.pivot(
        index="period_start", columns="station", values="sole_hours"
    )
    assert (found["first"] > 3 * found["second"]).tolist() == [True, False, False]
    assert found["second"].iloc[2] > 3 * found["first"].iloc[2]


steps = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 40), st.integers(1, 15)), min_size=1, max_size=12
)  # fmt: skip


def literal(events):
    """Station -> hours alone and shifting, by looking at every hour."""
    busy = {name: {hour for who, low, n in events if who == name for hour in range(low, low + n)} for name in "abc"}
    periods = []
    for name, when in busy.items():
        for hour in sorted(when):
            if hour - 1 in when:
                periods[-1][2] = hour + 1
            else:
                periods.append([name, hour, hour + 1])
    longest = []
    for hour in range(60):
        running = [period for period in periods if period[1] <= hour < period[2]]
        if running:
            longest.append(min(running, key=lambda p: (p[1] - p[2], p[1], p[0])))
    count = {name: [0, 0] for name in "abc"}
    for hour in range(60):
        now = [period for period in periods if period in longest and period[1] <= hour < period[2]]
        for name, _, _ in now:
            count[name][len(now) > 1] += 1
    return {name: tuple(both) for name, both in count.items() if busy[name]}


@settings(max_examples=80, deadline=None)
@given(steps)
def test_hours_alone_and_shifting_are_those_of_a_literal_walk(events):
    frame = work(*((who, low, low + n) for who, low, n in events))
    found = shifting_bottleneck(frame, over="actor")
    assert hours(found) == literal(events)
    assert found.stations["sole_share"].sum() <= 1 + 1e-12
    assert found.over_time["sole_hours"].sum() == pytest.approx(found.stations["sole_hours"].sum())


def literal_stages(events):
    """Stage -> number and longest of the times in which everybody there is busy, by looking at every hour."""
    busy = {name: {hour for who, _, low, n in events if who == name for hour in range(low, low + n)} for name in "ab"}
    there = {stage: {} for stage in "xyz"}
    for actor, when in busy.items():
        spell = []
        for hour in [*sorted(when), 999]:
            if spell and hour - spell[-1] - 1 > 4:
                for stage in {stage for who, stage, low, _ in events if who == actor and spell[0] <= low <= spell[-1]}:
                    there[stage].setdefault(actor, set()).update(range(spell[0], spell[-1] + 1))
                spell = []
            spell.append(hour)
    lengths = {stage: [] for stage in there}
    for stage, present in there.items():
        was_active = False
        for hour in range(80):
            here = [actor for actor, when in present.items() if hour in when]
            active = bool(here) and all(hour in busy[actor] for actor in here)
            if active and not was_active:
                lengths[stage].append(0)
            if active:
                lengths[stage][-1] += 1
            was_active = active
    return {stage: (len(found), max(found, default=0)) for stage, found in lengths.items()}


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 50), st.integers(1, 8)),
        min_size=1,
        max_size=12,
    )
)
def test_stages_are_active_when_a_literal_walk_finds_everybody_busy(events):
    frame = work(*((who, low, low + n) for who, _, low, n in events), stage=[stage for _, stage, _, _ in events])
    table = shifting_bottleneck(frame).stations.set_index("station")[["active_periods", "longest_period_hours"]]
    expected = literal_stages(events)
    assert {stage: tuple(row) for stage, row in table.fillna(0).iterrows()} == {
        stage: expected[stage] for stage in table.index
    }


def test_without_any_actor_each_stage_is_a_machine_and_some_without_are_left_out():
    machines = shifting_bottleneck(work(("A", 0, 4), ("B", 2, 8)).drop(columns="actor_id"))
    assert hours(machines) == {"A": (2, 2), "B": (4, 2)}
    assert any("each stage counts as one machine" in said for said in machines.warnings)
    some = shifting_bottleneck(work(("A", 0, 4), (None, 2, 8), stage=["A", "B"]))
    assert hours(some) == {"A": (4, 0), "B": (0, 0)}
    assert any("1 of 2 events without an actor left out" in said for said in some.warnings)


@pytest.mark.parametrize("over", ["stage", "actor"])
def test_an_open_event_that_everybody_forgot_changes_no_bottleneck(over):
    events = [one for day in range(0, 60, 10) for one in (("A", day, day + 4), ("B", day + 4, day + 9))]
    clean = hours(shifting_bottleneck(work(*events), over=over))
    forgotten = shifting_bottleneck(work(("A", -2000, np.nan), *events), over=over)
    assert hours(forgotten) == {"A": (clean["A"][0] + 4, clean["A"][1]), "B": clean["B"]}
    assert any(said.startswith("1 open event kept") and "2,055.0 hours" in said for said in forgotten.warnings)
    machines = shifting_bottleneck(work(("A", -2000, np.nan), *events).drop(columns="actor_id"))
    assert hours(machines) == hours(forgotten)


def test_a_column_of_ids_is_no_column_of_stations():
    events = work(*((f"person {i}", i, i + 1) for i in range(1001)))
    with pytest.raises(SettingsError, match=r"1,001 actors; at most 1,000.*actor_id the right one"):
        shifting_bottleneck(events, over="actor")
    with pytest.raises(SettingsError, match=r"1,001 stages; at most 1,000.*stage the right one"):
        shifting_bottleneck(events)


def test_where_nobody_works_in_open_hours_there_is_no_bottleneck():
    office = WorkCalendar("UTC", {"daily": ["09:00-17:00"]})
    for over in ("stage", "actor"):
        never = shifting_bottleneck(work(("A", 18, 20)), calendars=office, over=over)
        assert never.active_hours == 0
        assert never.stations["bottleneck_share"].isna().all()
        assert len(never.over_time) == 0
        assert any("No station was ever active" in said for said in never.warnings)


def test_results_are_ready_for_json():
    found = shifting_bottleneck(work(("A", 0, 4), ("B", 2, 8)))
    assert found.to_frame().equals(found.stations)
    told = json.loads(json.dumps(found.to_dict()))
    assert told["stations"][0]["station"] == "B"
    assert told["over_time"][0]["period_start"] == "2026-03-02T00:00:00+00:00"


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"over": "queue"}, SettingsError, "over must be 'stage' or 'actor'"),
        ({"pause_hours": -1}, SettingsError, "pause_hours must be 0 or more"),
        ({"pause_hours": "a"}, SettingsError, "pause_hours must be 0 or more"),
        ({"calendars": {"": "UTC"}}, SettingsError, "'UTC' is no WorkCalendar"),
        ({"freq": "M"}, SettingsError, "freq must be"),
    ],
)
def test_options_that_cannot_be_used_are_refused(options, error, said):
    with pytest.raises(error, match=said):
        shifting_bottleneck(work(("A", 0, 4)), **options)


def test_logs_without_work_or_without_the_actors_asked_for_are_refused():
    with pytest.raises(TableError, match="work cannot be told from waiting"):
        shifting_bottleneck(work(("A", 0, 0), ("A", 2, 2)))
    with pytest.raises(TableError, match="no event has an actor"):
        shifting_bottleneck(work((None, 0, 4), stage="x"), over="actor")
