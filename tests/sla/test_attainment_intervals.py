"""What each task adds to the error of a share, errors that count days, and what intervals cover."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.sla.outcomes._attained_figures import Followed, attained_figures
from smo_metrics.sla.outcomes._attained_interval import attained_interval, daily_error
from smo_metrics.sla.outcomes._attained_share import AttainedShare, attained_share
from tests.studies.attainment_coverage import greenwood_covers, history

TASKS = st.lists(
    st.tuples(st.sampled_from([0.1, 0.4, 0.4, 0.8, 1.0, 1.3]), st.booleans(), st.sampled_from([4.0, 24.0])),
    min_size=1,
    max_size=20,
)


def weighted_share(ratio: np.ndarray, running: np.ndarray, target: np.ndarray, weight: np.ndarray) -> float:
    """Product-limit share at 1 of weighted tasks, target by target, by the formula."""
    total = 0.0
    for one in np.unique(target):
        mine = target == one
        late = 1.0
        for time in np.unique(ratio[mine & ~running & (ratio <= 1)]):
            at_risk = weight[mine & (ratio >= time)].sum()
            late *= 1 - weight[mine & ~running & (ratio == time)].sum() / at_risk
        total += (1 - late) * weight[mine].sum()
    return total / weight.sum()


def attained(ratio: np.ndarray, running: np.ndarray, mature: np.ndarray, target: np.ndarray) -> AttainedShare:
    """Give the share of tasks in any order, influences in theirs, with a code for each target."""
    order = np.argsort(ratio, kind="stable")
    code = np.unique(target, return_inverse=True)[1]
    found = attained_share(ratio[order], running[order], mature[order], code[order])
    return replace(found, influence=found.influence[np.argsort(order)])


def made(tasks: list[tuple[float, bool, float]]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Arrays of these tasks and, at each target, 12 more that were followed to the end, two of them late."""
    ratio = np.array([ratio for ratio, _, _ in tasks] + 2 * [*np.linspace(0.05, 0.95, 10), 1.5, 2.0])
    running = np.array([is_open for _, is_open, _ in tasks] + 24 * [False])
    target = np.array([hours for _, _, hours in tasks] + 12 * [4.0] + 12 * [24.0])
    return ratio, running, ~running | (ratio > 1), target


@settings(max_examples=60, deadline=None)
@given(tasks=TASKS)
def test_influences_are_the_slopes_of_the_weighted_share(tasks) -> None:
    ratio, running, mature, target = made(tasks)
    found = attained(ratio, running, mature, target)
    assert found.value == pytest.approx(weighted_share(ratio, running, target, np.ones(len(ratio))), abs=1e-12)
    step = 1e-5
    for task in range(len(ratio)):
        heavier, lighter = np.ones(len(ratio)), np.ones(len(ratio))
        heavier[task] += step
        lighter[task] -= step
        slope = weighted_share(ratio, running, target, heavier) - weighted_share(ratio, running, target, lighter)
        assert found.influence[task] == pytest.approx(slope / (2 * step), abs=1e-7)
    assert found.influence.sum() == pytest.approx(0, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(in_time=st.integers(0, 30), late=st.integers(0, 30))
def test_without_open_tasks_the_error_is_that_of_a_plain_share(in_time, late) -> None:
    n = in_time + late
    if n:
        ratio = np.append(np.linspace(0.1, 1, in_time), np.full(late, 3.0))
        target = np.where(np.arange(n) % 3, 4.0, 24.0)
        found = attained(ratio, np.zeros(n, dtype=bool), np.ones(n, dtype=bool), target)
        error = math.sqrt(in_time * late / n) / n
        assert found.value == pytest.approx(in_time / n)
        assert found.greenwood_error == pytest.approx(error)
        assert math.sqrt((found.influence**2).sum()) == pytest.approx(error)


def test_all_in_time_is_exactly_1_whatever_the_targets_weigh() -> None:
    for tasks in range(12, 60):
        target, nobody = np.arange(tasks) % 7, np.zeros(tasks, dtype=bool)
        assert attained(np.full(tasks, 0.5), nobody, ~nobody, target).value == 1


def test_open_tasks_older_than_any_that_was_followed_leave_the_share_unknown_unless_they_are_next_to_none() -> None:
    done, age = np.linspace(0.01, 0.5, 2000), np.full(40, 0.7)
    for count, known in ((1, True), (40, False)):
        ratio = np.append(done, age[:count])
        running = np.arange(len(ratio)) >= len(done)
        share = attained(ratio, running, ~running, np.ones(len(ratio)))
        assert math.isnan(share.value) is not known
    share = attained(np.append(done, 0.7), np.arange(2001) == 2000, np.arange(2001) < 2000, np.ones(2001))
    assert share.value == pytest.approx(2000 / 2001)


def test_a_target_that_cannot_stand_alone_borrows_no_curve_and_leaves_the_others_theirs() -> None:
    rng = np.random.default_rng(1)
    ratio, running = rng.uniform(0, 1.3, 800), rng.random(800) < 0.2
    target = np.where(np.arange(800) < 400, 24.0, 48.0)
    alone = attained(ratio, running, ~running | (ratio > 1), target)
    for young, known in ((8, True), (9, False)):
        ages = np.append(ratio, np.full(young + 2, 0.2))
        is_open = np.append(running, np.arange(young + 2) < young)
        targets = np.append(target, np.full(young + 2, 4.0))
        found = attained(ages, is_open, ~is_open | (ages > 1), targets)
        assert math.isnan(found.value) is not known
        if known:  # the undecided ones count as late, two are in time
            assert found.value == pytest.approx((800 * alone.value + 2) / (802 + young))
            assert found.influence.sum() == pytest.approx(0, abs=1e-12)


def test_a_share_with_undecided_tasks_needs_ten_that_were_followed_to_the_target() -> None:
    ratio, running = np.append(np.linspace(0.1, 1.4, 14), 0.5), np.arange(15) == 14
    for mature in (9, 10):
        share = attained(ratio, running, np.arange(15) < mature, np.ones(15))
        assert math.isnan(share.value) is (mature == 9)
    assert attained(ratio[:14], running[:14], np.arange(14) < 9, np.ones(14)).value == pytest.approx(10 / 14)


def test_days_that_go_their_own_way_widen_the_error_by_what_they_share() -> None:
    day = np.repeat(np.arange(40), 25)
    late_days = np.isin(day % 10, (2, 7))
    influence = (np.mean(late_days) - late_days) / len(day)
    error, degrees = daily_error(influence, day)
    single = math.sqrt((influence**2).sum())
    assert error == pytest.approx(single * math.sqrt(25 * 40 / 39), rel=1e-9)
    assert 1 <= degrees <= 39


def test_the_daily_error_is_that_of_loops_over_days() -> None:
    rng = np.random.default_rng(5)
    for days in (6, 30):
        day = np.sort(rng.integers(0, days, 8 * days))
        influence = (np.cumsum(rng.normal(size=days))[day] + rng.normal(size=len(day))) / len(day)
        influence -= influence.mean()
        sums = [sum(v for v, d in zip(influence, day, strict=True) if d == one) for one in sorted(set(day))]
        n, square = len(sums), sum(s * s for s in sums)
        lags = [sum(a * b for a, b in zip(sums, sums[lag:], strict=False)) / square for lag in (1, 2)]
        first, second = (lag + (1 + 4 * max(lags[0], 0)) / n for lag in lags)
        assert first > 0.1
        longer = 1 + 2 * first / (1 - min(max(second, 0) / first, 0.85))
        expected = math.sqrt(square * n / (n - 1) * longer)
        free = min(max(2 * square**2 / (sum(s**4 for s in sums) - square**2 / n), 1), n - 1)  # Satterthwaite (1946)
        assert daily_error(influence, day) == pytest.approx((expected, max(free / longer, 2)))
        assert expected > math.sqrt(square) * 1.2


def test_days_that_follow_one_another_widen_it_further_and_opposite_days_do_not_narrow_it() -> None:
    blocks = np.repeat(np.tile([1.0, 1, 1, -1, -1, -1], 10), 4) / 240
    turns = np.repeat(np.tile([1.0, -1.0], 30), 4) / 240
    day = np.repeat(np.arange(60), 4)
    plain = math.sqrt(60 * (4 / 240) ** 2 * 60 / 59)
    assert daily_error(blocks, day)[0] > 1.3 * plain
    assert daily_error(turns, day)[0] == pytest.approx(plain)


def figures(late: list[int], tasks: int, days: int, goal: float = 0.9) -> dict[str, float]:
    """Give the figures of as many tasks each day, all closed, those at the places `late` late."""
    ratio = np.where(np.isin(np.arange(tasks * days), late), 2.0, 0.5)
    day = np.arange(tasks * days) // tasks
    nobody = np.zeros(len(day), dtype=bool)
    order = np.argsort(ratio, kind="stable")
    return attained_figures(Followed(order, ratio, nobody * 0, nobody, ~nobody, day).only(order), goal, 0.95)


def test_where_all_days_are_alike_the_error_is_that_of_independent_tasks() -> None:
    alike = figures(list(range(0, 100, 5)), 5, 20)
    error = math.sqrt(0.8 * 0.2 / 100)
    assert (alike["attained"], alike["greenwood_error"]) == pytest.approx((0.8, error))
    assert (alike["low"], alike["high"]) == pytest.approx(attained_interval(0.8, error, 19, 0.95))


@pytest.mark.parametrize(("tasks", "days"), [(40, 20), (10, 5), (1, 60), (2, 10)])
def test_a_perfect_record_is_credited_no_less_than_one_with_a_late_task_and_no_less_than_its_days(tasks, days) -> None:
    perfect = figures([], tasks, days)
    others = [figures([place], tasks, days)["low"] for place in range(0, tasks * days, tasks)]
    wilson = days / (days + 1.959964**2)  # Wilson (1927) at 1
    assert perfect["low"] == pytest.approx(max(*others, wilson), abs=1e-6)
    assert perfect["high"] == 1


def test_where_none_was_in_time_the_days_say_how_sure_that_is() -> None:
    none = figures(list(range(80)), 10, 8)
    assert (none["low"], none["high"]) == pytest.approx((0, 1.959964**2 / (8 + 1.959964**2)), abs=1e-6)


def test_an_interval_that_ends_at_the_goal_says_nothing_against_it() -> None:
    perfect = figures([], 10, 20, goal=1.0)
    assert (perfect["these_tasks"], perfect["such_tasks"]) == ("met", "cannot be said")


def test_undecided_tasks_need_five_days_whose_target_has_passed_for_an_interval() -> None:
    rng = np.random.default_rng(3)
    for days, status in ((5, "thin"), (6, "ok")):
        kind = {"days": days, "a_day": 40, "share": 0.8, "common": 0.0, "next_day": 0.0, "targets": 1}
        line = attained_figures(history(rng=rng, **kind), 0.9, 0.95)
        assert line["undecided"]
        assert (line["status"], math.isnan(line["low"])) == (status, status == "thin")
        assert not math.isnan(line["attained"])


@settings(max_examples=100, deadline=None)
@given(value=st.floats(0.001, 0.999), error=st.floats(1e-6, 0.4), degrees=st.floats(2, 60))
def test_limits_lie_on_either_side_of_the_share_and_within_0_and_1(value, error, degrees) -> None:
    low, high = attained_interval(value, error, degrees, 0.9999)
    assert 0 <= low <= value <= high <= 1
    inner_low, inner_high = attained_interval(value, error, degrees, 0.5)
    assert low <= inner_low
    assert inner_high <= high


@pytest.mark.parametrize(
    ("common", "next_day", "covers", "as_if_independent"),
    [(0.0, 0.0, (0.92, 1), (0.9, 1)), (0.15, 0.0, (0.92, 1), (0.5, 0.85)), (0.15, 0.7, (0.78, 1), (0.2, 0.6))],
)
def test_intervals_cover_where_days_share_their_fate(common, next_day, covers, as_if_independent) -> None:
    """A small version of tests/studies/attainment_coverage: 20 days of 40 tasks, 80 % in time."""
    rng = np.random.default_rng(11)
    kind = {"days": 20, "a_day": 40, "share": 0.8, "common": common, "next_day": next_day, "targets": 1}
    lines = [attained_figures(history(rng=rng, **kind), 0.9, 0.95) for _ in range(250)]
    covered = np.mean([line["low"] <= 0.8 <= line["high"] for line in lines])
    assert covers[0] <= covered <= covers[1]
    independent = np.mean([greenwood_covers(line, 0.8) for line in lines])
    assert as_if_independent[0] <= independent <= as_if_independent[1]
