"""The queue whose people come and go is that of a walk minute by minute, of flow's simulation, and of a known case."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.flow import WorkCalendar
from smo_metrics.flow.simulation.network import Network, Pool
from smo_metrics.flow.simulation.simulate import simulate
from smo_metrics.flow.simulation.workload import Workload
from smo_metrics.sla.capacity._shift_queue import NEVER, first_come, time_worked
from smo_metrics.sla.capacity.equilibrium import erlang_c_waiting
from smo_metrics.sla.capacity.erlang import erlang_c

HOUR = 3_600_000
tasks = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)), max_size=12)
stretches = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 3)), min_size=1, max_size=8)


def minute_by_minute(arrival: list[int], work: list[int], edges: list[int], people: list[int]) -> tuple[list, list]:
    """At every minute as many people as are there work on the oldest tasks that are left."""
    begun, ended, left = [NEVER] * len(arrival), [NEVER] * len(arrival), list(work)
    for (opens, closes), present in zip(pairwise(edges), people, strict=True):
        for now in range(opens, closes):
            free = present
            for task, since in enumerate(arrival):
                if since <= now and ended[task] == NEVER and free:
                    begun[task] = min(begun[task], now)
                    free -= 1
                    left[task] -= 1
                    if left[task] == 0:
                        ended[task] = now + 1
    return begun, ended


def case(jobs: list[tuple[int, int]], shifts: list[tuple[int, int]]) -> tuple[list, list, list, list]:
    jobs = sorted(jobs, key=lambda job: job[0])
    edges = np.concatenate([[0], np.cumsum([length for length, _ in shifts])]).tolist()
    arrival = [min(moment, edges[-1]) for moment, _ in jobs]
    return arrival, [work for _, work in jobs], edges, [present for _, present in shifts]


@given(tasks, stretches)
@settings(max_examples=150, deadline=None)
def test_starts_and_ends_are_those_of_a_walk_minute_by_minute(jobs, shifts) -> None:
    arrival, work, edges, people = case([(moment, work + 1) for moment, work in jobs], shifts)
    begun, ended = first_come(arrival, work, edges, people)
    expected = minute_by_minute(arrival, work, edges, people)
    assert (begun.tolist(), ended.tolist()) == expected


@given(tasks, stretches, st.integers(0, 7))
@settings(max_examples=150, deadline=None)
def test_one_more_person_makes_no_task_end_later(jobs, shifts, where: int) -> None:
    arrival, work, edges, people = case(jobs, shifts)
    more = [present + (place == where) for place, present in enumerate(people)]
    before, after = (first_come(arrival, work, edges, present)[1] for present in (people, more))
    assert (after <= before).all()


@given(tasks, stretches)
@settings(max_examples=150, deadline=None)
def test_the_time_worked_is_the_work_that_was_done(jobs, shifts) -> None:
    arrival, work, edges, people = case(jobs, shifts)
    edges, people = [*edges, edges[-1] + 1000], [*people, 1]
    ended = first_come(arrival, work, edges, people)[1]
    worked = time_worked(np.array(arrival, np.int64), ended, np.array(edges), np.array(people))
    assert worked.sum() == sum(work)
    assert (worked <= np.diff(edges) * people).all()


def test_with_one_shift_the_moments_are_those_of_the_simulation_of_flow() -> None:
    rng = np.random.default_rng(5)
    calendar = WorkCalendar("Europe/Dublin", {"mon-fri": ["09:00-13:00", "14:00-17:30"]})
    low = int(np.datetime64("2026-03-16", "ms").astype(np.int64))  # the clocks go forward on 29 March
    arrival = np.sort(low + rng.integers(0, 21 * 24 * HOUR, 800))
    work = rng.integers(1, 3 * HOUR, 800)
    run = simulate(Workload.of_one_stage(arrival, work), Network(("label",), (Pool(("label",), 6, calendar),))).run
    windows = calendar.windows(low, int(run.ended.max()))
    edges = np.column_stack([windows.opens, windows.closes]).ravel()
    people = np.append(np.tile([6, 0], len(windows.opens))[:-1], 0)[: len(edges) - 1]
    begun, ended = first_come(arrival.tolist(), work.tolist(), edges.tolist(), people.tolist())
    np.testing.assert_array_equal(begun, run.started)
    np.testing.assert_array_equal(ended, run.ended)


def test_a_night_makes_hours_of_waiting_where_erlang_c_says_minutes() -> None:
    # Field notes, method fact 4: 24 h arrivals, a 9 h team at 85 % load: Erlang C 3.5 min; simulated 408 min by the
    # clock, 128 on the working clock. The notes give no team; ten people and tasks of ten minutes wait 3.5 min.
    people, work_hours, days = 10, 10 / 60, 1000
    rate = 0.85 * people * 9 / 24 / work_hours
    formula = erlang_c_waiting(people, 0.85 * people, handling_hours=work_hours, target_hours=0)
    assert float(formula.waiting_hours) * 60 == pytest.approx(3.5, abs=0.05)
    rng = np.random.default_rng(2)
    arrival = np.sort(rng.integers(0, days * 24 * HOUR, rng.poisson(rate * 24 * days)))
    work = rng.exponential(work_hours * HOUR, arrival.size).astype(np.int64)
    edges = (24 * np.arange(days + 3)[:, None] + [0, 9, 18]).ravel() * HOUR
    begun, _ = first_come(arrival.tolist(), work.tolist(), edges.tolist(), np.tile([0, people, 0], days + 3)[:-1])

    def work_clock(moments: np.ndarray) -> np.ndarray:
        day, within = np.divmod(moments, 24 * HOUR)
        return day * 9 * HOUR + np.clip(within - 9 * HOUR, 0, 9 * HOUR)

    assert (begun - arrival).mean() / 60_000 == pytest.approx(408, rel=0.02)
    assert (work_clock(begun) - work_clock(arrival)).mean() / 60_000 == pytest.approx(128, rel=0.04)


def test_people_who_never_leave_wait_as_erlang_c_says() -> None:
    rng = np.random.default_rng(8)
    arrival = np.sort(rng.integers(0, 20_000 * HOUR, rng.poisson(20_000 * 4.2)))
    work = rng.exponential(HOUR, arrival.size).astype(np.int64)
    begun, ended = first_come(arrival.tolist(), work.tolist(), [0, 30_000 * HOUR], [6])
    assert (begun > arrival).mean() == pytest.approx(erlang_c(6, 4.2), abs=0.015)
    within = erlang_c_waiting(6, 4.2, handling_hours=1, target_hours=2).done_in_time
    assert (ended - arrival <= 2 * HOUR).mean() == pytest.approx(float(within), abs=0.01)


def test_what_the_stretches_do_not_hold_never_ends() -> None:
    begun, ended = first_come([0, 1, 5], [3, 9, 1], [0, 4, 10], [1, 0])
    assert (begun.tolist(), ended.tolist()) == ([0, 3, NEVER], [3, NEVER, NEVER])
    assert [part.size for part in first_come([], [], [0, 4], [1])] == [0, 0]
    nothing = np.empty(0, np.int64)
    assert time_worked(nothing, nothing, np.array([0, 4]), np.array([1])).tolist() == [0]
