"""Why does a log not tell work from waiting? Nothing may have finished, or its events have one time only."""

from __future__ import annotations

from smo_metrics.flow.events.event_log import EventLog

_DAY = 86_400_000


def missing_ends(log: EventLog) -> str:
    """Say why touch is not known, and what would help; assumes a log with ``touch_known`` False."""
    if (log.is_open | log.is_waiting).all():
        return "Nothing has finished yet. Give events that ended."
    begun = log.started[~log.is_waiting]
    told = "No event ends after it starts: work cannot be told from waiting."
    if (begun % _DAY == begun[0] % _DAY).all():
        return f"{told} Start and end are equal in all rows: were dates exported without times? Give both with times."
    return f"{told} Give the real ends."
