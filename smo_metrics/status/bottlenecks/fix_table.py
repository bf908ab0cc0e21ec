"""What would shorten the wait, and how sure is that? The simulated fixes as a table, best first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from smo_metrics.flow.simulation._bottleneck_words import fix_words
from smo_metrics.flow.simulation.bottlenecks import Bottlenecks
from smo_metrics.flow.simulation.fix import Fix

if TYPE_CHECKING:
    import pandas as pd

FIX_COLUMNS = (
    "rank", "fix", "stage", "cause", "verdict", "gain_hours", "low_hours", "high_hours", "gain_share",
    "error_low_hours", "error_high_hours", "gain_p90_hours", "gain_in_time_share", "evidence", "sentence", "change",
)  # fmt: skip


def fix_table(found: Bottlenecks | None) -> pd.DataFrame | None:
    """Decide what to change first: fixes by the hours that they take off the mean lead time.

    Parameters
    ----------
    found : Bottlenecks or None
        None where nothing was simulated, and then there is no table.

    Returns
    -------
    pandas.DataFrame or None
        Columns `FIX_COLUMNS`: `fix` in words and `change` as `what_if` takes it; `gain_hours` with its 95 % interval,
        and `error_low_hours` and `error_high_hours`, the distances from the gain to its ends, for the chart;
        `gain_in_time_share` (of tasks within the SLA's hours) where those are set. NaN where the model does not fit the
        log, or tasks arrived on too few days.
    """
    if found is None:
        return None
    fixes = found.fixes if found.target_hours is not None else found.fixes.assign(gain_attainment=math.nan)
    gain, low, high = (fixes[f"gain_mean_hours{part}"] for part in ("", "_low", "_high"))
    table = fixes.assign(
        change=fixes["fix"],
        fix=[fix_words(Fix.parse(text)) for text in fixes["fix"]],
        gain_hours=gain,
        gain_in_time_share=fixes["gain_attainment"],
        low_hours=low,
        high_hours=high,
        error_low_hours=gain - low,
        error_high_hours=high - gain,
    )
    return table[list(FIX_COLUMNS)]
