"""Cumulative flow against counts written out row by row, clock changes, and the public logs' cases."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.errors import SettingsError
from smo_metrics.event_table import check_events
from smo_metrics.flow.events.event_log import event_log
from smo_metrics.flow.times.cumulative_flow import cumulative_flow
from tests.flow.random_logs import event_tables

REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "flow"
published = pytest.mark.skipif(not REFERENCES.is_dir(), reason="the shared reference data are not beside this checkout")


def literal(table: pd.DataFrame, until: pd.Timestamp, inclusive: bool) -> dict[str, tuple[int, int, int]]:
    """Count each stage's events enabled, started and ended before (or at) a moment, one by one."""
    table = table.drop_duplicates()
    found = {}
    for stage, rows in table.groupby("stage"):
        counts = []
        for name in ("enabled_at", "started_at", "ended_at"):
            happened = [moment for moment in rows[name] if moment < until or (inclusive and moment == until)]
            counts.append(len(happened))
        found[stage] = tuple(counts)
    return found


@settings(max_examples=15, deadline=None)
@given(table=event_tables(), freq=st.sampled_from(["h", "D", "W"]), zone=st.sampled_from(["UTC", "Asia/Kolkata"]))
def test_every_period_counts_what_happened_before_its_end(table, freq, zone) -> None:
    as_of = event_log(table).as_of
    flow = cumulative_flow(table, freq=freq, timezone=zone)
    moment = pd.Timestamp(as_of, unit="ms", tz="UTC")
    for (end, partial), rows in flow.stages.groupby(["period_end", "partial"]):
        expected = literal(table, moment if partial else end, inclusive=partial)
        for row in rows.itertuples():
            assert (row.entered, row.started, row.left) == expected[row.stage]
            assert row.wip == row.entered - row.left >= row.waiting == row.entered - row.started >= 0
    last = flow.tasks.iloc[-1]
    assert last["partial"]
    assert not flow.tasks["partial"][:-1].any()
    assert last["period_start"] <= moment < last["period_end"]
    assert last["arrived"] == table["task_id"].nunique() == flow.tasks["arrivals"].sum()
    undone = table[table["ended_at"].isna()]["task_id"].nunique()
    assert last["wip"] == undone
    assert last["finished"] == flow.tasks["finishes"].sum()


def test_what_happens_at_midnight_belongs_to_the_day_that_begins() -> None:
    table = pd.DataFrame(
        {
            "task_id": [1, 2],
            "stage": "label",
            "started_at": ["2026-03-02T09:00Z", "2026-03-03T00:00Z"],
            "ended_at": ["2026-03-03T00:00Z", "2026-03-03T01:00Z"],
        }
    )
    tasks = cumulative_flow(table).tasks
    assert tasks[["arrived", "finished", "wip", "partial"]].values.tolist() == [[1, 0, 1, False], [2, 2, 0, True]]


def test_days_follow_the_zones_clock_through_its_changes() -> None:
    table = pd.DataFrame(
        {
            "task_id": [1],
            "stage": "label",
            "started_at": ["2026-03-28T12:00+01:00"],
            "ended_at": ["2026-03-30T12:00+02:00"],
        }
    )
    days = cumulative_flow(table, timezone="Europe/Berlin").tasks
    hours = (days["period_end"] - days["period_start"]) / pd.Timedelta(hours=1)
    assert hours.tolist() == [24, 23, 24]
    assert str(days["period_start"][1]) == "2026-03-29 00:00:00+01:00"
    hourly = cumulative_flow(table, freq="h", timezone="Europe/Berlin").tasks
    assert len(hourly) == 48
    assert cumulative_flow(table, freq="W", timezone="Europe/Berlin").tasks["period_start"].dt.day_of_week.tolist() == [
        0,
        0,
    ]


def test_an_hour_shown_twice_is_one_period_of_two_hours() -> None:
    table = pd.DataFrame(
        {
            "task_id": [1],
            "stage": "label",
            "started_at": ["2026-10-25T00:30+02:00"],
            "ended_at": ["2026-10-25T04:30+01:00"],
        }
    )
    hourly = cumulative_flow(table, freq="h", timezone="Europe/Berlin").tasks
    assert ((hourly["period_end"] - hourly["period_start"]) / pd.Timedelta(hours=1)).tolist() == [1, 1, 2, 1, 1]


@pytest.mark.parametrize(("option", "message"), [({"freq": "M"}, "freq must be"), ({"timezone": "Mars"}, "no time zo")])
def test_an_unusable_option_is_named(option, message) -> None:
    table = pd.DataFrame({"task_id": [1], "stage": "label", "started_at": ["2026-03-02T09:00Z"]})
    with pytest.raises(SettingsError, match=message):
        cumulative_flow(table, **option)


def test_the_result_is_ready_for_json() -> None:
    table = pd.DataFrame({"task_id": [1], "stage": "label", "started_at": ["2026-03-02T09:00Z"], "ended_at": [None]})
    whole = cumulative_flow(table).to_dict()
    assert whole["stages"][0]["period_start"] == "2026-03-02T00:00:00+00:00"
    assert whole["tasks"][0]["wip"] == 1
    assert "open" in whole["warnings"][-1]


@published
@pytest.mark.parametrize(
    ("name", "cases"), [("running_example", 6), ("receipt", 1434), ("patients", 500), ("bpic2013_incidents", 7554)]
)
def test_all_cases_of_a_public_log_arrive_and_finish(name, cases) -> None:
    raw = pd.read_parquet(REFERENCES / f"log_{name}.parquet")
    columns = {"task_id": "case", "actor_id": "resource", "started_at": "start", "ended_at": "end"}
    tasks = cumulative_flow(check_events(raw, columns=columns), freq="W").tasks
    assert tasks[["arrived", "finished", "wip"]].iloc[-1].tolist() == [cases, cases, 0]
    assert tasks["wip"].min() >= 0
