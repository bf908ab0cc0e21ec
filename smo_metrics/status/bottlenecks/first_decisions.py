"""How much is accepted at first sight? The first decision on each task, as the events' outcomes tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.status.basis.kpi import ALL_REGIONS
from smo_metrics.status.basis.wording import count
from smo_metrics.status.bottlenecks._regional_log import NO_REGION

if TYPE_CHECKING:
    import pandas as pd

ACCEPTED = frozenset({"accepted", "accept", "approved", "approve", "passed", "pass", "ok"})
REJECTED = frozenset({"rejected", "reject", "returned", "sent back", "failed", "fail", "reopened", "not accepted"})
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True, eq=False)
class FirstDecisions:
    """First decisions by region.

    Attributes
    ----------
    accepted, decided : dict of str to int
        Region of the task's first event (``all`` for the project) -> tasks accepted at the first decision, and tasks
        with a decision.
    reason : str
        Why there is none; empty where there are some.
    notes : tuple of str
        Outcomes that are no decision.
    """

    accepted: dict[str, int]
    decided: dict[str, int]
    reason: str
    notes: tuple[str, ...]


def first_decisions(events: pd.DataFrame, log: EventLog) -> FirstDecisions:
    """See how much work is right the first time, before it is corrected.

    Parameters
    ----------
    events : pandas.DataFrame
        From `check_events`. `outcome` says accepted or rejected (or approved, passed, ok; returned, sent back, failed,
        reopened), in any case of letters; anything else is no decision. A decision counts once its event has ended.
    log : EventLog
        Of the same events, with its own regions.

    Returns
    -------
    FirstDecisions
        A task's first decision is that of the earliest end; of ends at the same moment, a rejection.
    """
    import pandas as pd

    if "outcome" not in events or events["outcome"].isna().all():
        return FirstDecisions({}, {}, "the events have no outcome (accepted or rejected)", ())
    words = events["outcome"].str.casefold().str.replace(r"[\s_-]+", " ", regex=True).str.strip()
    accepted, rejected = words.isin(ACCEPTED), words.isin(REJECTED)
    other = events["outcome"][words.notna() & ~accepted & ~rejected].value_counts()
    notes: tuple[str, ...] = ()
    if len(other):
        named = ", ".join(f"{word} ({number:,})" for word, number in other.head(_MOST_NAMED).items())
        more = f" and {count(len(other) - _MOST_NAMED, 'other')}" if len(other) > _MOST_NAMED else ""
        notes = (f"Outcomes that say neither accepted nor rejected are no decision: {named}{more}.",)
    moment = events["ended_at"] if "ended_at" in events else events["started_at"]
    known = (accepted | rejected) & moment.notna()
    if not known.any():
        return FirstDecisions({}, {}, "no outcome says accepted or rejected", notes)
    decisions = pd.DataFrame({"task_id": events["task_id"], "moment": moment, "accepted": accepted})[known]
    first = decisions.sort_values(["moment", "accepted"], kind="stable").drop_duplicates("task_id")
    regions = np.array([*log.names["region"], NO_REGION], dtype=object)
    home = dict(zip(log.names["task"], regions[log.region[log.first]], strict=True))
    by_region = first.groupby(first["task_id"].map(home))["accepted"].agg(["sum", "size"])
    by_region.loc[ALL_REGIONS] = [first["accepted"].sum(), len(first)]
    return FirstDecisions(
        accepted={str(region): int(number) for region, number in by_region["sum"].items()},
        decided={str(region): int(number) for region, number in by_region["size"].items()},
        reason="",
        notes=notes,
    )
