"""Why does work wait? Hours of waiting by cause, one row a stage, then one a region and stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smo_metrics.flow.causes.waiting_causes import WaitingCauses, waiting_causes
from smo_metrics.flow.simulation.team_hours import TeamHours
from smo_metrics.status.basis.kpi import ALL_REGIONS
from smo_metrics.status.bottlenecks._regional_log import named_regions, regions_as_queues

if TYPE_CHECKING:
    import pandas as pd

    from smo_metrics.flow.events.event_log import EventLog

CAUSES = {
    "contention": "older work came first",
    "unavailability": "people were off",
    "batching": "it was kept for one go",
    "prioritisation": "later work came first",
    "handoff": "people were free, but it was not begun",
    "unexplained": "no one is named who did it",
}
CAUSE_COLUMNS = (
    "region", "stage", "events", "waiting_hours", *(f"{cause}_hours" for cause in CAUSES), "main_cause",
    "main_cause_share", "that_is",
)  # fmt: skip


def cause_table(causes: WaitingCauses | None, hours: TeamHours | None, log: EventLog) -> pd.DataFrame:
    """See which cause to work on at each stage: the one that most of its waiting hours have.

    Parameters
    ----------
    causes : WaitingCauses or None
        By stage; None where working and waiting cannot be told apart.
    hours : TeamHours or None
    log : EventLog
        With its own regions.

    Returns
    -------
    pandas.DataFrame
        Columns `CAUSE_COLUMNS`, hours by the clock; no rows without causes. `main_cause` is None where nothing waited.
    """
    import pandas as pd

    if causes is None or hours is None:
        return pd.DataFrame(columns=CAUSE_COLUMNS)
    tables = [causes.table.assign(region=ALL_REGIONS)]
    if log.names["region"]:
        regional = regions_as_queues(hours.log, log)
        split = waiting_causes(regional, calendars=hours.calendars, by=("queue", "stage"))
        tables.append(named_regions(split.table))
    table = pd.concat(tables, ignore_index=True)
    shares = table[[f"{cause}_share" for cause in CAUSES]]
    waited = shares.notna().any(axis=1)
    largest = shares.fillna(0).to_numpy().argmax(axis=1)
    names = pd.Series([list(CAUSES)[place] for place in largest], index=table.index, dtype=object)
    table["main_cause"] = names.where(waited, None)
    table["main_cause_share"] = shares.max(axis=1)
    table["that_is"] = names.map(CAUSES).where(waited, None)
    return table[list(CAUSE_COLUMNS)]
