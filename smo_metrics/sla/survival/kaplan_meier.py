"""How many tasks are done after how long, when some are still open? The product-limit estimate.

Source: Kaplan & Meier (1958), Journal of the American Statistical Association 53.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from smo_metrics._intervals import Share, two_sided_quantile
from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.errors import SmoError
from smo_metrics.sla.survival._checked import as_numbers, check_confidence, checked_durations
from smo_metrics.sla.survival._counted_times import FloatArray, IntArray, counted_times

if TYPE_CHECKING:
    import pandas as pd

_ROUNDING = 1e-9  # products of shares that should be one half differ from it by less; other shares by more


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalCurve:
    """The share of tasks that take longer than each duration.

    Attributes
    ----------
    times : ndarray of float, shape (k,)
        The distinct durations, rising, in the unit that was given.
    at_risk : ndarray of int64, shape (k,)
        Tasks that took, or have lasted, at least so long.
    events, censored : ndarray of int64, shape (k,)
        Tasks that were completed at this duration, and that were last seen open at it.
    survival : ndarray of float, shape (k,)
        The share of tasks that take longer.
    standard_error : ndarray of float, shape (k,)
        Greenwood's; 0 before the first completion, NaN where no task is left.
    low, high : ndarray of float, shape (k,)
        Log-log interval; NaN where `survival` is 1 or 0.
    median, median_low, median_high : float
        The first duration by which half of the tasks are done, and the first at which `low` and at which `high` is one
        half or less; NaN where that is not reached.
    confidence : float
        Nominal coverage of the interval at any one duration, not of the whole curve.
    """

    times: FloatArray
    at_risk: IntArray
    events: IntArray
    censored: IntArray
    survival: FloatArray
    standard_error: FloatArray
    low: FloatArray
    high: FloatArray
    median: float
    median_low: float
    median_high: float
    confidence: float

    def at(self, durations: ArrayLike) -> FloatArray:
        """Give the share of tasks that take longer than each duration.

        Parameters
        ----------
        durations : float or array-like
            0 or more. Where some tasks were still open at the longest duration seen, nothing is known beyond it: NaN.
        """
        return self._step(self.survival, durations, before=1.0)

    def attained_by(self, duration: float) -> Share:
        """Give the share of tasks that are done within a duration, with its interval.

        Parameters
        ----------
        duration : float
            0 or more; exactly so long is within. NaN beyond the longest duration seen, where tasks were still open.
        """
        if as_numbers(duration).ndim:
            raise SmoError(f"duration must be one number; {duration!r} arrived. For several, see `at`.")
        value, low, high = (
            1 - float(self._step(column, duration, before=before))
            for column, before in ((self.survival, 1.0), (self.high, math.nan), (self.low, math.nan))
        )
        return Share(value, low, high)

    def _step(self, column: FloatArray, durations: ArrayLike, before: float) -> FloatArray:
        asked = as_numbers(durations)
        steps = np.append(before, column)[np.searchsorted(self.times, asked, side="right")]
        unseen = np.isnan(asked) | ((asked > self.times[-1]) & (self.survival[-1] > 0))
        return np.where(unseen, math.nan, steps)

    def to_frame(self) -> pd.DataFrame:
        """Give one row a distinct duration."""
        import pandas as pd

        columns = ("times", "at_risk", "events", "censored", "survival", "standard_error", "low", "high")
        return pd.DataFrame({name: getattr(self, name) for name in columns}).rename(columns={"times": "time"})

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        figures = ("median", "median_low", "median_high", "confidence")
        return {
            "schema": SCHEMA,
            **to_json({name: getattr(self, name) for name in figures}),
            "curve": records(self.to_frame()),
        }


def kaplan_meier(durations: ArrayLike, completed: ArrayLike, *, confidence: float = 0.95) -> SurvivalCurve:
    """Tell how long tasks take without leaving out those that are not finished, which are the slow ones.

    Parameters
    ----------
    durations : array-like of shape (n,)
        How long each task took, or has lasted so far, in any unit; 0 or more, none missing.
    completed : array-like of shape (n,)
        True (1) where the task was completed at its duration, False (0) where it was still open (censored).
    confidence : float
        Nominal coverage of the intervals.

    Returns
    -------
    SurvivalCurve
        An open task counts as at risk at the duration at which it was last seen. It is assumed that tasks are open
        because little time has passed since they began, not because they are harder than others, and that tasks are
        independent: where those of one day share their fate, intervals are too narrow (`sla_attainment` mends that).

    Raises
    ------
    SmoError
        No durations; one that is missing, negative or infinite; `completed` that is not true or false for each; a
        confidence outside 0 to 1.

    References
    ----------
    Kaplan & Meier (1958); Greenwood (1926), The natural duration of cancer, for the error; Kalbfleisch & Prentice
    (2002), The Statistical Analysis of Failure Time Data, 2nd ed., section 1.4, for the log-log interval; Brookmeyer &
    Crowley (1982), Biometrics 38, for that of the median.

    Examples
    --------
    >>> curve = kaplan_meier([2, 3, 3, 5], [True, True, False, False])
    >>> curve.at([2, 4]).tolist(), curve.attained_by(4).value, curve.median
    ([0.75, 0.5], 0.5, 3.0)
    """
    check_confidence(confidence)
    times, events, leaving = counted_times(*checked_durations(durations, completed))
    at_risk = leaving[::-1].cumsum()[::-1]
    survival = np.cumprod((at_risk - events) / at_risk)
    quantile = two_sided_quantile(confidence, math.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        of_log = np.sqrt(np.cumsum(events / (at_risk * (at_risk - events).astype(float))))
        spread = np.exp(quantile * of_log / -np.log(survival))
        inside = (survival > 0) & (survival < 1)
        low = np.where(inside, survival**spread, math.nan)
        high = np.where(inside, survival ** (1 / spread), math.nan)
        error = survival * of_log
    return SurvivalCurve(
        times=times,
        at_risk=at_risk,
        events=events,
        censored=leaving - events,
        survival=survival,
        standard_error=error,
        low=low,
        high=high,
        median=_first_half(times, survival),
        median_low=_first_half(times, low),
        median_high=_first_half(times, high),
        confidence=float(confidence),
    )


def _first_half(times: FloatArray, shares: FloatArray) -> float:
    """First time at which a falling curve has come down to one half; NaN where it does not."""
    reached = shares <= 0.5 + _ROUNDING
    return float(times[np.argmax(reached)]) if reached.any() else math.nan
