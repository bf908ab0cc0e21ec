"""Shifts, half days and shared weeks: people who do the same work at different hours are not there at the same time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from smo_metrics.flow.events.event_log import event_log
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.simulation._changes import fixed_network
from smo_metrics.flow.simulation.fix import Fix
from smo_metrics.flow.simulation.flow_model import flow_model
from smo_metrics.flow.simulation.network import Hours
from smo_metrics.flow.simulation.team_hours import team_hours
from smo_metrics.flow.simulation.what_if import what_if
from tests.flow.made_projects import two_stages

Shift = Callable[[int], tuple[int, int] | None]
MONDAY = pd.Timestamp("2026-03-02T00:00Z")
AM_PM: dict[str, Shift] = {"ann": lambda day: (9, 13), "bob": lambda day: (13, 17)}
SHARED_WEEK: dict[str, Shift] = {
    "ann": lambda day: (9, 17) if day < 3 else None,
    "bob": lambda day: (9, 17) if day >= 3 else None,
}
TWO_SHIFTS: dict[str, Shift] = {"ann": lambda day: (6, 14), "bob": lambda day: (14, 22)}


def shift_log(shifts: dict[str, Shift], *, low: int = 9, high: int = 17, mean: float = 10.8) -> pd.DataFrame:
    """Label first come, first served; whoever is there begins, and finishes what they began."""
    rng = np.random.default_rng(3)
    days = [7 * week + day for week in range(8) for day in range(5)]
    a_day = 40 * (high - low) // 8
    arrivals = np.concatenate([1440 * day + np.sort(rng.uniform(60 * low, 60 * high, a_day)) for day in days])
    free = dict.fromkeys(shifts, 0.0)
    rows = []
    for task, arrival in enumerate(arrivals):
        begin, who = min((_next_start(max(arrival, free[name]), shift), name) for name, shift in shifts.items())
        free[who] = begin + rng.gamma(4, mean / 4)
        rows.append((task, "label", who, arrival, begin, free[who]))
    frame = pd.DataFrame(rows, columns=["task_id", "stage", "actor_id", "enabled_at", "started_at", "ended_at"])
    for column in ("enabled_at", "started_at", "ended_at"):
        frame[column] = MONDAY + pd.to_timedelta((frame[column] * 60).round(), unit="s")
    return frame


def _next_start(moment: float, shift: Shift) -> float:
    day = int(moment // 1440)
    while True:
        hours = shift(day % 7) if day % 7 < 5 else None
        if hours and moment < 1440 * day + 60 * hours[1]:
            return max(moment, 1440 * day + 60 * hours[0])
        day += 1


def first_week(calendar: Hours) -> float:
    """Give the open hours of the first week."""
    monday = MONDAY.value // 1_000_000
    week = np.array([monday, monday + 7 * 86_400_000])
    return float(np.diff(calendar.windows(*week).worked(week))[0] / 3_600_000)


@pytest.mark.parametrize(
    ("shifts", "high", "hours"), [(AM_PM, 17, 20), (SHARED_WEEK, 17, 20), (TWO_SHIFTS, 22, 40)],
    ids=["half days", "shared week", "two shifts"],
)  # fmt: skip
def test_people_with_different_hours_are_pools_of_their_own(shifts: dict[str, Shift], high: int, hours: int) -> None:
    model = flow_model(shift_log(shifts, low=6 if high == 22 else 9, high=high))
    assert [pool.people for pool in model.network.pools] == [1, 1]
    assert sum(first_week(pool.calendar) for pool in model.network.pools) == pytest.approx(2 * hours, rel=0.15)
    assert model.replayed.mean() == pytest.approx(model.observed.mean(), rel=0.05)


@pytest.mark.parametrize("shifts", [AM_PM, SHARED_WEEK], ids=["half days", "shared week"])
def test_one_more_person_beside_part_timers_works_the_hours_that_they_share_out(shifts: dict[str, Shift]) -> None:
    model = flow_model(shift_log(shifts))
    more = fixed_network(Fix("people", "label", 1), model.network, model.workload)
    assert len(more.pools) == 3
    assert first_week(more.pools[-1].calendar) == pytest.approx(40, abs=4)
    gain = what_if(model, [Fix("people", "label", 1)], rng=np.random.default_rng(1), replications=5).gains[0, :, 0]
    assert gain.mean() > 0.3 * model.observed.mean() / 3_600_000


def test_one_more_person_beside_two_full_shifts_works_one_of_them() -> None:
    model = flow_model(shift_log(TWO_SHIFTS, low=6, high=22))
    more = fixed_network(Fix("people", "label", 1), model.network, model.workload)
    assert sorted(pool.people for pool in more.pools) == [1, 2]


def test_events_without_a_name_go_to_who_is_there() -> None:
    log = shift_log(AM_PM)
    rows = np.random.default_rng(1).random(len(log)) < 0.3
    model = flow_model(log.assign(actor_id=log["actor_id"].mask(rows)))
    assert [pool.people for pool in model.network.pools] == [1, 1]
    assert model.replayed.mean() == pytest.approx(model.observed.mean(), rel=0.05)


def test_people_with_about_the_same_hours_stay_one_pool() -> None:
    early: dict[str, Shift] = {"ann": lambda day: (9, 17), "bob": lambda day: (10, 17)}
    model = flow_model(shift_log(early, mean=20))
    assert [pool.people for pool in model.network.pools] == [2]


def test_who_is_there_too_rarely_to_tell_stays_with_most_of_the_others() -> None:
    log = two_stages(a_day=80, labellers=2)
    label = log.index[log["stage"] == "label"]
    log.loc[label[::90], "actor_id"] = "carl"
    assert len(flow_model(log).network.serving("label")) == 1


def test_a_calendar_given_for_people_with_different_hours_is_doubted() -> None:
    office = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})
    model = flow_model(shift_log(SHARED_WEEK), calendars=office)
    assert [pool.people for pool in model.network.pools] == [2]
    told = [warning for warning in model.warnings if "not all of the calendar given" in warning]
    assert [warning.partition(":")[0] for warning in told] == ["label (mon-wed 09", "label (thu-fri 09"]
    assert not any("calendar given" in warning for warning in flow_model(two_stages(), calendars=office).warnings)


def test_teams_are_told_apart_by_their_hours() -> None:
    found = team_hours(event_log(shift_log(SHARED_WEEK)))
    assert [team.split()[1] for team in found.calendars] == ["(mon-wed", "(thu-fri"]
    assert [list(calendar.hours) for calendar in found.calendars.values()] == [["mon-wed"], ["thu-fri"]]
    assert set(np.unique(found.log.region)) == {0, 1}
