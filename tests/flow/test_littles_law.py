"""Little's law: the identity that always holds, queues whose values are known, and windows that are not in balance."""

from __future__ import annotations

import heapq
import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smo_metrics.errors import SettingsError, SmoError
from smo_metrics.flow.events.event_log import event_log
from smo_metrics.flow.times.littles_law import littles_law
from tests.flow.random_logs import MONDAY, event_tables


def tasks_at_one_stage(arrived: list[float], ended: list[float]) -> pd.DataFrame:
    """One event a task, times in hours after Monday's midnight, all of it touch time."""
    begins, ends = (MONDAY + pd.to_timedelta(hours, unit="h") for hours in (arrived, ended))
    return pd.DataFrame({"task_id": range(len(arrived)), "stage": "label", "started_at": begins, "ended_at": ends})


def many_servers(servers: int, gap: float, service: float, customers: int, seed: int) -> pd.DataFrame:
    """Simulate M/M/c, first come first served; hours."""
    rng = np.random.default_rng(seed)
    arrived = np.cumsum(rng.exponential(gap, customers))
    served = rng.exponential(service, customers)
    free, ended = [0.0] * servers, np.empty(customers)
    for i, (moment, length) in enumerate(zip(arrived, served, strict=True)):
        ended[i] = max(moment, heapq.heappop(free)) + length
        heapq.heappush(free, ended[i])
    return tasks_at_one_stage(arrived, ended)


@settings(max_examples=40, deadline=None)
@given(table=event_tables(), window=st.tuples(st.integers(-10, 200), st.integers(1, 300)))
def test_work_in_progress_over_time_is_time_in_the_window_over_work(table, window) -> None:
    log = event_log(table, as_of=MONDAY + pd.Timedelta(days=30))
    assume(log.touch_known or not log.is_done.any())
    start = max(MONDAY + pd.Timedelta(hours=window[0]), pd.Timestamp(int(log.enabled.min()), unit="ms", tz="UTC"))
    end = start + pd.Timedelta(hours=window[1])
    result = littles_law(log, start=start, end=end).to_frame()
    low, high = (round(moment.timestamp() * 1000) for moment in (start, end))
    units = {None: list(zip(log.arrived, log.left, log.is_done, strict=True))}
    undone = log.is_open | log.is_waiting
    for code, stage in enumerate(log.names["stage"]):
        rows = log.stage == code
        units[stage] = list(zip(log.enabled[rows], log.ended[rows], ~undone[rows], strict=True))
    for row in result.itertuples():
        spans = units[row.stage]
        # The curve of work in progress, added up between the moments at which it changes.
        moments = sorted({low, high, *(int(m) for a, b, _ in spans for m in (a, b) if low < m < high)})
        area = sum(
            (b - a) * sum(enters <= a and leaves >= b for enters, leaves, _ in spans)
            for a, b in itertools.pairwise(moments)
        )
        assert row.hours_in_window * 3_600_000 == pytest.approx(area, rel=1e-12, abs=1e-6)
        assert row.wip_mean * (high - low) == pytest.approx(area, rel=1e-12, abs=1e-6)
        assert (row.wip_first_half + row.wip_second_half) / 2 == pytest.approx(row.wip_mean, rel=1e-12)
        assert row.wip_start + row.arrived - row.finished == row.wip_end
        times = [leaves - enters for enters, leaves, done in spans if done and low <= leaves <= high]
        assert row.finished == len(times)
        if times:
            assert row.time_mean_hours == pytest.approx(sum(times) / len(times) / 3_600_000)
        else:
            assert np.isnan(row.time_mean_hours)


def test_a_queue_with_one_server_has_the_work_in_progress_of_theory() -> None:
    # M/M/1 at load 0.75: L = rho / (1 - rho) = 3, W = 1 / (mu - lambda) = 4 services (Cooper 1981, ch. 3).
    result = littles_law(many_servers(1, 4 / 3, 1.0, 60_000, seed=5))
    whole = result.to_frame().iloc[0]
    assert whole["wip_mean"] == pytest.approx(3, rel=0.06)
    assert whole["time_mean_hours"] == pytest.approx(4, rel=0.06)
    assert whole["arrivals_per_day"] == pytest.approx(18, rel=0.02)
    assert whole["ratio"] == pytest.approx(1, abs=0.001)
    assert whole["balance"] == "steady"
    assert result.verdict.startswith("In balance")


def test_a_line_without_chance_obeys_to_the_digit() -> None:
    # One arrival an hour, half an hour of work: L = 1 x 0.5 over the 100 hours from the first arrival.
    start, end = MONDAY, MONDAY + pd.Timedelta(hours=100)
    arrived = np.arange(150.0)
    whole = littles_law(tasks_at_one_stage(arrived, arrived + 0.5), start=start, end=end).to_frame().iloc[0]
    assert whole["wip_mean"] == 0.5
    assert whole["time_mean_hours"] == 0.5
    assert whole["hours_in_window"] == 50
    assert whole[["arrived", "finished", "wip_start", "wip_end"]].tolist() == [101, 100, 0, 1]
    assert whole["ratio"] == pytest.approx(100 / 101)


def test_growing_work_in_progress_is_no_balance() -> None:
    table = many_servers(1, 1.0, 1.4, 4000, seed=2)
    end = MONDAY + pd.Timedelta(hours=3000)
    result = littles_law(table, end=end)
    row = result.to_frame().iloc[0]
    assert row["balance"] == "growing"
    assert row["wip_second_half"] > 2 * row["wip_first_half"]
    assert row["ratio"] == pytest.approx(1, abs=0.1)  # which alone would look like balance
    assert "understate" in result.verdict
    emptied = littles_law(table, start=end, end=MONDAY + pd.Timedelta(hours=5500)).to_frame().iloc[0]
    assert emptied["balance"] == "shrinking"


def test_times_longer_than_the_window_are_named_as_its_edges() -> None:
    # Half of the tasks take 20 hours and half 100, from an arrival every hour on; of the slow ones the window from hour
    # 60 to 120 sees only 10 finish, so that the times of finished work say too little.
    arrived = np.arange(0, 400.0)
    table = tasks_at_one_stage(arrived, arrived + np.where(np.arange(400) % 2 == 0, 20.0, 100.0))
    start = MONDAY + pd.Timedelta(hours=60)
    row = littles_law(table, start=start, end=start + pd.Timedelta(hours=60)).to_frame().iloc[0]
    assert row["balance"] == "edges"
    assert row["ratio"] == pytest.approx(1.328, abs=5e-4)
    later = start + pd.Timedelta(hours=130)
    steady = littles_law(table, start=later, end=later + pd.Timedelta(hours=60)).to_frame().iloc[0]
    assert steady["balance"] == "steady"


def test_a_task_that_ends_as_the_window_opens_has_finished_in_it() -> None:
    hour = pd.Timedelta(hours=1)
    row = littles_law(tasks_at_one_stage([0, 1], [2, 5]), start=MONDAY + 2 * hour, end=MONDAY + 4 * hour).table.iloc[0]
    assert row[["wip_start", "arrived", "finished", "wip_end"]].tolist() == [2, 0, 1, 1]


def test_few_finished_tasks_are_not_judged() -> None:
    result = littles_law(tasks_at_one_stage([0, 1, 2], [1, 2, 4]))
    assert result.to_frame()["balance"].tolist() == ["thin", "thin"]
    assert result.verdict == "Not judged: fewer than 20 finished."


def test_work_of_no_length_has_no_ratio() -> None:
    hours = np.arange(30.0)
    table = pd.concat([tasks_at_one_stage(hours, hours), tasks_at_one_stage([0], [9]).assign(task_id="x", stage="z")])
    row = littles_law(table).to_frame().iloc[1]
    assert np.isnan(row["ratio"])
    assert row["wip_mean"] == 0
    assert row["balance"] == "thin"


def test_starts_alone_are_not_judged_and_tell_of_arrivals_only() -> None:
    hours = np.arange(500.0)
    result = littles_law(tasks_at_one_stage(hours, hours).drop(columns="ended_at"))
    assert result.verdict.startswith("Not judged. No event ends after it starts")
    assert result.table["balance"].tolist() == ["unknown", "unknown"]
    assert result.table["arrived"].tolist() == [500, 500]
    assert result.table[["wip_mean", "time_mean_hours", "ratio", "finished"]].isna().all(axis=None)


def test_where_nothing_has_finished_the_verdict_says_so_and_work_in_progress_stays() -> None:
    result = littles_law(tasks_at_one_stage(np.arange(30.0), np.arange(30.0)).assign(ended_at=pd.NaT))
    assert result.verdict.startswith("Not judged. Nothing has finished yet")
    whole = result.table.iloc[0]
    assert whole["wip_end"] == 30
    assert whole["wip_mean"] == pytest.approx(15)
    assert whole["balance"] == "unknown"


def test_a_window_must_have_a_zone_and_a_length_and_lie_in_what_is_known() -> None:
    table = tasks_at_one_stage([0, 1], [1, 2])
    with pytest.raises(SmoError, match="without a zone"):
        littles_law(table, start=pd.Timestamp("2026-03-02T00:00"))
    with pytest.raises(SettingsError, match="no length"):
        littles_law(table, start=MONDAY + pd.Timedelta(hours=1), end=MONDAY + pd.Timedelta(hours=1))
    with pytest.raises(SettingsError, match=r"before the log's first moment.*2026-03-02 00:00:00"):
        littles_law(table, start=MONDAY - pd.Timedelta(days=300))
    for edge in ("start", "end"):
        with pytest.raises(SettingsError, match="NaT"):
            littles_law(table, **{edge: pd.NaT})
    with pytest.raises(SettingsError, match="after as_of"):
        littles_law(table, end=MONDAY + pd.Timedelta(hours=9))
    with pytest.raises(SettingsError, match="no length"):
        littles_law(tasks_at_one_stage([0], [0]))


def test_the_result_is_ready_for_json() -> None:
    whole = littles_law(tasks_at_one_stage([0], [2])).to_dict()
    assert whole["start"] == "2026-03-02T00:00:00+00:00"
    assert whole["table"][0]["stage"] is None
    assert whole["table"][0]["ratio"] == pytest.approx(1, rel=1e-12)
    assert whole["table"][1]["stage"] == "label"
