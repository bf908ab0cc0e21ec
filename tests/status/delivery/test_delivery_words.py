"""Marks and sentences: when they turn, what they name, and what they say where there is nothing to say."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from smo_metrics.settings import Delivery, Thresholds
from smo_metrics.status.delivery.delivery_review import DeliveryReview
from tests.status.delivery.conftest import SCENARIOS, events, project, review


def due(day: str, **given) -> DeliveryReview:
    return review(events(), project(delivery=Delivery(scope_tasks=600, due_date=day)), **given)


def mark(found: DeliveryReview, key: str, region: str = "all") -> str:
    (one,) = (kpi for kpi in found.kpis if (kpi.key, kpi.region) == (key, region))
    return one.rag


@pytest.fixture(scope="module")
def late() -> DeliveryReview:
    return due("2026-05-11", scenarios=SCENARIOS)


def test_weeks_are_named_by_their_monday(whole) -> None:
    assert whole.weeks["week"].tolist()[:2] == [date(2026, 3, 9), date(2026, 3, 16)]
    assert all(day.weekday() == 0 for day in whole.weeks["week"])


def test_tasks_at_risk_are_those_of_the_region(whole) -> None:
    assert mark(whole, "tasks_at_risk", "Cebu") == "red"
    assert mark(whole, "tasks_at_risk", "Dublin") == "green"
    assert [kpi.n for kpi in whole.kpis if kpi.key == "tasks_at_risk"] == [3, 3, 0]


def test_the_date_is_green_from_eighty_percent_on_and_red_below_half(late, whole) -> None:
    chance = {kpi.key: kpi for kpi in late.kpis if kpi.region == "all"}
    assert chance["due_probability"].value < 0.5
    assert [mark(late, "due_probability"), mark(late, "finish_p80")] == ["red", "red"]
    assert chance["finish_p80"].shown.endswith("days late")
    assert chance["finish_p80"].mark == "■ Above maximum"
    last = late.finish["finish_date"].iloc[2]
    assert mark(due(str(last)), "due_probability") == "green"
    assert mark(due(str(whole.finish["finish_date"].iloc[0])), "due_probability") in ("amber", "green")


def test_a_date_in_danger_names_the_scenarios_that_keep_it_or_the_nearest(late) -> None:
    kept = "Scenarios that keep their due date in 80 % of the futures or more: Smaller scope."
    assert late.headlines[2].endswith(kept)
    assert late.chart_headlines["scenarios"] in late.headlines[2]
    hopeless = due("2026-05-05", scenarios=SCENARIOS)
    soonest = hopeless.scenarios["p80_date"].iloc[2]
    assert hopeless.headlines[2].endswith(
        f"in 80 % of the futures; nearest: Smaller scope (0 %; 80 % sure by {soonest.day} {soonest:%b %Y})."
    )


def test_work_beyond_the_horizon_has_no_date_and_says_so() -> None:
    endless = review(
        events(), project(delivery=Delivery(scope_tasks=90_000, due_date="2026-06-30")), scenarios=SCENARIOS
    )
    assert endless.finish["finish_date"].isna().all()
    assert "not within " in endless.headlines[1]
    assert endless.headlines[2].endswith("or is done within the days looked ahead.")
    assert "of the futures are not done within" in endless.chart_headlines["fan"]
    assert mark(endless, "due_probability") == "red"
    assert endless.scenarios["p80_days"].isna().all()


def test_a_date_that_holds_needs_no_remedy() -> None:
    safe = due("2026-06-30", scenarios=SCENARIOS)
    assert "scenario" not in safe.headlines[2].lower()
    assert safe.chart_headlines["scenarios"] == "The due date holds in 80 % of the futures or more as things are."


def test_without_a_due_date_the_chart_of_scenarios_says_what_it_shows() -> None:
    found = review(events(), project(delivery=Delivery(scope_tasks=600)), scenarios=SCENARIOS)
    assert found.chart_headlines["scenarios"].startswith("Scenarios: days until half, 80 % and 95 %")
    assert found.headlines[1].startswith("The chance of the due date is not available: no due date is set; 80 % of")
    assert mark(found, "finish_p80") == "none"


def test_the_age_of_the_backlog_is_judged_by_its_limits() -> None:
    for target, most, rag in ((100, 200, "green"), (10, 100, "amber"), (1, 2, "red"), (None, None, "none")):
        limits = Thresholds(age_target_hours=target, age_maximum_hours=most)
        assert mark(review(events(), project(thresholds=limits)), "age_p90") == rag


def test_a_project_without_open_tasks_says_so() -> None:
    done = events()[lambda log: log["ended_at"].notna()]
    found = review(done, project())
    assert found.headlines[2].startswith("No task is open.")
    assert mark(found, "tasks_at_risk") == "green"
    assert found.to_save.empty


def test_no_word_of_it_says_nan_or_none(whole, late) -> None:
    days = pd.bdate_range("2026-03-02", periods=3)
    alone = review(None, project(), volumes=pd.DataFrame({"date": days, "completed": 1}))
    for found in (whole, late, alone):
        told = [*found.headlines, *found.chart_headlines.values(), *found.notes, *found.tested.values()]
        told += [text for kpi in found.kpis for text in (kpi.shown, kpi.detail, kpi.target, kpi.mark)]
        assert all(told)
        assert not [text for text in told if "nan" in text.lower().split() or "None" in text.split()[1:]]
        assert np.all([kpi.shown == "not available" for kpi in found.kpis if np.isnan(kpi.value)])
