"""How good was a forecast, now that the figure is known? Scores of sampled futures against what happened."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def sample_quantiles(samples: FloatArray, levels: Sequence[float] | FloatArray) -> FloatArray:
    """Decide between which figures to expect the next one, from sampled futures.

    Parameters
    ----------
    samples : numpy.ndarray of shape (..., draws)
        Sampled futures, in any unit, sorted along the last axis; at least one draw.
    levels : sequence of float
        Shares of the futures below, 0 to 1.

    Returns
    -------
    numpy.ndarray of shape (levels, ...)
        Quantiles at the position ``level * (draws + 1)``, so that one more draw falls below each with the probability
        of its level; beyond the outermost draws, those. NaN where a draw is NaN.

    References
    ----------
    Hyndman & Fan (1996), The American Statistician 50, 361-365, definition 6.

    Examples
    --------
    >>> sample_quantiles(np.arange(1.0, 100.0), [0.1, 0.5]).tolist()
    [10.0, 50.0]
    """
    draws = samples.shape[-1]
    position = np.clip(np.asarray(levels, dtype=np.float64) * (draws + 1) - 1, 0, draws - 1)
    below = np.floor(position).astype(np.int64)
    weight = position - below
    low, high = (np.moveaxis(samples[..., at], -1, 0) for at in (below, np.minimum(below + 1, draws - 1)))
    return np.asarray(low + weight.reshape(-1, *[1] * (samples.ndim - 1)) * (high - low))


def pinball_loss(quantiles: FloatArray, observed: FloatArray, levels: Sequence[float] | FloatArray) -> FloatArray:
    """Decide which of two forecasts gave the better quantiles: the one with the lower loss.

    Parameters
    ----------
    quantiles : numpy.ndarray of shape (levels, ...)
        Forecast quantiles.
    observed : numpy.ndarray of shape (...)
        What happened, in the same unit; NaN where it is not known.
    levels : sequence of float
        Levels of the quantiles, 0 to 1.

    Returns
    -------
    numpy.ndarray of shape (levels, ...)
        ``(y - q) (level - [y < q])``, in the unit of the data; 0 for a quantile that was hit. NaN where either is.

    References
    ----------
    Koenker & Bassett (1978), Econometrica 46, 33-50, eq. 2.2; Gneiting & Raftery (2007), Journal of the American
    Statistical Association 102, 359-378, section 6.1.

    Examples
    --------
    >>> pinball_loss(np.array([8.0, 12.0]), np.array(11.0), [0.1, 0.9]).round(2).tolist()
    [0.3, 0.1]
    """
    level = np.asarray(levels, dtype=np.float64).reshape(-1, *[1] * (quantiles.ndim - 1))
    miss = observed - quantiles
    return np.asarray(np.maximum(level * miss, (level - 1) * miss))


def sample_crps(samples: FloatArray, observed: FloatArray) -> FloatArray:
    """Decide which of two forecasts was better as a whole: the one with the lower continuous ranked probability score.

    Parameters
    ----------
    samples : numpy.ndarray of shape (..., draws)
        Sampled futures, sorted along the last axis; at least two draws.
    observed : numpy.ndarray of shape (...)
        What happened, in the same unit; NaN where it is not known.

    Returns
    -------
    numpy.ndarray of shape (...)
        ``E|X - y| - E|X - X'| / 2`` in the unit of the data, the second mean over pairs of different draws, so that
        the number of draws makes no forecast look worse (a single score can be slightly below 0). For a forecast
        that is one figure it is the absolute error. NaN where the outcome is.

    References
    ----------
    Gneiting & Raftery (2007), Journal of the American Statistical Association 102, 359-378, eq. 21; Ferro (2014),
    Quarterly Journal of the Royal Meteorological Society 140, 1917-1923, for the mean over different draws.

    Examples
    --------
    >>> sample_crps(np.array([8.0, 10.0, 12.0]), np.array(15.0)).round(6).tolist()
    3.666667
    """
    draws = samples.shape[-1]
    error = np.abs(samples - observed[..., None]).mean(axis=-1)
    rank = 2.0 * np.arange(draws) - draws + 1
    return np.asarray(error - samples @ rank / (draws * (draws - 1)))


def coverage(low: FloatArray, high: FloatArray, observed: FloatArray) -> FloatArray:
    """Decide whether ranges can be trusted: how often they held what happened.

    Parameters
    ----------
    low, high : numpy.ndarray of shape (..., n)
        Ends of the ranges, both belonging to them.
    observed : numpy.ndarray of shape (..., n)
        What happened, in the same unit; NaN where it is not known, which is left out.

    Returns
    -------
    numpy.ndarray of shape (...)
        Share, 0 to 1, of the known outcomes inside their range; NaN where none is known.

    References
    ----------
    Christoffersen (1998), International Economic Review 39, 841-862, for coverage as a test of interval forecasts.

    Examples
    --------
    >>> coverage(np.array([1.0, 4.0]), np.array([3.0, 6.0]), np.array([3.0, 7.0])).tolist()
    0.5
    """
    known = ~np.isnan(low + high + observed)
    inside = known & (low <= observed) & (observed <= high)
    count = known.sum(axis=-1)
    return np.asarray(np.where(count > 0, inside.sum(axis=-1) / np.maximum(count, 1), np.nan))
