"""Rework goes to the stage that caused it: worked paths, a literal oracle, and what thin or odd data give."""

from __future__ import annotations

import json
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.flow import EventLog, event_log
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.times.rework import rework
from tests.flow.random_logs import event_tables
from tests.flow.test_event_log import START, table

HOUR = 3_600_000
PATHS = st.lists(st.text("abcd", min_size=1, max_size=12), min_size=1, max_size=4)


def walks(*paths: str, rounds: list[int] | None = None) -> pd.DataFrame:
    """One task a path: an hour's wait and half an hour's work at each letter."""
    rows = [
        (task, stage, k * 90 - 60, k * 90, k * 90 + 30)
        for task, path in enumerate(paths)
        for k, stage in enumerate(path)
    ]
    frame = table(*rows, columns="task_id stage enabled_at started_at ended_at")
    return frame if rounds is None else frame.assign(round=rounds)


def by_hand(log: EventLog) -> tuple[dict[str, int], dict[str, float], list[tuple[str, str | None]]]:
    """For each redone visit look back for the return that it belongs to; give events, touch hours and loops."""
    names = log.names["stage"]
    events: dict[str, int] = defaultdict(int)
    touch: dict[str, float] = defaultdict(float)
    loops = []
    for task in range(log.task_count):
        visits: list[list[int]] = []
        for row in np.flatnonzero(log.task == task):
            follows = visits and log.stage[visits[-1][0]] == log.stage[row]
            if follows and not (log.rework[row] and not log.rework[visits[-1][-1]]):
                visits[-1].append(row)
            else:
                visits.append([row])
        stages = [int(log.stage[visit[0]]) for visit in visits]
        again = [bool(log.rework[visit[0]]) for visit in visits]
        rank = [stages.index(stage) for stage in stages]
        begins = [k for k in range(1, len(visits)) if again[k] and rank[k] <= rank[k - 1]]
        used = set()
        for k, visit in enumerate(visits):
            covering = [
                b for b in begins if b <= k and rank[k] <= rank[b - 1] and max(rank[b:k], default=-1) < rank[b - 1]
            ]
            owner = max(covering, default=k)
            for row in visit:
                if log.rework[row]:
                    used.add(owner)
                    events[names[stages[owner]]] += 1
                    touch[names[stages[owner]]] += (log.ended[row] - log.started[row]) / HOUR
        loops += [(names[stages[k]], names[stages[k - 1]] if k else None) for k in sorted(used)]
    return events, touch, loops


def check_by_hand(frame: pd.DataFrame) -> None:
    log = event_log(frame)
    stages = rework(log).stages.set_index("stage")
    events, touch, loops = by_hand(log)
    for stage, row in stages.iterrows():
        assert row["rework_events"] == events[stage]
        assert row["loops"] == sum(caused == stage for caused, _ in loops)
        senders = [sender for caused, sender in loops if caused == stage and sender]
        assert (row["sent_back_by"] is None) == (not senders)
        assert senders.count(row["sent_back_by"]) == max(map(senders.count, senders), default=0)
        if log.touch_known:
            assert row["rework_touch_hours"] == pytest.approx(touch[stage])
    assert stages["rework_events"].sum() == log.rework.sum()


@given(PATHS)
def test_each_redone_event_is_charged_as_by_hand(paths) -> None:
    check_by_hand(walks(*paths))


@given(PATHS, st.data())
def test_rounds_are_followed_as_by_hand(paths, data) -> None:
    size = sum(map(len, paths))
    check_by_hand(walks(*paths, rounds=data.draw(st.lists(st.integers(1, 3), min_size=size, max_size=size))))


@settings(max_examples=60)
@given(event_tables())
def test_overlapping_open_and_waiting_work_is_charged_as_by_hand(frame) -> None:
    check_by_hand(frame)


def charged(*paths: str) -> dict[str, tuple[int, int, str | None]]:
    stages = rework(walks(*paths)).stages
    columns = zip(stages["stage"], stages["loops"], stages["rework_events"], stages["sent_back_by"], strict=True)
    return {stage: (loops, events, sender) for stage, loops, events, sender in columns if events}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("lra", {}),
        ("lll", {}),
        ("lrlra", {"l": (1, 2, "r")}),
        ("lrlrlr", {"l": (2, 4, "r")}),
        ("lralra", {"l": (1, 3, "a")}),
        ("lrla", {"l": (1, 1, "r")}),
        ("lrarlra", {"r": (1, 2, "a"), "l": (1, 2, "r")}),
        ("lraral", {"r": (1, 2, "a"), "l": (1, 1, "a")}),
    ],
)
def test_a_loop_runs_until_the_task_is_past_the_stage_that_sent_it_back(path, expected) -> None:
    assert charged(path) == expected


def test_hours_shares_and_tasks_of_a_worked_example() -> None:
    result = rework(walks("lrlr", "lr", "lr"))
    label, review = result.stages.to_dict(orient="records")
    assert (result.tasks, result.reworked_tasks) == (3, 1)
    assert (label["reworked_tasks"], review["reworked_tasks"]) == (1, 0)
    assert (label["rework_touch_hours"], label["rework_waiting_hours"], label["rework_lead_hours"]) == (1, 2, 3)
    assert label["touch_share"] == pytest.approx(2 / 8)
    assert (label["first_pass_yield"], review["first_pass_yield"]) == pytest.approx((2 / 3, 1))
    assert (label["rework_rate"], review["rework_rate"]) == (0.25, 0.25)
    assert (label["repeats"], review["repeats"]) == (1, 1)
    assert np.isnan(label["rework_touch_work_hours"])


def test_work_hours_are_those_of_the_calendar() -> None:
    office = WorkCalendar("UTC", {"mon-fri": ["09:00-12:00"]})
    label = rework(walks("lrlr"), calendars=office).stages.iloc[0]
    # Redone from 11:00 to 14:00 on a Monday; open until 12:00: all of it waiting.
    assert label[["rework_waiting_work_hours", "rework_touch_work_hours", "rework_lead_work_hours"]].tolist() == [
        1,
        0,
        1,
    ]


def test_open_rework_costs_what_it_has_cost_so_far() -> None:
    frame = table((1, "l", 0, 10), (1, "r", 20, 30), (1, "l", 60, None))
    result = rework(frame, as_of=START + pd.Timedelta("4h"))
    label = result.stages.iloc[0]
    assert label["rework_touch_hours"] == 3
    assert label["rework_waiting_hours"] == 0.5
    assert np.isnan(label["first_pass_yield"])


def test_a_redone_round_at_the_same_stage_is_sent_back_by_itself() -> None:
    stages = rework(walks("ll", rounds=[1, 2])).stages
    assert stages[["loops", "rework_events", "sent_back_by", "first_pass_yield"]].values.tolist() == [[1, 1, "l", 0.0]]


def test_a_log_of_starts_only_has_lead_and_neither_touch_nor_waiting() -> None:
    frame = walks("lrlr").drop(columns=["ended_at", "enabled_at"])
    result = rework(frame)
    label = result.stages.iloc[0]
    assert label["rework_lead_hours"] == 3
    assert label[["rework_touch_hours", "rework_waiting_hours", "touch_share"]].isna().all()
    assert any("Waiting and touch are not known" in warning for warning in result.warnings)


def test_relabelled_stages_are_charged_the_same() -> None:
    frame = walks("abcab", "abcbc", "acb")
    new = {"a": "z", "b": "y", "c": "x"}
    one, other = rework(frame).stages, rework(frame.assign(stage=frame["stage"].map(new))).stages
    assert other["stage"].tolist() == [new[name] for name in one["stage"]]
    assert other["sent_back_by"].tolist() == [new.get(name) for name in one["sent_back_by"]]
    names = ["stage", "sent_back_by"]
    pd.testing.assert_frame_equal(one.drop(columns=names), other.drop(columns=names))


def test_the_result_is_json_ready() -> None:
    found = json.loads(json.dumps(rework(walks("lrlr")).to_dict(), allow_nan=False))
    assert found["stages"][1]["sent_back_by"] is None
    assert found["reworked_tasks"] == 1
