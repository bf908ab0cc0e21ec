"""What a project's weekly page says beyond its key figures: regions, findings, plan, changes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from smo_metrics.status.basis.wording import NOT_AVAILABLE, coefficient, percent
from smo_metrics.status.project.project_status import ProjectStatus
from smo_metrics.status.update.page import Section, Table

MOST_LINES = 5
_REGION_FIGURES = {
    "alpha": ("alpha", coefficient),
    "sla_attained_share": ("in time", percent),
    "age_p90_hours": ("oldest 10 % from", lambda hours: f"{hours:.1f} h"),
    "exposure_max_hours": ("most exposure a day", lambda hours: f"{hours:.1f} h"),
}


def project_sections(status: ProjectStatus) -> tuple[Section, ...]:
    """Give the sections of a project's page, in the order in which they are read."""
    return (_findings(status, "Risks", ("risk", "trend")), _findings(status, "Opportunities", ("opportunity",)),
            _changes(status), _milestones(status), _regions(status))  # fmt: skip


def _findings(status: ProjectStatus, title: str, kinds: tuple[str, ...]) -> Section:
    found = [row for row in status.findings.to_dict("records") if row["kind"] in kinds]
    lines = [
        f"{row['what']} {row['evidence']} Suggested: {row['action']} ({row['owner']})." for row in found[:MOST_LINES]
    ]
    return Section(title, [*lines, *_more(len(found), "Findings")])


def _changes(status: ProjectStatus) -> Section:
    since = "" if status.since is None else f" since {status.since:%d %b %Y}"
    changes = list(status.changes["change"])
    return Section(f"What changed{since}", [*changes[:MOST_LINES], *_more(len(changes), "Journal")] if since else [])


def _milestones(status: ProjectStatus) -> Section:
    if status.milestones is None:
        return Section("Plan")
    rows = [
        (str(row["milestone"]), _day(row["baseline_date"]), _day(row["actual_date"]) or _day(row["forecast_date"]) or
         NOT_AVAILABLE, str(row["mark"]))
        for row in status.milestones.to_dict("records")
    ]  # fmt: skip
    return Section("Plan", table=Table(("milestone", "agreed", "reached or sure at 80 %", "state"), rows))


def _regions(status: ProjectStatus) -> Section:
    if not len(status.regions):
        return Section("By region")
    header = ("region", "state", *(words for words, _ in _REGION_FIGURES.values()), "time there", "shared hours")
    rows = [_region(row) for row in status.regions.to_dict("records")]
    return Section("By region", table=Table(header, rows))


def _region(row: Mapping[Any, Any]) -> tuple[str, ...]:
    figures = [
        NOT_AVAILABLE if math.isnan(row[name]) else write(row[name]) for name, (_, write) in _REGION_FIGURES.items()
    ]
    return (str(row["region"]), str(row["mark"]), *figures, str(row["local_time"]), str(row["shared_hours_with"]))


def _more(number: int, sheet: str) -> list[str]:
    left = number - MOST_LINES
    return [f"{left} more in the workbook, on the sheet {sheet}."] if left > 0 else []


def _day(given: Any) -> str:
    return f"{given:%d %b %Y}" if isinstance(given, date) and given == given else ""
