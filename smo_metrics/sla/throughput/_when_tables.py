"""The tables of a delivery date: one row a batch and confidence, and one row a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.sla.throughput._outlook import Outlook, fan_by_day
from smo_metrics.sla.throughput._plan import Plan
from smo_metrics.sla.throughput._scope import Scope

if TYPE_CHECKING:
    import pandas as pd


def finish_table(
    plan: Plan, scope: Scope, shares: tuple[float, ...], days: list[list[int | None]]
) -> pd.DataFrame:
    """Give one row a batch and confidence: `days` has the first day of each, None where there is none."""
    import pandas as pd

    sizes = np.append(np.diff(scope.ends[:-1], prepend=0.0), scope.remaining)
    rows = [
        (name, size, share, day, None if day is None else plan.date_of(day))
        for name, size, of_batch in zip(scope.names, sizes.tolist(), days, strict=True)
        for share, day in zip(shares, of_batch, strict=True)
    ]
    names = ["batch", "tasks", "confidence", "days", "date"]
    table = pd.DataFrame(dict(zip(names, zip(*rows, strict=True), strict=True)), dtype=object)
    return table.astype({"tasks": np.float64, "confidence": np.float64})


def day_table(plan: Plan, seen: Outlook | None, days: int) -> pd.DataFrame:
    """Give the first `days` days; of none a table without rows."""
    totals, done = (np.zeros((1, 0)), np.zeros(0)) if seen is None else (seen.totals, seen.done[-1])
    table = fan_by_day(plan, totals[:, :days])
    table.insert(2, "done_share", done[: len(table)])
    return table
