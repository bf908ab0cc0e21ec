"""The spammer score of a confusion table: how much the label depends on the true category (Raykar & Yu 2012)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from smo_metrics._coding import IntArray
from smo_metrics._intervals import FloatArray, two_sided_quantile
from smo_metrics.quality._thin_data import FEW_IN_CATEGORY

_PRIOR = 2.0


def spammer_score(shares: FloatArray) -> FloatArray:
    """Mean squared distance between the rows of each table, on a scale from 0 (all rows alike) to 1 (no overlap).

    Parameters
    ----------
    shares : ndarray of shape (annotators, q, q)
        Shares of labels given (columns) for each true category (rows); a row of NaN is a category never met, and the
        score is over the others. NaN with fewer than two.
    """
    met, rows = _met(shares)
    classes = met.sum(axis=1)
    mean = rows.sum(axis=1) / np.maximum(classes, 1)[:, None]
    spread = (rows**2).sum(axis=(1, 2)) - classes * (mean**2).sum(axis=1)
    return np.where(classes >= 2, np.maximum(spread, 0) / np.maximum(classes - 1, 1), math.nan)


def score_by_chance(counts: FloatArray) -> FloatArray:
    """Mean score over all shuffles of each annotator's labels: ``n / (n - 1) (1 - sum(p**2)) mean(1 / n_c)``.

    Follows from the hypergeometric variances of a table with fixed margins: n items, n_c of true category c, and
    shares p of the labels given. NaN with fewer than two true categories.
    """
    met = counts.sum(axis=2)
    items, classes = met.sum(axis=1), (met > 0).sum(axis=1)
    given = counts.sum(axis=1) / np.maximum(items, 1)[:, None]
    inverse = np.where(met > 0, 1 / np.maximum(met, 1), 0).sum(axis=1) / np.maximum(classes, 1)
    chance = items / np.maximum(items - 1, 1) * (1 - (given**2).sum(axis=1)) * inverse
    return np.where(classes >= 2, chance, math.nan)


def score_interval(counts: FloatArray, confidence: float) -> FloatArray:
    """Give rows (low, high) of the score's interval for each table of counts.

    The score is a quadratic form in rows that are independent multinomial shares. Its limits are those of the normal
    law, less the bias, with variance to the second order; near 0, where that law ends too low, the upper one is at
    least that of the distance between the rows, the root of the score, whose error is that along the difference
    found, or the mean one where this says nothing. Variances are taken at shares drawn towards the annotator's
    overall shares by two labels a row, for a row all alike shows none. NaN where a true category met has fewer than
    five items, or all labels are the same.
    """
    met = counts.sum(axis=2)
    here, items, classes = met > 0, np.maximum(met, 1), np.maximum((met > 0).sum(axis=1), 2)
    given = counts.sum(axis=1) / np.maximum(met.sum(axis=1), 1)[:, None]
    rows = counts / items[:, :, None]
    smooth = np.where(here[:, :, None], (counts + _PRIOR * given[:, None, :]) / (items + _PRIOR)[:, :, None], 0)
    score = spammer_score(np.where(here[:, :, None], rows, math.nan))
    bias = np.where(here, (1 - (rows**2).sum(axis=2)) / np.maximum(items - 1, 1), 0).sum(axis=1) / classes
    away = np.where(here[:, :, None], rows - (rows.sum(axis=1) / classes[:, None])[:, None, :], 0)
    slope = ((smooth * away**2).sum(axis=2) - (smooth * away).sum(axis=2) ** 2) / items
    first = 4 * slope.sum(axis=1) / (classes - 1) ** 2
    total, squared = _blur(smooth, items, classes)
    quantile = two_sided_quantile(confidence, math.inf)
    half = quantile * np.sqrt(first + 2 * squared)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = squared / total
        error = np.sqrt(np.fmax(first / (4 * score), mean))
        root = np.sqrt(np.maximum(score - bias + mean, 0)) + quantile * error
        limits = np.clip([score - bias - half, np.maximum(score - bias + half, root**2)], 0, 1)
    thin = np.where(here, met, math.inf).min(axis=1) < FEW_IN_CATEGORY
    return np.where(thin | np.isnan(score), math.nan, limits)


def _blur(shares: FloatArray, items: FloatArray, classes: IntArray) -> tuple[FloatArray, FloatArray]:
    """Sum, and sum of squares, of the variances along the axes of the noise in a score."""
    one, two = shares, shares**2
    variances = (one - two).sum(axis=2) / items
    cross = np.einsum("ack,adk->acd", one, one)
    mixed = np.einsum("ack,adk->acd", one, two)
    products = (cross + cross**2 - mixed - np.swapaxes(mixed, 1, 2)) / (items[:, :, None] * items[:, None, :])
    weights = (np.eye(shares.shape[1]) - 1 / classes[:, None, None]) ** 2
    squared = (weights * products).sum(axis=(1, 2)) / (classes - 1) ** 2
    return variances.sum(axis=1) / classes, squared


def _met(shares: FloatArray) -> tuple[NDArray[np.bool_], FloatArray]:
    met = np.logical_not(np.isnan(shares).any(axis=2))
    return met, np.where(met[:, :, None], shares, 0)
