"""Which stages can be modelled? Those at which work has begun: of the others, neither people nor times are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from smo_metrics.flow.events.event_log import EventLog


def begun_stages(log: EventLog) -> tuple[EventLog, list[str]]:
    """Leave out stages at which nobody has begun any work, and say so.

    Work that waits there keeps its task unfinished: its code is past those of the stages with a name.
    """
    begun = np.zeros(len(log.names["stage"]), dtype=bool)
    begun[log.stage[~log.is_waiting]] = True
    if begun.all():
        return log, []
    number = np.where(begun, np.cumsum(begun) - 1, begun.sum())
    named = list(zip(log.names["stage"], begun.tolist(), strict=True))
    kept = tuple(name for name, is_begun in named if is_begun)
    never = [name for name, is_begun in named if not is_begun]
    shorter = replace(log, stage=number[log.stage], names={**log.names, "stage": kept})
    return shorter, [f"No work has begun at {', '.join(never)}: the model leaves that out."]
