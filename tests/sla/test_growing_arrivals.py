"""Arrivals drawn with finished work: coupled as past weeks were, whatever the team plans, with their doubts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from smo_metrics.sla.throughput._futures import futures, growing_arrivals
from smo_metrics.sla.throughput._plan import read_plan
from smo_metrics.sla.throughput.daily_history import DailyHistory, daily_history

MONDAY = date(2026, 1, 5)
NEXT = date(2026, 3, 30)


def history() -> DailyHistory:
    """Twelve weeks in which as much arrives as is finished, and weeks differ widely."""
    rng = np.random.default_rng(3)
    usual = np.repeat(rng.gamma(9, 4, 12), 7)
    done = rng.poisson(usual * np.tile([1, 1, 1, 1, 1, 0, 0], 12)).astype(float)
    return replace(daily_history(done, first_day=MONDAY), arrived=done.copy())


def first_stage(
    made: DailyHistory, capacity: dict[date, float] | None = None
) -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    plan = read_plan(
        made, start=None, gaps=None, as_of=None, capacity=capacity, joiners=(), calendar=None, alike=False
    )
    fitted, totals, adding = futures(plan, 500, np.random.default_rng(1))
    told, pairs = growing_arrivals(plan, fitted, totals, 500, adding)
    return told, *next(pairs)


def test_futures_in_which_more_is_finished_are_those_in_which_more_arrives() -> None:
    _, done, arrived = first_stage(history())
    assert np.corrcoef(done[:, 27], arrived[:, 27])[0, 1] > 0.5


def test_tasks_arrive_also_while_nobody_is_planned_to_work() -> None:
    _, done, arrived = first_stage(history(), {NEXT + timedelta(days=day): 0.0 for day in range(28)})
    assert not done[:, 27].any()
    assert arrived[:, 27].mean() == pytest.approx(history().arrived[-28:].sum(), rel=0.5)


def test_doubts_about_arrivals_are_told_as_theirs_and_that_the_date_is_not_checked() -> None:
    made = history()
    came = np.tile([10.0, 12, 11, 10, 9, 0, 0], 12)
    came[42:] *= 2
    told = first_stage(replace(made, arrived=came))[0]
    assert told[0].startswith("Arrivals: Their level changed about 16 Feb 2026")
    assert any(words.startswith("Arrivals: Past forecasts: the 80 % range") for words in told)
    assert told[-1].startswith("Finished tasks and arrivals were checked each by itself")
