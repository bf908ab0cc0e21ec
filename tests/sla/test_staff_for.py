"""People by shift: the least plan that meets the goal, on draws as wild as the data; no number where none is known."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import SmoError
from smo_metrics.flow import WorkCalendar
from smo_metrics.sla.capacity import _staffing
from smo_metrics.sla.capacity._handling import read_handling
from smo_metrics.sla.capacity._least_plan import assured
from smo_metrics.sla.capacity._planned_weeks import planned_weeks
from smo_metrics.sla.capacity._simulated_weeks import simulated_weeks
from smo_metrics.sla.capacity._steady_weeks import steady_weeks, unsteady
from smo_metrics.sla.capacity._week_pattern import given_pattern
from smo_metrics.sla.capacity.staff_for import staff_for
from smo_metrics.sla.clock.policy import SlaPolicy

LISBON = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})
TEAMS = {
    "Manila": WorkCalendar("Asia/Manila", {"mon-fri": ["09:00-18:00"]}),
    "Bogota": WorkCalendar("America/Bogota", {"mon-sat": ["08:00-17:00"]}),
}
ALWAYS = WorkCalendar("UTC", {"daily": ["00:00-24:00"]})
SELDOM = WorkCalendar("UTC", {}, special={"2020-01-01": ["09:00-10:00"]})
WALL = SlaPolicy(target_hours=24, clock="wall", goal=0.9)
HALF_DAY = np.repeat(2.0, 168)


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def hourly(weeks: int, rate: np.ndarray, zone: str = "UTC", seed: int = 4) -> pd.Series:
    index = pd.date_range("2026-02-02", periods=168 * weeks, freq="h", tz=zone)
    return pd.Series(rng(seed).poisson(np.tile(rate, weeks)), index=index)


def test_no_plan_with_fewer_people_meets_the_goal(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {}
    search = _staffing._searched

    def noted(question, weeks, tried, load, shares, tell):
        asked.update(weeks=weeks, load=load)
        return search(question, weeks, tried, load, shares, tell)

    monkeypatch.setattr(_staffing, "_searched", noted)
    plan = staff_for(WALL, HALF_DAY, 1.0, shifts=TEAMS, rng=rng(), replications=12)
    size = sum(plan.people.values())
    weeks, load = asked["weeks"], asked["load"]
    smaller = [(one, size - 1 - one) for one in range(size)]
    kept_up = [each for each in smaller if not load.lacking(each, 1.0)]
    assert len(kept_up) > 3
    assert all(assured(weeks.weekly(each), 0.8) < WALL.goal for each in kept_up)
    assert assured(weeks.weekly(tuple(plan.people.values())), 0.8) >= WALL.goal


def test_a_plan_says_what_it_meets_and_what_one_person_fewer_costs() -> None:
    plan = staff_for(
        WALL, HALF_DAY, 1.0, shifts=TEAMS, rng=rng(), people={"Manila": 30, "Bogota": 30}, shrinkage=0.5,
        replications=20,
    )  # fmt: skip
    assert (plan.status, plan.method, plan.weeks_tried) == ("ok", "simulation", 80)
    outcomes = plan.outcomes.set_index("plan")
    assert outcomes.index.tolist() == [
        "as planned", "one fewer in Manila", "one fewer in Bogota", "present people",
    ]  # fmt: skip
    planned = outcomes.loc["as planned"]
    assert planned["weeks_met"] >= 0.8
    assert planned["attainment_assured"] >= WALL.goal
    assert 0 < planned["weeks_met_se"] < 0.1
    fewer = outcomes.loc[["one fewer in Manila", "one fewer in Bogota"]]
    assert (fewer["weeks_met"] < 0.8).all()
    assert (fewer["attainment_mean"] < planned["attainment_mean"]).all()
    assert outcomes.loc["present people", "attainment_mean"] > planned["attainment_mean"]
    assert plan.shifts["roster"].tolist() == [2 * n for n in plan.shifts["people"]]
    work = (plan.shifts["people"] * plan.shifts["open_hours"] * plan.shifts["utilisation"]).sum()
    assert work == pytest.approx(HALF_DAY.sum() * 1.0, rel=0.03)
    assert plan.shifts["arrivals_share"].sum() == pytest.approx(1)
    told = plan.to_dict()
    assert told["shifts"][0]["people"] == plan.people["Manila"]
    assert told["sentences"][0].startswith(f"It takes {sum(plan.people.values())} at work: {plan.people['Manila']} in")
    assert len(told["sentences"]) == 4


def test_the_same_seed_gives_the_same_plan_and_no_input_is_changed() -> None:
    arrivals = hourly(5, HALF_DAY)
    before = arrivals.copy()
    said: list[str] = []
    one, two = (
        staff_for(WALL, arrivals, 0.7, shifts=TEAMS, rng=rng(3), replications=10, progress=said.append)
        for _ in range(2)
    )
    assert one.to_dict() == two.to_dict()
    pd.testing.assert_series_equal(arrivals, before)
    assert any("people" in words for words in said)


def test_a_tighter_target_or_a_surer_plan_takes_no_fewer_people() -> None:
    def size(policy: SlaPolicy, probability: float = 0.8, **options: float) -> int:
        plan = staff_for(
            policy, HALF_DAY, 1.0, shifts={"Lisbon": LISBON}, rng=rng(), probability=probability, replications=10,
            **options,
        )  # fmt: skip
        return plan.people["Lisbon"]

    loose, tight = (size(SlaPolicy(hours, "work", 0.9)) for hours in (8, 3))
    assert loose < tight
    assert size(SlaPolicy(8, "work", 0.9), 0.98) >= loose
    roomy = size(SlaPolicy(8, "work", 0.9), max_occupancy=0.5)
    assert roomy >= HALF_DAY.sum() / 40 / 0.5 > loose


def test_erlang_c_is_used_round_the_clock_and_agrees_with_the_simulation() -> None:
    policy = SlaPolicy(target_hours=0.5, clock="wall", goal=0.9)
    rate = np.repeat(60.0, 168)
    plan = staff_for(policy, rate, 0.2, shifts={"all": ALWAYS}, rng=rng())
    assert plan.method == "erlang_c"
    assert any("taken for steady" in words for words in plan.warnings)
    assert plan.outcomes[["weeks_met", "weeks_met_se", "attainment_assured"]].isna().all(axis=None)
    assert plan.outcomes["attainment_mean"].iloc[0] >= 0.9 > plan.outcomes["attainment_mean"].iloc[1]
    assert "in how many weeks 90% are, the formula does not tell" in plan.sentences[0]
    assert plan.sentences[1].startswith("With one fewer in all ")
    assert not any("nan" in words for words in plan.sentences)
    period = planned_weeks({"all": ALWAYS}, date(2026, 3, 2), 4, clock="wall", target_hours=0.5)
    pattern, handling = given_pattern(rate), read_handling(0.2, 1.0)
    assert unsteady(period, pattern, handling) == ()
    steady = steady_weeks(period, pattern, handling)
    assert steady.factors.std() == pytest.approx(math.sqrt(pattern.unrest), rel=0.02)
    drawn = simulated_weeks(period, pattern, handling, 1, rng())
    for people in (plan.people["all"], plan.people["all"] + 2):
        assert float(np.mean(drawn.weekly([people]))) == pytest.approx(
            float(np.mean(steady.weekly([people]))), abs=0.012
        )
    assert drawn.utilisation([14])[0] == pytest.approx(float(steady.utilisation([14])[0]), rel=0.02)


def test_nothing_to_do_takes_nobody() -> None:
    plan = staff_for(WALL, np.zeros(168), 1.0, shifts=TEAMS, rng=rng())
    assert (plan.status, plan.people) == ("no_arrivals", {"Manila": 0, "Bogota": 0})
    assert plan.sentences == ("Nobody is needed: no task arrives.",)
    assert plan.outcomes.empty
    assert staff_for(WALL, hourly(2, HALF_DAY * 0), 1.0, shifts=TEAMS, rng=rng()).status == "no_arrivals"
    pd.testing.assert_frame_equal(plan.to_frame(), plan.shifts)
    assert plan.to_dict()["shifts"][0]["utilisation"] is None
    idle = staff_for(WALL, np.zeros(168), 1.0, shifts=TEAMS, rng=rng(), people={"Manila": 2, "Bogota": 0})
    assert idle.outcomes[["attainment_mean", "weeks_met"]].isna().all(axis=None)
    assert idle.outcomes["busy"].tolist() == [0]


def test_what_no_number_of_people_reaches_is_said_without_a_number() -> None:
    night = staff_for(
        SlaPolicy(2, "wall", 0.9), HALF_DAY, 0.2, shifts={"Lisbon": LISBON}, rng=rng(), people={"Lisbon": 20}
    )
    long = staff_for(SlaPolicy(1, "work", 0.9), HALF_DAY, 2.0, shifts=TEAMS, rng=rng())
    quick = staff_for(SlaPolicy(0.1, "wall", 0.9), np.repeat(60.0, 168), 0.2, shifts={"all": ALWAYS}, rng=rng())
    assert quick.method == "erlang_c"
    for plan in (night, long, quick):
        assert (plan.status, plan.people) == ("unreachable", None)
        assert plan.shifts["people"].isna().all()
        assert "out of reach" in plan.sentences[0]
        assert "With any number of people" in plan.warnings[-1]
    assert night.outcomes["plan"].tolist() == ["present people"]
    # A week has 168 hours; within 2 hours of an opening hour arrive 10 of 24 on each of 5 days.
    assert night.outcomes["attainment_mean"].iloc[0] == pytest.approx(50 / 168, abs=0.03)


def test_a_shift_in_which_nothing_arrives_is_staffed_where_it_must_end_the_work() -> None:
    shifts = {"early": WorkCalendar("UTC", {"daily": ["09:00-12:00"]}),
              "late": WorkCalendar("UTC", {"daily": ["12:00-18:00"]})}  # fmt: skip
    mornings = np.tile(np.repeat([0.0, 4.0, 0.0], [9, 3, 12]), 7)
    plan = staff_for(
        SlaPolicy(9, "wall", 0.9), mornings, 4.0, shifts=shifts, rng=rng(), variation=0.1, replications=10
    )
    assert plan.shifts["arrivals_share"].tolist() == [1, 0]
    assert plan.people["late"] > 0


def test_people_who_cannot_keep_up_get_no_attainment() -> None:
    plan = staff_for(WALL, HALF_DAY, 1.0, shifts=TEAMS, rng=rng(), people={"Manila": 1, "Bogota": 1}, replications=10)
    present = plan.outcomes.iloc[-1]
    assert not present["keeps_up"]
    assert math.isnan(present["attainment_mean"])
    assert "the backlog grows without end" in plan.sentences[-1]


def test_holidays_of_the_planned_weeks_count_and_those_of_an_undated_week_do_not() -> None:
    shut = {"Lisbon": WorkCalendar("UTC", {"daily": ["09:00-18:00"]}, holidays=["2026-03-04", "2024-01-09"])}
    policy = SlaPolicy(20, "wall", 0.9)
    dated = staff_for(
        policy, HALF_DAY, 0.3, shifts=shut, rng=rng(), first_day=date(2026, 3, 2), weeks=1, replications=10
    )
    undated = staff_for(policy, HALF_DAY, 0.3, shifts=shut, rng=rng(), weeks=1, replications=10)
    assert (dated.status, undated.status) == ("unreachable", "ok")
    assert dated.shifts["open_hours"].tolist() == [54]
    assert undated.shifts["open_hours"].tolist() == [63]
    assert any("no date" in words for words in undated.warnings)


def test_hourly_counts_take_about_as_many_people_as_their_mean_week_and_wild_days_take_more() -> None:
    calm = hourly(40, HALF_DAY / 2)
    wild = pd.Series(rng(5).poisson(np.repeat(rng(6).gamma(2, 0.5, 280), 24)), index=calm.index)
    counted, known, more = (
        sum(staff_for(WALL, arrivals, 1.0, shifts=TEAMS, rng=rng(), replications=10).people.values())
        for arrivals in (calm, HALF_DAY / 2, wild)
    )
    assert abs(counted - known) <= 1
    assert more > counted


def test_events_give_arrivals_and_work() -> None:
    arrived = pd.date_range("2026-03-02T00:10Z", periods=21 * 24, freq="h")
    started = arrived + pd.Timedelta(minutes=5)
    events = pd.DataFrame({"task_id": range(len(arrived)), "stage": "label", "enabled_at": arrived,
        "started_at": started, "ended_at": started + pd.Timedelta(minutes=30)})  # fmt: skip
    plan = staff_for(SlaPolicy(4, "wall", 0.9), events, shifts={"all": ALWAYS}, rng=rng(), replications=10)
    assert any("those of 504 tasks" in words for words in plan.warnings)
    assert any("Work a task is 0.5 hours" in words for words in plan.warnings)
    present = plan.people["all"]
    assert plan.shifts["utilisation"].iloc[0] == pytest.approx(0.5 / present, rel=0.1)
    by_region = events.assign(region="day", started_at=events["started_at"], stage="label")
    by_region.loc[len(events) - 1, "ended_at"] = pd.NaT
    nearly = WorkCalendar("UTC", {"daily": ["01:00-24:00"]})
    day = staff_for(SlaPolicy(40, "wall", 0.5), by_region, shifts={"day": nearly}, rng=rng(), replications=10)
    assert any("21 finished tasks without any work" in words for words in day.warnings)
    assert any("1 unfinished task of the log" in words for words in day.warnings)
    assert any("the shift of its region is at work" in words for words in day.warnings)
    bare = pd.concat([events.drop(columns="enabled_at"), events.drop(columns="enabled_at").assign(stage="review")])
    two = staff_for(SlaPolicy(4, "wall", 0.9), bare, shifts={"all": ALWAYS}, rng=rng(), replications=10)
    assert any("has no enabled_at" in words for words in two.warnings)
    assert any("all 2 stages is taken as one piece" in words for words in two.warnings)
    half = WorkCalendar("UTC", {"daily": ["00:00-12:00"]})
    with pytest.raises(SmoError, match="252 of 504 finished tasks have no work"):
        staff_for(WALL, events, shifts={"x": half}, rng=rng())
    with pytest.raises(SmoError, match="504 of 504 finished tasks have no work"):
        staff_for(WALL, events, shifts={"x": SELDOM}, rng=rng(), first_day=date(2026, 3, 2))
    with pytest.raises(SmoError, match="one time an event"):
        staff_for(WALL, events.drop(columns=["started_at", "enabled_at"]).rename(columns={"ended_at": "started_at"}),
                  shifts=TEAMS, rng=rng())  # fmt: skip


def test_daily_volumes_need_to_be_told_where_in_the_day_tasks_arrive() -> None:
    days = pd.date_range("2026-03-02", periods=42)
    volumes = pd.DataFrame({"date": days, "arrived": rng(2).poisson(40, 42), "completed": 40})
    with pytest.raises(SmoError, match="daily volumes do not say when in the day"):
        staff_for(WALL, volumes, 0.5, shifts=TEAMS, rng=rng())
    found = {
        spread: staff_for(
            SlaPolicy(2, "wall", 0.6), volumes, 0.5, shifts={"Lisbon": LISBON}, rng=rng(), spread=spread,
            replications=10, first_day=date(2026, 5, 4),
        )
        for spread in ("open", "clock")
    }  # fmt: skip
    assert found["clock"].status == "unreachable"
    assert found["open"].status == "ok"
    assert any("a guess that the data do not support" in words for words in found["open"].warnings)
    halves = pd.concat([volumes.drop(index=[8, 9]).assign(queue=name) for name in "ab"], ignore_index=True)
    halves["arrived"] = halves["arrived"].astype(float)
    halves.loc[20, "arrived"] = np.nan
    said = staff_for(WALL, halves, 0.5, shifts=TEAMS, rng=rng(), spread="clock", replications=10).warnings
    assert any(words.startswith("3 days between the first and the last") for words in said)


def test_the_tightest_target_is_planned_for_and_unused_parts_of_the_policy_are_named() -> None:
    policy = SlaPolicy(16, "wall", 0.9, stop_stage="review", targets={"priority": {"high": 0.5}})
    plan = staff_for(policy, HALF_DAY, 1.0, shifts=TEAMS, rng=rng())
    assert plan.status == "unreachable"
    assert "tightest of the targets, 0.5 hours" in plan.warnings[-5] + plan.warnings[0]
    assert any(words.startswith("Stages of the policy are not heeded") for words in plan.warnings)


def test_a_plan_with_hardly_any_room_says_so() -> None:
    plan = staff_for(
        SlaPolicy(150, "wall", 0.5), HALF_DAY, 0.11, shifts={"Lisbon": LISBON}, rng=rng(), replications=10
    )
    assert plan.people == {"Lisbon": 1}
    assert any(words.startswith("Work takes 92% of people's hours") for words in plan.warnings)
