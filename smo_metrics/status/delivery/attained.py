"""Is the agreement kept, and in which region and week is it not? Attainment as tables that a workbook shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smo_metrics.settings import Project
from smo_metrics.sla import Attainment, SlaPolicy

if TYPE_CHECKING:
    import pandas as pd

_FIGURES = (
    "tasks", "open", "closed_late", "overdue", "undecided", "attained_share", "low_share", "high_share", "these_tasks",
    "such_tasks", "status",
)  # fmt: skip


def promise(project: Project) -> SlaPolicy | None:
    """Give what the settings promise for each task; None where no hours are set.

    Parameters
    ----------
    project : Project

    Raises
    ------
    SettingsError
        Targets by something else than priority, queue or region.

    Examples
    --------
    >>> from smo_metrics.settings import Sla
    >>> promise(Project()), promise(Project(sla=Sla(sla_hours=24))).target_hours
    (None, 24.0)
    """
    given = project.sla
    if given.sla_hours is None:
        return None
    return SlaPolicy(
        target_hours=given.sla_hours,
        clock=given.sla_clock,
        goal=given.sla_goal,
        start_stage=given.start_stage,
        stop_stage=given.stop_stage,
        pause_stages=given.pause_stages,
        targets={str(by): hours for by, hours in given.targets.items()},
    )


def week_table(found: Attainment) -> pd.DataFrame:
    """Give one row a week in which clocks started, in order.

    Returns
    -------
    pandas.DataFrame
        `week`, its Monday; `tasks` begun in it; of these `open`, and `closed_late`, `overdue` and `undecided` as in
        `Attainment`; `attained_share` with `low_share` and `high_share`, NaN where the data cannot tell; `these_tasks`
        and `such_tasks` against the goal; `status`; then what a chart draws: `band_low` and `band` (of no width without
        an interval) and `goal_share`.
    """
    table = _named(found.periods)
    table.insert(0, "week", [moment.date() for moment in found.periods["period_start"]])
    low = table["low_share"].fillna(table["attained_share"])
    high = table["high_share"].fillna(table["attained_share"])
    return table.assign(band_low=low, band=high - low, goal_share=found.policy.goal)


def region_table(found: Attainment) -> pd.DataFrame:
    """Give one row a region, lowest share first: the columns of `week_table` up to `status`.

    Then `others_share`, that of all other regions, and `gap_share` between the two, with `gap_low_share` and
    `gap_high_share`. No rows where the events name no region.
    """
    table = _named(found.groups)
    table.insert(0, "region", found.groups["group"])
    gaps = {f"{name}_share": found.groups[name] for name in ("others", "gap", "gap_low", "gap_high")}
    return table.assign(**gaps)


def _named(lines: pd.DataFrame) -> pd.DataFrame:
    shares = {"attained": "attained_share", "low": "low_share", "high": "high_share"}
    return lines.rename(columns=shares)[list(_FIGURES)].copy()
