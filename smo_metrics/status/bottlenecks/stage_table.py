"""Where does work wait, who is there, and how busy are they? One row a stage, then one a region and stage."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from smo_metrics.flow.causes.shifting_bottleneck import shifting_bottleneck
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.times.stage_times import StageTimes
from smo_metrics.flow.times.utilisation import utilisation
from smo_metrics.flow.times.wip_age import WipAge
from smo_metrics.status.basis.kpi import ALL_REGIONS
from smo_metrics.status.bottlenecks._people import people_at_stages
from smo_metrics.status.bottlenecks._regional_log import named_regions, regions_in_stages
from smo_metrics.status.bottlenecks.flow_report import FlowReport

if TYPE_CHECKING:
    import pandas as pd

_TAKEN = {
    "events": "events",
    "tasks": "tasks",
    "waiting_now": "waiting_now",
    "open_now": "in_work_now",
    "waiting_mean_hours": "waiting_mean_hours",
    "waiting_p50_hours": "waiting_p50_hours",
    "waiting_p90_hours": "waiting_p90_hours",
    "touch_mean_work_hours": "handling_mean_work_hours",
    "touch_p90_work_hours": "handling_p90_work_hours",
    "flow_efficiency_work": "flow_efficiency_share",
    "rework_rate": "rework_share",
    "first_pass_yield": "first_pass_share",
}
STAGE_COLUMNS = (
    "region", "stage", "stage_number", *_TAKEN.values(), "busy_share", "bottleneck_share", "age_p85_hours", "people",
    "main_person", "main_person_share", "one_person",
)  # fmt: skip


def stage_table(
    log: EventLog,
    report: FlowReport,
    by_region: StageTimes | None,
    ages: WipAge,
    roster: pd.DataFrame | None,
    timezone: str,
) -> pd.DataFrame:
    """Put together what is known of each stage.

    Parameters
    ----------
    log : EventLog
        With its own regions.
    report : FlowReport
    by_region : StageTimes or None
        By ``queue``, in whose place the regions stand; None where the events name no region.
    ages : WipAge
    roster : pandas.DataFrame or None
    timezone : str

    Returns
    -------
    pandas.DataFrame
        Columns `STAGE_COLUMNS`. `busy_share` is the share of their available hours that people spend on the stage's
        work, `bottleneck_share` the share of the hours at work in which the stage held up the flow (only for the whole
        project), `age_p85_hours` the age by which 85 % of finished tasks had left the stage, on the clock of `ages`.
        NaN, and None for people, where the events do not tell.
    """
    import pandas as pd

    numbers = {stage: number for number, stage in enumerate(log.names["stage"], start=1)}
    rows = [report.times.stages.assign(region=ALL_REGIONS)]
    if by_region is not None:
        rows.append(named_regions(by_region.stages))
    table = pd.concat(rows, ignore_index=True).rename(columns=_TAKEN)
    table["stage_number"] = table["stage"].map(numbers)
    key = pd.MultiIndex.from_frame(table[["region", "stage"]])
    table["busy_share"] = _busy(log, report, roster).reindex(key).to_numpy(dtype=float)
    whole = table["region"] == ALL_REGIONS
    table["bottleneck_share"] = table["stage"].map(_held_up(report, timezone)).where(whole)
    history = ages.history.iloc[1:].set_index("stage")
    usual = "p85_hours" if ages.clock == "wall" else "p85_work_hours"
    table["age_p85_hours"] = table["stage"].map(history[usual]).where(whole)
    people = people_at_stages(log).set_index(["region", "stage"]).reindex(key).reset_index(drop=True)
    for name in ("people", "main_person", "main_person_share"):
        table[name] = people[name]
    table["one_person"] = people["one_person"].eq(True)
    return table[list(STAGE_COLUMNS)]


def _busy(log: EventLog, report: FlowReport, roster: pd.DataFrame | None) -> pd.Series:
    """Give the busy share by region and stage, the whole project included."""
    import pandas as pd

    if report.busy is None or report.hours is None:
        empty = pd.MultiIndex.from_arrays([[], []], names=["region", "stage"])
        return pd.Series(math.nan, index=empty, dtype=float)
    split, parts = regions_in_stages(report.hours.log, log)
    found = utilisation(split, calendars=report.hours.available, roster=roster).table
    places = dict(zip(split.names["stage"], parts, strict=True))
    index = [(ALL_REGIONS, stage) for stage in report.busy.table["stage"]] + [places[name] for name in found["stage"]]
    values = [*report.busy.table["utilisation"], *found["utilisation"]]
    return pd.Series(values, index=pd.MultiIndex.from_tuples(index, names=["region", "stage"]), dtype=float)


def _held_up(report: FlowReport, timezone: str) -> dict[str, float]:
    if report.causes is None or report.hours is None:
        return {}
    found = shifting_bottleneck(report.hours.log, calendars=report.hours.calendars, timezone=timezone).stations
    return dict(zip(found["station"], found["bottleneck_share"], strict=True))
