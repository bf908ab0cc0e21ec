"""Hours that regions share, by weekday, in a given week."""

from __future__ import annotations

import json
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.errors import SettingsError, SmoError
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.hours.overlap import overlap_hours

TEAMS = {
    "MNL": WorkCalendar("Asia/Manila", {"mon-fri": ["08:00-17:00"]}),
    "DUB": WorkCalendar("Europe/Dublin", {"mon-fri": ["09:00-17:30"]}),
    "AUS": WorkCalendar("America/Chicago", {"mon-fri": ["08:00-17:00"], "sat": ["22:00-06:00"]}),
}


def hours_by_day(week_of: date, a: str, b: str, timezone: str = "UTC") -> list[float]:
    table = overlap_hours(TEAMS, week_of=week_of, timezone=timezone).to_frame()
    return table[(table["region_a"] == a) & (table["region_b"] == b)]["hours"].tolist()


def test_dublin_and_texas_share_an_hour_more_while_only_one_of_them_has_summer_time() -> None:
    # Dublin 09:00-17:30 UTC in winter; Chicago 08:00 is 14:00 UTC in winter and 13:00 from 8 March 2026.
    assert hours_by_day(date(2026, 3, 4), "DUB", "AUS") == [3.5] * 5 + [0, 0]
    assert hours_by_day(date(2026, 3, 18), "DUB", "AUS") == [4.5] * 5 + [0, 0]
    assert hours_by_day(date(2026, 4, 1), "DUB", "AUS") == [3.5] * 5 + [0, 0]


def test_the_weekday_is_that_of_the_zone_that_is_asked_for() -> None:
    sharing = {
        "A": WorkCalendar("UTC", {"mon": ["22:00-24:00"]}),
        "B": WorkCalendar("UTC", {"mon": ["20:00-23:00"]}),
    }
    utc = overlap_hours(sharing, week_of=date(2026, 6, 3)).to_frame()
    manila = overlap_hours(sharing, week_of=date(2026, 6, 3), timezone="Asia/Manila").to_frame()
    assert utc["hours"].tolist() == [1, 0, 0, 0, 0, 0, 0]
    assert manila["hours"].tolist() == [0, 1, 0, 0, 0, 0, 0]
    assert utc["weekday"].tolist() == ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert set(manila["week_hours"]) == {1.0}


def test_holidays_of_the_week_count_and_are_named() -> None:
    teams = {**TEAMS, "SG": WorkCalendar("Asia/Singapore", {"mon-fri": ["08:00-17:00"]}, holidays=["2026-06-03"])}
    result = overlap_hours(teams, week_of=date(2026, 6, 7))
    table = result.to_frame()
    shared = table[(table["region_a"] == "MNL") & (table["region_b"] == "SG")]["hours"].tolist()
    assert shared == [9, 9, 0, 9, 9, 0, 0]
    assert result.monday == date(2026, 6, 1)
    assert len(result.warnings) == 1
    assert result.warnings[0].startswith("SG has a holiday or special day in the week of 2026-06-01")
    assert overlap_hours(teams, week_of=date(2026, 6, 8)).warnings == ()


def test_a_calendar_of_special_days_only_can_be_compared() -> None:
    teams = {"A": WorkCalendar("UTC", {}, special={"2026-06-03": ["09:00-12:00"]}), "B": TEAMS["DUB"]}
    assert overlap_hours(teams, week_of=date(2026, 6, 3)).to_frame()["week_hours"][0] == 3 + 0.0


def test_the_order_of_regions_changes_nothing_but_the_order_of_rows() -> None:
    there = overlap_hours(TEAMS, week_of=date(2026, 6, 3)).to_frame()
    back = overlap_hours(dict(reversed(TEAMS.items())), week_of=date(2026, 6, 3)).to_frame()
    pairs = {(frozenset((r.region_a, r.region_b)), r.weekday): r.hours for r in there.itertuples()}
    assert pairs == {(frozenset((r.region_a, r.region_b)), r.weekday): r.hours for r in back.itertuples()}
    assert len(there) == 21


@settings(max_examples=25, deadline=None)
@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.sampled_from(["UTC", "Asia/Manila", "America/New_York"]))
def test_each_day_agrees_with_a_count_of_quarter_hours(week_of: date, zone: str) -> None:
    monday = week_of - timedelta(days=week_of.weekday())
    found = {a_b: hours_by_day(week_of, *a_b, zone) for a_b in [("MNL", "DUB"), ("MNL", "AUS"), ("DUB", "AUS")]}
    for day in range(7):
        midnight, ends = (pd.Timestamp(monday + timedelta(days=d), tz=zone) for d in (day, day + 1))
        quarters = pd.date_range(midnight, ends, freq="15min", inclusive="left")
        at_work = {team: TEAMS[team].work_hours(quarters, quarters + pd.Timedelta(minutes=15)) for team in TEAMS}
        for (a, b), hours in found.items():
            assert hours[day] == np.minimum(at_work[a], at_work[b]).sum()


def test_the_result_is_ready_for_json() -> None:
    given = overlap_hours(TEAMS, week_of=date(2026, 6, 3)).to_dict()
    assert json.loads(json.dumps(given)) == given
    assert given["monday"] == "2026-06-01"
    assert given["overlap"][0] == {
        "region_a": "MNL", "region_b": "DUB", "weekday": "mon", "hours": 1.0, "week_hours": 5.0
    }  # fmt: skip


def test_one_calendar_and_unknown_zones_are_refused() -> None:
    with pytest.raises(SmoError, match="two or more calendars; 1 arrived"):
        overlap_hours({"MNL": TEAMS["MNL"]}, week_of=date(2026, 6, 3))
    with pytest.raises(SettingsError, match="'Base' is no time zone"):
        overlap_hours(TEAMS, week_of=date(2026, 6, 3), timezone="Base")


@pytest.mark.parametrize(
    ("calendars", "options", "words"),
    [
        (TEAMS, {"week_of": "2026-03-02"}, "week_of must be a date"),
        (TEAMS, {"week_of": pd.NaT}, "week_of must be a date"),
        (TEAMS, {"week_of": date(2026, 3, 2), "timezone": None}, "None is no time zone"),
        (list(TEAMS.values()), {"week_of": date(2026, 3, 2)}, "calendars must map each region to its WorkCalendar"),
        (dict.fromkeys("ab", "UTC"), {"week_of": date(2026, 3, 2)}, "calendars must map each region"),
    ],
)
def test_what_cannot_be_compared_is_refused(calendars, options, words) -> None:
    with pytest.raises(SettingsError, match=words):
        overlap_hours(calendars, **options)
