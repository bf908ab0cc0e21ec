"""Holidays, leave and joiners become one share of the usual team a day."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.errors import SettingsError
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.sla.throughput.planned_capacity import Joiner, calendar_share, planned_capacity, team_share

MONDAY = date(2026, 3, 2)
OFFICE = {"mon-fri": ["09:00-13:00", "14:00-18:00"]}


def test_without_a_plan_every_day_is_as_usual() -> None:
    np.testing.assert_array_equal(planned_capacity(MONDAY, 9), np.ones(9))


def test_a_holiday_and_a_closed_day_bring_nothing_and_weekends_stay_as_they_were() -> None:
    closed = WorkCalendar("Asia/Singapore", OFFICE, holidays=["2026-03-03", "2026-03-07"], special={"2026-03-04": []})
    np.testing.assert_array_equal(planned_capacity(MONDAY, 7, calendar=closed), [1, 0, 0, 1, 1, 1, 1])


def test_holidays_of_a_country_count_in_every_year_of_the_plan() -> None:
    singapore = WorkCalendar("Asia/Singapore", OFFICE, holidays="SG")
    share = calendar_share(singapore, date(2026, 12, 31), 367)
    assert share[1] == 0  # 2027-01-01
    assert share[366] == 1
    assert share[(date(2027, 8, 9) - date(2026, 12, 31)).days] == 0  # National Day


def test_a_short_day_counts_by_its_hours_and_a_saturday_for_once_as_its_weekday() -> None:
    special = {date(2026, 3, 3): ["09:00-13:00"], date(2026, 3, 4): ["09:00-19:00"], date(2026, 3, 7): ["09:00-12:00"]}
    calendar = WorkCalendar("Asia/Singapore", OFFICE, special=special)
    np.testing.assert_array_equal(planned_capacity(MONDAY, 6, calendar=calendar), [1, 0.5, 1.25, 1, 1, 1])


@pytest.mark.parametrize("change", [date(2026, 3, 8), date(2026, 11, 1)])
def test_the_day_on_which_the_clock_changes_is_a_day_as_any_other(change: date) -> None:
    calendar = WorkCalendar("America/New_York", {"daily": ["00:00-24:00"]})
    np.testing.assert_array_equal(planned_capacity(change - timedelta(days=3), 7, calendar=calendar), np.ones(7))


def test_a_share_for_a_day_goes_before_the_calendar() -> None:
    calendar = WorkCalendar("Asia/Singapore", OFFICE, holidays=["2026-03-03"])
    plan = {date(2026, 3, 3): 0.5, date(2026, 3, 4): 1.2, date(2026, 3, 1): 0.0, date(2026, 3, 9): 0.0}
    np.testing.assert_array_equal(planned_capacity(MONDAY, 3, capacity=plan, calendar=calendar), [1, 0.5, 1.2])


def test_who_joins_grows_evenly_to_full_speed_and_works_on_no_holiday() -> None:
    joiner = Joiner(MONDAY + timedelta(days=1), share=0.4, ramp_days=4)
    found = planned_capacity(MONDAY, 7, capacity={MONDAY + timedelta(days=3): 0}, joiners=[joiner])
    np.testing.assert_allclose(found, [1, 1.1, 1.2, 0, 1.4, 1.4, 1.4])


def test_who_joined_before_the_first_day_goes_on_from_there_and_shares_add_up() -> None:
    early = Joiner(MONDAY - timedelta(days=2), share=0.4, ramp_days=4)
    gone = Joiner(MONDAY + timedelta(days=2), share=-0.5)
    np.testing.assert_allclose(team_share(MONDAY, 4, [early, gone]), [1.3, 1.4, 0.9, 0.9])


@given(st.floats(0.01, 2), st.integers(0, 60), st.integers(-30, 30))
@settings(max_examples=50, deadline=None)
def test_a_joiner_never_slows_the_team_and_ends_at_the_whole_share(share: float, ramp: int, later: int) -> None:
    found = team_share(MONDAY, 120, [Joiner(MONDAY + timedelta(days=later), share, ramp)])
    assert (np.diff(found) >= -1e-12).all()
    assert found[0] >= 1
    assert found[-1] == pytest.approx(1 + share)


def test_all_may_leave_but_not_more() -> None:
    np.testing.assert_array_equal(team_share(MONDAY, 2, [Joiner(MONDAY, -0.6), Joiner(MONDAY, -0.4)]), [0, 0])
    with pytest.raises(SettingsError, match="on 2026-03-03 more people have left"):
        team_share(MONDAY, 2, [Joiner(MONDAY, -0.6), Joiner(date(2026, 3, 3), -0.5)])


@pytest.mark.parametrize("share", [-0.1, float("nan"), float("inf"), True, "half", None])
def test_a_share_that_is_none_is_refused(share: object) -> None:
    with pytest.raises(SettingsError, match=r"arrived for 2026-03-02; write 1 for the usual team"):
        planned_capacity(MONDAY, 2, capacity={MONDAY: share})  # type: ignore[dict-item]


def test_what_is_no_joiner_or_no_date_is_refused() -> None:
    with pytest.raises(SettingsError, match="its keys are dates; '2026-03-02' arrived"):
        planned_capacity(MONDAY, 2, capacity={"2026-03-02": 0})  # type: ignore[dict-item]
    for shares in ([1, 2], 0.5):
        with pytest.raises(SettingsError, match=r"capacity: .* arrived; give shares by day"):
            planned_capacity(MONDAY, 2, capacity=shares)  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match="calendar: 'IE' arrived; give one WorkCalendar"):
        planned_capacity(MONDAY, 2, calendar="IE")  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match="give a list of Joiner"):
        planned_capacity(MONDAY, 2, joiners=[(MONDAY, 0.2)])  # type: ignore[list-item]
    with pytest.raises(SettingsError, match="first_day must be a date"):
        Joiner("2026-03-02", 0.2)  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match=r"2\.5 arrived"):
        Joiner(MONDAY, 0.2, 2.5)  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match="-2 arrived as share"):
        Joiner(MONDAY, -2)
