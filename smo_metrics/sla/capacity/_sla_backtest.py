"""What would the forecast have said some weeks ago, and what came? How far its ranges can be trusted."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.errors import SmoError
from smo_metrics.flow.events._counted import counted
from smo_metrics.flow.events.event_log import EventLog, Integers
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.sla.capacity._bands import Floats, quantiles
from smo_metrics.sla.capacity._day_figures import WEEK, by_week, named_figures
from smo_metrics.sla.capacity._future_log import begin_futures
from smo_metrics.sla.capacity._project import project
from smo_metrics.sla.clock.known_at import known_at
from smo_metrics.sla.clock.policy import SlaPolicy
from smo_metrics.sla.scoring.forecast_scores import coverage

if TYPE_CHECKING:
    import pandas as pd

_MOST_ORIGINS, _MOST_DAYS, _REPLICATIONS = 6, 14, 40
_FEWEST_ORIGINS = 3
_LEVEL, _CHANCE, _FAR_OFF = 0.8, 0.1, 0.1
WEEKLY = "attainment_by_week"


@dataclass(frozen=True, slots=True, eq=False)
class SlaBacktest:
    """Forecasts as they would have been made in past weeks, against what came.

    Attributes
    ----------
    origins : int
        Past forecasts, a week apart, each from what was known then; 0 where the log is too short.
    table : pandas.DataFrame
        A row a figure: `figure`; `points` compared; `coverage_50`, `coverage_80`, `coverage_95`, the share of them
        within the ranges, before any widening; `mean_error` of the median forecast and `same_as_last_week_error`, of
        taking the figure of a week before, in the figure's unit; `widened_by`, what each end of the 80 % range moves
        outwards now.
    """

    origins: int
    table: pd.DataFrame

    @property
    def widening(self) -> dict[str, float]:
        """Give `widened_by` of each figure."""
        return dict(zip(self.table["figure"], self.table["widened_by"], strict=True))


def sla_backtest(
    log: EventLog,
    policy: SlaPolicy,
    calendars: Calendars,
    timezone: str | Mapping[str, str],
    edges: Integers,
    observed: Floats,
    horizon_days: int,
    rng: np.random.Generator,
    tell: Callable[[str], None],
) -> SlaBacktest:
    """Forecast from up to six past moments, a week apart, up to two weeks ahead.

    Parameters
    ----------
    log, policy, calendars, timezone
        As `forecast_sla` takes them.
    edges : ndarray of int64, shape (past days + 1,)
        Where the whole past days of the log begin, and the last one ends, in ms.
    observed : ndarray of float, shape (past days, 6)
        `day_figures` of them.
    horizon_days : int
    rng : numpy.random.Generator
    tell : callable
        Told what is being done.
    """
    points: list[dict[str, tuple[Floats, Floats, Floats]]] = []
    days = len(edges) - 1
    for weeks in range(1, min(_MOST_ORIGINS, days // WEEK - 1) + 1):
        origin = days - WEEK * weeks
        ahead = min(horizon_days, _MOST_DAYS, WEEK * weeks)
        tell(f"forecasting from {counted(weeks, 'week')} ago")
        try:
            past = project(known_at(log, int(edges[origin])), policy, calendars, timezone)
            begin = begin_futures(past, past.model.network, 1.0, int(edges[origin + ahead]))
        except SmoError:  # so little was known then that there was no forecast
            break
        drawn = begin.figures(edges[origin : origin + ahead + 1], _REPLICATIONS, rng, lambda _: None)
        last_week = observed[origin - WEEK : origin][np.arange(ahead) % WEEK]
        points.append(_compared(drawn, observed[origin : origin + ahead], last_week))
    return SlaBacktest(len(points), _scored(points))


def _compared(drawn: Floats, came: Floats, last_week: Floats) -> dict[str, tuple[Floats, Floats, Floats]]:
    """Give the sampled, the actual and the repeated figures of one past forecast."""
    sampled, actual, repeated = (named_figures(figures) for figures in (drawn, came, last_week))
    points = {name: (sampled[name], actual[name], repeated[name]) for name in sampled}
    whole = len(came) // WEEK * WEEK
    if whole:
        sampled_week, actual_week, repeated_week = (
            by_week(figures[..., :whole, :])[0] for figures in (drawn, came, last_week)
        )
        points[WEEKLY] = (sampled_week, actual_week, repeated_week)
    return points


def _scored(points: list[dict[str, tuple[Floats, Floats, Floats]]]) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for name in dict.fromkeys(name for one in points for name in one):
        sampled, actual, repeated = (
            np.concatenate([one[name][part] for one in points if name in one], axis=-1) for part in range(3)
        )
        origins = sum(name in one for one in points)
        found = quantiles(sampled)
        known = ~np.isnan(found["p50"] + actual)
        error, naive = (np.abs(other - actual)[known] for other in (found["p50"], repeated))
        outside = np.maximum(found["p10"] - actual, actual - found["p90"])[known]
        rows.append({
            "figure": name,
            "points": int(known.sum()),
            "coverage_50": float(coverage(found["p25"], found["p75"], actual)),
            "coverage_80": float(coverage(found["p10"], found["p90"], actual)),
            "coverage_95": float(coverage(found["p2_5"], found["p97_5"], actual)),
            "mean_error": float(error.mean()) if error.size else math.nan,
            "same_as_last_week_error": float(np.nanmean(naive)) if np.isfinite(naive).any() else math.nan,
            "widened_by": max(_widening(outside, origins), _far_off(error, origins) if name == WEEKLY else 0.0),
        })  # fmt: skip
    columns = ["figure", "points", "coverage_50", "coverage_80", "coverage_95", "mean_error",
               "same_as_last_week_error", "widened_by"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _widening(outside: Floats, origins: int) -> float:
    """Give how far each end of the 80 % range has to move; 0 where chance may be why too little lay within it.

    Points of one past forecast are not independent: for chance, forecasts count. The distance is the conformal one of
    Romano, Patterson & Candes (2019), Conformalized quantile regression, NeurIPS 32, eq. 6.
    """
    from scipy.special import bdtr

    if origins < _FEWEST_ORIGINS or not outside.size:
        return 0.0
    covered = int((outside <= 0).mean() * origins + 0.5)
    if bdtr(covered, origins, _LEVEL) > _CHANCE:
        return 0.0
    level = min(math.ceil((outside.size + 1) * _LEVEL) / outside.size, 1.0)
    return max(0.0, float(np.quantile(outside, level, method="inverted_cdf")))


def _far_off(error: Floats, origins: int) -> float:
    """Give the mean error of shares that were off by over ten points: futures that all say the same are not sure."""
    if origins < _FEWEST_ORIGINS or not error.size or error.mean() <= _FAR_OFF:
        return 0.0
    return float(error.mean())
