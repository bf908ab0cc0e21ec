"""Attainment against loops over tasks, Kaplan-Meier, and a project whose later outcomes are known."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from smo_metrics.errors import SettingsError, SmoError
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.sla.clock.policy import SlaPolicy
from smo_metrics.sla.outcomes.attainment import Attainment, sla_attainment
from smo_metrics.sla.survival.kaplan_meier import kaplan_meier
from tests.flow.random_logs import event_tables

OFFICE = WorkCalendar("Asia/Singapore", {"mon-fri": ["09:00-18:00"]})
BEGIN = pd.Timestamp("2026-03-02T09:00", tz="Asia/Singapore")
TARGET = 18.0
IN_TIME = 0.834


def project(seed: int, tasks: int = 2500, weeks: int = 4) -> tuple[pd.DataFrame, pd.Timestamp, np.ndarray]:
    """Some weeks of tasks that begin evenly in office hours and take log-normal work hours, 83.4 % of them 18 or less.

    Gives the events as known on the last Friday morning, that moment, and the work hours all tasks take in the end.
    """
    rng = np.random.default_rng(seed)
    hours = TARGET * np.exp(1.2 * (rng.normal(size=tasks) - ndtri(IN_TIME)))
    start = OFFICE.add_work_hours(pd.DatetimeIndex([BEGIN] * tasks), rng.uniform(0, 45 * weeks - 9, tasks))
    end = pd.Series(OFFICE.add_work_hours(start, hours))
    as_of = BEGIN + pd.Timedelta(days=7 * weeks - 3)
    frame = pd.DataFrame({"task_id": np.arange(tasks).astype(str), "stage": "label", "started_at": start})
    frame["region"] = np.where(rng.random(tasks) < 0.3, "SG", "US")
    return frame.assign(ended_at=end.where(end <= as_of)), as_of, hours


def attainment(frame: pd.DataFrame, as_of: pd.Timestamp, **options: object) -> Attainment:
    policy = SlaPolicy(TARGET, goal=0.9)
    return sla_attainment(
        frame, policy, calendars=OFFICE, as_of=as_of.to_pydatetime(), timezone="Asia/Singapore", **options
    )


@pytest.fixture(scope="module")
def usual() -> Attainment:
    frame, as_of, _ = project(0)
    return attainment(frame, as_of, by="region")


def test_open_tasks_are_censored_and_closed_ones_alone_flatter() -> None:
    """The method fact of the project's field notes: 83.4 % truly in time, closed tasks say 89.3 %, Kaplan-Meier 83.3 %.

    Those figures come from other draws; two weeks of this project show them within a point.
    """
    lines, truths = [], []
    for seed in range(8):
        frame, as_of, hours = project(seed, weeks=2)
        lines.append(attainment(frame, as_of).total.iloc[0])
        truths.append((hours <= TARGET).mean())
    shown = {name: np.mean([line[name] for line in lines]) for name in ("attained", "closed_only", "mature_share")}
    assert shown == pytest.approx({"attained": 0.833, "closed_only": 0.893, "mature_share": 0.834}, abs=0.01)
    assert shown["attained"] == pytest.approx(np.mean(truths), abs=0.005)
    assert all(line["low"] <= IN_TIME <= line["high"] for line in lines)


def test_one_target_gives_plain_kaplan_meier_on_the_policys_clock() -> None:
    frame, as_of, _ = project(1, 400)
    end = frame["ended_at"].fillna(as_of)
    hours = OFFICE.work_hours(pd.DatetimeIndex(frame["started_at"]), pd.DatetimeIndex(end))
    curve = kaplan_meier(hours, frame["ended_at"].notna())
    line = attainment(frame, as_of).total.iloc[0]
    assert line["attained"] == pytest.approx(1 - curve.at(TARGET), abs=1e-12)
    assert line["greenwood_error"] == pytest.approx(curve.standard_error[np.searchsorted(curve.times, TARGET) - 1])


@settings(max_examples=40, deadline=None)
@given(table=event_tables(missing=False), target=st.sampled_from([0.5, 8, 60]), goal=st.sampled_from([0.5, 1]))
def test_counts_and_bounds_are_those_of_a_loop_over_tasks(table, target, goal) -> None:
    now = max(table[name].max() for name in ("enabled_at", "started_at", "ended_at") if table[name].notna().any())
    result = sla_attainment(table, SlaPolicy(target, clock="wall", goal=goal), freq="D", by="region")
    line, met, closed, overdue, mature, in_time = result.total.iloc[0], 0, 0, 0, 0, 0
    for _, rows in table.groupby("task_id"):
        arrived, is_open = rows["enabled_at"].min(), rows["ended_at"].isna().any()
        hours = ((now if is_open else rows["ended_at"].max()) - arrived) / pd.Timedelta(hours=1)
        closed += not is_open
        met += not is_open and hours <= target
        overdue += is_open and hours > target
        is_mature = (now - arrived) / pd.Timedelta(hours=1) > target
        mature += is_mature
        in_time += is_mature and not is_open and hours <= target
    tasks = table["task_id"].nunique()
    counts = ["tasks", "closed", "closed_late", "open", "overdue", "mature_tasks"]
    assert line[counts].tolist() == [tasks, closed, closed - met, tasks - closed, overdue, mature]
    undecided = tasks - closed - overdue
    assert (line["at_least"], line["at_most"]) == (met / tasks, (met + undecided) / tasks)
    assert line["closed_only"] == pytest.approx(met / closed if closed else math.nan, nan_ok=True)
    assert line["mature_share"] == pytest.approx(in_time / mature if mature else math.nan, nan_ok=True)
    if not math.isnan(line["attained"]):
        assert line["at_least"] - 1e-12 <= line["attained"] <= line["at_most"] + 1e-12
    if not undecided:
        assert line["attained"] == pytest.approx(met / tasks)
    expected = "met" if met >= goal * tasks else "missed" if met + undecided < goal * tasks else "open"
    assert line["these_tasks"] == expected
    for lines in (result.periods, result.groups):
        assert lines[["tasks", "closed", "undecided"]].sum().tolist() == [tasks, closed, undecided]


def test_a_task_exactly_on_its_target_is_in_time_and_an_open_one_undecided() -> None:
    frame = pd.DataFrame(
        {
            "task_id": [1, 2, 3],
            "stage": "label",
            "started_at": pd.to_datetime(["2026-03-02T08:00Z"] * 2 + ["2026-03-02T10:00Z"]),
            "ended_at": pd.to_datetime(["2026-03-02T12:00:00Z", "2026-03-02T12:00:01Z", None]),
        }
    )
    as_of = pd.Timestamp("2026-03-02T14:00Z").to_pydatetime()
    line = sla_attainment(frame, SlaPolicy(4, clock="wall"), as_of=as_of).total.iloc[0]
    assert line[["closed_late", "overdue", "undecided", "mature_tasks"]].tolist() == [1, 0, 1, 2]


def test_each_target_is_followed_by_its_own_curve() -> None:
    rng = np.random.default_rng(7)
    differences = []
    for _ in range(20):
        urgent = rng.random(1200) < 0.5
        target, in_time = np.where(urgent, 2.0, 60.0), np.where(urgent, 0.6, 0.98)
        hours = target * np.exp(rng.normal(size=1200) - ndtri(in_time))
        start = pd.Timestamp("2026-03-02", tz="UTC") + pd.to_timedelta(rng.uniform(0, 240, 1200), unit="h")
        end, as_of = start + pd.to_timedelta(hours, unit="h"), pd.Timestamp("2026-03-12", tz="UTC")
        frame = pd.DataFrame({"task_id": np.arange(1200), "stage": "label", "started_at": start})
        frame = frame.assign(ended_at=pd.Series(end).where(end <= as_of), priority=np.where(urgent, "high", "low"))
        policy = SlaPolicy(60, clock="wall", targets={"priority": {"high": 2}})
        result = sla_attainment(frame, policy, as_of=as_of.to_pydatetime(), by="priority")
        both = result.groups.set_index("group")["attained"]
        assert result.attained.value == pytest.approx(both["high"] * urgent.mean() + both["low"] * (1 - urgent.mean()))
        differences.append(result.attained.value - (hours <= target).mean())
    assert abs(np.mean(differences)) < 0.005  # with one curve for all it is -0.013


def test_weeks_begin_on_monday_of_the_zone_and_cover_every_task(usual) -> None:
    starts = usual.periods["period_start"]
    assert [start.isoformat() for start in starts] == [f"2026-03-{day:02}T00:00:00+08:00" for day in (2, 9, 16, 23)]
    assert usual.periods["tasks"].sum() == usual.total["tasks"][0] == 2500
    assert usual.periods["undecided"].tolist()[0] == 0
    assert usual.periods["undecided"].tolist()[-1] > 0
    assert usual.to_frame() is usual.periods


def test_weeks_without_tasks_stay_in_the_table() -> None:
    times = pd.to_datetime(["2026-03-02T09:00Z", "2026-03-17T09:00Z"])
    frame = pd.DataFrame({"task_id": [1, 2], "stage": "label", "started_at": times, "ended_at": times})
    periods = sla_attainment(frame, SlaPolicy(1, clock="wall")).periods
    assert periods["status"].tolist() == ["thin", "no_tasks", "thin"]
    assert math.isnan(periods["attained"][1])
    assert periods["these_tasks"].tolist() == ["met", "no tasks", "met"]


def test_days_are_those_of_the_zone_across_a_change_of_the_clock() -> None:
    start = pd.date_range("2026-03-27T23:30Z", periods=3, freq="24h")  # 29 March: 02:00 becomes 03:00 in Berlin
    frame = pd.DataFrame({"task_id": [1, 2, 3], "stage": "label", "started_at": start, "ended_at": start})
    periods = sla_attainment(frame, SlaPolicy(1, clock="wall"), freq="D", timezone="Europe/Berlin").periods
    assert periods["tasks"].tolist() == [1, 1, 1]
    late = pd.date_range("2026-03-02T15:30Z", periods=2, freq="h")  # 23:30 and 00:30 in Singapore
    frame = pd.DataFrame({"task_id": [1, 2], "stage": "label", "started_at": late, "ended_at": late})
    for zone, days in (("UTC", 1), ("Asia/Singapore", 2)):
        assert sla_attainment(frame, SlaPolicy(1, clock="wall"), timezone=zone).total["days"][0] == days
    assert ((periods["period_end"] - periods["period_start"]) / pd.Timedelta(hours=1)).tolist() == [24, 23, 24]


def test_groups_stand_beside_all_others_lowest_first_and_nameless_tasks_are_counted() -> None:
    frame, as_of, _ = project(2, 1500)
    frame.loc[frame.index < 40, "region"] = None
    slow = (frame["region"] == "US") & frame["ended_at"].notna()
    frame.loc[slow, "ended_at"] = (frame["ended_at"] + pd.Timedelta(days=2))[slow].clip(upper=as_of)
    result = attainment(frame, as_of, by="region")
    groups = result.groups
    assert groups["group"].tolist() == ["US", "SG"]
    assert groups["gap"][0] == -groups["gap"][1] == pytest.approx(groups["attained"][0] - groups["attained"][1])
    assert groups["gap_high"][0] < 0
    assert groups["others"].tolist() == groups["attained"].tolist()[::-1]
    assert groups["tasks"].sum() == 1460
    assert "40 tasks without region are in no group." in result.warnings


def test_a_week_whose_tasks_are_too_young_has_no_share_but_bounds() -> None:
    frame, _, _ = project(3, 600)
    as_of = BEGIN + pd.Timedelta(days=15, hours=2)  # Tuesday of the third week: nothing of that week is 18 hours old
    known = frame[frame["started_at"] <= as_of]
    known = known.assign(ended_at=known["ended_at"].where(known["ended_at"] <= as_of))
    result = attainment(known, as_of)
    last = result.periods.iloc[-1]
    assert last["status"] == "too_young"
    assert math.isnan(last["attained"])
    assert last["at_least"] < last["at_most"]
    assert (last["these_tasks"], last["such_tasks"]) == ("open", "cannot be said")
    assert any("No share for 1 week with undecided tasks" in warning for warning in result.warnings)
    only = attainment(known[known["started_at"] >= BEGIN + pd.Timedelta(days=14)], as_of)
    assert only.sentences[0].startswith("No share can be given for")


def test_few_tasks_or_days_give_a_count_without_an_interval() -> None:
    frame, as_of, _ = project(4, 300)
    result = attainment(frame[frame["started_at"] < BEGIN + pd.Timedelta(days=3)], as_of)
    assert result.total["status"][0] == "thin"
    assert np.isnan([result.attained.low, result.attained.high, result.total["standard_error"][0]]).all()
    assert any(said.startswith("No interval: fewer than 10 tasks, or fewer than 5 days") for said in result.warnings)
    day = pd.date_range("2026-03-02T09:00Z", periods=10, freq="24h")
    daily = pd.DataFrame({"task_id": range(10), "stage": "label", "started_at": day, "ended_at": day})
    found = {n: sla_attainment(daily[:n], SlaPolicy(1, clock="wall")).total["status"][0] for n in (9, 10)}
    assert found == {9: "thin", 10: "ok"}
    assert "plain count" in result.sentences[0]


def test_a_task_kept_from_its_target_by_a_pause_is_no_mature_one() -> None:
    times = ["2026-03-02T08:00Z", "2026-03-02T09:00Z", "2026-03-02T08:00Z", "2026-03-02T14:00Z"]
    frame = pd.DataFrame({"task_id": [1, 1, 2, 3], "stage": ["label", "client", "label", "label"]})
    frame["enabled_at"] = frame["started_at"] = pd.to_datetime(times)
    frame["ended_at"] = pd.to_datetime(["2026-03-02T09:00Z", None, "2026-03-02T09:00Z", "2026-03-02T14:00Z"])
    policy = SlaPolicy(4, clock="wall", pause_stages=["client"])
    line = sla_attainment(frame, policy).total.iloc[0]
    assert line[["tasks", "undecided", "mature_tasks"]].tolist() == [3, 1, 1]


def test_the_verdict_on_the_tasks_is_certain_and_that_on_the_work_needs_the_interval() -> None:
    day = pd.date_range("2026-03-02T09:00Z", periods=20, freq="24h").repeat(5)
    took = np.where(np.arange(100) % 25 == 0, 9, 1)
    frame = pd.DataFrame({"task_id": range(100), "stage": "label", "started_at": day})
    frame["ended_at"] = day + pd.to_timedelta(took, unit="h")
    lines = {
        goal: sla_attainment(frame, SlaPolicy(8, clock="wall", goal=goal)).total.iloc[0] for goal in (0.8, 0.96, 1.0)
    }
    assert {goal: (line["these_tasks"], line["such_tasks"]) for goal, line in lines.items()} == {
        0.8: ("met", "met"),
        0.96: ("met", "cannot be said"),
        1.0: ("missed", "missed"),
    }
    assert lines[0.8]["attained"] == 0.96


def test_sentences_say_share_goal_and_why_closed_tasks_flatter(usual) -> None:
    share, goal, closed = usual.sentences
    line = usual.total.iloc[0]
    assert share == (
        f"An estimated {line['attained']:.1%} of 2,500 tasks are done in time or will be: between "
        f"{line['at_least']:.1%} and {line['at_most']:.1%}, as {line['undecided']} tasks can still go either way. "
        f"The interval, {line['low']:.1%} to {line['high']:.1%}, is that of such work on other days."
    )
    assert goal.startswith("The goal is 90%: by these tasks it is missed")
    assert closed == (
        f"Of closed tasks alone {line['closed_only']:.1%} were in time. That figure leaves out {line['overdue']} open "
        "tasks already late, and takes of recent tasks only the quick ones."
    )


def test_the_result_is_ready_for_json_and_the_same_for_any_order_of_rows() -> None:
    frame, as_of, _ = project(5, 200)
    first = attainment(frame, as_of, by="region").to_dict()
    second = attainment(frame.sample(frac=1, random_state=1), as_of, by="region").to_dict()
    assert first == second
    assert json.loads(json.dumps(first))["total"][0]["tasks"] == 200


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"by": "stage"}, SettingsError, "one of priority, queue, region; 'stage' arrived"),
        ({"freq": ["W"]}, SettingsError, "\\['W'\\] arrived"),
        ({"freq": "M"}, SettingsError, "'D' \\(days\\) or 'W' \\(weeks\\); 'M' arrived"),
        ({"confidence": 95}, SmoError, "between 0 and 1"),
    ],
)
def test_options_that_cannot_be_used_are_refused(options, error, words) -> None:
    frame, as_of, _ = project(6, 20)
    with pytest.raises(error, match=words):
        attainment(frame, as_of, **options)


def test_an_unknown_zone_is_refused() -> None:
    frame, _, _ = project(6, 20)
    with pytest.raises(SettingsError, match="no time zone"):
        sla_attainment(frame, SlaPolicy(1, clock="wall"), timezone="Mars/Base")
