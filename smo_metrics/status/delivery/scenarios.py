"""What would more people, overtime, less scope or another due date do? The same futures under each set of changes."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.errors import SmoError
from smo_metrics.sla import Joiner, WhenDone, when_done
from smo_metrics.status.delivery.burn_up import finish_table
from smo_metrics.status.delivery.past_days import PastDays

if TYPE_CHECKING:
    import pandas as pd

AS_NOW = "as now"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One set of changes from the first day ahead on.

    Attributes
    ----------
    name : str
    team_share : float
        Size of the team against now: 1.1 for a tenth more people at full speed.
    joiners : float
        People who join, or below 0 leave, beside that.
    joiners_from : datetime.date or None
        Their first day; None: the first day ahead.
    ramp_days : int
        Calendar days until joiners are at full speed.
    scope_change_tasks : float
        Tasks added to what remains, or below 0 taken from it.
    overtime_share : float
        Hours beyond the usual ones, 0.1 for a tenth, taken to bring as much as any other hour.
    due_date : datetime.date or None
        Another one than the project's.
    """

    name: str
    team_share: float = 1.0
    joiners: float = 0.0
    joiners_from: date | None = None
    ramp_days: int = 0
    scope_change_tasks: float = 0.0
    overtime_share: float = 0.0
    due_date: date | None = None

    def team(self, first_day: date, people: int | None) -> tuple[Joiner, ...]:
        """Give the change of the team as joiners, whose shares are of the team as it is now.

        Raises
        ------
        SmoError
            People join and how many there are now is not known.
        """
        hours = 1 + self.overtime_share
        changes = [Joiner(first_day, self.team_share * hours - 1)]
        if self.joiners:
            if not people:
                raise SmoError("joiners: without actor_id and roster nobody knows how many work now: give team_share.")
            changes.append(Joiner(self.joiners_from or first_day, self.joiners / people * hours, self.ramp_days))
        return tuple(changes)

    @property
    def words(self) -> str:
        """Say what changes."""
        parts = []
        if self.team_share != 1:
            parts.append(f"team {100 * self.team_share - 100:+.3g} %")
        if self.joiners:
            since = f" from {self.joiners_from}" if self.joiners_from else ""
            ramp = f", {self.ramp_days} days to full speed" if self.ramp_days else ""
            parts.append(f"{self.joiners:+g} people{since}{ramp}")
        if self.overtime_share:
            parts.append(f"overtime {100 * self.overtime_share:+.3g} %")
        if self.scope_change_tasks:
            parts.append(f"scope {self.scope_change_tasks:+,.0f} tasks")
        if self.due_date:
            parts.append(f"due {self.due_date}")
        return "; ".join(parts) or "nothing changes"


def scenario_table(
    days: PastDays,
    now: WhenDone,
    due: date | None,
    scenarios: Sequence[Scenario],
    people: int | None,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Forecast each scenario from the same draws as what goes on as now, so that only the changes differ.

    Parameters
    ----------
    days : PastDays
    now : WhenDone
        The forecast without changes, drawn from `rng` as it is given here.
    due : datetime.date or None
        The project's.
    scenarios : sequence of Scenario
    people : int or None
        Who work now; only joiners need it.
    rng : numpy.random.Generator
        Not moved on.

    Returns
    -------
    pandas.DataFrame
        One row a scenario, ``as now`` first: `scenario`; `change` in words; `remaining_tasks`; `due_date` and
        `due_probability`, NaN without one; `p50_date`, `p80_date` and `p95_date`, by which half, 80 and 95 % of the
        futures are done, None where not within the days looked ahead, and `p50_days`, `p80_days`, `p95_days` from the
        first day ahead; `error_low_days` and `error_high_days`, from 80 % back to half and on to 95 %, which a chart
        draws; `days_saved` at 80 % against ``as now``; `note`: why there is no forecast, else empty.
    """
    import pandas as pd

    rows = [{"scenario": AS_NOW, "change": "nothing changes", **_figures(now)}]
    for one in scenarios:
        row = {"scenario": one.name, "change": one.words, "due_date": one.due_date or due}
        try:
            found = _forecast(days, now, one, due, people, rng)
            rows.append({**row, **_figures(found)})
        except SmoError as error:
            rows.append({**row, "note": str(error)})
    table = pd.DataFrame(rows, columns=["scenario", "change", *_figures(now)])
    table["error_low_days"] = table["p80_days"] - table["p50_days"]
    table["error_high_days"] = table["p95_days"] - table["p80_days"]
    table["days_saved"] = table["p80_days"].iloc[0] - table["p80_days"]
    table["note"] = table.pop("note").fillna("")
    return table


def _forecast(
    days: PastDays, now: WhenDone, one: Scenario, due: date | None, people: int | None, rng: np.random.Generator
) -> WhenDone:
    remaining = days.remaining + one.scope_change_tasks
    if remaining < 0:
        raise SmoError(f"scope_change_tasks: only {days.remaining:,.0f} tasks remain.")
    first_day = now.first_day
    if first_day is None:
        raise SmoError("the history has no dates.")
    return when_done(
        days.history,
        remaining,
        due=one.due_date or due,
        joiners=one.team(first_day, people),
        calendar=days.calendar,
        rng=copy.deepcopy(rng),
    )


def _figures(found: WhenDone) -> dict[str, object]:
    finish = finish_table(found)
    dates, ahead = finish["finish_date"].tolist(), finish["days_ahead"].tolist()
    names = ("p50", "p80", "p95")
    return {
        "remaining_tasks": found.remaining,
        "due_date": found.due,
        "due_probability": found.due_probability,
        **{f"{name}_date": day for name, day in zip(names, dates, strict=True)},
        **{f"{name}_days": days for name, days in zip(names, ahead, strict=True)},
        "note": "",
    }
