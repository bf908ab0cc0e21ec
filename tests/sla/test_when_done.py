"""Delivery dates: held to exact sums, to a walk through every future, and to what must hold whatever the model."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.errors import SettingsError, SmoError
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.sla.throughput._forecast import Fitted, fit
from smo_metrics.sla.throughput._futures import STAGES, coupled, futures, weekly_correlation
from smo_metrics.sla.throughput._options import CONFIDENCE
from smo_metrics.sla.throughput._plan import read_plan
from smo_metrics.sla.throughput.backtest import DEFAULT, SAMPLERS
from smo_metrics.sla.throughput.daily_history import DailyHistory, daily_history
from smo_metrics.sla.throughput.planned_capacity import Joiner
from smo_metrics.sla.throughput.when_done import WhenDone, when_done
from tests.sla.certain_futures import certain_futures

REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "flow" / "throughput_exact.json"
MONDAY = date(2026, 1, 5)
NEXT = date(2026, 3, 16)
WEEK = [40, 44, 42, 38, 30, 0, 0]
STEADY = [10, 10, 10, 10, 10, 0, 0] * 8


@pytest.fixture(scope="module")
def history() -> DailyHistory:
    """Ten weeks with weekends off, to 2026-03-15, with arrivals."""
    rng = np.random.default_rng(11)
    days = pd.date_range(MONDAY, periods=70)
    arrived = rng.poisson([30, 30, 30, 30, 30, 5, 5] * 10)
    return daily_history(pd.DataFrame({"date": days, "completed": rng.poisson(WEEK * 10), "arrived": arrived}))


@pytest.fixture
def certain() -> Iterator[None]:
    """Let every future repeat the last week."""
    with certain_futures():
        yield


@pytest.fixture
def steady(certain: None) -> DailyHistory:
    """Ten tasks on every weekday of eight weeks, to 2026-03-01: every future is the same."""
    return daily_history(STEADY, first_day=MONDAY)


@pytest.fixture(scope="module", autouse=True)
def fits_are_remembered() -> Iterator[None]:
    """Fit and backtest each history once: the same history and seed give the same fit."""
    found: dict[tuple[object, ...], Fitted] = {}

    def remembered(history: DailyHistory, *, rng: np.random.Generator) -> Fitted:
        seed = repr(rng.bit_generator.state)
        figures = [history.completed, history.arrived, history.capacity]
        told = [None if known is None else known.tobytes() for known in figures]
        key = (history.first_day, seed, SAMPLERS[DEFAULT], *told)
        if key not in found:
            found[key] = fit(history, rng=rng)
        return found[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("smo_metrics.sla.throughput._futures.fit", remembered)
        yield


def seeded() -> np.random.Generator:
    return np.random.default_rng(5)


def dates(done: WhenDone, batch: str = "all") -> list[date | None]:
    table = done.finish
    return table.loc[table["batch"] == batch, "date"].tolist()


def days_of(done: WhenDone) -> list[float]:
    table = done.finish
    return [math.inf if day is None else day for day in table.loc[table["batch"] == "all", "days"]]


@pytest.mark.skipif(not REFERENCES.exists(), reason="reference data are not beside the project")
def test_interchangeable_days_give_the_exact_days_of_the_reference() -> None:
    for item in json.loads(REFERENCES.read_text(encoding="utf-8"))["items"]:
        expected = item["when_days"]
        done = when_done(
            item["history"], item["backlog"], exchangeable=True, confidence=[float(share) for share in expected]
        )
        assert days_of(done) == list(expected.values())
        assert done.finish["date"].isna().all()
        assert done.paths == 0
        assert done.backtest is None


def test_interchangeable_days_have_dates_once_they_start() -> None:
    done = when_done(STEADY, 100, start=NEXT, due=date(2026, 3, 29), exchangeable=True)
    assert dates(done)[0] == NEXT + timedelta(days=int(days_of(done)[0]) - 1)
    # 14 days, each at work with probability 5/7: at least ten of them
    chance = sum(math.comb(14, k) * (5 / 7) ** k * (2 / 7) ** (14 - k) for k in range(10, 15))
    assert done.due_probability == pytest.approx(chance, abs=1e-12)
    assert done.due_error == 0
    undated = when_done(STEADY, 100, due=14, exchangeable=True)
    assert undated.due_probability == done.due_probability
    assert undated.due is None
    assert undated.sentence.endswith("; 14 days are enough in 63 %.")


def test_draws_of_interchangeable_days_converge_to_the_exact_shares() -> None:
    done = when_done(STEADY[:7] + WEEK, 200, exchangeable=True)
    drawn = np.cumsum(seeded().choice(STEADY[:7] + WEEK, (20_000, len(done.by_day))), axis=1)
    np.testing.assert_allclose(done.by_day["done_share"], (drawn >= 200).mean(axis=0), atol=0.015)
    np.testing.assert_allclose(done.by_day["p50"], np.median(drawn, axis=0), atol=8)


def test_every_future_of_a_steady_team_ends_on_the_day_that_arithmetic_says(steady: DailyHistory) -> None:
    done = when_done(steady, 95, rng=seeded(), paths=100)
    assert dates(done) == [date(2026, 3, 13)] * 3  # ten days at work from Monday, 2 March
    assert done.sentence == (
        "Half the futures finish by 13 Mar 2026, 80 % by 13 Mar 2026, 95 % by 13 Mar 2026."
    )
    assert when_done(steady, 101, rng=seeded(), paths=100).finish["date"].tolist() == [date(2026, 3, 16)] * 3


def test_a_walk_through_every_future_finds_the_same_days(history: DailyHistory) -> None:
    sample, batches, paths = [0.0, 14.0, 35.0], {"first": 300.0, "second": 500.0}, 200
    done = when_done(history, 800, batches=batches, growth=sample, arrivals=4, rng=seeded(), paths=paths)
    plan = read_plan(
        history, start=None, gaps=None, as_of=None, capacity=None, joiners=(), calendar=None, alike=False
    )
    _, totals, adding = futures(plan, paths, seeded())
    weekly = adding.spawn(2)[0].choice(sample, (paths, -(-plan.most_days // 7)))
    finished: dict[str, list[float]] = {"first": [], "second": [], "all": []}
    for path, running in enumerate(next(totals)):
        left = {"first": 300.0, "second": 800.0, "all": 800.0}
        for name, end in left.items():
            added, found = 0.0, math.inf
            for day, total in enumerate(running):
                added += 4 + weekly[path, day // 7] / 7 if name == "all" else 0
                if total >= end + added - 1e-9:
                    found = day + 1
                    break
            finished[name].append(found)
    for name, ends in finished.items():
        ordered = sorted(ends)
        expected = [ordered[math.ceil(share * paths - 1e-9) - 1] for share in CONFIDENCE]
        assert done.finish.loc[done.finish["batch"] == name, "days"].tolist() == expected


@given(st.integers(1, 4000), st.integers(0, 800), st.integers(0, 3))
@settings(max_examples=12, deadline=None)
def test_more_work_is_never_done_earlier(history: DailyHistory, tasks: int, more: int, kind: int) -> None:
    options = [{}, {"growth": 0.01}, {"growth": [5, 20]}, {"arrivals": True}][kind]
    due = date(2026, 4, 30)
    less = when_done(history, tasks, due=due, rng=seeded(), paths=200, **options)
    longer = when_done(history, tasks + more, due=due, rng=seeded(), paths=200, **options)
    assert all(a <= b for a, b in zip(days_of(less), days_of(longer), strict=True))
    assert less.due_probability >= longer.due_probability


@given(st.floats(0, 0.2), st.floats(0, 0.2))
@settings(max_examples=8, deadline=None)
def test_more_people_never_finish_later_and_more_arrivals_never_earlier(
    history: DailyHistory, share: float, arriving: float
) -> None:
    joiner = Joiner(NEXT, share, ramp_days=10)
    usual = days_of(when_done(history, 900, rng=seeded(), paths=200))
    helped = days_of(when_done(history, 900, joiners=[joiner], rng=seeded(), paths=200))
    fuller = days_of(when_done(history, 900, arrivals=100 * arriving, rng=seeded(), paths=200))
    assert all(a <= b <= c for a, b, c in zip(helped, usual, fuller, strict=True))


def test_the_first_stage_of_futures_stays_as_it_was_when_more_days_are_drawn(history: DailyHistory) -> None:
    plan = read_plan(
        history, start=None, gaps=None, as_of=None, capacity=None, joiners=(), calendar=None, alike=False
    )
    short, longer, longest = futures(plan, 1500, seeded())[1]
    assert [short.shape[1], longer.shape[1], longest.shape[1]] == list(STAGES)
    np.testing.assert_array_equal(longest[:, : STAGES[0]], short)
    np.testing.assert_array_equal(longest[:, : STAGES[1]], longer)
    assert (np.diff(longest, axis=1) >= -1e-9).all()
    # who was ahead after 91 days is ahead after a year, as in futures that are drawn in one go
    kept = np.corrcoef(short[:, -1], longer[:, -1])[0, 1]
    whole = fit(history, rng=seeded()).draw(STAGES[1], paths=1500, rng=seeded()).cumsum(axis=1)
    assert kept == pytest.approx(np.corrcoef(whole[:, STAGES[0] - 1], whole[:, -1])[0, 1], abs=0.1)


def test_days_before_the_start_bring_these_tasks_nothing(steady: DailyHistory) -> None:
    done = when_done(steady, 95, start=pd.Timestamp("2026-03-05"), rng=seeded(), paths=100)
    assert dates(done)[0] == date(2026, 3, 18)  # two days of that week, five, then three
    assert done.first_day == date(2026, 3, 5)
    assert days_of(done)[0] == 14
    assert any("the 3 days before it bring them nothing" in warning for warning in done.warnings)
    later = when_done(steady, 18, start=date(2026, 6, 15), rng=seeded(), paths=100)
    assert dates(later)[0] == date(2026, 6, 16)


def test_a_start_within_the_history_is_refused(steady: DailyHistory) -> None:
    with pytest.raises(SettingsError, match="2026-03-01 is part of the history, which ends on 2026-03-01"):
        when_done(steady, 5, start=date(2026, 3, 1), rng=seeded())
    with pytest.raises(SettingsError, match=r"lies 1,402 days after the history"):
        when_done(steady, 5, start=date(2030, 1, 2), rng=seeded())


def test_batches_are_done_in_order_and_the_last_with_everything(history: DailyHistory) -> None:
    done = when_done(history, 900, batches=[200, 0, 700], rng=seeded(), paths=500)
    assert done.finish["batch"].tolist() == ["1"] * 3 + ["2"] * 3 + ["3"] * 3 + ["all"] * 3
    assert done.finish["tasks"].tolist()[::3] == [200, 0, 700, 900]
    assert dates(done, "1") == dates(done, "2")
    assert all(a < b for a, b in zip(dates(done, "1"), dates(done, "3"), strict=True))
    assert dates(done, "3") == dates(done)
    with pytest.raises(SettingsError, match="they hold 300 tasks together, but 900 remain"):
        when_done(history, 900, batches={"a": 300}, rng=seeded())
    with pytest.raises(SettingsError, match="each with its own name"):
        when_done(history, 900, batches={"all": 900}, rng=seeded())


def test_a_first_batch_without_tasks_is_done_already(steady: DailyHistory) -> None:
    done = when_done(steady, 10, batches=[0, 10], rng=seeded(), paths=100)
    assert done.finish["days"].tolist() == [0] * 3 + [1] * 6
    assert dates(done, "1") == [date(2026, 3, 1)] * 3


def test_overtime_on_a_weekday_that_never_brought_anything_is_said_to_bring_nothing(steady: DailyHistory) -> None:
    done = when_done(steady, 95, capacity={date(2026, 3, 7): 1.0}, rng=seeded(), paths=100)
    assert dates(done) == [date(2026, 3, 13)] * 3
    assert any("planned for Saturday 2026-03-07, but nothing was ever" in warning for warning in done.warnings)


def test_growth_adds_a_share_of_what_remains_every_week(steady: DailyHistory) -> None:
    # 100 tasks, 14 more a week: 2 a day. Ten on each weekday, and all is done when 10 w >= 100 + 2 d first holds.
    done = when_done(steady, 100, growth=0.14, rng=seeded(), paths=100)
    assert days_of(done)[0] == 18  # 14 days at work by day 18: 140 >= 136; 13 by day 17: 130 < 134
    with pytest.raises(SettingsError, match=r"write 0.05 for 5 %"):
        when_done(steady, 100, growth=5, rng=seeded())


def test_arrivals_have_to_be_done_too(steady: DailyHistory) -> None:
    assert days_of(when_done(steady, 100, arrivals=2, rng=seeded(), paths=100))[0] == 18
    once = when_done(steady, 100, arrivals=[8], rng=seeded(), paths=100)
    assert days_of(once)[0] == 15  # as listed: a list ends, also one of one day
    assert "Arrivals are given for 1 day; on later days none are counted." in once.warnings
    listed = when_done(steady, 100, arrivals=[2] * 4, rng=seeded(), paths=100)
    assert days_of(listed)[0] == 15  # 108 tasks: eleven days at work
    assert "Arrivals are given for 4 days; on later days none are counted." in listed.warnings
    never = when_done(steady, 100, arrivals=8, rng=seeded(), paths=100)
    assert dates(never) == [None] * 3
    assert never.sentence == (
        "Not done within 168 days in 100 % of the futures. What is later is too far for 56 days of history."
    )
    assert never.not_within == 1


def test_arrivals_of_the_history_are_drawn_with_its_work(history: DailyHistory) -> None:
    done = when_done(history, 300, arrivals=True, rng=seeded(), paths=2000)
    planned = when_done(history, 300, arrivals=float(np.mean(history.arrived)), rng=seeded(), paths=2000)
    assert days_of(done)[0] == pytest.approx(days_of(planned)[0], rel=0.2)
    nobody = replace(history, arrived=np.zeros(history.days))
    pd.testing.assert_frame_equal(
        when_done(nobody, 300, arrivals=True, rng=seeded(), paths=200).finish,
        when_done(history, 300, rng=seeded(), paths=200).finish,
    )
    with pytest.raises(SmoError, match="no figures of arrived tasks"):
        when_done(replace(history, arrived=None), 300, arrivals=True, rng=seeded())


def test_arrivals_that_are_not_known_on_some_days_are_not_taken_for_none(history: DailyHistory) -> None:
    came = np.array(history.arrived)
    came[3::9] = math.nan
    usual = when_done(history, 300, arrivals=True, rng=seeded(), paths=500)
    holed = when_done(replace(history, arrived=came), 300, arrivals=True, rng=seeded(), paths=500)
    assert days_of(holed)[0] == pytest.approx(days_of(usual)[0], rel=0.1)


@pytest.mark.parametrize("lost", [slice(0, None, 7), slice(6, None)])
def test_arrivals_without_a_figure_on_a_weekday_or_below_seven_days_are_refused(history: DailyHistory, lost) -> None:
    came = np.array(history.arrived)
    came[lost] = math.nan
    known = np.isfinite(came).sum()
    with pytest.raises(SmoError, match=f"arrivals: {known} of the 70 days .* have a figure for arrived, too few"):
        when_done(replace(history, arrived=came), 300, arrivals=True, rng=seeded(), paths=100)


def test_arrivals_of_six_days_are_refused_though_each_working_day_is_among_them() -> None:
    days = pd.bdate_range(MONDAY, periods=40)
    table = pd.DataFrame({"date": days, "completed": 5, "arrived": [4] * 6 + [None] * 34})
    with pytest.raises(SmoError, match="arrivals: 6 of the 54 days"):
        when_done(table, 300, arrivals=True, gaps="missing", rng=seeded(), paths=100)


def test_arrivals_that_no_row_of_a_working_day_tells_are_refused_where_weekends_follow_an_answer_of_zero() -> None:
    days = pd.bdate_range(MONDAY, periods=40).repeat(2)
    table = pd.DataFrame({"date": days, "queue": ["a", "b"] * 40, "completed": 5, "arrived": [4, None] * 40})
    with pytest.raises(SmoError, match="arrivals: 14 of the 54 days"):
        when_done(table, 300, arrivals=True, gaps="zero", rng=seeded(), paths=100)


def test_futures_of_arrivals_hang_together_with_work_as_past_weeks_did() -> None:
    rng = seeded()
    first, second = rng.gamma(3, size=(2, 4000))
    for correlation in (-0.6, 0.0, 0.8):
        order = coupled(first, second, correlation, rng)
        assert sorted(order) == list(range(4000))
        ranks = np.argsort(np.argsort(np.stack([first, second[order]])))
        # of two normal figures that correlate by r, the ranks correlate by 6 / pi arcsin(r / 2)
        assert np.corrcoef(ranks)[0, 1] == pytest.approx(6 / math.pi * math.asin(correlation / 2), abs=0.05)


def test_a_correlation_that_chance_can_show_is_shrunk(history: DailyHistory) -> None:
    unrelated = seeded().poisson(30, (60, 2, 56)).astype(float)
    sums = np.cumsum(unrelated, axis=2)
    raw = [np.corrcoef(both)[0, 1] for both in sums[:, :, 7:] - sums[:, :, :-7]]
    assert np.mean(np.abs([weekly_correlation(*both) for both in unrelated])) < 0.6 * np.mean(np.abs(raw))
    done = history.completed
    assert weekly_correlation(done, done) == pytest.approx(1)
    assert weekly_correlation(done, -done) == pytest.approx(-1)
    assert weekly_correlation(done[:27], done[:27]) == 0
    assert weekly_correlation(done, np.full(history.days, 4.0)) == 0
    assert weekly_correlation(done, np.full(history.days, math.nan)) == 0


def test_holidays_and_leave_move_the_date(steady: DailyHistory) -> None:
    usual = dates(when_done(steady, 95, rng=seeded(), paths=100))[0]
    off = {date(2026, 3, 3): 0.0, date(2026, 3, 4): 0.5}
    leave = dates(when_done(steady, 94, capacity=off, rng=seeded(), paths=100))[0]
    assert (usual, leave) == (date(2026, 3, 13), date(2026, 3, 16))
    calendar = WorkCalendar("Asia/Singapore", {"mon-fri": ["09:00-18:00"]}, holidays=["2026-03-13"])
    assert dates(when_done(steady, 95, calendar=calendar, rng=seeded(), paths=100))[0] == date(2026, 3, 16)


def test_who_joined_within_the_history_is_not_counted_twice(certain: None) -> None:
    doubled = STEADY[:28] + [2 * tasks for tasks in STEADY[:28]]
    made = daily_history(doubled, first_day=MONDAY)
    joiner = Joiner(MONDAY + timedelta(days=28), share=1.0)
    done = when_done(made, 195, joiners=[joiner], rng=seeded(), paths=100)
    assert days_of(done)[0] == 12  # ten days of twenty


def test_nothing_left_is_done_already(steady: DailyHistory) -> None:
    done = when_done(steady, 0, due=date(2026, 2, 1), batches={"a": 0}, growth=[5], rng=seeded())
    assert done.sentence == "Nothing remains: it is done already."
    assert dates(done) == [date(2026, 3, 1)] * 3
    assert (done.due_probability, done.due_error, len(done.by_day)) == (1, 0, 0)
    json.dumps(done.to_dict(), allow_nan=False)


def test_a_due_date_that_is_over_cannot_be_met(steady: DailyHistory) -> None:
    done = when_done(steady, 5, due=date(2026, 3, 1), rng=seeded(), paths=100)
    assert (done.due_probability, done.due_error) == (0, 0)
    assert done.sentence.endswith("; the due date 1 Mar 2026 is over and cannot be met.")
    early = when_done(steady, 5, start=date(2026, 3, 9), due=date(2026, 3, 6), rng=seeded(), paths=100)
    assert early.due_probability == 0
    assert early.sentence.endswith(
        "; the due date 6 Mar 2026 lies before the first day (9 Mar 2026) and cannot be met."
    )


def test_a_due_date_is_met_in_a_share_of_the_futures_with_its_error(history: DailyHistory) -> None:
    done = when_done(history, 900, due=date(2026, 4, 14), rng=seeded(), paths=2000)
    assert 0.05 < done.due_probability < 0.95
    spread = done.due_probability * (1 - done.due_probability)
    assert done.due_error == pytest.approx(math.sqrt(spread / 2000), rel=0.01)
    assert done.by_day.set_index("date").loc["2026-04-14", "done_share"] == done.due_probability
    with pytest.raises(SettingsError, match="lies too far ahead; this forecast reaches to 2026-03-25"):
        when_done(history, 900, due=date(2026, 4, 14), horizon=10, rng=seeded())


def test_a_billion_tasks_are_told_at_once_to_be_out_of_reach(history: DailyHistory) -> None:
    done = when_done(history, 1e9, rng=seeded())
    assert dates(done) == [None] * 3
    assert (done.horizon_days, done.not_within, len(done.by_day)) == (210, 1, STAGES[0])
    assert days_of(when_done(STEADY, 1e9, exchangeable=True)) == [math.inf] * 3


def test_work_of_nearly_three_years_is_within_reach_of_a_year_of_history(certain: None) -> None:
    year = daily_history([*STEADY[:7] * 53], first_day=MONDAY - timedelta(days=45 * 7))
    done = when_done(year, 7_745, rng=seeded(), paths=100)
    assert dates(done) == [date(2029, 2, 16)] * 3  # 774.5 days at work, from 2 March 2026


def test_no_date_is_told_beyond_three_times_the_history(steady: DailyHistory) -> None:
    assert dates(when_done(steady, 1200, rng=seeded(), paths=100)) == [date(2026, 8, 14)] * 3
    far = when_done(steady, 1201, rng=seeded(), paths=100)
    assert (dates(far), far.horizon_days) == ([None] * 3, 168)
    with pytest.raises(SettingsError, match=r"reaches to 2026-08-16. What is later is too far for 56 days of history"):
        when_done(steady, 5, due=date(2026, 8, 17), rng=seeded())
    with pytest.raises(SettingsError, match=r"start: 2026-08-17 lies 168 days after .* from 56 days of it reach 168"):
        when_done(steady, 5, start=date(2026, 8, 17), rng=seeded())


def test_the_first_day_is_that_of_as_of_though_the_history_ends_before(certain: None) -> None:
    days = pd.Series(STEADY, index=pd.date_range(MONDAY, periods=56))
    options = {"as_of": date(2026, 3, 12), "due": date(2026, 3, 5), "gaps": "missing"}
    done = when_done(days, 15, rng=seeded(), paths=100, **options)
    assert (done.first_day, done.due_probability) == (date(2026, 3, 12), 0)
    assert dates(done) == [date(2026, 3, 13)] * 3


def test_a_team_that_finishes_one_a_day_has_finished_n_after_n_days_in_half_of_the_futures() -> None:
    done = when_done(daily_history([1] * 90, first_day=MONDAY), 7, due=7, rng=seeded(), paths=500)
    assert days_of(done)[0] == 7
    assert done.due_probability >= 0.5


def test_the_chance_of_few_tasks_is_that_of_whole_ones() -> None:
    made = seeded().poisson(1, (12, 84))
    histories = [daily_history(days, first_day=MONDAY) for days in made]
    chances = [when_done(days, 2, due=2, rng=seeded(), paths=400).due_probability for days in histories]
    assert np.mean(chances) == pytest.approx(1 - 3 * math.exp(-2), abs=0.06)  # two or more of a Poisson mean of 2


def test_a_confidence_that_the_horizon_cuts_off_has_no_date(history: DailyHistory) -> None:
    whole = when_done(history, 900, rng=seeded(), paths=500)
    half = int(days_of(whole)[0])
    cut = when_done(history, 900, horizon=half, rng=seeded(), paths=500)
    assert dates(cut) == [dates(whole)[0], None, None]
    assert f"are not done within {half} days" in cut.sentence
    assert 0.2 < cut.not_within <= 0.5


@pytest.mark.parametrize("remaining", [-1, math.nan, math.inf, "100", True, None, pd.NA, np.array([3])])
def test_what_is_no_number_of_tasks_is_refused(steady: DailyHistory, remaining: object) -> None:
    with pytest.raises(SettingsError, match=r"remaining: .* arrived; write a number of tasks, 0 or more"):
        when_done(steady, remaining, rng=seeded())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"growth": [3, -1]}, "growth: -1 arrived"),
        ({"growth": []}, "growth: an empty list"),
        ({"growth": "2 %"}, "growth: '2 %' arrived"),
        ({"growth": True}, "growth: True arrived"),
        ({"growth": -0.1}, "growth: -0.1 arrived; write a share a week, 0 or more"),
        ({"joiners": None}, "joiners: None arrived; give a list"),
        ({"joiners": 5}, "joiners: 5 arrived; give a list"),
        ({"joiners": Joiner(NEXT, 0.2)}, "joiners: Joiner.* arrived; give a list"),
        ({"capacity": [1, 2]}, "capacity: .* give shares by day"),
        ({"calendar": "IE"}, "calendar: 'IE' arrived"),
        ({"due": -(10**9)}, "due: -1000000000 arrived; write the number of a day"),
        ({"arrivals": math.nan}, "arrivals: nan arrived"),
        ({"arrivals": [1, None]}, "arrivals: None arrived"),
        ({"batches": [5, -5, 5]}, "batches: 2: -5 arrived"),
        ({"batches": []}, "batches: "),
        ({"confidence": (0.5, 1.0)}, "confidence: "),
        ({"confidence": 95}, "confidence: 95 arrived"),
        ({"paths": 10}, "paths: 10 arrived"),
        ({"paths": True}, "paths: True arrived"),
        ({"horizon": 0}, "horizon: 0 arrived"),
        ({"horizon": 5000}, "1 to 168"),
        ({"due": "2026-03-20"}, "due: '2026-03-20' arrived"),
        ({"due": datetime(2026, 3, 20, 12)}, "give a whole day"),
        ({"due": pd.NaT}, "due: NaT arrived"),
        ({"due": date(2031, 1, 1)}, "due: 2031-01-01 lies too far ahead"),
        ({"rng": None}, "rng: None arrived"),
        ({"exchangeable": True, "joiners": [Joiner(NEXT, 0.2)]}, "exchangeable: days that"),
        ({"exchangeable": True, "growth": 0.1}, "exchangeable: exact sums"),
        ({"exchangeable": True, "arrivals": 3}, "exchangeable: exact sums"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused_in_words(
    steady: DailyHistory, options: dict[str, object], message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        when_done(steady, 5, **{"rng": seeded(), **options})  # type: ignore[arg-type]


def test_a_history_that_cannot_be_learnt_from_is_refused(certain: None) -> None:
    days = pd.Series([0.0] * 28, index=pd.date_range(MONDAY, periods=28))
    with pytest.raises(SmoError, match="history"):
        when_done(days, 5, rng=seeded())
    with pytest.raises(SmoError, match="first_day"):
        when_done(STEADY, 5, rng=seeded())
    gappy = pd.Series(STEADY, index=pd.date_range(MONDAY, periods=56)).drop(pd.Timestamp("2026-01-14"))
    with pytest.raises(SmoError, match="2026-01-14"):
        when_done(gappy, 5, rng=seeded())
    assert days_of(when_done(gappy, 95, gaps="missing", rng=seeded(), paths=100)) == [12] * 3


def test_the_day_on_which_the_history_was_taken_is_the_first_ahead(steady: DailyHistory) -> None:
    days = pd.Series([*STEADY, 3], index=pd.date_range(MONDAY, periods=57))
    done = when_done(days, 95, as_of=date(2026, 3, 2), rng=seeded(), paths=100)
    assert done.first_day == date(2026, 3, 2)
    assert dates(done)[0] == date(2026, 3, 13)
    assert any("give what remained on its morning" in warning for warning in done.warnings)


def test_weeks_in_which_the_clock_changes_are_weeks_as_any_other(certain: None) -> None:
    days = pd.Series(STEADY, index=pd.date_range("2026-01-12", periods=56))  # to 8 March, when New York's clocks change
    calendar = WorkCalendar("America/New_York", {"mon-fri": ["00:00-24:00"]})
    with_clock = when_done(days, 95, calendar=calendar, rng=seeded(), paths=100)
    assert dates(with_clock) == [date(2026, 3, 20)] * 3


def test_one_seed_gives_the_same_result_and_inputs_stay_as_they_were(history: DailyHistory) -> None:
    before = history.completed.copy(), history.capacity.copy()
    one, other = (
        when_done(history, 900, arrivals=True, growth=[1, 9], joiners=[Joiner(NEXT, 0.1)], rng=seeded(), paths=200)
        for _ in range(2)
    )
    assert json.dumps(one.to_dict()) == json.dumps(other.to_dict())
    np.testing.assert_array_equal(history.completed, before[0])
    np.testing.assert_array_equal(history.capacity, before[1])


def test_a_result_carries_its_backtest_its_fan_and_json(history: DailyHistory) -> None:
    done = when_done(history, 900, rng=seeded(), paths=500)
    told = json.loads(json.dumps(done.to_dict(), allow_nan=False))
    assert told["schema"] == 1
    assert told["backtest"]["chosen"] == done.method
    assert told["finish"][0]["date"] == dates(done)[0].isoformat()
    assert done.to_frame() is done.finish
    fan = done.by_day
    assert fan["day"].tolist() == list(range(1, int(days_of(done)[-1]) + 1))
    assert fan.columns[:4].tolist() == ["day", "date", "done_share", "p2_5"]
    assert fan["date"].iloc[0].date() == NEXT
    assert fan["done_share"].is_monotonic_increasing
    assert fan["p50"].is_monotonic_increasing
    assert (fan["p10"] <= fan["p90"]).all()


@pytest.mark.parametrize("start", [None, NEXT])
def test_a_result_can_be_drawn(start: date | None) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    axes = when_done(STEADY, 95, start=start, exchangeable=True).plot()
    assert axes.get_title() == "When are 95 tasks done?"
