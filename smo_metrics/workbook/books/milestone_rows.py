"""What does a refresh write beside the milestones that people keep?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from smo_metrics.status.basis.wording import NOT_AVAILABLE

if TYPE_CHECKING:
    import pandas as pd

WRITTEN = ("milestone", "forecast_date", "status", "days_late", "planned_tasks", "explanation")
_REASONS = ("No milestones: ", "No forecast of milestones: ")


def milestone_rows(
    kept: pd.DataFrame, forecast: pd.DataFrame | None, notes: Sequence[str]
) -> pd.DataFrame | None:
    """Give the columns that a refresh writes, in the order in which people keep the milestones.

    Parameters
    ----------
    kept : pandas.DataFrame
        The table as the workbook holds it.
    forecast : pandas.DataFrame or None
        From `milestone_forecast`; None: every row says why.
    notes : sequence of str
        Of the status, one of which tells the reason.

    Returns
    -------
    pandas.DataFrame or None
        `milestone`, `forecast_date`, `status`, `days_late`, `planned_tasks`, `explanation`. None where a row has no
        name: nothing is written then, since a row is found by it.
    """
    import pandas as pd

    names = kept["milestone"] if "milestone" in kept else pd.Series(dtype=object)
    if names.empty or names.isna().any():
        return None
    why = next((note.removeprefix(start) for start in _REASONS for note in notes if note.startswith(start)), "")
    known: dict[str, dict[Any, Any]] = {}
    if forecast is not None:
        known = {row["milestone"]: row for row in forecast.rename(columns={"mark": "status"}).to_dict("records")}
    unknown = {"status": NOT_AVAILABLE, "explanation": why}
    rows = [{**known.get(_text(name), unknown), "milestone": name} for name in names]
    return pd.DataFrame(rows, columns=list(WRITTEN))


def _text(name: Any) -> str:
    """Write a name as the forecast has it: a cell that looks like a whole number is one."""
    return str(int(name)) if isinstance(name, float) and name.is_integer() else str(name).strip()
