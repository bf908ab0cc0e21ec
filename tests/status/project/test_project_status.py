"""The whole status: whichever tables there are, refreshed as often as one likes, in JSON."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import SettingsError, TableError
from smo_metrics.settings import Project
from smo_metrics.status.project.moment import status_moment
from smo_metrics.status.project.project_status import project_status
from smo_metrics.status.project.project_tables import ProjectTables
from smo_metrics.status.project.project_words import CHARTS
from templates.samples.sample_project import sample_project
from tests.status.project.conftest import tables_of

EVERYTHING = ("labels", "events", "volumes", "roster", "milestones")


@pytest.mark.parametrize(
    ("there", "missing"),
    [
        ({"labels"}, {"delivery", "bottlenecks"}),
        ({"events"}, {"quality", "exposure"}),
        ({"volumes"}, {"quality", "exposure", "bottlenecks"}),
        ({"volumes", "milestones"}, {"quality", "exposure", "bottlenecks"}),
    ],
)
def test_one_table_alone_gives_what_it_can_and_the_reason_for_the_rest(make_status, there, missing) -> None:
    status = make_status((), replications=0, **dict.fromkeys(set(EVERYTHING) - there))
    assert set(status.reviews.missing) == missing
    for name in missing:
        assert any(note.startswith(f"{name.capitalize()} is not available: ") for note in status.notes)
    assert status.checks["ok"].all()
    assert len(status.headlines) == 3
    assert set(status.chart_headlines) == set(CHARTS)
    unknown = status.kpi_table["value"].isna()
    assert (status.kpi_table["shown"][unknown] == "not available").all()
    json.dumps(status.to_dict(), allow_nan=False)


def test_all_checks_of_the_sample_are_ok_and_each_review_has_some(with_stories) -> None:
    checks = with_stories.checks
    assert checks["ok"].all()
    assert {text.partition(":")[0] for text in checks["check"]} >= {"Labels", "Delivery", "Flow", "Exposure"}
    assert (checks["explanation"].str.len() > 0).all()


def test_the_milestones_of_the_plan_end_on_the_day_of_the_delivery_review(with_stories) -> None:
    finish = with_stories.reviews.delivery.finish.set_index("sure_share")["finish_date"]
    last = with_stories.milestones.iloc[-1]
    assert abs((last["forecast_date"] - finish[0.8]).days) <= 1
    assert set(with_stories.milestones["mark"]) <= {"● Reached", "● On plan"}


def test_a_second_refresh_at_the_same_moment_changes_nothing(make_status) -> None:
    first = make_status((), events=None)
    again = make_status((), events=None, history=first.history, journal=first.journal)
    pd.testing.assert_frame_equal(again.history, first.history)
    assert again.since is None
    assert again.headlines == first.headlines
    assert again.changes.empty
    assert again.journal.empty
    assert again.to_dict()["findings"] == first.to_dict()["findings"]


def test_what_changed_since_an_earlier_refresh_stands_in_journal_and_headline(make_status, without_stories) -> None:
    week_ago = without_stories.history.assign(
        as_of=without_stories.as_of.replace(tzinfo=None) - timedelta(days=7)
    )
    status = make_status(("region late",), replications=0, history=week_ago, labels=None)
    assert status.since == pd.Timestamp("2026-07-27 02:00")
    worse = status.changes.set_index(["what", "region"]).loc[("SLA attainment", "Sao Paulo")]
    assert "(● On target)" in worse["before"]
    assert "(■ Below minimum)" in worse["after"]
    assert "Since 27 Jul 2026: " in status.headlines[0]
    assert "Krippendorff's alpha changed from " in status.headlines[0]  # lost, with the labels
    assert set(status.history["as_of"]) == {status.since, pd.Timestamp("2026-08-03 02:00")}
    assert status.journal.equals(status.changes)


def test_the_inputs_are_left_as_they_are_and_the_same_seed_gives_the_same_status(make_status) -> None:
    sample = sample_project(())
    tables = tables_of(sample)
    before = [table.copy() for table in (tables.volumes, tables.milestones)]
    first, again = (make_status((), labels=None, events=None, volumes=tables.volumes) for _ in range(2))
    assert first.to_dict() == again.to_dict()
    for table, copy in zip((tables.volumes, tables.milestones), before, strict=True):
        pd.testing.assert_frame_equal(table, copy)


def test_a_review_that_the_data_forbid_says_why_and_does_not_stop_the_others(make_status) -> None:
    milestones = pd.DataFrame({"milestone": ["a"], "baseline_date": ["2026-09-01"], "planned_share": [60]})
    status = make_status((), milestones=milestones, labels=None, events=None)
    assert status.milestones is None
    assert any("planned_share above 1" in note for note in status.notes)
    assert status.reviews.delivery is not None
    spi = status.kpi_table.set_index(["key", "region"]).loc[("spi", "all")]
    assert math.isnan(spi["value"])
    assert "milestones" in spi["detail"]


def test_every_region_has_a_row_with_its_local_time(with_stories) -> None:
    table = with_stories.regions.set_index("region")
    assert table.index.tolist() == ["Sao Paulo", "Singapore", "Warsaw"]
    assert table.loc["Singapore", "local_time"] == "Mon 03 Aug 2026 08:00 (Asia/Singapore)"
    assert table.loc["Sao Paulo", "mark"] == "■ Below minimum"
    assert "Warsaw 15 h a week" in table.loc["Sao Paulo", "shared_hours_with"]


def test_the_moment_is_the_one_given_else_the_settings_else_the_latest_in_the_tables() -> None:
    labels = pd.DataFrame({"labelled_at": pd.to_datetime(["2026-03-02T09:00Z", None])})
    times = {"started_at": pd.to_datetime(["2026-03-03T09:00Z"]), "ended_at": pd.to_datetime([None], utc=True)}
    events = pd.DataFrame(times)
    tables, project = ProjectTables(labels=labels, events=events), Project(timezone="Asia/Singapore")
    given = datetime(2026, 4, 1, tzinfo=UTC)
    assert status_moment(tables, project, given) == given
    assert str(status_moment(tables, project, None)) == "2026-03-03 17:00:00+08:00"
    own = project.model_copy(update={"as_of": datetime(2026, 3, 9, 9)})
    assert str(status_moment(tables, own, None)) == "2026-03-09 09:00:00+08:00"


def test_without_any_time_the_moment_is_asked_for() -> None:
    labels = pd.DataFrame({"item_id": ["a"]})
    with pytest.raises(SettingsError, match="Write the moment of the exports as as_of"):
        status_moment(ProjectTables(labels=labels), Project(), None)
    with pytest.raises(SettingsError, match="has no time zone"):
        status_moment(ProjectTables(labels=labels), Project(), datetime(2026, 3, 2))


def test_a_broken_history_is_refused_before_anything_is_written() -> None:
    volumes = pd.DataFrame({"date": pd.bdate_range("2026-03-02", periods=20), "completed": 5.0})
    tables = ProjectTables(volumes=volumes, history=pd.DataFrame({"as_of": ["2026-03-02"]}))
    with pytest.raises(TableError, match="history: no column"):
        project_status(tables, Project(), rng=np.random.default_rng(1))
