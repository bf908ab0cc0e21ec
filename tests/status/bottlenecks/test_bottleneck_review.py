"""A bottleneck review: its figures are the library's, its sentences say them, and its parts add up."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from smo_metrics.demo import ROSTER
from smo_metrics.errors import SettingsError
from smo_metrics.event_table import check_events
from smo_metrics.flow import WorkCalendar, event_log, find_bottlenecks, stage_times, team_hours, waiting_causes, wip_age
from smo_metrics.settings import Project, load_project
from smo_metrics.status.bottlenecks.bottleneck_review import bottleneck_review
from smo_metrics.tables import check_roster
from tests.status.bottlenecks.conftest import REPLICATIONS, SEED


def kpi(review, key, region="all"):
    (found,) = [kpi for kpi in review.kpis if (kpi.key, kpi.region) == (key, region)]
    return found


def test_stages_show_the_library_s_times_of_the_project_and_of_each_region(review, events) -> None:
    log = event_log(events)
    hours = team_hours(log, timezone="Asia/Singapore")
    whole = review.stages[review.stages["region"] == "all"]
    times = stage_times(hours.log, calendars=hours.calendars).stages
    assert list(whole["stage"]) == list(times["stage"]) == ["label", "review", "adjudicate"]
    assert_allclose(whole["waiting_p90_hours"], times["waiting_p90_hours"])
    assert_allclose(whole["handling_mean_work_hours"], times["touch_mean_work_hours"])
    regional = review.stages.set_index(["region", "stage"])
    by_region = stage_times(log, by=["region"]).stages.set_index(["region", "stage"])
    for place in (("Dublin", "review"), ("Singapore", "label")):
        assert regional.loc[place, "waiting_mean_hours"] == pytest.approx(by_region.loc[place, "waiting_mean_hours"])
    assert regional.loc[("no region", "adjudicate"), "waiting_now"] == 4


def test_causes_are_the_library_s_and_those_of_regions_add_up_to_them(review, events) -> None:
    hours = team_hours(event_log(events), timezone="Asia/Singapore")
    found = waiting_causes(hours.log, calendars=hours.calendars).table
    whole = review.causes[review.causes["region"] == "all"]
    assert_allclose(whole["contention_hours"], found["contention_hours"])
    regional = review.causes[review.causes["region"] != "all"].groupby("stage", sort=False)["contention_hours"].sum()
    assert_allclose(regional.loc[whole["stage"]], whole["contention_hours"])
    review_stage = whole.set_index("stage").loc["review"]
    assert (review_stage["main_cause"], review_stage["that_is"]) == ("contention", "older work came first")
    assert review_stage["main_cause_share"] == pytest.approx(found["contention_share"].max())


def test_fixes_are_those_of_find_bottlenecks_with_the_same_random_numbers(review, events) -> None:
    found = find_bottlenecks(
        events, rng=np.random.default_rng(SEED), replications=REPLICATIONS, timezone="Asia/Singapore"
    ).fixes
    assert list(review.fixes["change"]) == list(found["fix"])
    assert_allclose(review.fixes["gain_hours"], found["gain_mean_hours"])
    assert_allclose(review.fixes["gain_hours"] - review.fixes["error_low_hours"], found["gain_mean_hours_low"])
    assert_allclose(review.fixes["gain_hours"] + review.fixes["error_high_hours"], found["gain_mean_hours_high"])
    assert review.fixes["fix"][0] == "one more person at review in Dublin"


def test_key_figures_are_those_of_the_tasks(review, events) -> None:
    log = event_log(events)
    whole = stage_times(log).tasks.iloc[0]
    assert kpi(review, "lead_time_p90").value == pytest.approx(whole["lead_p90_hours"])
    assert kpi(review, "open_tasks").value == whole["open_now"] == 15
    assert kpi(review, "throughput").value == pytest.approx(whole["throughput_per_day"])
    assert kpi(review, "rework").value == pytest.approx(1 - whole["first_pass_yield"])
    dublin = stage_times(log, by=["region"]).tasks.set_index("region").loc["Dublin"]
    assert kpi(review, "lead_time_p50", "Dublin").value == pytest.approx(dublin["lead_p50_hours"])
    assert kpi(review, "lead_time_p50", "Dublin").n == dublin["done"]
    stage = review.stages[review.stages["region"] == "all"].set_index("stage").loc["review"]
    assert kpi(review, "handling_time review").value == pytest.approx(60 * stage["handling_mean_work_hours"])
    assert len({(kpi.key, kpi.region) for kpi in review.kpis}) == len(review.kpis)
    assert [kpi.region for kpi in review.kpis[:8]] == ["all"] * 8


def test_first_pass_acceptance_counts_the_first_decision_on_each_task(review, events) -> None:
    decided = events[events["outcome"].isin(["accepted", "sent back"])].sort_values("ended_at")
    first = decided.drop_duplicates("task_id")["outcome"]
    found = kpi(review, "first_pass_acceptance")
    assert found.value == pytest.approx((first == "accepted").mean())
    assert found.n == len(first)
    assert found.rag == "amber"


def test_every_check_of_the_demo_is_ok(review) -> None:
    assert review.checks["ok"].all()
    assert list(review.checks.columns) == ["check", "expected", "found", "ok", "explanation"]
    assert len(review.checks) == 7


def test_three_sentences_say_where_work_waits_what_would_fix_it_and_what_to_look_at(review) -> None:
    where, fix, look = review.headlines
    assert where.startswith("Work waits most at review: 91.9 % of 4,034 h waited by the clock")
    assert where.endswith("because older work came first (contention).")
    assert fix.startswith("One more person at review in Dublin would take")
    assert "adjudicate depends on cian.doyle@example.com alone" in look
    assert "2 of 15 open tasks are older" in look
    assert set(review.chart_headlines) == {"causes", "fixes", "flow", "ageing", "lead", "finished", "handoffs"}
    assert "from Dublin to Singapore: half of 114 handoffs more than 13.9 h" in review.chart_headlines["handoffs"]


def test_ageing_shows_every_open_task_beside_what_is_usual_at_its_stage(review, events) -> None:
    hours = team_hours(event_log(events), timezone="Asia/Singapore")
    ages = wip_age(hours.log, calendars=hours.calendars).tasks
    assert list(review.ageing["task_id"]) == list(ages["task_id"])
    assert_allclose(review.ageing["age_work_hours"], ages["age_work_hours"])
    drawn = review.ageing["usual_age_hours"].fillna(review.ageing["older_age_hours"])
    assert_allclose(drawn, ages["age_work_hours"])
    assert list(review.ageing["older_age_hours"].notna()) == list(ages["past_p85"].eq(True))
    assert list(review.ageing["usual_age_hours"].isna()) == list(ages["past_p85"].eq(True))
    assert (abs(review.ageing["stage_position"] - review.ageing["stage_position"].round()) <= 0.35).all()
    arrived = review.ageing.set_index("task_id").loc["T0488", "arrived_local"]
    assert arrived == pd.Timestamp("2026-05-21 20:35:56")


def test_the_review_goes_into_json_with_what_is_unknown_as_null(review) -> None:
    told = json.loads(json.dumps(review.to_dict()))
    assert told["as_of"].startswith("2026-05-22T17:21")
    assert told["fixes"][0]["rank"] == 1
    assert told["stages"][3]["bottleneck_share"] is None
    assert told["no_fixes"] is None


def test_without_a_simulation_there_are_no_fixes_and_the_reason_is_said(events, project) -> None:
    steps: list[str] = []
    given = events.copy()
    review = bottleneck_review(
        events, project, rng=np.random.default_rng(1), replications=0, progress=steps.append,
        roster=check_roster(pd.read_csv(ROSTER)),
    )  # fmt: skip
    assert review.fixes is None
    assert review.headlines[1] == review.no_fixes == (
        "What a fix would gain is not available: no simulation was asked for."
    )
    assert steps == ["reading the events", "finding when people are at work", "following the work day by day"]
    assert "People missing from the roster" in set(review.checks["check"])
    pd.testing.assert_frame_equal(events, given)


def test_calendars_by_region_give_the_hours_that_regions_share(events, project) -> None:
    calendars = {
        "Singapore": WorkCalendar("Asia/Singapore", {"mon-fri": ["09:00-18:00"]}),
        "Dublin": WorkCalendar("Europe/Dublin", {"mon-fri": ["08:00-16:00"]}),
    }
    review = bottleneck_review(
        events, project, calendars=calendars, rng=np.random.default_rng(1), replications=0
    )
    assert review.overlap[["region_a", "region_b", "week_hours"]].values.tolist() == [["Dublin", "Singapore", 15.0]]
    pairs = review.handoffs.set_index(["from_region", "to_region"])
    assert pairs.loc[("Dublin", "Singapore"), "shared_week_hours"] == 15
    one = bottleneck_review(
        events, project, calendars=calendars["Dublin"], rng=np.random.default_rng(1), replications=0
    )
    assert one.overlap.empty
    assert "Work hours that regions share are not available: one calendar is given for all regions." in one.notes
    del calendars["Dublin"]
    with pytest.raises(SettingsError, match="Dublin"):
        bottleneck_review(events, project, calendars=calendars, rng=np.random.default_rng(1), replications=0)


def test_the_project_s_moment_is_read_in_its_zone_and_the_given_one_goes_before(events) -> None:
    project = load_project({"timezone": "Asia/Singapore", "as_of": "2026-05-25 09:00"})[0]
    review = bottleneck_review(events, project, rng=np.random.default_rng(1), replications=0)
    assert review.as_of.isoformat() == "2026-05-25T09:00:00+08:00"
    elsewhere = load_project({"timezone": "Asia/Singapore", "as_of": "2026-05-25T09:00+01:00"})[0]
    review = bottleneck_review(events, elsewhere, rng=np.random.default_rng(1), replications=0)
    assert review.as_of.isoformat() == "2026-05-25T16:00:00+08:00"
    later = pd.Timestamp("2026-05-26T00:00Z").to_pydatetime()
    review = bottleneck_review(events, project, rng=np.random.default_rng(1), replications=0, as_of=later)
    assert review.as_of == later
    assert math.isnan(review.flow["arrivals"].iloc[-1])
    assert review.flow["open_tasks"].iloc[-1] == 15


def test_a_log_at_hand_gives_the_same_review(events) -> None:
    checked = check_events(events)
    given, built = (
        bottleneck_review(checked, Project(), log=log, rng=np.random.default_rng(SEED), replications=0)
        for log in (event_log(checked), None)
    )
    assert given.events is checked
    assert given.to_dict() == built.to_dict()
