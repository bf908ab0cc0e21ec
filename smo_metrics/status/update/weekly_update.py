"""What to send on Monday: one page with three sentences on top, for chat (Markdown) or e-mail (HTML)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from smo_metrics._json import SCHEMA
from smo_metrics.status.basis.kpi import ALL_REGIONS, Kpi
from smo_metrics.status.basis.review import Review
from smo_metrics.status.basis.wording import count
from smo_metrics.status.project.project_status import ProjectStatus
from smo_metrics.status.update.html_text import html_text
from smo_metrics.status.update.markdown_text import markdown_text
from smo_metrics.status.update.page import Page, Section, Table
from smo_metrics.status.update.project_sections import project_sections
from smo_metrics.status.update.review_drawings import drawings

_READING = (
    "● on target, ▲ watch, ■ needs action; the thresholds are the project's own.",
    "A range in brackets is where the true figure plausibly lies; not available means that the data cannot tell.",
)


@dataclass(frozen=True, slots=True)
class WeeklyUpdate:
    """A page, written twice.

    Attributes
    ----------
    markdown : str
        For chat: headings, bullets and tables.
    html : str
        For e-mail and print: one file with its charts inside.
    """

    markdown: str
    html: str

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary."""
        return {"schema": SCHEMA, "markdown": self.markdown, "html": self.html}


def weekly_update(review: Review, *, covers: str = "") -> WeeklyUpdate:
    """Tell others how the project is, without opening a workbook.

    Parameters
    ----------
    review : ProjectStatus or another review
        A project's status gives the whole page; another review its own figures, charts and notes.
    covers : str
        What the figures cover: up to when, of how many.

    Returns
    -------
    WeeklyUpdate
        The same review always gives the same text. Names and texts from exports are written as text: they become
        neither markup nor links.

    Examples
    --------
    >>> import pandas as pd
    >>> from smo_metrics.settings import Project
    >>> from smo_metrics.status import quality_review
    >>> from smo_metrics.tables import check_labels
    >>> rows = pd.DataFrame({"item_id": list("aabb"), "annotator_id": [1, 2] * 2, "label": list("xxxy")})
    >>> update = weekly_update(quality_review(check_labels(rows), Project(project="Pilot")))
    >>> update.markdown.splitlines()[0], "<script" in update.html
    ('# Pilot', False)
    """
    page = Page(review.project.project, covers, review.headlines, tuple(_sections(review)))
    return WeeklyUpdate(markdown_text(page), html_text(page))


def _sections(review: Review) -> Sequence[Section]:
    own = project_sections(review) if isinstance(review, ProjectStatus) else ()
    failed = review.checks.loc[~review.checks["ok"].astype(bool), ["check", "explanation"]]
    doubts = [f"{check}: {why}" for check, why in failed.itertuples(index=False)]
    return (
        _figures([kpi for kpi in review.kpis if kpi.region == ALL_REGIONS]),
        *own,
        Section("Charts", drawings=drawings(review)),
        Section("Does not add up", doubts),
        Section("What the data cannot say, and what was assumed", review.notes),
        Section("How to read it", _READING),
    )


def _figures(kpis: Sequence[Kpi]) -> Section:
    """Show the figures that have a target; a page has no room for the others, of which the workbook tells."""
    judged = [kpi for kpi in kpis if kpi.rag != "none"] or kpis
    rows = [(kpi.name, kpi.shown, kpi.mark, kpi.target, kpi.detail) for kpi in judged]
    others = len(kpis) - len(judged)
    more = [f"{count(others, 'more figure')} without a target, or without data, in the workbook."] if others else []
    return Section("Key figures", more, Table(("figure", "value", "state", "target", "on what"), rows))
