"""Everything that a project's workbook holds, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class ProjectTables:
    """A project's tables; None where there is none.

    Attributes
    ----------
    labels, events, volumes, roster : pandas.DataFrame or None
        As `check_labels`, `check_events`, `check_volumes` and `check_roster` give them.
    milestones : pandas.DataFrame or None
        `milestone`, `baseline_date`, `planned_share` (0 to 1 of the scope, done by then as planned); optional
        `actual_date`.
    raid, decisions, changes, outcomes : pandas.DataFrame or None
        Records kept by hand: risks, assumptions, issues and dependencies; decisions; agreed changes; what came of
        actions.
    history, journal : pandas.DataFrame or None
        What earlier refreshes wrote: figures by moment, key figure and region; and what changed.
    """

    labels: pd.DataFrame | None = None
    events: pd.DataFrame | None = None
    volumes: pd.DataFrame | None = None
    roster: pd.DataFrame | None = None
    milestones: pd.DataFrame | None = None
    raid: pd.DataFrame | None = None
    decisions: pd.DataFrame | None = None
    changes: pd.DataFrame | None = None
    outcomes: pd.DataFrame | None = None
    history: pd.DataFrame | None = None
    journal: pd.DataFrame | None = None
