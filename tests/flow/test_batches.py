"""Batches against runs followed event by event, cases by hand, and a log in which batches of 120 were planted."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.errors import SettingsError
from smo_metrics.event_table import check_events
from smo_metrics.flow.causes._batches import find_runs, held_in
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.times.batches import batches
from tests.flow.random_logs import event_tables

REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "flow"
published = pytest.mark.skipif(not REFERENCES.is_dir(), reason="the shared reference data are not beside this checkout")


def review(*rows: tuple[str, str, str], actor: str = "ann") -> pd.DataFrame:
    """Events at one stage: enabled, started and ended on Monday, as hours and minutes."""
    table = pd.DataFrame(rows, columns=["enabled_at", "started_at", "ended_at"])
    return ("2026-03-02T" + table + "Z").assign(task_id=range(len(rows)), stage="review", actor_id=actor)


def row_of(table: pd.DataFrame, by: str = "actor") -> dict[str, float]:
    return batches(table).table.query("by == @by").iloc[0].to_dict()


def literal(table: pd.DataFrame, by: str, least: int) -> dict[str, list[int]]:
    """Follow each actor's (or stage's) work run by run and list the sizes of batches, by stage."""
    table = table.drop_duplicates().dropna(subset=["ended_at", "actor_id"])
    sizes = defaultdict(list)
    table["who"] = table["actor_id"] if by == "actor" else table["stage"]
    table["who"] += table["region"].fillna("?")
    for (_, stage), rows in table.groupby(["who", "stage"]):
        rows = rows.sort_values(["started_at", "ended_at", "enabled_at"], kind="stable")
        runs: list[list] = []
        for event in rows.itertuples():
            run = runs[-1] if runs else None
            if run and event.started_at <= max(other.ended_at for other in run):
                run.append(event)
            else:
                runs.append([event])
        for place, run in enumerate(runs):
            begin = run[0].started_at
            found = [event for event in run if event.enabled_at <= begin]
            complete = max(event.enabled_at for event in found)
            earlier = [max(e.ended_at for e in other) for other in runs[:place]]
            away = max(earlier, default=pd.Timestamp.min.tz_localize("UTC"))
            if len(found) >= least and any(max(event.enabled_at, away) < complete for event in found):
                sizes[stage].append(len(found))
    return sizes


@settings(max_examples=50, deadline=None)
@given(table=event_tables(), least=st.integers(2, 3))
def test_sizes_are_those_of_runs_followed_event_by_event(table, least) -> None:
    done = table.drop_duplicates().dropna(subset=["ended_at", "actor_id"])
    if not (done["ended_at"] > done["started_at"]).any():
        return
    for row in batches(table, batch_size=least).table.itertuples():
        sizes = literal(table, row.by, least).get(row.stage, [])
        events = int((done["stage"] == row.stage).sum())
        assert row.events == events
        assert row.batches == len(sizes) == row.parallel + row.sequential + row.concurrent
        if events:
            groups = sizes + [1] * (events - sum(sizes))
            assert row.batched_share == sum(sizes) / events
            assert row.size_mean == pytest.approx(sum(groups) / len(groups))
            assert (row.size_p50, row.size_max) == (median(groups), max(groups))


def test_work_saved_up_and_done_one_after_the_other_is_a_sequential_batch() -> None:
    found = row_of(review(("08:00", "12:00", "12:10"), ("09:00", "12:10", "12:30"), ("11:00", "12:30", "13:00")))
    assert (found["batches"], found["size_max"], found["sequential"]) == (1, 3, 1)


def test_work_done_at_the_same_time_is_a_parallel_batch_and_overlapping_work_a_concurrent_one() -> None:
    together = row_of(review(("08:00", "12:00", "13:00"), ("09:00", "12:00", "13:00")))
    assert (together["parallel"], together["sequential"], together["concurrent"]) == (1, 0, 0)
    apart = row_of(review(("08:00", "12:00", "13:00"), ("09:00", "12:30", "13:30")))
    assert (apart["parallel"], apart["sequential"], apart["concurrent"]) == (0, 0, 1)


def test_the_queue_of_somebody_who_never_left_is_no_batch() -> None:
    busy = review(("08:00", "08:00", "12:00"), ("09:00", "12:00", "12:10"), ("10:00", "12:10", "12:30"))
    assert row_of(busy)["batches"] == 0
    assert row_of(busy)["size_mean"] == 1


def test_work_that_comes_while_a_batch_is_done_is_not_part_of_it() -> None:
    found = row_of(review(("08:00", "12:00", "12:10"), ("09:00", "12:10", "12:30"), ("12:05", "12:30", "13:00")))
    assert (found["batches"], found["size_max"], found["size_mean"]) == (1, 2, 1.5)


def test_another_actors_work_does_not_overlap_ones_own() -> None:
    rows = (
        [("08:00", "14:00", "14:10"), ("09:00", "14:10", "14:30")],
        [("08:00", "12:00", "12:10"), ("09:00", "12:10", "12:30")],
    )
    table = pd.concat([review(*rows[0]), review(*rows[1], actor="bob").assign(task_id=[8, 9])])
    assert (row_of(table)["sequential"], row_of(table)["concurrent"]) == (2, 0)


def test_two_actors_share_what_is_released_to_the_stage() -> None:
    rows = [("08:00", "12:00", "12:10"), ("09:00", "12:10", "12:30")], [("10:00", "12:00", "12:20")]
    table = pd.concat([review(*rows[0]), review(*rows[1], actor="bob").assign(task_id=9)])
    assert row_of(table)["size_max"] == 2
    assert row_of(table, "stage")["size_max"] == 3


def test_what_came_in_overnight_is_a_batch_only_without_a_calendar() -> None:
    table = pd.DataFrame(
        {
            "task_id": [1, 2, 3],
            "stage": "review",
            "actor_id": "ann",
            "enabled_at": ["2026-03-02T20:00Z", "2026-03-03T02:00Z", "2026-03-02T10:00Z"],
            "started_at": ["2026-03-03T09:00Z", "2026-03-03T09:30Z", "2026-03-02T10:00Z"],
            "ended_at": ["2026-03-03T09:30Z", "2026-03-03T10:00Z", "2026-03-02T17:00Z"],
        }
    )
    assert row_of(table)["batches"] == 1
    office = batches(table, calendars=WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]}))
    assert office.table["batches"].tolist() == [0, 0]
    assert not any("looks like a batch" in warning for warning in office.warnings)


def test_starts_alone_and_a_batch_of_one_are_refused_or_undefined() -> None:
    starts = pd.DataFrame({"task_id": [1, 2], "stage": "review", "actor_id": "ann", "started_at": "2026-03-02T09:00Z"})
    result = batches(starts)
    assert result.table["events"].tolist() == [2, 2]
    assert result.table.drop(columns=["stage", "by", "events"]).isna().all(axis=None)
    assert result.to_dict()["table"][0]["batches"] is None
    assert result.warnings[-1].startswith("Batches are not known. No event ends after it starts")
    with pytest.raises(SettingsError, match="2 or more; 1 arrived"):
        batches(starts, batch_size=1)


def test_work_at_another_stage_in_between_does_not_break_a_run_that_goes_on() -> None:
    table = review(("08:00", "12:00", "13:00"), ("08:30", "12:10", "12:20"), ("09:00", "12:40", "13:30"))
    table.loc[1, "stage"] = "label"
    found = batches(table).table.query("stage == 'review' and by == 'actor'").iloc[0]
    assert found[["batches", "size_max", "concurrent"]].tolist() == [1, 2, 1]


def test_no_events_have_no_runs() -> None:
    none = np.empty(0, dtype=np.int64)
    since, ready = held_in(find_runs(none, none, none, none, none), 2)
    assert since.size == ready.size == 0


def test_nobody_to_do_it_leaves_empty_figures() -> None:
    table = review(("08:00", "12:00", "12:10")).drop(columns="actor_id")
    result = batches(table)
    assert result.table["events"].tolist() == [0, 0]
    assert result.table["batched_share"].isna().all()
    assert any(warning.startswith("1 event left out: open, waiting or without an actor") for warning in result.warnings)


@published
def test_planted_batches_of_120_are_found_and_no_others() -> None:
    columns = {"task_id": "task", "actor_id": "annotator", "enabled_at": "enabled", "started_at": "start"}
    raw = pd.read_parquet(REFERENCES / "planted_batching_adjudicate.parquet").drop(columns="rework_round")
    table = batches(check_events(raw, columns={**columns, "ended_at": "end"})).table
    found = table[table["by"] == "stage"].set_index("stage")
    assert found["batches"].to_dict() == {"label": 0, "review": 0, "adjudicate": 13}
    assert found.loc["adjudicate", ["size_p50", "size_max"]].tolist() == [120, 120]
