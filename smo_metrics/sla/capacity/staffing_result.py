"""What a staffing plan says: people by shift, what is met with them, and what one fewer costs."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.sla.clock.policy import SlaPolicy

if TYPE_CHECKING:
    import pandas as pd

PLANNED = "as planned"


@dataclass(frozen=True, slots=True, eq=False)
class StaffingResult:
    """People by shift so that the goal is met with the probability asked for.

    Attributes
    ----------
    policy : SlaPolicy
    probability : float
        Share of weeks that are to meet the goal.
    method : {"simulation", "erlang_c"}
        A queue whose people follow the shifts, simulated; or Erlang's formula for each shift, where it holds.
    status : {"ok", "no_arrivals", "unreachable"}
        Nothing to do: 0 people. Unreachable: not even with any number of people, and no number is told.
    shifts : pandas.DataFrame
        One row a shift: `shift`; `people` at work in it at once and `roster`, people to employ for that; `utilisation`,
        share of their time that they work; `open_hours` a week; `arrivals_share` of the tasks that arrive in the shift,
        or before it while nobody is at work. NaN where nothing is told, or where a shift has nobody.
    outcomes : pandas.DataFrame
        One row a plan, ``as planned``, then ``one fewer in ...`` for each shift, then ``present people`` where they
        were given: `plan`; `people`; `attainment_mean`, the mean share of a week's tasks done in time;
        `attainment_assured`, what is reached with the probability asked for; `weeks_met`, the share of weeks that meet
        the goal, and `weeks_met_se`, its standard error over runs (these three NaN for the formula, which does not
        count chance within a week); `keeps_up`, whether the people can do the work that arrives; `busy`, the share of
        their hours that it takes. Where they cannot, or so hardly that a backlog does not settle within the weeks that
        fill the queue, the figures are NaN: they fall from week to week.
    weeks_tried : int
        Simulated weeks that count; for the formula the levels of load.
    warnings : tuple of str
    """

    policy: SlaPolicy
    probability: float
    method: Literal["simulation", "erlang_c"]
    status: Literal["ok", "no_arrivals", "unreachable"]
    shifts: pd.DataFrame
    outcomes: pd.DataFrame
    weeks_tried: int
    warnings: tuple[str, ...]

    @property
    def people(self) -> dict[str, int] | None:
        """Give the people at work in each shift; None where the goal cannot be reached."""
        if self.status == "unreachable":
            return None
        return dict(zip(self.shifts["shift"], self.shifts["people"].astype(int).tolist(), strict=True))

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say what it takes, and what one person fewer costs, for a plan of the weeks ahead."""
        target = f"{self.policy.target_hours:g} {'work ' if self.policy.clock == 'work' else ''}hours"
        if self.status == "no_arrivals":
            return ("Nobody is needed: no task arrives.",)
        if self.status == "unreachable":
            return (f"No number of people is told: {self.policy.goal:.0%} within {target} is out of reach.",)
        plan = self.outcomes.iloc[0]
        each = ", ".join(f"{count} in {name}" for name, count in (self.people or {}).items())
        takes = f"It takes {plan['people']} at work: {each}. Then "
        if self.method == "simulation":
            takes += (
                f"{self.policy.goal:.0%} or more of a week's tasks are done within {target} in "
                f"{plan['weeks_met']:.0%} of weeks (asked: {self.probability:.0%}), and "
                f"{plan['attainment_mean']:.1%} in the mean week."
            )
        else:
            takes += (
                f"{plan['attainment_mean']:.1%} of tasks are done within {target} in the mean week; in how many weeks "
                f"{self.policy.goal:.0%} are, the formula does not tell."
            )
        return takes, *(self._beside(row) for row in self.outcomes.iloc[1:].to_dict("records"))

    def _beside(self, row: Mapping[Hashable, Any]) -> str:
        name = f"With {row['plan']}"
        if not row["keeps_up"]:
            return f"{name} more work arrives than people can do: the backlog grows without end."
        if math.isnan(row["attainment_mean"]):
            return (
                f"{name} work takes {row['busy']:.1%} of people's hours: a backlog goes on growing for more weeks than "
                "are tried, so no share is told."
            )
        if self.method == "erlang_c":
            return f"{name} that is {row['attainment_mean']:.1%} of tasks."
        return f"{name} that is {row['weeks_met']:.0%} of weeks, and {row['attainment_mean']:.1%} of tasks."

    def to_frame(self) -> pd.DataFrame:
        """Give one row a shift."""
        return self.shifts.copy()

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        told: dict[str, Any] = to_json({
            "schema": SCHEMA,
            "policy": self.policy.to_dict(),
            "probability": self.probability,
            "method": self.method,
            "status": self.status,
            "shifts": records(self.shifts),
            "outcomes": records(self.outcomes),
            "weeks_tried": self.weeks_tried,
            "sentences": self.sentences,
            "warnings": self.warnings,
        })  # fmt: skip
        return told
