"""Quantities by a date: exact for interchangeable days, and the other side of the dates that the same futures give."""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import SettingsError, SmoError
from smo_metrics.sla.throughput._futures import futures
from smo_metrics.sla.throughput._outlook import NOT_CHECKED
from smo_metrics.sla.throughput._plan import read_plan
from smo_metrics.sla.throughput.daily_history import DailyHistory, daily_history
from smo_metrics.sla.throughput.how_many import HowMany, how_many
from smo_metrics.sla.throughput.planned_capacity import Joiner
from smo_metrics.sla.throughput.probability_by import probability_by
from tests.sla.certain_futures import certain_futures

REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "flow" / "throughput_exact.json"
MONDAY = date(2026, 1, 5)
NEXT = date(2026, 3, 16)
STEADY = [10, 10, 10, 10, 10, 0, 0] * 10


@pytest.fixture(scope="module")
def history() -> DailyHistory:
    """Ten weeks with weekends off, to 2026-03-15."""
    return daily_history(np.random.default_rng(11).poisson([40, 44, 42, 38, 30, 0, 0] * 10), first_day=MONDAY)


@pytest.fixture(scope="module")
def found(history: DailyHistory) -> HowMany:
    """Give the quantities of two days."""
    return how_many(history, [date(2026, 4, 10), date(2026, 3, 20)], paths=500, rng=seeded())


def seeded() -> np.random.Generator:
    return np.random.default_rng(5)


@pytest.mark.skipif(not REFERENCES.exists(), reason="reference data are not beside the project")
def test_interchangeable_days_give_the_exact_quantities_of_the_reference() -> None:
    for item in json.loads(REFERENCES.read_text(encoding="utf-8"))["items"]:
        expected = item["how_many_at_confidence"]
        table = how_many(
            item["history"], item["horizon_days"], exchangeable=True, confidence=[float(share) for share in expected]
        ).quantities
        assert table["tasks"].tolist() == list(expected.values())
        assert table["mean_tasks"].tolist() == pytest.approx([item["mean"]] * len(expected), rel=1e-13)
        assert table["by"].isna().all()


def test_the_fan_of_interchangeable_days_holds_their_exact_quantiles() -> None:
    coins = how_many([0, 2] * 7, 3, exchangeable=True).by_day
    # 0, 2, 4, 6 tasks after three days with 1, 3, 3 and 1 eighths
    assert coins.iloc[2][["p2_5", "p10", "p25", "p50", "p75", "p90", "p97_5"]].tolist() == [0, 0, 2, 2, 4, 6, 6]


def test_a_sort_of_every_future_finds_the_same_quantities(history: DailyHistory, found: HowMany) -> None:
    plan = read_plan(
        history, start=None, gaps=None, as_of=None, capacity=None, joiners=(), calendar=None, alike=False
    )
    totals = next(futures(plan, 500, seeded())[1])
    for (by, share), tasks in found.quantities.set_index(["by", "confidence"])["tasks"].items():
        reached = sorted(total[(by - NEXT).days] for total in totals)
        at_least = [sum(other >= k for other in reached) / 500 for k in (tasks, tasks + 1)]
        assert at_least[0] >= share > at_least[1]


def test_what_is_reached_at_least_is_done_by_then_with_that_probability(history: DailyHistory, found: HowMany) -> None:
    row = found.quantities.iloc[-2]  # 80 %, the later day
    for tasks, met in ((row["tasks"], True), (row["tasks"] + 1, False)):
        done = probability_by(history, tasks, row["by"], paths=500, rng=seeded()).probabilities["probability"].item()
        assert bool(done >= row["confidence"]) is met


def test_days_come_in_order_with_higher_confidence_for_less(found: HowMany) -> None:
    table = found.quantities
    assert table["by"].tolist() == [date(2026, 3, 20)] * 3 + [date(2026, 4, 10)] * 3
    assert table["days"].tolist() == [5] * 3 + [26] * 3
    assert (table.groupby("days")["tasks"].diff().dropna() < 0).all()
    assert len(found.by_day) == 26
    assert found.to_frame() is table
    half, most, nearly_all = table["tasks"].tolist()[3:]
    assert found.sentence == (
        f"Half the futures finish at least {half} tasks by 10 Apr 2026, 80 % at least {most}, "
        f"95 % at least {nearly_all}."
    )


def test_a_steady_team_finishes_what_arithmetic_says() -> None:
    steady = daily_history(STEADY, first_day=MONDAY)
    joiner = Joiner(date(2026, 3, 17), 1.0)
    with certain_futures():
        both = how_many(steady, [5, 14], paths=100, rng=seeded())
        half = how_many(steady, 5, capacity={NEXT: 0.5}, joiners=[joiner], paths=100, rng=seeded())
        later = how_many(steady, date(2026, 3, 24), start=date(2026, 3, 20), paths=100, rng=seeded())
    assert both.quantities["tasks"].tolist() == [50] * 3 + [100] * 3
    assert both.quantities["mean_tasks"].tolist() == pytest.approx([50] * 3 + [100] * 3)
    assert half.quantities["tasks"].tolist() == [85] * 3
    assert later.quantities["tasks"].tolist() == [30] * 3


def test_a_quantity_is_of_whole_tasks_and_json_holds_it(found: HowMany) -> None:
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert told["schema"] == 1
    assert isinstance(told["quantities"][0]["tasks"], int)
    assert told["quantities"][0]["by"] == "2026-03-20"
    assert told["backtest"]["chosen"] == found.method
    assert found.paths == 500


def test_a_certain_team_finishes_its_usual_week_in_half_of_the_futures() -> None:
    for week, tasks in (([1] * 7, 7), ([5, 5, 5, 5, 5, 0, 0], 25)):
        made = daily_history(week * 12, first_day=MONDAY)
        assert how_many(made, 7, paths=1000, rng=seeded()).quantities["tasks"].iloc[0] == tasks


def test_a_day_before_the_start_is_not_called_over(history: DailyHistory) -> None:
    with pytest.raises(SettingsError, match=r"by: 2026-03-17 lies before the first day \(20 Mar 2026\); give a day"):
        how_many(history, date(2026, 3, 17), start=date(2026, 3, 20), rng=seeded())


def test_dates_beyond_what_was_checked_are_said() -> None:
    steady = daily_history(STEADY * 3, first_day=MONDAY)
    assert not any("checked over" in warning for warning in how_many(steady, 20, paths=100, rng=seeded()).warnings)
    far = how_many(steady, 60, paths=100, rng=seeded())
    assert any("checked over 28 days at most; this one reaches 60 days" in warning for warning in far.warnings)
    short = how_many(daily_history(STEADY, first_day=MONDAY), 20, paths=100, rng=seeded())
    assert any("checked over 7 days at most; this one reaches 20 days" in warning for warning in short.warnings)


@pytest.mark.parametrize(
    ("by", "message"),
    [
        (date(2026, 3, 15), "by: 2026-03-15 is over"),
        (0, "is over"),
        ([], "an empty list"),
        ("2026-04-01", "by: '2026-04-01' arrived"),
        (True, "by: True arrived"),
        (7.5, r"by: 7.5 arrived"),
        (math.nan, "by: nan arrived"),
        (date(2030, 1, 1), "lies too far ahead; this forecast reaches to 2026-10-11"),
        (pd.Timestamp("2026-04-01 09:00"), "give a whole day"),
    ],
)
def test_a_day_that_cannot_be_forecast_is_refused(history: DailyHistory, by: object, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        how_many(history, by, rng=seeded())  # type: ignore[arg-type]


def test_gaps_in_a_list_without_dates_are_asked_about_by_number() -> None:
    with pytest.raises(SmoError, match=r"history: no figure for day 2, 4\. Say what that means: gaps='zero'"):
        how_many([3, None, 2, math.nan] + [1] * 7, 4, exchangeable=True)
    short = how_many([3, None, 2, math.nan] + [1] * 7, 4, gaps="missing", exchangeable=True)
    assert short.warnings == (NOT_CHECKED,)


def test_exact_sums_that_would_take_minutes_are_refused() -> None:
    with pytest.raises(SettingsError, match=r"exchangeable: 900 days of up to 900 tasks are too many"):
        how_many([900, 0, 800] * 10, 900, exchangeable=True)


def test_days_without_dates_are_asked_for_by_number() -> None:
    with pytest.raises(SettingsError, match="Give start, or a number"):
        how_many([3, 1, 2] * 5, date(2026, 4, 1), exchangeable=True)
    with pytest.raises(SettingsError, match="as_of: numbers without dates"):
        how_many([3, 1, 2] * 5, 4, as_of=date(2026, 4, 1), exchangeable=True)
    dated = how_many([3, 1, 2] * 5, date(2026, 4, 4), start=date(2026, 4, 1), exchangeable=True)
    assert dated.quantities["days"].tolist() == [4] * 3
    with pytest.raises(SmoError, match="rng: None arrived"):
        how_many(daily_history(STEADY, first_day=MONDAY), 4)


def test_a_result_can_be_drawn() -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    assert how_many(STEADY, 4, exchangeable=True).plot().get_title() == "How many tasks are done?"
