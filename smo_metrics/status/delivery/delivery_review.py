"""Will we meet the SLA and the delivery date, and what would change that? Everything a delivery forecast shows.

The workbook, the weekly update and a script all read this one result, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.errors import SettingsError
from smo_metrics.event_table import check_events
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.settings import Project
from smo_metrics.status.basis.kpi import ALL_REGIONS, Kpi
from smo_metrics.status.basis.moment import given_moment
from smo_metrics.status.basis.region_names import check_region_names
from smo_metrics.status.delivery.attempts import Attempts
from smo_metrics.status.delivery.delivery_checks import delivery_checks
from smo_metrics.status.delivery.delivery_words import chart_headlines, headlines
from smo_metrics.status.delivery.finish_kpis import delivery_kpis
from smo_metrics.status.delivery.promise_kpis import promise_kpis
from smo_metrics.status.delivery.promised import Promised, promised
from smo_metrics.status.delivery.staffing import EVERYBODY, NOTE, people_at_work, staffing_table
from smo_metrics.status.delivery.work_to_come import WorkToCome, work_to_come

if TYPE_CHECKING:
    import pandas as pd

_TABLES = ("weeks", "regions", "work_list", "fan", "finish", "scenarios", "staffing", "checks")


@dataclass(frozen=True, slots=True, eq=False)
class DeliveryReview:
    """A delivery forecast's figures, tables and sentences. A part that the data cannot give is None.

    Attributes
    ----------
    project : Project
    as_of : datetime or None
        The moment that the data show, in the project's zone; None for volumes without one.
    events : pandas.DataFrame or None
        The events, checked.
    weeks, regions : pandas.DataFrame or None
        SLA attainment; see `week_table` and `region_table`.
    work_list : pandas.DataFrame or None
        Open tasks, those most likely to be late first; see `work_list`.
    fan, finish : pandas.DataFrame or None
        Burn-up with its forecast, and the days by which all is done; see `burn_up` and `finish_table`.
    scenarios : pandas.DataFrame or None
        Scenarios side by side, ``as now`` first; see `scenario_table`.
    staffing : pandas.DataFrame or None
        People needed and people there; see `staffing_table`.
    tested : dict of str to str
        How such forecasts did on this project's own past: ``delivery`` and ``risk``.
    missing : dict of str to str
        Why a part that was asked for is None: ``attainment``, ``risk``, ``delivery``, ``scenarios``, ``staffing``.
    checks : pandas.DataFrame
        Reconciliations: `check`, `expected`, `found`, `ok`, `explanation`.
    kpis : tuple of Kpi
        ``sla_attainment``, ``tasks_at_risk``, ``open_tasks``, ``age_p50``, ``age_p90``, ``finish_p80`` and
        ``due_probability`` of the project; then the first five of each region.
    headlines : tuple of str
        What was kept; whether the date holds; where to act.
    chart_headlines : dict of str to str
        `fan`, `weeks` and `scenarios`.
    notes : tuple of str
        What was derived, assumed or is unsure, and why parts are missing.
    """

    project: Project
    as_of: datetime | None
    events: pd.DataFrame | None
    weeks: pd.DataFrame | None
    regions: pd.DataFrame | None
    work_list: pd.DataFrame | None
    fan: pd.DataFrame | None
    finish: pd.DataFrame | None
    scenarios: pd.DataFrame | None
    staffing: pd.DataFrame | None
    tested: dict[str, str]
    missing: dict[str, str]
    checks: pd.DataFrame
    kpis: tuple[Kpi, ...]
    headlines: tuple[str, str, str]
    chart_headlines: dict[str, str]
    notes: tuple[str, ...]

    @property
    def to_save(self) -> pd.DataFrame:
        """Give the rows of `work_list` that are likely late and not late yet; none where there is no list."""
        import pandas as pd

        if self.work_list is None:
            return pd.DataFrame()
        return self.work_list[self.work_list["at_risk"] & (self.work_list["state"] != "late")]

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary, without the events themselves; what is not known is None."""
        tables = {name: getattr(self, name) for name in _TABLES}
        return {
            "schema": SCHEMA,
            "project": self.project.project,
            "as_of": to_json(self.as_of),
            "kpis": [kpi.to_dict() for kpi in self.kpis],
            "headlines": list(self.headlines),
            "chart_headlines": self.chart_headlines,
            "tested": self.tested,
            "missing": self.missing,
            "notes": list(self.notes),
            **{name: None if table is None else records(table) for name, table in tables.items()},
        }


def delivery_review(
    events: pd.DataFrame | None,
    project: Project,
    *,
    volumes: pd.DataFrame | None = None,
    calendars: Calendars = None,
    roster: pd.DataFrame | None = None,
    scenarios: pd.DataFrame | None = None,
    as_of: datetime | None = None,
    log: EventLog | None = None,
    staffed: bool = True,
    rng: np.random.Generator,
    progress: Callable[[str], None] = lambda step: None,
) -> DeliveryReview:
    """Decide what to promise, which tasks to save first, and whether people, overtime or scope have to change.

    Parameters
    ----------
    events : pandas.DataFrame or None
        A table that `smo_metrics.event_table.check_events` accepts. Without events there is only a delivery date.
    project : Project
        Zone, confidence, the SLA, and what is to be delivered by when.
    volumes : pandas.DataFrame, optional
        As `check_volumes` takes it; the delivery date goes by its days where it is given, else by those of the events.
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        When people work: one for all, or one for each region. The SLA's clock ``work`` and the staffing need them.
    roster : pandas.DataFrame, optional
        From `check_roster`: regions of events without one, and how many people there are where events do not say.
    scenarios : pandas.DataFrame, optional
        What to compare, as `read_scenarios` takes it.
    as_of : datetime, optional
        The moment that the exports show; else the project's, else the latest time in the events.
    log : EventLog, optional
        Of these events at this moment, which are then taken as checked, where the caller has it.
    staffed : bool
        Whether to plan people too, which takes seconds on a large log; else `staffing` is None, without a reason.
    rng : numpy.random.Generator
        For the futures; the same seed gives the same review.
    progress : callable
        Called with a few words at the start of each step.

    Returns
    -------
    DeliveryReview
        Tasks still to come are in none of its dates: a scope that grows is a scenario with ``scope_change_tasks``.

    Raises
    ------
    TableError
        Events, volumes or scenarios break their contract.
    SettingsError
        Neither events nor volumes; a moment before the latest time in the events.

    References
    ----------
    As `sla_attainment`, `breach_risk`, `when_done` and `staff_for`, whose figures these are.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from smo_metrics.settings import Delivery
    >>> days = pd.bdate_range("2026-03-02", periods=40)
    >>> volumes = pd.DataFrame({"date": days, "completed": [20, 22, 19, 21, 18] * 8})
    >>> project = Project(delivery=Delivery(scope_tasks=1000, due_date="2026-05-15", gaps="zero"))
    >>> review = delivery_review(None, project, volumes=volumes, rng=np.random.default_rng(1))
    >>> review.finish["finish_date"].tolist()[:2], review.missing["attainment"]
    ([datetime.date(2026, 5, 8), datetime.date(2026, 5, 11)], 'No events: hours cannot be told from daily volumes.')
    """
    if events is None and volumes is None:
        raise SettingsError("events: neither events nor volumes arrived. Give a source of one of them.")
    check_region_names({"events": events, "volumes": volumes})
    progress("reading the events")
    moment = given_moment(as_of, project)
    if events is not None and log is None:
        events = check_events(events, roster=roster)
        log = event_log(events, as_of=moment)
    tries = Attempts()
    kept = promised(log, project, calendars, tries, progress)
    drawing, planning = rng.spawn(2)
    people = _people(log, roster)
    ahead = work_to_come(
        log, volumes, project, scenarios, tries, calendars=calendars, as_of=moment, people=people, rng=drawing,
        progress=progress,
    )  # fmt: skip
    moment = _shown(moment, log, project)
    staffing = None
    if staffed:
        staffing = _staffing(events, kept, tries, calendars, people, moment, planning, progress)
    kpis = tuple(_kpis(log, kept, ahead, project, tries.missing))
    return DeliveryReview(
        project=project,
        as_of=moment,
        events=events,
        weeks=kept.weeks,
        regions=kept.regions,
        work_list=kept.work_list,
        fan=ahead.fan,
        finish=ahead.finish,
        scenarios=ahead.scenarios,
        staffing=staffing,
        tested={**kept.tested, **ahead.tested},
        missing=tries.missing,
        checks=delivery_checks(kept, ahead, project),
        kpis=kpis,
        headlines=headlines(kpis, kept, ahead),
        chart_headlines=chart_headlines(kept, ahead, tries.missing, project.confidence),
        notes=_notes(kept, ahead, staffing is not None, tries.missing),
    )


def _shown(moment: datetime | None, log: EventLog | None, project: Project) -> datetime | None:
    if log is not None:
        return datetime.fromtimestamp(log.as_of / 1000, ZoneInfo(project.timezone))
    return None if moment is None else moment.astimezone(ZoneInfo(project.timezone))


def _staffing(
    events: pd.DataFrame | None,
    kept: Promised,
    tries: Attempts,
    calendars: Calendars,
    people: dict[str, int] | None,
    as_of: datetime | None,
    rng: np.random.Generator,
    progress: Callable[[str], None],
) -> pd.DataFrame | None:
    policy, regions = kept.policy, kept.regions
    if events is None or policy is None or as_of is None:
        tries.missing["staffing"] = tries.missing["attainment"]
        return None
    missed = set() if regions is None else set(regions.loc[regions["such_tasks"] == "missed", "region"])
    return tries.part(
        "staffing",
        lambda: staffing_table(
            events, policy, calendars, people, missed=missed, as_of=as_of, rng=rng, progress=progress
        ),
    )


def _people(log: EventLog | None, roster: pd.DataFrame | None) -> dict[str, int] | None:
    """Count those whom the events show at work, else those on the roster."""
    seen = None if log is None else people_at_work(log)
    if seen is not None or roster is None:
        return seen
    named = roster["region"].dropna() if "region" in roster else roster["annotator_id"][:0]
    return {EVERYBODY: len(roster), **{str(name): int(size) for name, size in named.value_counts().items()}}


def _kpis(
    log: EventLog | None, kept: Promised, ahead: WorkToCome, project: Project, missing: dict[str, str]
) -> Iterator[Kpi]:
    """Give the figures of the project, then those of each region in the order of the alphabet."""
    due = project.delivery.due_date
    yield from promise_kpis(ALL_REGIONS, kept, project, missing)
    yield from delivery_kpis(ahead.forecast, ahead.finish, due, missing.get("delivery", ""))
    for region in () if log is None else log.names["region"]:
        yield from promise_kpis(region, kept, project, missing)


def _notes(
    kept: Promised, ahead: WorkToCome, is_staffed: bool, missing: dict[str, str]
) -> tuple[str, ...]:
    """Give each sentence once, with what it is about where that is not plain."""
    told = {"": kept.notes, "Delivery: ": ahead.notes, "Staffing: ": (NOTE,) if is_staffed else ()}
    told |= {f"No {part}: ": (why,) for part, why in missing.items()}
    notes: dict[str, str] = {}
    for about, sentences in told.items():
        for sentence in sentences:
            notes.setdefault(sentence, f"{about}{sentence}")
    return tuple(notes.values())
