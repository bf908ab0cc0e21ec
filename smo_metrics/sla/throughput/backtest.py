"""Can forecasts of this team's work be trusted? What they would have said on past days, against what came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from numbers import Integral
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.errors import SettingsError
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.sla.scoring.calibration import reliability_table
from smo_metrics.sla.throughput._backtest_scores import COLUMNS, clear_winner, kept_pace, pace_probability, score_table
from smo_metrics.sla.throughput._backtest_words import backtest_words, unchecked_words
from smo_metrics.sla.throughput._baselines import iid, naive, seasonal_naive
from smo_metrics.sla.throughput._ets import ets
from smo_metrics.sla.throughput._rolling_origin import Sampler, past_origins, rolling_totals
from smo_metrics.sla.throughput._weekday_blocks import weekday_blocks
from smo_metrics.sla.throughput._widening import unchecked_factor, widening_factors
from smo_metrics.sla.throughput.daily_history import DailyHistory, daily_history

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
DEFAULT = "weekday_blocks"
SAMPLERS: dict[str, Sampler] = {
    DEFAULT: weekday_blocks,
    "ets": ets,
    "naive": naive,
    "seasonal_naive": seasonal_naive,
    "iid": iid,
}
HORIZONS = (3, 7, 14, 28)
PATHS, MOST_PATHS = 300, 10_000
MOST_DAYS = 1096
FIFTHS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class BacktestResult:
    """What forecasts made on past days, from the days before alone, said of the days after.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a method and horizon: `method`; `horizon_days`, whose total is forecast; `forecasts` whose outcome is
        known; `stretches` of them that do not overlap, which is how many say something of their own; `coverage_50`,
        `coverage_80`, `coverage_95`, shares of outcomes inside the central range of that size; `pinball`, mean loss of
        the quantiles 5 to 95 %, and `crps`, both in tasks, lower is better; `brier` of the probability that at least
        as much is finished as at the pace of the week before, 0 to 1, lower is better; `status`, ``"few_stretches"``
        below four. Empty when nothing could be checked.
    reliability : pandas.DataFrame
        Of the chosen method's probabilities of that event, all horizons together, in fifths: `low`, `high`,
        `predicted`, `happened`, `count`.
    chosen : str
        The method to forecast with.
    widening : numpy.ndarray of shape (longest horizon,)
        Factor, 1 or more, by which ranges of the totals of 1, 2, ... days are widened about their median.
    first_forecast, last_forecast : datetime.date or None
        First day of the earliest and of the latest forecast.
    paths : int
        Futures drawn a forecast.
    status : {"ok", "few_stretches", "too_short"}
        Whether every horizon, not every or none could be checked on four stretches or more.
    warnings : tuple of str
    """

    table: pd.DataFrame
    reliability: pd.DataFrame
    chosen: str
    widening: FloatArray
    first_forecast: date | None
    last_forecast: date | None
    paths: int
    status: Literal["ok", "few_stretches", "too_short"]
    warnings: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """Give the scores, one row a method and horizon."""
        return self.table

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {
            "schema": SCHEMA,
            "table": records(self.table),
            "reliability": records(self.reliability),
            "chosen": self.chosen,
            "widening": to_json(self.widening.tolist()),
            "first_forecast": to_json(self.first_forecast),
            "last_forecast": to_json(self.last_forecast),
            "paths": self.paths,
            "status": self.status,
            "warnings": list(self.warnings),
        }


def backtest(
    history: pd.DataFrame | pd.Series[Any] | Sequence[float] | DailyHistory,
    *,
    horizons: Sequence[int] = HORIZONS,
    first_day: date | None = None,
    gaps: Literal["zero", "missing"] | None = None,
    as_of: date | None = None,
    capacity: Mapping[date, float] | None = None,
    calendar: WorkCalendar | None = None,
    paths: int = PATHS,
    rng: np.random.Generator,
) -> BacktestResult:
    """Decide how far to trust forecasts of finished work, and which method to forecast with.

    Parameters
    ----------
    history, first_day, gaps, as_of, capacity, calendar
        Tasks finished a day and what is known of those days, as `daily_history` takes them.
    horizons : sequence of int
        Numbers of days ahead whose totals are forecast, 1 to 1,096, in any order.
    paths : int
        Futures drawn a forecast, 100 to 10,000.
    rng : numpy.random.Generator
        Source of randomness; the same seed gives the same result.

    Returns
    -------
    BacktestResult
        Forecasts of up to 26 evenly spaced past days, each from the days before it alone, two weeks and a third of the
        history or more, and with the capacity that was planned after it. The chosen method is `weekday_blocks` unless
        another's CRPS is 10 % lower over the horizons, by more than two standard errors. Ranges are widened at a
        horizon where the chosen method's 80 or 95 % range held too few outcomes to be chance, and from there on. A
        history too short for one forecast gives an empty table and the status ``"too_short"``; below two weeks of known
        days its ranges are widened 1.3 times.

    Raises
    ------
    SmoError
        A history that `daily_history` refuses, horizons or paths that are no whole numbers, too small or too large.

    References
    ----------
    Tashman (2000), International Journal of Forecasting 16, 437-450, for rolling origins; Gneiting & Raftery (2007),
    Journal of the American Statistical Association 102, 359-378, for the scores; Vovk, Gammerman & Shafer (2005),
    Algorithmic Learning in a Random World, section 4.2, and Gibbs & Candes (2021), NeurIPS 34, for the widening.

    Examples
    --------
    >>> found = backtest([40, 38, 41, 39, 30, 0, 0] * 8, first_day=date(2026, 1, 5), rng=np.random.default_rng(1))
    >>> found.chosen, found.table.query("method == 'iid' and horizon_days == 3")["stretches"].item()
    ('weekday_blocks', 9)
    """
    ahead = _horizons(horizons)
    if isinstance(paths, bool) or not isinstance(paths, Integral) or not 100 <= paths <= MOST_PATHS:
        raise SettingsError(f"paths must be a whole number from 100 to {MOST_PATHS:,}; {paths!r} arrived.")
    if not isinstance(rng, np.random.Generator):
        raise SettingsError(f"rng must be a numpy.random.Generator, such as numpy's default_rng(1); {rng!r} arrived.")
    days = daily_history(history, first_day=first_day, gaps=gaps, as_of=as_of, capacity=capacity, calendar=calendar)
    return checked_backtest(days, ahead, int(paths), rng)


def checked_backtest(
    history: DailyHistory, horizons: tuple[int, ...], paths: int, rng: np.random.Generator
) -> BacktestResult:
    """Backtest a checked history; `horizons` ascend, `paths` is 100 or more."""
    import pandas as pd

    if not len(past_origins(history, horizons[0])):
        factor = unchecked_factor(history)
        return BacktestResult(
            table=pd.DataFrame(columns=list(COLUMNS)),
            reliability=reliability_table(np.empty(0), np.empty(0, dtype=bool), FIFTHS),
            chosen=DEFAULT,
            widening=np.full(horizons[-1], factor),
            first_forecast=None,
            last_forecast=None,
            paths=paths,
            status="too_short",
            warnings=(unchecked_words(history.days, horizons[0], factor),),
        )
    totals = rolling_totals(history, horizons, SAMPLERS, paths, rng)
    table = score_table(totals)
    chosen, ratio = clear_winner(totals, DEFAULT)
    widening = widening_factors(totals, chosen)
    known, happened = ~np.isnan(totals.actual), kept_pace(totals)
    few = (table["status"] != "ok").any()
    first, last = (history.first_day + timedelta(days=int(totals.origins[at])) for at in (0, -1))
    return BacktestResult(
        table=table,
        reliability=reliability_table(pace_probability(totals, chosen)[known], happened[known], FIFTHS),
        chosen=chosen,
        widening=widening,
        first_forecast=first,
        last_forecast=last,
        paths=paths,
        status="few_stretches" if few else "ok",
        warnings=backtest_words(table[table["method"] == chosen], DEFAULT, ratio, widening),
    )


def _horizons(horizons: Sequence[int]) -> tuple[int, ...]:
    given = list(horizons) if isinstance(horizons, Sequence | np.ndarray) and not isinstance(horizons, str) else []
    whole = [isinstance(days, Integral) and not isinstance(days, bool) and 1 <= days <= MOST_DAYS for days in given]
    if not whole or not all(whole):
        raise SettingsError(
            f"horizons must be whole numbers of days, 1 to {MOST_DAYS:,}, such as (3, 7); {horizons!r} arrived."
        )
    return tuple(sorted({int(days) for days in given}))
