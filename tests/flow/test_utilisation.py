"""Utilisation against a walk quarter by quarter of an hour, and cases worked out by hand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smo_metrics.errors import SettingsError
from smo_metrics.flow.events.event_log import event_log
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.times.utilisation import utilisation
from tests.flow.random_logs import event_tables

HOURS = {
    "S": {"mon-fri": ["09:00-12:00", "13:00-17:00"], "sat": ["22:00-06:00"]},
    "U": {"daily": ["00:00-24:00"]},
}
CALENDARS = {name: WorkCalendar("UTC", hours) for name, hours in HOURS.items()}
FIGURES = ["busy_hours", "overlap_hours", "available_hours", "utilisation"]


def events(*rows: tuple[str, str, str, str], **columns: object) -> pd.DataFrame:
    """Events of actor, stage, start and end; each its own task."""
    table = pd.DataFrame(rows, columns=["actor_id", "stage", "started_at", "ended_at"])
    return table.assign(task_id=range(len(rows)), **columns)


def shift_day(region: str, quarter: datetime) -> date | None:
    """Tell to which day's shift a quarter of an hour belongs, read off the hours above."""
    day, hour = quarter.weekday(), quarter.hour
    if region == "U" or (day < 5 and (9 <= hour < 12 or 13 <= hour < 17)) or (day == 5 and hour >= 22):
        return quarter.date()
    return quarter.date() - timedelta(days=1) if day == 6 and hour < 6 else None


def quarters(start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += timedelta(minutes=15)


def literal(table: pd.DataFrame, as_of: pd.Timestamp) -> dict[str, Counter[str]]:
    """Walk each actor's quarters of an hour; one belongs to the event begun first, and its day to the days worked."""
    busy, overlap, outside, days = Counter(), Counter(), Counter(), set()
    by_stage = Counter()
    done = table.drop_duplicates().dropna(subset=["actor_id", "ended_at"])
    taken = set()
    for row in done.sort_values(["started_at", "ended_at"], kind="stable").itertuples():
        for quarter in quarters(row.started_at.to_pydatetime(), row.ended_at.to_pydatetime()):
            day = shift_day(row.region, quarter)
            first = (row.actor_id, quarter) not in taken
            taken.add((row.actor_id, quarter))
            if day and first:
                busy[row.actor_id] += 1
                by_stage[row.stage] += 1
                days.add((row.actor_id, row.region, day))
            elif day:
                overlap[row.actor_id] += 1
            elif first:
                outside[row.actor_id] += 1
    available = Counter()
    lengths = defaultdict(Counter)
    for region in HOURS:
        for quarter in quarters(datetime(2026, 2, 27, tzinfo=UTC), as_of.to_pydatetime()):
            lengths[region][shift_day(region, quarter)] += 1
    for actor, region, day in days:
        available[actor] += lengths[region][day]
    return {"busy": busy, "overlap": overlap, "outside": outside, "available": available, "stage": by_stage}


@settings(max_examples=40, deadline=None)
@given(table=event_tables(missing=False))
def test_busy_and_available_hours_are_those_of_a_walk_through_time(table) -> None:
    as_of = max(table[name].max() for name in ("enabled_at", "started_at", "ended_at")) + pd.Timedelta(hours=5)
    assume(event_log(table).touch_known)
    expected = literal(table, as_of)
    actors = utilisation(table, calendars=CALENDARS, by="actor", as_of=as_of).to_frame()
    for row in actors.itertuples():
        assert row.busy_hours * 4 == pytest.approx(expected["busy"][row.actor])
        assert row.overlap_hours * 4 == pytest.approx(expected["overlap"][row.actor])
        assert row.outside_hours * 4 == pytest.approx(expected["outside"][row.actor])
        if expected["available"][row.actor]:
            assert row.available_hours * 4 == pytest.approx(expected["available"][row.actor])
            assert row.utilisation == pytest.approx(row.busy_hours / row.available_hours)
        else:
            assert np.isnan(row.available_hours)
            assert np.isnan(row.utilisation)
    stages = utilisation(table, calendars=CALENDARS, as_of=as_of).to_frame()
    regions = utilisation(table, calendars=CALENDARS, by="region", as_of=as_of).to_frame()
    alike = table.drop_duplicates()[["actor_id", "started_at", "ended_at"]].duplicated().any()
    for row in stages.itertuples():
        assert alike or row.busy_hours * 4 == pytest.approx(expected["stage"][row.stage])
    for other in (stages, regions):
        for figure in ("busy_hours", "overlap_hours", "available_hours"):
            assert other[figure].sum() == pytest.approx(actors[figure].sum())


def test_overlapping_work_counts_once_for_the_event_begun_first() -> None:
    table = events(
        ("ann", "label", "2026-03-02T09:00Z", "2026-03-02T12:00Z"),
        ("ann", "review", "2026-03-02T11:00Z", "2026-03-02T15:00Z"),
        ("ann", "audit", "2026-03-02T11:30Z", "2026-03-02T14:00Z"),
    )
    calendar = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})
    result = utilisation(table, calendars=calendar, as_of=pd.Timestamp("2026-03-03T00:00Z"))
    found = result.to_frame().set_index("stage")[FIGURES]
    assert found.loc["label"].tolist() == [3, 0, 4, 0.75]
    assert found.loc["review"].tolist() == [3, 1, 4, 0.75]
    assert found.loc["audit"][:2].tolist() == [0, 2.5]
    assert np.isnan(found.loc["audit", "utilisation"])
    assert "overlapping work counted once" in result.formula


def test_a_night_shift_belongs_to_the_day_on_which_it_opens() -> None:
    table = events(("ann", "label", "2026-03-02T22:00Z", "2026-03-03T02:00Z"))
    calendar = WorkCalendar("UTC", {"daily": ["22:00-06:00"]})
    row = utilisation(table, calendars=calendar, as_of=pd.Timestamp("2026-03-05T00:00Z")).to_frame().iloc[0]
    assert row[FIGURES].tolist() == [4, 0, 8, 0.5]


def test_a_service_that_pauses_over_the_weekend_is_busy_in_open_hours_only() -> None:
    table = events(("ann", "label", "2026-03-06T16:00Z", "2026-03-09T10:00Z"))
    calendar = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})
    row = utilisation(table, calendars=calendar, as_of=pd.Timestamp("2026-03-10T00:00Z")).to_frame().iloc[0]
    assert row[FIGURES].tolist() == [2, 0, 16, 0.125]


def test_the_day_of_as_of_is_available_up_to_as_of() -> None:
    table = events(("ann", "label", "2026-03-02T09:00Z", "2026-03-02T11:00Z"))
    row = utilisation(table, calendars=WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})).to_frame().iloc[0]
    assert row[FIGURES].tolist() == [2, 0, 2, 1]


def test_a_roster_goes_before_the_calendar_and_overtime_is_not_clipped() -> None:
    table = events(
        ("ann", "label", "2026-03-02T09:00Z", "2026-03-02T17:00Z"),
        ("bob", "label", "2026-03-02T09:00Z", "2026-03-02T11:00Z"),
        ("bob", "label", "2026-03-03T09:00Z", "2026-03-03T11:00Z"),
    )
    roster = pd.DataFrame({"annotator_id": ["ann", "bob"], "region": "SG", "hours_per_day": [6, None]})
    calendar = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})
    as_of = pd.Timestamp("2026-03-04T00:00Z")
    result = utilisation(table, calendars=calendar, roster=roster, by="actor", as_of=as_of)
    found = result.to_frame().set_index("actor")
    assert found["available_hours"].to_dict() == {"ann": 6, "bob": 16}
    assert found["utilisation"].to_dict() == {"ann": pytest.approx(8 / 6), "bob": 0.25}
    assert result.warnings[-1].startswith("Utilisation is above 1 for ann:")
    assert "where the roster has it" in result.formula
    alone = utilisation(table, roster=roster, by="stage", as_of=as_of)
    row = alone.to_frame().iloc[0]
    assert row[["actors", "busy_hours", "available_hours"]].tolist() == [2, 12, 6]
    assert row["utilisation"] == pytest.approx(8 / 6)
    assert any("nor hours_per_day in the roster for 1 actor:" in warning for warning in alone.warnings)


def test_days_without_a_calendar_begin_at_the_zones_midnight() -> None:
    table = events(("ann", "label", "2026-03-02T14:00Z", "2026-03-02T18:00Z"))
    roster = pd.DataFrame({"annotator_id": ["ann"], "region": "SG", "hours_per_day": [8]})
    assert utilisation(table, roster=roster).to_frame()["available_hours"].tolist() == [8]
    assert utilisation(table, roster=roster, timezone="Asia/Singapore").to_frame()["available_hours"].tolist() == [16]


def test_without_calendar_and_roster_nothing_is_available_and_it_says_so() -> None:
    result = utilisation(events(("ann", "label", "2026-03-02T09:00Z", "2026-03-02T17:00Z")))
    row = result.to_frame().iloc[0]
    assert row["busy_hours"] == 8
    assert row[["available_hours", "utilisation"]].isna().all()
    assert "Neither a calendar nor hours_per_day" in result.warnings[-1]
    assert result.to_dict()["table"][0]["utilisation"] is None
    bare = pd.DataFrame({"annotator_id": ["ann"], "region": "SG"})
    assert (
        utilisation(events(("ann", "label", "2026-03-02T09:00Z", "2026-03-02T17:00Z")), roster=bare)
        .to_frame()["utilisation"]
        .isna()
        .all()
    )


def test_the_part_of_work_that_lies_outside_the_hours_is_told() -> None:
    table = events(
        ("ann", "label", "2026-03-02T14:00Z", "2026-03-02T20:00Z"),
        ("ann", "label", "2026-03-02T19:00Z", "2026-03-02T22:00Z"),
    )
    calendar = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})
    result = utilisation(table, calendars=calendar, as_of=pd.Timestamp("2026-03-03T00:00Z"))
    row = result.to_frame().iloc[0]
    assert row[["busy_hours", "outside_hours", "utilisation"]].tolist() == [3, 5, 0.375]
    assert result.warnings[-1].startswith("5.0 hours, 62 % of the time from start to end, lie outside the open hours")
    late = utilisation(events(("ann", "label", "2026-03-02T10:00Z", "2026-03-02T17:15Z")), calendars=calendar)
    assert late.to_frame().loc[0, "outside_hours"] == 0.25
    assert not any("lie outside" in warning for warning in late.warnings)


def test_work_wholly_outside_the_hours_is_told_and_not_counted() -> None:
    table = events(
        ("ann", "label", "2026-03-02T09:00Z", "2026-03-02T13:00Z"),
        ("ann", "label", "2026-03-01T10:00Z", "2026-03-01T13:00Z"),
    )
    calendar = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})
    result = utilisation(table, calendars=calendar, as_of=pd.Timestamp("2026-03-03T00:00Z"))
    row = result.to_frame().iloc[0]
    assert row[FIGURES].tolist() == [4, 0, 8, 0.5]
    assert row["outside_hours"] == 3
    assert result.warnings[-1].startswith("3.0 hours, 43 % of the time from start to end, lie outside the open hours")


def test_open_work_and_work_of_nobody_is_left_out_and_told() -> None:
    table = events(
        ("ann", "label", "2026-03-02T09:00Z", "2026-03-02T13:00Z"),
        ("ann", "label", "2026-03-02T09:00Z", None),
        (None, "label", "2026-03-02T09:00Z", "2026-03-02T13:00Z"),
    )
    result = utilisation(table, calendars=WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]}))
    assert result.to_frame()[["actors", "events", "busy_hours"]].values.tolist() == [[1, 1, 4]]
    assert any(warning.startswith("1 event without an actor left out") for warning in result.warnings)
    assert any(warning.startswith("1 open or waiting event left out") for warning in result.warnings)
    nobody = utilisation(table.drop(columns="actor_id"))
    assert nobody.to_frame().empty


def test_starts_alone_tell_nothing_about_busy_hours() -> None:
    table = events(("ann", "label", "2026-03-02T09:00Z", None)).drop(columns="ended_at")
    result = utilisation(table, calendars=WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]}))
    assert result.to_frame()[FIGURES].isna().all(axis=None)
    assert "no utilisation" in result.warnings[-1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "queue"}, "by must be"),
        ({"calendars": {"SG": CALENDARS["S"]}}, "no calendar for US"),
        ({"calendars": "Asia/Singapore"}, "'Asia/Singapore' is no WorkCalendar"),
        ({"calendars": {"US": "America/New_York"}}, "'America/New_York' is no WorkCalendar"),
    ],
)
def test_an_unusable_option_is_named(options, message) -> None:
    table = events(("ann", "label", "2026-03-02T09:00Z", "2026-03-02T13:00Z"), region="US")
    with pytest.raises(SettingsError, match=message):
        utilisation(table, **options)


@settings(max_examples=20, deadline=None)
@given(table=event_tables(), by=st.sampled_from(["stage", "actor", "region"]))
def test_the_order_of_rows_changes_nothing(table, by) -> None:
    calendars = {**CALENDARS, "": CALENDARS["U"]}
    one = utilisation(table, calendars=calendars, by=by).to_frame()
    other = utilisation(table[::-1], calendars=calendars, by=by).to_frame()
    pd.testing.assert_frame_equal(one, other, check_exact=False, rtol=1e-12)
