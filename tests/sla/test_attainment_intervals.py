"""What each task adds to the error of a share, errors that count days, and what intervals cover."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.sla.outcomes._attained_figures import attained_figures
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


def test_open_tasks_older_than_any_that_was_followed_leave_the_share_unknown_unless_they_are_next_to_none() -> None:
    done, age = np.linspace(0.01, 0.5, 2000), np.full(40, 0.7)
    for count, known in ((1, True), (40, False)):
        ratio = np.append(done, age[:count])
        running = np.arange(len(ratio)) >= len(done)
        share = attained(ratio, running, ~running, np.ones(len(ratio)))
        assert math.isnan(share.value) is not known
    share = attained(np.append(done, 0.7), np.arange(2001) == 2000, np.arange(2001) < 2000, np.ones(2001))
    assert share.value == pytest.approx(2000 / 2001)


def test_a_target_of_few_tasks_is_followed_together_with_the_others_that_are() -> None:
    rng = np.random.default_rng(1)
    ratio, running = rng.uniform(0, 1.3, 103), np.append(rng.random(100) < 0.2, [True, False, True])
    target = np.append(np.full(100, 24.0), [4.0, 4.0, 2.0])
    ratio[-3:] = 0.2
    found = attained(ratio, running, ~running | (ratio > 1), target)
    one = attained(ratio, running, ~running | (ratio > 1), np.ones(103))
    assert found.value == one.value


def test_targets_of_few_tasks_share_a_curve_where_they_are_enough_together() -> None:
    rng = np.random.default_rng(2)
    ratio, running = np.append(rng.uniform(0, 1.3, 100), np.linspace(0.2, 1.4, 16)), np.arange(116) % 5 == 0
    target = np.append(np.full(100, 24.0), np.tile([2.0, 4.0], 8))
    found = attained(ratio, running, ~running | (ratio > 1), target)
    together = attained(ratio, running, ~running | (ratio > 1), np.where(target < 24, 1.0, 24.0))
    assert found.value == together.value
    assert found.greenwood_error == together.greenwood_error
    assert found.value != attained(ratio, running, ~running | (ratio > 1), np.ones(116)).value


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
        assert daily_error(influence, day)[0] == pytest.approx(expected)
        assert expected > math.sqrt(square) * 1.2


def test_days_that_follow_one_another_widen_it_further_and_opposite_days_do_not_narrow_it() -> None:
    blocks = np.repeat(np.tile([1.0, 1, 1, -1, -1, -1], 10), 4) / 240
    turns = np.repeat(np.tile([1.0, -1.0], 30), 4) / 240
    day = np.repeat(np.arange(60), 4)
    plain = math.sqrt(60 * (4 / 240) ** 2 * 60 / 59)
    assert daily_error(blocks, day)[0] > 1.3 * plain
    assert daily_error(turns, day)[0] == pytest.approx(plain)


def test_where_all_days_are_alike_the_interval_is_wilsons_of_as_many_tasks_as_days() -> None:
    size, z = 20, 1.959964
    middle, half = (0.8 + z**2 / 40) / (1 + z**2 / size), z / (1 + z**2 / size) * math.sqrt(0.16 / size + z**2 / 1600)
    assert attained_interval(0.8, 0.0, 19, size, 0.95) == pytest.approx((middle - half, middle + half), abs=1e-6)


@pytest.mark.parametrize(("value", "days"), [(1.0, 20), (0.0, 8)])
def test_where_all_or_none_were_in_time_the_days_say_how_sure_that_is(value, days) -> None:
    low, high = attained_interval(value, 0.0, days - 1, days, 0.95)
    width = 1.959964**2 / (days + 1.959964**2)  # Wilson (1927) at 0 or 1
    assert (low, high) == pytest.approx((1 - width, 1) if value else (0, width), abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(value=st.floats(0.001, 0.999), error=st.floats(1e-6, 0.4), degrees=st.floats(2, 60))
def test_limits_lie_on_either_side_of_the_share_and_within_0_and_1(value, error, degrees) -> None:
    low, high = attained_interval(value, error, degrees, 10, 0.9999)
    assert 0 <= low <= value <= high <= 1
    inner_low, inner_high = attained_interval(value, error, degrees, 10, 0.5)
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
