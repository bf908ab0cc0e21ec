"""Past days enter a forecast whole and answered for: gaps, unfinished days, closed days and thin data."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.errors import SettingsError, SmoError, TableError
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.sla.throughput.daily_history import DailyHistory, daily_history

MONDAY = date(2026, 3, 2)
WEEK = [9, 12, 10, 11, 8, 0, 0]


def working_days(weeks: int) -> pd.Series:
    return pd.Series(5, index=pd.bdate_range(MONDAY, periods=5 * weeks))


def test_a_list_a_series_and_a_table_of_the_same_days_are_the_same_history() -> None:
    days = pd.date_range(MONDAY, periods=14)
    table = pd.DataFrame({"Day": days[::-1], "Done": (WEEK * 2)[::-1]})
    as_list = daily_history(WEEK * 2, first_day=MONDAY)
    for history in (table, pd.Series(WEEK * 2, index=days), pd.Series(WEEK * 2, index=days.to_period("D"))):
        made = daily_history(history)
        assert made.first_day == MONDAY
        np.testing.assert_array_equal(made.completed, as_list.completed)
    assert as_list.weekdays.tolist() == [0, 1, 2, 3, 4, 5, 6] * 2
    assert as_list.arrived is None
    assert as_list.notes == ()


def test_queues_and_regions_are_added_up_by_day() -> None:
    days = pd.date_range(MONDAY, periods=14).repeat(2)
    table = pd.DataFrame({"date": days, "queue": ["a", "b"] * 14, "completed": [1, 2] * 14, "arrived": [3, 4] * 14})
    made = daily_history(table)
    assert made.completed.tolist() == [3] * 14
    assert made.arrived is not None
    assert made.arrived.tolist() == [7] * 14


def test_gaps_are_asked_about_with_the_days_and_the_two_answers() -> None:
    with pytest.raises(SmoError) as caught:
        daily_history(working_days(3))
    assert str(caught.value) == (
        "history: 4 days without a figure for completed (2026-03-07, 2026-03-08, 2026-03-14, 2026-03-15). All are "
        "Saturdays or Sundays. Say what that means: gaps='zero' if there was nothing on such days, gaps='missing' if "
        "nobody knows."
    )


def test_gaps_are_zeros_or_unknown_as_answered() -> None:
    assert daily_history(working_days(3), gaps="zero").completed[5:7].tolist() == [0, 0]
    made = daily_history(working_days(3), gaps="missing")
    assert np.isnan(made.completed[5:7]).all()
    assert made.notes == (
        "No Saturday and no Sunday has a figure: forecasts take it that nothing is finished then.",
        "4 days of 19 without a figure: left out.",
    )


def test_a_day_that_one_queue_alone_lacks_is_a_gap() -> None:
    table = pd.DataFrame(
        {"date": pd.date_range(MONDAY, periods=14).repeat(2), "queue": ["a", "b"] * 14, "completed": 1}
    ).drop(index=7)
    with pytest.raises(SmoError, match=r"1 day without a figure for completed \(2026-03-05\)\. Say"):
        daily_history(table)
    assert daily_history(table, gaps="zero").completed[3] == 1
    assert np.isnan(daily_history(table, gaps="missing").completed[3])


def test_a_day_that_one_region_alone_lacks_is_a_gap_in_what_came_too() -> None:
    days = pd.date_range(MONDAY, periods=14).repeat(3)
    table = pd.DataFrame({"date": days, "region": ["a", "b", "c"] * 14, "completed": 1, "arrived": 2}).drop(index=10)
    with pytest.raises(SmoError, match=r"1 day without a figure for completed \(2026-03-05\)\. Say"):
        daily_history(table)
    zero, missing = daily_history(table, gaps="zero"), daily_history(table, gaps="missing")
    assert zero.arrived is not None
    assert missing.arrived is not None
    assert (zero.completed[3], zero.arrived[3]) == (2, 4)
    assert np.isnan([missing.completed[3], missing.arrived[3]]).all()
    assert np.isnan(missing.completed).sum() == np.isnan(missing.arrived).sum() == 1


@pytest.mark.parametrize("gaps", [None, "zero", "missing"])
def test_what_came_on_a_day_of_which_only_finished_tasks_are_told_is_never_zero(gaps) -> None:
    table = pd.DataFrame({"date": pd.date_range(MONDAY, periods=14), "completed": 1, "arrived": [None] + [2] * 13})
    closed = {date(2026, 3, 2): 0}
    for made in (daily_history(table, gaps=gaps), daily_history(table, gaps=gaps, capacity=closed)):
        assert made.arrived is not None
        np.testing.assert_array_equal(made.arrived, [np.nan] + [2] * 13)
        assert made.completed.tolist() == [1] * 14
        assert made.notes[0] == "1 day of 14 without a figure for arrived: how many came is not known."
    assert daily_history(table.assign(arrived=np.nan), gaps=gaps).arrived is None


def test_a_queue_that_does_not_count_what_came_leaves_that_unknown_and_days_without_a_row_follow_the_answer() -> None:
    days = pd.bdate_range(MONDAY, periods=15).repeat(2)
    table = pd.DataFrame({"date": days, "queue": ["a", "b"] * 15, "completed": 1, "arrived": [2, None] * 15})
    made = daily_history(table, gaps="zero")
    assert made.arrived is not None
    np.testing.assert_array_equal(made.arrived[:7], [np.nan] * 5 + [0, 0])
    assert made.completed[:7].tolist() == [2] * 5 + [0, 0]
    assert made.notes == ("15 days of 19 without a figure for arrived: how many came is not known.",)


def test_a_day_that_the_plan_closes_is_no_gap() -> None:
    calendar = WorkCalendar("Europe/Dublin", {"mon-fri": ["09:00-17:00"]}, holidays=["2026-03-17"])
    table = working_days(3).drop(pd.Timestamp("2026-03-17"))
    made = daily_history(table, calendar=calendar)
    assert made.capacity.tolist() == [1] * 15 + [0] + [1] * 3
    assert made.completed[[5, 6, 15]].tolist() == [0, 0, 0]
    by_plan = daily_history(table, capacity={date(2026, 3, 17): 0, date(2026, 3, 18): 0.5}, gaps="zero")
    assert by_plan.capacity[14:17].tolist() == [1, 0, 0.5]


def test_the_day_of_as_of_and_those_after_it_are_left_out_and_said() -> None:
    made = daily_history(WEEK * 3, first_day=MONDAY, as_of=date(2026, 3, 22))
    assert made.days == 20
    assert made.notes == ("The last day, 2026-03-22, was not over and is left out.",)
    made = daily_history(WEEK * 3, first_day=MONDAY, as_of=datetime(2026, 3, 20, 15))
    assert made.days == 18
    assert made.notes == ("The days from 2026-03-20 to 2026-03-22 were not over on 2026-03-20 and are left out.",)
    assert daily_history(WEEK * 3, first_day=MONDAY, as_of=date(2026, 3, 23)).notes == ()
    with pytest.raises(SmoError, match="no day of it is over"):
        daily_history(WEEK * 3, first_day=MONDAY, as_of=MONDAY)


def test_less_than_two_weeks_is_said_and_less_than_one_refused() -> None:
    assert daily_history(WEEK + WEEK[:6], first_day=MONDAY).notes[0].startswith("Only 13 days of history are known")
    assert daily_history(WEEK * 2, first_day=MONDAY).notes == ()
    with pytest.raises(SmoError, match="6 known days arrived"):
        daily_history(WEEK[:6], first_day=MONDAY)


@pytest.mark.parametrize("closed", [{}, {date(2026, 3, 4): 0}])
def test_a_history_in_which_nothing_was_finished_is_refused(closed) -> None:
    done = [0] * 14
    done[2] = 5 if closed else 0
    with pytest.raises(SmoError, match="nothing was finished on any of 14 known days"):
        daily_history(done, first_day=MONDAY, capacity=closed)


def test_tasks_finished_with_nobody_at_work_are_said() -> None:
    made = daily_history(WEEK * 2, first_day=MONDAY, capacity={date(2026, 3, 4): 0})
    assert made.notes == (
        "10 tasks finished on days planned with nobody at work: they do not count towards what a usual day brings.",
    )


@pytest.mark.parametrize("bad", [-1, 1.5, float("inf"), True, "many"])
def test_what_is_no_count_is_refused(bad) -> None:
    with pytest.raises(TableError, match="no usable count in completed"):
        daily_history([*WEEK, bad, *WEEK], first_day=MONDAY)


@pytest.mark.parametrize(
    ("history", "options", "words"),
    [
        (WEEK, {}, "numbers without dates arrived"),
        (WEEK, {"first_day": "2026-03-02"}, "first_day: '2026-03-02' arrived"),
        (WEEK, {"first_day": 5}, "first_day: 5 arrived"),
        (WEEK, {"first_day": pd.NaT}, "first_day: NaT arrived"),
        (WEEK, {"first_day": MONDAY, "as_of": "today"}, "as_of: 'today' arrived"),
        (WEEK, {"first_day": MONDAY, "as_of": pd.NaT}, "as_of: NaT arrived"),
        (WEEK, {"first_day": MONDAY, "capacity": [1] * 7}, "capacity: .* give shares by day"),
        (WEEK, {"first_day": MONDAY, "capacity": 0.5}, r"capacity: 0\.5 arrived"),
        (WEEK, {"first_day": MONDAY, "calendar": "SG"}, "calendar: 'SG' arrived"),
        ([[9, 12], [10]], {"first_day": MONDAY}, r"\[\[9, 12\], \[10\]\] arrived"),
        ([[9, 12], [10, 11]], {"first_day": MONDAY}, r"\[\[9, 12\], \[10, 11\]\] arrived"),
        (WEEK, {"first_day": MONDAY, "gaps": "none"}, "gaps: 'none' arrived"),
        ("9, 12", {}, "'9, 12' arrived"),
        (7, {}, "7 arrived"),
        (pd.Series(WEEK), {}, "not indexed by day"),
        (working_days(2), {"first_day": MONDAY}, "leave first_day out"),
        (pd.Series(WEEK, index=pd.period_range(MONDAY, periods=7, freq="W")), {"gaps": "missing"}, "of 'W-SUN'; give"),
        (pd.Series(WEEK, index=pd.period_range(MONDAY, periods=7, freq="M")), {"gaps": "missing"}, "of 'M'; give"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(history, options, words) -> None:
    with pytest.raises(SmoError, match=words):
        daily_history(history, **options)


def test_a_history_comes_back_as_it_is_and_takes_no_options() -> None:
    made = daily_history(WEEK * 2, first_day=MONDAY)
    assert daily_history(made) is made
    for option in ({"gaps": "zero"}, {"capacity": np.ones(14)}):
        with pytest.raises(SettingsError, match="DailyHistory already"):
            daily_history(made, **option)


@settings(max_examples=30, deadline=None)
@given(done=st.lists(st.integers(1, 99), min_size=14, max_size=40), cut=st.integers(7, 14))
def test_the_parts_of_a_history_are_the_days_before_and_since(done, cut) -> None:
    made = daily_history(done, first_day=MONDAY, capacity={date(2026, 3, 4): 0.5})
    before, since = made.until(cut), made.since(cut)
    assert [*before.completed, *since.completed] == done
    assert [*before.weekdays, *since.weekdays] == made.weekdays.tolist()
    assert [*before.capacity, *since.capacity] == made.capacity.tolist()
    assert (since.first_day - made.first_day).days == cut


def test_days_between_the_history_and_as_of_are_gaps_that_are_asked_about() -> None:
    late = date(2026, 3, 25)
    with pytest.raises(SmoError, match=r"2 days without a figure for completed \(2026-03-23, 2026-03-24\)"):
        daily_history(WEEK * 3, first_day=MONDAY, as_of=late)
    quiet = daily_history(WEEK * 3, first_day=MONDAY, as_of=late, gaps="zero")
    assert quiet.completed.tolist() == [*WEEK * 3, 0, 0]
    assert quiet.notes == ("The history ends on 2026-03-22: 2 days from then to 2026-03-25 without a row.",)
    unknown = daily_history(WEEK * 3, first_day=MONDAY, as_of=late, gaps="missing")
    assert np.isnan(unknown.completed[21:]).all()
    assert unknown.days == 23
    off = daily_history(WEEK * 3, first_day=MONDAY, as_of=late, capacity={late - timedelta(days=n): 0 for n in (1, 2)})
    assert off.completed.tolist() == [*WEEK * 3, 0, 0]
    with pytest.raises(SmoError, match="as_of: 2027-03-25 lies 367 days after the history, which is shorter"):
        daily_history(WEEK * 3, first_day=MONDAY, as_of=date(2027, 3, 25), gaps="zero")


@pytest.mark.parametrize(
    ("completed", "capacity", "message"),
    [
        ([0.0] * 14, [1.0] * 14, "nothing was finished"),
        ([5.0, -5.0] * 7, [1.0] * 14, "a number below 0"),
        ([5.0, np.inf] * 7, [1.0] * 14, "an infinite one"),
        ([5.0] * 3, [1.0] * 3, "3 known days arrived"),
        ([np.nan] * 14, [1.0] * 14, "0 known days arrived"),
        ([], [], "0 known days arrived"),
        ([5.0] * 14, [np.nan] * 14, "a capacity that is none"),
        ([5.0] * 14, [1.0] * 13, "arrays of one number a day"),
    ],
)
def test_a_history_made_by_hand_is_checked_as_any_other(
    completed: list[float], capacity: list[float], message: str
) -> None:
    with pytest.raises(SmoError, match=message):
        daily_history(DailyHistory(MONDAY, np.array(completed), None, np.array(capacity)))


def test_the_table_given_is_not_changed() -> None:
    table = pd.DataFrame({"date": pd.date_range(MONDAY, periods=14), "completed": WEEK * 2})
    kept = table.copy()
    daily_history(table, as_of=date(2026, 3, 10))
    pd.testing.assert_frame_equal(table, kept)
