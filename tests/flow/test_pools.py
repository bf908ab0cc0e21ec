"""People are counted once: rows without a name, rare helpers, work never closed and several tasks at a time."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smo_metrics.flow.simulation._changes import fixed_network
from smo_metrics.flow.simulation.fix import Fix
from smo_metrics.flow.simulation.flow_model import FlowModel, flow_model
from smo_metrics.flow.simulation.network import Network, Pool
from smo_metrics.flow.simulation.workload import Workload
from tests.flow.made_projects import two_stages

ONE_STEP = Workload.of_one_stage(np.array([0]), np.array([1]))


def staff(model: FlowModel) -> list[tuple[tuple[str, ...], str, int]]:
    return [(pool.stages, pool.region, pool.people) for pool in model.network.pools]


def said(model: FlowModel, words: str) -> bool:
    return any(words in warning for warning in model.warnings)


def unnamed(log: pd.DataFrame, share: float) -> pd.DataFrame:
    rows = np.random.default_rng(1).random(len(log)) < share
    return log.assign(actor_id=log["actor_id"].mask(rows))


@pytest.mark.parametrize("share", [0.3, 0.6])
def test_events_without_a_name_are_work_of_those_who_are_named(share: float) -> None:
    log = two_stages(a_day=80, labellers=2)
    model = flow_model(unnamed(log, share))
    assert staff(model) == [(("label",), "", 2), (("review",), "", 1)]
    assert model.replayed.mean() == pytest.approx(flow_model(log).replayed.mean(), rel=0.01)
    assert said(model, "% of the events do not say who worked")


def test_a_stage_where_nobody_is_named_has_as_many_as_ever_at_once() -> None:
    log = two_stages(a_day=80, labellers=2)
    log["actor_id"] = log["actor_id"].mask(log["stage"] == "label")
    assert staff(flow_model(log)) == [(("label",), "", 2), (("review",), "", 1)]


def test_events_without_a_name_go_to_people_of_their_region() -> None:
    cork, cebu = two_stages(a_day=80, labellers=2), two_stages(seed=2)
    log = pd.concat([
        cork.assign(region="Cork", actor_id="cork " + cork["actor_id"]),
        unnamed(cebu.assign(region="Cebu", task_id=cebu["task_id"] + 10_000), 0.3),
    ])  # fmt: skip
    assert sorted(staff(flow_model(log))) == [
        (("label in Cebu",), "Cebu", 1), (("label in Cork",), "Cork", 2),
        (("review in Cebu",), "Cebu", 1), (("review in Cork",), "Cork", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("stages", [["label", "review"], ["label"]])
def test_a_helper_with_a_few_events_is_no_person(stages: list[str]) -> None:
    log = two_stages()
    for stage in stages:
        log.loc[log.index[log["stage"] == stage][[100, 300, 500, 700, 900]], "actor_id"] = "helper"
    model = flow_model(log)
    assert staff(model) == [(("label",), "", 1), (("review",), "", 1)]
    assert [pool.calendar.hours for pool in model.network.pools] == [{"mon-fri": ["09:00-17:00"]}] * 2


def test_people_who_all_have_a_few_events_are_counted() -> None:
    log = two_stages(a_day=16, labellers=2, label=40)
    daily = log["actor_id"] + log["started_at"].dt.strftime(" %m-%d")
    log["actor_id"] = log["actor_id"].where(log["stage"] == "review", daily)
    assert log.loc[log["stage"] == "label", "actor_id"].value_counts().max() < 15
    assert staff(flow_model(log))[0] == (("label",), "", 2)


def test_people_of_an_own_stage_stay_people_however_few_their_events() -> None:
    log = two_stages()
    audit = log[log["stage"] == "review"].iloc[[100, 400, 700]].assign(stage="audit", actor_id="zoe")
    for column in ("enabled_at", "started_at", "ended_at"):
        audit[column] += pd.Timedelta(minutes=30)
    model = flow_model(pd.concat([log, audit]))
    assert (("audit",), "", 1) in staff(model)
    assert said(model, "audit is taken to be always open")
    assert model.network.serving("label")[0].calendar.hours == {"mon-fri": ["09:00-17:00"]}


def test_a_pool_with_too_little_work_keeps_the_hours_of_its_stage() -> None:
    log = two_stages().assign(region="Cork")
    log.loc[log.index[log["stage"] == "review"][[100, 300, 500]], ["actor_id", "region"]] = "zoe", "Cebu"
    model = flow_model(log)
    cebu = model.network.serving("review", "Cebu")[0]
    assert cebu.calendar.hours == {"mon-fri": ["09:00-17:00"]}
    assert said(model, "review in Cebu is taken to keep the hours of review in Cork")


def test_work_that_was_never_closed_makes_no_more_people() -> None:
    log = two_stages(label=11)
    left = log["task_id"].drop_duplicates().sample(frac=0.03, random_state=1)
    log = log[~(log["task_id"].isin(left) & (log["stage"] == "review"))]
    log["ended_at"] = log["ended_at"].mask(log["task_id"].isin(left))
    model = flow_model(log)
    assert staff(model) == [(("label",), "", 1), (("review",), "", 1)]
    assert not said(model, "tasks at a time")
    assert model.replayed.mean() == pytest.approx(model.observed.mean(), rel=0.1)


def test_unnamed_work_that_was_never_closed_makes_no_more_people() -> None:
    log = two_stages(label=11).drop(columns="actor_id")
    left = log["task_id"].drop_duplicates().sample(frac=0.03, random_state=1)
    log = log[~(log["task_id"].isin(left) & (log["stage"] == "review"))]
    log["ended_at"] = log["ended_at"].mask(log["task_id"].isin(left))
    assert staff(flow_model(log)) == [(("label",), "", 1), (("review",), "", 1)]


def test_one_more_person_works_on_as_many_tasks_as_the_others() -> None:
    network = Network(("label",), (Pool(("label",), 6, at_once=2.9),))
    assert network.pools[0].persons == 2
    (pool,) = fixed_network(Fix("people", "label", 1), network, ONE_STEP).pools
    assert (pool.people, pool.persons) == (9, 3)


def test_one_more_person_beside_generalists_works_on_as_many_tasks_as_they_do() -> None:
    wide = Network(("label", "review"), (Pool(("label", "review"), 6, at_once=3.0),))
    assert fixed_network(Fix("people", "label", 1), wide, ONE_STEP).pools[1] == Pool(("label",), 3, at_once=3.0)


def test_a_number_of_people_that_changes_is_said() -> None:
    before, log = two_stages(days=20), two_stages(a_day=80, labellers=2, days=20)
    for column in ("enabled_at", "started_at", "ended_at"):
        log[column] += pd.Timedelta(days=28)
    grown = flow_model(pd.concat([before.assign(task_id=before["task_id"] + 10_000), log]))
    assert said(grown, "label: 1.0 people were there on an average day of the first half of the log, 2.0 in the second")
    assert not said(flow_model(log), "on an average day of the first half")


@pytest.mark.parametrize("other", [None, "normal"])
def test_an_empty_priority_is_a_level_of_its_own(other: str | None) -> None:
    urgent = np.arange(1_000) % 5 == 0
    start = pd.date_range("2026-03-02", periods=10, freq="D", tz="UTC")
    rows = []
    for day, first in enumerate(start):
        hundred = range(100 * day, 100 * day + 100)
        for place, task in enumerate(sorted(hundred, key=lambda task: not urgent[task])):
            begun = first + pd.Timedelta(minutes=540 + 4 * place)
            rows.append((task, "label", "ann", "urgent" if urgent[task] else other,
                         first + pd.Timedelta(minutes=540), begun, begun + pd.Timedelta(minutes=4)))  # fmt: skip
    columns = ["task_id", "stage", "actor_id", "priority", "enabled_at", "started_at", "ended_at"]
    model = flow_model(pd.DataFrame(rows, columns=columns))
    assert model.network.rule == "priority"


def test_a_stage_where_everything_still_waits_is_left_out() -> None:
    log = two_stages()
    new = pd.DataFrame({"task_id": [3, 9_999], "stage": "adjudicate", "enabled_at": log["ended_at"].max()})
    model = flow_model(pd.concat([log, new]))
    assert model.network.stages == ("label", "review")
    assert said(model, "No work has begun at adjudicate")
    assert len(model.unfinished) == 2


def test_a_stage_that_vanished_with_the_old_tasks_is_left_out() -> None:
    log = two_stages()
    old = log.assign(stage=log["stage"].replace("label", "draft"), task_id=log["task_id"] + 10_000)
    for column in ("enabled_at", "started_at", "ended_at"):
        old[column] -= pd.Timedelta(days=100)
    model = flow_model(pd.concat([old, log]))
    assert model.network.stages == ("label", "review")
    np.testing.assert_array_equal(model.replayed, flow_model(log).replayed)
