"""The demo's events: what their source writes, and the story that is in them."""

from __future__ import annotations

import pandas as pd
import pytest

from smo_metrics.demo import EVENTS, EXPORT, ROSTER
from smo_metrics.readers import read
from templates.samples import demo_events


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    return read(EVENTS, table="events").events


def test_the_committed_file_is_what_its_source_writes() -> None:
    assert demo_events.main(["--check"]) == 0
    assert EVENTS.stat().st_size < 300_000


def test_an_outdated_file_fails_the_check_and_is_written_anew_without_it(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(demo_events, "FILE", tmp_path / "events.csv")
    assert demo_events.main(["--check"]) == 1
    assert "events.csv is out of date. Run: python -m templates.samples.demo_events" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
    assert demo_events.main([]) == 0
    assert (tmp_path / "events.csv").read_bytes() == EVENTS.read_bytes()


def test_another_seed_gives_other_events() -> None:
    assert demo_events.events_text(1) != EVENTS.read_text(encoding="utf-8")


def test_the_events_are_those_of_a_real_project(events) -> None:
    assert 480 <= events["task_id"].nunique() <= 520
    assert 1_100 <= len(events) <= 1_400
    assert set(events["stage"]) == {"label", "review", "adjudicate"}
    assert set(events["region"].dropna()) == set(read(ROSTER, table="roster").roster["region"])
    assert set(events["queue"]) == {"comments", "video"}
    assert set(events["priority"]) == {"normal", "urgent"}
    assert 5 <= (events["enabled_at"].max() - events["enabled_at"].min()).days / 7 <= 6
    assert 0 < events["started_at"].isna().sum() < 20
    assert 0 < (events["started_at"].notna() & events["ended_at"].isna()).sum() < 20
    again = events.groupby(["task_id", "stage"]).size()
    assert 0.05 < (again[again.index.get_level_values("stage") == "label"] > 1).mean() < 0.12


def test_nobody_does_two_things_at_once_or_begins_outside_office_hours(events) -> None:
    begun = events.dropna(subset=["started_at"]).sort_values(["actor_id", "started_at"])
    same = begun["actor_id"] == begun["actor_id"].shift()
    assert (begun["started_at"] >= begun["ended_at"].shift())[same].all()
    zones = {"Singapore": "Asia/Singapore", "Dublin": "Europe/Dublin"}
    for region, zone in zones.items():
        local = begun.loc[begun["region"] == region, "started_at"].dt.tz_convert(zone)
        minutes = local.dt.hour * 60 + local.dt.minute
        assert minutes.between(9 * 60, 17 * 60 + 30).all()
        assert (local.dt.day_of_week < 5).all()


def test_the_reviewers_are_busy_and_nobody_else_is(events) -> None:
    waited = (events["started_at"] - events["enabled_at"]).dt.total_seconds().groupby(events["stage"]).mean() / 3600
    assert waited["review"] > 3 * waited["adjudicate"]
    assert waited["adjudicate"] > waited["label"]


def test_labellers_are_those_of_the_export(events) -> None:
    labellers = set(events.loc[events["stage"] == "label", "actor_id"].dropna())
    assert labellers == set(read(EXPORT).labels["annotator_id"]) - {"noor.haddad@example.com"}
