"""The key figures of a project that no single review gives."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from smo_metrics.settings import Project
from smo_metrics.status.basis.kpi import ALL_REGIONS, Kpi
from smo_metrics.status.bottlenecks.first_decisions import ACCEPTED, REJECTED
from smo_metrics.status.project.project_tables import ProjectTables
from smo_metrics.status.project.reviews import Reviews
from smo_metrics.status.project.work_kpis import cost_kpi, defect_kpi, label_kpis, review_kpis

if TYPE_CHECKING:
    import pandas as pd


def project_kpis(
    tables: ProjectTables, reviews: Reviews, project: Project, regions: Sequence[str]
) -> Iterator[Kpi]:
    """Give defects, the wait for the review, handling time, labels an hour and what an accepted task costs.

    Parameters
    ----------
    tables : ProjectTables
    reviews : Reviews
    project : Project
    regions : sequence of str
    """
    quality, bottlenecks = reviews.quality, reviews.bottlenecks
    for kpi in reviews.kpis:
        if kpi.key == "gold":
            yield defect_kpi(kpi, quality.gold if quality and kpi.region == ALL_REGIONS else None, project)
    stages = None if bottlenecks is None else bottlenecks.stages
    yield from review_kpis(stages)
    yield from label_kpis(tables.labels, project, regions)
    accepted = None if bottlenecks is None else accepted_tasks(bottlenecks.events)
    yield cost_kpi(project, hours_of_work(stages), accepted)


def hours_of_work(stages: pd.DataFrame | None) -> float:
    """Add up the work hours of all finished events.

    Parameters
    ----------
    stages : pandas.DataFrame or None
        From `stage_table`.

    Returns
    -------
    float
        NaN without events, or where they have one time each.
    """
    if stages is None:
        return math.nan
    whole = stages[stages["region"] == ALL_REGIONS]
    finished = whole["events"] - whole["waiting_now"] - whole["in_work_now"]
    hours = whole["handling_mean_work_hours"] * finished
    return float(hours[finished > 0].sum(skipna=False)) if (finished > 0).any() else math.nan


def accepted_tasks(events: pd.DataFrame) -> int | None:
    """Count the tasks whose last decision is that they are accepted.

    Parameters
    ----------
    events : pandas.DataFrame
        From `check_events`; `outcome` says accepted or rejected, as `first_decisions` reads it.

    Returns
    -------
    int or None
        None where no event tells a decision or has an end.

    Examples
    --------
    >>> import pandas as pd
    >>> ends = pd.to_datetime(["2026-03-02T09:00Z", "2026-03-02T10:00Z", "2026-03-02T09:00Z"])
    >>> outcomes = ["rejected", "accepted", "rejected"]
    >>> accepted_tasks(pd.DataFrame({"task_id": [1, 1, 2], "ended_at": ends, "outcome": outcomes}))
    1
    """
    if "outcome" not in events or "ended_at" not in events:
        return None
    distinct = events["outcome"].dropna().unique()
    plain = {outcome: " ".join(re.split(r"[\s_-]+", outcome.casefold())).strip() for outcome in distinct}
    words = events["outcome"].map(plain)
    decided = words.isin(ACCEPTED | REJECTED) & events["ended_at"].notna()
    if not decided.any():
        return None
    last = events.assign(accepted=words.isin(ACCEPTED))[decided].sort_values("ended_at", kind="stable")
    return int(last.groupby("task_id")["accepted"].last().sum())
