"""A model must find what is in a log, give the log back when it replays it, and say what it could not know."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import SettingsError, TableError
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.simulation.flow_model import FlowModel, flow_model
from tests.flow.made_projects import FIRST, two_stages

OFFICE = {"mon-fri": ["09:00-17:00"]}


def people_at(model: FlowModel, stage: str) -> int:
    return sum(pool.people for pool in model.network.serving(stage))


def fit(model: FlowModel) -> float:
    return float(model.replayed.mean() / model.observed.mean())


def said(model: FlowModel, words: str) -> bool:
    return any(words in warning for warning in model.warnings)


def test_people_hours_and_lead_times_are_those_of_the_log() -> None:
    model = flow_model(two_stages(a_day=80, labellers=2))
    assert (people_at(model, "label"), people_at(model, "review")) == (2, 1)
    assert [pool.calendar.hours for pool in model.network.pools] == [OFFICE, OFFICE]
    assert model.network.batches == {}
    assert model.delays == {}
    assert fit(model) == pytest.approx(1, abs=0.01)


def test_batches_are_found_with_their_size() -> None:
    model = flow_model(two_stages(batch=24))
    assert model.network.batches == {"review": 24}
    assert fit(model) == pytest.approx(1, abs=0.02)


def test_a_delay_in_handing_over_is_found_with_its_length() -> None:
    model = flow_model(two_stages(handoff=90))
    assert model.delays["review"] == pytest.approx(1.5, abs=0.1)
    assert model.network.batches == {}
    assert fit(model) == pytest.approx(1, abs=0.02)


def test_a_long_queue_is_neither_a_batch_nor_a_delay() -> None:
    model = flow_model(two_stages(review=11.9))
    assert model.network.batches == {}
    assert model.delays == {}


def test_work_that_is_sent_back_is_followed() -> None:
    log = two_stages(sent_back=0.25, label=7)
    model = flow_model(log)
    redone = model.workload.sent_to == model.network.stages.index("label")
    assert redone.sum() == (log.groupby(["task_id", "stage"]).cumcount() > 0).sum()


def test_hours_that_are_given_are_taken() -> None:
    calendar = WorkCalendar("UTC", {"mon-fri": ["08:00-18:00"]})
    model = flow_model(two_stages(), calendars={"label": calendar, "": WorkCalendar("UTC", OFFICE)})
    assert model.network.serving("label")[0].calendar is calendar
    with pytest.raises(SettingsError, match=r"none for review .*given: label"):
        flow_model(two_stages(), calendars={"label": calendar})


def test_one_person_who_does_two_stages_is_one_pool() -> None:
    model = flow_model(two_stages(a_day=20, name=lambda stage, number: "ann"))
    assert [(pool.stages, pool.people) for pool in model.network.pools] == [(("label", "review"), 1)]


def test_without_names_people_are_as_many_as_ever_at_once() -> None:
    model = flow_model(two_stages(a_day=80, labellers=2).drop(columns="actor_id"))
    assert people_at(model, "label") == 2
    assert said(model, "do not say who worked")


def test_a_person_who_works_on_several_tasks_at_a_time_counts_as_several() -> None:
    log = two_stages(a_day=80, labellers=2, name=lambda stage, number: stage)
    model = flow_model(log)
    assert said(model, "tasks at a time")
    assert people_at(model, "label") == 2


def test_what_came_before_a_gap_of_a_year_is_left_out() -> None:
    log = two_stages()
    old = log.assign(task_id=log["task_id"] + 10_000)
    for column in ("enabled_at", "started_at", "ended_at"):
        old[column] -= pd.Timedelta(days=400)
    model = flow_model(pd.concat([old, log]))
    assert len(model.workload.arrival) == log["task_id"].nunique()
    assert said(model, "1,000 tasks that arrived before are left out")
    np.testing.assert_array_equal(model.observed, flow_model(log).observed)


def test_unfinished_tasks_are_counted_and_their_arrival_kept() -> None:
    log = two_stages()
    log.loc[log["task_id"] >= 990, "ended_at"] = pd.NaT
    last = log[(log["task_id"] >= 990) & (log["stage"] == "review")].index
    model = flow_model(log.drop(index=last))
    assert len(model.unfinished) == 10
    assert said(model, "10 of 1,000 tasks are unfinished")


def test_waiting_that_the_log_does_not_explain_is_said() -> None:
    log = two_stages(a_day=20)
    late = np.random.default_rng(2).uniform(0, 5, len(log)) * (log["stage"] == "review")
    log["started_at"] += pd.to_timedelta(late, unit="h")
    log["ended_at"] += pd.to_timedelta(late, unit="h")
    model = flow_model(log, calendars=WorkCalendar("UTC", {"daily": ["00:00-24:00"]}))
    assert said(model, "although people of its stage are free")


def test_under_two_weeks_is_said() -> None:
    assert said(flow_model(two_stages(days=8)), "under two weeks")


def test_a_log_with_one_time_an_event_is_refused() -> None:
    log = two_stages(days=5)
    with pytest.raises(TableError, match="work cannot be told from waiting"):
        flow_model(log.assign(ended_at=log["started_at"]))


def test_a_log_without_a_finished_task_is_refused() -> None:
    log = two_stages(days=5).sort_values("started_at")
    undone = log.drop_duplicates("task_id", keep="last").index
    log.loc[undone, "ended_at"] = pd.NaT
    with pytest.raises(TableError, match="no task is finished yet"):
        flow_model(log)


def test_one_task_only_has_a_model_whose_hours_are_unknown() -> None:
    log = pd.DataFrame({"task_id": [1], "stage": ["label"], "actor_id": ["ann"], "started_at": [FIRST],
                        "ended_at": [FIRST + pd.Timedelta(hours=1)]})  # fmt: skip
    model = flow_model(log)
    assert model.observed.tolist() == model.replayed.tolist() == [3_600_000]
    assert said(model, "always open")


def test_row_order_and_stage_names_change_nothing() -> None:
    log = two_stages(sent_back=0.1, label=7)
    model = flow_model(log)
    names = {"label": "zz", "review": "aa"}
    other = flow_model(log.assign(stage=log["stage"].map(names)).sample(frac=1, random_state=3))
    assert other.network.stages == ("zz", "aa")
    np.testing.assert_array_equal(other.replayed, model.replayed)


def test_a_zone_is_needed_for_each_region() -> None:
    log = two_stages().assign(region="Dublin")
    model = flow_model(log, timezone={"Dublin": "Europe/Dublin"})
    assert model.timezone == "Europe/Dublin"
    with pytest.raises(SettingsError, match="none for Dublin; add Dublin=Region/City"):
        flow_model(log, timezone={"Manila": "Asia/Manila"})


def test_regions_that_share_no_task_are_simulated_apart() -> None:
    busy = two_stages(seed=1, label=11).assign(region="Dublin")
    quiet = two_stages(seed=2, label=5).assign(region="Manila")
    quiet["task_id"] += 10_000
    log = pd.concat([busy, quiet])
    log["actor_id"] += log["region"]
    model = flow_model(log)
    assert set(model.network.stages) == {f"{s} in {r}" for s in ("label", "review") for r in ("Dublin", "Manila")}
    assert fit(model) == pytest.approx(1, abs=0.01)
    assert said(model, "each region is simulated by itself")
    assert not said(model, "although people of its stage are free")
    assert model.network.place("review in Manila") == ("review in Manila", None)
    with pytest.raises(SettingsError, match="name one of label in Dublin, label in Manila"):
        model.network.place("label")


def test_regions_that_hand_tasks_over_share_their_stages() -> None:
    log = two_stages()
    log["region"] = np.where(log["stage"] == "label", "Dublin", "Manila")
    assert flow_model(log).network.stages == ("label", "review")


def test_calendars_by_stage_serve_the_stages_of_each_region() -> None:
    busy = two_stages(seed=1, label=11).assign(region="Dublin")
    quiet = two_stages(seed=2, label=5).assign(region="Manila")
    quiet["task_id"] += 10_000
    log = pd.concat([busy, quiet])
    log["actor_id"] += log["region"]
    label, review = WorkCalendar("UTC", OFFICE), WorkCalendar("UTC", {"mon-fri": ["08:00-18:00"]})
    model = flow_model(log, calendars={"label": label, "review": review})
    assert {pool.calendar for pool in model.network.serving("review in Manila")} == {review}
    assert {pool.calendar for pool in model.network.serving("label in Dublin")} == {label}
