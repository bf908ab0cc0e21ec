"""What stands below the charts of the weekly status: top findings, regions at a glance, what changed. In words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from smo_metrics.status.basis.wording import NOT_AVAILABLE, count
from smo_metrics.status.project.project_status import ProjectStatus
from smo_metrics.workbook.books.book import Rows

if TYPE_CHECKING:
    from smo_metrics.workbook.xlsx.content import Value

MOST_FINDINGS, MOST_REGIONS, MOST_CHANGES = 5, 6, 6
_PLURALS = {"risk": "risks", "trend": "trends", "opportunity": "opportunities"}
_GLANCE = {"sla_attainment": "in time", "open_tasks": "open", "alpha": "alpha", "gold": "gold"}


def top_findings(review: ProjectStatus) -> dict[str, Rows]:
    """Give the first findings: what, how that is known, who could do what."""
    numbers = review.findings["kind"].value_counts().reindex(list(_PLURALS), fill_value=0)
    told = ", ".join(f"{number} {kind if number == 1 else _PLURALS[str(kind)]}" for kind, number in numbers.items())
    total = len(review.findings)
    more = f"; the first {MOST_FINDINGS} of {total}, all stand on Findings" if total > MOST_FINDINGS else ""
    rows = [
        _apart(row["what"], row["evidence"], None, f"{_capital(row['owner'])}: {row['action']}")
        for row in _records(review, "findings", MOST_FINDINGS)
    ]
    return {
        "head_findings": [[f"What to act on: {told}{more}" if total else "What to act on: nothing stands out"]],
        "top_findings": rows or [["Nothing stands out by more than chance or beyond a limit."]],
    }


def regions_at_a_glance(review: ProjectStatus) -> dict[str, Rows]:
    """Give a row a region: its clock, its worst mark, main figures, and hours that it shares with others."""
    shown = {
        (row["key"], row["region"]): row["shown"]
        for row in _records(review, "kpi_table")
        if row["shown"] != NOT_AVAILABLE
    }
    total = len(review.regions)
    part = f"; the first {MOST_REGIONS} of {total}, all stand on Regions" if total > MOST_REGIONS else ""
    rows = []
    for row in _records(review, "regions", MOST_REGIONS):
        region = row["region"]
        figures = ", ".join(f"{shown[key, region]} {name}" for key, name in _GLANCE.items() if (key, region) in shown)
        clock, shared = f"{region}, {row['local_time']}", row["shared_hours_with"]
        rows.append(_apart(clock, row["mark"], figures or NOT_AVAILABLE, shared))
    best = "By region, each with its worst mark" if total else "By region: the data name no regions"
    return {"head_regions": [[best + part]], "regions_at_a_glance": rows or [[None]]}


def changed(review: ProjectStatus) -> dict[str, Rows]:
    """Give what changed since the last refresh, scope and targets first."""
    total = len(review.changes)
    if review.since is None:
        head = "What changed: there is no earlier refresh to compare with"
    else:
        part = f", the first {MOST_CHANGES} here, all on Journal" if total > MOST_CHANGES else ""
        head = f"What changed since {review.since:%d %b %Y}: {count(total, 'change')}{part}"
    rows = [[row["change"]] for row in _records(review, "changes", MOST_CHANGES)]
    return {"head_changes": [[head]], "what_changed": rows or [[None]]}


def _records(review: ProjectStatus, name: str, most: int | None = None) -> Iterable[Mapping[Any, Any]]:
    rows: list[dict[Any, Any]] = getattr(review, name).head(most or len(getattr(review, name))).to_dict("records")
    return rows


def _apart(*texts: str | None) -> list[Value]:
    """Put texts into every second cell: the dashboard has narrow columns between its wide ones."""
    cells: list[Value] = [cell for text in texts for cell in (text, None)]
    return cells[:-1]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
