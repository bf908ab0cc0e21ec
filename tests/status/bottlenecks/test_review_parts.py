"""The parts of a bottleneck review: people, first decisions, days, control charts, handoffs."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from smo_metrics.event_table import check_events
from smo_metrics.flow import control_chart, cumulative_flow, event_log
from smo_metrics.status.bottlenecks._people import people_at_stages
from smo_metrics.status.bottlenecks.control_table import control_table
from smo_metrics.status.bottlenecks.first_decisions import first_decisions
from smo_metrics.status.bottlenecks.flow_days import SHOWN_DAYS, flow_days
from smo_metrics.status.bottlenecks.region_handoffs import region_handoffs
from tests.status.bottlenecks.small_logs import a_week, event


def stage_of(frame: pd.DataFrame, **more: object) -> pd.Series:
    return people_at_stages(event_log(frame)).set_index(["region", "stage"]).loc[("all", "label")]


def test_a_stage_depends_on_one_person_who_alone_began_ten_events_in_four_weeks() -> None:
    alone = pd.DataFrame([event(str(n), "label", n, 1, actor_id="ann") for n in range(10)])
    assert stage_of(alone)["one_person"]
    assert not stage_of(alone.head(9))["one_person"]
    helped = pd.concat([alone, pd.DataFrame([event("x", "label", 5, 1, actor_id="bob")])])
    assert not stage_of(helped)["one_person"]
    assert stage_of(helped)["main_person_share"] == pytest.approx(10 / 11)
    nameless = pd.concat([alone, pd.DataFrame([event("x", "label", 5, 1)])])
    assert not stage_of(nameless)["one_person"]


def test_whoever_began_nothing_for_four_weeks_is_not_there() -> None:
    early = [event("x", "label", 0, 1, actor_id="bob")]
    recent = [event(str(n), "label", 30 * 24 + n, 1, actor_id="ann") for n in range(10)]
    found = stage_of(pd.DataFrame([*early, *recent]))
    assert (found["people"], found["main_person"], found["one_person"]) == (1, "ann", True)


def test_the_first_decision_on_a_task_counts_whatever_its_spelling() -> None:
    frame = check_events(pd.DataFrame([
        event("1", "label", 0, 1, outcome="done", region="Cebu"), event("1", "review", 2, 1, outcome="Sent-back"),
        event("1", "review", 5, 1, outcome="accepted"), event("2", "label", 0, 1, outcome=None),
        event("2", "review", 2, 1, outcome="APPROVED"), event("3", "review", 2, None, outcome="accepted"),
    ]))  # fmt: skip
    found = first_decisions(frame, event_log(frame))
    assert found.accepted == {"Cebu": 0, "no region": 1, "all": 1}
    assert found.decided == {"Cebu": 1, "no region": 1, "all": 2}
    assert found.notes == ("Outcomes that say neither accepted nor rejected are no decision: done (1).",)


def test_of_decisions_at_the_same_moment_the_rejection_counts() -> None:
    frame = check_events(pd.DataFrame([event("1", "review", 0, 1, outcome="accepted", actor_id="a"),
                                       event("1", "review", 0, 1, outcome="rejected", actor_id="b")]))  # fmt: skip
    assert first_decisions(frame, event_log(frame)).accepted["all"] == 0


def test_days_show_the_last_four_weeks_and_split_open_tasks_by_the_stage_where_most_stand() -> None:
    rows = a_week(20, 3)
    rows += [event(f"open{n}", "review", 28 * 24 - n, None) for n in range(2)]
    rows += [event("other", "audit", 28 * 24, None)]
    found = flow_days(event_log(pd.DataFrame(rows)), "UTC")
    tasks = cumulative_flow(pd.DataFrame(rows)).tasks
    assert len(found.days) == SHOWN_DAYS < len(tasks)
    assert found.main_stage == "review"
    last = found.days.iloc[-1]
    assert (last["open_tasks"], last["main_stage_tasks"], last["other_stage_tasks"]) == (3, 2, 1)
    assert math.isnan(last["arrivals"])
    assert list(found.days["arrived"]) == list(tasks["arrived"].tail(SHOWN_DAYS))
    assert (found.days["arrived"] - found.days["finished"] == found.days["open_tasks"]).all()
    assert (found.days["finished_since"].iloc[0], found.days["finished_since"].iloc[-1]) == (0, 54)
    assert len(found.stages) == 3 * SHOWN_DAYS


def test_a_task_with_two_open_events_at_a_stage_stands_there_once() -> None:
    rows = [event("1", "label", 0, None, actor_id="a"), event("1", "label", 1, None, actor_id="b")]
    last = flow_days(event_log(pd.DataFrame(rows)), "UTC").days.iloc[-1]
    assert (last["main_stage_tasks"], last["other_stage_tasks"]) == (1, 0)


def test_a_day_of_slow_tasks_signals_and_the_day_that_is_not_over_is_left_out() -> None:
    rows = pd.DataFrame(a_week(20, 4))
    rows["ended_at"] += pd.to_timedelta(np.arange(len(rows)) % 5, unit="min")
    slow = rows["task_id"].str.startswith("0325")
    rows.loc[slow, "ended_at"] += pd.Timedelta(hours=8)
    found = control_table(event_log(rows, as_of=pd.Timestamp("2026-03-27T20:00Z").to_pydatetime()), "UTC")
    table = found.table.set_index("period_start")
    assert found.period == "day"
    assert str(table.index[-1]) == "2026-03-26"
    assert len(table) == 18  # not the first day, whose tasks may be the quick ones, nor the last, which is not over
    signals = table[table["lead_signal"] != ""]
    assert [str(day) for day in signals.index] == ["2026-03-25"]
    assert signals["lead_signal_hours"].iloc[0] == signals["lead_mean_hours"].iloc[0] > 10
    chart = control_chart(table["lead_mean_hours"].to_numpy())
    assert_allclose(table["lead_upper_hours"], chart.points["upper"])
    assert (table["lead_lower_hours"] >= 0).all()


def test_weekends_on_which_nobody_works_are_no_signals_of_throughput() -> None:
    rows = pd.DataFrame(a_week(20, 4))
    table = control_table(event_log(rows), "UTC").table
    assert not table["finished_signal"].any()
    assert {day.weekday() for day in table["period_start"]} == {0, 1, 2, 3, 4}


def test_eight_weeks_are_charted_by_week() -> None:
    found = control_table(event_log(pd.DataFrame(a_week(41, 4))), "UTC")
    assert found.period == "week"
    assert set(found.table["finished_tasks"]) == {20}


def test_a_mean_of_two_tasks_is_missing() -> None:
    table = control_table(event_log(pd.DataFrame(a_week(10, 2))), "UTC").table
    assert table["lead_mean_hours"].isna().all()
    assert (table["finished_tasks"] == 2).all()


def test_a_log_without_finished_tasks_has_no_control_chart() -> None:
    found = control_table(event_log(pd.DataFrame([event("1", "label", 0, None)])), "UTC")
    assert found.table.empty
    assert "lead_mean_hours" in found.table


def test_the_matrix_holds_the_median_wait_of_every_pair_that_occurs() -> None:
    rows = [
        row for n, wait in enumerate((1.0, 3.0))
        for row in (event(f"{n}", "label", 10 * n, 1, region="Cebu"),
                    event(f"{n}", "review", 10 * n + 1 + wait, 1, region="Cork"))
    ]  # fmt: skip
    found = region_handoffs(event_log(pd.DataFrame(rows)), None, "UTC", pd.Timestamp("2026-03-02").date(), 0.95)
    matrix = found.matrix.set_index("from_region")
    assert matrix.loc["Cebu", "Cork"] == 2.0
    assert matrix.isna().to_numpy().sum() == 3
    assert found.table["median_hours"].tolist() == [2.0]
    assert found.no_overlap == "the hours of fewer than two regions are known"
