"""What should somebody know or do? Trends, risks and opportunities, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.status.basis.kpi import Kpi
from smo_metrics.status.project.agreement_findings import agreement_findings
from smo_metrics.status.project.delivery_findings import age_findings, attainment_findings, due_findings
from smo_metrics.status.project.finding import Finding, findings_table
from smo_metrics.status.project.flow_findings import chart_findings, fix_findings
from smo_metrics.status.project.people_findings import (
    drift_findings,
    exposure_findings,
    mentoring_findings,
    single_person_findings,
)
from smo_metrics.status.project.reviews import Reviews

if TYPE_CHECKING:
    import pandas as pd


def findings(
    reviews: Reviews,
    *,
    kpis: Sequence[Kpi],
    milestones: pd.DataFrame | None = None,
    calendars: Calendars = None,
    as_of: datetime,
) -> pd.DataFrame:
    """Decide what to act on this week: what stands out by more than chance, or is beyond a limit that was set.

    Parameters
    ----------
    reviews : Reviews
    kpis : sequence of Kpi
    milestones : pandas.DataFrame, optional
        From `milestone_forecast`.
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
    as_of : datetime.datetime
        Aware.

    Returns
    -------
    pandas.DataFrame
        `key` (stable, so that notes follow it), `kind` (``risk``, ``trend``, ``opportunity``), `severity`, `area`,
        `what` and `evidence` (sentences), `size` and `unit`, `owner` and `action` (suggestions), `region`: the most
        severe first. A project where nothing is the matter has no rows.

    Notes
    -----
    Beyond a limit, without a test: a due date kept in fewer than 80 % of the futures; a milestone that half of them
    miss; open work older than `age_maximum_hours`; people over the cap of sensitive content; a stage with one person;
    the best of the simulated fixes where it takes a tenth off the mean lead time, its interval above 0; two of the
    last five periods beyond the same limit of a control chart.

    Tested: agreement by version and week, and by category; agreement and gold below their minimum; categories below
    theirs; annotators who are weaker than the others, or drift away from them; regions below the goal of the SLA; a
    weekly share of tasks in time that falls. These eight rules share the project's 1 - confidence evenly, each divides
    its part by the comparisons that it makes (Bonferroni): of steady projects, at most 5 % show any of them.

    Each cause is named once: categories that fell with a policy version stand in its finding, regions below the goal
    instead of the project.
    """
    return findings_table(_found(reviews, kpis, milestones, calendars, as_of))


def _found(
    reviews: Reviews, kpis: Sequence[Kpi], milestones: pd.DataFrame | None, calendars: Calendars, as_of: datetime
) -> Iterator[Finding]:
    quality, delivery, bottlenecks = reviews.quality, reviews.delivery, reviews.bottlenecks
    yield from due_findings(kpis, milestones)
    if delivery is not None:
        causes = bottlenecks.causes if bottlenecks is not None else None
        yield from attainment_findings(delivery, calendars, causes)
    yield from age_findings(kpis)
    if quality is not None:
        yield from agreement_findings(quality)
        yield from drift_findings(quality, as_of)
        yield from mentoring_findings(quality)
    if reviews.exposure is not None:
        yield from exposure_findings(reviews.exposure)
    if bottlenecks is not None:
        yield from single_person_findings(bottlenecks)
        yield from chart_findings(bottlenecks)
        yield from fix_findings(bottlenecks)
