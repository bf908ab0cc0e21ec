"""What shall be compared? The table of scenarios as people type it, checked row by row name and all at once."""

from __future__ import annotations

import math
from datetime import date, datetime
from numbers import Real
from typing import TYPE_CHECKING, Any

from smo_metrics.errors import TableError
from smo_metrics.status.delivery.scenarios import AS_NOW, Scenario

if TYPE_CHECKING:
    import pandas as pd

_LEAST = {
    "team_share": 0.0,
    "overtime_share": -1.0,
    "ramp_days": 0.0,
    "joiners": -math.inf,
    "scope_change_tasks": -math.inf,
}
_DAYS = ("joiners_from", "due_date")
_EXAMPLES = {
    "team_share": "1.1",
    "overtime_share": "0.1",
    "ramp_days": "20",
    "joiners": "2",
    "scope_change_tasks": "-500",
}


def read_scenarios(frame: pd.DataFrame) -> tuple[Scenario, ...]:
    """Give the scenarios of a table, or say everything that is wrong with it.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a scenario, with any of the columns of `Scenario` beside `scenario`, its name; empty cells change
        nothing, and rows without anything are passed over.

    Raises
    ------
    TableError
        A scenario without a name or with that of another, numbers or days that are none, an unknown column.

    Examples
    --------
    >>> import pandas as pd
    >>> read_scenarios(pd.DataFrame({"scenario": ["Help"], "team_share": [1.2]}))[0].words
    'team +20 %'
    """
    columns = ("scenario", *_LEAST, *_DAYS)
    unknown = [str(name) for name in frame if name not in columns]
    if unknown or "scenario" not in frame:
        raise TableError("scenarios", [f"the columns are {', '.join(columns)}; {', '.join(map(str, frame))} arrived."])
    found: list[Scenario] = []
    problems: list[str] = []
    for row in frame.dropna(how="all").to_dict("records"):
        name = "" if _is_empty(row["scenario"]) else str(row["scenario"]).strip()
        if not name or name.casefold() in {AS_NOW, *(one.name.casefold() for one in found)}:
            problems.append(f"{name!r} cannot name a scenario: give each a name of its own, other than {AS_NOW!r}.")
            continue
        given = {key: value for key, value in row.items() if key != "scenario" and not _is_empty(value)}
        numbers = {key: _number(value, key, name, problems) for key, value in given.items() if key in _LEAST}
        days = {key: _day(value, key, name, problems) for key, value in given.items() if key in _DAYS}
        found.append(
            Scenario(
                name,
                team_share=numbers.get("team_share", 1.0),
                joiners=numbers.get("joiners", 0.0),
                joiners_from=days.get("joiners_from"),
                ramp_days=int(numbers.get("ramp_days", 0)),
                scope_change_tasks=numbers.get("scope_change_tasks", 0.0),
                overtime_share=numbers.get("overtime_share", 0.0),
                due_date=days.get("due_date"),
            )
        )
    if problems:
        raise TableError("scenarios", problems)
    return tuple(found)


def _is_empty(value: Any) -> bool:
    return value is None or value != value or value == ""


def _number(value: Any, column: str, name: str, problems: list[str]) -> float:
    whole = column != "ramp_days" or (isinstance(value, Real) and float(value).is_integer())
    number = isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
    if number and whole and value >= _LEAST[column]:
        return float(value)
    problems.append(f"{name}: {column} is {value!r}; write a number such as {_EXAMPLES[column]}.")
    return 0.0


def _day(value: Any, column: str, name: str, problems: list[str]) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        problems.append(f"{name}: {column} is {value!r}; write a day such as 2026-12-24.")
        return None
