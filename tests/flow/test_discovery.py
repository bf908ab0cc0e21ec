"""Hours that logs show: planted ones come back, odd evenings do not count, and what cannot be known is said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import SettingsError, SmoError
from smo_metrics.flow.hours._weekly_hours import SLOTS, to_week
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.hours.discovery import discover_calendars

REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "flow"
WEEK = 7 * 24 * 3_600_000
START = pd.Timestamp("2026-02-02", tz="UTC").value // 1_000_000
LABELS_9_TO_17 = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})


def log_of(
    calendar: WorkCalendar, stage: str = "label", *, tasks: int = 3000, weeks: int = 8, minutes: int = 15, seed: int = 1
) -> pd.DataFrame:
    """Tasks that arrive at any hour and are worked on, and rested, in the calendar's hours alone."""
    rng = np.random.default_rng(seed)
    windows = calendar.windows(START, START + (weeks + 1) * WEEK)
    enabled = START + rng.integers(0, weeks * WEEK, tasks)
    queued = rng.exponential(4 * 3_600_000, tasks).astype(np.int64)
    begins = windows.worked(enabled) + queued
    service = (rng.exponential(minutes * 60_000, tasks) + 1000).astype(np.int64)
    times = {
        "enabled_at": enabled,
        "started_at": windows.at_or_after(begins),
        "ended_at": windows.at(begins + service),
    }
    frame = pd.DataFrame({name: pd.to_datetime(values, unit="ms", utc=True) for name, values in times.items()})
    return frame.assign(task_id=[f"{stage} {seed} {i}" for i in range(tasks)], stage=stage)


def week_of(hours: dict[str, list[str]], zone: str = "UTC") -> dict[str, list[str]]:
    return WorkCalendar(zone, hours).to_dict()["hours"]


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("UTC", {"mon-fri": ["09:00-17:00"]}),
        ("UTC", {"daily": ["00:00-24:00"]}),
        ("UTC", {"mon-fri": ["01:00-09:00"], "sat": ["01:00-05:00"]}),
        ("Asia/Kathmandu", {"sun-thu": ["10:00-17:00"], "fri": ["10:00-13:00"]}),
        ("Asia/Manila", {"mon-sat": ["08:00-12:00", "13:00-17:00"]}),
        ("America/Chicago", {"mon-fri": ["22:00-06:00"]}),
        ("Europe/Dublin", {"mon-fri": ["06:30-14:30", "15:30-23:30"]}),
        ("UTC", {"mon-wed": ["09:00-18:00"], "thu-sat": ["12:00-21:00"]}),
        ("America/New_York", {"mon-fri": ["08:30-17:15"]}),
        ("UTC", {"mon-wed": ["09:00-17:00"], "thu": ["09:00-21:00"], "fri": ["09:00-17:00"]}),
    ],
)
def test_the_hours_of_a_team_come_back_from_its_log(zone: str, hours: dict[str, list[str]]) -> None:
    # The eight weeks hold the change of 8 March in America and of 29 March in Europe.
    calendar = WorkCalendar(zone, hours)
    found = discover_calendars(log_of(calendar), timezone=zone)
    assert found.calendars["label"] == calendar
    row = found.to_frame().iloc[0]
    assert row["status"] == "sure"
    assert row["inside_share"] == 1
    assert row["week_hours"] == found.weekdays["hours"].sum() == pytest.approx(calendar_hours(calendar))
    assert found.warnings == ()


def calendar_hours(calendar: WorkCalendar) -> float:
    start = pd.Timestamp("2026-06-01", tz=calendar.timezone)
    return calendar.work_hours(start, start + pd.Timedelta(days=7))


def test_thin_logs_show_the_hours_to_half_an_hour_and_mostly_exactly() -> None:
    exact, farthest = 0, 0
    for seed in range(20):
        log = log_of(WorkCalendar("UTC", {"mon-fri": ["08:30-16:30"]}), tasks=400, minutes=10, seed=seed)
        shifts = {shift for day in discover_calendars(log).calendars["label"].hours.values() for shift in day}
        exact += shifts == {"08:30-16:30"}
        for shift in shifts:
            opens, closes = (int(text[:2]) * 60 + int(text[3:]) for text in shift.split("-"))
            farthest = max(farthest, abs(opens - 510), abs(closes - 990))
    assert exact >= 15
    assert farthest <= 60


def test_work_of_two_hours_without_a_pause_shows_no_breaks_and_the_close_on_the_stroke() -> None:
    days = pd.date_range("2026-02-02", periods=40, freq="D", tz="UTC")
    starts = [day + pd.Timedelta(hours=h) for day in days if day.day_of_week < 5 for h in (9, 11, 13, 15)]
    log = pd.DataFrame({"task_id": range(len(starts)), "stage": "film", "started_at": starts})
    log = log.assign(enabled_at=starts[0] - pd.Timedelta(days=1), ended_at=log["started_at"] + pd.Timedelta(hours=2))
    assert discover_calendars(log).calendars["film"].hours == {"mon-fri": ["09:00-17:00"]}


def test_a_lunch_hour_in_which_somebody_worked_once_is_still_a_break() -> None:
    calendar = WorkCalendar("UTC", {"mon-fri": ["08:00-12:00", "13:00-17:00"]})
    lunch = pd.DataFrame({"task_id": ["odd"], "stage": "label", "started_at": ["2026-02-18T12:20Z"]})
    lunch = lunch.assign(enabled_at="2026-02-18T12:20Z", ended_at="2026-02-18T12:25Z")
    log = pd.concat([log_of(calendar), lunch.apply(lambda c: pd.to_datetime(c) if c.name.endswith("_at") else c)])
    assert discover_calendars(log).calendars["label"] == calendar


def test_days_that_a_small_team_had_nothing_to_do_are_no_holidays() -> None:
    log = log_of(LABELS_9_TO_17, tasks=120, minutes=5)
    worked = {day for name in ("started_at", "ended_at") for day in log[name].dt.date}
    weekdays = pd.bdate_range(log["started_at"].min().date(), log["ended_at"].max().date())
    assert len(worked) < len(weekdays)
    assert discover_calendars(log).calendars["label"].holidays is None


def test_a_day_that_is_open_throughout_is_written_as_one_shift_wherever_it_begins() -> None:
    slots = np.zeros((7, SLOTS), dtype=bool)
    slots[:, :] = True
    assert to_week(slots, 16) == (((0, 1440),),) * 7
    slots[1:] = False
    assert to_week(slots, 16) == (((240, 1440),), ((0, 240),), (), (), (), (), ())


def test_a_log_of_starts_alone_shows_the_hours_of_its_starts() -> None:
    log = log_of(WorkCalendar("Asia/Singapore", {"mon-fri": ["09:00-18:00"]}))
    found = discover_calendars(log.drop(columns=["ended_at", "enabled_at"]), timezone="Asia/Singapore")
    assert found.calendars["label"].hours == {"mon-fri": ["09:00-18:00"]}
    assert found.to_frame()["times"][0] == len(log)
    assert any("one time" in note or "end later than its start" in note for note in found.warnings)


def test_odd_evenings_and_two_saturdays_do_not_count() -> None:
    usual = log_of(LABELS_9_TO_17)
    evenings = ["2026-02-05 19:00", "2026-02-18 19:00", "2026-03-10 17:00", "2026-02-14 10:00", "2026-03-07 10:00"]
    starts = [pd.Timestamp(evening, tz="UTC") + pd.Timedelta(minutes=10 * i) for evening in evenings for i in range(15)]
    odd = pd.DataFrame({"task_id": [f"odd {i}" for i in range(len(starts))], "stage": "label", "started_at": starts})
    odd = odd.assign(enabled_at=odd["started_at"], ended_at=odd["started_at"] + pd.Timedelta(minutes=9))
    found = discover_calendars(pd.concat([usual, odd]))
    assert found.calendars["label"].hours == {"mon-fri": ["09:00-17:00"]}
    assert 0.9 < found.to_frame()["inside_share"][0] < 1


def test_holidays_and_a_closed_week_become_dates_of_the_calendar() -> None:
    closed = [date(2026, 2, 17), date(2026, 3, 6), *(date(2026, 3, day) for day in range(9, 14))]
    found = discover_calendars(log_of(replace(LABELS_9_TO_17, holidays=closed)))
    assert found.calendars["label"] == replace(LABELS_9_TO_17, holidays=closed)


@pytest.mark.parametrize("seed", range(4))
def test_dates_on_which_the_last_tasks_trickle_out_are_no_holidays(seed: int) -> None:
    night = WorkCalendar("Europe/Berlin", {"sun-thu": ["20:30-01:00"]})
    log = log_of(night, tasks=1500, seed=seed)
    assert discover_calendars(log, timezone="Europe/Berlin").calendars["label"] == night


def test_the_dates_that_a_night_shift_had_off_are_those_on_which_it_starts() -> None:
    night = WorkCalendar("Asia/Manila", {"mon-fri": ["22:00-06:00"]}, holidays=["2026-02-25"])
    after_midnight = WorkCalendar("Asia/Manila", {"tue-sat": ["00:30-06:00"]}, holidays=["2026-02-25"])
    for calendar in (night, after_midnight):
        assert discover_calendars(log_of(calendar), timezone="Asia/Manila").calendars["label"] == calendar


def test_a_gap_of_a_year_says_nothing_about_the_week() -> None:
    later = log_of(LABELS_9_TO_17, seed=3)
    for name in ("enabled_at", "started_at", "ended_at"):
        later[name] += pd.Timedelta(weeks=60)
    later.loc[0, "enabled_at"] = pd.Timestamp("2026-03-02 09:00", tz="UTC")
    found = discover_calendars(pd.concat([log_of(LABELS_9_TO_17), later]))
    assert found.calendars["label"].hours == {"mon-fri": ["09:00-17:00"]}
    assert found.to_frame()["weeks"][0] == 18


def test_work_in_batches_on_some_days_does_not_close_the_others() -> None:
    log = log_of(LABELS_9_TO_17)
    day = log["started_at"].dt.floor("D")
    batch_days = [pd.Timestamp("2026-02-02", tz="UTC") + pd.Timedelta(days=int(d)) for d in range(0, 60, 2)]
    found = discover_calendars(log[day.isin(batch_days)])
    assert found.calendars["label"] == LABELS_9_TO_17


def test_a_close_that_work_never_reached_is_assumed_from_the_other_groups() -> None:
    labels = log_of(LABELS_9_TO_17)
    review = WorkCalendar("UTC", {"mon-fri": ["13:00-19:00"]})
    early = log_of(review, "review", seed=2)
    early = early[early["ended_at"].dt.floor("D") == early["started_at"].dt.floor("D")].copy()
    early["enabled_at"] = early["started_at"].dt.floor("D") + pd.Timedelta(hours=10)
    found = discover_calendars(pd.concat([labels, early]))
    rows = found.to_frame().set_index("group")
    assert found.calendars["review"].hours == {"mon-fri": ["13:00-21:00"]}
    assert rows.loc["review", "assumed_hours"] == 10
    assert rows.loc["review", "status"] == "unsure"
    assert rows.loc["label", "assumed_hours"] == 0
    assert "review: no work was ever left when it stopped" in found.warnings[-1]
    early.loc[::2, "enabled_at"] -= pd.Timedelta(hours=14)
    known_to_be_away = discover_calendars(pd.concat([labels, early]))
    assert known_to_be_away.calendars["review"].hours == {"mon-fri": ["13:00-20:00"]}
    alone = discover_calendars(early)
    assert alone.calendars["review"].hours == {"mon-fri": ["13:00-19:00"]}
    assert alone.to_frame()["unknown_hours"][0] > 0


def test_too_few_times_give_no_calendar_and_one_week_none_either() -> None:
    new = log_of(LABELS_9_TO_17, "new", tasks=300, weeks=1)
    new = new[new["ended_at"] < pd.Timestamp("2026-02-08", tz="UTC")]
    log = pd.concat([log_of(LABELS_9_TO_17), log_of(LABELS_9_TO_17, "rare", tasks=10), new])
    found = discover_calendars(log)
    assert list(found.calendars) == ["label"]
    rows = found.to_frame().set_index("group")
    assert rows["status"].to_dict() == {"label": "sure", "rare": "too_few", "new": "too_few"}
    assert rows.loc[["rare", "new"], ["week_hours", "inside_share", "unknown_hours"]].isna().all(axis=None)
    assert sorted(warning.split(":")[0] for warning in found.warnings) == ["new", "rare"]


def test_three_weeks_are_unsure() -> None:
    found = discover_calendars(log_of(LABELS_9_TO_17, weeks=2))
    assert found.calendars["label"] == LABELS_9_TO_17
    assert found.to_frame()["status"].tolist() == ["unsure"]
    assert found.warnings[0].startswith("label: the hours are unsure, from 3 weeks")


def test_regions_have_their_own_zones_and_rows_in_any_order() -> None:
    teams = {
        "SG": WorkCalendar("Asia/Singapore", {"mon-fri": ["09:00-18:00"]}),
        "DE": WorkCalendar("Europe/Berlin", {"mon-fri": ["08:00-16:30"]}),
    }
    parts = [log_of(team, seed=i).assign(region=name) for i, (name, team) in enumerate(teams.items())]
    log = pd.concat(parts).sample(frac=1, random_state=5)
    zones = {name: team.timezone for name, team in teams.items()}
    assert discover_calendars(log, by="region", timezone=zones).calendars == teams
    with pytest.raises(SettingsError, match="'' for DE is no time zone"):
        discover_calendars(log, by="region", timezone={"SG": "Asia/Singapore"})


def test_what_cannot_be_discovered_is_refused() -> None:
    log = log_of(LABELS_9_TO_17, tasks=50)
    with pytest.raises(SettingsError, match="the events name no actor"):
        discover_calendars(log, by="actor")
    with pytest.raises(SettingsError, match="by must be one of stage, region, actor, queue; 'team' arrived"):
        discover_calendars(log, by="team")
    with pytest.raises(SettingsError, match="'Base' for label is no time zone"):
        discover_calendars(log, timezone="Base")
    with pytest.raises(SettingsError, match="timezone must be one zone, or a mapping of groups to zones; None arrived"):
        discover_calendars(log, timezone=None)
    log.loc[0, "ended_at"] = pd.Timestamp("9999-12-31", tz="UTC")
    with pytest.raises(SmoError, match="9999-12-31"):
        discover_calendars(log)


def test_the_result_is_ready_for_json_and_calendars_come_back_from_it() -> None:
    found = discover_calendars(log_of(replace(LABELS_9_TO_17, holidays=["2026-02-17"])))
    given = found.to_dict()
    assert json.loads(json.dumps(given)) == given
    assert WorkCalendar(**given["calendars"]["label"]) == found.calendars["label"]
    assert found.weekdays["shifts"].tolist() == ["09:00-17:00"] * 5 + [""] * 2


@pytest.mark.skipif(not REFERENCES.exists(), reason="../shared/refs is not there")
@pytest.mark.parametrize("by", ["stage", "actor"])
@pytest.mark.parametrize(
    "name", ["balanced", "batching_adjudicate", "calendar_mismatch", "capacity_review", "handoff_delay", "rework_label"]
)
def test_planted_hours_come_back_for_stages_and_people(name: str, by: str) -> None:
    pytest.importorskip("pyarrow")
    frame = pd.read_parquet(REFERENCES / f"planted_{name}.parquet")
    planted = json.loads((REFERENCES / f"planted_{name}.json").read_text())["expected"]["params"].get("cal", {})
    found = discover_calendars(frame.rename(columns={"start": "start_time", "end": "end_time"}), by=by)
    groups: Sequence[str] = sorted(frame["stage" if by == "stage" else "annotator"].unique())
    assert sorted(found.calendars) == groups
    for group in groups:
        opens, closes = planted.get(group.rstrip("0123456789"), (1, 9))
        assert found.calendars[group].hours == {"mon-fri": [f"{opens:02d}:00-{closes:02d}:00"]}


@pytest.mark.parametrize("seed", range(4))
def test_one_event_a_day_leaves_the_hours_unsure_and_three_do_not(seed: int) -> None:
    rng = np.random.default_rng(seed)
    days = pd.bdate_range("2026-02-02", periods=44, tz="UTC")
    for events, status in ((1, "unsure"), (3, "sure")):
        starts = [day + pd.Timedelta(minutes=int(m)) for day in days for m in rng.integers(540, 1020, events)]
        log = pd.DataFrame({"task_id": range(len(starts)), "stage": "label", "started_at": starts})
        found = discover_calendars(log.assign(ended_at=log["started_at"] + pd.Timedelta(minutes=5)))
        assert found.to_frame()["status"].tolist() == [status]
        assert bool(found.warnings and "dates to an open quarter hour" in found.warnings[-1]) == (status == "unsure")
