"""Forecasts are held to queueing theory, to the futures of logs that are known, and to what must never happen."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import SettingsError, TableError
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours._periods import period_edges
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.sla.capacity._day_figures import figures_of, named_figures
from smo_metrics.sla.capacity.forecast_sla import SlaForecast, forecast_sla
from smo_metrics.sla.clock.known_at import known_at
from smo_metrics.sla.clock.policy import SlaPolicy
from tests.flow.made_projects import FIRST, two_stages
from tests.studies import planted_flows

DAY, HOUR = 86_400_000, 3_600_000
BEGIN = int(FIRST.timestamp() * 1000)
OFFICE = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})
ALWAYS = WorkCalendar("UTC", {"daily": ["00:00-24:00"]})
POLICY = SlaPolicy(16, "work")


@pytest.fixture(scope="module")
def log() -> EventLog:
    """Give a project of two people with a little more work than they can do, on the Wednesday of its fourth week."""
    events = two_stages(days=25, a_day=24, label=21, review=12, seed=3, sent_back=0.05)
    return known_at(event_log(events), BEGIN + 23 * DAY + 12 * HOUR)


def forecast(log: EventLog, policy: SlaPolicy = POLICY, *, seed: int = 1, **options: object) -> SlaForecast:
    usual: dict[str, object] = {"calendars": OFFICE, "horizon_days": 14, "replications": 30}
    return forecast_sla(log, policy, rng=np.random.default_rng(seed), **{**usual, **options})


@pytest.fixture(scope="module")
def usual(log: EventLog) -> SlaForecast:
    return forecast(log)


def median(result: SlaForecast, figure: str) -> np.ndarray:
    return result.days.query("figure == @figure")["p50"].to_numpy()


def single_queue(rate: float, speed: float, days: int, seed: int) -> pd.DataFrame:
    """Simulate one person who is always there: Poisson arrivals, exponential work; both rates an hour."""
    rng = np.random.default_rng(seed)
    arrived = np.cumsum(rng.exponential(HOUR / rate, round(rate * 24 * days)))
    work = rng.exponential(HOUR / speed, len(arrived))
    done = np.cumsum(work)
    started = done - work + np.maximum.accumulate(arrived - done + work)
    times = {"enabled_at": arrived, "started_at": started, "ended_at": started + work}
    columns = {name: pd.to_datetime(BEGIN + np.rint(ms), unit="ms", utc=True) for name, ms in times.items()}
    return pd.DataFrame({"task_id": range(len(arrived)), "stage": "label", "actor_id": "ann", **columns})


def test_the_attainment_of_a_markovian_queue_is_that_of_theory() -> None:
    # M/M/1: time in the system is exponential with rate mu - lambda (Kleinrock 1975, Queueing Systems I, eq. 5.119).
    rate, speed, target = 1.6, 2.6, 2.0
    events = single_queue(rate, speed, 42, seed=5)
    result = forecast(events, SlaPolicy(target, "wall"), calendars=ALWAYS, replications=60)
    assert result.weeks["p50"].mean() == pytest.approx(1 - math.exp(-(speed - rate) * target), abs=0.03)
    assert median(result, "backlog").mean() == pytest.approx(rate / (speed - rate), abs=0.8)
    assert median(result, "tasks_due").mean() == pytest.approx(rate * 24, rel=0.06)


def test_a_team_that_halves_keeps_the_agreement_less_and_its_backlog_grows() -> None:
    events = two_stages(days=25, a_day=30, label=25, review=5, labellers=2, seed=4)
    now = known_at(event_log(events), BEGIN + 26 * DAY)
    as_it_is, halved = forecast(now), forecast(now, people={"label": -1})
    assert halved.weeks["p50"][1] < 0.3 < 0.9 < as_it_is.weeks["p50"][1]
    # 10 working days, in each of which one of the two would have done 480 / 25 tasks of the 30 that arrive
    assert median(halved, "backlog")[-1] == pytest.approx(10 * (30 - 480 / 25), rel=0.25)
    assert "with -1 at label" in " ".join(halved.warnings)


@pytest.mark.parametrize(("design", "seed"), [("double_labels", 1)])
def test_the_rest_of_a_planted_log_lies_within_the_ranges_forecast_from_its_first_part(design: str, seed: int) -> None:
    whole = event_log(planted_flows.log_of(design, seed))
    policy, days = SlaPolicy(16, "wall"), 10
    edges = period_edges(BEGIN + 21 * DAY, BEGIN + (21 + days) * DAY, "D", "UTC")[: days + 1]
    result = forecast(known_at(whole, int(edges[0])), policy, calendars=None, horizon_days=days)
    came = named_figures(figures_of(whole, policy, None, edges))
    for figure in ("attainment", "backlog", "past_target_share"):
        ranges = result.days.query("figure == @figure").set_index("date")
        known = ~np.isnan(came[figure])
        inside = (ranges["p2_5"] <= came[figure]) & (came[figure] <= ranges["p97_5"])
        assert inside[known].mean() >= 0.7
        assert np.corrcoef(ranges["p50"][known], came[figure][known])[0, 1] > 0.6


def test_the_same_seed_gives_the_same_forecast_and_the_log_stays_as_it_was(log: EventLog, usual: SlaForecast) -> None:
    ended, started = log.ended.copy(), log.started.copy()
    again = forecast(log)
    assert json.dumps(again.to_dict()) == json.dumps(usual.to_dict())
    assert not forecast(log, seed=2).days.equals(usual.days)
    assert (log.ended == ended).all()
    assert (log.started == started).all()


def test_days_and_weeks_follow_one_another_and_ranges_hold_one_another(usual: SlaForecast) -> None:
    dates = usual.days.query("figure == 'backlog'")["date"]
    assert dates.tolist() == pd.date_range("2026-03-26", periods=14).tolist()
    assert usual.weeks[["first_day", "last_day"]].astype(str).values.tolist() == [
        ["2026-03-26", "2026-04-01"], ["2026-04-02", "2026-04-08"],
    ]  # fmt: skip
    quantiles = usual.days[["p2_5", "p10", "p25", "p50", "p75", "p90", "p97_5"]].dropna().to_numpy()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    assert usual.history["date"].max() == pd.Timestamp("2026-03-24")


def test_nothing_is_due_on_a_closed_day_in_work_hours(usual: SlaForecast) -> None:
    by_day = usual.days.query("figure == 'attainment'").set_index("date")["p50"]
    assert by_day.loc[["2026-03-28", "2026-03-29"]].isna().all()
    assert by_day.drop(pd.to_datetime(["2026-03-28", "2026-03-29", "2026-04-04", "2026-04-05"])).notna().all()


def test_without_arrivals_the_backlog_runs_dry_and_nothing_is_due_after_it(log: EventLog) -> None:
    result = forecast(log, arrivals=0.0)
    assert median(result, "backlog")[0] > 0
    assert median(result, "backlog")[-1] == 0
    assert np.isnan(median(result, "age_median_hours")[-1])
    assert np.isnan(median(result, "attainment")[-1])
    assert math.isnan(result.weeks["p50"][1])
    assert math.isnan(result.weeks["goal_probability"][1])


def test_a_project_without_open_tasks_begins_with_those_to_come() -> None:
    events = two_stages(days=20, a_day=15, label=15, review=5)
    result = forecast(event_log(events), calendars=OFFICE)
    assert result.sentence.count("On the clock now: 0 tasks") == 1
    assert result.days["p50"].notna().any()
    nothing = forecast(event_log(events), SlaPolicy(1, "work"), arrivals=0.0)
    assert median(nothing, "backlog").tolist() == [0.0] * 14
    assert "Nothing is expected to be due from" in nothing.sentence


def test_tasks_overdue_now_are_in_the_backlog_and_no_longer_in_the_attainment(log: EventLog) -> None:
    result = forecast(log, SlaPolicy(1 / 60, "work"), arrivals=0.0)
    assert median(result, "tasks_due").sum() == 0
    assert median(result, "past_target_share")[0] == 1.0
    assert median(result, "backlog")[0] > 0


def test_a_holiday_ahead_stops_the_work_and_not_the_arrivals(log: EventLog, usual: SlaForecast) -> None:
    holiday = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]}, holidays=["2026-03-30"])
    result = forecast(log, calendars=holiday)
    day = usual.days.query("figure == 'backlog'")["date"].tolist().index(pd.Timestamp("2026-03-30"))
    assert median(result, "backlog")[day] > median(usual, "backlog")[day] + 10
    assert median(result, "tasks_due")[day] == 0
    assert "On 1 day ahead the team is closed, or open, as on no past day of that weekday" in " ".join(result.warnings)


def test_the_clock_of_the_policy_starts_pauses_and_stops_in_the_future_too(log: EventLog, usual: SlaForecast) -> None:
    labelled = forecast(log, SlaPolicy(16, "work", stop_stage="label"))
    reviewed = forecast(log, SlaPolicy(16, "work", start_stage="review"))
    unpaused = forecast(log, SlaPolicy(16, "work", pause_stages=["review"]))
    for shorter in (labelled, reviewed):
        assert median(shorter, "backlog").mean() < median(usual, "backlog").mean()
    assert labelled.weeks["p50"].mean() > usual.weeks["p50"].mean()
    np.testing.assert_allclose(median(unpaused, "backlog"), median(usual, "backlog"))
    assert median(unpaused, "age_p95_hours").mean() < median(usual, "age_p95_hours").mean()


def test_finished_tasks_count_on_the_day_on_which_they_would_have_been_due() -> None:
    events = two_stages(days=20, a_day=15, label=15, review=5)
    result = forecast(event_log(events), SlaPolicy(30, "work"), arrivals=0.0)
    assert median(result, "tasks_due").sum() > 20
    due = median(result, "tasks_due") > 0
    assert (median(result, "attainment")[due] == 1).all()


def test_fan_columns_stack_up_to_the_quantiles_and_past_days_come_first(usual: SlaForecast) -> None:
    fan = usual.fan("backlog")
    assert fan["observed"].notna().sum() == len(fan) - 14
    ahead = fan.tail(14)
    bands = ["base", "band_2_5_to_10", "band_10_to_25", "band_25_to_75", "band_75_to_90", "band_90_to_97_5"]
    np.testing.assert_allclose(ahead[bands].sum(axis=1), ahead["p97_5"])
    np.testing.assert_allclose(ahead[bands[:3]].sum(axis=1), ahead["p25"])
    assert fan["date"].is_monotonic_increasing
    with pytest.raises(SettingsError, match="'queue' arrived; give one of attainment, tasks_due"):
        usual.fan("queue")


def test_the_result_goes_to_json_with_undefined_figures_as_null(usual: SlaForecast) -> None:
    read = json.loads(json.dumps(usual.to_dict(), allow_nan=False))
    assert {row["figure"] for row in read["days"]} == set(usual.days["figure"])
    assert any(row["p50"] is None for row in read["days"])
    assert read["weeks"][0]["first_day"].startswith("2026-03-26")
    assert len(usual.to_frame()) == 6 * 14


def test_what_is_being_done_is_told(log: EventLog) -> None:
    told: list[str] = []
    forecast(log, progress=told.append, replications=20, horizon_days=3)
    assert told[0] == "reading how the project runs"
    assert "simulating the next 3 days: 20 of 20" in told
    assert told[-1] == "forecasting from 2 weeks ago"


@pytest.mark.parametrize(("options", "said"), [
    ({"horizon_days": 0}, "horizon_days: 0 arrived"),
    ({"horizon_days": True}, "horizon_days: True arrived"),
    ({"replications": 5}, "replications: 5 arrived. Give a whole number, 20 or more"),
    ({"arrivals": -1}, "arrivals: -1 arrived"),
    ({"arrivals": math.nan}, "arrivals: nan arrived"),
    ({"people": ["label"]}, r"people: \['label'\] arrived"),
    ({"people": {"label": 0}}, "people: 0 arrived for 'label'"),
    ({"people": {"label": -5}}, "5 more to go from 'label' than it can spare"),
    ({"people": {"paint": 1}}, "there is no stage 'paint'"),
    ({"calendars": None}, 'the clock "work" needs the hours of the team'),
    ({"as_of": datetime(2026, 3, 1, tzinfo=UTC)}, "is not that of the log"),
])  # fmt: skip
def test_what_cannot_be_forecast_is_refused_in_words(log: EventLog, options: dict[str, object], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        forecast(log, **options)


def test_a_generator_is_asked_for(log: EventLog) -> None:
    with pytest.raises(SettingsError, match=r"rng: int arrived. Give a numpy.random.Generator"):
        forecast_sla(log, POLICY, calendars=OFFICE, rng=1)  # type: ignore[arg-type]


def test_under_two_weeks_of_events_there_is_no_forecast(log: EventLog) -> None:
    with pytest.raises(TableError, match="they span 13 whole days before as_of"):
        forecast(known_at(log, BEGIN + 13 * DAY + 12 * HOUR))
