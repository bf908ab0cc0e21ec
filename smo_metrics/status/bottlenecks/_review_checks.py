"""Does everything add up? The reconciliations behind a bottleneck review."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from smo_metrics.flow.causes.waiting_causes import WaitingCauses
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.times.stage_times import StageTimes
from smo_metrics.status.basis.kpi import ALL_REGIONS
from smo_metrics.status.bottlenecks.cause_table import CAUSES
from smo_metrics.status.bottlenecks.region_handoffs import RegionHandoffs

if TYPE_CHECKING:
    import pandas as pd

_SMALLEST = 1e-6


def checks(
    log: EventLog,
    times: StageTimes,
    by_region: StageTimes | None,
    causes: WaitingCauses | None,
    handed: RegionHandoffs,
    frames: dict[str, pd.DataFrame],
    roster: pd.DataFrame | None,
) -> pd.DataFrame:
    """One row a check: what was expected, what was found, whether they agree, and what it means.

    Parameters
    ----------
    log : EventLog
    times, by_region : StageTimes
    causes : WaitingCauses or None
    handed : RegionHandoffs
    frames : dict of str to pandas.DataFrame
        The review's `stages`, `causes`, `ageing` and `flow`.
    roster : pandas.DataFrame or None
    """
    import pandas as pd

    whole = times.tasks.iloc[0]
    ageing, last = frames["ageing"], frames["flow"].iloc[-1]
    stages = frames["stages"][frames["stages"]["region"] == ALL_REGIONS]
    rows: list[tuple[str, float, float, str]] = [
        (
            "Finished + in work + not begun = all tasks",
            int(whole["tasks"]),
            int(whole["done"] + (ageing["state"] == "in work").sum() + (ageing["state"] == "not begun").sum()),
            "A difference means that a task is counted twice, or not at all.",
        ),
        (
            "Arrived - finished = open tasks",
            int(whole["open_now"]),
            int(last["arrived"] - last["finished"]),
            "The last day of the sheet Flow against the open tasks of the dashboard.",
        ),
        (
            "Events of all stages = events counted",
            log.size,
            int(stages["events"].sum()),
            "Rows that repeat another row exactly count once.",
        ),
    ]
    if by_region is not None:
        regions = int(by_region.tasks["tasks"].sum())
        rows.append(("Tasks of all regions = all tasks", int(whole["tasks"]), regions, "A task counts for the region "
                     "of its first event."))  # fmt: skip
        moved = int(handed.table["count"].sum())
        told = "Work passed on between two events that both name a region."
        rows.append(("Handoffs between and within regions = all of them", handed.found.transitions, moved, told))
    if causes is not None:
        table = frames["causes"]
        found = table[table["region"] == ALL_REGIONS]
        waiting = float(causes.table["waiting_hours"].sum())
        parts = float(found[[f"{cause}_hours" for cause in CAUSES]].to_numpy().sum())
        rows.append(("Hours by cause = hours waited", waiting, parts, "Each moment of the waiting has one cause."))
        regional = table[table["region"] != ALL_REGIONS]
        if len(regional):
            rows.append(("Hours waited in all regions = hours waited", waiting, float(regional["waiting_hours"].sum()),
                         "Waiting counts for the region of the event waited for."))  # fmt: skip
    if roster is not None:
        strangers = len(set(log.names["actor"]) - set(roster["annotator_id"]))
        rows.append(("People missing from the roster", 0, strangers, "Add them to the Roster with a region."))
    table = pd.DataFrame(rows, columns=["check", "expected", "found", "explanation"])
    agrees = [
        math.isclose(expected, found, rel_tol=_SMALLEST, abs_tol=_SMALLEST)
        for expected, found in zip(table["expected"], table["found"], strict=True)
    ]
    table.insert(3, "ok", agrees)
    return table
