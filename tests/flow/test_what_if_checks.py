"""What cannot be simulated is refused in a sentence; few or many tasks, twins and returns do no harm."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import SettingsError
from smo_metrics.flow.hours import calendar
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.simulation._changes import fixed_network
from smo_metrics.flow.simulation._resampling import days
from smo_metrics.flow.simulation.fix import Fix
from smo_metrics.flow.simulation.flow_model import FlowModel, flow_model
from smo_metrics.flow.simulation.network import Network, Pool
from smo_metrics.flow.simulation.what_if import what_if
from smo_metrics.flow.simulation.workload import Workload
from tests.flow.made_projects import two_stages

HOUR = 3_600_000


@pytest.fixture(scope="module")
def model() -> FlowModel:
    return flow_model(two_stages(label=11, days=10))


def test_a_change_may_be_given_as_text(model: FlowModel) -> None:
    texts = what_if(model, ["people label 2"], rng=np.random.default_rng(1), replications=5)
    fixes = what_if(model, [Fix("people", "label", 2)], rng=np.random.default_rng(1), replications=5)
    assert texts.fixes == fixes.fixes
    np.testing.assert_array_equal(texts.gains, fixes.gains)


@pytest.mark.parametrize("fixes", [["label"], [None], "people label"])
def test_what_is_no_change_is_refused(model: FlowModel, fixes: list[str]) -> None:
    with pytest.raises(SettingsError, match="is no change"):
        what_if(model, fixes, rng=np.random.default_rng(1))


@pytest.mark.parametrize("replications", [6.0, 4, "20"])
def test_replications_are_a_whole_number_from_5_on(model: FlowModel, replications: object) -> None:
    with pytest.raises(SettingsError, match=r"^replications: "):
        what_if(model, [], rng=np.random.default_rng(1), replications=replications)


@pytest.mark.parametrize("target", [-5.0, 0.0, np.nan, np.inf])
def test_a_target_is_a_finite_time_above_0(model: FlowModel, target: float) -> None:
    with pytest.raises(SettingsError, match=r"^target_hours: "):
        what_if(model, [], rng=np.random.default_rng(1), target_hours=target)


def test_one_more_person_is_one_where_two_pools_are_equal() -> None:
    work = Workload.of_one_stage(np.array([0]), np.array([HOUR]))
    for twin in (Pool(("label",), 2), Pool(("label",), 2, region="Dublin")):
        network = fixed_network(Fix("people", "label", 1), Network(("label",), (twin, twin)), work)
        assert sorted(pool.people for pool in network.pools) == [2, 3]


def test_two_tasks_weeks_apart_can_be_drawn_again() -> None:
    starts = pd.to_datetime(["2026-03-02T09:00Z", "2026-03-23T10:00Z"])
    log = pd.DataFrame({"task_id": [1, 2], "stage": "label", "actor_id": "ann", "started_at": starts})
    two = flow_model(log.assign(ended_at=starts + pd.Timedelta(hours=1)))
    again, rng = days(two.workload, two.unfinished, "UTC"), np.random.default_rng(1)
    assert all(len(again.draw(rng).arrival) for _ in range(200))
    result = what_if(two, ["people label"], rng=rng)
    assert "2 dates only" in result.warnings[-1]


def test_tasks_that_come_back_a_thousand_times_need_no_coin_for_each_round_of_every_task() -> None:
    tasks, rounds = 20_000, 1_000
    steps = tasks + rounds
    nothing = np.zeros(steps, np.int64)
    first = np.append(np.arange(tasks), steps)
    loop = np.maximum(np.arange(steps) - tasks + 1, 0)
    work = Workload(
        np.arange(tasks), first, nothing, nothing + 1, nothing, nothing, np.arange(1, steps + 1), loop,
        np.where(loop > 0, 0, -1), nothing,
    )  # fmt: skip
    coins = np.random.default_rng(1).random(tasks)
    coins[-1] = 0.9
    assert work.with_less_rework(0, 1.0, coins).size == steps
    assert work.with_less_rework(0, 0.99, coins).size == tasks + 10  # 0.99**10 > 0.9 > 0.99**11
    assert work.with_less_rework(0, 0.5, coins).size == tasks
    assert work.with_less_rework(0, 0.0, coins).size == tasks


def test_the_hours_of_300_pools_are_resolved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pools = [WorkCalendar("UTC", {"mon-fri": [f"09:00-{hour}:{minute:02}"]}) for hour in range(12, 17)
             for minute in range(60)]  # fmt: skip
    first = [one.windows(0, HOUR) for one in pools]
    monkeypatch.setattr(calendar, "merged", None)  # nothing is joined a second time
    assert all(one.windows(0, HOUR) is kept for one, kept in zip(pools, first, strict=True))
