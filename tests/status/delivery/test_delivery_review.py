"""The delivery review: the library's figures, parts that are missing with their reason, sentences that follow both."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import SettingsError
from smo_metrics.event_table import check_events
from smo_metrics.flow import event_log
from smo_metrics.settings import Delivery, Project, Sla
from smo_metrics.sla import SlaPolicy, breach_risk, sla_attainment, when_done
from smo_metrics.sla.throughput.daily_volumes import daily_volumes
from smo_metrics.status.delivery.delivery_review import DeliveryReview, delivery_review
from tests.status.delivery.conftest import AS_OF, CALENDARS, SCENARIOS, events, project, review

POLICY = SlaPolicy(8, "wall", goal=0.9)
TIMELINE = ["sla_attainment", "tasks_at_risk", "open_tasks", "age_p50", "age_p90", "finish_p80", "due_probability"]


def kpi(found: DeliveryReview, key: str, region: str = "all"):
    (one,) = (kpi for kpi in found.kpis if (kpi.key, kpi.region) == (key, region))
    return one


def test_attainment_is_that_of_the_library_in_total_by_week_and_by_region(whole) -> None:
    same = sla_attainment(events(), POLICY, as_of=AS_OF, by="region", timezone="Europe/Dublin")
    figure = kpi(whole, "sla_attainment")
    assert (figure.value, figure.low, figure.high) == (same.attained.value, same.attained.low, same.attained.high)
    np.testing.assert_array_equal(whole.weeks["attained_share"], same.periods["attained"])
    np.testing.assert_array_equal(whole.regions["high_share"], same.groups["high"])
    assert whole.regions["region"].tolist() == ["Cebu", "Dublin"]
    assert kpi(whole, "sla_attainment", "Cebu").value == same.groups["attained"].iloc[0]


def test_the_work_list_is_that_of_the_library_with_local_due_times_without_a_zone(whole) -> None:
    same = breach_risk(events(), POLICY, as_of=AS_OF).tasks
    assert whole.work_list["task_id"].tolist() == same["task_id"].tolist()
    np.testing.assert_array_equal(whole.work_list["late_probability"], same["probability"])
    late = whole.work_list.iloc[0]
    assert (late["task_id"], late["state"], late["at_risk"]) == ("open-0", "late", True)
    # It came at 08:00 UTC, 09:00 in Dublin, with eight hours to go.
    assert late["due_local"] == pd.Timestamp("2026-05-01T17:00")


def test_the_finish_is_that_of_the_library_for_what_remains(whole) -> None:
    volumes = daily_volumes(events(), timezone="Europe/Dublin", as_of=AS_OF)
    done = volumes["completed"].iloc[:-1].sum()
    draws = np.random.default_rng(1).spawn(2)[0]
    same = when_done(
        volumes, 600 - done, due=project().delivery.due_date, as_of=AS_OF.tz_convert("Europe/Dublin").date(), rng=draws
    )
    assert whole.finish["finish_date"].tolist() == same.finish["date"].tolist()
    assert kpi(whole, "due_probability").value == same.due_probability
    assert whole.scenarios["p80_date"].iloc[0] == same.finish["date"].iloc[1]


def test_the_total_comes_first_and_each_region_has_the_figures_of_its_tasks(whole) -> None:
    assert [one.key for one in whole.kpis if one.region == "all"] == TIMELINE
    assert [one.region for one in whole.kpis] == ["all"] * 7 + ["Cebu"] * 5 + ["Dublin"] * 5
    assert (kpi(whole, "open_tasks").value, kpi(whole, "open_tasks", "Dublin").value) == (3, 0)
    assert kpi(whole, "age_p50").value == pytest.approx(6.0)
    assert math.isnan(kpi(whole, "age_p50", "Dublin").value)
    assert kpi(whole, "age_p50", "Dublin").shown == "not available"


def test_every_check_holds_and_one_that_does_not_is_seen(whole) -> None:
    assert whole.checks["ok"].all()
    assert len(whole.checks) == 7
    volumes = daily_volumes(events(), timezone="Europe/Dublin", as_of=AS_OF)[["date", "completed"]].iloc[:-1]
    volumes.loc[3, "completed"] += 1
    found = review(events(), project(), volumes=volumes)
    failed = found.checks.loc[~found.checks["ok"], "check"]
    assert failed.tolist() == ["Finished in the volumes = finished in the events"]


def test_three_sentences_name_the_region_that_misses_the_goal_and_the_task_to_save_first(whole) -> None:
    kept, date, act = whole.headlines
    assert kept.startswith("▲ Watch: 8")
    assert "Below the goal by more than chance: Cebu (" in kept
    assert "the due date is met in" in date
    assert act.startswith("2 open tasks late or likely to be (1 already); to save first: open-1 at label")
    assert set(whole.chart_headlines) == {"fan", "weeks", "scenarios"}


def test_forecasts_stand_beside_how_such_forecasts_did(whole) -> None:
    assert whole.tested["delivery"].startswith("Past forecasts: the 80 % range held")
    assert whole.tested["risk"].startswith("Tried on ")


def test_volumes_alone_give_the_delivery_date_and_say_what_they_cannot_give() -> None:
    volumes = daily_volumes(events(), timezone="Europe/Dublin", as_of=AS_OF)[["date", "completed"]]
    found = review(None, project(), volumes=volumes)
    assert found.finish["finish_date"].notna().all()
    assert found.work_list is None
    assert found.weeks is None
    assert found.staffing is None
    assert set(found.missing) == {"attainment", "risk", "scenarios", "staffing"}
    assert kpi(found, "sla_attainment").shown == "not available"
    assert kpi(found, "open_tasks").rag == "none"
    assert found.headlines[0].startswith("SLA attainment is not available: No events")
    assert any(note.startswith("No attainment: No events") for note in found.notes)


def test_without_sla_hours_the_date_and_the_open_tasks_remain() -> None:
    found = review(events(), project(sla=Sla()))
    assert "sla_hours is not set" in found.missing["attainment"]
    assert kpi(found, "open_tasks").value == 3
    assert kpi(found, "age_p90").detail == "hours by the clock, 3 open tasks"
    assert found.fan is not None


def test_the_work_clock_without_calendars_says_so_and_breaks_nothing_else() -> None:
    found = review(events(), project(sla=Sla(sla_hours=8, sla_clock="work")))
    assert "needs the hours of the team" in found.missing["attainment"]
    assert found.finish is not None


def test_gaps_without_an_answer_take_the_date_away_and_name_the_setting() -> None:
    volumes = daily_volumes(events(), timezone="Europe/Dublin", as_of=AS_OF)[["date", "completed"]].drop(index=[2, 9])
    found = review(events(), project(), volumes=volumes)
    assert "the setting gaps = zero" in found.missing["delivery"]
    assert found.fan is None
    assert kpi(found, "finish_p80").shown == "not available"
    assert found.chart_headlines["fan"].startswith("Burn-up: not available. history: 2 days")
    assert found.weeks is not None


def test_without_a_scope_the_tasks_that_are_not_finished_remain() -> None:
    found = review(events(), project(delivery=Delivery(due_date="2026-05-20")))
    assert found.finish["remaining_tasks"].iloc[0] == 393 - found.fan["done_tasks"].max()
    assert any("No scope_tasks is set" in note for note in found.notes)


def test_more_done_than_the_scope_is_said_instead_of_a_negative_rest() -> None:
    found = review(events(), project(delivery=Delivery(scope_tasks=10)))
    assert "scope_tasks: 10 arrived, but" in found.missing["delivery"]


def test_days_before_the_start_do_not_count_as_done() -> None:
    later = review(events(), project(delivery=Delivery(scope_tasks=600, start_date="2026-04-06")))
    earlier = review(events(), project(delivery=Delivery(scope_tasks=600)))
    assert later.finish["remaining_tasks"].iloc[0] > earlier.finish["remaining_tasks"].iloc[0]
    assert later.checks["ok"].all()


def test_a_due_date_out_of_reach_of_the_forecast_costs_its_judgement_only() -> None:
    found = review(events(), project(delivery=Delivery(scope_tasks=600, due_date="2036-05-20")))
    assert found.finish["finish_date"].notna().all()
    assert math.isnan(kpi(found, "due_probability").value)
    assert any(note.startswith("Delivery: The due date is not judged: due: 2036-05-20") for note in found.notes)


def test_a_project_that_is_done_has_a_fan_of_the_past_alone() -> None:
    done = review(events(), project()).fan["done_tasks"].max()
    found = review(events(), project(delivery=Delivery(scope_tasks=done, due_date="2026-05-20")))
    assert found.fan["done_tasks"].notna().all()
    assert kpi(found, "due_probability").value == 1


def test_the_moment_of_the_settings_is_read_in_their_zone(whole) -> None:
    settings = project(as_of="2026-05-04T07:00:00")
    found = delivery_review(events(), settings, rng=np.random.default_rng(1))
    assert found.as_of == AS_OF
    assert found.work_list["due_local"].tolist() == whole.work_list["due_local"].tolist()


def test_the_same_seed_gives_the_same_review_and_the_tables_given_stay_as_they_were(whole) -> None:
    log = events()
    before = log.copy()
    again = review(log, project(), calendars=CALENDARS, scenarios=SCENARIOS)
    assert json.dumps(again.to_dict()) == json.dumps(whole.to_dict())
    pd.testing.assert_frame_equal(log, before)




def test_neither_events_nor_volumes_are_refused() -> None:
    with pytest.raises(SettingsError, match="neither events nor volumes"):
        review(None, Project())


def test_a_log_at_hand_gives_the_same_review_and_people_are_planned_only_when_asked(whole) -> None:
    checked = check_events(events())
    log = event_log(checked, as_of=AS_OF)
    given = {"calendars": CALENDARS, "scenarios": SCENARIOS, "as_of": AS_OF, "rng": np.random.default_rng(1)}
    found = delivery_review(checked, project(), **given, log=log, staffed=False)
    assert found.staffing is None
    assert "staffing" not in found.missing
    assert found.events is checked
    assert found.headlines == whole.headlines
    assert [sentence for sentence in whole.notes if not sentence.startswith("Staffing: ")] == list(found.notes)
    pd.testing.assert_frame_equal(found.work_list, whole.work_list)
    pd.testing.assert_frame_equal(found.scenarios, whole.scenarios)
