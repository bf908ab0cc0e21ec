"""The chance of a date: exact for interchangeable days, one with the dates of the same futures, with its error."""

from __future__ import annotations

import json
import math
from datetime import date, timedelta

import numpy as np
import pytest

from smo_metrics.errors import SettingsError
from smo_metrics.sla.throughput._outlook import monte_carlo_error
from smo_metrics.sla.throughput._plan import read_plan
from smo_metrics.sla.throughput.daily_history import DailyHistory, daily_history
from smo_metrics.sla.throughput.probability_by import probability_by
from smo_metrics.sla.throughput.when_done import when_done

MONDAY = date(2026, 1, 5)
NEXT = date(2026, 3, 16)
COINS = [0, 1] * 7


@pytest.fixture(scope="module")
def history() -> DailyHistory:
    """Ten weeks with weekends off, to 2026-03-15."""
    return daily_history(np.random.default_rng(11).poisson([40, 44, 42, 38, 30, 0, 0] * 10), first_day=MONDAY)


def seeded() -> np.random.Generator:
    return np.random.default_rng(5)


def test_coin_days_give_binomial_chances() -> None:
    table = probability_by(COINS, 3, [2, 3, 10], exchangeable=True).probabilities
    ten = 1 - sum(math.comb(10, k) for k in range(3)) / 2**10
    assert table["probability"].tolist() == pytest.approx([0, 1 / 8, ten], abs=1e-14)
    assert table["error"].tolist() == [0, 0, 0]
    assert table["by"].isna().all()
    assert probability_by(COINS, 2.2, 10, exchangeable=True).probabilities["probability"].item() == pytest.approx(ten)


def test_probabilities_rise_with_the_date_and_are_those_of_the_dates(history: DailyHistory) -> None:
    days = [NEXT + timedelta(days=ahead) for ahead in range(15, 60, 4)]
    found = probability_by(history, 900, days, rng=seeded(), paths=400)
    table = found.probabilities.set_index("by")
    assert table["probability"].is_monotonic_increasing
    done = when_done(history, 900, due=days[3], confidence=(0.3, 0.6), rng=seeded(), paths=400)
    assert table.loc[days[3], "probability"] == done.due_probability
    for share, end in zip((0.3, 0.6), done.finish["date"], strict=True):
        around = probability_by(history, 900, [end - timedelta(days=1), end], rng=seeded(), paths=400)
        before, then = around.probabilities["probability"]
        assert before < share <= then
    assert found.backtest is not None
    assert found.backtest.chosen == found.method


def test_the_error_is_that_of_repeated_draws(history: DailyHistory) -> None:
    by = date(2026, 4, 14)
    short = history.since(42)
    again = [
        probability_by(short, 900, by, rng=np.random.default_rng(seed), paths=100).probabilities for seed in range(20)
    ]
    shares = [table["probability"].item() for table in again]
    assert np.std(shares) == pytest.approx(np.mean([table["error"].item() for table in again]), rel=0.6)


def test_none_of_the_futures_is_not_never_and_far_days_are_drawn_in_fewer(history: DailyHistory) -> None:
    plan = read_plan(
        history, start=None, gaps=None, as_of=None, capacity=None, joiners=(), calendar=None, alike=False
    )
    assert monte_carlo_error(plan, 1, 0.0, 100) == pytest.approx(math.sqrt(2 / 104 * 102 / 104 / 104))
    assert monte_carlo_error(plan, 91, 0.5, 10_000) == pytest.approx(0.005, rel=1e-3)
    assert monte_carlo_error(plan, 92, 0.5, 10_000) == pytest.approx(math.sqrt(0.25 / 1004))
    assert monte_carlo_error(plan, 0, 0.0, 100) == 0
    assert monte_carlo_error(plan, 1, 1.0, 0) == 0


def test_growth_and_arrivals_lower_the_chance(history: DailyHistory) -> None:
    by = date(2026, 4, 16)

    def chance(**options: object) -> float:
        found = probability_by(history, 900, by, rng=seeded(), paths=300, **options)  # type: ignore[arg-type]
        return float(found.probabilities["probability"].item())

    usual = chance()
    assert chance(growth=0.05) < usual
    assert chance(arrivals=[30, 40]) < usual
    assert chance(capacity={by: 0.0, by - timedelta(days=1): 0.0}) < usual
    assert chance(start=NEXT + timedelta(days=4)) < usual


def test_a_day_that_is_over_has_no_chance_unless_nothing_remains(history: DailyHistory) -> None:
    over = probability_by(history, 900, date(2026, 3, 15), rng=seeded(), paths=100)
    assert over.probabilities[["days", "probability", "error"]].values.tolist() == [[0, 0, 0]]
    assert over.sentence == "2026-03-15 is over, and work remains: it cannot be met."
    done = probability_by(history, 0, [date(2026, 3, 15), date(2026, 4, 1)], arrivals=3)
    assert done.probabilities["probability"].tolist() == [1, 1]
    assert (done.sentence, done.paths) == ("Nothing remains: it is done already.", 0)


def test_words_never_turn_almost_into_always(history: DailyHistory) -> None:
    assert probability_by([0, 1, 1, 1] * 4, 1, 5, exchangeable=True).sentence == (
        "What remains is done within 5 days in more than 99 % of the futures."
    )
    unlikely = probability_by([0, 0, 0, 1] * 4, 4, 4, exchangeable=True)
    assert unlikely.sentence.endswith("in less than 1 % of the futures.")
    sure = probability_by(history, 1, date(2026, 6, 1), rng=seeded(), paths=100)
    assert sure.sentence == "What remains is done by 1 Jun 2026 in 100 % of the futures."


def test_a_day_half_a_year_ahead_is_reached_by_later_stages(history: DailyHistory) -> None:
    far = probability_by(history, 4800, date(2026, 9, 11), rng=seeded(), paths=200)
    assert 0 < far.probabilities["probability"].item() < 1
    assert any("reaches 180 days ahead" in warning for warning in far.warnings)


def test_a_day_before_the_start_is_not_called_over(history: DailyHistory) -> None:
    found = probability_by(history, 900, date(2026, 3, 17), start=date(2026, 3, 20), rng=seeded(), paths=100)
    assert found.sentence == (
        "2026-03-17 lies before the first day (20 Mar 2026), and work remains: it cannot be met."
    )


def test_a_result_is_a_table_and_json(history: DailyHistory) -> None:
    found = probability_by(history, 900, [NEXT, 9], rng=seeded(), paths=100)
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    first, second = told["probabilities"]
    assert (first["by"], first["days"], first["probability"]) == ("2026-03-16", 1, 0)
    assert second["days"] == 9
    assert found.to_frame() is found.probabilities


@pytest.mark.parametrize(
    ("remaining", "by", "message"),
    [(-3, 5, "remaining: -3 arrived"), (math.nan, 5, "remaining: nan"), (5, [], "by: an empty list"), (5, 2000, "far")],
)
def test_what_cannot_be_asked_is_refused(history: DailyHistory, remaining: float, by: object, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        probability_by(history, remaining, by, rng=seeded())  # type: ignore[arg-type]


def test_what_every_sequence_of_days_reaches_is_certain() -> None:
    # 19 days of 3 at least: 57, whose probability is summed to 1 less 1e-16
    sure = probability_by([13, 11, 7, 8, 3, 4, 3, 5, 16, 14, 18, 11, 13], 57, 19, exchangeable=True)
    assert sure.sentence == "What remains is done within 19 days in 100 % of the futures."
    assert sure.probabilities["probability"].item() == pytest.approx(1, abs=1e-14)
    never = probability_by([10, 11, 13] * 5, 131, 10, exchangeable=True)
    assert never.sentence == "What remains is done within 10 days in 0 % of the futures."
