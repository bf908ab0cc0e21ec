"""Do probabilities come true? Brier score, reliability and the calibration line of stated against happened."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
_FEWEST_OF_EACH = 10
_NEAREST_TO_SURE = 1e-3
_NEAREST_TO_ALIKE = 1e-3
_STEEPEST = 20.0
_STEPS = 50
_NO_SPREAD, _SINGULAR = 1e-8, 1e10  # fitted probabilities are all sure; two columns of the design are nearly one


@dataclass(frozen=True, slots=True)
class CalibrationLine:
    """Log odds of what happened, as a line in the log odds that were stated.

    Attributes
    ----------
    slope : float
        1 where probabilities are right; below 1 they were too extreme, above 1 too timid.
    intercept : float
        0 where they are right; above 0 more happened than was said, for a slope of 1.
    slope_error, intercept_error : float
        Standard errors over clusters.
    clusters : int
    """

    slope: float
    intercept: float
    slope_error: float
    intercept_error: float
    clusters: int


def brier_score(probability: FloatArray, happened: BoolArray) -> float:
    """Decide which of two sets of probabilities was better: the one with the lower mean squared error.

    Parameters
    ----------
    probability : numpy.ndarray of shape (n,)
        Stated, 0 to 1, none missing.
    happened : numpy.ndarray of bool, shape (n,)

    Returns
    -------
    float
        0 for certainty that came true, 0.25 for saying one half each time; NaN without forecasts.

    References
    ----------
    Brier (1950), Monthly Weather Review 78, 1-3, for one of the two classes.

    Examples
    --------
    >>> round(brier_score(np.array([0.8, 0.4]), np.array([True, False])), 3)
    0.1
    """
    return float(((probability - happened) ** 2).mean()) if len(probability) else math.nan


def reliability_table(
    probability: FloatArray, happened: BoolArray, edges: Sequence[float] | FloatArray
) -> pd.DataFrame:
    """Decide whether a stated 30 % can be taken as 30 %: what was said beside what happened.

    Parameters
    ----------
    probability : numpy.ndarray of shape (n,)
        Stated, 0 to 1, none missing.
    happened : numpy.ndarray of bool, shape (n,)
    edges : sequence of float
        Edges of the bins, ascending. A bin holds its lower edge, the last one its upper edge too.

    Returns
    -------
    pandas.DataFrame
        One row a bin: `low`, `high`; `predicted`, the mean of what was stated; `happened`, the share that came true;
        `count`. Shares of an empty bin are NaN.

    References
    ----------
    Murphy & Winkler (1977), Journal of the Royal Statistical Society C 26, 41-47.

    Examples
    --------
    >>> table = reliability_table(np.array([0.1, 0.3, 0.9]), np.array([False, True, True]), [0, 0.5, 1])
    >>> table[["predicted", "happened", "count"]].values.tolist()
    [[0.2, 0.5, 2.0], [0.9, 1.0, 1.0]]
    """
    import pandas as pd

    bounds = np.asarray(edges, dtype=np.float64)
    bins = len(bounds) - 1
    place = np.clip(np.searchsorted(bounds, probability, side="right") - 1, 0, bins - 1)
    count = np.bincount(place, minlength=bins)
    known = np.where(count > 0, count, math.nan)
    return pd.DataFrame(
        {
            "low": bounds[:-1],
            "high": bounds[1:],
            "predicted": np.bincount(place, probability, bins) / known,
            "happened": np.bincount(place, happened, bins) / known,
            "count": count,
        }
    )


def calibration_line(probability: FloatArray, happened: BoolArray, cluster: IntArray) -> CalibrationLine:
    """Decide whether probabilities are too extreme, too timid, or too low or high as a whole.

    Parameters
    ----------
    probability : numpy.ndarray of shape (n,)
        Stated, 0 to 1, none missing; what is nearer to 0 or 1 than 0.001 counts as 0.001 away.
    happened : numpy.ndarray of bool, shape (n,)
    cluster : numpy.ndarray of int64, shape (n,)
        Forecasts that share their fate, as several of one task or of one day do.

    Returns
    -------
    CalibrationLine
        By logistic regression; standard errors are the sandwich over clusters, without a correction for few of them,
        which are too small below about 30. All NaN where fewer than 10 forecasts came true, or fewer than 10 did not,
        where one probability was stated throughout or nearly (log odds within 0.001), or where a limit of it parts what
        happened from what did not, exactly or so nearly that the slope is beyond 20.

    References
    ----------
    Cox (1958), Biometrika 45, 562-565; Liang & Zeger (1986), Biometrika 73, 13-22, for the errors.

    Examples
    --------
    >>> said = np.repeat([0.2, 0.8], 50)
    >>> happened = np.r_[np.arange(50) < 20, np.arange(50) < 30]
    >>> line = calibration_line(said, happened, np.arange(100))
    >>> round(line.slope, 3), round(line.slope_error, 2)
    (0.292, 0.15)
    """
    clusters, which = np.unique(cluster, return_inverse=True)
    stated = np.clip(probability, _NEAREST_TO_SURE, 1 - _NEAREST_TO_SURE)
    log_odds = np.log(stated / (1 - stated))
    undefined = CalibrationLine(math.nan, math.nan, math.nan, math.nan, len(clusters))
    came_true = int(happened.sum())
    if min(came_true, len(happened) - came_true) < _FEWEST_OF_EACH or np.ptp(log_odds) < _NEAREST_TO_ALIKE:
        return undefined
    center = log_odds.mean()
    design = np.column_stack([np.ones(len(log_odds)), log_odds - center])
    line = np.array([math.log(came_true / (len(happened) - came_true)), 0.0])
    for _ in range(_STEPS):
        fitted = _share(design @ line)
        spread = fitted * (1 - fitted)
        information = design.T @ (design * spread[:, None])
        if spread.max() < _NO_SPREAD or np.linalg.cond(information) > _SINGULAR:
            return undefined
        bread = np.linalg.inv(information)
        step = bread @ (design.T @ (happened - fitted))
        line = line + step
        if np.abs(step).max() < 1e-10:
            break
    else:
        return undefined
    scores = design * (happened - fitted)[:, None]
    meat = np.zeros((len(clusters), 2))
    np.add.at(meat, which, scores)
    moved = np.array([[1.0, -center], [0.0, 1.0]])
    covariance = moved @ bread @ (meat.T @ meat) @ bread @ moved.T
    intercept, slope = moved @ line
    if abs(slope) > _STEEPEST:
        return undefined
    intercept_error, slope_error = np.sqrt(np.diag(covariance)).tolist()
    return CalibrationLine(float(slope), float(intercept), slope_error, intercept_error, len(clusters))


def _share(log_odds: FloatArray) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -700, 700))))
