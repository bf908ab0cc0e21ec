"""Times by stage against a literal oracle, worked examples, and what bad or thin data give."""

from __future__ import annotations

import json
import math
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.errors import SettingsError
from smo_metrics.flow import EventLog, event_log
from smo_metrics.flow.hours._calendars import open_time
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.times.stage_times import stage_times
from tests.flow.random_logs import event_tables
from tests.flow.test_event_log import START, partly_enabled, table

HOUR = 3_600_000
TIMED = "task_id stage enabled_at started_at ended_at"
SINGAPORE = WorkCalendar("Asia/Singapore", {"mon-fri": ["09:00-13:00", "14:00-18:00"]})
NEW_YORK = WorkCalendar("America/New_York", {"mon-fri": ["08:00-17:00"], "sat": ["22:00-02:00"]})
REGIONS = {"S": SINGAPORE, "U": NEW_YORK, "": SINGAPORE}


def moment(milliseconds: int) -> pd.Timestamp:
    return pd.Timestamp(int(milliseconds), unit="ms", tz="UTC")


def summary(values: list[float]) -> list[float]:
    """Mean, P50 and P90 as one would by hand: the value at place q (n - 1), between neighbours by the share."""
    if not values:
        return [math.nan] * 3
    ordered, found = sorted(values), [math.fsum(values) / len(values)]
    for q in (0.5, 0.9):
        place = q * (len(ordered) - 1)
        low, high = ordered[math.floor(place)], ordered[math.ceil(place)]
        found.append(low + (high - low) * (place - math.floor(place)))
    return found


def open_hours(log: EventLog, row: int, low: int, high: int) -> float:
    region = log.names["region"][log.region[row]] if log.region[row] >= 0 else ""
    return REGIONS[region].work_hours(moment(low), moment(high))


def by_hand(log: EventLog, by: tuple[str, ...]) -> dict[tuple, dict[str, float]]:
    """Go through the events of each group and stage one by one."""
    members: dict[tuple, list[int]] = defaultdict(list)
    for row in range(log.size):
        group = tuple(log.names[c][getattr(log, c)[row]] if getattr(log, c)[row] >= 0 else None for c in by)
        members[(*group, log.names["stage"][log.stage[row]])].append(row)
    span = (log.as_of - min(log.enabled)) / HOUR or math.nan
    found = {}
    for key, rows in members.items():
        finished = [r for r in rows if not log.is_open[r] and not log.is_waiting[r]]
        known = [r for r in finished if log.wait_known[r]]
        figures: dict[str, float] = {
            "events": len(rows),
            "tasks": len({log.task[r] for r in rows}),
            "waiting_now": sum(log.is_waiting[r] for r in rows),
            "open_now": sum(log.is_open[r] for r in rows),
            "wip_mean": sum(log.ended[r] - log.enabled[r] for r in rows) / HOUR / span,
            "throughput_per_day": len(finished) / span * 24,
            "rework_rate": sum(log.rework[r] for r in rows) / len(rows),
        }
        for unit in ("hours", "work_hours"):

            def length(row: int, low: int, high: int, unit: str = unit) -> float:
                return (high - low) / HOUR if unit == "hours" else open_hours(log, row, low, high)

            waiting = [length(r, log.enabled[r], log.started[r]) for r in known]
            touch = [length(r, log.started[r], log.ended[r]) for r in finished]
            lead = [length(r, log.enabled[r], log.ended[r]) for r in known]
            shown = {"waiting": waiting, "touch": touch, "lead": lead}
            if not log.touch_known:
                shown |= {"waiting": [], "touch": []}
            for part, values in shown.items():
                for name, value in zip(("mean", "p50", "p90"), summary(values), strict=True):
                    figures[f"{part}_{name}_{unit}"] = value
            worked = sum(length(r, log.started[r], log.ended[r]) for r in known)
            efficiency = worked / sum(lead) if sum(lead) and log.touch_known else math.nan
            figures["flow_efficiency" if unit == "hours" else "flow_efficiency_work"] = efficiency
        found[key] = figures
    return found


@settings(max_examples=60)
@given(partly_enabled(), st.sampled_from([(), ("region",), ("actor", "region")]))
def test_every_figure_is_the_one_counted_by_hand(frame, by) -> None:
    log = event_log(frame)
    stages = stage_times(log, calendars=REGIONS, by=by).stages
    slow = by_hand(log, by)
    assert len(stages) == len(slow)
    for row in stages.to_dict(orient="records"):
        key = tuple(None if pd.isna(row[name]) else row[name] for name in (*by, "stage"))
        for name, value in slow[key].items():
            assert row[name] == pytest.approx(value, rel=1e-9, abs=1e-9, nan_ok=True), name


@settings(max_examples=40)
@given(event_tables())
def test_times_of_whole_tasks_are_those_counted_minute_by_minute(frame) -> None:
    log = event_log(frame)
    lead, touch = [], []
    for task in np.flatnonzero(log.is_done):
        rows = np.flatnonzero(log.task == task)
        worked = {m for r in rows for m in range(log.started[r], log.ended[r], 60_000)}
        lead.append((log.ended[rows].max() - log.enabled[rows].min()) / HOUR)
        touch.append(len(worked) / 60)
    tasks = stage_times(log).tasks.iloc[0]
    assert tasks["tasks"] == tasks["done"] + tasks["open_now"] == log.task_count
    assert tasks["done"] == len(lead)
    found = [tasks[f"lead_{name}_hours"] for name in ("mean", "p50", "p90")]
    assert found == pytest.approx(summary(lead), nan_ok=True)
    if log.touch_known:
        found = [tasks[f"touch_{name}_hours"] for name in ("mean", "p50", "p90")]
        assert found == pytest.approx(summary(touch), nan_ok=True)


@settings(max_examples=40)
@given(event_tables())
def test_waiting_and_work_of_a_task_make_its_lead_on_one_calendar(frame) -> None:
    log = event_log(frame)
    tasks = stage_times(log, calendars=SINGAPORE).tasks.iloc[0]
    spans = [
        SINGAPORE.work_hours(moment(a), moment(b))
        for a, b, done in zip(log.arrived, log.left, log.is_done, strict=True)
        if done
    ]
    assert tasks["lead_mean_work_hours"] == pytest.approx(summary(spans)[0], nan_ok=True)
    if log.touch_known:
        both = tasks["waiting_mean_work_hours"] + tasks["touch_mean_work_hours"]
        assert both == pytest.approx(tasks["lead_mean_work_hours"], nan_ok=True)


@settings(max_examples=25)
@given(partly_enabled(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_no_figure(frame, random) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)
    one, other = (stage_times(rows, by=["actor"]) for rows in (frame, frame.iloc[order]))
    pd.testing.assert_frame_equal(one.stages, other.stages)
    pd.testing.assert_frame_equal(one.tasks, other.tasks)
    assert one.warnings == other.warnings


def test_first_pass_yield_counts_tasks_that_never_came_back_and_the_group_that_had_them_first() -> None:
    rows = [("1", "l", "ann", 0), ("1", "r", "rob", 2), ("1", "l", "bob", 4), ("1", "r", "rob", 6)]
    rows += [("2", "l", "ann", 0), ("2", "r", "rob", 2), ("3", "l", "bob", 0), ("3", "r", "rob", 2)]
    frame = table(*((*row, row[-1] + 1) for row in rows), columns="task_id stage actor_id started_at ended_at")
    stages = stage_times(frame).stages
    assert stages["first_pass_yield"].tolist() == pytest.approx([2 / 3, 1])
    assert stages["rework_rate"].tolist() == [0.25, 0.25]
    people = stage_times(frame, by=["actor"]).stages.set_index(["actor", "stage"])
    assert people["first_pass_yield"].to_dict() == {("ann", "l"): 0.5, ("bob", "l"): 1.0, ("rob", "r"): 1.0}
    assert people["rework_rate"].to_dict() == {("ann", "l"): 0.0, ("bob", "l"): 0.5, ("rob", "r"): 0.25}
    assert stage_times(frame).tasks.loc[0, "first_pass_yield"] == pytest.approx(2 / 3)


def test_a_task_that_is_not_done_says_nothing_of_first_pass_yield() -> None:
    stages = stage_times(table(("1", "l", 0, 1), ("1", "r", 2, None))).stages
    assert stages["first_pass_yield"].isna().all()


def test_tasks_that_may_still_come_back_are_left_out_of_first_pass_yield() -> None:
    unfinished = [("1", "l", 0, 1), ("1", "r", 2, 3), ("1", "l", 4, None)]
    result = stage_times(table(*unfinished, ("2", "l", 0, 1), ("2", "r", 2, 3)))
    assert result.stages["first_pass_yield"].tolist() == [1, 1]
    assert result.tasks["first_pass_yield"].tolist() == [1]


def test_overlapping_work_on_a_task_counts_once_in_the_task_and_twice_in_its_stages() -> None:
    frame = table(("1", "l", 0, 0, 60), ("1", "r", 0, 30, 90), columns=TIMED)
    result = stage_times(frame)
    assert result.stages["touch_mean_hours"].tolist() == [1, 1]
    assert result.tasks.loc[0, ["touch_mean_hours", "lead_mean_hours", "flow_efficiency"]].tolist() == [1.5, 1.5, 1]


def test_open_and_waiting_work_is_in_wip_and_not_in_the_means() -> None:
    frame = table(("1", "l", 0, 60, 120), ("2", "l", 0, 90, None), ("3", "l", 60, None, None), columns=TIMED)
    result = stage_times(frame, as_of=START + pd.Timedelta("4h"))
    row = result.stages.iloc[0]
    assert row[["waiting_now", "open_now"]].tolist() == [1, 1]
    assert row[["waiting_mean_hours", "touch_mean_hours"]].tolist() == [1, 1]
    assert row["wip_mean"] == pytest.approx((2 + 4 + 3) / 4)
    assert row["throughput_per_day"] == pytest.approx(6)
    assert any("Not finished: 2 of 3 events" in warning for warning in result.warnings)


def test_the_unknown_wait_before_a_first_stage_is_no_wait_of_nought() -> None:
    result = stage_times(table(("1", "l", 0, 60), ("1", "r", 90, 120)))
    label, review = result.stages.to_dict(orient="records")
    assert math.isnan(label["waiting_mean_hours"])
    assert math.isnan(label["flow_efficiency"])
    assert label["touch_mean_hours"] == 1
    assert review["waiting_mean_hours"] == 0.5
    assert any("1 first event of a task without enabled_at" in w for w in result.warnings)


def test_without_a_calendar_work_hours_are_not_known_and_that_is_said() -> None:
    result = stage_times(table(("1", "l", 0, 60)))
    work = [name for name in result.stages if "work" in name and name != "rework_rate"]
    assert len(work) == 10
    assert result.stages[work].isna().all(axis=None)
    assert any("No calendar is given" in warning for warning in result.warnings)


# Friday 17:00 to Monday 10:00 in Singapore: 1 + 1 work hours. New York on the same clock: Friday 08:00 to 17:00.
def test_each_event_waits_on_its_own_regions_calendar() -> None:
    times = [pd.Timestamp("2026-03-06T17:00+08:00"), pd.Timestamp("2026-03-09T10:00+08:00")]
    frame = pd.DataFrame({"task_id": [1, 2], "stage": "l", "region": ["S", "U"], "enabled_at": times[0]})
    frame = frame.assign(started_at=times[1], ended_at=times[1] + pd.Timedelta("1h"))
    stages = stage_times(frame, calendars=REGIONS, by=["region"]).stages
    # In New York that is Friday 04:00 to Sunday 22:00: 9 hours of Friday and 4 of the night from Saturday, which end as
    # the clocks go forward.
    assert stages["waiting_mean_work_hours"].tolist() == [2, 13]
    assert stages["waiting_mean_hours"].tolist() == [65, 65]


def test_a_region_without_a_calendar_is_named() -> None:
    frame = table(("1", "l", "S", 0, 60), ("2", "l", "X", 0, 60), columns="task_id stage region started_at ended_at")
    with pytest.raises(SettingsError, match=r"no calendar for X \(given: 'S'\)"):
        stage_times(frame, calendars={"S": SINGAPORE})


def test_events_without_a_region_need_a_calendar_under_the_empty_key() -> None:
    frame = table(("1", "l", "S", 0, 60), ("2", "l", None, 0, 60), columns="task_id stage region started_at ended_at")
    with pytest.raises(SettingsError, match="no calendar for 1 event without region"):
        stage_times(frame, calendars={"S": SINGAPORE})
    assert stage_times(frame, calendars={"S": SINGAPORE, "": SINGAPORE}).stages.loc[0, "events"] == 2


def test_work_that_waits_without_a_region_keeps_the_hours_of_the_tasks_event_before() -> None:
    calendars = {"S": SINGAPORE, "U": NEW_YORK}
    columns = "task_id stage region started_at ended_at"
    begun = table(("1", "l", "S", 0, 60), ("2", "l", "U", 0, 60), columns=columns)
    waiting = pd.DataFrame({"task_id": ["1", "1", "2"], "stage": ["r", "s", "r"], "region": None})
    waiting["enabled_at"] = begun["ended_at"].max()
    as_of = begun["ended_at"].max() + pd.Timedelta(days=2, hours=5)
    logs = [
        event_log(pd.concat([begun, waiting.assign(region=region)]), as_of=as_of) for region in (None, ["S", "S", "U"])
    ]
    bare, filled = (open_time(log, calendars, log.enabled, log.ended) for log in logs)
    assert bare.tolist() == filled.tolist()
    assert len(set(bare[logs[0].is_waiting].tolist())) == 2
    assert stage_times(logs[0], calendars=calendars).stages["waiting_now"].tolist() == [0, 2, 1]
    alone = waiting[:1].assign(task_id="3")
    with pytest.raises(SettingsError, match="no calendar for 1 event without region"):
        stage_times(pd.concat([begun, alone]), calendars=calendars)


@pytest.mark.parametrize("by", ["region", ["outcome"], ["queue", "queue"], None, [["stage"]]])
def test_an_unusable_grouping_is_refused(by) -> None:
    with pytest.raises(SettingsError, match="Give a list of some of queue, priority, region, actor"):
        stage_times(table(("1", "l", 0, 60)), by=by)


def test_one_task_at_one_moment_has_no_rates() -> None:
    row = stage_times(table(("1", "l", 0, 0))).stages.iloc[0]
    assert row[["wip_mean", "throughput_per_day", "lead_mean_hours"]].isna().all()


def test_one_task_has_its_own_time_as_every_figure_and_says_that_it_is_thin() -> None:
    result = stage_times(table(("1", "l", 0, 60, 90), columns=TIMED))
    assert result.stages.loc[0, ["lead_mean_hours", "lead_p50_hours", "lead_p90_hours"]].tolist() == [1.5] * 3
    assert result.warnings[-1].startswith("Fewer than 20 finished events in 1 of 1 row (l)")


def test_work_that_lies_in_closed_hours_for_the_most_part_is_told() -> None:
    frame = table(("1", "l", 0, 60), ("2", "l", 30, 90))
    night = stage_times(frame, calendars=WorkCalendar("UTC", {"sat": ["02:00-03:00"]}))
    assert any(said.startswith("100 % of the finished events lie wholly outside") for said in night.warnings)
    always = WorkCalendar("UTC", {"daily": ["00:00-24:00"]})
    assert not any("lies outside" in said for said in stage_times(frame, calendars=always).warnings)


def test_all_work_open_has_no_times_at_all() -> None:
    result = stage_times(table(("1", "l", 0, None), ("2", "l", 30, None)))
    assert result.stages.filter(like="hours").isna().all(axis=None)
    assert result.stages.loc[0, "open_now"] == 2
    assert any("Nothing has finished yet" in said for said in result.warnings)
    assert result.tasks.loc[0, ["done", "open_now"]].tolist() == [0, 2]


def test_a_gap_of_a_year_is_counted_in_full() -> None:
    frame = table(("1", "l", 0, 0, 60), ("1", "r", 60, 60 + 525_600, 120 + 525_600), columns=TIMED)
    stages = stage_times(frame, calendars=SINGAPORE).stages
    assert stages["waiting_mean_hours"].tolist() == [0, 8760]
    assert stages.loc[1, "waiting_mean_work_hours"] == SINGAPORE.work_hours(
        START + pd.Timedelta("1h"), START + pd.Timedelta("365D1h")
    )


def test_repeated_rows_count_once() -> None:
    frame = table(("1", "l", 0, 60), ("2", "l", 0, 30))
    twice = stage_times(pd.concat([frame, frame]))
    pd.testing.assert_frame_equal(twice.stages, stage_times(frame).stages)
    assert twice.warnings[0] == "2 rows repeat another row exactly and count once."


def test_relabelled_stages_have_the_same_figures() -> None:
    rng = np.random.default_rng(3)
    rows = [(str(t), "abc"[s], *np.cumsum(rng.integers(1, 99, 3))) for t in range(40) for s in range(3)]
    frame = table(*rows, columns=TIMED)
    new = {"a": "z", "b": "y", "c": "x"}
    one, other = stage_times(frame).stages, stage_times(frame.assign(stage=frame["stage"].map(new))).stages
    assert other["stage"].tolist() == [new[name] for name in one["stage"]]
    pd.testing.assert_frame_equal(one.drop(columns="stage"), other.drop(columns="stage"))


def test_the_result_is_json_ready() -> None:
    found = json.loads(json.dumps(stage_times(table(("1", "l", 0, 60)), by=["queue"]).to_dict(), allow_nan=False))
    assert found["stages"][0]["queue"] is None
    assert found["stages"][0]["waiting_mean_hours"] is None
    assert found["span_hours"] == 1
