"""Is anybody over-exposed to sensitive content? Hours by person and day against the organisation's own limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.settings import Project
from smo_metrics.status.basis.kpi import Kpi
from smo_metrics.status.basis.region_names import check_region_names
from smo_metrics.status.wellness import _exposure_words as words
from smo_metrics.status.wellness._days import DAYS, TIERS, exposure_days, tier_days
from smo_metrics.status.wellness._exposure_checks import exposure_checks
from smo_metrics.status.wellness._exposure_kpis import exposure_kpis, unavailable_kpis
from smo_metrics.status.wellness._exposure_work import exposure_work, missing_columns
from smo_metrics.status.wellness._people import PEOPLE, exposure_people, latest_dates
from smo_metrics.status.wellness._pseudonyms import pseudonyms
from smo_metrics.status.wellness._rotation import ROTATION, rotation
from smo_metrics.status.wellness._trend import Trend, weekly_trend
from smo_metrics.status.wellness._weeks import WEEKS, exposure_weeks, team_trend

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class ExposureReview:
    """Who saw how much sensitive content, and who could take over some of it.

    Attributes
    ----------
    project : Project
    days : pandas.DataFrame
        One row a person and day on which they labelled. `sensitive_hours` is time with at least one sensitive label at
        work, NaN where none of them has a duration; `at_most_hours`; `over_cap` True, False, or None where labels
        without a duration leave it open; `longest_stretch_hours`, the most sensitive hours without a break;
        `missed_breaks`, how many stretches were too long (both on the day a stretch begins); `after_cutoff_hours`, NaN
        where there is no cut-off or the person's zone is not known.
    tiers : pandas.DataFrame
        Hours and labels by person, day and tier.
    people : pandas.DataFrame
        One row a person: the latest five days, a status with a mark, why, and the trend of all weeks.
    weeks : pandas.DataFrame
        One row a week, for region ``all`` first, then for each region.
    rotation : pandas.DataFrame
        Suggestions: who hands how many hours a day to whom.
    trend : Trend
        Of the team's weekly average of hours a person and day.
    checks : pandas.DataFrame
    kpis : tuple of Kpi
    headlines : tuple of str
    chart_headlines : dict of str to str
        Of the charts ``people``, ``weeks`` and ``breaks``.
    notes : tuple of str
    """

    project: Project
    days: pd.DataFrame
    tiers: pd.DataFrame
    people: pd.DataFrame
    weeks: pd.DataFrame
    rotation: pd.DataFrame
    trend: Trend
    checks: pd.DataFrame
    kpis: tuple[Kpi, ...]
    headlines: tuple[str, str, str]
    chart_headlines: dict[str, str]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        tables = ("days", "tiers", "people", "weeks", "rotation", "checks")
        trend = {name: getattr(self.trend, name) for name in ("weeks", "slope", "p_value", "direction")}
        return {
            "schema": SCHEMA,
            "project": self.project.project,
            "kpis": [kpi.to_dict() for kpi in self.kpis],
            "headlines": list(self.headlines),
            "notes": list(self.notes),
            "trend": to_json(trend),
            **{name: records(getattr(self, name)) for name in tables},
        }


def exposure(
    labels: pd.DataFrame,
    project: Project,
    *,
    calendars: Calendars = None,
    roster: pd.DataFrame | None = None,
    as_of: datetime | None = None,
) -> ExposureReview:
    """Decide who needs a lighter queue before content harms them, and whose hours could be shared.

    Parameters
    ----------
    labels : pandas.DataFrame
        From `smo_metrics.tables.check_labels`. Used are `exposure` (the tier; None is not sensitive), `labelled_at`
        (the end of the work) and `duration_seconds`; cancelled labels, drafts and later rounds were looked at too and
        count. A duration that is missing or above four hours is not known: it is counted and told, never 0.
    project : Project
        `exposure` has the limits and the tiers that count; `timezone` counts the days of who has no other zone.
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        Give each region its time zone, in which its people's days and the cut-off are counted. A region that is named
        like a zone needs none. Where a team of several regions has a region of unknown zone, its days are the
        project's and the cut-off is not judged.
    roster : pandas.DataFrame, optional
        From `check_roster`: people's regions, before those that labels name.
    as_of : datetime.datetime, optional
        Later labels are left out; in the project's zone if it names none. Without it, the project's, else the latest.

    Returns
    -------
    ExposureReview
        Without tiers, times or durations every figure is NaN, "not available", and the first sentence says what to
        export.

    Notes
    -----
    Work crossing midnight is cut there; a stretch without a break is not, and stands on the day it begins. A break is
    `break_minutes` without sensitive content, whatever else was labelled; shorter pauses neither end a stretch nor
    count in it. The cut-off holds until midnight. Hours by tier overlap where labels of two tiers were open at once.

    References
    ----------
    Internet Watch Foundation (2024), published practice of its analysts: at most five hours a day, hourly breaks, no
    such work after 16:00. An example for the settings; caps are an organisation's own, not medical advice.

    Examples
    --------
    >>> import pandas as pd
    >>> from smo_metrics.settings import load_project
    >>> from smo_metrics.tables import check_labels
    >>> raw = pd.DataFrame({"item_id": ["1", "2"], "annotator_id": "ann", "label": "gore", "exposure": "severe",
    ...     "labelled_at": ["2026-03-02T09:30Z", "2026-03-02T09:45Z"], "duration_seconds": [1800, 1800]})
    >>> review = exposure(check_labels(raw), load_project({})[0])
    >>> review.days["sensitive_hours"].tolist()
    [0.75]
    >>> review.headlines[0][:80]
    '● On target: nobody of 1 person was over the cap of 5 h of sensitive content on '
    """
    check_region_names({"labels": labels, "roster": roster})
    limits = project.exposure
    if limits.pseudonyms:
        labels, roster = _without_names(labels, roster, project.project)
    if reason := missing_columns(labels):
        return _unavailable(project, len(labels), reason)
    work = exposure_work(labels, project, roster, calendars, as_of)
    if not len(work.labels):
        return _unavailable(project, len(labels), "no label was made up to as_of; correct it in the settings")
    days, tiers = exposure_days(work, limits), tier_days(work)
    partial = work.first_partial_day
    people, weeks = exposure_people(days, limits, partial), exposure_weeks(days, limits)
    suggested = rotation(work, days, people, limits)
    kpis, trend = exposure_kpis(people, limits), team_trend(days, partial)
    return ExposureReview(
        project=project,
        days=days,
        tiers=tiers,
        people=people,
        weeks=weeks,
        rotation=suggested,
        trend=trend,
        checks=exposure_checks(work, days, tiers, weeks, roster),
        kpis=kpis,
        headlines=words.headlines(kpis, people, suggested, latest_dates(days), limits),
        chart_headlines=words.chart_headlines(people, weeks, trend),
        notes=words.notes(work, limits, project.timezone),
    )


def _without_names(
    labels: pd.DataFrame, roster: pd.DataFrame | None, project: str
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Put codes in place of names before anything is computed, so that no figure or sentence can show one."""
    names = set(labels["annotator_id"]) | set([] if roster is None else roster["annotator_id"])
    code = pseudonyms(sorted(names), project)
    coded = labels.assign(annotator_id=labels["annotator_id"].map(code))
    return coded, roster if roster is None else roster.assign(annotator_id=roster["annotator_id"].map(code))


def _unavailable(project: Project, labels: int, reason: str) -> ExposureReview:
    import pandas as pd

    days, tiers, people, weeks, moves = (pd.DataFrame(columns=list(c)) for c in (DAYS, TIERS, PEOPLE, WEEKS, ROTATION))
    kpis = unavailable_kpis(project.exposure, reason)
    checks = [("Labels that tell tier, time and duration", labels, 0, False, f"{reason[0].upper()}{reason[1:]}.")]
    return ExposureReview(
        project=project,
        days=days,
        tiers=tiers,
        people=people,
        weeks=weeks,
        rotation=moves,
        trend=weekly_trend(np.zeros(0)),
        checks=pd.DataFrame(checks, columns=["check", "expected", "found", "ok", "explanation"]),
        kpis=kpis,
        headlines=words.headlines(kpis, people, moves, [], project.exposure),
        chart_headlines=words.chart_headlines(people, weeks, weekly_trend(np.zeros(0))),
        notes=(words.NOT_ADVICE,),
    )
