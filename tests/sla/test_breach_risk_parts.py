"""The parts behind breach risks, each against a literal walk: places of tasks, crowding, late shares, refining."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.flow import EventLog, WorkCalendar, event_log
from smo_metrics.sla.clock.policy import SlaPolicy
from smo_metrics.sla.clock.task_clocks import TaskClocks, task_clocks
from smo_metrics.sla.outcomes._crowding import crowding
from smo_metrics.sla.outcomes._landmarks import Risks, _as_now
from smo_metrics.sla.outcomes._late_shares import Sample, late_shares
from smo_metrics.sla.outcomes._spells import KINDS, spells
from smo_metrics.sla.outcomes._time_of_week import time_apart
from tests.flow.random_logs import MONDAY, event_tables

OFFICE = WorkCalendar("UTC", {"mon-sat": ["08:00-12:00", "13:00-17:30"]})
POLICIES = [SlaPolicy(8, "work"), SlaPolicy(20, "wall")]
AS_OF = MONDAY + pd.Timedelta(days=12)
PRIOR_TASKS, PRIOR_DAYS = 20, 2
TASKS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from([0.5, 0.8, 1.0, 1.2, 3.0]), st.booleans(), st.integers(0, 3)),
    min_size=1,
    max_size=30,
)


def whereabouts(log: EventLog, task: int) -> list[tuple[int, int]]:
    """Walk one task's changes one by one: moments, and the place it is at from then on."""
    shows_waiting = log.enabled_known or log.is_waiting.any()
    changes = []
    for row in np.flatnonzero(log.task == task).tolist():
        if shows_waiting and (log.is_waiting[row] or log.enabled[row] < log.started[row]):
            changes.append((log.enabled[row], row, 0))
        if not log.is_waiting[row]:
            changes.append((log.started[row], row, 1))
            if not log.is_open[row] and log.touch_known:
                changes.append((log.ended[row], row, 2))
    undone: set[int] = set()
    found = []
    for moment, row, kind in sorted(changes):
        if kind == 2:
            undone.discard(row)
            if undone:
                continue
        else:
            undone.add(row)
        found.append((int(moment), int(log.stage[row]) * KINDS + kind))
    return found


def clocks_of(table: pd.DataFrame, policy: SlaPolicy) -> TaskClocks:
    return task_clocks(event_log(table, as_of=AS_OF.to_pydatetime()), policy, calendars=OFFICE)


@pytest.mark.parametrize("policy", POLICIES, ids=["work", "wall"])
@settings(max_examples=15, deadline=None)
@given(table=event_tables(), derived=st.booleans())
def test_spells_are_those_of_a_walk(policy: SlaPolicy, table: pd.DataFrame, derived: bool) -> None:
    if derived and table["started_at"].notna().all():
        table = table.drop(columns="enabled_at")
    clocks = clocks_of(table, policy)
    ways = spells(clocks)
    for clock, task in enumerate(clocks.task.tolist()):
        mine = ways.clock == clock
        stop = int(clocks.stopped[clock])
        walk = [one for one in whereabouts(clocks.log, task) if clocks.running[clock] or one[0] < stop]
        assert list(zip(ways.begun[mine].tolist(), ways.place[mine].tolist(), strict=True)) == walk
        ends = [moment for moment, _ in walk[1:]] + [stop] * bool(walk)
        assert ways.ended[mine].tolist() == ends
        for age, moments in ((ways.low_age[mine], ways.begun[mine]), (ways.high_age[mine], ways.ended[mine])):
            hours = clocks.elapsed_at(np.full(len(moments), clock), moments)
            assert age == pytest.approx(hours / clocks.target_hours[clock])
        assert ways.is_now[mine].sum() == clocks.running[clock]


@settings(max_examples=15, deadline=None)
@given(table=event_tables(), hours=st.lists(st.integers(0, 12 * 24), min_size=1, max_size=5))
def test_crowding_counts_who_is_there(table: pd.DataFrame, hours: list[int]) -> None:
    clocks = clocks_of(table, POLICIES[1])
    ways = spells(clocks)
    if not len(ways.clock):
        return
    crowd = crowding(clocks, ways)
    for moment in (int(MONDAY.value // 10**6) + 3_600_000 * one for one in hours):
        there = (clocks.started <= moment) & (clocks.running | (clocks.stopped > moment))
        assert crowd.open_at(np.array([moment])).tolist() == [there.sum()]
        if moment < ways.begun.min():
            continue
        inside = (ways.begun <= moment) & (ways.is_now | (ways.ended > moment))
        for stage in range(len(clocks.log.names["stage"])):
            found = crowd.open_at_stage(np.array([stage]), np.array([moment]))
            assert found.tolist() == [(inside & (ways.stage == stage)).sum()]


def literal_share(tasks: list[tuple[float, bool, int]]) -> tuple[float, int, int]:
    """Give Kaplan-Meier's share beyond the target by its definition, tasks decided, and their days."""
    survival = 1.0
    for time in sorted({ratio for ratio, running, _ in tasks if not running and ratio <= 1}):
        at_risk = sum(ratio >= time for ratio, _, _ in tasks)
        survival *= 1 - sum(ratio == time and not running for ratio, running, _ in tasks) / at_risk
    decided = [day for ratio, running, day in tasks if not running or ratio > 1]
    return survival if decided else math.nan, len(decided), len(set(decided))


@settings(max_examples=40, deadline=None)
@given(TASKS)
def test_late_shares_are_kaplan_meiers_cell_by_cell(tasks) -> None:
    tasks = sorted(tasks, key=lambda one: (one[1], one[2]))
    sample = Sample(*(np.array(column) for column in zip(*tasks, strict=True)))
    found = late_shares(sample, 4)
    for cell in range(4):
        share, decided, days = literal_share([one[1:] for one in tasks if one[0] == cell])
        assert found.share[cell] == pytest.approx(share, nan_ok=True)
        assert found.decided[cell] == decided
        coarser = 0.3
        expected = coarser
        if decided:
            expected += (share - coarser) / (1 + PRIOR_TASKS / decided + PRIOR_DAYS / days)
        assert found.refine(np.full(4, coarser))[cell] == pytest.approx(expected)


@settings(max_examples=15, deadline=None)
@given(TASKS, st.integers(0, 10**6))
def test_refining_takes_ever_fewer_of_the_likest_tasks(tasks, seed: int) -> None:
    rng = np.random.default_rng(seed)
    tasks = sorted(tasks, key=lambda one: (one[1], one[2]))
    sample = Sample(*(np.array(column) for column in zip(*tasks, strict=True)))
    unlike, moment = rng.integers(0, 3, len(tasks)) / 2, rng.permutation(len(tasks))
    found = _as_now(sample, np.full(3, 0.4), unlike, moment)
    for cell in range(3):
        mine = [k for k, one in enumerate(tasks) if one[0] == cell]
        likest = sorted(mine, key=lambda k: (unlike[k], -moment[k]))
        expected = 0.4
        for step in range(1, 5):
            chosen = likest[: math.ceil(len(mine) / 3**step)]
            share, decided, days = literal_share([tasks[k][1:] for k in chosen])
            if decided:
                expected += (share - expected) / (1 + PRIOR_TASKS / decided + PRIOR_DAYS / days)
        assert found[cell] == pytest.approx(expected)


def test_moments_are_alike_by_hour_and_kind_of_day() -> None:
    now = MONDAY + pd.Timedelta(hours=34)  # Tuesday, 10:00
    hours = {"Thursday 10": 82, "Monday 9": 9, "Tuesday 22": 46, "Friday 10": 106, "Sunday 4": 148, "week before": -134}
    moments = np.array([(MONDAY + pd.Timedelta(hours=one)).value // 10**6 for one in hours.values()])
    assert time_apart(moments, now.value // 10**6).tolist() == pytest.approx([0, 1 / 12, 1, 1, 1.5, 0])


def test_risks_lie_between_landmarks_and_reach_one_at_the_target() -> None:
    ages = (np.arange(33) / 32) ** 2
    risk = np.repeat(ages[:-1, None] / 2, 2, axis=1)
    risk[20:, 1] = math.nan
    table = Risks(risk, risk, np.arange(64).reshape(32, 2), risk[:, 0])
    asked = np.array([0.0, 0.3, 0.7, ages[31], 1.0])
    assert table.at(asked, np.zeros(5, dtype=np.int64)) == pytest.approx([0, 0.15, 0.35, ages[31] / 2, 1])
    # Beyond the last age that enough tasks got to, nothing is known; just before it, the age below stands.
    unknown = table.at(np.array([ages[19], (ages[19] + ages[20]) / 2, ages[20]]), np.ones(3, dtype=np.int64))
    assert unknown == pytest.approx([ages[19] / 2, ages[19] / 2, math.nan], nan_ok=True)
    assert table.similar(np.array([ages[3] + 1e-6]), np.array([1]))[0].tolist() == [7]
