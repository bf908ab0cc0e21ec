"""Do regions share their work? Where every task stays in its region, each region has stages of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from smo_metrics.flow.events.event_log import EventLog

_KNOWN, _CROSSING, _A_REGION = 0.9, 0.02, 0.05


def regional_stages(log: EventLog) -> tuple[EventLog, list[str]]:
    """Give a log whose stages are those of each region, where tasks do not cross regions; else the log as it is.

    Tasks stay in their region where nine tenths of the begun events name one, no more than a fiftieth of those name
    another than their task's first, and two regions or more are the first of a twentieth of the tasks. The names are
    ``review in Dublin``.
    """
    known = (log.region >= 0) & ~log.is_waiting
    if len(np.unique(log.region[known])) < 2 or known.sum() < _KNOWN * (~log.is_waiting).sum():
        return log, []
    rows = np.flatnonzero(known)
    first = rows[np.unique(log.task[rows], return_index=True)[1]]
    home = np.full(log.task_count, -1)
    home[log.task[first]] = log.region[first]
    homes = np.bincount(home[home >= 0]) / log.task_count
    if (homes >= _A_REGION).sum() < 2 or (log.region[rows] != home[log.task[rows]]).mean() > _CROSSING:
        return log, []
    regions = log.names["region"]
    at = log.stage * (len(regions) + 1) + home[log.task] + 1
    codes, stage = np.unique(at, return_inverse=True)
    names = []
    for code in codes.tolist():
        old, region = divmod(code, len(regions) + 1)
        names.append(log.names["stage"][old] + (f" in {regions[region - 1]}" if region else ""))
    told = "Tasks stay in the region in which they begin: each region is simulated by itself."
    return replace(log, stage=stage.astype(np.int64), names={**log.names, "stage": tuple(names)}), [told]
