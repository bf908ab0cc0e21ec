"""Real logs are not clean: pauses, overtime, missing columns, backlogs. A wrong gain must not come out of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.simulation._candidates import drift
from smo_metrics.flow.simulation.bottlenecks import Bottlenecks, find_bottlenecks
from smo_metrics.flow.simulation.fix import Fix
from smo_metrics.flow.simulation.flow_model import flow_model
from smo_metrics.flow.simulation.what_if import what_if
from tests.flow.made_projects import two_stages


def found(log: pd.DataFrame, **options: object) -> Bottlenecks:
    return find_bottlenecks(log, rng=np.random.default_rng(1), replications=8, **options)  # type: ignore[arg-type]


def gain(log: pd.DataFrame, fix: str = "people label 1", **options: object) -> float:
    return float(found(log, **options).fixes.set_index("fix").loc[fix, "gain_mean_hours"])


def said(result: Bottlenecks, words: str) -> bool:
    return any(words in warning for warning in result.warnings)


@pytest.fixture(scope="module")
def clean() -> pd.DataFrame:
    return two_stages(label=11, review=5)


@pytest.mark.parametrize("seconds", [5, 20, 60, 120])
def test_pauses_between_tasks_hide_no_queue(clean: pd.DataFrame, seconds: int) -> None:
    log = clean.copy()
    log["ended_at"] = np.maximum(log["started_at"], log["ended_at"] - pd.Timedelta(seconds=seconds))
    ends = log[log["stage"] == "label"].set_index("task_id")["ended_at"]
    review = log["stage"] == "review"
    log.loc[review, "enabled_at"] = log.loc[review, "task_id"].map(ends)
    assert gain(log) == pytest.approx(gain(clean), rel=0.1)


@pytest.mark.parametrize("rounded", ["min", "5min"])
def test_times_in_whole_minutes_hide_no_queue(clean: pd.DataFrame, rounded: str) -> None:
    log = clean.assign(**{c: clean[c].dt.round(rounded) for c in ("enabled_at", "started_at", "ended_at")})
    assert gain(log) == pytest.approx(gain(clean), rel=0.1)


def test_who_finishes_the_last_task_after_hours_works_no_longer_days() -> None:
    log = two_stages(label=11, review=2)
    night = pd.Timedelta(hours=15, minutes=59)
    paused = (log["ended_at"] - log["started_at"]) > night  # went on the next morning: finish the same evening instead
    log.loc[paused, "ended_at"] -= pd.Timedelta(hours=16)
    weekend = (log["ended_at"] - log["started_at"]) > pd.Timedelta(hours=40)
    log.loc[weekend, "ended_at"] -= pd.Timedelta(hours=48)
    given = gain(log, calendars=WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]}))
    assert gain(log) == pytest.approx(given, rel=0.3)


def test_more_people_are_not_tried_where_the_queue_is_not_seen(clean: pd.DataFrame) -> None:
    result = found(clean.drop(columns="enabled_at"))
    assert "people label 1" not in set(result.fixes["fix"])
    assert said(result, "not tried at label: the events do not say when work arrived there")


def test_a_model_that_does_not_fit_tells_no_gain(clean: pd.DataFrame) -> None:
    night = WorkCalendar("Pacific/Auckland", {"mon-fri": ["09:00-10:00"]})
    result = found(clean, calendars=night)
    assert result.best == ()
    assert result.fixes["gain_mean_hours"].isna().all()
    assert set(result.fixes["verdict"]) == {"unsure"}
    assert result.sentences == ("No fix is recommended: the model does not fit the log.",)
    assert said(result, "The model does not fit")


def test_drawn_days_that_are_unlike_the_log_are_said(clean: pd.DataFrame) -> None:
    model = flow_model(clean)
    result = what_if(model, [Fix("people", "label", 1)], rng=np.random.default_rng(1), replications=8)
    assert drift(model, result) == []
    (told,) = drift(model, replace(result, base=result.base / 5))
    assert "a mean lead time of 1.0 h, the log 4.8 h: it began with a backlog, or its load changed" in told


def test_no_interval_reaches_above_the_lead_time() -> None:
    for seed in range(4):
        result = found(two_stages(seed=seed, label=11.5, review=2, days=15))
        longest = 1.5 * max(result.observed_hours, result.simulated_hours) + 10
        assert (result.fixes["gain_mean_hours_high"] < longest).all()


def test_short_waits_beside_free_people_are_neither_delays_nor_batches() -> None:
    log = two_stages(label=2, review=2, a_day=30)
    late = pd.to_timedelta(np.random.default_rng(1).uniform(20, 200, len(log)), unit="s")
    log["started_at"] += late
    log["ended_at"] += late
    result = found(log)
    assert not [fix for fix in result.fixes["fix"] if fix.startswith(("handoff", "batch"))]


def test_who_does_two_stages_is_busy_once() -> None:
    result = found(two_stages(label=6, review=5, a_day=35, name=lambda stage, number: "ann"))
    told = [text.partition("busy ")[2] for text in result.fixes["evidence"]]
    shares = [float(text.partition("%")[0]) for text in told if text]
    assert shares
    assert max(shares) <= 105


def test_too_few_dates_are_said_by_the_result_too() -> None:
    assert said(found(two_stages(days=3, label=12)), "3 dates only")


def test_of_very_many_fixes_those_where_work_waits_are_tried() -> None:
    parts = []
    for number in range(25):
        part = two_stages(seed=number, days=6, a_day=4)
        parts.append(part.assign(stage=part["stage"] + f" {number}", task_id=part["task_id"] + 1000 * number))
    result = found(pd.concat(parts))
    assert len(result.fixes) == 40
    assert said(result, "at the stages where most work waits are tried")


def test_where_most_waiting_is_closed_hours_longer_ones_are_named() -> None:
    assert said(found(two_stages(label=11)), "of the waiting at label lies outside its hours")


def test_the_first_stage_has_no_hours_to_move_to() -> None:
    result = found(two_stages(label=8, sent_back=0.1))
    assert not [fix for fix in result.fixes["fix"] if fix.startswith("align_hours label")]
