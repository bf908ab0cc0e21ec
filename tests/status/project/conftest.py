"""The sample project, computed once for all tests of its status."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
import pytest

from smo_metrics.event_table import check_events
from smo_metrics.flow import WorkCalendar, parse_calendars
from smo_metrics.settings import Project, load_project
from smo_metrics.status.project.project_status import ProjectStatus, project_status
from smo_metrics.status.project.project_tables import ProjectTables
from smo_metrics.tables import check_labels, check_roster
from smo_metrics.volume_table import check_volumes
from templates.samples.sample_project import SampleProject, sample_project
from templates.samples.sample_team import STORIES


def tables_of(sample: SampleProject) -> ProjectTables:
    """The sample's tables as a workbook would hand them over."""
    raw = sample.tables
    roster = check_roster(raw["roster"])
    return ProjectTables(
        labels=check_labels(raw["labels"], roster=roster),
        events=check_events(raw["events"], roster=roster),
        volumes=check_volumes(raw["volumes"]),
        roster=roster,
        milestones=raw["milestones"],
        raid=raw["raid"],
    )


def settings_of(sample: SampleProject, **changed: object) -> Project:
    return load_project({**sample.settings, **changed})[0]


def status_of(stories: Collection[str], replications: int = 5, **tables: object) -> ProjectStatus:
    sample = sample_project(stories)
    given = tables_of(sample)
    changed = ProjectTables(**{name: tables.get(name, getattr(given, name)) for name in ProjectTables.__slots__})
    return project_status(
        changed, settings_of(sample), calendars=parse_calendars(sample.calendars), as_of=sample.as_of,
        rng=np.random.default_rng(1), replications=replications,
    )  # fmt: skip


@pytest.fixture(scope="session")
def with_stories() -> ProjectStatus:
    return status_of(STORIES)


@pytest.fixture(scope="session")
def without_stories() -> ProjectStatus:
    return status_of(())


@pytest.fixture(scope="session")
def calendars() -> dict[str, WorkCalendar]:
    return parse_calendars(sample_project(()).calendars)


@pytest.fixture(scope="session")
def make_status() -> Callable[..., ProjectStatus]:
    return status_of
