"""How long do stage times of a million events take, beside numpy and pandas? Prints ratios; nothing passes or fails.

Run: python -m tests.benchmarks.flow_speed

The numpy version is the literal one over the same integer codes: sort by stage, slice, mean and quantiles. The pandas
version does the same in group-bys over columns of codes and times. Both leave out what only `stage_times` does (checks,
warnings, names); `event_log` is timed apart, from a table as users have it, with text and times, in any order.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd

from smo_metrics.flow import event_log
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.times.rework import rework
from smo_metrics.flow.times.stage_times import stage_times
from tests.benchmarks.processor_time import seconds

HOUR = 3_600_000
STAGES = np.array(["label", "review", "adjudicate", "audit", "export"])
TO_NUMPY, FROM_PANDAS = 2.0, 4.0


def table(events: int) -> pd.DataFrame:
    """Five stages a task, one in seven sent back once from review to label, in any order of rows."""
    rng = np.random.default_rng(7)
    path = np.array([0, 1, 2, 3, 4])
    returned = np.array([0, 1, 0, 1, 2, 3, 4])
    tasks = rng.random(events // 5) < 1 / 7
    stage = np.concatenate([returned if back else path for back in tasks])[:events]
    task = np.repeat(np.arange(len(tasks)), np.where(tasks, 7, 5))[:events]
    new = np.diff(task, prepend=-1) != 0
    step = rng.exponential(4 * HOUR, len(task)).astype(np.int64)
    touch = rng.exponential(HOUR / 4, len(task)).astype(np.int64) + 1000
    step[new] = 0
    elapsed = np.cumsum(step + touch)
    begin = np.flatnonzero(new)
    arrival = np.sort(rng.integers(0, 300 * 24 * HOUR, len(begin)))
    ended = elapsed - (elapsed - touch - step)[begin][np.cumsum(new) - 1] + arrival[np.cumsum(new) - 1]
    low = 1_767_571_200_000

    def moments(values: np.ndarray) -> pd.Series:
        return pd.Series(pd.to_datetime(values + low, unit="ms", utc=True))

    frame = pd.DataFrame(
        {
            "task_id": np.char.add("T", task.astype(str)),
            "stage": STAGES[stage],
            "actor_id": np.char.add("a", rng.integers(0, 100, len(task)).astype(str)),
            "region": np.array(["SG", "US", "IE"])[rng.integers(0, 3, len(task))],
            "enabled_at": moments(ended - touch - step),
            "started_at": moments(ended - touch),
            "ended_at": moments(ended),
        }
    )
    return frame.sample(frac=1, random_state=7).reset_index(drop=True)


def by_numpy(log: EventLog) -> dict[str, np.ndarray]:
    """Every figure of the stage and task tables, written out over the codes of the log."""
    stages = len(log.names["stage"])
    order = np.argsort(log.stage, kind="stable")
    bounds = np.searchsorted(log.stage[order], np.arange(stages + 1))
    spans = {"waiting": log.started - log.enabled, "touch": log.ended - log.started, "lead": log.ended - log.enabled}
    found: dict[str, np.ndarray] = {}
    for name, values in spans.items():
        ordered = values[order]
        parts = [ordered[bounds[k] : bounds[k + 1]] for k in range(stages)]
        found[f"{name}_mean"] = np.array([part.mean() for part in parts]) / HOUR
        found[f"{name}_q"] = np.array([np.quantile(part, (0.5, 0.9)) for part in parts]) / HOUR
    visit = np.sort(log.task * stages + log.stage)
    found["tasks"] = np.bincount(visit[np.diff(visit, prepend=-1) != 0] % stages, minlength=stages)
    events = np.bincount(log.stage, minlength=stages)
    found["rework_rate"] = np.bincount(log.stage, log.rework, stages) / events
    first = log.first
    begin = np.flatnonzero(log.rework & (np.diff(log.stage, prepend=0) < 0))
    back = np.unique(log.task[begin] * stages + log.stage[begin])
    found["first_pass_yield"] = 1 - np.bincount(back % stages, minlength=stages) / found["tasks"]
    lead = np.maximum.reduceat(log.ended, first) - np.minimum.reduceat(log.enabled, first)
    touch = np.add.reduceat(spans["touch"], first)
    for name, values in (("task_lead", lead), ("task_touch", touch), ("task_waiting", lead - touch)):
        found[name] = np.append(values.mean(), np.quantile(values, (0.5, 0.9))) / HOUR
    found["wip"] = np.bincount(log.stage, spans["lead"], stages) / (log.as_of - log.enabled.min())
    return found


def by_pandas(rows: pd.DataFrame) -> dict[str, object]:
    """Give the same figures by group-bys over a frame that is sorted by task, start and end."""
    spans = pd.DataFrame(
        {
            "task": rows["task"],
            "stage": rows["stage"],
            "waiting": rows["started"] - rows["enabled"],
            "touch": rows["ended"] - rows["started"],
            "lead": rows["ended"] - rows["enabled"],
        }
    )
    names = ["waiting", "touch", "lead"]
    stage, task = spans.groupby("stage"), rows.groupby("task")
    found: dict[str, object] = {"mean": stage[names].mean(), "q": stage[names].quantile([0.5, 0.9])}
    found["tasks"] = stage["task"].nunique()
    found["now"] = rows.groupby("stage")[["is_waiting", "is_open"]].sum()
    entered = (rows["task"] != rows["task"].shift()) | (rows["stage"] != rows["stage"].shift())
    visits = rows.loc[entered, ["task", "stage", "enabled"]]
    again = visits.duplicated(["task", "stage"])
    found["rework_rate"] = again.groupby(visits["stage"]).sum() / stage.size()
    reached = visits.groupby(["task", "stage"])["enabled"].transform("min")
    sent = visits[again & (reached < reached.shift())]
    found["first_pass_yield"] = 1 - sent.groupby("stage")["task"].nunique() / found["tasks"]
    done = ~(rows["is_waiting"] | rows["is_open"]).groupby(rows["task"]).any()
    covered = task["ended"].cummax().groupby(rows["task"]).shift().fillna(rows["enabled"])
    worked = rows["ended"].where(rows["ended"] > covered, covered) - rows["started"].where(
        rows["started"] > covered, covered
    )
    lives = pd.DataFrame(
        {"lead": task["ended"].max() - task["enabled"].min(), "touch": worked.groupby(rows["task"]).sum()}
    )
    lives["waiting"] = lives["lead"] - lives["touch"]
    found["life"] = lives[done].mean(), lives[done].quantile([0.5, 0.9])
    found["wip"] = stage["lead"].sum() / (rows["ended"].max() - rows["enabled"].min())
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--events", type=int, default=1_000_000)
    options = parser.parse_args()
    frame = table(options.events)
    start = time.process_time()
    log = event_log(frame)
    print(f"{log.size:,} events of {log.task_count:,} tasks; least of {options.runs} runs")
    print(f"{'event_log from a table':40}{time.process_time() - start:9.3f} s")
    columns = ("task", "stage", "enabled", "started", "ended", "is_waiting", "is_open")
    codes = pd.DataFrame({name: getattr(log, name) for name in columns})
    texts = codes.assign(
        **{name: np.array(log.names[name], dtype=object)[codes[name]] for name in ("task", "stage")},
        **{name: pd.to_datetime(codes[name], unit="ms", utc=True) for name in ("enabled", "started", "ended")},
    )
    ours, literal = stage_times(log).stages, by_numpy(log)
    np.testing.assert_allclose(ours["waiting_mean_hours"], literal["waiting_mean"])
    np.testing.assert_allclose(ours["lead_p90_hours"], literal["lead_q"][:, 1])
    np.testing.assert_allclose(ours["first_pass_yield"], literal["first_pass_yield"])
    peer = by_pandas(codes)
    np.testing.assert_allclose(peer["mean"]["touch"] / HOUR, literal["touch_mean"])
    np.testing.assert_allclose(peer["first_pass_yield"].fillna(1), literal["first_pass_yield"])
    np.testing.assert_allclose(peer["life"][0]["touch"] / HOUR, literal["task_touch"][0])
    taken = seconds(lambda: stage_times(log), options.runs)
    print(f"{'stage_times':40}{taken:9.3f} s")
    numpy_time = seconds(lambda: by_numpy(log), options.runs)
    print(f"{'literal numpy':40}{numpy_time:9.3f} s   ours takes {taken / numpy_time:.2f} of it (limit {TO_NUMPY})")
    for name, rows in (("pandas group-bys, sorted codes", codes), ("pandas group-bys, sorted text and times", texts)):
        peer_time = seconds(lambda rows=rows: by_pandas(rows), options.runs)
        print(f"{name:40}{peer_time:9.3f} s   {peer_time / taken:.1f} of ours (at least {FROM_PANDAS})")
    office = WorkCalendar("Asia/Singapore", {"mon-fri": ["09:00-18:00"]})
    each = {region: office for region in ("SG", "US", "IE")}
    print(f"{'stage_times, one calendar':40}{seconds(lambda: stage_times(log, calendars=office), 3):9.3f} s")
    print(f"{'stage_times, a calendar a region':40}{seconds(lambda: stage_times(log, calendars=each), 3):9.3f} s")
    print(
        f"{'stage_times by region and actor':40}{seconds(lambda: stage_times(log, by=['region', 'actor']), 3):9.3f} s"
    )
    print(f"{'rework':40}{seconds(lambda: rework(log), options.runs):9.3f} s")


if __name__ == "__main__":
    main()
