"""The simulators behind the bottleneck study are themselves held to queueing theory and to a walk second by second."""

from __future__ import annotations

import json
import math
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from smo_metrics.event_table import check_events
from tests.studies import planted_double_labels, planted_flows, planted_follow_the_sun, planted_generalists
from tests.studies.planted_floor import FIRST_DAY, Job, Run, Team, run

_BEGIN = int(np.datetime64(FIRST_DAY, "s").astype(np.int64))
_LOGS = [("follow_the_sun", 2), ("generalists", 4), ("double_labels", 1)]


def one_stage(arrivals: np.ndarray, seconds: np.ndarray, *teams: Team, urgent: frozenset[int] = frozenset()) -> Run:
    """Send every task through one stage."""
    jobs = [Job(task, "label", seconds[task], at, at) for task, at in enumerate(arrivals.tolist())]
    return run(jobs, arrivals, teams, (), 3, lambda job, now: (), urgent=urgent)


def second_by_second(
    arrivals: np.ndarray, seconds: np.ndarray, teams: list[Team], urgent: frozenset[int], days: int
) -> list[tuple[int, int, int]]:
    """Walk through time: who is at work and has been free the longest takes the most urgent, then the oldest task."""
    last = _BEGIN + days * 86_400
    on_duty = [
        {second for opens, closes in team.spells(1) if closes <= last for second in range(opens, closes)}
        for team in teams
        for _ in team.speeds
    ]
    free = list(range(len(on_duty)))  # the longest free first
    doing: dict[int, tuple[int, int]] = {}
    left = [0] * len(on_duty)
    queue: list[int] = []
    found = []
    for now in range(_BEGIN, last):
        for person in [person for person in doing if left[person] == 0]:
            found.append((*doing.pop(person), now))
            free.append(person)
        queue += np.flatnonzero(arrivals == now).tolist()
        queue.sort(key=lambda task: (task not in urgent, task))
        for person in [person for person in free if now in on_duty[person]]:
            if queue:
                task = queue.pop(0)
                doing[person], left[person] = (task, now), round(seconds[task])
                free.remove(person)
        for person in doing:
            left[person] -= now in on_duty[person]
    return sorted(found)


@pytest.fixture(scope="module", params=_LOGS, ids=lambda log: f"{log[0]} {log[1]}")
def log(request: pytest.FixtureRequest) -> pd.DataFrame:
    """Give one log of each design."""
    return planted_flows.log_of(*request.param)


def test_work_pauses_outside_hours_and_urgent_tasks_go_first_as_in_a_walk_second_by_second() -> None:
    rng = np.random.default_rng(5)
    teams = [
        Team("early", ("label",), "x", "Europe/Dublin", (1.0,), ((1, 2.5), (3, 3.75))),
        Team("late", ("label",), "y", "Asia/Manila", (1.0, 1.0), ((10, 12),), (0, 1, 2)),
    ]
    arrivals = np.sort(_BEGIN + rng.choice(86_400, 40, replace=False))
    seconds = rng.integers(60, 2500, 40).astype(float)
    urgent = frozenset({3, 17, 18, 30})
    result = one_stage(arrivals, seconds, *teams, urgent=urgent)
    assert sorted((task, started, ended) for task, _, _, _, started, ended in result.rows) == second_by_second(
        arrivals, seconds, teams, urgent, 4
    )


def test_nothing_begins_in_the_second_in_which_hours_close() -> None:
    team = Team("any", ("label",), "x", "UTC", (1.0,), ((9, 10), (11, 12)))
    nine, eleven = _BEGIN + 9 * 3600, _BEGIN + 11 * 3600
    arrivals = np.array([nine, nine, nine + 3600])
    begun = [row[4] for row in one_stage(arrivals, np.array([3600.0, 60.0, 60.0]), team).rows]
    assert begun == [nine, eleven, eleven + 60]


def test_a_generalist_takes_the_oldest_work_of_all_stages() -> None:
    team = Team("any", ("review", "adjudicate"), "x", "UTC", (1.0,))
    nine = _BEGIN + 9 * 3600
    stages = ["review", "adjudicate", "review", "adjudicate"]
    arrivals = nine + np.arange(4)
    jobs = [Job(task, stage, 60.0, nine + task, nine + task) for task, stage in enumerate(stages)]
    result = run(jobs, arrivals, [team], (), 1, lambda job, now: ())
    assert [row[:2] for row in result.rows] == list(enumerate(stages))


@pytest.mark.parametrize(
    ("servers", "load", "fixed", "mean_wait"),
    [
        (3, 0.8, False, 60 * 0.6472 / (3 * 0.2)),  # Erlang C(3, 2.4) = 0.6472
        (1, 0.7, True, 60 * 0.7 / (2 * 0.3)),  # Pollaczek-Khinchine with a constant service time
    ],
    ids=["M/M/3", "M/D/1"],
)
def test_mean_waits_are_those_of_queueing_theory(servers: int, load: float, fixed: bool, mean_wait: float) -> None:
    rng = np.random.default_rng(8)
    tasks = round(21 * 86_400 * load * servers / 60)
    arrivals = np.sort(rng.integers(_BEGIN, _BEGIN + 21 * 86_400, tasks))
    seconds = np.full(tasks, 60.0) if fixed else rng.exponential(60, tasks)
    always = Team("any", ("label",), "x", "UTC", (1.0,) * servers, ((0, 24),), tuple(range(7)))
    rows = np.array([row[3:5] for row in one_stage(arrivals, seconds, always).rows])
    assert (rows[:, 1] - rows[:, 0]).mean() == pytest.approx(mean_wait, rel=0.06)


def test_a_log_is_an_events_table_of_the_asked_size_and_the_same_each_time(log: pd.DataFrame) -> None:
    assert 5000 <= log["task_id"].nunique() <= 9000
    assert 15_000 <= len(check_events(log)) <= 25_000
    weeks = (log["enabled_at"].max() - log["enabled_at"].min()).days / 7
    assert 3 <= math.ceil(weeks) <= 8


def test_a_log_comes_back_the_same() -> None:
    pd.testing.assert_frame_equal(planted_flows.log_of("double_labels", 4), planted_flows.log_of("double_labels", 4))


def test_nobody_does_two_things_at_once_and_nothing_begins_before_it_could(log: pd.DataFrame) -> None:
    assert (log["enabled_at"] <= log["started_at"]).all()
    assert (log["started_at"] < log["ended_at"]).all()
    ordered = log.sort_values(["actor_id", "started_at"])
    same = ordered["actor_id"].eq(ordered["actor_id"].shift())
    assert (ordered["started_at"] >= ordered["ended_at"].shift())[same].all()


def test_both_labels_of_a_task_are_enabled_together_and_come_from_two_people() -> None:
    labels = planted_flows.log_of("double_labels", 1).query("stage == 'label'")
    first = labels[labels["enabled_at"].eq(labels.groupby("task_id")["enabled_at"].transform("min"))]
    assert (first.groupby("task_id")["actor_id"].agg(["size", "nunique"]) == 2).all(axis=None)


def test_a_batch_begins_only_when_it_is_full() -> None:
    project = planted_double_labels.draw(0)
    done = planted_flows.log_of("double_labels", 0).query("stage == @project.batched")
    ready = done["enabled_at"].sort_values().to_numpy()
    starts = done.sort_values("enabled_at", kind="stable")["started_at"].to_numpy()
    whole = len(ready) // project.batch
    for number in range(whole):
        batch = slice(number * project.batch, (number + 1) * project.batch)
        assert starts[batch].min() >= ready[batch].max()


def test_a_handoff_is_never_shorter_than_nine_tenths_of_its_delay() -> None:
    project = planted_double_labels.draw(1)
    waited = planted_flows.log_of("double_labels", 1).query("stage == @project.delayed")
    hours = (waited["started_at"] - waited["enabled_at"]).dt.total_seconds() / 3600
    assert 0.9 * project.delay_hours <= hours.min() <= 1.1 * project.delay_hours


def test_urgent_tasks_wait_less() -> None:
    reviews = planted_flows.log_of("generalists", 0)
    waits = (reviews["started_at"] - reviews["enabled_at"]).groupby(reviews["priority"]).mean()
    assert waits["urgent"] < waits["normal"]
    assert (reviews["priority"] == "urgent").mean() == pytest.approx(0.2, abs=0.02)


@pytest.mark.parametrize("module", [planted_follow_the_sun, planted_generalists, planted_double_labels])
def test_a_fix_keeps_each_tasks_arrival_and_half_the_rework_removes_about_half(module) -> None:
    project = module.draw(1)
    changed = module.fixes(project)["rework", "label"]
    before, after = (module.simulate(one, np.random.default_rng(3)) for one in (project, changed))
    assert before.arrivals.tolist() == after.arrivals.tolist()
    back = [sum(1 for row in result.rows if row[1] == "label") for result in (before, after)]
    once = len(before.arrivals) * (2 if module is planted_double_labels else 1)
    p = project.back_to_label
    assert (back[1] - once) / (back[0] - once) == pytest.approx((p / 2) / (1 - p / 2) / (p / (1 - p)), rel=0.15)


def test_the_truth_covers_thirty_logs_with_best_fixes_of_every_kind_and_ties() -> None:
    logs = json.loads(planted_flows.TRUTH.read_text())["logs"]
    assert [(log["design"], log["seed"]) for log in logs] == [
        (design, seed) for design in planted_flows.DESIGNS for seed in range(10)
    ]
    assert {log["best"][0] for log in logs} == {"people", "align_hours", "batch", "rework", "handoff"}
    assert len({log["best"][1] for log in logs if log["best"][0] == "people"}) >= 4
    assert 3 <= sum(not log["top_clear"] for log in logs) <= 12
    for log in logs:
        gains = [one["gain_hours"] for one in log["fixes"] if "site" not in one]
        assert all(left >= right for left, right in pairwise(gains))
        assert log["gap_hours"] == pytest.approx(gains[0] - gains[1], abs=2e-4)


def test_a_few_replications_give_the_truth_again() -> None:
    planted = planted_flows.DESIGNS["generalists"](4)
    again = planted_flows.measured("generalists", 4, 3)
    assert again["best"] == ["align_hours", "review"]
    for one in again["fixes"]:
        gain, error = planted.truth[tuple(one["fix"])]
        assert one["gain_hours"] == pytest.approx(gain, abs=4 * error * math.sqrt(planted_flows.REPLICATIONS / 3))
