"""Counts and durations of public logs are those that other tools print; two planted logs give their own truth."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from smo_metrics.flow import EventLog, event_log
from smo_metrics.flow.times.rework import rework
from smo_metrics.flow.times.stage_times import stage_times

REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "flow"
LOGS = ("running_example", "receipt", "interval", "bpic2013_incidents", "patients")
START_ONLY = ("running_example", "receipt", "bpic2013_incidents")
PLANTED = ("balanced", "batching_adjudicate", "calendar_mismatch", "capacity_review", "handoff_delay", "rework_label")
pytestmark = pytest.mark.skipif(not REFERENCES.is_dir(), reason="reference data not beside the project")


def public(name: str) -> tuple[EventLog, dict]:
    columns = {"case": "task_id", "resource": "actor_id", "start": "started_at", "end": "ended_at"}
    frame = pd.read_parquet(REFERENCES / f"log_{name}.parquet").rename(columns=columns)
    return event_log(frame[[*columns.values(), "stage"]]), expected(f"log_{name}")


def planted(name: str) -> tuple[pd.DataFrame, dict]:
    columns = {
        "task": "task_id",
        "annotator": "actor_id",
        "enabled": "enabled_at",
        "start": "started_at",
        "end": "ended_at",
    }
    frame = pd.read_parquet(REFERENCES / f"planted_{name}.parquet").rename(columns=columns)
    return frame.assign(round=frame.pop("rework_round") + 1), expected(f"planted_{name}")


def expected(name: str) -> dict:
    return json.loads((REFERENCES / f"{name}.json").read_text(encoding="utf-8"))["expected"]


@pytest.mark.parametrize("name", LOGS)
def test_counts_and_durations_are_as_published(name) -> None:
    log, printed = public(name)
    assert (log.task_count, log.size, len(log.names["stage"])) == (
        printed["cases"],
        printed["events"],
        printed["activities"],
    )
    seconds = (log.left - log.arrived) / 1000
    found = {"mean": seconds.mean(), "median": np.median(seconds), "min": seconds.min(), "max": seconds.max()}
    assert found == pytest.approx(printed["case_duration_s"], rel=1e-12)
    tasks = stage_times(log).tasks.iloc[0]
    assert tasks["lead_mean_hours"] * 3600 == pytest.approx(printed["case_duration_s"]["mean"], rel=1e-12)
    assert tasks["lead_p50_hours"] * 3600 == pytest.approx(printed["case_duration_s"]["median"], rel=1e-12)


@pytest.mark.parametrize("name", LOGS)
def test_what_follows_what_is_as_published(name) -> None:
    log, printed = public(name)
    by_end = np.lexsort((log.ended, log.task))
    steps = pairwise(zip(log.task[by_end], log.stage[by_end], strict=True))
    names = log.names["stage"]
    found = Counter(f"{names[s]} -> {names[t]}" for (a, s), (b, t) in steps if a == b)
    assert {step: found[step] for step in printed["dfg_top15_by_end"]} == printed["dfg_top15_by_end"]


@pytest.mark.parametrize("name", LOGS)
def test_tasks_that_repeat_a_stage_are_as_published(name) -> None:
    log, printed = public(name)
    stages = rework(log).stages
    found = {stage: repeats for stage, repeats in zip(stages["stage"], stages["repeats"], strict=True) if repeats}
    assert found == printed["rework_cases_per_activity"]


@pytest.mark.parametrize("name", ["interval", "patients"])
def test_mean_work_at_each_stage_is_as_published(name) -> None:
    log, printed = public(name)
    stages = stage_times(log).stages
    found = dict(zip(stages["stage"], stages["touch_mean_hours"] * 3600, strict=True))
    assert found == pytest.approx(printed["processing_s_mean_by_activity"], rel=1e-12)


@pytest.mark.parametrize("name", START_ONLY)
def test_logs_of_starts_only_have_lead_and_no_touch(name) -> None:
    log, _ = public(name)
    result = stage_times(log)
    assert not log.touch_known
    assert result.stages[["touch_mean_hours", "waiting_mean_hours", "flow_efficiency"]].isna().all(axis=None)
    assert any("Waiting, touch and flow efficiency are not known" in warning for warning in result.warnings)


# The simulator's own mean waiting is printed to 4 digits, its mean time in the system in full.
@pytest.mark.parametrize("name", PLANTED)
def test_planted_logs_give_their_simulators_own_waiting(name) -> None:
    frame, printed = planted(name)
    result = stage_times(frame)
    stages = result.stages.set_index("stage")
    truth = printed["truth"]
    assert stages["events"].to_dict() == truth["executions"]
    assert stages["waiting_mean_hours"].to_dict() == pytest.approx(truth["wait_mean_h"], abs=5.1e-5)
    assert stages["touch_mean_hours"].to_dict() == pytest.approx(truth["elapsed_proc_mean_h"], abs=5.1e-5)
    assert result.tasks.loc[0, "lead_mean_hours"] == pytest.approx(printed["mean_cycle_time_h"], rel=1e-9)


# Reviewers reject 35 % of labels: all rework starts at label, sent back by review, whether rounds are given or not.
def test_the_planted_rework_is_charged_to_label() -> None:
    frame, _ = planted("rework_label")
    stages = rework(frame).stages
    again = int((frame["round"] > 1).sum() - ((frame["round"] > 1) & (frame["stage"] == "adjudicate")).sum())
    assert stages["rework_events"].tolist() == [again, 0, 0]
    assert stages["sent_back_by"].tolist() == ["review", None, None]
    assert stages["first_pass_yield"].tolist() == pytest.approx([0.65, 1, 1], abs=0.015)
    pd.testing.assert_frame_equal(rework(frame.drop(columns="round")).stages, stages)
