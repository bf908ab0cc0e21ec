"""Forecasts of past days see only the days before; their scores choose the method and widen its ranges."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from smo_metrics.errors import SmoError
from smo_metrics.sla.throughput._backtest_scores import LEVELS, clear_winner, kept_pace, pace_probability, score_table
from smo_metrics.sla.throughput._backtest_words import backtest_words, unchecked_words
from smo_metrics.sla.throughput._baselines import iid, last_week, naive, seasonal_naive
from smo_metrics.sla.throughput._rolling_origin import RollingTotals, past_origins, rolling_totals
from smo_metrics.sla.throughput._usual_rates import usual_rates
from smo_metrics.sla.throughput._widening import conformity_scores, widened, widening_factors
from smo_metrics.sla.throughput.backtest import backtest
from smo_metrics.sla.throughput.daily_history import DailyHistory

MONDAY = date(2026, 1, 5)
HORIZONS = (3, 7, 14, 28)


def made(completed, capacity=None) -> DailyHistory:
    days = np.asarray(completed, dtype=float)
    return DailyHistory(MONDAY, days, None, np.ones(len(days)) if capacity is None else np.asarray(capacity, float))


def noisy(days: int, seed: int, level: float = 40.0, sigma: float = 12.0) -> DailyHistory:
    return made(level + sigma * np.random.default_rng(seed).standard_normal(days))


def normal_days(level: float = 40.0, sigma: float = 12.0):
    def sampler(history, capacity, paths, rng):
        return level + sigma * rng.standard_normal((paths, len(capacity)))

    return sampler


def office(weeks: int, seed: int = 1) -> list[float]:
    usual = np.tile([44, 46, 40, 38, 32, 0, 0], weeks)
    return np.random.default_rng(seed).poisson(usual).astype(float).tolist()


# --- origins -----------------------------------------------------------------------------------------------------


def test_a_forecast_sees_the_days_before_it_and_the_plan_of_those_after() -> None:
    capacity = np.linspace(0.5, 1.5, 60)
    history, seen = made(np.arange(60), capacity), []

    def sampler(past, planned, paths, rng):
        seen.append((past.days, past.completed.max(), planned))
        return np.ones((paths, len(planned)))

    totals = rolling_totals(history, HORIZONS, {"spy": sampler}, 2, np.random.default_rng(0))
    assert [days for days, _, _ in seen] == totals.origins.tolist()
    for days, largest, planned in seen:
        assert largest == days - 1
        assert_allclose(planned, np.concatenate([capacity, np.ones(28)])[days : days + 28])


def test_totals_that_came_are_those_of_the_days_after_and_unknown_past_the_end_or_over_a_gap() -> None:
    completed = np.arange(40.0)
    completed[30] = np.nan
    totals = rolling_totals(made(completed), (3, 7), {"iid": iid}, 2, np.random.default_rng(0))
    for origin, found in zip(totals.origins, totals.actual, strict=True):
        for days, total in zip((3, 7), found, strict=True):
            part = completed[origin : origin + days]
            expected = part.sum() if len(part) == days else np.nan
            assert_allclose(total, expected)


@pytest.mark.parametrize("days", [17, 30, 60, 84, 200, 250, 365, 530, 730])
def test_origins_have_two_weeks_before_them_and_fall_on_all_weekdays(days: int) -> None:
    origins = past_origins(noisy(days, 1), 3)
    assert 1 <= len(origins) <= 26
    assert origins[0] >= max(14, days // 3)
    assert origins[-1] == days - 3
    if len(origins) >= 14:
        assert len(set(origins % 7)) == 7


def test_the_pace_to_reach_is_that_of_the_latest_week_under_the_planned_capacity() -> None:
    capacity = np.ones(40)
    capacity[30] = 0
    totals = rolling_totals(made(np.arange(40.0), capacity), (3,), {"iid": iid}, 2, np.random.default_rng(0))
    pace = dict(zip(totals.origins.tolist(), totals.pace[:, 0].tolist(), strict=True))
    assert pace[20] == 13 + 14 + 15
    assert pace[29] == 22 + 24


def test_too_few_known_days_before_it_make_no_origin() -> None:
    completed = np.full(40, np.nan)
    completed[20:] = 5.0
    assert past_origins(made(completed), 3)[0] == 27
    assert len(past_origins(noisy(16, 1), 3)) == 0


def test_stretches_that_do_not_overlap_are_counted_one_after_the_other() -> None:
    totals = rolling_totals(noisy(60, 1), HORIZONS, {"iid": iid}, 2, np.random.default_rng(0))
    for place, days in enumerate(HORIZONS):
        known = totals.origins[~np.isnan(totals.actual[:, place])]
        free, count = -1, 0
        for origin in known:
            if origin >= free:
                count, free = count + 1, origin + days
        assert totals.independent(place) == count
    assert totals.independent(3) == 1


# --- baselines ---------------------------------------------------------------------------------------------------


def test_naive_starts_from_the_last_day_and_walks_by_past_steps() -> None:
    drawn = naive(made([5, 7, 4, 8]), np.ones(2), 4000, np.random.default_rng(0))
    assert set(np.unique(drawn[:, 0])) == {10.0, 5.0, 12.0}
    assert drawn.min() >= 0


def test_seasonal_naive_repeats_the_last_week_where_weeks_are_alike() -> None:
    week = [44, 46, 40, 38, 32, 0, 0]
    drawn = seasonal_naive(made((week * 4)[:-3]), np.ones(14), 50, np.random.default_rng(0))
    assert_allclose(drawn, np.tile((week[4:] + week[:4]) * 2, (50, 1)))


def test_seasonal_naive_changes_a_weekday_by_what_that_weekday_changed() -> None:
    week, grown = np.array([10, 10, 10, 10, 10, 0, 0]), np.array([3, 0, 0, 0, -2, 0, 0])
    drawn = seasonal_naive(made([*week, *(week + grown)]), np.ones(14), 20, np.random.default_rng(0))
    assert_allclose(drawn, np.tile(np.r_[week + 2 * grown, week + 3 * grown], (20, 1)))


def test_independent_days_come_from_all_known_days_alike() -> None:
    drawn = iid(made([1, 2, np.nan, 6]), np.array([1, 0, 0.5]), 6000, np.random.default_rng(0))
    assert set(np.unique(drawn[:, 0])) == {1, 2, 6}
    assert drawn[:, 0].mean() == pytest.approx(3, abs=0.12)
    assert_allclose(drawn[:, 1], 0)
    assert drawn[:, 2].max() == 3


def test_rates_are_those_of_a_usual_team_and_unknown_on_holidays() -> None:
    history = made([10, 5, 3, 8, 7, 6, 9, np.nan], [1, 0.5, 0, 1, 1, 1, 1, 1])
    assert_allclose(usual_rates(history), [10, 10, np.nan, 8, 7, 6, 9, np.nan])
    assert_allclose(last_week(history), [10, np.nanmean(usual_rates(history)), 8, 7, 6, 9, 10])


@pytest.mark.parametrize("sampler", [naive, seasonal_naive, iid])
def test_baselines_draw_something_from_very_little(sampler) -> None:
    drawn = sampler(made([np.nan, 4.0]), np.ones(10), 5, np.random.default_rng(0))
    assert drawn.shape == (5, 10)
    assert_allclose(drawn, 4)


# --- scores ------------------------------------------------------------------------------------------------------


def test_scores_are_those_of_their_definitions_taken_one_by_one() -> None:
    samplers = {"normal": normal_days(), "iid": iid}
    totals = rolling_totals(noisy(60, 3), HORIZONS, samplers, 120, np.random.default_rng(4))
    table = score_table(totals).set_index(["method", "horizon_days"])
    for method, samples in totals.samples.items():
        for place, days in enumerate(HORIZONS):
            inside, pinball, crps, brier = [], [], [], []
            ahead = samples[:, place], totals.actual[:, place], totals.pace[:, place]
            for draws, came, pace in zip(*ahead, strict=True):
                if np.isnan(came):
                    continue
                low, high = np.quantile(draws, [0.1, 0.9], method="weibull")
                inside.append(low <= came <= high)
                for level in LEVELS:
                    miss = came - np.quantile(draws, level, method="weibull")
                    pinball.append(miss * (level - (miss < 0)))
                pairs = np.abs(draws[:, None] - draws).sum() / (len(draws) * (len(draws) - 1))
                crps.append(np.abs(draws - came).mean() - pairs / 2)
                brier.append((np.mean(np.floor(draws + 0.5) >= pace) - (came >= pace)) ** 2)
            row = table.loc[(method, days)]
            assert row["forecasts"] == len(inside)
            found = row[["coverage_80", "pinball", "crps", "brier"]].to_numpy(float)
            assert_allclose(found, [np.mean(part) for part in (inside, pinball, crps, brier)], rtol=1e-9)


def test_a_clearly_better_method_is_chosen_and_an_equal_one_is_not() -> None:
    history = noisy(84, 5)
    samplers = {"usual": normal_days(60.0), "right": normal_days(), "also": normal_days(41.0)}
    totals = rolling_totals(history, HORIZONS, samplers, 300, np.random.default_rng(1))
    method, ratio = clear_winner(totals, "usual")
    assert method in ("right", "also")
    assert ratio < 0.5
    assert clear_winner(totals, "right") == ("right", 1.0)


@pytest.mark.parametrize(
    ("errors", "chosen"),
    [
        ([9.5, 9.5], "usual"),  # closer each time, by 5 %
        ([8.0, 8.0], "other"),
        ([0.1, 15.9], "usual"),  # closer by 20 % on average, now much better and now worse
        ([7.0, 9.0], "other"),
    ],
)
def test_a_lead_that_is_small_or_not_steady_chooses_nothing(errors, chosen) -> None:
    origins = np.arange(14, 74, 3)
    actual = np.full((20, 1), 100.0)
    samples = {"usual": np.full((20, 1, 2), 110.0), "other": np.full((20, 1, 2), 100.0)}
    samples["other"] += np.tile(errors, 10)[:, None, None]
    assert clear_winner(RollingTotals(origins, (3,), samples, actual, actual), "usual")[0] == chosen


def test_a_method_without_any_error_is_not_chosen_for_its_ranges_have_no_width() -> None:
    actual = np.full((20, 1), 100.0)
    samples = {"usual": np.full((20, 1, 2), 110.0), "sure": np.full((20, 1, 2), 100.0)}
    totals = RollingTotals(np.arange(14, 74, 3), (3,), samples, actual, actual)
    assert clear_winner(totals, "usual") == ("usual", 1.0)


def test_where_the_usual_method_has_no_error_it_stays() -> None:
    actual = np.full((20, 1), 100.0)
    samples = {"usual": np.full((20, 1, 2), 100.0), "other": np.full((20, 1, 2), 90.0)}
    totals = RollingTotals(np.arange(14, 74, 3), (3,), samples, actual, actual)
    assert clear_winner(totals, "usual") == ("usual", 1.0)


def test_a_total_that_differs_from_the_pace_by_rounding_keeps_it() -> None:
    pace = np.full((1, 1), 10 * (0.1 + 0.2))
    totals = RollingTotals(np.array([14]), (3,), {"m": np.full((1, 1, 2), 3.0)}, np.full((1, 1), 3.0), pace)
    assert pace[0, 0] > 3
    assert_allclose(pace_probability(totals, "m"), 1)
    assert kept_pace(totals).all()


def test_with_few_stretches_the_usual_method_stays() -> None:
    totals = rolling_totals(
        noisy(36, 5), HORIZONS, {"usual": normal_days(90.0), "right": normal_days()}, 200, np.random.default_rng(1)
    )
    assert totals.independent(1) < 4
    assert clear_winner(totals, "usual") == ("usual", 1.0)


# --- widening ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def studied() -> dict[float, np.ndarray]:
    """Share of histories whose next 7 days lie in the 80 % range, before and after widening, by width drawn."""
    found = {}
    for narrowed in (1.0, 0.5):
        rng, inside = np.random.default_rng(7), []
        for _ in range(120):
            days = 40 + 12 * rng.standard_normal(91)
            totals = rolling_totals(made(days[:84]), (3, 7, 14), {"m": normal_days(40, 12 * narrowed)}, 200, rng)
            drawn = normal_days(40, 12 * narrowed)(None, np.ones(7), 400, rng)
            for paths in (drawn, widened(drawn, widening_factors(totals, "m"))):
                low, high = np.quantile(paths.sum(axis=1), [0.1, 0.9])
                inside.append(low <= days[84:].sum() <= high)
        found[narrowed] = np.reshape(inside, (-1, 2)).mean(axis=0)
    return found


def test_right_ranges_are_left_as_they_are(studied) -> None:
    before, after = studied[1.0]
    assert before == pytest.approx(0.8, abs=0.1)
    assert after - before <= 0.05


def test_ranges_half_as_wide_as_they_should_be_are_widened_to_what_they_promise(studied) -> None:
    before, after = studied[0.5]
    assert before < 0.6
    assert after == pytest.approx(0.8, abs=0.1)


def test_factors_never_fall_with_the_horizon_and_too_few_stretches_take_the_one_before() -> None:
    totals = rolling_totals(noisy(84, 9), HORIZONS, {"m": normal_days(40, 3)}, 200, np.random.default_rng(1))
    factors = widening_factors(totals, "m")
    assert factors.shape == (28,)
    assert np.all(np.diff(factors) >= 0)
    assert factors[0] > 1
    assert factors[-1] == max(factors[[2, 6, 13]])


def test_ranges_that_miss_only_the_far_ends_are_widened_too() -> None:
    rng = np.random.default_rng(12)
    days = 40 + rng.uniform(-5, 5, 300)
    days[np.isin(np.arange(300) % 13, (0, 5))] += 60
    totals = rolling_totals(made(days), (1,), {"m": normal_days(40, 6)}, 300, rng)
    table = score_table(totals).iloc[0]
    assert table["coverage_80"] > 0.8
    assert table["coverage_95"] < 0.9
    assert widening_factors(totals, "m")[0] > 1


def test_ranges_that_miss_only_the_middle_are_widened_too() -> None:
    days = 40 + np.tile([9.0, -9.0, 9.0], 50)  # 1.5 standard deviations of the forecast away: past 80, within 95 %
    totals = rolling_totals(made(days), (1,), {"m": normal_days(40, 6)}, 1000, np.random.default_rng(3))
    table = score_table(totals).iloc[0]
    assert table["coverage_80"] < 0.1
    assert table["coverage_95"] == 1
    assert widening_factors(totals, "m")[0] == pytest.approx(1.5 / 1.28, rel=0.1)


def test_a_forecast_without_any_range_does_not_make_the_factor_boundless() -> None:
    totals = rolling_totals(noisy(84, 9), HORIZONS, {"m": normal_days(40, 0)}, 200, np.random.default_rng(1))
    assert_allclose(widening_factors(totals, "m"), 3)


def test_a_miss_is_measured_in_the_width_of_its_own_side() -> None:
    samples = np.sort(np.r_[np.linspace(-1, 0, 51), np.linspace(0, 4, 50)[1:]])[None, None, :]
    low, middle, high = np.quantile(samples, [0.1, 0.5, 0.9], method="weibull")
    for came, expected in ((low, 1.0), (2 * high - middle, 2.0), (middle, 0.0)):
        assert_allclose(conformity_scores(samples, np.array([[came]]), 0.8), expected, rtol=1e-6)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(1, 3), st.floats(0, 1))
def test_widened_futures_still_finish_no_fewer_than_no_tasks_a_day(seed, factor, idle) -> None:
    rng = np.random.default_rng(seed)
    paths = rng.poisson(6, (60, 20)) * (rng.random((60, 20)) > idle) * 1.0
    paths[:, [4, 5, 11]] = 0
    found = widened(paths, np.linspace(1, factor, 8))
    assert found.min() >= -1e-9
    assert_allclose(found[:, [4, 5, 11]], 0, atol=1e-9)
    assert_allclose(found[:, 0], paths[:, 0], atol=paths.sum() * (factor - 1))


def test_widening_stretches_totals_about_their_median_by_the_factor() -> None:
    paths = np.random.default_rng(1).normal(50, 5, (4001, 10))
    before, after = np.cumsum(paths, axis=1), np.cumsum(widened(paths, np.full(10, 1.5)), axis=1)
    assert_allclose(np.median(after, axis=0), np.median(before, axis=0), rtol=1e-3)
    assert_allclose(np.ptp(after, axis=0), 1.5 * np.ptp(before, axis=0), rtol=1e-6)


def test_a_factor_of_one_leaves_the_futures_untouched() -> None:
    paths = np.random.default_rng(1).poisson(5, (30, 9)).astype(float)
    assert widened(paths, np.ones(5)) is paths


# --- the whole ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def checked():
    return backtest(office(12), first_day=MONDAY, rng=np.random.default_rng(1))


def test_every_method_has_a_row_at_every_horizon(checked) -> None:
    assert checked.table.groupby("method").size().to_dict() == {
        "weekday_blocks": 4,
        "ets": 4,
        "naive": 4,
        "seasonal_naive": 4,
        "iid": 4,
    }
    assert checked.to_frame() is checked.table
    assert checked.reliability["count"].sum() == checked.table.query("method == 'iid'")["forecasts"].sum()


def test_with_an_office_week_the_naive_forecasts_are_beaten_at_short_horizons(checked) -> None:
    scores = checked.table.query("horizon_days == 3").set_index("method")["crps"]
    assert scores[checked.chosen] < 0.7 * min(scores["naive"], scores["iid"])


def test_thin_horizons_are_named_and_say_that_trust_is_unknown(checked) -> None:
    table = checked.table.set_index(["method", "horizon_days"])
    assert table.loc[("iid", 28), "stretches"] < 4
    assert table.loc[("iid", 28), "status"] == "few_stretches"
    assert checked.status == "few_stretches"
    assert any("28 days the history has fewer than 4 separate stretches" in told for told in checked.warnings)


def test_a_year_of_history_checks_every_horizon() -> None:
    found = backtest(office(52), first_day=MONDAY, rng=np.random.default_rng(1))
    assert found.status == "ok"
    assert found.table["stretches"].min() >= 4
    assert found.table.query("horizon_days == 3 and method == 'iid'")["forecasts"].item() >= 13


def test_the_same_seed_gives_the_same_result_and_the_input_is_not_changed() -> None:
    days = pd.Series(office(8), index=pd.date_range(MONDAY, periods=56))
    before = days.copy()
    first, second = (backtest(days, rng=np.random.default_rng(5)).to_dict() for _ in range(2))
    assert first == second
    pd.testing.assert_series_equal(days, before)


@pytest.mark.parametrize(("shortest", "needed"), [(3, 17), (28, 42), (69, 103), (70, 104)])
def test_the_days_that_are_said_to_be_needed_are_enough_and_one_less_is_not(shortest: int, needed: int) -> None:
    assert f"({needed} are needed)" in unchecked_words(needed - 1, shortest, 1.0)
    assert not len(past_origins(made(np.ones(needed - 1)), shortest))
    assert len(past_origins(made(np.ones(needed)), shortest))


def test_a_short_history_cannot_be_checked_and_below_two_weeks_its_ranges_are_widened() -> None:
    told = {days: backtest(office(3)[:days], first_day=MONDAY, rng=np.random.default_rng(1)) for days in (12, 15)}
    for days, found in told.items():
        assert (found.status, found.chosen, len(found.table)) == ("too_short", "weekday_blocks", 0)
        assert found.first_forecast is None
        assert found.to_dict()["table"] == []
        assert f"With {days} days of history no past forecast can be checked (17 are needed)" in found.warnings[0]
    assert_allclose(told[12].widening, 1.3)
    assert "widened 1.3 times" in told[12].warnings[0]
    assert_allclose(told[15].widening, 1)
    assert "how far ranges can be trusted is not known" in told[15].warnings[0]


def test_a_constant_history_chooses_no_forecast_that_is_certain() -> None:
    found = backtest([7.0] * 56, first_day=MONDAY, rng=np.random.default_rng(1))
    assert found.chosen == "weekday_blocks"
    assert_allclose(found.table.query("method == 'naive'")[["crps", "brier"]], 0, atol=1e-9)


def test_days_that_nobody_knows_leave_out_the_stretches_that_hold_them() -> None:
    days = office(10)
    whole = backtest(days, first_day=MONDAY, rng=np.random.default_rng(1)).table
    gapped = [None if place in (30, 31) else figure for place, figure in enumerate(days)]
    found = backtest(gapped, first_day=MONDAY, gaps="missing", rng=np.random.default_rng(1)).table
    assert np.all(found["forecasts"] < whole["forecasts"])
    assert not found[["pinball", "crps", "brier"]].isna().to_numpy().any()


def test_horizons_may_come_in_any_order_and_twice() -> None:
    found = backtest(office(8), first_day=MONDAY, horizons=(7, 3, 7), rng=np.random.default_rng(1))
    assert found.table["horizon_days"].unique().tolist() == [3, 7]
    assert found.widening.shape == (7,)


def test_sentences_name_the_challenger_its_lead_and_the_widening() -> None:
    scores = pd.DataFrame(
        {
            "method": "ets",
            "horizon_days": [3, 7, 14],
            "stretches": [12, 6, 2],
            "coverage_80": [0.75, 0.5, 0.5],
            "status": ["ok", "ok", "few_stretches"],
        }
    )
    assert backtest_words(scores, "weekday_blocks", 0.8, np.repeat([1.0, 1.25, 1.5], [4, 3, 7])) == (
        "ets is used: its past forecasts were 20 % closer than those of weekday_blocks (lower CRPS).",
        "Past forecasts: the 80 % range before it was widened held what came in 75 % over 3 days (12 separate "
        "stretches), 50 % over 7 days (6 separate stretches).",
        "Over 14 days the history has fewer than 4 separate stretches to check: how far ranges can be trusted is not "
        "known.",
        "Past ranges were too narrow to be chance, so ranges of totals over 5 days and more are widened about their "
        "middle: 1.25 times, 1.50 times from 14 days on.",
    )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"horizons": (0, 3)}, "horizons must be whole numbers"),
        ({"horizons": 5}, "horizons must be whole numbers"),
        ({"horizons": None}, "horizons must be whole numbers"),
        ({"horizons": (3, 10**9)}, "1 to 1,096"),
        ({"paths": 10**8}, "paths must be a whole number from 100 to 10,000"),
        ({"horizons": ()}, "horizons must be whole numbers"),
        ({"horizons": (True,)}, "horizons must be whole numbers"),
        ({"horizons": (2.5,)}, "horizons must be whole numbers"),
        ({"paths": 20}, "paths must be a whole number from 100 to 10,000"),
        ({"paths": True}, "paths must be a whole number from 100 to 10,000"),
        ({"rng": 7}, "rng must be a numpy.random.Generator"),
    ],
)
def test_options_that_cannot_be_used_are_refused_in_one_line(options, told) -> None:
    with pytest.raises(SmoError, match=told):
        backtest(office(6), **{"first_day": MONDAY, "rng": np.random.default_rng(1), **options})
