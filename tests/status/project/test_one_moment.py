"""All figures of a status are of one moment and of the whole project: no later labels, no region called all."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import TableError
from smo_metrics.settings import Project
from smo_metrics.status.bottlenecks.bottleneck_review import bottleneck_review
from smo_metrics.status.labelling.quality_review import quality_review
from smo_metrics.status.project.project_status import ProjectStatus, project_status
from smo_metrics.status.project.project_tables import ProjectTables
from smo_metrics.tables import check_labels

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def labels(region: str = "SG") -> pd.DataFrame:
    hours = [9, 10, 11, 12, 13, 14]
    return check_labels(
        pd.DataFrame(
            {
                "item_id": list("aabbcc"),
                "annotator_id": ["ann", "bob"] * 3,
                "label": ["x", "x", "y", "y", "x", "y"],
                "labelled_at": [f"2026-03-02T{hour:02}:00Z" for hour in hours],
                "duration_seconds": [30.0, 30.0, 30.0, 30.0, 600.0, 600.0],
                "region": region,
            }
        )
    )


def status(table: pd.DataFrame) -> ProjectStatus:
    return project_status(ProjectTables(labels=table), Project(), as_of=NOON, rng=np.random.default_rng(1))


def test_labels_made_after_the_moment_count_in_no_figure_and_a_note_says_so() -> None:
    found = status(labels())
    figures = found.kpi_table.set_index(["key", "region"])
    assert figures.loc[("aht", "all"), "value"] == 30.0
    assert figures.loc[("aht", "all"), "n"] == 4
    assert figures.loc[("alpha", "all"), "value"] == 1.0
    assert "2 labels made after 02 Mar 2026 12:00 (as_of) left out of all figures." in found.notes
    assert not any("left out of all" in note for note in status(labels().iloc[:4]).notes)


@pytest.mark.parametrize("name", ["all", "All ", "ALL"])
def test_a_region_called_all_is_refused_since_its_figures_would_pass_for_the_project(name) -> None:
    table = labels().assign(region=name)
    with pytest.raises(TableError, match=r"means the whole project here\. Rename the region"):
        status(table)
    with pytest.raises(TableError, match="labels: a region is called"):
        quality_review(table, Project())
    events = pd.DataFrame(
        {"task_id": [1], "stage": ["label"], "actor_id": ["ann"], "region": [name],
         "started_at": ["2026-03-02T09:00Z"], "ended_at": ["2026-03-02T10:00Z"]}
    )  # fmt: skip
    with pytest.raises(TableError, match="events: a region is called"):
        bottleneck_review(events, Project(), rng=np.random.default_rng(1), replications=0)
