"""Where risks cannot be given, or not be trusted, that is said; settings that cannot be used are refused."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from smo_metrics.errors import SettingsError
from smo_metrics.flow import WorkCalendar, event_log
from smo_metrics.sla.clock.policy import SlaPolicy
from smo_metrics.sla.clock.task_clocks import task_clocks
from smo_metrics.sla.outcomes._breach_words import breach_warnings
from smo_metrics.sla.outcomes._open_risks import _groups, open_risks
from smo_metrics.sla.outcomes.breach_risk import breach_risk
from tests.sla.test_breach_risk import MONDAY, at, table_of

OFFICE = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})
FRIDAY = 9 * 168 + 4 * 24 + 16.5


@pytest.fixture(scope="module")
def office() -> tuple[np.ndarray, np.ndarray]:
    """Give arrivals of ten weeks, in office hours, and wall hours of tasks that are worked on in these only."""
    rng = np.random.default_rng(5)
    day = np.repeat(np.arange(70.0), 40)
    arrived = 24 * day[day % 7 < 5] + rng.uniform(9, 17, 50 * 40)
    begun = MONDAY.value // 10**6 + (arrived * 3_600_000).astype(np.int64)
    ended = OFFICE.moments_after(begun, rng.gamma(2, 2, len(begun)) * 3_600_000)
    return arrived, (ended - begun) / 3_600_000


def test_too_little_history_gives_no_probability_and_says_so() -> None:
    arrived = np.arange(20.0) * 10
    result = breach_risk(table_of(arrived, np.full(20, 3.0), now=191), SlaPolicy(4, "wall"), as_of=at(191))
    task = result.to_frame().iloc[0]
    assert (math.isnan(task["probability"]), task["status"], task["similar"]) == (True, "too_few", 0)
    assert task["reason"].endswith("Fewer than 20 tasks are finished or late: no risk can be given.")
    assert any("1 open task without a risk" in warning for warning in result.warnings)
    assert any("could not be tried" in warning for warning in result.warnings)
    assert math.isnan(result.check.brier)


def test_a_task_older_than_nearly_all_past_ones_has_no_probability() -> None:
    arrived = np.arange(41.0) * 10
    hours = np.concatenate([np.full(31, 1.0), np.full(9, 15.0), [100]])
    result = breach_risk(table_of(arrived, hours, now=409), SlaPolicy(20, "wall"), as_of=at(409))
    task = result.to_frame().iloc[0]
    assert (math.isnan(task["probability"]), task["status"]) == (True, "too_few")
    assert task["reason"].endswith("Fewer than 10 past tasks got that old: no risk can be given.")


def test_where_nothing_was_ever_late_risks_are_small_but_not_none() -> None:
    arrived = np.arange(301.0) * 2
    result = breach_risk(table_of(arrived, np.full(301, 1.5), now=600.5), SlaPolicy(20, "wall"), as_of=at(600.5))
    assert 0 < result.to_frame().loc[0, "probability"] < 0.01
    assert any("None of the 300 finished tasks was late" in warning for warning in result.warnings)


def test_risks_that_were_no_better_than_the_base_rate_are_called_so() -> None:
    rng = np.random.default_rng(0)
    arrived = np.sort(rng.uniform(0, 2000, 400))
    hours = np.where(arrived < 1000, rng.choice([1.0, 30.0], 400), rng.uniform(18, 19.9, 400))
    result = breach_risk(table_of(arrived, hours, now=1900), SlaPolicy(20, "wall"), as_of=at(1900))
    assert result.check.brier > result.check.base_rate_brier
    assert any("do not act upon them" in warning for warning in result.warnings)


def test_without_open_tasks_the_table_is_empty_and_has_its_columns() -> None:
    result = breach_risk(table_of(np.arange(30.0), np.ones(30)), SlaPolicy(4, "wall"))
    assert result.to_frame().empty
    assert {"task_id", "probability", "due_at", "reason"} <= set(result.tasks)
    assert result.warnings[-1] == "No task is open on this clock."


@pytest.mark.parametrize(
    ("by", "message"),
    [
        ("stage", "by: 'stage' cannot be used; give some of"),
        (["queue"], "by: the events name no queue"),
        (3, "by: 3 cannot be used; give some of priority, queue, region"),
    ],
)
def test_groups_that_cannot_be_used_are_refused(by, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        breach_risk(table_of(np.arange(3.0), np.ones(3)), SlaPolicy(4, "wall"), by=by)


# Target 20 wall hours: what came on Friday after 15:30 is late unless done by 17:00; on other days few of it are.
def test_before_closing_time_a_task_due_at_the_weekend_has_no_risk_from_usual_days(office) -> None:
    arrived, hours = office
    result = breach_risk(table_of(arrived, hours, now=FRIDAY), SlaPolicy(20, "wall"), as_of=at(FRIDAY))
    tasks = result.to_frame()
    closed = tasks["status"] == "closed_hours"
    assert closed.sum() >= 10
    assert tasks.loc[closed, "probability"].isna().all()
    assert (hours[tasks.loc[closed, "task_id"].astype(int)] > 20).mean() > 0.7
    assert tasks.loc[closed, "similar_late"].mean() < 0.5  # near which a risk from these would have been
    assert tasks.loc[tasks["age_hours"] < 1, "status"].eq("closed_hours").all()
    assert tasks.loc[closed, "reason"].str.endswith("past tasks would show too low a risk.").all()
    assert any(f"{closed.sum()} open tasks without a risk: due in hours" in warning for warning in result.warnings)
    assert not any("too few past tasks are finished" in warning for warning in result.warnings)
    order = tasks["status"].map({"late": 0, "closed_hours": 1, "ok": 2})
    assert order.is_monotonic_increasing


@pytest.mark.parametrize("now", [9 * 168 + 24 + 16.5, 9 * 168 + 48 + 11.0])
def test_on_other_days_each_task_has_a_risk(office, now: float) -> None:
    tasks = breach_risk(table_of(*office, now=now), SlaPolicy(20, "wall"), as_of=at(now)).to_frame()
    assert set(tasks["status"]) <= {"ok", "late"}
    assert len(tasks) > 10


def test_on_the_work_clock_and_in_a_short_log_no_hour_is_taken_for_closed(office) -> None:
    arrived, hours = office
    on_work = breach_risk(table_of(*office, now=FRIDAY), SlaPolicy(8), calendars=OFFICE, as_of=at(FRIDAY)).tasks
    since = arrived > 6 * 168
    short = table_of(arrived[since], hours[since], now=FRIDAY)
    on_wall = breach_risk(short, SlaPolicy(20, "wall"), as_of=at(FRIDAY)).tasks
    assert "closed_hours" not in {*on_work["status"], *on_wall["status"]}


def test_priorities_of_the_events_have_risks_of_their_own_unasked() -> None:
    rng = np.random.default_rng(2)
    arrived = np.sort(rng.uniform(0, 720, 1500))
    low = rng.random(1500) < 0.5
    table = table_of(arrived, rng.gamma(3, np.where(low, 10, 2)), now=600)
    table = table.assign(priority=np.where(low, "low", "high")[: len(table)])
    result = breach_risk(table, SlaPolicy(24, "wall"), as_of=at(600))
    young = result.tasks.query("age_hours < 6").groupby("priority")["probability"].mean()
    assert result.by == ("priority",)
    assert young["low"] - young["high"] > 0.35
    assert breach_risk(table.assign(priority="low"), SlaPolicy(24, "wall"), as_of=at(600)).by == ()


def test_groups_of_few_past_tasks_are_one() -> None:
    arrived = np.arange(70.0)
    queue = ["a"] * 20 + ["b"] * 19 + ["c"] * 25 + ["d"] * 6
    table = table_of(arrived, np.ones(70)).assign(queue=queue, task_id=[f"{task:02}" for task in range(70)])
    group, groups = _groups(task_clocks(event_log(table), SlaPolicy(4, "wall")), ["queue"])
    assert groups == 3
    by_name = {name: set(group[np.array(queue) == name].tolist()) for name in "abcd"}
    assert by_name == {"a": {1}, "b": {0}, "c": {2}, "d": {0}}


def test_with_few_similar_tasks_the_sentence_gives_the_share_of_all_of_that_age() -> None:
    arrived = np.arange(61.0) * 10
    first = table_of(arrived, np.tile([1.0, 9.0], 31)[:61], now=600.5)
    first.loc[[1, 21, 41, 60], "stage"] = "review"
    task = breach_risk(first, SlaPolicy(5, "wall"), as_of=at(600.5)).tasks.iloc[0]
    assert task["similar"] == 3
    assert (
        "In work at review after 0.5 of 5 h. Few past tasks were there at that age (3); of all past tasks of that age "
        "50 % were late; at moments like now (1 open) "
    ) in task["reason"]
    assert "Of 3 past tasks" not in task["reason"]


@pytest.mark.parametrize(
    ("slope", "error", "said"),
    [
        (0.5, 0.1, "too extreme: high ones too high, low ones too low (calibration slope 0.50)"),
        (1.5, 0.1, "too timid: high ones too low, low ones too high (calibration slope 1.50)"),
        (0.85, 0.01, None),
        (0.5, 0.3, None),
        (math.nan, math.nan, None),
    ],
)
def test_risks_that_were_too_extreme_or_too_timid_are_called_so(slope: float, error: float, said: str | None) -> None:
    table = table_of(np.arange(301.0) * 2, np.tile([1.5, 5.0, 1.0], 101)[:301], now=600.5)
    log = event_log(table, as_of=at(600.5))
    check = breach_risk(log, SlaPolicy(4, "wall")).check
    clocks = task_clocks(log, SlaPolicy(4, "wall"))
    stated = replace(check, brier=0.1, base_rate_brier=0.2, line=replace(check.line, slope=slope, slope_error=error))
    warnings = breach_warnings(clocks, open_risks(clocks, ()), stated)
    found = [warning for warning in warnings if "calibration slope" in warning]
    assert [said in warning for warning in found] == ([True] if said else [])
