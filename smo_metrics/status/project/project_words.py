"""A project's status in three sentences, and one above each chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from smo_metrics.status.basis.kpi import ALL_REGIONS, MARKS, Kpi
from smo_metrics.status.basis.wording import count
from smo_metrics.status.project.change_journal import ABSENT
from smo_metrics.status.project.kpi_table import PILLARS, worst
from smo_metrics.status.project.reviews import Reviews

if TYPE_CHECKING:
    import pandas as pd

# Name of a chart -> the review that has its sentence, and the chart's name there.
CHARTS = {
    "burn_up": ("delivery", "fan"),
    "attainment": ("delivery", "weeks"),
    "agreement": ("quality", "weeks"),
    "policy_versions": ("quality", "drift"),
    "categories": ("quality", "categories"),
    "waiting": ("bottlenecks", "causes"),
    "fixes": ("bottlenecks", "fixes"),
    "flow": ("bottlenecks", "flow"),
    "lead_time": ("bottlenecks", "lead"),
    "finished": ("bottlenecks", "finished"),
}
_MOST_NAMED = 4


def headlines(
    kpis: Sequence[Kpi], findings: pd.DataFrame, changes: pd.DataFrame, since: datetime | None, *, promised: bool
) -> tuple[str, str, str]:
    """Say how the project is and what changed; the biggest risk; the biggest opportunity.

    Parameters
    ----------
    kpis : sequence of Kpi
    findings : pandas.DataFrame
        From `findings`.
    changes : pandas.DataFrame
        From `change_journal`.
    since : datetime.datetime or None
        The moment that they were compared with.
    promised : bool
        Hours of an SLA are set, so that its figure is missed where it is not there.
    """
    attained = any(kpi.key == "sla_attainment" and kpi.region == ALL_REGIONS and kpi.rag != "none" for kpi in kpis)
    missed = " The SLA cannot be judged: see the notes." if promised and not attained else ""
    return (
        f"{_state(kpis)}{missed} {changed(changes, since)}",
        _first(findings, ("risk", "trend"), "Biggest risk", "No risk or trend stands out."),
        _first(findings, ("opportunity",), "Biggest opportunity", "No opportunity stands out."),
    )


def changed(changes: pd.DataFrame, since: datetime | None) -> str:
    """Say in one sentence what changed: scope, targets and settings first, then marks."""
    if since is None:
        return "There is no earlier refresh to compare with."
    when = f"{since:%d %b %Y}"
    rows = changes.to_dict("records")
    agreed = [row for row in rows if row["kind"] != "kpi"]
    whole = [row for row in rows if row["kind"] == "kpi" and row["region"] == ALL_REGIONS]
    moved = [row for row in whole if row["before"] != ABSENT and _mark(row["before"]) != _mark(row["after"])]
    moved.sort(key=lambda row: bool(_mark(row["after"])))  # a figure that is lost before one that is better or worse
    told = [row["change"].rstrip(".") for row in (*agreed, *moved)]
    if not told:
        return f"Since {when} no mark, target or scope changed."
    more = len(told) - _MOST_NAMED
    return f"Since {when}: {'; '.join(told[:_MOST_NAMED])}{f'; and {more:,} more' if more > 0 else ''}."


def chart_headlines(reviews: Reviews) -> dict[str, str]:
    """Give the sentence of each chart; of a review that is missing, why."""
    told = {}
    for chart, (review, name) in CHARTS.items():
        found = getattr(reviews, review)
        why = reviews.missing.get(review, "")
        told[chart] = f"Not available: {why}" if found is None else found.chart_headlines.get(name, "Not available")
    return told


def _state(kpis: Sequence[Kpi]) -> str:
    whole = [kpi for kpi in kpis if kpi.region == ALL_REGIONS]
    overall = worst(whole)
    judged = [kpi for kpi in whole if kpi.rag != "none"]
    if overall == "none":
        return "Not available: no figure can be judged."
    if overall == "green":
        return f"{MARKS['green']}: {count(len(judged), 'judged figure')}, none off its target."
    poor = sorted((kpi for kpi in judged if kpi.rag == overall), key=lambda kpi: PILLARS.index(kpi.pillar))
    names = ", ".join(f"{kpi.name} {kpi.shown}" for kpi in poor[:_MOST_NAMED])
    more = f" and {count(len(poor) - _MOST_NAMED, 'other')}" if len(poor) > _MOST_NAMED else ""
    word = "■ Off target" if overall == "red" else MARKS["amber"]
    return f"{word}: {names}{more} ({len(poor)} of {count(len(judged), 'judged figure')})."


def _first(findings: pd.DataFrame, kinds: tuple[str, ...], title: str, none: str) -> str:
    chosen = findings[findings["kind"].isin(kinds)]
    if chosen.empty:
        return none
    top = chosen.iloc[0]
    return f"{title}: {top['what']} {top['evidence']}"


def _mark(side: str) -> str:
    """Give the mark at the end of ``0.82 (● On target)``; empty without one."""
    return side.partition(" (")[2]
