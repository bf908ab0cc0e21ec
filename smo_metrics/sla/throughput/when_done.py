"""When will it be done? Dates that half, 80 % and 95 % of the futures keep, and the chance of a due date."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.sla.scoring.fan import plot_fan
from smo_metrics.sla.throughput._options import CONFIDENCE, read_confidence
from smo_metrics.sla.throughput._outlook import monte_carlo_error, outlook
from smo_metrics.sla.throughput._plan import Plan, read_plan
from smo_metrics.sla.throughput._scope import Arrivals, Batches, Growth, Scope, read_scope
from smo_metrics.sla.throughput._when_tables import day_table, finish_table
from smo_metrics.sla.throughput._words import due_words, finish_words, reach_words, trust_words
from smo_metrics.sla.throughput.backtest import BacktestResult
from smo_metrics.sla.throughput.daily_history import DailyHistory, Gaps
from smo_metrics.sla.throughput.planned_capacity import Joiner

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class WhenDone:
    """When what remains is done.

    Attributes
    ----------
    finish : pandas.DataFrame
        One row a batch and confidence, batches in their order and last ``all``, which also holds what is added:
        `batch`; `tasks` of it at the first day; `confidence`, 0 to 1; `days` from the first one, which is 1, 0 where
        nothing remains; `date`, the day by whose end it is done in that share of the futures. None where it is not
        within the horizon; `date` is None where the history has no dates.
    remaining : float
        Tasks at the beginning of the first day.
    first_day : datetime.date or None
    due : datetime.date or None
        None without one, or where the history has no dates.
    due_probability : float
        That all is done by the end of the due date, 0 to 1; NaN without one.
    due_error : float
        Standard error of `due_probability` for having drawn only so many futures; 0 for exact days.
    horizon_days : int
        Days looked ahead.
    not_within : float
        Share of the futures in which not all is done within the horizon.
    by_day : pandas.DataFrame
        One row a day, as far as the dates in `finish` and the due date: `day`, from 1; `done_share`, the share of the
        futures in which all is done by its end; then the fan of tasks finished by its end, as `fan_table` gives it, as
        if there were always enough to do.
    paths : int
        Futures drawn; 0 where the days were added up exactly.
    method : str
        How futures were made.
    backtest : BacktestResult or None
        How such forecasts did in the past; None for interchangeable days and where nothing remains.
    sentence : str
        The answer in words.
    warnings : tuple of str
    """

    finish: pd.DataFrame
    remaining: float
    first_day: date | None
    due: date | None
    due_probability: float
    due_error: float
    horizon_days: int
    not_within: float
    by_day: pd.DataFrame
    paths: int
    method: str
    backtest: BacktestResult | None
    sentence: str
    warnings: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """Give the dates, one row a batch and confidence."""
        return self.finish

    def plot(self, *, ax: Any = None) -> Any:
        """Draw the fan of finished tasks by day; needs matplotlib.

        Raises
        ------
        SmoError
            matplotlib is not installed.
        """
        return plot_fan(self.by_day, ax=ax, title=f"When are {self.remaining:,g} tasks done?")

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        figures = ("remaining", "first_day", "due", "due_probability", "due_error", "horizon_days", "not_within")
        return {
            "schema": SCHEMA,
            "sentence": self.sentence,
            "finish": records(self.finish),
            **to_json({name: getattr(self, name) for name in (*figures, "paths", "method")}),
            "by_day": records(self.by_day),
            "backtest": self.backtest and self.backtest.to_dict(),
            "warnings": list(self.warnings),
        }


def when_done(
    history: pd.DataFrame | pd.Series[Any] | Sequence[float] | DailyHistory,
    remaining: float,
    *,
    start: date | None = None,
    due: date | int | None = None,
    batches: Batches = None,
    growth: Growth = None,
    arrivals: Arrivals = None,
    capacity: Mapping[date, float] | None = None,
    joiners: Sequence[Joiner] = (),
    calendar: WorkCalendar | None = None,
    gaps: Gaps | None = None,
    as_of: date | None = None,
    exchangeable: bool = False,
    confidence: Sequence[float] = CONFIDENCE,
    paths: int = 10_000,
    horizon: int | None = None,
    rng: np.random.Generator | None = None,
) -> WhenDone:
    """Decide which delivery date to promise, and whether a due date can be kept.

    Parameters
    ----------
    history : DataFrame, Series or DailyHistory; with `exchangeable` also a sequence of float
        Tasks finished a day, as `daily_history` takes them. A list of numbers has no weekdays: give it to
        `daily_history` with its first day.
    remaining : float
        Tasks to be done at the beginning of the first day, 0 or more.
    start : date, optional
        First day on which these tasks are worked on; without it `as_of`, or the day after the history. Work of the days
        between goes elsewhere.
    due : date or int, optional
        The day by whose end all should be done; a number counts days from the first one, which is 1.
    batches : mapping of str to float, or sequence of float, optional
        Parts of `remaining` in the order in which they are done; together they are `remaining`.
    growth : float or sequence of float, optional
        What the scope gains: a share of `remaining` a week (0.02: two of every hundred), or tasks that it gained in
        past weeks, of which each future week draws one. Spread evenly over the week's seven days.
    arrivals : float, sequence of float or True, optional
        New tasks that have to be done too: a number a day, or a list of one number a day from the first day on, after
        which none arrive. True: as in the history, in futures where as many arrive with as much work done as in its
        weeks. All is done on the first day at whose end nothing remains.
    capacity : mapping of date to float, optional
        Share of the usual team on single days, past or coming: 0 nobody, 0.5 half on leave, 1.2 with help.
    joiners : sequence of Joiner, optional
        People who join or leave, with their ramp-up.
    calendar : WorkCalendar, optional
        Its holidays, special closed days and short days, past and coming.
    gaps : {"zero", "missing"}, optional
        What a day without a figure means; asked for where there are any.
    as_of : date, optional
        The day on which the history was taken. It is not over and left out of it, so it is the first day ahead:
        `remaining` is then what remained on its morning. Days before it without a row are gaps, also after the last.
    exchangeable : bool
        Declares that days are interchangeable: no weekday, trend or spell matters. Exact sums then take the place of
        futures, and capacity, joiners, calendar, growth and arrivals do not go with them.
    confidence : sequence of float
        Shares of the futures, above 0 and below 1.
    paths : int
        Futures to draw, 100 to 100,000.
    horizon : int, optional
        Days to look ahead at most. Without it as far as needed, up to 1,096 days after the history, and three times as
        many as it has: what lies farther has neither date nor probability.
    rng : numpy.random.Generator
        Source of randomness; not needed for exchangeable days. One seed draws the same days whatever remains, so that
        more work is never done earlier.

    Returns
    -------
    WhenDone
        Ranges are too narrow where the level swings slowly or changes ever faster. On made histories 80 and 95 % ranges
        of 28 days held 68 and 87 % where the level wandered for weeks, 62 and 85 % where it was a random walk of 6 % a
        day, 45 and 78 % where it grew exponentially.

        A confidence that is not reached within the horizon has no date. Nothing remaining is done already: 0 days, on
        the day before the first. A due date before the first day has the probability 0, or 1 where nothing remains.

    Raises
    ------
    SmoError
        A history that `daily_history` refuses (gaps without an answer, nothing ever finished, below 7 days); no
        arrivals in it for ``arrivals=True``.
    SettingsError
        Numbers of tasks that are negative, missing, infinite or none; batches that do not add up; a start within the
        history; a day farther than forecasts reach; no `rng`.

    Notes
    -----
    A slope goes on for four weeks and then fades. Of simulated teams with eight to twelve weeks of history, 80 and 95 %
    ranges of the total of 90 days hold 92 and 99 % where the level stands still, but only 65 and 86 % where it moves by
    30 to 60 % over the history and goes on so, 68 and 90 % where by 10 to 30 %; those of 28 days 88 and 98, 76 and 93,
    76 and 94 % (tests/studies/throughput_coverage). Forecast again every month.

    References
    ----------
    Magennis (2011), Forecasting and Simulating Software Development Projects, for dates from sampled futures; the
    futures are those of `weekday_blocks` or of what the backtest prefers. Exact sums: Feller (1968), An Introduction to
    Probability Theory and Its Applications I, ch. XI, on convolutions.

    Examples
    --------
    >>> done = when_done([12, 15, 9, 0, 0, 14, 18, 11, 13, 16, 0, 0, 10, 17], 100, exchangeable=True)
    >>> done.sentence
    'Half the futures finish within 11 days, 80 % within 13 days, 95 % within 15 days.'
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
    scope = read_scope(remaining, batches, growth, arrivals)
    shares = read_confidence(confidence)
    limit = plan.limit(horizon)
    due_day = None if due is None else plan.day_number(due, "due", limit)
    if scope.remaining == 0:
        return _done_already(plan, scope, shares, due_day)
    seen = outlook(plan, scope, shares[-1], max(due_day or 0, 1), limit, paths, rng)
    days = [
        [seen.first_day(batch, share) if end > 0 else 0 for share in shares] for batch, end in enumerate(scope.ends)
    ]
    due_probability = math.nan if due_day is None else seen.done_by(due_day)
    found = list(zip(shares, days[-1], strict=True))
    words = [finish_words(plan, found, seen)] + ([] if due_day is None else [due_words(plan, due_day, due_probability)])
    unreached = reach_words(plan, seen) if days[-1][-1] is None else ()
    last = max([day for day in days[-1] if day] + [due_day or 0])
    return WhenDone(
        finish=finish_table(plan, scope, shares, days),
        remaining=scope.remaining,
        first_day=plan.start,
        due=None if due_day is None else plan.date_of(due_day),
        due_probability=due_probability,
        due_error=math.nan if due_day is None else monte_carlo_error(plan, due_day, due_probability, seen.paths),
        horizon_days=seen.horizon,
        not_within=seen.not_within,
        by_day=day_table(plan, seen, last or seen.totals.shape[1]),
        paths=seen.paths,
        method=seen.method,
        backtest=seen.backtest,
        sentence=". ".join(("; ".join(words), *unreached)) + ".",
        warnings=(*seen.warnings, *plan.notes, *trust_words(plan, seen.backtest, last), *scope.end_words(last)),
    )


def _done_already(plan: Plan, scope: Scope, shares: tuple[float, ...], due_day: int | None) -> WhenDone:
    days: list[list[int | None]] = [[0] * len(shares)] * len(scope.names)
    return WhenDone(
        finish=finish_table(plan, scope, shares, days),
        remaining=0.0,
        first_day=plan.start,
        due=None if due_day is None else plan.date_of(due_day),
        due_probability=math.nan if due_day is None else 1.0,
        due_error=math.nan if due_day is None else 0.0,
        horizon_days=0,
        not_within=0.0,
        by_day=day_table(plan, None, 0),
        paths=0,
        method="nothing remains",
        backtest=None,
        sentence="Nothing remains: it is done already.",
        warnings=(*plan.history.notes, *plan.notes),
    )
