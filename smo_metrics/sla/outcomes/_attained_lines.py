"""Attainment by week and by group: one line of figures for each set of clocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np

from smo_metrics._intervals import Share, gap
from smo_metrics.flow.hours._periods import period_edges
from smo_metrics.sla.clock.task_clocks import TaskClocks
from smo_metrics.sla.outcomes._attained_figures import Followed, IntArray, attained_figures

if TYPE_CHECKING:
    import pandas as pd

MOST_COMPARED = 50


def attained_by_period(
    clocks: TaskClocks, tasks: Followed, freq: Literal["D", "W"], timezone: str, confidence: float
) -> pd.DataFrame:
    """Give one row a period, from that of the first start to that of the last, whether or not tasks began in it."""
    import pandas as pd

    edges = period_edges(int(clocks.started.min()), int(clocks.started.max()), freq, timezone)
    begins = pd.DatetimeIndex(edges.view("M8[ms]"), tz="UTC").tz_convert(timezone)
    period = np.searchsorted(edges, clocks.started[tasks.clock], side="right") - 1
    figures = _lines(tasks, _each(period, len(edges) - 1), clocks.policy.goal, confidence)
    return pd.concat([pd.DataFrame({"period_start": begins[:-1], "period_end": begins[1:]}), figures], axis=1)


def attained_by_group(clocks: TaskClocks, tasks: Followed, by: str | None, confidence: float) -> pd.DataFrame:
    """Give one row a group, lowest share first, beside the share of all other groups; no rows without `by`.

    Of more than 50 groups none is compared with all others, which would take each task once a group.
    """
    import pandas as pd

    code = getattr(clocks, by)[tasks.clock] if by else np.full(len(clocks.task), -1)
    named = np.flatnonzero(code >= 0)
    present, group = np.unique(code[named], return_inverse=True)
    names = [clocks.log.names[by][one] for one in present] if by else []
    figures = _lines(tasks, (named[rows] for rows in _each(group, len(present))), clocks.policy.goal, confidence)
    compared = len(present) if len(present) <= MOST_COMPARED else 0
    others = (named[group != one] for one in range(compared))
    rest = _lines(tasks, others, clocks.policy.goal, confidence).reindex(range(len(present)))
    own, of_others = (
        [Share(*row) for row in table[["attained", "low", "high"]].to_numpy(dtype=float).tolist()]
        for table in (figures, rest)
    )
    gaps = [gap(a, b) for a, b in zip(own, of_others, strict=True)]
    table = pd.concat([pd.DataFrame({"group": names}, dtype=object), figures], axis=1).assign(
        others=rest["attained"],
        gap=[one.value for one in gaps],
        gap_low=[one.low for one in gaps],
        gap_high=[one.high for one in gaps],
    )
    return table.sort_values("attained", kind="stable", ignore_index=True)


def _each(code: IntArray, count: int) -> Iterator[IntArray]:
    """Give the places of each code from 0 to count - 1, in their order."""
    order = np.argsort(code, kind="stable")
    edges = np.searchsorted(code[order], np.arange(count + 1))
    return (order[low:high] for low, high in pairwise(edges))


def _lines(tasks: Followed, parts: Iterable[IntArray], goal: float, confidence: float) -> pd.DataFrame:
    import pandas as pd

    columns = list(attained_figures(tasks.only(np.zeros(0, dtype=np.int64)), goal, confidence))
    return pd.DataFrame([attained_figures(tasks.only(part), goal, confidence) for part in parts], columns=columns)
