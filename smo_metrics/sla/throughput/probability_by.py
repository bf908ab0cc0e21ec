"""How likely is it that all is done by a date? The share of the futures in which nothing remains by then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.sla.throughput._outlook import monte_carlo_error, outlook
from smo_metrics.sla.throughput._plan import Plan, read_days, read_plan
from smo_metrics.sla.throughput._scope import Arrivals, Growth, read_scope
from smo_metrics.sla.throughput._words import before_words, by_words, percent, trust_words
from smo_metrics.sla.throughput.backtest import BacktestResult
from smo_metrics.sla.throughput.daily_history import DailyHistory, Gaps
from smo_metrics.sla.throughput.planned_capacity import Joiner

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class ProbabilityBy:
    """How likely all is done by some days.

    Attributes
    ----------
    probabilities : pandas.DataFrame
        One row a day: `by`, the day by whose end, None where the history has no dates; `days` from the first one, which
        is 1, below 1 where it lies before; `probability`, 0 to 1; `error`, its standard error for having drawn only so
        many futures, 0 where nothing was drawn. How far the model itself can be trusted the backtest says.
    remaining : float
        Tasks at the beginning of the first day.
    first_day : datetime.date or None
    paths : int
        Futures drawn; 0 where the days were added up exactly, or nothing remains.
    method : str
        How futures were made.
    backtest : BacktestResult or None
        How such forecasts did in the past; None for interchangeable days and where nothing remains.
    sentence : str
        The answer in words, for the last day asked for.
    warnings : tuple of str
    """

    probabilities: pd.DataFrame
    remaining: float
    first_day: date | None
    paths: int
    method: str
    backtest: BacktestResult | None
    sentence: str
    warnings: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """Give the probabilities, one row a day."""
        return self.probabilities

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {
            "schema": SCHEMA,
            "sentence": self.sentence,
            "probabilities": records(self.probabilities),
            **to_json({name: getattr(self, name) for name in ("remaining", "first_day", "paths", "method")}),
            "backtest": self.backtest and self.backtest.to_dict(),
            "warnings": list(self.warnings),
        }


def probability_by(
    history: pd.DataFrame | pd.Series[Any] | Sequence[float] | DailyHistory,
    remaining: float,
    by: date | int | Sequence[date | int],
    *,
    start: date | None = None,
    growth: Growth = None,
    arrivals: Arrivals = None,
    capacity: Mapping[date, float] | None = None,
    joiners: Sequence[Joiner] = (),
    calendar: WorkCalendar | None = None,
    gaps: Gaps | None = None,
    as_of: date | None = None,
    exchangeable: bool = False,
    paths: int = 10_000,
    rng: np.random.Generator | None = None,
) -> ProbabilityBy:
    """Decide whether a date can be promised, or which of several.

    Parameters
    ----------
    history : DataFrame, Series or DailyHistory; with `exchangeable` also a sequence of float
        Tasks finished a day, as `daily_history` takes them.
    remaining : float
        Tasks to be done at the beginning of the first day, 0 or more.
    by : date, int or sequence of them
        The days by whose end all should be done; a number counts days from the first one, which is 1.
    start, growth, arrivals, capacity, joiners, calendar, gaps, as_of, exchangeable, paths, rng
        As for `when_done`; one seed draws the same futures in both.

    Returns
    -------
    ProbabilityBy
        A day before the first has the probability 0, or 1 where nothing remains.

    Raises
    ------
    SmoError
        A history that `daily_history` refuses; no arrivals in it for ``arrivals=True``.
    SettingsError
        A number of tasks, a day or an option that cannot be used; no `rng`.

    References
    ----------
    As `when_done`. Agresti & Coull (1998), The American Statistician 52, 119-126, for the error.

    Examples
    --------
    >>> found = probability_by([12, 15, 9, 0, 0, 14, 18, 11, 13, 16, 0, 0, 10, 17], 100, 12, exchangeable=True)
    >>> found.sentence
    'What remains is done within 12 days in 76 % of the futures.'
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
    scope = read_scope(remaining, None, growth, arrivals)
    days = read_days(plan, by, plan.most_days)
    if scope.remaining == 0:
        return ProbabilityBy(
            probabilities=_table(plan, days, [1.0] * len(days), 0),
            remaining=0.0,
            first_day=plan.start,
            paths=0,
            method="nothing remains",
            backtest=None,
            sentence="Nothing remains: it is done already.",
            warnings=(*plan.history.notes, *plan.notes),
        )
    seen = outlook(plan, scope, 0.0, max(days[-1], 1), plan.most_days, paths, rng)
    found = [seen.done_by(day) for day in days]
    return ProbabilityBy(
        probabilities=_table(plan, days, found, seen.paths),
        remaining=scope.remaining,
        first_day=plan.start,
        paths=seen.paths,
        method=seen.method,
        backtest=seen.backtest,
        sentence=_sentence(plan, days[-1], found[-1]),
        warnings=(*seen.warnings, *plan.notes, *trust_words(plan, seen.backtest, days[-1]), *scope.end_words(days[-1])),
    )


def _table(plan: Plan, days: list[int], probabilities: list[float], paths: int) -> pd.DataFrame:
    import pandas as pd

    rows = [
        (plan.date_of(day), day, probability, monte_carlo_error(plan, day, probability, paths))
        for day, probability in zip(days, probabilities, strict=True)
    ]
    return pd.DataFrame(rows, columns=["by", "days", "probability", "error"]).astype({"by": object})


def _sentence(plan: Plan, day: int, probability: float) -> str:
    if day < 1:
        return f"{plan.date_of(day) or f'Day {day}'} {before_words(plan, day)}, and work remains: it cannot be met."
    return f"What remains is done {by_words(plan, day)} in {percent(probability)} of the futures."
