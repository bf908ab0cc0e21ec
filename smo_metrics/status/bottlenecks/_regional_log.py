"""Whose work is it? The regions of a log beside its teams, so that figures in work hours can be given by region."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.flow.events.event_log import EventLog

if TYPE_CHECKING:
    import pandas as pd

NO_REGION = "no region"


def regions_as_queues(teams: EventLog, log: EventLog) -> EventLog:
    """Put a log's regions into the place of its queues.

    In the log of `team_hours` a team stands in the place of each region, for its hours; only so can the same figures
    still be grouped by region.
    """
    return replace(teams, queue=log.region, names={**teams.names, "queue": log.names["region"]})


def regions_in_stages(teams: EventLog, log: EventLog) -> tuple[EventLog, list[tuple[str, str]]]:
    """Split every stage by region, for figures that are only given by stage; tell region and stage of each part."""
    regions = [*log.names["region"], NO_REGION]
    stages = log.names["stage"]
    code = np.where(log.region < 0, len(regions) - 1, log.region) * len(stages) + log.stage
    parts = [(region, stage) for region in regions for stage in stages]
    # Two spaces keep the parts of "a b" and "c" apart from those of "a" and "b c".
    names = {**teams.names, "stage": tuple("  ".join(part) for part in parts)}
    return replace(teams, stage=code, names=names), parts


def named_regions(frame: pd.DataFrame) -> pd.DataFrame:
    """Call a table's queues regions again, and name those of events that say none."""
    return frame.rename(columns={"queue": "region"}).fillna({"region": NO_REGION})
