"""Teams of a log and their hours: given by region or stage, or read from the log."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import SettingsError
from smo_metrics.flow.causes.waiting_causes import waiting_causes
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.hours.calendar_text import parse_calendar
from smo_metrics.flow.simulation.team_hours import team_hours
from smo_metrics.flow.times.utilisation import utilisation

DAY, NIGHT = parse_calendar("UTC; mon-fri 09:00-17:00"), parse_calendar("UTC; mon-fri 20:00-24:00")


def six_weeks(**columns: object) -> pd.DataFrame:
    """Ann labels all day; Bob reviews the day's work in the evening, as far as he gets."""
    rows = []
    for day in pd.bdate_range("2026-03-02", periods=30, tz="UTC"):
        for number in range(16):
            task = f"{day:%m%d}-{number:02d}"
            label = day + pd.Timedelta(minutes=540 + 30 * number)
            review = day + pd.Timedelta(minutes=1200 + 15 * number)
            rows.append((task, "label", "ann", "Cork", label, label, label + pd.Timedelta(minutes=30)))
            rows.append(
                (task, "review", "bob", "Cebu", label + pd.Timedelta(minutes=30), review,
                 review + pd.Timedelta(minutes=15))
            )  # fmt: skip
    names = ["task_id", "stage", "actor_id", "region", "enabled_at", "started_at", "ended_at"]
    return pd.DataFrame(rows, columns=names).assign(**columns)


@pytest.fixture(scope="module")
def log() -> EventLog:
    return event_log(six_weeks())


def test_hours_are_read_from_the_log_team_by_team(log) -> None:
    found = team_hours(log)
    assert list(found.calendars) == ["label in Cork", "review in Cebu"]
    assert found.calendars["label in Cork"].to_dict()["hours"] == DAY.to_dict()["hours"]
    assert found.calendars["review in Cebu"].to_dict()["hours"] == NIGHT.to_dict()["hours"]
    assert found.available == found.calendars


def test_the_log_of_teams_differs_from_the_log_by_its_regions_only(log) -> None:
    teams = team_hours(log, calendars=DAY).log
    assert [teams.names["region"][code] for code in teams.region[:2]] == ["label in Cork", "review in Cebu"]
    for name in ("task", "stage", "actor", "enabled", "started", "ended"):
        assert np.array_equal(getattr(teams, name), getattr(log, name))


@pytest.mark.parametrize(
    "given",
    [{"Cork": DAY, "Cebu": NIGHT}, {"label": DAY, "review": NIGHT}, {"Cork": DAY, "": NIGHT},
     {"Cork": DAY, "label": NIGHT, "review": NIGHT}],
    ids=["by region", "by stage", "one for the others", "the region goes first"],
)  # fmt: skip
def test_given_calendars_are_found_by_region_then_stage_then_for_the_others(log, given) -> None:
    found = team_hours(log, calendars=given)
    assert found.calendars == {"label in Cork": DAY, "review in Cebu": NIGHT}
    assert found.warnings == ()


def test_a_table_is_taken_like_the_log_of_it(log) -> None:
    assert team_hours(six_weeks(), calendars=DAY).calendars == team_hours(log, calendars=DAY).calendars
    later = pd.Timestamp("2026-05-01T00:00Z")
    assert team_hours(six_weeks(), calendars=DAY, as_of=later).log.as_of == later.value // 10**6


def test_a_region_without_a_zone_is_named_with_the_form_to_add(log) -> None:
    with pytest.raises(SettingsError, match=r"timezone: none for Cebu; add Cebu=Region/City\.$"):
        team_hours(log, timezone={"Cork": "Europe/Dublin"})
    with pytest.raises(SettingsError, match="timezone: none for work without a region"):
        team_hours(six_weeks().drop(columns="region"), timezone={"Cork": "Europe/Dublin"})
    with pytest.raises(SettingsError, match="'Manila' for Cebu is no time zone"):
        team_hours(log, timezone={"Cork": "Europe/Dublin", "Cebu": "Manila"})


def test_one_calendar_is_for_all(log) -> None:
    assert set(team_hours(log, calendars=DAY).calendars.values()) == {DAY}


def test_a_team_without_a_calendar_is_refused(log) -> None:
    with pytest.raises(SettingsError, match="calendars: none for Cebu or review"):
        team_hours(log, calendars={"Cork": DAY})


def test_a_team_with_too_little_work_is_always_open_and_says_so() -> None:
    events = six_weeks()
    rare = events["stage"].eq("review") & ~events["task_id"].str.startswith("0302")
    found = team_hours(event_log(events[~rare]))
    assert found.calendars["review in Cebu"] == WorkCalendar("UTC", {"daily": ["00:00-24:00"]})
    assert found.available is None
    assert any("review in Cebu is taken to be always open" in warning for warning in found.warnings)


def test_a_given_calendar_around_the_clock_is_believed(log) -> None:
    always = WorkCalendar("UTC", {"daily": ["00:00-24:00"]})
    assert team_hours(log, calendars=always).available is not None


def test_waiting_work_counts_to_the_team_that_does_most_of_its_stage() -> None:
    waiting = {"task_id": "new", "stage": "review", "enabled_at": pd.Timestamp("2026-04-10T16:00Z")}
    events = pd.concat([six_weeks(), pd.DataFrame([waiting])], ignore_index=True)
    log = event_log(events)
    found = team_hours(log, calendars={"Cork": DAY, "Cebu": NIGHT})
    (row,) = np.flatnonzero(log.is_waiting)
    assert found.log.names["region"][found.log.region[row]] == "review in Cebu"


def test_each_teams_hours_explain_its_waiting_and_measure_its_people(log) -> None:
    found = team_hours(log)
    review = waiting_causes(found.log, calendars=found.calendars).table.set_index("stage").loc["review"]
    assert review["unavailability_hours"] > 0.5 * review["waiting_hours"]
    busy = utilisation(found.log, calendars=found.available).table.set_index("stage")["utilisation"]
    assert busy.to_dict() == pytest.approx({"label": 1.0, "review": 1.0})
