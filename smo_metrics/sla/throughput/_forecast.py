"""The one way from a history of finished work to its sampled futures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from smo_metrics.errors import SmoError
from smo_metrics.flow.events._counted import counted
from smo_metrics.sla.throughput._usual_rates import passed_over, usual_rates
from smo_metrics.sla.throughput._weekday_levels import weekday_levels
from smo_metrics.sla.throughput._widening import widened
from smo_metrics.sla.throughput.backtest import HORIZONS, PATHS, SAMPLERS, BacktestResult, checked_backtest
from smo_metrics.sla.throughput.daily_history import TWO_WEEKS, DailyHistory
from smo_metrics.sla.throughput.regime import Regime, last_regime

FloatArray = NDArray[np.float64]
_FEWEST_TASKS = 5
_UNUSUAL_TASKS = 5.0  # by chance alone none of so many come less than once in a hundred times
_FEWEST_EMPTY = 2
_RECENT = 28
_MEND = (
    "Were these holidays? Then give them capacity 0. Did nobody count? Then leave them empty, with gaps='missing'."
)


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A history with the method to forecast it by, from which futures of any length are drawn.

    Attributes
    ----------
    history : DailyHistory
        The days that the forecast is made from: those of the last regime.
    backtest : BacktestResult
        Check of past forecasts within those days.
    regime : Regime or None
        The last lasting change of level; None without one.
    warnings : tuple of str
        Notes on the history, the regime in words, and what the backtest says.
    """

    history: DailyHistory
    backtest: BacktestResult
    regime: Regime | None
    warnings: tuple[str, ...]

    def draw(
        self, days: int, *, capacity: FloatArray | None = None, paths: int, rng: np.random.Generator
    ) -> FloatArray:
        """Draw futures of tasks finished on each of the next days, widened as the backtest asks: (paths, days)."""
        planned = np.ones(days) if capacity is None else capacity
        drawn = SAMPLERS[self.backtest.chosen](self.history, planned, paths, rng)
        return widened(drawn, self.backtest.widening)


def fit(history: DailyHistory, *, rng: np.random.Generator) -> Fitted:
    """Find the last regime, backtest all methods on its days and choose one.

    Raises
    ------
    SmoError
        Fewer than five tasks in the days of the last regime, or none in the last two weeks where that is hardly chance.
    """
    stop = _empty_end(history)
    regime = last_regime(history)
    used = history if regime is None else history.since(regime.start)
    if regime is not None and np.nansum(used.completed) < _FEWEST_TASKS:
        seen = f"about {regime.before:.3g} tasks were usual on a day at work, and there are fewer than {_FEWEST_TASKS}"
        raise SmoError(f"history: until {used.first_day} {seen} since then: no date can be told from that. {_MEND}")
    if stop.days >= TWO_WEEKS:
        raise SmoError(f"history: {stop.sentence}: no date can be told from that. {_MEND}")
    backtest = checked_backtest(used, HORIZONS, PATHS, rng)
    told = () if regime is None else (regime.sentence,)
    doubts = (f"T{stop.sentence[1:]}: the forecast is far lower and wider for it. {_MEND}",) if stop.days else ()
    return Fitted(used, backtest, regime, (*history.notes, *told, *_low_share(used), *doubts, *backtest.warnings))


def _low_share(used: DailyHistory) -> tuple[str, ...]:
    low = int((passed_over(used) & ~np.isnan(used.completed)).sum())
    days = f"{counted(low, 'day')} planned with less than a quarter of the team"
    return (f"{days}: not counted in what a usual day brings.",) if low else ()


@dataclass(frozen=True, slots=True)
class _EmptyEnd:
    """Calendar days without a task at the end of a history, where that is hardly chance; 0 days: nothing unusual."""

    days: int
    sentence: str


def _empty_end(history: DailyHistory) -> _EmptyEnd:
    """Hold the last days at work to what the four weeks before them brought, and to the longest such stretch so far."""
    rates = usual_rates(history)
    last = int(np.flatnonzero(rates > 0).max(initial=-1))
    if last < 0:
        return _EmptyEnd(0, "")
    recent = history.until(last + 1).since(max(last + 1 - _RECENT, 0))
    levels = weekday_levels(recent)
    at_work = np.flatnonzero(levels.busy[history.weekdays] & ~np.isnan(rates))
    empty = at_work[at_work > last]
    missed = float((levels.usual[history.weekdays] * history.capacity)[empty].sum())
    brought = np.flatnonzero(rates[at_work] > 0)
    longest = int(np.diff(brought).max(initial=1)) - 1
    if len(empty) < max(_FEWEST_EMPTY, longest + 1) or missed < _UNUSUAL_TASKS:
        return _EmptyEnd(0, "")
    first = history.first_day + timedelta(days=int(empty[0]))
    days = f"the last {len(empty)} days at work, since {first}, brought no task, where about {missed:.0f} are usual"
    return _EmptyEnd(history.days - int(empty[0]), days)
