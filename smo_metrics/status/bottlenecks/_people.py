"""On whom does a stage depend? The people who began work there in the last four weeks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.status.basis.kpi import ALL_REGIONS
from smo_metrics.status.bottlenecks._regional_log import NO_REGION

if TYPE_CHECKING:
    import pandas as pd

RECENT_DAYS = 28
FEWEST_EVENTS = 10
_DAY = 86_400_000


def people_at_stages(log: EventLog) -> pd.DataFrame:
    """See which stages stand still when one person is away.

    Parameters
    ----------
    log : EventLog
        With its own regions.

    Returns
    -------
    pandas.DataFrame
        One row a stage (`region` ``all``), then one a region and stage at which work was begun in the 28 days before
        `as_of` by people who are named: `region`, `stage`, `people`, `main_person`, `main_person_share` (of the events
        begun), and `one_person`, whether it is the only one in 10 events or more. Events that name nobody may be
        anybody's: where there are some, `one_person` is False.
    """
    import pandas as pd

    begun = ~log.is_waiting & (log.started >= log.as_of - RECENT_DAYS * _DAY)
    regions = np.array([*log.names["region"], NO_REGION], dtype=object)
    people = np.array([*log.names["actor"], None], dtype=object)
    recent = pd.DataFrame(
        {
            "region": regions[log.region[begun]],
            "stage": log.stage[begun],
            "person": people[log.actor[begun]],
            "named": log.actor[begun] >= 0,
        }
    )
    both = pd.concat([recent.assign(region=ALL_REGIONS), recent] if log.names["region"] else
                     [recent.assign(region=ALL_REGIONS)])  # fmt: skip
    events = both.groupby(["region", "stage"])["named"].agg(events="size", named="sum")
    each = both[both["named"]].groupby(["region", "stage", "person"]).size().reset_index(name="own")
    main = each.sort_values("own", ascending=False, kind="stable").drop_duplicates(["region", "stage"])
    found = main.set_index(["region", "stage"]).join(each.groupby(["region", "stage"]).size().rename("people"))
    found = found.join(events).reset_index()
    alone = (found["own"] == found["events"]) & (found["own"] >= FEWEST_EVENTS)
    return pd.DataFrame(
        {
            "region": found["region"],
            "stage": np.array(log.names["stage"], dtype=object)[found["stage"].to_numpy(dtype=np.int64)],
            "people": found["people"],
            "main_person": found["person"],
            "main_person_share": found["own"] / found["events"],
            "one_person": alone,
        }
    )
