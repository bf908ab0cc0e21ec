"""Busy plans keep their promise in the long run, as a queue walked task by task tells; those without slack are none."""

from __future__ import annotations

import math
from heapq import heapreplace

import numpy as np
import pytest

from smo_metrics.flow import WorkCalendar
from smo_metrics.sla.capacity.staff_for import staff_for
from smo_metrics.sla.clock.policy import SlaPolicy

LISBON = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def office(share: float, people: int) -> np.ndarray:
    """Tasks of an hour that arrive from 8 to 20 on working days and keep people busy for that share of 40 hours."""
    days = np.append(np.tile(np.repeat([0.0, 1.0, 0.0], [8, 12, 4]), 5), np.zeros(48))
    return days / days.sum() * people * 40 * share


def in_the_long_run(rate: np.ndarray, people: int, target: float, weeks: int = 300) -> np.ndarray:
    """Walk a Lisbon team's queue task by task, in its open hours, for the weeks after a year."""
    draws, size = rng(9), weeks + 52
    counts = draws.poisson(np.tile(rate, size))
    hours = np.sort(np.repeat(np.arange(168.0 * size), counts) + draws.random(counts.sum()))
    week, within = np.divmod(hours, 168)
    opened = week * 40 + np.minimum(within // 24, 5) * 8 + np.where(within < 120, np.clip(within % 24 - 9, 0, 8), 0)
    free, late = [0.0] * people, []
    for moment, work in zip(opened.tolist(), draws.exponential(1.0, hours.size).tolist(), strict=True):
        end = max(moment, free[0]) + work
        heapreplace(free, end)
        late.append(end - moment > target)
    return 1 - np.bincount(week.astype(int), late)[52:] / np.bincount(week.astype(int))[52:]


def test_the_asked_share_of_weeks_is_kept_in_the_long_run_by_plans_that_are_busy() -> None:
    rate = office(0.925, 5)
    plan = staff_for(SlaPolicy(11, "work", 0.9), rate, 1.0, shifts={"Lisbon": LISBON}, rng=rng(2), replications=40)
    assert plan.people == {"Lisbon": 5}
    weekly = in_the_long_run(rate, 5, 11)
    assert (weekly >= 0.9).mean() >= 0.8
    planned = plan.outcomes.iloc[0]
    assert planned["busy"] == pytest.approx(0.925)
    assert planned["attainment_mean"] == pytest.approx(weekly.mean(), abs=0.03)


def test_people_without_slack_are_no_plan_and_get_no_share() -> None:
    rate = office(0.98, 9)
    assert (in_the_long_run(rate, 9, 8) >= 0.9).mean() < 0.8
    plan = staff_for(
        SlaPolicy(8, "work", 0.9), rate, 1.0, shifts={"Lisbon": LISBON}, rng=rng(), people={"Lisbon": 9},
        replications=10,
    )  # fmt: skip
    assert plan.people == {"Lisbon": 10}
    for row in plan.outcomes.iloc[1:].to_dict("records"):
        assert row["keeps_up"]
        assert row["busy"] == pytest.approx(0.98)
        assert math.isnan(row["attainment_mean"])
        assert math.isnan(row["weeks_met"])
    assert "takes 98.0% of people's hours: a backlog goes on growing" in plan.sentences[-1]
    assert not any(words.startswith("Work takes") for words in plan.warnings)
    roomy = staff_for(
        SlaPolicy(24, "work", 0.9), office(0.92, 9), 1.0, shifts={"Lisbon": LISBON}, rng=rng(), replications=10,
        people={"Lisbon": 9}, max_occupancy=0.9,
    )  # fmt: skip
    assert any("92% of people's hours with present people: a busy" in words for words in roomy.warnings)


def test_work_of_exactly_the_occupancy_takes_nobody_more() -> None:
    rate = np.append(np.tile(np.repeat([0.0, 2.1, 0.0], [9, 8, 7]), 5), np.zeros(48))
    plan = staff_for(
        SlaPolicy(40, "work", 0.5), rate, 1.0, shifts={"Lisbon": LISBON}, rng=rng(), max_occupancy=0.7, replications=10
    )
    assert plan.people == {"Lisbon": 3}


@pytest.mark.parametrize(("variation", "told"), [(0.0, True), (1.0, True), (2.0, False)])
def test_the_more_the_work_a_task_varies_the_more_slack_it_takes(variation: float, told: bool) -> None:
    # 185 hours of work a week in 200: 15 to spare, and 185 tasks of 1 hour vary by (185 (1 + variation^2))^0.5.
    plan = staff_for(
        SlaPolicy(30, "work", 0.9), office(0.925, 5), 1.0, shifts={"Lisbon": LISBON}, rng=rng(), variation=variation,
        people={"Lisbon": 5}, replications=10,
    )  # fmt: skip
    assert plan.outcomes["attainment_mean"].notna().iloc[-1] == told
