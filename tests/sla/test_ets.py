"""Exponential smoothing has the states that R's forecast package printed, and its futures behave."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from smo_metrics.sla.throughput._ets import Smoothing, ets, smoothed
from smo_metrics.sla.throughput.daily_history import DailyHistory

REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "flow"
beside = pytest.mark.skipif(not REFERENCES.is_dir(), reason="reference data not beside the project")
MONDAY = date(2026, 3, 2)
WEEK = np.array([46, 44, 40, 38, 32, 0, 0])


def austourists(damped: str, model: str) -> tuple[np.ndarray, dict]:
    text = (REFERENCES / "ets_austourists.json").read_text(encoding="utf-8")
    series = pd.read_parquet(REFERENCES / "ets_austourists.parquet")["y"].to_numpy()
    return series, json.loads(text)["expected"][damped][model]


def start_of(printed: dict, model: str) -> Smoothing:
    """R lists the seasons of the start from the last used to the first; NaN is a constant that the model lacks."""
    trending = model[1] == "A"
    phi = float(printed["phi"][0])
    states = printed["initstate"]
    return Smoothing(
        alpha=np.array(printed["alpha"]),
        beta=np.array(printed["beta"], dtype=float) if trending else np.zeros(1),
        gamma=np.array(printed["gamma"]),
        phi=np.array([1.0 if np.isnan(phi) else phi]),
        relative=np.array([model[2] == "M"]),
        level=np.array(states[:1]),
        trend=np.array(states[1:2]) if trending else np.zeros(1),
        season=np.array(states[2 if trending else 1 :])[::-1, None],
    )


PRINTED = [
    ("TRUE", "AAA"), ("TRUE", "MAA"), ("TRUE", "MAM"), ("FALSE", "AAA"), ("FALSE", "MAA"), ("FALSE", "ANA"),
    ("FALSE", "MNA"), ("FALSE", "MAM"), ("FALSE", "MNM"),
]  # fmt: skip


@beside
@pytest.mark.parametrize(("damped", "model"), PRINTED)
def test_fitted_values_and_states_are_those_of_r(damped, model) -> None:
    """R's forecast::ets on austourists, eight digits; names are error, trend and season, additive or multiplicative."""
    series, printed = austourists(damped, model)
    end, fitted = smoothed(start_of(printed, model), series, np.arange(len(series)) % 4)
    np.testing.assert_allclose(fitted[:, 0], printed["fitted"], atol=1e-6)
    last = printed["states"][-1]
    assert end.level[0] == pytest.approx(last[0], abs=1e-6)
    np.testing.assert_allclose(end.season[:, 0], last[:-5:-1], atol=1e-6)


@beside
@pytest.mark.parametrize(("damped", "model"), [pair for pair in PRINTED if pair != ("TRUE", "MAM")])
def test_forecasts_are_those_of_r(damped, model) -> None:
    """All but one: of damped MAM, R's forecast is 0.03 % off its own states, at least by the printed digits."""
    series, printed = austourists(damped, model)
    state, _ = smoothed(start_of(printed, model), series, np.arange(len(series)) % 4)
    ahead = []
    for place in range(4):
        ahead.append(state.expected(place)[0])
        state = state.after(place, 0.0)
    np.testing.assert_allclose(ahead, printed["forecast"], atol=1e-6)


def test_a_missing_day_leaves_level_and_season_as_they_are() -> None:
    one = np.ones(1)
    start = Smoothing(0.3 * one, 0 * one, 0.1 * one, one, np.array([False]), 10 * one, 0 * one, np.zeros((7, 1)))
    end, fitted = smoothed(start, np.array([12.0, np.nan, 11.0]), np.array([0, 1, 2]))
    assert fitted[:, 0].tolist() == pytest.approx([10, 10.6, 10.6])
    assert end.level[0] == pytest.approx(10.72)
    assert end.season[1, 0] == 0


def history(done, capacity=None) -> DailyHistory:
    done = np.asarray(done, dtype=float)
    return DailyHistory(MONDAY, done, None, np.ones(len(done)) if capacity is None else capacity)


def test_a_weekly_pattern_goes_on_with_closed_days_closed() -> None:
    done = np.random.default_rng(1).poisson(np.tile(WEEK, 12))
    drawn = ets(history(done), np.ones(14), 2_000, np.random.default_rng(1))
    np.testing.assert_allclose(drawn.mean(axis=0), np.tile(WEEK, 2), rtol=0.12)
    assert not drawn[:, [5, 6, 12, 13]].any()
    assert (drawn >= 0).all()


def test_a_level_that_moves_is_followed_to_its_end() -> None:
    rising = np.random.default_rng(2).poisson(np.tile(WEEK, 12) * np.repeat(np.linspace(1, 3, 12), 7))
    week = ets(history(rising), np.ones(7), 1_000, np.random.default_rng(1)).sum(axis=1).mean()
    assert week > 2.7 * WEEK.sum()


def test_capacity_scales_days_and_the_same_seed_gives_the_same_futures() -> None:
    done = np.random.default_rng(3).poisson(np.tile(WEEK, 10))
    planned = np.array([1, 0, 0.5, 1.2, 1, 1, 1])
    drawn, whole = (ets(history(done), plan, 50, np.random.default_rng(4)) for plan in (planned, np.ones(7)))
    np.testing.assert_array_equal(drawn, whole * planned)


@pytest.mark.parametrize("done", [[0] * 14, [40] * 7, [50, 0, 0, 0, 0, 0, 0] * 2, [0, 1, 0, 0, 0, 0, 0, 0, 2] * 3])
def test_thin_histories_give_finite_days_of_zero_or_more(done) -> None:
    drawn = ets(history(done), np.ones(20), 50, np.random.default_rng(4))
    assert np.isfinite(drawn).all()
    assert (drawn >= 0).all()
