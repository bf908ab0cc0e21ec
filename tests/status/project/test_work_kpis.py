"""Handling time, labels an hour, defects, the wait for the review and cost: by hand, and never 0 for not known."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from smo_metrics.settings import load_project
from smo_metrics.status.project.project_kpis import accepted_tasks, hours_of_work
from smo_metrics.status.project.work_kpis import cost_kpi, label_kpis, review_kpis
from smo_metrics.tables import check_labels

PROJECT = load_project({"aht_target_seconds": 30, "aht_maximum_seconds": 60, "hourly_cost": 12, "currency": "EUR"})[0]


def labels(**columns: list) -> pd.DataFrame:
    given = {"item_id": list("abcd"), "annotator_id": ["x"] * 4, "label": ["y"] * 4, **columns}
    return check_labels(pd.DataFrame(given))


def test_handling_time_is_the_mean_of_submitted_labels_that_have_one() -> None:
    table = labels(
        duration_seconds=[30.0, 50.0, None, 500.0], status=["submitted", "submitted", "submitted", "cancelled"],
        region=["SG", "DE", "SG", "SG"],
    )  # fmt: skip
    found = {(kpi.key, kpi.region): kpi for kpi in label_kpis(table, PROJECT, ["DE", "SG"])}
    whole = found["aht", "all"]
    assert (whole.value, whole.n, whole.rag) == (40.0, 2, "amber")
    assert whole.detail == "median 40 s; 1 label without a duration"
    assert found["labels_per_hour", "all"].value == 90.0
    assert (found["aht", "SG"].value, found["aht", "DE"].value) == (30.0, 50.0)


@pytest.mark.parametrize("table", [None, labels(), labels(duration_seconds=[0.0, None, None, 0.0])])
def test_without_durations_it_is_not_available(table) -> None:
    for kpi in label_kpis(table, PROJECT, ["SG"]):
        assert math.isnan(kpi.value)
        assert (kpi.shown, kpi.mark) == ("not available", "not available")
        assert "no" in kpi.detail


def test_without_submitted_labels_the_reason_is_that_and_not_their_durations() -> None:
    table = labels(duration_seconds=[30.0] * 4, status=["cancelled"] * 4)
    for kpi in label_kpis(table, PROJECT, []):
        assert (kpi.shown, kpi.detail) == ("not available", "no submitted labels")


def test_the_wait_is_that_of_the_stage_called_review() -> None:
    stages = pd.DataFrame(
        {"region": ["all", "all", "SG"], "stage": ["label", "QA review", "QA review"], "stage_number": [1, 2, 2],
         "waiting_p50_hours": [9.0, 2.5, 3.0], "waiting_p90_hours": [9.0, 7.0, 8.0], "events": [5, 4, 2]}
    )  # fmt: skip
    found = list(review_kpis(stages))
    assert [(kpi.region, kpi.value, kpi.n) for kpi in found] == [("all", 2.5, 4), ("SG", 3.0, 2)]
    assert found[0].detail == "before QA review; nine in ten waited at most 7.0 h"
    (none,) = review_kpis(stages.assign(stage="label"))
    assert none.detail == "no stage has review, QA or check in its name"
    (nothing,) = review_kpis(None)
    assert nothing.shown == "not available"


def test_cost_is_all_hours_over_accepted_tasks() -> None:
    assert cost_kpi(PROJECT, 10.0, 4).shown == "30.00 EUR"
    assert cost_kpi(PROJECT, 10.0, None).detail == "it needs events with an outcome (accepted or rejected)"
    assert math.isnan(cost_kpi(PROJECT, 10.0, 0).value)
    assert cost_kpi(PROJECT, math.nan, 4).detail == "the events have one time each"
    assert cost_kpi(load_project({})[0], 10.0, 4).detail == "hourly_cost is not set"


def test_a_task_is_accepted_by_its_last_decision() -> None:
    ends = pd.to_datetime([f"2026-03-02T{hour:02}:00Z" for hour in (9, 11, 10, 9, 12)])
    events = pd.DataFrame(
        {"task_id": [1, 1, 2, 3, 3], "ended_at": ends,
         "outcome": ["rejected", "Accepted", "sent_back", "approved", "submitted"]}
    )  # fmt: skip
    assert accepted_tasks(events) == 2
    assert accepted_tasks(events.drop(columns="outcome")) is None
    assert accepted_tasks(events.assign(outcome="submitted")) is None


def test_hours_of_work_are_those_of_finished_events_only() -> None:
    stages = pd.DataFrame(
        {"region": ["all", "all", "SG"], "events": [5, 3, 5], "waiting_now": [1, 3, 1], "in_work_now": [0, 0, 0],
         "handling_mean_work_hours": [0.5, math.nan, 0.5]}
    )  # fmt: skip
    assert hours_of_work(stages) == 2.0
    assert math.isnan(hours_of_work(stages.assign(handling_mean_work_hours=math.nan)))
    assert math.isnan(hours_of_work(None))


def test_defects_are_what_gold_finds_wrong_and_name_the_commonest_mistake(with_stories) -> None:
    kpis = {(kpi.key, kpi.region): kpi for kpi in with_stories.kpis}
    gold, defects = kpis["gold", "all"], kpis["defects", "all"]
    assert defects.value == 1000 * (1 - gold.value)
    assert (defects.low, defects.high) == (1000 * (1 - gold.high), 1000 * (1 - gold.low))
    assert defects.rag == gold.rag
    assert "most often " in defects.detail
    assert "most often " not in kpis["defects", "Warsaw"].detail
