"""Brier score, reliability and calibration line against definitions and known truths."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.sla.scoring.calibration import brier_score, calibration_line, reliability_table

STATED = st.one_of(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.floats(0, 1))
FORECASTS = st.lists(st.tuples(STATED, st.booleans()), min_size=1, max_size=40)
MIXED = np.arange(40) * 7 % 40


def drawn(rng: np.random.Generator, size: int, intercept: float, slope: float) -> tuple[np.ndarray, np.ndarray]:
    """Draw stated probabilities, and outcomes whose log odds are a line in the stated ones."""
    log_odds = rng.normal(0, 1.5, size)
    truth = 1 / (1 + np.exp(-(intercept + slope * log_odds)))
    return 1 / (1 + np.exp(-log_odds)), rng.random(size) < truth


@settings(max_examples=50, deadline=None)
@given(FORECASTS)
def test_brier_score_and_table_are_their_definitions(forecasts) -> None:
    stated, happened = (np.array(column) for column in zip(*forecasts, strict=True))
    literal = sum((p - y) ** 2 for p, y in forecasts) / len(forecasts)
    assert brier_score(stated, happened) == pytest.approx(literal)
    edges = [0, 0.25, 0.5, 1]
    table = reliability_table(stated, happened, edges)
    for row, (low, high) in enumerate(pairwise(edges)):
        inside = [(p, y) for p, y in forecasts if low <= p < high or p == high == 1]
        assert table.loc[row, "count"] == len(inside)
        for place, name in enumerate(("predicted", "happened")):
            mean = sum(one[place] for one in inside) / len(inside) if inside else math.nan
            assert table.loc[row, name] == pytest.approx(mean, nan_ok=True)


def test_without_forecasts_the_brier_score_is_undefined() -> None:
    assert math.isnan(brier_score(np.empty(0), np.empty(0, dtype=bool)))


# Brier's decomposition by Murphy (1973): score = reliability - resolution + uncertainty, exact for stated groups.
def test_the_table_decomposes_the_brier_score() -> None:
    rng = np.random.default_rng(3)
    stated = rng.choice([0.1, 0.4, 0.7], 500)
    happened = rng.random(500) < stated**1.3
    table = reliability_table(stated, happened, [0, 0.2, 0.5, 1])
    weight, base = table["count"] / 500, happened.mean()
    reliability = (weight * (table["predicted"] - table["happened"]) ** 2).sum()
    resolution = (weight * (table["happened"] - base) ** 2).sum()
    assert brier_score(stated, happened) == pytest.approx(reliability - resolution + base * (1 - base))


@pytest.mark.parametrize(("intercept", "slope"), [(0, 1), (0.5, 0.6), (-1, 1.4)])
def test_the_line_finds_the_truth_within_its_error(intercept: float, slope: float) -> None:
    stated, happened = drawn(np.random.default_rng(11), 20_000, intercept, slope)
    line = calibration_line(stated, happened, np.arange(20_000))
    assert abs(line.slope - slope) < 3 * line.slope_error
    assert abs(line.intercept - intercept) < 3 * line.intercept_error
    assert line.slope_error < 0.03


def test_the_line_solves_the_score_equations() -> None:
    stated, happened = drawn(np.random.default_rng(5), 300, 0.3, 0.8)
    line = calibration_line(stated, happened, np.arange(300))
    log_odds = np.log(stated / (1 - stated))
    left = happened - 1 / (1 + np.exp(-(line.intercept + line.slope * log_odds)))
    assert left.sum() == pytest.approx(0, abs=1e-8)
    assert left @ log_odds == pytest.approx(0, abs=1e-8)


def test_errors_are_right_over_simulated_histories_and_count_clusters_not_rows() -> None:
    rng = np.random.default_rng(2)
    slopes, errors = [], []
    for _ in range(300):
        stated, happened = drawn(rng, 400, 0, 1)
        line = calibration_line(stated, happened, np.arange(400))
        slopes.append(line.slope)
        errors.append(line.slope_error)
    assert np.mean(errors) == pytest.approx(np.std(slopes), rel=0.12)
    twice = calibration_line(np.repeat(stated, 2), np.repeat(happened, 2), np.repeat(np.arange(400), 2))
    assert (twice.slope, twice.slope_error, twice.clusters) == pytest.approx((line.slope, line.slope_error, 400))


def test_sure_forecasts_count_as_one_in_a_thousand_from_sure() -> None:
    stated, happened = drawn(np.random.default_rng(9), 200, 0, 1)
    sure, nearly = (np.append(stated, [one, 1 - one]) for one in (0.0, 0.001))
    happened = np.append(happened, [False, True])
    lines = [calibration_line(one, happened, np.arange(202)) for one in (sure, nearly)]
    assert lines[0].slope == pytest.approx(lines[1].slope)
    further = calibration_line(np.append(stated, [0.01, 0.99]), happened, np.arange(202))
    assert further.slope != pytest.approx(lines[0].slope, rel=1e-4)


@pytest.mark.parametrize(
    ("stated", "happened"),
    [
        (np.linspace(0.1, 0.9, 40), MIXED < 9),
        (np.linspace(0.1, 0.9, 40), MIXED >= 9),
        (np.full(40, 0.3), np.arange(40) < 20),
        (np.linspace(0.1, 0.9, 40), np.arange(40) >= 20),
        (np.linspace(0.45, 0.55, 40), (np.arange(40) >= 20) ^ (np.arange(40) == 17)),
        (np.repeat([0.2, 0.2000001], 20), np.arange(40) >= 18),
        (np.tile([0.0, 0.1, 0.3, 0.4, 0.6, 0.7, 0.9, 1.0], 5), np.tile(np.arange(8) > 3, 5) ^ (np.arange(40) == 4)),
        (np.empty(0), np.empty(0, dtype=bool)),
    ],
    ids=[
        "few happened", "few did not", "one probability", "parted by a limit", "all but parted", "nearly one",
        "parted but for a tie", "none",
    ],
)
def test_a_line_that_the_data_cannot_give_is_undefined(stated: np.ndarray, happened: np.ndarray) -> None:
    line = calibration_line(stated, happened, np.arange(len(stated)))
    assert all(map(math.isnan, (line.slope, line.intercept, line.slope_error, line.intercept_error)))
