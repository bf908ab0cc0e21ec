"""Ages of unfinished tasks against percentiles written out, in wall and in work hours."""

from __future__ import annotations

import importlib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from smo_metrics.errors import SettingsError
from smo_metrics.flow.events.event_log import event_log
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.times.wip_age import wip_age
from tests.flow.random_logs import MONDAY, event_tables

module = importlib.import_module("smo_metrics.flow.times.wip_age")  # the package exports the function by this name
OFFICE = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})


def day_tasks(hours: list[float], stage: str = "label") -> pd.DataFrame:
    """Finished tasks of one event each that begins on Monday at 09:00 and takes so many hours."""
    begins = MONDAY + pd.Timedelta(hours=9)
    return pd.DataFrame(
        {
            "task_id": [f"{stage}{i}" for i in range(len(hours))],
            "stage": stage,
            "started_at": begins,
            "ended_at": begins + pd.to_timedelta(hours, unit="h"),
        }
    )


def unfinished(task: str, stage: str, started: str) -> pd.DataFrame:
    times = {"started_at": pd.to_datetime([started], utc=True), "ended_at": pd.to_datetime([None], utc=True)}
    return pd.DataFrame({"task_id": [task], "stage": stage, **times})


@settings(max_examples=40, deadline=None)
@given(table=event_tables(missing=False))
def test_ages_and_their_limits_are_those_of_a_loop_over_tasks(table) -> None:
    fewest, module._FEWEST = module._FEWEST, 2
    try:
        result = wip_age(table)
    finally:
        module._FEWEST = fewest
    log = event_log(table)
    as_of = pd.Timestamp(log.as_of, unit="ms", tz="UTC")
    table = table.drop_duplicates()
    arrived = table.groupby("task_id")["enabled_at"].min()
    open_tasks = set(table[table["ended_at"].isna()]["task_id"])
    assert set(result.tasks["task_id"]) == open_tasks
    finished = table[~table["task_id"].isin(open_tasks)]
    leaving = {}
    for (task, stage), rows in finished.groupby(["task_id", "stage"]):
        leaving.setdefault(stage, []).append((rows["ended_at"].max() - arrived[task]) / pd.Timedelta(hours=1))
    for row in result.tasks.itertuples():
        assert row.age_hours == (as_of - arrived[row.task_id]) / pd.Timedelta(hours=1)
        there = table[(table["task_id"] == row.task_id) & (table["stage"] == row.stage) & table["ended_at"].isna()]
        assert row.stage_age_hours in ((as_of - there["enabled_at"]) / pd.Timedelta(hours=1)).tolist()
        ages = leaving.get(row.stage, [])
        if len(ages) < 2:
            assert np.isnan(row.stage_p85_hours)
            assert row.past_p85 is None
        else:
            ages, place = sorted(ages), 0.85 * (len(ages) - 1)
            below, above = ages[int(place)], ages[min(int(place) + 1, len(ages) - 1)]
            limit = below + (place - int(place)) * (above - below)
            assert row.stage_p85_hours == pytest.approx(limit)
            assert row.past_p85 == (row.age_hours > row.stage_p85_hours)
    assert result.tasks["age_hours"].is_monotonic_decreasing
    counted = result.history.set_index("stage")
    assert counted["finished_tasks"].to_dict() == {
        None: finished["task_id"].nunique(),
        **{stage: len(leaving.get(stage, [])) for stage in log.names["stage"]},
    }


def test_work_hours_leave_out_the_nights_on_both_sides_of_the_comparison() -> None:
    # 20 tasks of 1 to 20 hours by the clock from Monday 09:00: in work hours 1 to 8, then 8 until Tuesday 09:00.
    table = pd.concat([day_tasks(list(range(1, 21))), unfinished("late", "label", "2026-03-02T12:00Z")])
    as_of = pd.Timestamp("2026-03-03T09:30Z")
    by_clock = wip_age(table, as_of=as_of)
    row = by_clock.tasks.iloc[0]
    assert row["stage_p85_hours"] == pytest.approx(np.percentile(np.arange(1, 21), 85)) == pytest.approx(17.15)
    assert row[["age_hours", "past_p85"]].tolist() == [21.5, True]
    assert np.isnan(row["age_work_hours"])
    by_work = wip_age(table, calendars=OFFICE, as_of=as_of)
    row = by_work.tasks.iloc[0]
    assert row["stage_p85_hours"] == row["lead_p85_hours"] == 8
    assert row[["age_hours", "age_work_hours", "past_p85"]].tolist() == [21.5, 5.5, False]
    assert by_work.history["p85_hours"].tolist() == pytest.approx([17.15, 17.15])
    assert (by_clock.clock, by_work.clock) == ("wall", "work")


def test_a_stage_that_few_finished_tasks_went_through_has_no_limit() -> None:
    table = pd.concat(
        [day_tasks([1.0] * 19), day_tasks([2.0] * 20, "review"), unfinished("late", "label", "2026-03-02T12:00Z")]
    )
    result = wip_age(table, as_of=pd.Timestamp("2026-03-04T00:00Z"))
    row = result.tasks.iloc[0]
    assert np.isnan(row["stage_p85_hours"])
    assert row["past_p85"] is None
    assert row["lead_p85_hours"] == 2
    assert result.to_dict()["tasks"][0]["past_p85"] is None
    assert any("fewer than 20 finished" in warning for warning in result.warnings)
    assert any(warning.startswith("Unfinished: 1 of 40 tasks.") for warning in result.warnings)


def test_a_task_that_waits_at_its_next_stage_stands_there() -> None:
    table = pd.DataFrame(
        {
            "task_id": 1,
            "stage": ["label", "review"],
            "enabled_at": ["2026-03-02T08:00Z", "2026-03-02T11:00Z"],
            "started_at": ["2026-03-02T09:00Z", None],
            "ended_at": ["2026-03-02T11:00Z", None],
        }
    )
    result = wip_age(table, as_of=pd.Timestamp("2026-03-02T20:00Z"))
    assert result.tasks[["stage", "is_waiting", "age_hours", "stage_age_hours"]].values.tolist() == [
        ["review", True, 12.0, 9.0]
    ]
    assert result.history["unfinished_tasks"].tolist() == [1, 0, 1]


def test_a_task_with_open_and_waiting_events_stands_at_the_latest() -> None:
    table = pd.DataFrame(
        {
            "task_id": 1,
            "stage": ["label", "review"],
            "enabled_at": ["2026-03-02T08:00Z", "2026-03-02T11:00Z"],
            "started_at": ["2026-03-02T09:00Z", None],
            "ended_at": pd.to_datetime([None, None], utc=True),
        }
    )
    result = wip_age(table, as_of=pd.Timestamp("2026-03-02T20:00Z"))
    assert result.tasks[["stage", "stage_age_hours"]].values.tolist() == [["review", 9.0]]


def test_without_unfinished_tasks_the_table_is_empty_and_says_so() -> None:
    result = wip_age(day_tasks([1, 2]))
    assert result.to_frame().empty
    assert result.warnings[-1] == "No task is unfinished: no event is open or waiting."


def test_a_region_without_a_calendar_is_refused() -> None:
    table = day_tasks([1]).assign(region="US")
    with pytest.raises(SettingsError, match="US"):
        wip_age(table, calendars={"SG": OFFICE})
