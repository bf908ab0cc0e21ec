"""The events table becomes codes and milliseconds: order, ties, what is derived, dropped, refused."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.errors import SettingsError, TableError
from smo_metrics.flow import event_log
from tests.flow.random_logs import event_tables

MINUTE = 60_000
START = pd.Timestamp("2026-03-02T09:00Z")


def table(*rows: tuple, columns: str = "task_id stage started_at ended_at") -> pd.DataFrame:
    """Rows with times as minutes after nine; None is empty."""
    frame = pd.DataFrame(rows, columns=columns.split())
    for name in frame.columns[frame.columns.str.endswith("_at")]:
        frame[name] = START + pd.to_timedelta(frame[name].astype(float), unit="min")
    return frame


def minutes(values: np.ndarray) -> list[float]:
    return ((values - START.value // 10**6) / MINUTE).tolist()


def partly_enabled() -> st.SearchStrategy[pd.DataFrame]:
    """Tables in which some begun events do not say when they could begin."""
    return st.tuples(event_tables(), st.lists(st.booleans(), min_size=12, max_size=12)).map(_forget)


def _forget(drawn: tuple[pd.DataFrame, list[bool]]) -> pd.DataFrame:
    frame, forgotten = drawn
    lost = pd.Series(forgotten[: len(frame)]) & frame["started_at"].notna()
    return frame.assign(enabled_at=frame["enabled_at"].mask(lost))


def contents(log) -> dict[str, object]:
    values = {field.name: getattr(log, field.name) for field in fields(log)}
    return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in values.items()}


@settings(max_examples=50)
@given(partly_enabled(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(frame, random) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)
    assert contents(event_log(frame.iloc[order])) == contents(event_log(frame))


@settings(max_examples=50)
@given(partly_enabled())
def test_each_task_stands_together_in_order_of_start_and_end(frame) -> None:
    log = event_log(frame)
    keys = list(zip(log.task, log.started, log.ended, strict=True))
    assert keys == sorted(keys)
    assert (log.enabled <= log.started).all()
    assert (log.started <= log.ended).all()
    assert (log.ended <= log.as_of).all()
    assert log.task[log.first].tolist() == list(range(log.task_count))


@settings(max_examples=50)
@given(event_tables(undone=False))
def test_derived_enabled_is_the_latest_earlier_end_of_the_task(frame) -> None:
    log = event_log(frame.drop(columns="enabled_at"))
    rows = list(zip(log.task.tolist(), log.started.tolist(), log.ended.tolist(), strict=True))
    for place, (task, started, ended) in enumerate(rows):
        if rows.count((task, started, ended)) > 1 and started == ended:
            continue
        others = [e for k, (t, _, e) in enumerate(rows) if t == task and k != place and e <= started]
        arrival = min(s for t, s, _ in rows if t == task)
        assert log.enabled[place] == max([arrival, *others])
        assert log.wait_known[place] == (started > arrival)


def test_the_end_of_open_work_enables_nothing() -> None:
    log = event_log(table((1, "label", 0, 10), (1, "check", 20, None), (1, "review", 30, None)))
    assert minutes(log.enabled) == [0, 10, 10]
    assert minutes(log.ended) == [10, 30, 30]
    assert log.is_open.tolist() == [False, True, True]
    assert any("2 events are open" in note for note in log.notes)


def test_waiting_work_waits_until_as_of() -> None:
    rows = table(
        (1, "label", 0, 0, 10), (1, "review", 10, None, None), columns="task_id stage enabled_at started_at ended_at"
    )
    log = event_log(rows, as_of=START + pd.Timedelta("1h"))
    assert minutes(log.started) == [0, 60]
    assert minutes(log.ended) == [10, 60]
    assert log.is_waiting.tolist() == [False, True]
    assert log.is_open.tolist() == [False, False]
    assert log.is_done.tolist() == [False]
    assert log.enabled_known
    assert log.wait_known.all()


def test_rows_that_repeat_a_row_count_once_and_say_so() -> None:
    log = event_log(table((1, "label", 0, 10), (2, "label", 0, 10), (1, "label", 0, 10), (1, "label", 0, 10)))
    assert log.size == 2
    assert log.notes[0] == "2 rows repeat another row exactly and count once."


def test_rows_that_differ_in_an_actor_only_are_two_events() -> None:
    rows = table(
        (1, "label", "a", 0, 10), (1, "label", "b", 0, 10), columns="task_id stage actor_id started_at ended_at"
    )
    assert event_log(rows).size == 2


def test_events_at_one_moment_stand_in_the_stages_usual_order() -> None:
    usual = [(task, stage, at, at) for task in (2, 3, 4) for at, stage in enumerate(("zip", "ask", "mid"))]
    log = event_log(table((1, "mid", 5, 5), (1, "ask", 5, 5), (1, "zip", 5, 5), *usual))
    assert log.names["stage"] == ("zip", "ask", "mid")
    assert log.stage[:3].tolist() == [0, 1, 2]


def test_relabelling_stages_changes_only_their_names() -> None:
    rows = table((1, "a", 0, 9), (1, "b", 10, 20), (1, "a", 30, 40), (1, "c", 50, 50), (1, "b", 50, 50), (2, "a", 3, 4))
    new = {"a": "z", "b": "y", "c": "x"}
    before, after = contents(event_log(rows)), contents(event_log(rows.assign(stage=rows["stage"].map(new))))
    names = before.pop("names"), after.pop("names")
    assert before == after
    assert names[1]["stage"] == tuple(new[name] for name in names[0]["stage"])


def test_a_stage_left_and_reached_again_is_rework() -> None:
    log = event_log(table(*((1, stage, k, k + 1) for k, stage in enumerate(["l", "l", "r", "l", "r"]))))
    assert log.rework.tolist() == [False, False, False, True, True]


def test_a_given_round_decides_where_the_task_was_there_before() -> None:
    stages, rounds = ["l", "l", "r", "l", "a"], [1, 2, 1, 1, 2]
    rows = table(*((1, stage, k, k + 1) for k, stage in enumerate(stages))).assign(round=rounds)
    log = event_log(rows)
    assert log.rework.tolist() == [False, True, False, False, False]
    assert "1 event has a round above 1 but is its task's first at the stage: it is first-time work." in log.notes


def test_a_log_with_one_time_an_event_says_that_work_and_waiting_cannot_be_told_apart() -> None:
    log = event_log(table((1, "a", 0), (1, "b", 30), columns="task_id stage started_at"))
    assert not log.touch_known
    assert not log.is_open.any()
    assert minutes(log.enabled) == [0, 0]
    assert any("cannot be told apart" in note for note in log.notes)


def test_as_of_before_the_end_of_the_table_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"as_of 2026-03-02T09:00:00\+00:00 lies before the latest time"):
        event_log(table((1, "label", 0, 10)), as_of=START)


def test_as_of_without_a_zone_is_refused() -> None:
    with pytest.raises(SettingsError, match="no time zone"):
        event_log(table((1, "label", 0, 10)), as_of=pd.Timestamp("2026-03-03"))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (table((1, "label", 10, 0)), "before they start"),
        (table((1, None, 0, 10)), "stage"),
        (table(), "0 rows"),
        (pd.DataFrame({"task_id": [1], "stage": "x", "started_at": ["2026-03-02 09:00"]}), "zone"),
        (pd.DataFrame({"task_id": [1], "stage": "x"}), "started_at"),
    ],
    ids=["end before start", "no stage", "empty", "naive times", "no times"],
)
def test_bad_tables_are_refused_in_words(rows, message) -> None:
    with pytest.raises(TableError, match=message):
        event_log(rows)


def test_a_log_comes_back_as_it_is() -> None:
    log = event_log(table((1, "label", 0, 10)))
    assert event_log(log) is log


def test_the_table_is_not_modified() -> None:
    rows = table((2, "b", 0, 10), (1, "a", 5, 6), (2, "b", 0, 10))
    copy = rows.copy(deep=True)
    event_log(rows)
    pd.testing.assert_frame_equal(rows, copy)


def test_another_as_of_than_the_logs_own_is_refused() -> None:
    later = START + pd.Timedelta(days=1)
    log = event_log(table((1, "label", 0, None)), as_of=later)
    assert event_log(log, as_of=later) is log
    with pytest.raises(SettingsError, match=r"is not that of the log \(2026-03-03T09:00 UTC\)"):
        event_log(log, as_of=START)


@pytest.mark.parametrize("as_of", ["2026-04-01T00:00Z", date(2026, 4, 1), pd.NaT], ids=str)
def test_as_of_that_is_no_moment_is_refused(as_of) -> None:
    with pytest.raises(SettingsError, match="as_of must be a datetime with its zone"):
        event_log(table((1, "label", 0, 10)), as_of=as_of)


@pytest.mark.parametrize("events", [None, {"task_id": [1]}, [1, 2]], ids=["None", "dict", "list"])
def test_what_is_no_table_is_refused(events) -> None:
    with pytest.raises(TableError, match="events: a pandas DataFrame is needed"):
        event_log(events)


def test_more_tasks_than_the_sort_keys_of_so_long_a_time_hold_are_refused() -> None:
    tasks = 500_000
    started = np.full(tasks, np.datetime64("2026-03-02T09:00", "s"))
    started[:2] = np.array(["1900-01-01", "2200-12-31"], dtype="M8[s]")
    frame = pd.DataFrame({"task_id": np.arange(tasks), "stage": "label", "started_at": started})
    frame["started_at"] = frame["started_at"].dt.tz_localize("UTC")
    with pytest.raises(TableError, match=r"500,000 .* from 1900-01-01T00:00 UTC to 2200-12-31T00:00 UTC are too many"):
        event_log(frame)
    assert event_log(frame.iloc[2:]).task_count == tasks - 2


def test_stages_that_only_capitals_or_spaces_tell_apart_are_noted() -> None:
    rows = [(1, "Label", 0, 1), (2, "label", 2, 3), (3, "second  review", 4, 5), (4, "Second review", 6, 7)]
    notes = event_log(table(*rows, (5, "done", 8, 9))).notes
    assert notes[-1] == (
        "Stages that differ only in capitals or spaces count as different: 'Label' and 'label'; "
        "'Second review' and 'second  review'."
    )
    assert not any("capitals" in note for note in event_log(table(*rows[:1])).notes)


def test_notes_on_one_row_speak_of_one() -> None:
    columns = "task_id stage enabled_at started_at ended_at"
    rows = [(1, "a", 0, 0, 5), (1, "a", 0, 0, 5), (2, "a", None, 3, None), (3, "a", 4, None, None)]
    log = event_log(table(*rows, (4, "a", 0, 1, 9), columns=columns))
    assert log.notes[0] == "1 row repeats another row exactly and counts once."
    assert log.notes[1].startswith("1 of 4 events has no enabled_at: its work")
    assert log.notes[2] == "1 event is open and 1 still waits, as of 2026-03-02T09:09 UTC."
