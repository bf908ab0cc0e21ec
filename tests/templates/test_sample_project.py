"""The sample project: what its source writes, that its tables belong together, and the stories that are in it."""

from __future__ import annotations

import tomllib

import numpy as np
import pandas as pd
import pytest

from smo_metrics.event_table import check_events
from smo_metrics.flow import find_bottlenecks, stage_times
from smo_metrics.flow.hours.calendar_text import parse_calendars
from smo_metrics.readers import read
from smo_metrics.settings import load_project
from smo_metrics.sla import SlaPolicy, daily_volumes, sla_attainment, when_done
from smo_metrics.status.labelling.quality_review import quality_review
from smo_metrics.tables import check_labels
from smo_metrics.volume_table import check_volumes
from templates.samples import sample_project as source
from templates.samples.sample_team import (
    CALENDARS,
    DRIFTING_VERSION,
    LATE_REGION,
    POLICY_DRIFTS,
    REGION_LATE,
    STAGE_STARVED,
    STARVED_STAGE,
    STORIES,
)

NONE: frozenset[str] = frozenset()


def _names(stories: frozenset[str]) -> str:
    return " and ".join(sorted(stories)) or "quiet"


@pytest.fixture(scope="module")
def projects() -> dict[frozenset[str], source.SampleProject]:
    """The project with all stories, with none, and with each alone."""
    return {told: source.sample_project(told) for told in (STORIES, NONE, *(frozenset({one}) for one in STORIES))}


@pytest.fixture(params=[STORIES, NONE], ids=["stories", "quiet"])
def project(request, projects) -> source.SampleProject:
    return projects[request.param]


def test_the_committed_files_are_what_their_source_writes() -> None:
    assert source.main(["--check"]) == 0
    assert sum(file.stat().st_size for file in source.FOLDER.iterdir()) < 1_000_000


def test_an_outdated_file_fails_the_check_and_is_written_anew_without_it(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(source, "FOLDER", tmp_path / "sample")
    assert source.main(["--check"]) == 1
    assert "labels.csv is out of date. Run: python -m templates.samples.sample_project" in capsys.readouterr().err
    assert not (tmp_path / "sample").exists()
    assert source.main([]) == 0
    assert source.main(["--check"]) == 0


def test_one_seed_gives_one_project_and_another_seed_another(projects) -> None:
    assert source.sample_project().texts() == projects[STORIES].texts()
    other = source.sample_project(seed=1).texts()
    assert other["events.csv"] != projects[STORIES].texts()["events.csv"]


def test_an_unknown_story_is_refused() -> None:
    with pytest.raises(ValueError, match=r"stories: \['late'\] arrived; choose from \['policy drifts'"):
        source.sample_project({"late"})


def test_the_files_are_read_as_the_tables_they_were_written_from(tmp_path, projects) -> None:
    projects[STORIES].write(tmp_path)
    tables = projects[STORIES].tables
    pd.testing.assert_frame_equal(read(tmp_path / "labels.csv").labels, check_labels(tables["labels"]))
    pd.testing.assert_frame_equal(read(tmp_path / "events.csv", table="events").events, check_events(tables["events"]))
    volumes = read(tmp_path / "volumes.csv", table="volumes").volumes
    pd.testing.assert_frame_equal(volumes, check_volumes(tables["volumes"]))
    assert len(read(tmp_path / "roster.csv", table="roster").roster) == len(tables["roster"])
    assert tomllib.loads((tmp_path / "settings.toml").read_text(encoding="utf-8")) == projects[STORIES].settings
    assert load_project(toml=tmp_path / "settings.toml")[0] == load_project(projects[STORIES].settings)[0]


def test_it_is_as_large_as_a_small_project_of_eight_weeks(projects) -> None:
    tables = projects[STORIES].tables
    assert 1_300 <= tables["events"]["task_id"].nunique() <= 1_500
    assert 2_300 <= len(tables["labels"]) <= 3_000
    assert tables["volumes"]["date"].nunique() == 56
    gold = tables["labels"].loc[tables["labels"]["gold_label"] != "", "item_id"].nunique()
    assert gold / tables["labels"]["item_id"].nunique() == pytest.approx(0.08, abs=0.02)


def test_whoever_works_is_on_the_roster_with_their_region(project) -> None:
    regions = project.tables["roster"].set_index("annotator_id")["region"]
    events = project.tables["events"]
    begun = events[events["actor_id"] != ""]
    assert (begun["actor_id"].map(regions) == begun["region"]).all()
    labels = project.tables["labels"]
    assert (labels["annotator_id"].map(regions) == labels["region"]).all()


def test_every_turn_at_the_label_stage_left_a_label(project) -> None:
    events, labels = project.tables["events"], project.tables["labels"]
    done = events[(events["stage"] == "label") & events["ended_at"].notna()]
    key = ["item_id", "annotator_id", "labelled_at"]
    found = done.rename(columns=dict(zip(("task_id", "actor_id", "ended_at"), key, strict=True))).merge(labels, on=key)
    assert len(found) == len(done)
    worked = (found["labelled_at"] - found["started_at"]).dt.total_seconds()
    assert (found["duration_seconds"] <= worked).all()
    assert (found["duration_seconds"] == worked).mean() > 0.9  # the others were interrupted by the night


def test_nobody_does_two_things_at_once_or_begins_out_of_hours(project) -> None:
    calendars = parse_calendars(CALENDARS)
    events = project.tables["events"].dropna(subset="started_at")
    for region, begun in events.groupby("region"):
        at_work = calendars[region].work_hours(begun["started_at"], begun["started_at"] + pd.Timedelta(seconds=1))
        assert (at_work > 0).all()
    events = events.sort_values(["actor_id", "started_at"])
    before = events.groupby("actor_id")["ended_at"].shift()
    assert not (events["started_at"] < before).any()


def test_nothing_later_than_the_export_is_known(project) -> None:
    for table, times in (("events", ["enabled_at", "started_at", "ended_at"]), ("labels", ["labelled_at"])):
        assert (project.tables[table][times].max() <= project.as_of).all()
    unfinished = project.tables["events"]["ended_at"].isna()
    assert unfinished.any()
    assert (project.tables["events"].loc[unfinished, "outcome"] == "").all()


def test_volumes_count_what_the_events_show(project) -> None:
    events = project.tables["events"]
    zone = project.settings["timezone"]
    shown = daily_volumes(check_events(events), timezone=zone, stop_stage="approve").set_index("date")
    counted = check_volumes(project.tables["volumes"]).groupby("date")[["arrived", "completed"]].sum()
    for column, total in (("arrived", events["task_id"].nunique()), ("completed", shown["completed"].sum())):
        assert counted[column].loc[shown.index].tolist() == shown[column].tolist()
        assert counted[column].sum() == total


def test_sensitive_work_keeps_to_the_rules_for_breaks_and_hours(project) -> None:
    labels, settings = project.tables["labels"], project.settings
    assert labels["duration_seconds"].max() < 3600 * settings["break_after_hours"]
    begun = labels["labelled_at"] - pd.to_timedelta(labels["duration_seconds"], unit="s")
    ordered = labels.assign(begun=begun).sort_values(["annotator_id", "begun"])
    breaks = ordered["begun"] - ordered.groupby("annotator_id")["labelled_at"].shift()
    assert breaks.min() >= pd.Timedelta(minutes=settings["break_minutes"])
    sensitive = labels[labels["exposure"].isin(settings["sensitive_tiers"])]
    days = sensitive["labelled_at"].dt.tz_convert(settings["timezone"]).dt.date
    hours = sensitive.groupby(["annotator_id", days])["duration_seconds"].sum() / 3600
    assert 0 < hours.max() < 0.8 * settings["exposure_cap_hours"]


def test_the_delivery_is_on_plan(project) -> None:
    settings, volumes = project.settings, check_volumes(project.tables["volumes"])
    done = volumes["completed"].sum()
    found = when_done(
        volumes,
        settings["scope_tasks"] - done,
        due=settings["due_date"],
        gaps=settings["gaps"],
        as_of=project.as_of.date(),
        rng=np.random.default_rng(0),
        paths=1000,
    )
    assert found.due_probability > 0.95
    milestones = project.tables["milestones"].dropna(subset="actual_date")
    assert len(milestones) == 3
    assert (milestones["actual_date"] <= milestones["baseline_date"]).all()


def test_a_story_touches_nothing_but_what_it_is_about(projects) -> None:
    quiet, drifting = projects[NONE].tables, projects[frozenset({POLICY_DRIFTS})].tables
    pd.testing.assert_frame_equal(drifting["events"], quiet["events"])
    changed = drifting["labels"]["label"] != quiet["labels"]["label"]
    assert changed.any()
    assert (quiet["labels"].loc[changed, "policy_version"] == DRIFTING_VERSION).all()
    late = projects[frozenset({REGION_LATE})].tables["events"]
    assert late.groupby("task_id")["enabled_at"].min().equals(quiet["events"].groupby("task_id")["enabled_at"].min())
    elsewhere = (late["stage"] == "label") & (late["region"] != LATE_REGION)
    waited = (late["started_at"] - late["enabled_at"])[elsewhere]
    assert waited.mean() < pd.Timedelta(minutes=12)


@pytest.mark.parametrize("told", [STORIES, NONE, *(frozenset({one}) for one in sorted(STORIES))], ids=_names)
def test_agreement_falls_with_the_new_version_exactly_where_the_policy_drifts(projects, told) -> None:
    project = projects[told]
    settings, _ = load_project(project.settings)
    review = quality_review(check_labels(project.tables["labels"]), settings)
    overall = review.changes[review.changes["category"] == "(all)"]
    fell = overall.loc[overall["change"] == "fell", ["kind", "policy_version"]].to_numpy().tolist()
    assert fell == ([["version", DRIFTING_VERSION]] if POLICY_DRIFTS in told else [])
    assert review.to_talk_to == []
    assert review.alpha.value > settings.thresholds.alpha_target


@pytest.mark.parametrize("told", [STORIES, NONE, frozenset({REGION_LATE}), frozenset({STAGE_STARVED})], ids=_names)
def test_one_region_misses_the_goal_exactly_where_it_is_late(projects, told) -> None:
    project = projects[told]
    policy = SlaPolicy(project.settings["sla_hours"], project.settings["sla_clock"], project.settings["sla_goal"])
    calendars, zone = parse_calendars(project.calendars), project.settings["timezone"]
    found = sla_attainment(
        project.tables["events"], policy, calendars=calendars, by="region", timezone=zone, as_of=project.as_of
    )
    missed = found.groups.loc[found.groups["such_tasks"] == "missed", "group"].tolist()
    assert missed == ([LATE_REGION] if REGION_LATE in told else [])
    assert (found.groups.loc[found.groups["group"] != LATE_REGION, "such_tasks"] == "met").all()
    assert found.attained.low > policy.goal


@pytest.mark.parametrize("told", [STORIES, NONE, frozenset({REGION_LATE})], ids=_names)
def test_one_more_person_at_the_starved_stage_is_the_only_best_fix(projects, told) -> None:
    project = projects[told]
    found = find_bottlenecks(
        project.tables["events"],
        calendars=parse_calendars(project.calendars),
        as_of=project.as_of,
        replications=6,
        rng=np.random.default_rng(0),
    )
    assert found.best == ((f"people {STARVED_STAGE} 1",) if STAGE_STARVED in told else ())
    assert not any("does not fit" in warning for warning in found.warnings)


def test_work_waits_at_the_starved_stage(projects) -> None:
    waiting = {
        told: stage_times(projects[told].tables["events"]).to_frame().set_index("stage")["waiting_mean_hours"]
        for told in (NONE, frozenset({STAGE_STARVED}))
    }
    assert waiting[frozenset({STAGE_STARVED})][STARVED_STAGE] > waiting[NONE][STARVED_STAGE] + 1
