"""Which moment do a project's tables show? One for all of its figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from smo_metrics.errors import SettingsError
from smo_metrics.settings import Project
from smo_metrics.status.basis.moment import zoned
from smo_metrics.status.basis.wording import count
from smo_metrics.status.project.project_tables import ProjectTables

_TIMES = {"labels": ("labelled_at",), "events": ("enabled_at", "started_at", "ended_at")}


def made_until(tables: ProjectTables, moment: datetime) -> tuple[ProjectTables, tuple[str, ...]]:
    """Leave out labels that were made after the moment of a status, so that all of its figures are of one moment.

    Parameters
    ----------
    tables : ProjectTables
    moment : datetime.datetime
        Aware.

    Returns
    -------
    tuple of ProjectTables and tuple of str
        The tables, and a sentence on what was left out, or none. Labels without a time stay.
    """
    labels = tables.labels
    later = 0 if labels is None or "labelled_at" not in labels else int((labels["labelled_at"] > moment).sum())
    if labels is None or not later:
        return tables, ()
    told = f"{count(later, 'label')} made after {moment:%d %b %Y %H:%M} (as_of) left out of all figures."
    return replace(tables, labels=labels[~(labels["labelled_at"] > moment)]), (told,)


def status_moment(tables: ProjectTables, project: Project, as_of: datetime | None) -> datetime:
    """Give the moment of a status, in the zone of the project's reader.

    Parameters
    ----------
    tables : ProjectTables
    project : Project
    as_of : datetime.datetime or None
        Aware. None: the project's own, read in its zone where it names none; without that the latest time in labels and
        events; with volumes only, the morning after the last day.

    Raises
    ------
    SettingsError
        A moment without a zone; tables without any time.

    Examples
    --------
    >>> import pandas as pd
    >>> volumes = pd.DataFrame({"date": pd.to_datetime(["2026-03-06"]), "completed": [12]})
    >>> str(status_moment(ProjectTables(volumes=volumes), Project(timezone="Asia/Singapore"), None))
    '2026-03-07 00:00:00+08:00'
    """
    import pandas as pd

    given = as_of or project.as_of
    if as_of is not None and as_of.tzinfo is None:
        raise SettingsError(f"as_of: {as_of} has no time zone. Give it one.")
    if given is None:
        frames = {name: getattr(tables, name) for name in _TIMES if getattr(tables, name) is not None}
        latest = [frame[name].max() for table, frame in frames.items() for name in _TIMES[table] if name in frame]
        given = max((moment for moment in latest if moment is not pd.NaT), default=None)
    if given is None and tables.volumes is not None and len(tables.volumes):
        given = pd.to_datetime(tables.volumes["date"]).max() + timedelta(days=1)
    if given is None:
        raise SettingsError("as_of: no table has a time in it. Write the moment of the exports as as_of in Settings.")
    shown: datetime = zoned(given, project.timezone).tz_convert(project.timezone).to_pydatetime(warn=False)
    return shown
