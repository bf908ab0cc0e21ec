"""Waiting causes against a literal walk, minute by minute, over random logs, calendars and batch sizes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.flow.causes._covering import UNCOVERED, least_covering
from smo_metrics.flow.causes._range_sums import sums_below
from smo_metrics.flow.causes.waiting_causes import waiting_causes
from smo_metrics.flow.events.event_log import event_log
from smo_metrics.flow.hours.calendar import WorkCalendar

MONDAY = pd.Timestamp("2026-03-02", tz="UTC")
STEP = 30  # minutes: coarse times meet often
CAUSES = ("batching", "contention", "prioritisation", "unavailability", "handoff", "unexplained")

events = st.tuples(
    st.integers(0, 5), st.sampled_from("xyz"), st.sampled_from(["ann", "bob", None]),
    st.integers(0, 40), st.integers(0, 16), st.integers(0, 8),
)  # fmt: skip
logs = st.lists(events, min_size=1, max_size=14).filter(
    lambda log: any(work for *_, work in log)  # without any work the log has one time an event
)
shifts = st.lists(st.integers(0, 48), min_size=2, max_size=6, unique=True).map(sorted)
calendars = st.none() | shifts.map(lambda edges: list(zip(edges[::2], edges[1::2], strict=False)))


def frame_of(log):
    table = pd.DataFrame(log, columns=["task_id", "stage", "actor_id", "enabled_at", "wait", "work"])
    table["started_at"] = table["enabled_at"] + table.pop("wait")
    table["ended_at"] = table["started_at"] + table.pop("work")
    for name in ("enabled_at", "started_at", "ended_at"):
        table[name] = MONDAY + pd.to_timedelta(table[name] * STEP, unit="min")
    return table


def clock_time(half_hours):
    return f"{half_hours // 2:02d}:{half_hours % 2 * 30:02d}"


def runs_of(mine):
    """Runs of one actor's events at one stage, each event begun no later than the latest end of its run so far."""
    runs = []
    for event in sorted(mine, key=lambda e: e["started"]):
        if runs and event["started"] <= max(e["ended"] for e in runs[-1]):
            runs[-1].append(event)
        else:
            runs.append([event])
    return runs


def batching_steps(event, runs, batch_size, is_open):
    """The steps in which the event was held for its batch."""
    at = next(i for i, run in enumerate(runs) if any(e is event for e in run))
    begin = runs[at][0]["started"]
    batch = [e for e in runs[at] if e["enabled"] <= begin]
    if len(batch) < batch_size or not any(e is event for e in batch):
        return set()
    left = [e["ended"] for run in runs[:at] for e in run]
    held = list(range(max([event["enabled"], *left]), max(e["enabled"] for e in batch)))
    while held and not is_open(held[-1]):
        held.pop()
    return set(held)


def literal(log, shifts, batch_size):
    names = {"stage": log.names["stage"], "actor": (*log.names["actor"], None)}
    base = int(MONDAY.timestamp()) * 1000
    table = [
        {
            "actor": names["actor"][log.actor[i]],
            "stage": log.stage[i],
            **{name: (getattr(log, name)[i] - base) // (STEP * 60_000) for name in ("enabled", "started", "ended")},
        }
        for i in range(log.size)
    ]

    def is_open(step):
        return shifts is None or any(opens <= step % 48 < closes for opens, closes in shifts)

    for event in table:
        event["steps"] = dict.fromkeys(CAUSES, 0)
        mine = [e for e in table if e["actor"] == event["actor"]]
        runs = runs_of([e for e in mine if e["stage"] == event["stage"]])
        held = batching_steps(event, runs, batch_size, is_open)
        for step in range(event["enabled"], event["started"]):
            busy_with = [e["enabled"] for e in mine if e["started"] <= step < e["ended"]]
            if event["actor"] is None:
                cause = "unexplained"
            elif step in held:
                cause = "batching"
            elif any(enabled <= event["enabled"] for enabled in busy_with):
                cause = "contention"
            elif busy_with:
                cause = "prioritisation"
            elif not is_open(step):
                cause = "unavailability"
            else:
                cause = "handoff"
            event["steps"][cause] += 1
    return table


@settings(max_examples=150, deadline=None)
@given(logs, calendars, st.integers(2, 3))
def test_every_step_of_waiting_has_the_cause_that_a_literal_walk_finds(log, shifts, batch_size):
    log = event_log(frame_of(log))
    calendar = shifts and WorkCalendar(
        "UTC", {"daily": [f"{clock_time(opens)}-{clock_time(closes)}" for opens, closes in shifts]}
    )
    found = waiting_causes(log, calendars=calendar, batch_size=batch_size).per_event
    expected = literal(log, shifts, batch_size)
    for name in CAUSES:
        steps = found[name] // (STEP * 60_000)
        assert steps.tolist() == [event["steps"][name] for event in expected], name
    assert (sum(found[name] for name in CAUSES) == found["waiting"]).all()


@settings(max_examples=40, deadline=None)
@given(logs, st.permutations("xyz"))
def test_other_names_of_stages_and_another_order_of_rows_change_nothing(log, names):
    frame = frame_of(log)
    renamed = frame.assign(stage=frame["stage"].map(dict(zip("xyz", names, strict=True))))[::-1]
    one, other = waiting_causes(frame, by=()).table, waiting_causes(renamed, by=()).table
    pd.testing.assert_frame_equal(one, other)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 20), st.integers(0, 9)), max_size=12))
def test_the_least_covering_interval_is_that_of_a_walk_over_all(intervals):
    first = np.array([low for low, _, _ in intervals], dtype=np.int64)
    stop = first + np.array([length for _, length, _ in intervals], dtype=np.int64)
    value = np.array([value for _, _, value in intervals], dtype=np.int64)
    expected = [
        min((value for low, length, value in intervals if low <= piece < low + length), default=UNCOVERED)
        for piece in range(51)
    ]
    assert least_covering(first, stop, value, 51).tolist() == expected


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 100)), max_size=12),
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 11)), max_size=6),
)
def test_sums_of_ranges_below_a_rank_are_those_of_a_loop(items, asked):
    asked = [(min(low, high, len(items)), min(max(low, high), len(items)), below) for low, high, below in asked]
    rank, weight = (np.array([item[k] for item in items], dtype=np.int64) for k in (0, 1))
    low, high, below = (np.array([one[k] for one in asked], dtype=np.int64) for k in range(3))
    expected = [sum(weight for rank, weight in items[low:high] if rank < below) for low, high, below in asked]
    assert sums_below(rank, weight, low, high, below).tolist() == expected
