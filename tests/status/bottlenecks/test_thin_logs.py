"""What a review says of logs that lack something: it gives what it can, and why the rest is not available."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

from smo_metrics.settings import Project
from smo_metrics.status.bottlenecks.bottleneck_review import BottleneckReview, bottleneck_review
from tests.status.bottlenecks.small_logs import a_week, event


def reviewed(frame: pd.DataFrame, replications: int = 0) -> BottleneckReview:
    review = bottleneck_review(frame, Project(), rng=np.random.default_rng(1), replications=replications)
    json.dumps(review.to_dict())
    return review


def kpis(review: BottleneckReview) -> dict[str, float]:
    return {kpi.key: kpi.value for kpi in review.kpis if kpi.region == "all"}


def test_events_with_one_time_each_give_lead_times_but_no_causes_handling_or_fixes(events) -> None:
    begun = events.dropna(subset="started_at").drop(columns=["ended_at", "enabled_at"])
    review = reviewed(begun, replications=5)
    assert review.fixes is None
    assert review.no_fixes.startswith("No simulation and no waiting causes: the events have one time each")
    assert review.causes.empty
    assert review.headlines[0].startswith("Where work waits is not available: the events have one time each.")
    found = kpis(review)
    assert found["lead_time_p50"] > 0
    assert math.isnan(found["flow_efficiency"])
    assert math.isnan(found["handling_time"])
    assert review.stages["busy_share"].isna().all()
    assert review.checks["ok"].all()


def test_events_without_regions_have_only_the_whole_project(events) -> None:
    review = reviewed(events.drop(columns="region"))
    assert set(review.stages["region"]) == set(review.causes["region"]) == {"all"}
    assert {kpi.region for kpi in review.kpis} == {"all"}
    assert review.handoffs.empty
    assert review.handoff_matrix.empty
    assert "not available" in review.chart_headlines["handoffs"]
    assert any("the events name fewer than two regions" in note for note in review.notes)
    assert review.checks["ok"].all()


def test_events_without_actors_name_nobody(events) -> None:
    review = reviewed(events.drop(columns="actor_id"))
    assert not review.stages["one_person"].any()
    assert review.stages["main_person"].isna().all()
    whole = review.causes[review.causes["region"] == "all"]
    assert set(whole["main_cause"]) == {"unexplained"}
    assert "no stage depends on one person" in review.headlines[2]


def test_without_outcomes_acceptance_is_not_available_and_says_why(events) -> None:
    for frame, why in (
        (events.drop(columns="outcome"), "the events have no outcome (accepted or rejected)"),
        (events.assign(outcome="done"), "no outcome says accepted or rejected"),
    ):
        (found,) = [k for k in reviewed(frame).kpis if (k.key, k.region) == ("first_pass_acceptance", "all")]
        assert (found.shown, found.mark, found.detail) == ("not available", "not available", why)


@pytest.mark.parametrize("hours", [None, 1.0])
def test_a_log_of_one_event_is_reviewed(hours) -> None:
    review = reviewed(pd.DataFrame([event("1", "label", 0, hours)]))
    found = kpis(review)
    assert found["open_tasks"] == (1 if hours is None else 0)
    assert math.isnan(found["lead_time_p50"]) == (hours is None)
    assert review.main_stage == ("label" if hours is None else "")
    assert review.control["lead_upper_hours"].isna().all()
    assert "whether lead time has changed is not known yet" in review.headlines[2]
    assert review.checks["ok"].all()


def test_work_that_nobody_has_begun_is_counted_as_not_begun() -> None:
    waiting = {"task_id": "w", "stage": "review", "enabled_at": pd.Timestamp("2026-03-02T10:00Z")}
    review = reviewed(pd.DataFrame([event("1", "label", 0, 1, actor_id="ann"), waiting]))
    assert review.ageing[["task_id", "state"]].values.tolist() == [["w", "not begun"]]
    stage = review.stages.set_index("stage").loc["review"]
    assert stage["waiting_now"] == 1
    assert math.isnan(stage["waiting_mean_hours"])


def test_a_project_without_any_wait_says_so() -> None:
    frame = pd.DataFrame(a_week(3, 4))
    review = reviewed(frame.assign(enabled_at=frame["started_at"]))
    assert review.headlines[0] == "Nothing waited: all work began when it could."
    assert review.causes["main_cause"].isna().all()
    assert review.headlines[2].startswith("No task is open; ")


def test_a_few_handoffs_between_regions_are_listed_but_make_no_headline() -> None:
    rows = [event("1", "label", 0, 1, region="Cebu"), event("1", "review", 3, 1, region="Cork")]
    review = reviewed(pd.DataFrame(rows))
    assert review.handoffs["median_hours"].tolist() == [2.0]
    assert review.chart_headlines["handoffs"] == (
        "No two regions hand over 20 pieces of work or more whose wait is known"
    )


def test_a_log_too_short_to_simulate_says_why() -> None:
    review = reviewed(pd.DataFrame([event("1", "label", 0, None), event("2", "label", 0, None),
                                    event("3", "review", 1, 1, actor_id="a")]).drop(index=2)
                      .assign(ended_at=pd.Series(pd.NaT, dtype="datetime64[ns, UTC]")), replications=5)  # fmt: skip
    assert review.fixes is None
    assert review.no_fixes.startswith("No simulation")
