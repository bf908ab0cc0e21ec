"""A forecast from a model that is not the project, or whose past ones were far off, is refused in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from smo_metrics.demo import EVENTS
from smo_metrics.errors import SettingsError, SmoError
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.sla.capacity import forecast_sla as module
from smo_metrics.sla.capacity._forecast_words import _chance, _share
from smo_metrics.sla.capacity._project import project
from smo_metrics.sla.capacity._refusals import refuse_misfit, refuse_worse_than_last_week
from smo_metrics.sla.capacity._sla_backtest import SlaBacktest
from smo_metrics.sla.capacity.forecast_sla import SlaForecast, forecast_sla
from smo_metrics.sla.clock.policy import SlaPolicy

POLICY = SlaPolicy(8, "work")
HOURS = {"mon-fri": ["09:00-17:30"]}
DUBLIN, SINGAPORE = WorkCalendar("Europe/Dublin", HOURS), WorkCalendar("Asia/Singapore", HOURS)
EACH = {"Dublin": DUBLIN, "Singapore": SINGAPORE}


@pytest.fixture(scope="module")
def demo() -> EventLog:
    """Give the events of the demo: people in Singapore and Dublin."""
    events = pd.read_csv(EVENTS)
    times = ["enabled_at", "started_at", "ended_at"]
    return event_log(events.assign(**{name: pd.to_datetime(events[name], utc=True) for name in times}))


def forecast(log: EventLog, calendars: WorkCalendar | dict[str, WorkCalendar]) -> SlaForecast:
    rng = np.random.default_rng(1)
    return forecast_sla(log, POLICY, rng=rng, calendars=calendars, horizon_days=14, replications=40)


@pytest.fixture(scope="module")
def fitting(demo: EventLog) -> SlaForecast:
    return forecast(demo, EACH)


def past(error: float, last_week: float, origins: int = 3) -> SlaBacktest:
    row = {"figure": "attainment_by_week", "points": 5, "mean_error": error, "same_as_last_week_error": last_week}
    return SlaBacktest(origins, pd.DataFrame([row]))


def test_one_calendar_for_regions_of_other_hours_is_refused_with_what_to_give(demo: EventLog) -> None:
    said = r"does not fit the log: its tasks took 17\.6 h on average, in the simulation 1\d\d\.\d h\. Give calendars"
    with pytest.raises(SmoError, match=said) as refused:
        forecast(demo, DUBLIN)
    assert "one a region where these differ (this log has Dublin, Singapore)" in str(refused.value)


def test_with_a_calendar_a_region_the_same_log_is_forecast(fitting: SlaForecast) -> None:
    assert (fitting.weeks["p50"] > 0.5).all()
    assert fitting.backtest.origins == 3


def test_a_model_may_be_off_by_half_of_what_the_log_took(demo: EventLog) -> None:
    model = project(demo, POLICY, EACH, "UTC").model
    for times, refused in ((1.49, False), (1.51, True), (0.51, False), (0.49, True)):
        off = replace(model, replayed=np.rint(model.observed * times).astype(np.int64))
        if refused:
            with pytest.raises(SmoError, match="does not fit the log"):
                refuse_misfit(off)
        else:
            refuse_misfit(off)


def test_past_forecasts_far_worse_than_last_week_are_refused_from_three_on() -> None:
    said = "3 forecasts from past weeks missed the attainment of a week by 63.6 points on average"
    with pytest.raises(SmoError, match=said):
        refuse_worse_than_last_week(past(0.636, 0.067))
    with pytest.raises(SmoError, match=r"would have missed it by 0\.0"):
        refuse_worse_than_last_week(past(0.11, 0.0))
    for kept in (past(0.636, 0.067, origins=2), past(0.45, 0.27), past(0.09, 0.01), past(np.nan, np.nan)):
        refuse_worse_than_last_week(kept)
    refuse_worse_than_last_week(SlaBacktest(0, pd.DataFrame({"figure": []})))


def test_a_forecast_that_fits_is_refused_where_its_past_ones_were_far_off(
    demo: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def far_off(*_: object) -> SlaBacktest:
        return past(0.5, 0.1)

    monkeypatch.setattr(module, "sla_backtest", far_off)
    with pytest.raises(SmoError, match="Past forecasts were far off"):
        forecast(demo, EACH)


def test_chances_are_no_nearer_to_none_or_all_than_the_futures_can_tell() -> None:
    assert [_chance(share, 200) for share in (0.0, 0.005, 0.01, 0.5, 0.995, 1.0)] == [
        "less than 1 %", "less than 1 %", "1 %", "50 %", "more than 99 %", "more than 99 %",
    ]  # fmt: skip
    assert [_chance(share, 20) for share in (0.0, 0.05, 1.0)] == ["less than 5 %", "5 %", "more than 95 %"]
    assert [_share(share) for share in (0.0, 0.0004, 0.756, 0.9996, 1.0)] == [
        "0.0 %", "less than 0.1 %", "75.6 %", "more than 99.9 %", "100.0 %",
    ]  # fmt: skip


def test_the_sentence_tells_futures_and_never_that_the_goal_cannot_be_met(fitting: SlaForecast) -> None:
    assert fitting.weeks["goal_probability"][0] == 0
    assert "in the middle one of 40 simulated futures" in fitting.sentence
    assert "the goal of 95 % is met in less than 3 % of them" in fitting.sentence


def test_a_figure_is_drawn_with_its_past(fitting: SlaForecast) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    axes = fitting.plot("backlog")
    assert axes.get_ylabel() == "open tasks"
    assert fitting.plot(ax=axes) is axes
    assert axes.get_ylabel() == "share of a day's tasks in time"
    middle = next(line for line in axes.lines if line.get_label() == "median")
    np.testing.assert_array_equal(middle.get_ydata(), fitting.days.query("figure == 'backlog'")["p50"])
    with pytest.raises(SettingsError, match="'queue' arrived"):
        fitting.plot("queue")
