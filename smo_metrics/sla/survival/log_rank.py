"""Do groups of tasks take equally long, when some tasks are still open? The log-rank test.

Source: Mantel (1966), Cancer Chemotherapy Reports 50; Peto & Peto (1972), J. of the Royal Statistical Society A 135.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.errors import SmoError
from smo_metrics.sla.survival._checked import checked_durations
from smo_metrics.sla.survival._counted_times import BoolArray, FloatArray, IntArray

if TYPE_CHECKING:
    import pandas as pd

_NO_SPREAD = 1e-9  # of the largest eigenvalue: what rounding leaves of a direction in which nothing can vary


@dataclass(frozen=True, slots=True, eq=False)
class LogRankResult:
    """How far completions fall in other groups than they would if all took equally long.

    Attributes
    ----------
    statistic : float
        Chi-squared; NaN where groups cannot be compared.
    degrees_of_freedom : int
        Groups less one, less those never at risk together with another.
    p_value : float
        How often chance alone gives so large a statistic; NaN with it.
    groups : pandas.DataFrame
        One row a group, in order of name: `group`; `tasks`; `observed` completions; `expected` ones, if all groups
        took equally long: fewer observed than expected means a slower group.
    warnings : tuple of str
    """

    statistic: float
    degrees_of_freedom: int
    p_value: float
    groups: pd.DataFrame
    warnings: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Give one row a group."""
        return self.groups

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        figures = ("statistic", "degrees_of_freedom", "p_value")
        return {
            "schema": SCHEMA,
            **to_json({name: getattr(self, name) for name in figures}),
            "groups": records(self.groups),
            "warnings": list(self.warnings),
        }


def log_rank(durations: ArrayLike, completed: ArrayLike, groups: Sequence[Any]) -> LogRankResult:
    """Decide whether one region or queue is slower than another, or whether the difference may be chance.

    Parameters
    ----------
    durations : array-like of shape (n,)
        How long each task took, or has lasted so far, in any unit; 0 or more, none missing.
    completed : array-like of shape (n,)
        True (1) where the task was completed at its duration, False (0) where it was still open (censored).
    groups : sequence of length n
        Names of the groups, two or more different ones, none missing.

    Returns
    -------
    LogRankResult
        Tasks are taken to be independent. Where those of one day share their fate, chance differs by more than the
        test knows, and its p-value is too small: to judge groups against an agreement, see `sla_attainment`, which
        counts days. Undefined (NaN, with a warning) where no task was completed while two groups had tasks open.

    Raises
    ------
    SmoError
        As `kaplan_meier`; a missing group, groups of another length, or fewer than two groups.

    References
    ----------
    Mantel (1966); Peto & Peto (1972); Kalbfleisch & Prentice (2002), The Statistical Analysis of Failure Time Data,
    2nd ed., section 1.5, for the covariance with ties and more than two groups.

    Examples
    --------
    >>> result = log_rank([1, 2, 3, 4], [True] * 4, ["a", "a", "b", "b"])
    >>> round(result.statistic, 4), result.groups["expected"].round(4).tolist()
    (2.8824, [0.8333, 3.1667])
    """
    import pandas as pd
    from scipy.special import chdtrc

    time, ended = checked_durations(durations, completed)
    names = np.asarray(groups, dtype=object)
    if names.shape != time.shape:
        raise SmoError(f"groups must name one group for each of {len(time):,} durations; shape {names.shape} arrived.")
    try:
        code, found = pd.factorize(names, sort=True)
    except TypeError:
        raise SmoError("groups must be names or numbers of one kind, which can be sorted; others arrived.") from None
    if (code < 0).any():
        raise SmoError(f"groups: {int((code < 0).sum()):,} tasks have none. Name it, or leave such tasks out.")
    if len(found) < 2:
        raise SmoError(f"groups: all tasks are in one, {found[0]!r}. Give two or more to compare.")
    observed, expected, covariance = _scores(time, ended, code.astype(np.int64), len(found))
    spread, directions = np.linalg.eigh(covariance)
    varies = spread > _NO_SPREAD * max(spread.max(), np.finfo(float).tiny)
    statistic, degrees = math.nan, int(varies.sum())
    if degrees:
        statistic = float(((directions.T @ (observed - expected))[varies] ** 2 / spread[varies]).sum())
    warnings = () if degrees else ("No task was completed while two groups had tasks open: nothing can be compared.",)
    table = pd.DataFrame(
        {
            "group": found,
            "tasks": np.bincount(code, minlength=len(found)),
            "observed": observed.astype(np.int64),
            "expected": expected,
        }
    )
    return LogRankResult(statistic, degrees, float(chdtrc(degrees, statistic)), table, warnings)


def _scores(
    time: FloatArray, ended: BoolArray, code: IntArray, count: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Completions by group, those expected at each time from the tasks at risk, and the covariance of the difference.

    At a time with d completions among n tasks at risk, n_g of them in group g, those of the groups are multivariate
    hypergeometric: mean d n_g / n, covariance d (n - d) / (n - 1) (n_g / n) ([g = h] - n_h / n).
    """
    moments, events = np.unique(time[ended], return_counts=True)
    at_risk = np.empty((count, len(moments)))
    for group in range(count):
        mine = np.sort(time[code == group])
        at_risk[group] = len(mine) - np.searchsorted(mine, moments)
    total = at_risk.sum(axis=0)
    shares = at_risk / total
    weight = events * (total - events) / np.maximum(total - 1, 1)
    covariance = np.diag(shares @ weight) - (shares * weight) @ shares.T
    return np.bincount(code[ended], minlength=count).astype(float), shares @ events, covariance
