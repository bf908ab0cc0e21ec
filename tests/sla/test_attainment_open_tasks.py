"""Attainment where open tasks do not take after those before them: weekends, strange targets, growing backlogs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.sla.clock.policy import SlaPolicy
from smo_metrics.sla.outcomes._attainment_words import attainment_sentences
from smo_metrics.sla.outcomes.attainment import Attainment, sla_attainment

MONDAY = pd.Timestamp("2026-03-02", tz="UTC")
OFFICE = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})


def known(start: pd.DatetimeIndex, end: pd.Series, as_of: pd.Timestamp, **also: object) -> pd.DataFrame:
    """Give the events of one task each, as an export of that moment has them."""
    frame = pd.DataFrame({"task_id": np.arange(len(start)), "stage": "label", "started_at": start, **also})
    return frame.assign(ended_at=end.where(end <= as_of))[start <= as_of]


def office_weeks(seed: int, as_of: pd.Timestamp, zone: str = "UTC") -> tuple[Attainment, float]:
    """Four weeks of tasks of 4 work hours on average, against a day of the wall clock; and their share in the end."""
    rng = np.random.default_rng(seed)
    start = OFFICE.add_work_hours(pd.DatetimeIndex([MONDAY + pd.Timedelta(hours=9)] * 800), rng.uniform(0, 160, 800))
    end = pd.Series(OFFICE.add_work_hours(start, rng.exponential(4, 800)))
    in_time = (end - start <= pd.Timedelta(hours=24))[start <= as_of].mean()
    policy = SlaPolicy(24, "wall", goal=0.9)
    return sla_attainment(known(start, end, as_of), policy, as_of=as_of.to_pydatetime(), timezone=zone), in_time


def test_on_friday_the_week_has_bounds_only_on_the_wall_clock_and_all_weeks_are_not_flattered() -> None:
    found = [office_weeks(seed, MONDAY + pd.Timedelta(days=25, hours=17)) for seed in range(8)]
    last = [result.periods.iloc[-1] for result, _ in found]
    assert {week["status"] for week in last} == {"too_young"}
    assert all(week["at_least"] < week["at_most"] for week in last)
    # Followed by all days' tasks the week is 7 points too high, and all weeks 1.5; what is left comes from nights.
    assert np.mean([result.attained.value - in_time for result, in_time in found]) == pytest.approx(0, abs=0.01)
    said = "Few tasks end on Saturday and Sunday: on the wall clock an open task is taken to go on like those with as"
    assert all(any(warning.startswith(said) for warning in result.warnings) for result, _ in found)


def test_on_wednesday_no_weekend_lies_ahead_and_the_week_has_its_share() -> None:
    result, in_time = office_weeks(1, MONDAY + pd.Timedelta(days=23, hours=12))
    assert result.periods["attained"].notna().all()
    assert result.attained.value == pytest.approx(in_time, abs=0.01)


def test_weekdays_are_those_of_the_zone() -> None:
    result, _ = office_weeks(1, MONDAY + pd.Timedelta(days=25, hours=17), zone="Pacific/Auckland")  # 13 hours on
    assert any(said.startswith("Few tasks end on Sunday") for said in result.warnings)


def test_a_team_of_all_days_needs_no_such_care() -> None:
    rng = np.random.default_rng(5)
    start = pd.DatetimeIndex(MONDAY + pd.to_timedelta(rng.uniform(0, 28 * 24, 1500), unit="h"))
    end, as_of = pd.Series(start + pd.to_timedelta(rng.exponential(8, 1500), unit="h")), MONDAY + pd.Timedelta(days=26)
    result = sla_attainment(known(start, end, as_of), SlaPolicy(24, "wall"), as_of=as_of.to_pydatetime())
    assert result.periods["attained"].notna().all()
    assert not any("Few tasks end" in said or "in the weeks before" in said for said in result.warnings)


def test_tasks_with_a_long_target_do_not_take_after_those_with_a_short_one() -> None:
    rng = np.random.default_rng(2)
    urgent = rng.random(400) < 0.5
    target, in_time = np.where(urgent, 4.0, 720.0), np.where(urgent, 0.6, 0.99)
    start = pd.DatetimeIndex(MONDAY + pd.to_timedelta(rng.uniform(0, 240, 400), unit="h"))
    end = pd.Series(start + pd.to_timedelta(target * np.exp(rng.normal(size=400) - ndtri(in_time)), unit="h"))
    as_of = MONDAY + pd.Timedelta(days=10)
    frame = known(start, end, as_of, priority=np.where(urgent, "high", "low"))
    policy = SlaPolicy(720, "wall", targets={"priority": {"high": 4, "vip": 400}})
    result = sla_attainment(frame, policy, as_of=as_of.to_pydatetime(), by="priority")
    assert result.total["status"][0] == "too_young"
    assert result.groups.set_index("group")["status"].to_dict() == {"high": "ok", "low": "too_young"}
    short = frame[frame["priority"] == "high"]
    usual = sla_attainment(short, policy, as_of=as_of.to_pydatetime()).attained.value
    young = short.iloc[:1].assign(task_id=-1, priority="vip", started_at=as_of - pd.Timedelta(hours=2), ended_at=pd.NaT)
    young["ended_at"] = pd.to_datetime(young["ended_at"], utc=True)
    one_more = sla_attainment(pd.concat([short, young]), policy, as_of=as_of.to_pydatetime()).attained.value
    assert one_more == pytest.approx(usual * len(short) / (len(short) + 1))


@pytest.mark.parametrize(("slow_from", "grows"), [(28, False), (25, True)])
def test_a_backlog_that_grows_is_said(slow_from: int, grows: bool) -> None:
    start = pd.date_range(MONDAY, periods=28 * 24, freq="h")
    took = np.where(start < MONDAY + pd.Timedelta(days=slow_from), 5, 60)
    as_of = MONDAY + pd.Timedelta(days=28)
    frame = known(start, pd.Series(start + pd.to_timedelta(took, unit="h")), as_of)
    result = sla_attainment(frame, SlaPolicy(48, "wall"), as_of=as_of.to_pydatetime())
    said = "tasks are open, against 5 at this hour in the weeks before"
    assert any(said in warning for warning in result.warnings) is grows


def test_a_project_that_fills_up_has_no_growing_backlog() -> None:
    start = pd.date_range(MONDAY, periods=8 * 24, freq="h")
    as_of = MONDAY + pd.Timedelta(days=8)
    frame = known(start, pd.Series(start + pd.Timedelta(hours=60)), as_of)
    result = sla_attainment(frame, SlaPolicy(80, "wall"), as_of=as_of.to_pydatetime())
    assert result.total["undecided"][0] > 0
    assert not any("in the weeks before" in said for said in result.warnings)


def test_a_share_just_below_all_or_the_goal_is_not_rounded_to_it() -> None:
    start = pd.date_range(MONDAY, periods=4000, freq="6min")
    end = pd.Series(start + pd.Timedelta(hours=1))
    end[[5, 50]] += pd.Timedelta(hours=9)
    frame = known(start, end, end.max())
    share, goal = sla_attainment(frame, SlaPolicy(4, "wall", goal=0.9996)).sentences
    assert share.startswith("99.95% of 4,000 tasks were done in time: a plain count, as none is undecided. The interv")
    assert goal.startswith("The goal is 99.96%: by these tasks it is missed")
    line = sla_attainment(frame, SlaPolicy(4, "wall")).total.iloc[0].to_dict()
    assert attainment_sentences({**line, "attained": 0.94996}, 0.95)[0].startswith("94.996% of")
    unsure = {**line, "low": 0.94999, "high": 1 - 1e-9}
    assert "The interval, 94.999% to 100.0%, is" in attainment_sentences(unsure, 0.95)[0]


@pytest.mark.parametrize(("open_hours", "says"), [(30, "leaves out 1 open task already late."), (2, "takes of recent")])
def test_why_closed_tasks_flatter_is_said_of_what_is_there(open_hours: float, says: str) -> None:
    start = pd.date_range(MONDAY, periods=48, freq="h")
    as_of = start[-1] + pd.Timedelta(hours=2)
    end = pd.Series(start + pd.Timedelta(hours=1))
    end[start == as_of - pd.Timedelta(hours=open_hours)] += pd.Timedelta(days=99)
    closed = sla_attainment(known(start, end, as_of), SlaPolicy(8, "wall"), as_of=as_of.to_pydatetime()).sentences[2]
    assert closed.startswith(f"Of closed tasks alone 100.0% were in time. That figure {says}")
    assert (" and " in closed, "0 open" in closed) == (False, False)


@pytest.mark.parametrize(("groups", "compared"), [(50, True), (51, False)])
def test_many_groups_stand_by_themselves(groups: int, compared: bool) -> None:
    rng = np.random.default_rng(groups)
    start = pd.DatetimeIndex(MONDAY + pd.to_timedelta(rng.uniform(0, 14 * 24, 1500), unit="h"))
    end, as_of = pd.Series(start + pd.to_timedelta(rng.exponential(8, 1500), unit="h")), MONDAY + pd.Timedelta(days=15)
    frame = known(start, end, as_of, queue=[f"q{one}" for one in np.arange(1500) % groups])
    policy = SlaPolicy(12, "wall")
    found = sla_attainment(frame, policy, as_of=as_of.to_pydatetime(), by="queue")
    assert len(found.groups) == groups
    assert found.groups["others"].notna().all() == found.groups["gap"].notna().all() == compared
    assert any("More than 50 groups: none is compared" in said for said in found.warnings) is not compared
    for place in (0, groups - 1):
        line = found.groups.iloc[place]
        own = frame[frame["queue"] == line["group"]]
        assert line["attained"] == pytest.approx((own["ended_at"] - own["started_at"] <= pd.Timedelta(hours=12)).mean())
        if compared:
            rest = frame[frame["queue"] != line["group"]]
            share = (rest["ended_at"] - rest["started_at"] <= pd.Timedelta(hours=12)).mean()
            assert line["others"] == pytest.approx(share)


def test_a_task_between_stages_looks_finished_without_a_stop_stage_and_that_is_said() -> None:
    start = pd.to_datetime(["2026-03-02T09:00Z", "2026-03-02T11:00Z", "2026-03-02T09:00Z"])
    frame = pd.DataFrame({"task_id": [1, 1, 2], "stage": ["label", "review", "label"], "started_at": start})
    frame["ended_at"] = frame["started_at"] + pd.Timedelta(hours=1)
    single = sla_attainment(frame[frame["stage"] == "label"], SlaPolicy(8, clock="wall"))
    assert not any("Give the policy a stop_stage" in warning for warning in single.warnings)
    loose = sla_attainment(frame, SlaPolicy(8, clock="wall"))
    assert any("Give the policy a stop_stage" in warning for warning in loose.warnings)
    assert loose.total["open"][0] == 0
    firm = sla_attainment(frame, SlaPolicy(8, clock="wall", stop_stage="review"))
    assert not any("Give the policy a stop_stage" in warning for warning in firm.warnings)
    assert firm.total["open"][0] == 1
