"""What each future begins with, who comes, what the figures of its days are: held to slow loops and to the log."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours._periods import period_edges
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.sla.capacity._changed_people import changed_people
from smo_metrics.sla.capacity._day_figures import by_week, day_figures, figures_of, named_figures
from smo_metrics.sla.capacity._future_arrivals import FutureArrivals, future_arrivals
from smo_metrics.sla.capacity._future_log import Futures, begin_futures
from smo_metrics.sla.capacity._open_tasks import _longer, open_tasks
from smo_metrics.sla.capacity._project import Project, project
from smo_metrics.sla.clock.due import due_moments
from smo_metrics.sla.clock.known_at import known_at
from smo_metrics.sla.clock.policy import SlaPolicy
from smo_metrics.sla.clock.task_clocks import task_clocks
from tests.flow.made_projects import FIRST, two_stages

DAY, HOUR = 86_400_000, 3_600_000
BEGIN = int(FIRST.timestamp() * 1000)
NOW = BEGIN + 23 * DAY + 12 * HOUR
OFFICE = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})
POLICY = SlaPolicy(16, "work")


def begun(now: Project, **changes: int) -> Futures:
    network = changed_people(now.model.network, now.model.workload, changes)
    return begin_futures(now, network, 1.0, NOW + 10 * DAY)


@pytest.fixture(scope="module")
def now() -> Project:
    events = two_stages(days=25, a_day=24, label=21, review=12, seed=3, sent_back=0.1, handoff=45)
    return project(known_at(event_log(events), NOW), POLICY, OFFICE, "UTC")


@pytest.fixture(scope="module")
def batched() -> Project:
    events = two_stages(days=25, a_day=24, label=16, review=12, seed=5, batch=10)
    return project(known_at(event_log(events), NOW - HOUR), POLICY, OFFICE, "UTC")


@pytest.fixture(scope="module")
def future(now: Project) -> EventLog:
    return begun(now).draw(NOW + 10 * DAY, np.random.default_rng(2))


@pytest.mark.parametrize("policy", [
    POLICY,
    SlaPolicy(3, "wall"),
    SlaPolicy(4, "work", start_stage="review", pause_stages=["label"]),
    SlaPolicy(2, "work", stop_stage="label"),
], ids=["work", "wall", "pause", "stop"])  # fmt: skip
def test_the_figures_of_a_day_are_those_of_a_slow_count(now: Project, policy: SlaPolicy) -> None:
    clocks = task_clocks(now.log, policy, calendars=OFFICE)
    edges = period_edges(BEGIN + DAY, NOW, "D", "UTC")[:-1]
    due, hours = due_moments(clocks), clocks.elapsed_hours
    expected = []
    for low, high in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        today = [row for row, moment in enumerate(due.tolist()) if low < moment <= high]
        in_time = [row for row in today if not clocks.running[row] and hours[row] <= clocks.target_hours[row]]
        there = [
            row
            for row, started in enumerate(clocks.started.tolist())
            if started <= high and (clocks.running[row] or clocks.stopped[row] > high)
        ]
        ages = [float(clocks.elapsed_at(np.array([row]), np.array([high]))[0]) for row in there]
        late = [age > clocks.target_hours[row] for row, age in zip(there, ages, strict=True)]
        undefined = (np.nan, np.nan, np.nan)
        age = (np.median(ages), np.percentile(ages, 95), np.mean(late)) if ages else undefined
        expected.append((len(today), len(in_time), len(there), *age))
    np.testing.assert_allclose(day_figures(clocks, edges), expected, rtol=1e-12)


def test_midnight_ends_a_day_for_what_is_due_then_and_for_what_is_still_open() -> None:
    midnight = FIRST + pd.Timedelta(days=1)
    log = event_log(pd.DataFrame({"task_id": [1, 2], "stage": "label", "started_at": [FIRST, FIRST],
                                  "ended_at": [midnight, None]}), as_of=(midnight + pd.Timedelta(days=1)))  # fmt: skip
    edges = period_edges(BEGIN, BEGIN + DAY, "D", "UTC")
    found = figures_of(log, SlaPolicy(24, "wall"), None, edges)
    np.testing.assert_array_equal(found[0], [2, 1, 1, 24, 24, 0])  # the other is at its target, not past it
    np.testing.assert_array_equal(found[1], [0, 0, 1, 48, 48, 1])
    then = figures_of(known_at(log, BEGIN + DAY), SlaPolicy(24, "wall"), None, edges)
    np.testing.assert_array_equal(then[0, :2], [2, 1])


def test_weeks_sum_their_days_and_a_share_of_nothing_is_undefined() -> None:
    figures = np.zeros((1, 10, 6))
    figures[0, :8, 0], figures[0, :8, 1] = [0, 4, 0, 0, 6, 0, 0, 5], [0, 1, 0, 0, 4, 0, 0, 5]
    attainment, due = by_week(figures)
    np.testing.assert_allclose(attainment, [[0.5, 1.0]])
    np.testing.assert_allclose(due, [[10, 5]])
    np.testing.assert_allclose(named_figures(figures)["attainment"][0, :3], [np.nan, 0.25, np.nan])
    assert np.isnan(by_week(np.zeros((3, 6)))[0]).all()


def test_a_log_in_which_nothing_has_reached_the_start_has_figures_of_nothing(now: Project) -> None:
    none = replace(now.log, stage=np.zeros_like(now.log.stage))
    found = figures_of(none, SlaPolicy(4, "work", start_stage="review"), OFFICE, np.array([NOW, NOW + DAY]))
    np.testing.assert_array_equal(found, [[0, 0, 0, np.nan, np.nan, np.nan]])


def test_open_tasks_are_taken_up_before_waiting_ones_and_those_in_order_of_their_waiting(now: Project) -> None:
    opened = open_tasks(now)
    waits = now.log.is_waiting[opened.row]
    assert 0 < (~waits).sum() <= 2
    assert (np.diff(waits.astype(int)) >= 0).all()
    assert (np.diff(now.log.enabled[opened.row[waits]]) >= 0).all()
    assert len(opened.first) - 1 == (~now.log.is_done).sum()
    assert (opened.done > 0).tolist() == (~waits).tolist()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_open_work_turns_out_longer_than_it_has_been_and_goes_on_as_a_past_task_did(now: Project, seed: int) -> None:
    opened, work = open_tasks(now), now.model.workload
    drawn = opened.draw(work, now.step_row, NOW, np.random.default_rng(seed))
    assert (drawn.work.service > 0).all()
    assert set((drawn.work.service[drawn.is_now] + opened.done).tolist()) <= set(work.service.tolist())
    assert (drawn.work.delay >= 0).all()
    assert (drawn.work.arrival == NOW).all()
    ways = {tuple(way.tolist()) for way in np.split(work.stage, work.first[1:-1])}
    for steps in np.split(np.arange(drawn.work.size), drawn.work.first[1:-1]):
        way = tuple(drawn.work.stage[steps].tolist())
        assert any(past[-len(way) :] == way for past in ways)
        assert drawn.is_now[steps].tolist() == [True] + [False] * (len(steps) - 1)
        assert drawn.work.after[steps].tolist() == (steps + 1).tolist()


def test_open_work_is_like_all_past_work_at_its_stage_that_took_longer(now: Project) -> None:
    work = now.model.workload
    order = np.lexsort((work.service, work.stage))
    stage, done = work.stage[:50], work.service[:50]
    for at, so_far, low, high in zip(stage, done, *_longer(work, order, stage, done), strict=True):
        assert set(order[low:high]) == set(np.flatnonzero((work.stage == at) & (work.service > so_far)))


def test_work_that_no_past_work_lasted_as_long_as_is_taken_to_begin_again(now: Project) -> None:
    log = now.model.log
    ages_ago = np.where(log.is_open, BEGIN, log.started)
    old = replace(now, model=replace(now.model, log=replace(log, started=ages_ago)))
    opened = open_tasks(old)
    assert (opened.done == 0).all()
    assert (opened.high > opened.low).all()


def test_tasks_at_a_stage_that_no_finished_task_went_through_stay_open(now: Project) -> None:
    frame = two_stages(days=25, a_day=24, label=21, review=12, seed=3)
    row = {"task_id": -1, "stage": "appeal", "actor_id": "zoe", "enabled_at": FIRST, "started_at": FIRST}
    log = known_at(event_log(pd.concat([frame, pd.DataFrame([row])], ignore_index=True)), NOW)
    apart = project(log, POLICY, OFFICE, "UTC")
    begin = begun(apart)
    assert len(begin.open.first) - 1 == (~log.is_done).sum() - 1
    drawn = begin.draw(NOW + 10 * DAY, np.random.default_rng(1))
    assert drawn.ended[drawn.is_open].tolist() == [drawn.as_of]
    assert drawn.names["stage"][int(drawn.stage[drawn.is_open][0])] == "appeal"


def test_what_waits_behind_a_batch_that_was_released_waits_for_no_other(batched: Project) -> None:
    assert batched.model.network.batches == {"review": 10}
    opened, log = open_tasks(batched), batched.log
    at_review = np.flatnonzero(log.stage[opened.row] == log.names["stage"].index("review"))
    in_turn = np.sort(log.enabled[log.stage == log.names["stage"].index("review")])
    # What came up to the last full ten is released.
    full = in_turn[len(in_turn) // 10 * 10 - 1]
    assert 0 < (log.enabled[opened.row[at_review]] <= full).sum() < len(at_review)
    np.testing.assert_array_equal(opened.stage[at_review] == 2, log.enabled[opened.row[at_review]] <= full)
    begin = begun(batched)
    assert begin.network.stages == ("label", "review", "review (released)")
    drawn = begin.draw(NOW + 10 * DAY, np.random.default_rng(1))
    assert not (drawn.is_open | drawn.is_waiting).any()
    coming = (drawn.stage == log.names["stage"].index("review")) & (drawn.started > log.as_of)
    released, gathering = (coming & (low < drawn.enabled) & (drawn.enabled <= high) for low, high in
                           ((0, full), (full, log.as_of)))  # fmt: skip
    assert drawn.started[released].max() < drawn.started[gathering].min()


def test_a_future_is_a_log_that_goes_on_from_now(now: Project, future: EventLog) -> None:
    assert (future.enabled <= future.started).all()
    assert (future.started <= future.ended).all()
    assert not (future.is_open | future.is_waiting).any()
    new = future.enabled > NOW
    assert new.any()
    assert (future.ended[new] > NOW).all()
    old = now.log.is_open
    pairs = set(zip(future.enabled.tolist(), future.started.tolist(), strict=True))
    assert pairs >= set(zip(now.log.enabled[old].tolist(), now.log.started[old].tolist(), strict=True))
    order = np.lexsort((future.ended, future.started, future.task))
    np.testing.assert_array_equal(order, np.arange(future.size))


def test_nobody_works_when_the_team_is_closed_in_a_future(future: EventLog) -> None:
    begins = future.started[future.started > NOW]
    minutes = begins % DAY / 60_000
    assert ((minutes >= 9 * 60) & (minutes < 17 * 60)).all()
    assert (((begins // DAY) - 4) % 7 < 5).all()


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000))
def test_one_more_person_never_hurts_in_any_future(seed: int) -> None:
    events = two_stages(days=20, a_day=24, label=21, review=1, seed=seed).query("stage == 'label'")
    log = known_at(event_log(events), BEGIN + 21 * DAY)
    one = project(log, POLICY, OFFICE, "UTC")
    edges = period_edges(log.as_of, log.as_of + 7 * DAY, "D", "UTC")[:8]
    as_it_is, more = (
        begun(one, **changes).figures(edges, 3, np.random.default_rng(seed), lambda _: None)
        for changes in ({}, {"label": 1})
    )
    np.testing.assert_array_equal(as_it_is[..., 0], more[..., 0])
    assert (more[..., 1] >= as_it_is[..., 1]).all()
    assert (more[..., 2] <= as_it_is[..., 2]).all()
    assert (more[..., 2] < as_it_is[..., 2]).any()


def arrivals_of(counts: list[int], *, hour: float = 10.0, holidays: tuple[str, ...] = ()) -> FutureArrivals:
    """Give the arrivals of a log in which so many short tasks came on each date, and the fortnight after it."""
    begin = [FIRST + pd.Timedelta(days=day, hours=hour, minutes=k) for day, n in enumerate(counts) for k in range(n)]
    frame = pd.DataFrame({"task_id": range(len(begin)), "stage": "label", "actor_id": "ann", "enabled_at": begin})
    frame["started_at"] = frame["enabled_at"]
    frame["ended_at"] = frame["enabled_at"] + pd.Timedelta(seconds=40)
    as_of = (FIRST + pd.Timedelta(days=len(counts), hours=10.5)).to_pydatetime()
    calendar = WorkCalendar("UTC", {"daily": ["00:00-24:00"]}, holidays=list(holidays) or None)
    one = project(event_log(frame, as_of=as_of), SlaPolicy(4, "work"), calendar, "UTC")
    return future_arrivals(one.model, one.log.as_of + 14 * DAY)


def test_as_many_tasks_arrive_as_usual_on_each_weekday() -> None:
    week = [40, 30, 50, 20, 10, 0, 0]
    noise = np.random.default_rng(1).integers(-4, 5, (6, 7))
    noise[:, 5:] = 0
    counts = np.array(week) + noise
    found = arrivals_of(counts.ravel().tolist())
    drawn = np.array([found.numbers(np.random.default_rng(seed)) for seed in range(400)])
    np.testing.assert_allclose(drawn[:, :7].mean(axis=0), counts.mean(axis=0), atol=0.7)
    assert (drawn[:, [5, 6]] == 0).all()
    spread = (counts - counts.mean(axis=0)).std()
    assert spread < drawn[:, 0].std() < 2.5 * spread


def test_what_is_usual_is_not_known_exactly_so_that_alike_days_of_a_future_are_out_of_it_together() -> None:
    counts = 40 + np.random.default_rng(1).integers(-9, 10, 14)
    found = arrivals_of(counts.tolist())
    drawn = np.array([found.numbers(np.random.default_rng(seed)) for seed in range(1500)])
    # With two Mondays the mean of them has half the variance of one, so that two to come have a third in common.
    assert np.corrcoef(drawn[:, 0], drawn[:, 7])[0, 1] == pytest.approx(1 / 3, abs=0.12)


def test_scaled_arrivals_are_that_many_times_as_many_and_none_comes_before_now() -> None:
    found = arrivals_of([12] * 21)
    way, moment = found.draw(1.0, np.random.default_rng(1))
    twice = found.draw(2.0, np.random.default_rng(1))[1]
    # The dates are all alike, and of today's twelve from ten to eleven past ten none is still to come at half past ten.
    assert len(way) == len(moment) == 12 * 14
    assert len(twice) == 24 * 14
    assert (np.diff(moment) >= 0).all()
    assert moment.min() > found.as_of
    np.testing.assert_array_equal(np.unique(moment % DAY), (np.arange(12) + 600) * 60_000)
    assert len(found.draw(0.0, np.random.default_rng(1))[0]) == 0


def test_a_holiday_ahead_is_like_past_holidays_and_without_any_like_its_weekday() -> None:
    counts = [12] * 21
    unlike = arrivals_of(counts, holidays=("2026-03-25",))
    assert unlike.unlike == 1
    assert unlike.numbers(np.random.default_rng(1)).tolist() == [12] * 15
    counts[2] = 3
    like = arrivals_of(counts, holidays=("2026-03-04", "2026-03-25"))
    assert like.unlike == 0
    assert like.numbers(np.random.default_rng(1))[:4].tolist() == [12, 12, 3, 12]


def test_unfinished_tasks_come_again_as_finished_ones_of_their_kind(now: Project) -> None:
    found = future_arrivals(now.model, NOW + 14 * DAY)
    finished = len(now.model.workload.arrival)
    own = found.high - found.low == 1
    assert own.sum() >= finished - 5  # all but those of today
    assert (found.ways[found.low[own]] < finished).all()
    assert ((found.high - found.low)[~own] == finished).all()
