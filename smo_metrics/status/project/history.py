"""How did each figure stand at each refresh? One row a moment, key figure and region, replaced, never added twice."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from smo_metrics.errors import TableError
from smo_metrics.settings import Project
from smo_metrics.status.basis.kpi import ALL_REGIONS
from smo_metrics.status.basis.wording import NOT_AVAILABLE

if TYPE_CHECKING:
    import pandas as pd

HISTORY_COLUMNS = ("as_of", "pillar", "key", "name", "region", "value", "shown", "rag", "mark", "target")
SCOPE, SETTING = "scope", "setting"
_KEY = ["as_of", "key", "region"]
_SETTINGS = {
    "": ("timezone", "level", "confidence", "categories"),
    "delivery": ("gaps",),
    "sla": ("sla_hours", "sla_clock", "start_stage", "stop_stage", "pause_stages", "targets"),
    "exposure": ("sensitive_tiers", "exposure_cap_hours", "break_after_hours", "break_minutes", "exposure_cutoff"),
    "cost": ("hourly_cost", "currency"),
}
_SCOPE = {"delivery": ("start_date", "due_date", "scope_tasks"), "cost": ("budget",)}


def history_rows(kpis: pd.DataFrame, project: Project, milestones: pd.DataFrame | None = None) -> pd.DataFrame:
    """Keep what is needed to say next week what changed: every figure, and the scope and settings behind them.

    Parameters
    ----------
    kpis : pandas.DataFrame
        From `kpi_table`, of one moment.
    project : Project
    milestones : pandas.DataFrame, optional
        With `milestone` and `baseline_date`: agreed dates are part of the scope.

    Returns
    -------
    pandas.DataFrame
        `as_of`, `pillar` (of scope ``scope``, of settings ``setting``), `key`, `name`, `region`, `value` (NaN where it
        is no number), `shown`, `rag`, `mark`, `target`.
    """
    import pandas as pd

    as_of = kpis["as_of"].iloc[0]
    dates = [] if milestones is None else milestones[["milestone", "baseline_date"]].to_numpy().tolist()
    rows = [
        *_settings(project, SCOPE, _SCOPE),
        *[_row(SCOPE, f"milestone {name}", f"Milestone {name}: agreed date", day) for name, day in dates],
        *_settings(project, SETTING, _SETTINGS),
    ]
    behind = pd.DataFrame([(as_of, *row) for row in rows], columns=HISTORY_COLUMNS)
    return pd.concat([kpis[list(HISTORY_COLUMNS)], behind], ignore_index=True)


def with_history(history: pd.DataFrame | None, rows: pd.DataFrame) -> pd.DataFrame:
    """Add the rows of a moment to those of earlier ones; rows of the same moment are replaced.

    Raises
    ------
    TableError
        A history without its columns, or with moments that are none or name a zone.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {name: [""] for name in HISTORY_COLUMNS} | {"as_of": [datetime(2026, 3, 2)], "key": ["alpha"]}
    >>> once = with_history(None, pd.DataFrame(row))
    >>> len(with_history(once, pd.DataFrame(row)))
    1
    """
    import pandas as pd

    if history is None or history.empty:
        return rows.reset_index(drop=True)
    before = read_history(history)
    kept = before[before["as_of"] != rows["as_of"].iloc[0]]
    if kept.empty:
        return rows.reset_index(drop=True)
    together: pd.DataFrame = pd.concat([kept, rows]).sort_values("as_of", kind="stable", ignore_index=True)
    return together


def read_history(history: pd.DataFrame) -> pd.DataFrame:
    """Check a history as a workbook gives it back; moments are naive and to the second."""
    import pandas as pd

    absent = [name for name in HISTORY_COLUMNS if name not in history.columns]
    if absent:
        raise TableError("history", [f"no column {', '.join(absent)}. Put it back, or empty the table."])
    table = history[list(HISTORY_COLUMNS)].dropna(subset=_KEY)
    moments = written_moments("history", table["as_of"])
    numbers = pd.to_numeric(table["value"], errors="coerce")
    checked: pd.DataFrame = table.assign(as_of=moments, value=numbers).drop_duplicates(_KEY, keep="last")
    return checked


def written_moments(table: str, moments: pd.Series) -> pd.Series:
    """Read the moments of refreshes as a workbook gives them back: naive, in the reader's zone, to the second.

    Raises
    ------
    TableError
        A value that is no moment, or that names a zone: it would be compared with the reader's clock.
    """
    import pandas as pd

    def read(moment: Any) -> Any:
        found = pd.NaT if isinstance(moment, int | float) else pd.to_datetime(moment, errors="coerce", format="ISO8601")
        return found if isinstance(found, datetime) and found.tzinfo is None else pd.NaT

    known = {moment: read(moment) for moment in moments.unique()}
    bad = next((moment for moment, found in known.items() if found is pd.NaT), None)
    if bad is not None:
        shown = str(bad) if isinstance(bad, datetime) else repr(bad)
        problem = f"as_of holds {shown}, which is no date and time without a zone. Correct or remove the row."
        raise TableError(table, [problem])
    return pd.to_datetime(moments.map(known)).dt.round("s")


def _settings(project: Project, pillar: str, names: dict[str, tuple[str, ...]]) -> Iterator[tuple[Any, ...]]:
    for group, settings in names.items():
        holder = getattr(project, group) if group else project
        for name in settings:
            yield _row(pillar, name, name.replace("_", " ").capitalize(), getattr(holder, name))


def _row(pillar: str, key: str, name: str, value: Any) -> tuple[Any, ...]:
    """One setting; in the order of the columns after `as_of`."""
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
    return (pillar, key, name, ALL_REGIONS, number, _text(value), "none", "", "")


def _text(value: Any) -> str:
    if isinstance(value, datetime | date):
        return NOT_AVAILABLE if value != value else f"{value:%d %b %Y}"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "not set"
    if isinstance(value, dict):
        parts = [f"{group} {name}: {hours:g} h" for group, limits in value.items() for name, hours in limits.items()]
        return ", ".join(parts) or "not set"
    if value is None or value == "":
        return "not set"
    return f"{value:,g}" if isinstance(value, float) else str(value)
