"""Waiting causes against the published decompositions, and on logs whose cause is planted."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from smo_metrics.flow.causes.waiting_causes import waiting_causes
from smo_metrics.flow.hours.calendar import WorkCalendar

FLOW = Path(__file__).resolve().parents[2].parent / "shared" / "refs" / "flow"
pytestmark = pytest.mark.skipif(not FLOW.is_dir(), reason="the reference logs are not beside this checkout")
TRANSITION = ("source_stage", "source_actor", "stage", "actor")
PARTS = ("batching", "contention", "prioritisation", "unavailability", "handoff", "unexplained")
PAPER = {
    "waiting": "wt_total_seconds",
    "batching": "wt_batching",
    "contention": "wt_contention",
    "prioritisation": "wt_prioritization",
    "unavailability": "wt_unavailability",
    "handoff": "wt_extraneous",
}


def reference(name, **columns):
    raw = pd.read_parquet(FLOW / f"{name}.parquet")
    frame = pd.DataFrame({name: raw[column] for name, column in columns.items() if column in raw})
    for name in frame.columns.intersection(["enabled_at", "started_at", "ended_at"]):
        frame[name] = pd.to_datetime(frame[name], utc=True, format="ISO8601")
    return frame


def manual_log(number):
    frame = reference(
        f"wta_manual_log_{number}",
        task_id="case_id",
        stage="Activity",
        actor_id="Resource",
        started_at="start_time",
        ended_at="end_time",
    )
    everybody = WorkCalendar("UTC", {"mon-fri": ["10:00-20:00"]})
    calendars = dict.fromkeys(frame["actor_id"], everybody)
    calendars["Marcus"] = WorkCalendar("UTC", {"mon-fri": ["10:00-12:00", "12:30-20:00"]})
    return frame, calendars


def xes_log(name):
    return reference(
        name,
        task_id="case:concept:name",
        stage="concept:name",
        actor_id="org:resource",
        started_at="start_timestamp",
        ended_at="time:timestamp",
        enabled_at="enabled_timestamp",
    )


def planted_log(name):
    return reference(
        name,
        task_id="task",
        stage="stage",
        actor_id="annotator",
        started_at="start",
        ended_at="end",
        enabled_at="enabled",
    )


def adds_up(found):
    parts = sum(found.per_event[name] for name in PARTS)
    assert all((found.per_event[name] >= 0).all() for name in PARTS)
    np.testing.assert_array_equal(parts, found.per_event["waiting"])


@pytest.mark.parametrize("number", [1, 2, 3])
def test_every_transition_of_the_published_logs_is_split_as_printed_to_the_second(number):
    # Lashkevich et al. (2023), the manual logs of their waiting-time-analysis: batch size 2, calendars as in manual_log
    frame, calendars = manual_log(number)
    found = waiting_causes(frame, calendars=calendars, keyed_by="actor", by=TRANSITION)
    ours = found.table.dropna(subset=["source_stage"]).set_index(list(TRANSITION))
    expected = json.loads((FLOW / f"wta_manual_log_{number}.json").read_text())["expected"]["transitions"]
    assert len(ours) == len(expected)
    for row in expected:
        key = tuple(row[f"{end}_{what}"] for end in ("source", "target") for what in ("activity", "resource"))
        assert ours.loc[key, "events"] == row["frequency"]
        for name, column in PAPER.items():
            assert ours.loc[key, f"{name}_hours"] * 3600 == pytest.approx(row[column], abs=1e-6), (key, name)
    adds_up(found)


@pytest.mark.parametrize(
    ("name", "causes"),
    [
        ("wta_resource_contention", {"contention": 2.5, "handoff": 0.5}),
        ("wta_prioritization", {"prioritisation": 1.5, "handoff": 1.5}),
        ("wta_prioritization_and_contention", {"contention": 1.0, "prioritisation": 1.5, "handoff": 0.5}),
    ],
)
def test_the_small_published_cases_follow_from_the_definitions(name, causes):
    # B waits from 09:00 to 12:00 for R1, who is busy until 11:30 with A; what was enabled when decides the rest.
    row = waiting_causes(xes_log(name)).table.set_index("stage").loc["B"]
    assert {part: row[f"{part}_hours"] for part in PARTS if row[f"{part}_hours"]} == pytest.approx(causes)


@pytest.mark.parametrize(
    ("name", "waiting"), [("wta_BIMP_example", 2092.5219), ("wta_Production", 111_388.3333)]
)
def test_the_larger_published_logs_add_up_exactly(name, waiting):
    found = waiting_causes(xes_log(name), by=())
    adds_up(found)
    assert len(found.table) == 1
    assert found.table["waiting_hours"][0] == pytest.approx(waiting, abs=1e-4)


@pytest.mark.parametrize(
    ("name", "stage", "cause", "share"),
    [
        ("planted_capacity_review", "review", "contention", 0.999),
        ("planted_rework_label", "label", "contention", 0.999),
        ("planted_batching_adjudicate", "adjudicate", "batching", 0.80),
        ("planted_calendar_mismatch", "review", "unavailability", 0.73),
        ("planted_calendar_mismatch", "adjudicate", "unavailability", 0.94),
    ],
)
def test_the_planted_cause_is_the_largest_at_its_stage(name, stage, cause, share):
    early, late = WorkCalendar("UTC", {"mon-fri": ["01:00-09:00"]}), WorkCalendar("UTC", {"mon-fri": ["13:00-21:00"]})
    frame = planted_log(name).assign(region=lambda rows: rows["stage"])
    calendars = {"label": early, "review": late if "calendar" in name else early, "adjudicate": early}
    found = waiting_causes(frame, calendars=calendars)
    adds_up(found)
    assert found.table.set_index("stage").loc[stage, f"{cause}_share"] > share
    assert any(said.startswith(f"{stage}: ") and f"is {cause}:" in said for said in found.sentences)
