"""Sums of interchangeable days are exact: held to published values, fractions and enumeration."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.errors import SmoError
from smo_metrics.sla.throughput.exact_days import exact_days

REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "flow" / "throughput_exact.json"
COUNTS = st.lists(st.integers(0, 6), min_size=1, max_size=5)


def fractions_of(history: list[int], days: int) -> dict[int, Fraction]:
    """Distribution of a total, as fractions, by listing every sequence of days."""
    sums = Counter(sum(chosen) for chosen in itertools.product(history, repeat=days))
    return {total: Fraction(times, len(history) ** days) for total, times in sums.items()}


@pytest.mark.skipif(not REFERENCES.exists(), reason="reference data are not beside the project")
def test_when_and_how_many_are_those_of_the_reference_convolution() -> None:
    items = json.loads(REFERENCES.read_text(encoding="utf-8"))["items"]
    assert len(items) == 3
    for item in items:
        days = exact_days(np.array(item["history"], dtype=float))
        for share, expected in item["when_days"].items():
            assert days.days_until(item["backlog"], float(share), 1096) == expected
        for share, expected in item["how_many_at_confidence"].items():
            assert days.at_least(item["horizon_days"], float(share)) == expected
        assert days.mean(item["horizon_days"]) == pytest.approx(item["mean"], rel=1e-13)


@given(COUNTS, st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_totals_are_those_of_every_sequence_of_days_in_fractions(history: list[int], days: int) -> None:
    total = exact_days(np.array(history, dtype=float)).total(days)
    expected = np.zeros(len(total))
    for tasks, share in fractions_of(history, days).items():
        expected[tasks] = float(share)
    np.testing.assert_allclose(total, expected, atol=1e-15)


@given(COUNTS, st.integers(0, 30), st.sampled_from([0.25, 0.5, 0.8, 0.95, 1.0]))
@settings(max_examples=60, deadline=None)
def test_the_first_day_that_reaches_a_share_is_found_as_by_counting_up(
    history: list[int], tasks: int, share: float
) -> None:
    days = exact_days(np.array(history, dtype=float))
    counted = (n for n in range(41) if days.reached(tasks, n) >= share - 1e-12)
    assert days.days_until(tasks, share, 40) == next(counted, None)


@given(COUNTS, st.integers(1, 4), st.sampled_from([0.5, 0.8, 0.95]))
@settings(max_examples=60, deadline=None)
def test_at_least_is_the_most_that_the_share_reaches(history: list[int], days: int, share: float) -> None:
    chances = fractions_of(history, days)
    found = exact_days(np.array(history, dtype=float)).at_least(days, share)
    assert sum(p for tasks, p in chances.items() if tasks >= found) >= share - 1e-12
    assert sum(p for tasks, p in chances.items() if tasks > found) < share


def test_a_share_that_is_met_exactly_counts_as_reached() -> None:
    coin = exact_days(np.array([0.0, 2.0]))
    assert coin.days_until(1, 0.5, 10) == 1
    assert coin.days_until(1, 0.75, 10) == 2
    assert exact_days(np.full(3, 7.0)).days_until(70, 1.0, 20) == 10


def test_nothing_left_takes_no_day_and_too_much_is_never_done() -> None:
    days = exact_days(np.array([3.0, 5.0]))
    assert days.days_until(0, 0.95, 10) == 0
    assert days.reached(0, 0) == 1
    assert days.days_until(51, 0.5, 10) is None
    assert days.days_until(10**9, 0.5, 1096) is None


def test_missing_days_are_left_out_and_parts_of_tasks_refused() -> None:
    assert exact_days(np.array([1.0, np.nan, 3.0])).mean(1) == 2
    with pytest.raises(SmoError, match=r"whole tasks there; 2.5 arrived"):
        exact_days(np.array([1.0, 2.5]))


def test_a_day_of_more_tasks_than_memory_holds_is_refused_before_it_is_counted() -> None:
    with pytest.raises(SmoError, match=r"a day of 1,500,000,000 tasks arrived; exact answers are for days below"):
        exact_days(np.array([0.0, 1.5e9]))


def test_more_totals_than_memory_holds_are_refused_in_words() -> None:
    with pytest.raises(SmoError, match="Leave exchangeable out"):
        exact_days(np.array([0.0, 1e6])).total(100)
