"""How many tasks will be done by a date? What half, 80 % and 95 % of the futures reach at least."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.errors import SettingsError
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.sla.scoring.fan import plot_fan
from smo_metrics.sla.throughput._futures import futures
from smo_metrics.sla.throughput._options import CONFIDENCE, check_draws, read_confidence
from smo_metrics.sla.throughput._outlook import EXACT, NEAR, NOT_CHECKED, exact_running, fan_by_day
from smo_metrics.sla.throughput._plan import Plan, read_days, read_plan
from smo_metrics.sla.throughput._words import before_words, by_words, confident, first_futures, trust_words
from smo_metrics.sla.throughput.backtest import BacktestResult
from smo_metrics.sla.throughput.daily_history import DailyHistory, Gaps
from smo_metrics.sla.throughput.exact_days import exact_days
from smo_metrics.sla.throughput.planned_capacity import Joiner

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class HowMany:
    """How much is finished by some days.

    Attributes
    ----------
    quantities : pandas.DataFrame
        One row a day and confidence: `by`, the day by whose end, None where the history has no dates; `days` from the
        first one, which is 1; `confidence`, 0 to 1; `tasks`, whole ones, that at least this share of the futures
        finish; `mean_tasks`, those that they finish on average.
    first_day : datetime.date or None
    by_day : pandas.DataFrame
        One row a day to the last one asked for: `day`, from 1; then the fan of tasks finished by its end, as
        `fan_table` gives it.
    paths : int
        Futures drawn; 0 where the days were added up exactly.
    method : str
        How futures were made.
    backtest : BacktestResult or None
        How such forecasts did in the past; None for interchangeable days.
    sentence : str
        The answer in words, for the last day asked for.
    warnings : tuple of str
    """

    quantities: pd.DataFrame
    first_day: date | None
    by_day: pd.DataFrame
    paths: int
    method: str
    backtest: BacktestResult | None
    sentence: str
    warnings: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """Give the quantities, one row a day and confidence."""
        return self.quantities

    def plot(self, *, ax: Any = None) -> Any:
        """Draw the fan of finished tasks by day; needs matplotlib.

        Raises
        ------
        SmoError
            matplotlib is not installed.
        """
        return plot_fan(self.by_day, ax=ax, title="How many tasks are done?")

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {
            "schema": SCHEMA,
            "sentence": self.sentence,
            "quantities": records(self.quantities),
            **to_json({name: getattr(self, name) for name in ("first_day", "paths", "method")}),
            "by_day": records(self.by_day),
            "backtest": self.backtest and self.backtest.to_dict(),
            "warnings": list(self.warnings),
        }


def how_many(
    history: pd.DataFrame | pd.Series[Any] | Sequence[float] | DailyHistory,
    by: date | int | Sequence[date | int],
    *,
    start: date | None = None,
    capacity: Mapping[date, float] | None = None,
    joiners: Sequence[Joiner] = (),
    calendar: WorkCalendar | None = None,
    gaps: Gaps | None = None,
    as_of: date | None = None,
    exchangeable: bool = False,
    confidence: Sequence[float] = CONFIDENCE,
    paths: int = 10_000,
    rng: np.random.Generator | None = None,
) -> HowMany:
    """Decide how much work to promise by a date.

    Parameters
    ----------
    history : DataFrame, Series or DailyHistory; with `exchangeable` also a sequence of float
        Tasks finished a day, as `daily_history` takes them.
    by : date, int or sequence of them
        The days by whose end; a number counts days from the first one, which is 1.
    start : date, optional
        First day that counts; without it the day after the history.
    capacity, joiners, calendar, gaps, as_of, exchangeable, paths, rng
        As for `when_done`; one seed draws the same futures in both.
    confidence : sequence of float
        Shares of the futures, above 0 and below 1.

    Returns
    -------
    HowMany
        Assumes that there is always enough to do. Quantities of several days hold one by one: that all are reached in
        one future is less likely.

    Raises
    ------
    SmoError
        A history that `daily_history` refuses.
    SettingsError
        A day before the first, or farther than forecasts reach; an option that cannot be used; no `rng`.

    Notes
    -----
    How often the ranges hold: see `when_done`.

    References
    ----------
    As `when_done`.

    Examples
    --------
    >>> found = how_many([12, 15, 9, 0, 0, 14, 18, 11, 13, 16, 0, 0, 10, 17], 10, exchangeable=True)
    >>> found.sentence
    'Half the futures finish at least 97 tasks within 10 days, 80 % at least 79, 95 % at least 61.'
    """
    plan = read_plan(
        history,
        start=start,
        gaps=gaps,
        as_of=as_of,
        capacity=capacity,
        joiners=joiners,
        calendar=calendar,
        alike=exchangeable,
    )
    shares = read_confidence(confidence)
    days = read_days(plan, by, plan.most_days)
    if days[0] < 1:
        early = f"{plan.date_of(days[0]) or days[0]} {before_words(plan, days[0])}"
        raise SettingsError(f"by: {early}; give a day from the first one on.")
    found = _exact(plan, days, shares) if plan.alike else _sampled(plan, days, shares, *check_draws(paths, rng))
    return HowMany(
        quantities=_table(plan, days, shares, found),
        first_day=plan.start,
        by_day=fan_by_day(plan, found.totals),
        paths=0 if plan.alike else int(paths),
        method=found.method,
        backtest=found.backtest,
        sentence=_sentence(plan, days[-1], shares, found.at_least[-1]),
        warnings=(*found.warnings, *plan.notes, *trust_words(plan, found.backtest, days[-1])),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Tasks at least, (days, shares), and on average, (days,); running totals, (futures, days)."""

    at_least: FloatArray
    mean: FloatArray
    totals: FloatArray
    method: str
    backtest: BacktestResult | None
    warnings: tuple[str, ...]


def _sampled(plan: Plan, days: list[int], shares: tuple[float, ...], paths: int, rng: np.random.Generator) -> _Found:
    fitted, growing, _ = futures(plan, paths, rng)
    totals = next(totals for totals in growing if totals.shape[1] >= days[-1])[:, : days[-1]]
    asked = np.sort(totals[:, np.array(days) - 1], axis=0)
    place = [paths - math.ceil(paths * share - NEAR) for share in shares]
    at_least = asked[place].T
    backtest = fitted.backtest
    return _Found(at_least, asked.mean(axis=0), totals, backtest.chosen, backtest, fitted.warnings)


def _exact(plan: Plan, days: list[int], shares: tuple[float, ...]) -> _Found:
    alike = exact_days(plan.history.completed)
    at_least = np.array([[alike.at_least(day, share) for share in shares] for day in days], dtype=np.float64)
    mean = np.array([alike.mean(day) for day in days])
    warnings = (*plan.history.notes, NOT_CHECKED)
    return _Found(at_least, mean, exact_running(alike, (), days[-1])[1], EXACT, None, warnings)


def _table(plan: Plan, days: list[int], shares: tuple[float, ...], found: _Found) -> pd.DataFrame:
    import pandas as pd

    rows = [
        (plan.date_of(day), day, share, tasks, mean)
        for day, of_day, mean in zip(days, found.at_least.tolist(), found.mean.tolist(), strict=True)
        for share, tasks in zip(shares, of_day, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["by", "days", "confidence", "tasks", "mean_tasks"])
    return table.astype({"by": object, "tasks": np.int64})


def _sentence(plan: Plan, day: int, shares: tuple[float, ...], at_least: FloatArray) -> str:
    first, *others = zip(shares, at_least.tolist(), strict=True)
    parts = [f"{first_futures(first[0])} finish at least {first[1]:,.0f} tasks {by_words(plan, day)}"]
    parts += [f"{confident(share)} at least {tasks:,.0f}" for share, tasks in others]
    return ", ".join(parts) + "."
