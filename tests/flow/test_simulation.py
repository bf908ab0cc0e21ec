"""The simulation is held to queueing theory, to a slow literal walk, and its two engines to one another."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.errors import SettingsError, SmoError
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.simulation import _engine
from smo_metrics.flow.simulation.network import Network, Pool
from smo_metrics.flow.simulation.simulate import simulate
from smo_metrics.flow.simulation.workload import Workload
from tests.flow.slow_walk import walk

HOUR = 3_600_000
MONDAY = 1_772_409_600_000  # 2026-03-02 00:00 UTC
REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "flow"
OFFICE = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})


def queue(arrival_rate: float, service_hours: np.ndarray, seed: int) -> Workload:
    rng = np.random.default_rng(seed)
    arrivals = np.cumsum(rng.exponential(HOUR / arrival_rate, len(service_hours)))
    return Workload.of_one_stage(arrivals.astype(np.int64), np.rint(service_hours * HOUR).astype(np.int64))


def one_stage(people: int, calendar: WorkCalendar | None = None) -> Network:
    return Network(("label",), (Pool(("label",), people, calendar),))


def waits_of(work: Workload, people: int) -> np.ndarray:
    run = simulate(work, one_stage(people)).run
    return (run.started - run.enabled) / HOUR


def batch_error(values: np.ndarray, batches: int = 40) -> float:
    means = values[: len(values) // batches * batches].reshape(batches, -1).mean(axis=1)
    return float(means.std(ddof=1) / np.sqrt(batches))


@pytest.mark.parametrize(("people", "offered", "waiting"), [
    # Erlang C (Erlang 1917): mean wait in units of the mean service time, from the 40-digit table of the references.
    (1, 0.5, 1.0), (2, 1.8, 4.263157894736843), (3, 2.0, 0.4444444444444444), (10, 6.0, 0.025324810671854374),
])  # fmt: skip
def test_the_wait_of_a_markovian_queue_is_that_of_erlang(people: int, offered: float, waiting: float) -> None:
    service = np.random.default_rng(people).exponential(1.0, 200_000)
    waits = waits_of(queue(offered, service, seed=11), people)
    assert abs(waits.mean() - waiting) < 3.5 * batch_error(waits)


def test_the_values_typed_here_are_those_of_the_references() -> None:
    if not REFERENCES.exists():
        pytest.skip("the shared reference data is not beside the project")
    known = json.loads((REFERENCES / "queue_erlang_highprec.json").read_text())["items"]
    by_size = {(one["servers"], one["offered"]): one["Wq"] * one["mu"] for one in known}
    assert by_size[1, 0.5] == pytest.approx(1.0)
    assert by_size[3, 2.0] == pytest.approx(0.4444444444444444)
    assert by_size[2, 1.8] == pytest.approx(4.263157894736843)


@pytest.mark.parametrize("squared_variation", [0.0, 0.25, 4.0])
def test_the_wait_with_general_service_times_is_that_of_pollaczek_and_khinchine(squared_variation: float) -> None:
    # W = rho (1 + c^2) / 2 / (1 - rho) service times (Pollaczek 1930, Khinchine 1932).
    rng, load = np.random.default_rng(5), 0.7
    count = 300_000
    service = np.ones(count) if not squared_variation else rng.gamma(1 / squared_variation, squared_variation, count)
    waits = waits_of(queue(load, service, seed=3), 1)
    assert abs(waits.mean() - load * (1 + squared_variation) / 2 / (1 - load)) < 3.5 * batch_error(waits)


def test_work_pauses_when_hours_close_and_goes_on_at_the_next_opening() -> None:
    friday_afternoon = MONDAY + 4 * 24 * HOUR + 16 * HOUR
    done = simulate(Workload.of_one_stage(np.array([friday_afternoon]), np.array([2 * HOUR])), one_stage(1, OFFICE))
    assert done.run.ended[0] == MONDAY + 7 * 24 * HOUR + 10 * HOUR
    assert done.lead_mean_hours == 66


def test_a_task_that_comes_when_hours_are_closed_begins_at_the_opening() -> None:
    sunday = MONDAY - 12 * HOUR
    done = simulate(Workload.of_one_stage(np.array([sunday]), np.array([HOUR])), one_stage(1, OFFICE))
    assert done.run.started[0] == MONDAY + 9 * HOUR


def test_hours_too_few_for_the_work_are_refused() -> None:
    yearly = WorkCalendar("UTC", {"mon": ["09:00-09:01"]}, special=None)
    work = Workload.of_one_stage(np.array([MONDAY]), np.array([100_000 * HOUR]))
    with pytest.raises(SettingsError, match="more people or open hours"):
        simulate(work, one_stage(1, yearly))


@pytest.mark.parametrize("arrivals", [[], [3, 2]])
def test_a_queue_needs_arrivals_in_order(arrivals: list[int]) -> None:
    with pytest.raises(SmoError, match="ascending order"):
        Workload.of_one_stage(np.array(arrivals, np.int64), np.array(arrivals, np.int64))


@st.composite
def projects(draw: st.DrawFn, *, comes_back: bool) -> tuple[Workload, Network]:
    """Draw tasks over three stages, some steps in parallel, some done again, and who serves them.

    Times are to the millisecond, so that no two things happen at one moment: the order of ties is not defined.
    """
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    first, stage, after = [0], [], []
    for _ in range(draw(st.integers(1, 25))):
        groups = [(0, int(rng.integers(1, 3))), (1, 1)]
        groups += [(0, 1), (1, 1)] * int(comes_back and rng.random() < 0.3)
        groups += [(2, 1)] * int(rng.random() < 0.5)
        for where, size in groups:
            after += [len(stage) + size] * size
            stage += [where] * size
        first.append(len(stage))
    steps, tasks = len(stage), len(first) - 1
    nothing = np.zeros(steps, np.int64)
    work = Workload(
        arrival=MONDAY + np.sort(rng.integers(0, 3 * 24 * HOUR, tasks)),
        first=np.array(first),
        stage=np.array(stage),
        service=rng.integers(1, 3 * HOUR, steps),
        delay=np.where(rng.random(steps) < 0.3, rng.integers(0, 5 * HOUR, steps), 0),
        handoff=nothing,
        after=np.array(after),
        loop=nothing,
        sent_to=nothing - 1,
        rank=rng.integers(0, 3, steps),
    )
    hours = [None, OFFICE, WorkCalendar("UTC", {"daily": ["06:00-10:00", "12:00-23:00"]})]
    calendars = [hours[draw(st.integers(0, 2))] for _ in range(3)]
    people = [draw(st.integers(1, 3)) for _ in range(3)]
    own, some, all_the_same = [("A",), ("B",), ("C",)], [("A",), ("B", "C"), ("C",)], [("A",), ("B", "C"), ("B", "C")]
    served = draw(st.sampled_from([own, some, all_the_same])) if comes_back else own
    pools = tuple(Pool(s, n, c) for s, n, c in zip(served, people, calendars, strict=True))
    rule = draw(st.sampled_from(["fifo", "priority", "oldest_task"])) if comes_back else "fifo"
    batches = {stage: draw(st.integers(1, 4)) for stage in "ABC"}
    return work, Network(("A", "B", "C"), pools, batches, rule)


@settings(max_examples=60, deadline=None)
@given(projects(comes_back=False))
def test_stage_by_stage_gives_the_same_moments_as_event_by_event(project: tuple[Workload, Network]) -> None:
    work, network = project
    fast = simulate(work, network).run
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_engine, "stage_order", lambda *_: None)
        slow = simulate(work, network).run
    for name in ("enabled", "started", "ended", "lead"):
        np.testing.assert_array_equal(getattr(fast, name), getattr(slow, name))


@settings(max_examples=60, deadline=None)
@given(projects(comes_back=True))
def test_every_moment_is_that_of_a_slow_literal_walk(project: tuple[Workload, Network]) -> None:
    work, network = project
    run = simulate(work, network).run
    started, ended = walk(work, network)
    assert run.started.tolist() == started
    assert run.ended.tolist() == ended


def test_the_table_has_a_row_a_stage_and_json_holds_the_same() -> None:
    work, network = queue(2.0, np.full(100, 0.25), seed=1), one_stage(1)
    done = simulate(work, network)
    frame = done.to_frame()
    assert frame["stage"].tolist() == ["label"]
    assert frame["service_mean_hours"][0] == 0.25
    assert frame["lead_mean_hours"][0] == pytest.approx(done.lead_mean_hours)
    assert done.to_dict()["stages"][0]["steps"] == 100


def way(*stages: int) -> Workload:
    """Give one task that passes these stages, an hour at each."""
    steps = len(stages)
    nothing = np.zeros(steps, np.int64)
    return Workload(
        np.array([MONDAY]), np.array([0, steps]), np.array(stages), nothing + HOUR, nothing, nothing,
        np.arange(1, steps + 1), nothing, nothing - 1, nothing,
    )  # fmt: skip


def test_a_batch_that_waits_for_its_own_task_to_come_back_is_released() -> None:
    network = Network(("a", "b"), (Pool(("a",), 1), Pool(("b",), 1)), {"a": 2})
    done = simulate(way(0, 1, 0), network)
    assert done.run.ended.tolist() == [MONDAY + HOUR, MONDAY + 2 * HOUR, MONDAY + 3 * HOUR]
    assert done.lead_mean_hours == 3


def test_a_workload_whose_steps_do_not_follow_one_another_is_refused() -> None:
    work = replace(way(0, 1), after=np.array([1, 1]))
    with pytest.raises(SmoError, match="1 steps are never reached"):
        simulate(work, Network(("a", "b"), (Pool(("a", "b"), 1),)))
