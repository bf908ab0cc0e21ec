"""How is the project? Everything that its home workbook shows and its weekly update tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.settings import Project
from smo_metrics.status.basis.kpi import ALL_REGIONS, Kpi, Rag
from smo_metrics.status.basis.region_names import check_region_names
from smo_metrics.status.project.change_journal import change_journal, compared_moment, with_journal
from smo_metrics.status.project.findings import findings
from smo_metrics.status.project.history import history_rows, with_history
from smo_metrics.status.project.kpi_table import kpis, worst
from smo_metrics.status.project.moment import made_until, status_moment
from smo_metrics.status.project.plan import project_plan
from smo_metrics.status.project.project_checks import project_checks
from smo_metrics.status.project.project_kpis import hours_of_work, project_kpis
from smo_metrics.status.project.project_tables import ProjectTables
from smo_metrics.status.project.project_words import chart_headlines, headlines
from smo_metrics.status.project.regions import region_table, regions_of
from smo_metrics.status.project.reviews import Reviews, make_reviews

if TYPE_CHECKING:
    import pandas as pd

_TABLES = ("kpi_table", "findings", "regions", "changes", "checks")


@dataclass(frozen=True, slots=True, eq=False)
class ProjectStatus:
    """A project's status.

    Attributes
    ----------
    project : Project
    as_of : datetime.datetime
        The moment of all figures, in the zone of the project's reader.
    since : datetime.datetime or None
        The earlier refresh that changes are told against, as the reader's clock showed it; None: there is none.
    reviews : Reviews
        The reviews behind it, and why one is missing.
    kpis : tuple of Kpi
        Every key figure once, of the project and of regions.
    kpi_table : pandas.DataFrame
        The same as one long table, with a row for every region; see `smo_metrics.status.kpis`.
    regions : pandas.DataFrame
        One row a region; see `region_table`.
    findings : pandas.DataFrame
        Trends, risks and opportunities, the most severe first; see `findings`.
    milestones : pandas.DataFrame or None
        See `milestone_forecast`; None without milestones.
    history, journal : pandas.DataFrame
        With this refresh: figures by moment, key figure and region; and all changes. See `history_rows`.
    changes : pandas.DataFrame
        What changed since `since`; see `change_journal`.
    headlines : tuple of str
        How it is and what changed; the biggest risk; the biggest opportunity.
    chart_headlines : dict of str to str
        `burn_up`, `attainment`, `agreement`, `policy_versions`, `categories`, `waiting`, `fixes`, `flow`, `lead_time`
        and `finished`.
    checks : pandas.DataFrame
        Reconciliations of all reviews: `check`, `expected`, `found`, `ok`, `explanation`.
    notes : tuple of str
        What was derived, assumed or is unsure, and why parts are missing.
    """

    project: Project
    as_of: datetime
    since: datetime | None
    reviews: Reviews
    kpis: tuple[Kpi, ...]
    kpi_table: pd.DataFrame
    regions: pd.DataFrame
    findings: pd.DataFrame
    milestones: pd.DataFrame | None
    history: pd.DataFrame
    journal: pd.DataFrame
    changes: pd.DataFrame
    headlines: tuple[str, str, str]
    chart_headlines: dict[str, str]
    checks: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def overall(self) -> Rag:
        """Give the state of the project, which is that of its worst figure."""
        return worst(kpi for kpi in self.kpis if kpi.region == ALL_REGIONS)

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary, the reviews included; an undefined number is None."""
        return {
            "schema": SCHEMA,
            "project": self.project.project,
            "as_of": self.as_of.isoformat(),
            "since": to_json(self.since),
            "overall": self.overall,
            "headlines": list(self.headlines),
            "chart_headlines": self.chart_headlines,
            **{name: records(getattr(self, name)) for name in _TABLES},
            "milestones": None if self.milestones is None else records(self.milestones),
            "missing": self.reviews.missing,
            "notes": list(self.notes),
            **{name: review.to_dict() for name, review in self.reviews.named()},
        }


def project_status(
    tables: ProjectTables,
    project: Project,
    *,
    calendars: Calendars = None,
    as_of: datetime | None = None,
    rng: np.random.Generator,
    replications: int = 20,
    progress: Callable[[str], None] = lambda step: None,
) -> ProjectStatus:
    """Decide on Monday what to look at: how the project is, what changed, what is at risk and what could be better.

    Parameters
    ----------
    tables : ProjectTables
        What there is; labels, events or volumes at least.
    project : Project
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        When people work: one for all, or one a region. None: read from the events where that is possible.
    as_of : datetime.datetime, optional
        The moment that the exports show, aware; else as `status_moment` says.
    rng : numpy.random.Generator
        For forecasts and simulation; the same seed gives the same status.
    replications : int
        How often the simulation of fixes draws the project's days again; 0: no simulation.
    progress : callable
        Called with a few words at the start of each step.

    Returns
    -------
    ProjectStatus
        A review that the tables or the settings do not allow is missing, with its reason; the others are there.

    Raises
    ------
    SettingsError
        No table has a time in it and no `as_of` is set.
    TableError
        A history or journal without its columns; a region called ``all``.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> rows = pd.DataFrame({"item_id": list("aabb"), "annotator_id": [1, 2] * 2, "label": list("xxxy")})
    >>> from smo_metrics.tables import check_labels
    >>> from datetime import UTC
    >>> status = project_status(ProjectTables(labels=check_labels(rows)), Project(),
    ...     as_of=datetime(2026, 3, 2, tzinfo=UTC), rng=np.random.default_rng(1))
    >>> status.overall, status.reviews.missing["bottlenecks"]
    ('red', 'no events arrived; give a source of them')
    """
    check_region_names({name: getattr(tables, name) for name in ("labels", "events", "volumes", "roster")})
    moment = status_moment(tables, project, as_of)
    tables, left_out = made_until(tables, moment)
    reviewing, planning = rng.spawn(2)
    reviews = make_reviews(
        tables, project, calendars=calendars, as_of=moment, rng=reviewing, replications=replications, progress=progress
    )
    progress("comparing with the plan")
    stages = None if reviews.bottlenecks is None else reviews.bottlenecks.stages
    plan = project_plan(
        tables, project, calendars=calendars, hours=hours_of_work(stages), as_of=moment, rng=planning
    )
    regions = regions_of((tables.labels, tables.events, tables.volumes, tables.roster), reviews.kpis)
    every = (*plan.kpis, *reviews.kpis, *project_kpis(tables, reviews, project, regions))
    clock = moment.replace(tzinfo=None, microsecond=0)
    table = kpis(every, regions, clock)
    figures = tuple({(kpi.key, kpi.region): kpi for kpi in reversed(every)}.values())[::-1]
    progress("looking for what stands out")
    found = findings(reviews, kpis=figures, milestones=plan.milestones, calendars=calendars, as_of=moment)
    rows = history_rows(table, project, plan.milestones)
    since = compared_moment(tables.history, clock)
    journal = with_journal(tables.journal, change_journal(tables.history, rows), as_of=clock, since=since)
    changes = journal[journal["as_of"] == clock].reset_index(drop=True)
    if changes.empty and since == clock:  # a second refresh of the same moment tells what the first one told
        since = None
    overlap = None if reviews.bottlenecks is None else reviews.bottlenecks.overlap
    promised = project.sla.sla_hours is not None
    return ProjectStatus(
        project=project,
        as_of=moment,
        since=since,
        reviews=reviews,
        kpis=figures,
        kpi_table=table,
        regions=region_table(regions, figures, calendars, overlap, moment, promised=promised),
        findings=found,
        milestones=plan.milestones,
        history=with_history(tables.history, rows),
        journal=journal,
        changes=changes,
        headlines=headlines(figures, found, changes, since, promised=promised),
        chart_headlines=chart_headlines(reviews),
        checks=project_checks(reviews, every, table),
        notes=tuple(_notes(reviews, (*left_out, *plan.notes))),
    )


def _notes(reviews: Reviews, plan: Sequence[str]) -> Iterator[str]:
    """Give each sentence once, with the review that it is about."""
    for name, why in reviews.missing.items():
        yield f"{name.capitalize()} is not available: {why}"
    told = {sentence: name for name, review in reversed(tuple(reviews.named())) for sentence in review.notes}
    if reviews.delivery is not None and "scenarios" in reviews.delivery.missing:  # none are asked for here
        told.pop(f"No scenarios: {reviews.delivery.missing['scenarios']}", None)
    for name, _ in reviews.named():
        about = f"{name.capitalize()}: "
        yield from (about + sentence.removeprefix(about) for sentence, own in told.items() if own == name)
    yield from plan
