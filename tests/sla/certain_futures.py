"""A team without chance: every future repeats the last week, so that arithmetic says what a forecast must find."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from smo_metrics.sla.throughput._baselines import last_week
from smo_metrics.sla.throughput.backtest import DEFAULT, SAMPLERS
from smo_metrics.sla.throughput.daily_history import DailyHistory


def last_week_again(history: DailyHistory, capacity: np.ndarray, paths: int, rng: np.random.Generator) -> np.ndarray:
    days = np.arange(len(capacity)) % 7
    return np.tile(last_week(history)[days] * capacity, (paths, 1))


@contextmanager
def certain_futures() -> Iterator[None]:
    """Let the usual method repeat the last week; on a history that does so it is chosen and never widened."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SAMPLERS, DEFAULT, last_week_again)
        yield
