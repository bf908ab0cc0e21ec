"""Waiting causes by hand: what each is, how they give way to each other, and what is refused or left out."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import SettingsError, TableError
from smo_metrics.flow.causes.waiting_causes import waiting_causes
from smo_metrics.flow.events.event_log import event_log
from smo_metrics.flow.hours.calendar import WorkCalendar

PARTS = ("batching", "contention", "prioritisation", "unavailability", "handoff", "unexplained")


def rows(*events, **columns):
    """Events as (task, stage, actor, enabled, started, ended), times as hours of 2026-03-02, a Monday, in UTC."""
    frame = pd.DataFrame(events, columns=["task_id", "stage", "actor_id", "enabled_at", "started_at", "ended_at"])
    for name in ("enabled_at", "started_at", "ended_at"):
        frame[name] = pd.Timestamp("2026-03-02", tz="UTC") + pd.to_timedelta(frame[name], unit="h")
    return frame.assign(**columns)


def hours(found, stage):
    row = found.table.set_index("stage").loc[stage]
    return {name: row[f"{name}_hours"] for name in PARTS if row[f"{name}_hours"]}


def test_a_batch_waits_for_its_last_work_and_then_in_line():
    found = waiting_causes(
        rows((1, "label", "ann", 9, 12, 13), (2, "label", "ann", 11, 13, 14), (3, "label", "ann", 10, 14, 15))
    )
    # complete at 11; ann is free until 12; then 2 and 3 wait for older work, but 3 also for 2, which came later
    assert hours(found, "label") == pytest.approx({"batching": 2 + 1, "handoff": 3, "contention": 1 + 1,
                                                   "prioritisation": 1})  # fmt: skip


def test_a_batch_smaller_than_asked_for_is_none():
    frame = rows((1, "label", "ann", 9, 12, 13), (2, "label", "ann", 11, 13, 14))
    assert hours(waiting_causes(frame, batch_size=2), "label")["batching"] == 2
    assert "batching" not in hours(waiting_causes(frame, batch_size=3), "label")


def test_the_arrival_that_sets_a_batch_going_belongs_to_it():
    full = rows((1, "label", "ann", 8, 10, 11), (2, "label", "ann", 10, 10, 12))
    assert hours(waiting_causes(full), "label") == {"batching": 2}


def test_a_queue_that_somebody_works_down_is_no_batch():
    queue = [(task, "label", "ann", 8 + task / 100, 9 + task, 10 + task) for task in range(8)]
    assert set(hours(waiting_causes(rows((99, "label", "ann", 8, 8, 9), *queue)), "label")) == {"contention"}


def test_nothing_is_held_while_its_actor_is_still_at_the_stage():
    at_work = (1, "label", "ann", 8, 8, 10)
    batch = [(2, "label", "ann", 9, 12, 13), (3, "label", "ann", 11, 13, 14)]
    # 2 waits for ann at the stage, then for 3 to be there, then for ann who is free
    assert hours(waiting_causes(rows(at_work, *batch)), "label") == pytest.approx(
        {"contention": 1 + 1, "batching": 1, "handoff": 1 + 1}
    )


def test_what_comes_in_overnight_waits_for_the_hours_to_open_and_not_for_a_batch():
    office = WorkCalendar("UTC", {"daily": ["09:00-17:00"]})
    night = rows((1, "label", "ann", 18, 33, 34), (2, "label", "ann", 30, 34, 35))
    assert hours(waiting_causes(night, calendars=office), "label") == {"contention": 1, "unavailability": 18}


def test_a_batch_completed_at_night_counts_as_complete_at_the_evening_before():
    office = WorkCalendar("UTC", {"daily": ["09:00-17:00"]})
    piled = rows((1, "label", "ann", 15, 33, 34), (2, "label", "ann", 20, 33, 34))
    assert hours(waiting_causes(piled, calendars=office), "label") == {"batching": 2, "unavailability": 16 + 13}


def test_work_in_closed_hours_is_being_busy_and_not_being_off():
    office = WorkCalendar("UTC", {"daily": ["09:00-17:00"]})
    late = rows((1, "label", "ann", 16, 16, 20), (2, "review", "ann", 16, 34, 35))
    found = hours(waiting_causes(late, calendars=office), "review")
    assert found == {"contention": 4, "unavailability": 13, "handoff": 1}


def test_overlapping_work_counts_once_and_as_contention_where_one_of_it_is_older():
    overlap = rows(
        (1, "label", "ann", 8, 8, 11), (2, "label", "ann", 9.5, 9.5, 12), (3, "review", "ann", 9, 13, 14)
    )
    assert hours(waiting_causes(overlap), "review") == {"contention": 2, "prioritisation": 1, "handoff": 1}


def test_waiting_without_an_actor_is_unexplained_and_counted():
    found = waiting_causes(rows((1, "label", "ann", 8, 9, 10), (2, "label", None, 8, 10, 11)))
    assert hours(found, "label") == {"handoff": 1, "unexplained": 2}
    assert found.sentences == (
        "label: 67 % of 3.0 waiting hours is unexplained: the events do not say who did it.",
    )
    assert any("1 of 2 events without an actor" in said and "2.0 hours" in said for said in found.warnings)
    by_actor = waiting_causes(rows((1, "label", None, 8, 10, 11), (2, "label", "ann", 8, 9, 10)), by=("actor",)).table
    assert by_actor["actor"].tolist() == ["ann", None]
    alone = waiting_causes(rows((1, "label", None, 8, 9, 10)).drop(columns="actor_id"))
    assert hours(alone, "label") == {"unexplained": 1}


def test_work_that_has_not_begun_is_left_out_and_counted():
    frame = rows((1, "label", "ann", 8, 9, 10), (2, "label", "ann", 8, np.nan, np.nan))
    found = waiting_causes(frame)
    assert found.table[["events", "waiting_hours"]].to_numpy().tolist() == [[1, 1.0]]
    assert any(said.startswith("1 event not begun") for said in found.warnings)


def day_by_day():
    """Ten days on which ann labels from 9 to 10 what came at 8."""
    return [(day, "label", "ann", 24 * day + 8, 24 * day + 9, 24 * day + 10) for day in range(10)]


def test_an_open_event_that_everybody_forgot_keeps_its_actor_busy_for_an_hour_and_not_for_months():
    clean = waiting_causes(rows(*day_by_day()))
    assert hours(clean, "label") == {"handoff": 10}
    forgotten = waiting_causes(rows(("x", "label", "ann", -2000, -2000, np.nan), *day_by_day()))
    assert hours(forgotten, "label") == {"handoff": 10}
    assert forgotten.sentences == clean.sentences
    # open from -2000 to the last end at 226, of which an hour counts, as long as the longest finished one
    assert any(said.startswith("1 open event kept") and "2,225.0 hours" in said for said in forgotten.warnings)


def test_open_work_lasts_until_its_actors_next_start():
    waiting = [(2, "label", "ann", 8, 12, 20), (1, "label", "ann", 7, 9, np.nan)]
    assert hours(waiting_causes(rows(*waiting)), "label") == {"batching": 1, "contention": 3, "handoff": 2}
    under_way = waiting_causes(rows((2, "label", "ann", 8, 8, 12), (1, "label", "ann", 8, 12, np.nan)))
    assert not any("open event kept" in said for said in under_way.warnings)


def test_a_stage_with_a_percent_sign_in_its_name_keeps_it():
    sample = rows((1, "20% sample", "ann", 8, 9, 10))
    assert waiting_causes(sample).sentences[0].startswith("20% sample: 100 % of 1.0 waiting hours is handoff")


def test_where_nothing_waits_shares_are_undefined():
    found = waiting_causes(rows((1, "label", "ann", 8, 8, 10)))
    assert found.table.filter(like="_share").isna().all(axis=None)
    assert found.sentences == ("label: nothing waited.",)
    assert json.loads(json.dumps(found.to_dict()))["table"][0]["handoff_share"] is None


def test_shares_of_a_group_add_up_to_one():
    found = waiting_causes(
        rows((1, "label", "ann", 8, 9, 12), (2, "review", None, 8, 9, 10), (3, "label", "ann", 9, 13, 14), queue="q"),
        by=("queue", "stage"),
    )
    np.testing.assert_allclose(found.table.filter(like="_share").sum(axis=1), 1)
    assert found.table[["queue", "stage"]].to_numpy().tolist() == [["q", "label"], ["q", "review"]]
    assert found.to_frame().equals(found.table)


def test_rows_in_any_order_give_the_same():
    rng = np.random.default_rng(3)
    frame = rows(*[
        (task, f"s{task % 3}", f"a{task % 4}", task / 3, task / 3 + wait, task / 3 + wait + work)
        for task, wait, work in zip(range(60), rng.integers(0, 9, 60), rng.integers(0, 5, 60), strict=True)
    ])  # fmt: skip
    pd.testing.assert_frame_equal(
        waiting_causes(frame).table, waiting_causes(frame.sample(frac=1, random_state=1)).table
    )


def test_an_event_log_is_taken_as_it_is_and_stays_so():
    log = event_log(rows((1, "label", "ann", 8, 9, 10), (2, "label", "ann", 8, 10, 11)))
    before = log.enabled.copy(), log.started.copy()
    assert len(waiting_causes(log).per_event["waiting"]) == log.size
    np.testing.assert_array_equal(before, (log.enabled, log.started))


def test_calendars_of_regions_and_actors_give_the_same_hours_off():
    early, late = WorkCalendar("UTC", {"daily": ["08:00-12:00"]}), WorkCalendar("UTC", {"daily": ["16:00-20:00"]})
    frame = rows((1, "label", "ann", 10, 16, 17), (2, "review", "bob", 10, 17, 18))
    frame["region"] = ["north", None]
    by_region = waiting_causes(frame, calendars={"north": early, "": late})
    by_actor = waiting_causes(frame, calendars={"ann": early, "bob": late}, keyed_by="actor")
    assert hours(by_region, "label") == {"unavailability": 4, "handoff": 2}
    assert hours(by_region, "review") == {"unavailability": 6, "handoff": 1}
    assert by_region.table.equals(by_actor.table)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"by": ("stage", "colour")}, "by: .*colour.* Give a list of some of stage"),
        ({"by": ("stage", "stage")}, "each once"),
        ({"by": None}, "by: None cannot be used"),
        ({"by": [["stage"]]}, "cannot be used"),
        ({"calendars": "Asia/Singapore"}, "'Asia/Singapore' is no WorkCalendar"),
        ({"calendars": {"": "Asia/Singapore"}}, "'Asia/Singapore' is no WorkCalendar"),
        ({"batch_size": 1}, "batch_size must be a whole number of 2 or more; 1 arrived"),
        ({"batch_size": 2.5}, "batch_size must be"),
        ({"keyed_by": "queue"}, "keyed_by must be 'region' or 'actor'"),
        ({"calendars": {"bob": WorkCalendar("UTC", {"daily": ["09:00-17:00"]})}, "keyed_by": "actor"}, "for ann"),
        ({"calendars": {"north": WorkCalendar("UTC", {"daily": ["09:00-17:00"]})}}, "1 event without region"),
    ],
)
def test_options_that_cannot_be_used_are_refused(options, said):
    with pytest.raises(SettingsError, match=said):
        waiting_causes(rows((1, "label", "ann", 8, 9, 10)), **options)


def test_a_log_with_one_time_an_event_is_refused():
    with pytest.raises(TableError, match="work cannot be told from waiting"):
        waiting_causes(rows((1, "label", "ann", 8, 9, 9), (1, "review", "ann", 9, 11, 11)))
    with pytest.raises(TableError, match="Nothing has finished yet"):
        waiting_causes(rows((1, "label", "ann", 8, 9, np.nan)))
