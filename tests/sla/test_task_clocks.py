"""Clocks of tasks against a walk in quarters of an hour that knows nothing of codes or prefix sums."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smo_metrics.errors import SettingsError
from smo_metrics.flow import WorkCalendar, event_log
from smo_metrics.sla import SlaPolicy
from smo_metrics.sla.clock.due import due_moments
from smo_metrics.sla.clock.known_at import known_at
from smo_metrics.sla.clock.task_clocks import task_clocks
from tests.flow.random_logs import MONDAY, event_tables

OFFICE = WorkCalendar("UTC", {"mon-sat": ["08:00-12:00", "13:00-17:30"]}, holidays=["2026-03-05"])
NIGHT = WorkCalendar("UTC", {"daily": ["22:00-06:00"]})
CALENDARS = {"S": OFFICE, "U": NIGHT, "": OFFICE}
AS_OF = MONDAY + pd.Timedelta(days=12)
QUARTER = pd.Timedelta(minutes=15)  # everything drawn begins and ends on one
QUARTERS = [MONDAY + step * QUARTER for step in range(20 * 96)]
IS_OPEN = {
    name: calendar.work_hours(pd.DatetimeIndex(QUARTERS), pd.DatetimeIndex(QUARTERS) + QUARTER) > 0
    for name, calendar in CALENDARS.items()
}


def rows(*events: tuple[str, str, float, float | None, float | None], **also: Sequence[object]) -> pd.DataFrame:
    """Give events as task, stage and the hours since Monday when they could begin, began and ended."""

    def at(hours: float | None) -> pd.Timestamp | None:
        return None if hours is None else MONDAY + pd.Timedelta(hours=hours)

    table = pd.DataFrame(
        [(task, stage, at(enabled), at(start), at(end)) for task, stage, enabled, start, end in events],
        columns=["task_id", "stage", "enabled_at", "started_at", "ended_at"],
    )
    for name in table.columns[2:]:
        table[name] = pd.to_datetime(table[name], utc=True)
    return table.assign(**also)


def walked(table: pd.DataFrame, policy: SlaPolicy, until: pd.Timestamp) -> dict[str, tuple[bool, float, float]]:
    """Walk each task's life step by step: is it running, hours elapsed, hours of target."""
    found = {}
    for task, its in table.drop_duplicates().groupby("task_id"):
        of_start = its if policy.start_stage is None else its[its["stage"] == policy.start_stage]
        if of_start.empty:
            continue
        start = of_start["enabled_at"].min()
        if policy.stop_stages:
            since = (its["ended_at"] > start) | (its["enabled_at"] >= start)
            stops = its[its["stage"].isin(policy.stop_stages) & since]["ended_at"].dropna()
            stop = stops.min() if len(stops) else None
        else:
            stop = None if its["ended_at"].isna().any() else its["ended_at"].max()
        in_order = its.assign(end=its["ended_at"].fillna(AS_OF), start=its["started_at"].fillna(AS_OF)).sort_values(
            ["start", "end"], kind="stable"
        )
        regions = [region for region in in_order["region"] if isinstance(region, str)]
        is_open = IS_OPEN[regions[0] if regions else ""]
        pauses = its[its["stage"].isin(policy.paused_at)]
        spans = list(zip(pauses["enabled_at"], pauses["ended_at"].fillna(AS_OF), strict=True))
        counted = 0
        for moment, open_now in zip(QUARTERS, is_open, strict=True):
            if start <= moment < (until if stop is None else min(stop, until)):
                paused = any(low <= moment < high for low, high in spans)
                counted += (policy.clock == "wall" or open_now) and not paused
        target = min(
            [hours[r] for hours in [policy.targets.get("region", {})] for r in regions[:1] if r in hours],
            default=policy.target_hours,
        )
        found[str(task)] = (stop is None, counted / 4, target)
    return found


@st.composite
def policies(draw) -> SlaPolicy:
    return SlaPolicy(
        draw(st.sampled_from([0.5, 8, 30])),
        clock=draw(st.sampled_from(["work", "wall"])),
        start_stage=draw(st.sampled_from([None, "L", "R"])),
        stop_stage=draw(st.sampled_from([None, "R", ("R", "A")])),
        pause_stages=draw(st.sampled_from([(), ("A",), ("L", "A")])),
        targets=draw(st.sampled_from([{}, {"region": {"S": 3}}])),
    )


def distinct(table: pd.DataFrame) -> pd.DataFrame:
    """Keep one of a task's events with the same start and end: which comes first is settled by its stage."""
    return table.drop_duplicates(["task_id", "started_at", "ended_at"]).reset_index(drop=True)


def fits(table: pd.DataFrame, policy: SlaPolicy) -> bool:
    """Tell whether the events have the policy's stages."""
    stages = set(table["stage"])
    named = {policy.start_stage or "", *policy.stop_stages, *policy.paused_at} - {""}
    return named <= stages


@settings(max_examples=60, deadline=None)
@given(event_tables(), policies())
def test_hours_on_the_clock_are_those_of_a_walk_through_time(table: pd.DataFrame, policy: SlaPolicy) -> None:
    table = distinct(table)
    assume(fits(table, policy))
    clocks = task_clocks(table, policy, calendars=CALENDARS, as_of=AS_OF.to_pydatetime())
    expected = walked(table, policy, AS_OF)
    names = [clocks.log.names["task"][code] for code in clocks.task]
    assert names == sorted(expected)
    assert clocks.running.tolist() == [expected[name][0] for name in names]
    np.testing.assert_allclose(clocks.elapsed_hours, [expected[name][1] for name in names], atol=1e-9)
    assert clocks.target_hours.tolist() == [expected[name][2] for name in names]


@settings(max_examples=30, deadline=None)
@given(event_tables(), policies(), st.integers(0, 12 * 96))
def test_elapsed_hours_at_an_earlier_moment_are_those_of_the_walk_until_then(
    table: pd.DataFrame, policy: SlaPolicy, quarter: int
) -> None:
    until = MONDAY + quarter * QUARTER
    table = distinct(table)
    assume(fits(table, policy))
    clocks = task_clocks(table, policy, calendars=CALENDARS, as_of=AS_OF.to_pydatetime())
    expected = walked(table, policy, until)
    everyone = np.arange(len(clocks.task))
    moment = np.full(len(everyone), until.value // 10**6)
    names = [clocks.log.names["task"][code] for code in clocks.task]
    np.testing.assert_allclose(
        clocks.elapsed_at(everyone, moment), [expected[name][1] for name in names], atol=1e-9
    )


@settings(max_examples=40, deadline=None)
@given(event_tables(), policies())
def test_at_its_due_moment_exactly_the_target_has_passed_on_a_tasks_clock(
    table: pd.DataFrame, policy: SlaPolicy
) -> None:
    assume(fits(table, policy))
    clocks = task_clocks(table, policy, calendars=CALENDARS, as_of=AS_OF.to_pydatetime())
    due = due_moments(clocks)
    late = clocks.elapsed_hours > clocks.target_hours
    assert (due < clocks.stopped)[late].all()
    just = ~late & (due < clocks.stopped)  # nothing was open between the due moment and the end
    np.testing.assert_allclose(clocks.elapsed_hours[just], clocks.target_hours[just])
    past = np.flatnonzero(due <= clocks.stopped)
    np.testing.assert_allclose(clocks.elapsed_at(past, due[past]), clocks.target_hours[past], atol=1e-9)
    assert (clocks.elapsed_at(past, due[past] - 1) < clocks.target_hours[past]).all()
    ahead = np.flatnonzero(clocks.running & (due > clocks.log.as_of))
    rest = [
        (due[row] - clocks.log.as_of) / 3.6e6
        if policy.clock == "wall"
        else clocks.time.calendars[clocks.time.which[row]].work_hours(
            *pd.to_datetime([clocks.log.as_of, due[row]], unit="ms", utc=True)
        )
        for row in ahead
    ]
    np.testing.assert_allclose(rest, (clocks.target_hours - clocks.elapsed_hours)[ahead], atol=1e-6)


def test_a_pause_moves_the_due_moment_by_the_work_hours_it_takes() -> None:
    table = rows(("t", "label", 9, 9, 10), ("t", "client", 10, 10, 35), ("t", "review", 35, None, None))
    log = event_log(table, as_of=(MONDAY + pd.Timedelta(hours=36)).to_pydatetime())
    policy = SlaPolicy(4, pause_stages=["client"])
    clocks = task_clocks(log, policy, calendars=WorkCalendar("UTC", {"daily": ["09:00-17:00"]}))
    assert clocks.elapsed_hours.tolist() == [2.0]  # 9-10 on Monday, 11-12 on Tuesday; the client had it from 10 to 11
    assert due_moments(clocks).tolist() == [(MONDAY + pd.Timedelta(hours=24 + 14)).value // 10**6]


def test_what_was_known_earlier_has_later_events_gone_running_ones_open_and_waiting_ones_waiting() -> None:
    log = event_log(rows(("a", "L", 1, 2, 5), ("a", "R", 5, 9, 10), ("b", "L", 3, 4, 6), ("c", "L", 8, 8, 9)))
    known = known_at(log, int((MONDAY + pd.Timedelta(hours=5)).value // 10**6))
    assert known.names["task"] == ("a", "b")
    assert known.is_open.tolist() == [False, False, True]
    assert known.is_waiting.tolist() == [False, True, False]
    assert known.is_done.tolist() == [False, False]
    assert (known.ended <= known.as_of).all()


@settings(max_examples=30, deadline=None)
@given(event_tables(missing=False), st.integers(1, 9 * 96))
def test_what_was_known_is_what_an_export_of_that_moment_gives(table: pd.DataFrame, quarter: int) -> None:
    moment = MONDAY + quarter * QUARTER
    export = table[table["enabled_at"] <= moment].copy()
    if export.empty:
        return
    export["started_at"] = export["started_at"].mask(export["started_at"] > moment)
    export["ended_at"] = export["ended_at"].mask(export["ended_at"] > moment)
    expected = event_log(export.drop_duplicates(), as_of=moment.to_pydatetime())
    found = known_at(event_log(table, as_of=AS_OF.to_pydatetime()), moment.value // 10**6)

    def content(log) -> list[tuple[object, ...]]:
        names = log.names
        return sorted(
            (names["task"][t], names["stage"][s], *rest)
            for t, s, *rest in zip(
                log.task, log.stage, log.enabled, log.started, log.ended, log.is_open, log.is_waiting, strict=True
            )
        )

    assert sorted(set(content(found))) == sorted(set(content(expected)))
    assert found.is_done.tolist() == expected.is_done.tolist()


def test_without_enabled_times_work_that_had_not_begun_was_not_known() -> None:
    table = rows(("a", "L", 1, 2, 5), ("a", "R", 5, 9, 10)).drop(columns="enabled_at")
    known = known_at(event_log(table), int((MONDAY + pd.Timedelta(hours=6)).value // 10**6))
    assert known.size == 1


def test_before_the_first_event_and_after_the_last_nothing_is_known() -> None:
    log = event_log(rows(("a", "L", 1, 2, 5)))
    with pytest.raises(ValueError, match="nothing had happened by 2026-03-02T00:00 UTC"):
        known_at(log, MONDAY.value // 10**6)
    with pytest.raises(ValueError, match="the log ends on 2026-03-02T05:00 UTC"):
        known_at(log, log.as_of + 1)


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        (SlaPolicy(4), 'the clock "work" needs the hours of the team'),
        (SlaPolicy(4, "wall", start_stage="Lable"), "no event is at 'Lable'. The stages are 'L', 'R'."),
        (SlaPolicy(4, "wall", stop_stage=["R", "done"]), "no event is at 'done'"),
        ("24 h", "policy must be a SlaPolicy; str arrived"),
    ],
)
def test_a_policy_that_the_events_cannot_meet_is_refused(policy: SlaPolicy, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        task_clocks(rows(("a", "L", 1, 2, 5), ("a", "R", 5, 9, 10)), policy)


def test_the_tightest_target_that_applies_goes_before_the_general_one() -> None:
    table = rows(
        ("a", "L", 1, 2, 5), ("b", "L", 1, 2, 5), ("c", "L", 1, 2, 5),
        priority=["high", "high", "low"], region=["EU", "US", "US"],
    )  # fmt: skip
    policy = SlaPolicy(24, "wall", targets={"priority": {"high": 8}, "region": {"EU": 4, "EUR": 1}})
    clocks = task_clocks(table, policy)
    assert clocks.target_hours.tolist() == [4, 8, 24]
    assert clocks.notes == ("Targets for region 'EUR' are not used: the events have 'EU', 'US'.",)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"target_hours": 0}, "target_hours must be a number above 0; 0 arrived"),
        ({"target_hours": -3}, "-3 arrived"),
        ({"target_hours": True}, "True arrived"),
        ({"target_hours": float("nan")}, "nan arrived"),
        ({"target_hours": "24"}, "'24' arrived"),
        ({"target_hours": 10**400}, "target_hours must be at most 876,600 \\(100 years\\); 1000"),
        ({"target_hours": 876_601}, "876601 arrived. Give hours."),
        ({"target_hours": 4, "targets": {"region": {"a": 1e6}}}, "above 0 and at most 876,600; {'a': 1000000.0}"),
        ({"target_hours": 4, "clock": "office"}, "clock must be 'work'"),
        ({"target_hours": 4, "goal": 95}, "goal must be a share above 0 and at most 1, such as 0.95; 95 arrived"),
        ({"target_hours": 4, "goal": 0}, "goal must be a share"),
        ({"target_hours": 4, "start_stage": ""}, "start_stage must be the name of a stage"),
        ({"target_hours": 4, "stop_stage": 3}, "stop_stage must name stages; 3 arrived"),
        ({"target_hours": 4, "pause_stages": {"a": 1}}, "pause_stages must name stages"),
        ({"target_hours": 4, "targets": {"team": {"a": 1}}}, "'team' cannot be used; give some of priority, queue"),
        ({"target_hours": 4, "targets": {"region": {"a": 0}}}, "must map each region to hours above 0"),
        ({"target_hours": 4, "targets": [4]}, "targets must be a mapping"),
    ],
)
def test_a_policy_says_what_is_wrong_with_it(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        SlaPolicy(**wrong)  # type: ignore[arg-type]


def test_a_policy_is_ready_for_json() -> None:
    policy = SlaPolicy(24, stop_stage="review", pause_stages=["client"], targets={"priority": {"high": 4}})
    assert policy.to_dict()["stop_stages"] == ["review"]
    assert policy.to_dict()["targets"] == {"priority": {"high": 4}}


def test_numbers_of_numpy_are_numbers_of_hours() -> None:
    policy = SlaPolicy(np.int64(24), goal=np.float32(0.5), targets={"region": {"EU": np.int64(876_600)}})
    written = json.loads(json.dumps(policy.to_dict()))
    assert (written["target_hours"], written["goal"], written["targets"]) == (24, 0.5, {"region": {"EU": 876_600}})


@pytest.mark.parametrize(
    ("review", "running", "hours"),
    [((1, 2, 5), True, 7.0), ((1, 2, 6), False, 1.0), ((5, 5, 5), False, 0.0)],
    ids=["ended as the start began", "ended later", "could begin no earlier"],
)
def test_a_stop_stage_that_ended_as_the_start_stage_became_possible_has_not_stopped_the_clock(
    review: tuple[float, float, float], running: bool, hours: float
) -> None:
    table = rows(("a", "review", *review), ("a", "mend", 5, 6, 12))
    clocks = task_clocks(table, SlaPolicy(24, "wall", start_stage="mend", stop_stage="review"))
    assert (clocks.running.tolist(), clocks.elapsed_hours.tolist()) == ([running], [hours])


def test_where_no_row_shows_waiting_work_a_task_between_stages_is_said_to_look_finished_perhaps() -> None:
    table = rows(("a", "L", 1, 2, 5), ("a", "R", 5, 9, 10))
    waiting = pd.concat([table, rows(("b", "L", 1, 2, 5), ("b", "R", 5, None, None))])
    waiting.iloc[0, waiting.columns.get_loc("enabled_at")] = pd.NaT
    said = "its task looks finished between two stages"
    for unsure in (table, table.drop(columns="enabled_at")):
        assert said in task_clocks(unsure, SlaPolicy(24, "wall")).notes[0]
        assert task_clocks(unsure, SlaPolicy(24, "wall", stop_stage="R")).notes == ()
        assert task_clocks(unsure.iloc[:1], SlaPolicy(24, "wall")).notes == ()
    assert task_clocks(waiting, SlaPolicy(24, "wall")).notes == ()
