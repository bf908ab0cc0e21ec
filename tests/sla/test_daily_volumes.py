"""Daily counts from events: local days, finished tasks by policy, days without work."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import SettingsError, SmoError
from smo_metrics.sla.throughput.daily_volumes import daily_volumes
from smo_metrics.sla.throughput.when_done import when_done

NEW_YORK = "America/New_York"


def table(*events: tuple[str, str, str, str | None]) -> pd.DataFrame:
    """Give events that all began as soon as they could."""
    made = pd.DataFrame(events, columns=["task_id", "stage", "started_at", "ended_at"])
    return made.assign(enabled_at=made["started_at"])


def test_a_task_counts_on_the_local_days_on_which_it_came_and_was_finished() -> None:
    # 8 March 2026 has 23 hours in New York: midnight is 05:00 UTC before it and 04:00 UTC from then on.
    events = table(
        ("a", "label", "2026-03-08T04:59Z", "2026-03-08T05:00Z"),
        ("b", "label", "2026-03-09T03:59Z", "2026-03-09T04:00Z"),
        ("c", "label", "2026-03-11T12:00Z", None),
    )
    counts = daily_volumes(events, timezone=NEW_YORK)
    assert counts["date"].dt.strftime("%d").tolist() == ["07", "08", "09", "10", "11"]
    assert counts["arrived"].tolist() == [1, 1, 0, 0, 1]
    assert counts["completed"].tolist() == [0, 1, 1, 0, 0]


def test_with_a_stop_stage_a_task_is_finished_when_it_first_ends_it() -> None:
    events = table(
        ("a", "label", "2026-03-02T09:00Z", "2026-03-02T10:00Z"),
        ("a", "review", "2026-03-03T09:00Z", "2026-03-03T10:00Z"),
        ("a", "label", "2026-03-04T09:00Z", "2026-03-04T10:00Z"),
    )
    assert daily_volumes(events, timezone="UTC", stop_stage="label")["completed"].tolist() == [1, 0, 0]
    assert daily_volumes(events, timezone="UTC")["completed"].tolist() == [0, 0, 1]


def test_every_task_is_counted_once() -> None:
    rng = np.random.default_rng(3)
    starts = pd.Timestamp("2026-01-01T00:00Z") + pd.to_timedelta(rng.integers(0, 60 * 24 * 60, 500), unit="min")
    ends = starts + pd.to_timedelta(rng.integers(1, 5000, 500), unit="min")
    events = pd.DataFrame(
        {"task_id": range(500), "stage": "label", "enabled_at": starts, "started_at": starts, "ended_at": ends}
    )
    counts = daily_volumes(events, timezone="Asia/Kathmandu")
    assert counts["arrived"].sum() == counts["completed"].sum() == 500
    local = starts.tz_convert("Asia/Kathmandu").strftime("%Y-%m-%d").value_counts()
    by_day = counts.set_index(counts["date"].dt.strftime("%Y-%m-%d"))["arrived"]
    assert by_day[by_day > 0].to_dict() == local.to_dict()


def test_a_task_arrives_when_its_work_is_possible_and_not_when_that_begins() -> None:
    events = table(("a", "label", "2026-03-04T09:00Z", "2026-03-04T10:00Z")).assign(enabled_at="2026-03-02T09:00Z")
    assert daily_volumes(events, timezone="UTC")["arrived"].tolist() == [1, 0, 0]


def test_without_enabled_at_for_every_first_event_nobody_knows_what_arrived() -> None:
    events = table(
        ("a", "label", "2026-03-02T09:00Z", "2026-03-02T10:00Z"),
        ("a", "review", "2026-03-03T09:00Z", "2026-03-03T10:00Z"),
        ("b", "label", "2026-03-03T09:00Z", "2026-03-03T10:00Z"),
    )
    later_lost = events.assign(enabled_at=events["enabled_at"].where(events["stage"] == "label"))
    assert daily_volumes(later_lost, timezone="UTC")["arrived"].tolist() == [1, 1]
    for known in (events.drop(columns="enabled_at"), events.assign(enabled_at=[None, None, "2026-03-03T09:00Z"])):
        counts = daily_volumes(known, timezone="UTC")
        assert list(counts) == ["date", "completed"]
        assert counts["completed"].tolist() == [0, 2]


def test_arrivals_of_events_without_enabled_at_are_refused_where_they_are_asked_for() -> None:
    days = pd.date_range("2026-03-02T09:00Z", periods=21).repeat(4)
    events = pd.DataFrame({"task_id": range(84), "stage": "label", "started_at": days, "ended_at": days})
    events["ended_at"] += pd.Timedelta(hours=1)
    volumes = daily_volumes(events, timezone="UTC")
    with pytest.raises(SmoError, match="no figures of arrived tasks"):
        when_done(volumes, 100, arrivals=True, rng=np.random.default_rng(1), paths=100)


def test_without_enabled_at_a_task_between_two_stages_counts_as_finished_unless_a_stop_stage_is_named() -> None:
    events = table(
        ("a", "label", "2026-03-02T09:00Z", "2026-03-02T10:00Z"),
        ("a", "review", "2026-03-03T09:00Z", "2026-03-03T10:00Z"),
        ("b", "label", "2026-03-03T09:00Z", "2026-03-03T10:00Z"),
    ).drop(columns="enabled_at")
    assert daily_volumes(events, timezone="UTC")["completed"].tolist() == [0, 2]
    assert daily_volumes(events, timezone="UTC", stop_stage="review")["completed"].tolist() == [0, 1]


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(SettingsError, match="'Mars' is unknown"):
        daily_volumes(table(("a", "label", "2026-03-02T09:00Z", None)), timezone="Mars")
