"""How does the level of daily work go on? A line with slow swings about it, by generalised least squares.

Levels of days at work are relative to what is usual on their weekday, about 1. They are a constant, perhaps a slope,
and an autoregressive swing, under noise that is independent from day to day. How strong and how slow the swing is, and
whether there is a slope, is not decided but weighed: every structure of a small grid draws as many futures as its
probability asks. No structure depends on the data, so that the inverse Cholesky factors are made once; those of fewer
days are their upper left corners.

A slope goes on for four weeks and then fades: a line through a few weeks that happen to swing would else stop a team
within half a year, or double it.

References: Box, Jenkins, Reinsel & Ljung (2016), Time Series Analysis, 5th ed., section 9.5 (regression with
autocorrelated errors); Kass & Wasserman (1995), Journal of the American Statistical Association 90, 928-934
(priors worth a number of days); Gardner & McKenzie (1985), Management Science 31, 1237-1246 (damped trends).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
LONGEST = 130  # days at work that are looked back on: half a year of five-day weeks
_SWINGS = np.array([(0.0, 0.0)] + [(share, stay) for share in (0.15, 0.4, 0.8) for stay in (0.5, 0.75, 0.9)])
_STEADY = 16.0  # weight of having no swing, against 1 for each of the nine swings
_SLOPED = 3.0  # weight of having a slope, against 1 for none, by which ranges of 28 days hold with and without one
_SLOPE_DAYS = 3.0  # the slope's prior, which is centred on none, says as much of it as so many of the days
_CHANCE_DAYS = 2
_NO_SLOPE = 1e9
_FEWEST_FOR_SLOPE = 10
_RUN_ON = 20  # days at work, four weeks, as far as past forecasts are checked, for which a slope goes on as it is
_DAMPING = 0.95  # what is left of it a day later from there on: in all time it moves the level by 39 days of today's
_TINY = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class LevelFit:
    """What past levels say of each structure: first all without a slope, then all with one.

    Attributes
    ----------
    probability : ndarray of float, shape (structures,)
    share, stay : ndarray of float, shape (structures,)
        Of the swing: its share of the variance, and how much of it is left a day later.
    at_end : ndarray of float, shape (structures, 3)
        Level of the line at the last day, slope a day, swing at the last day.
    spread : ndarray of float, shape (structures, 3, 3)
        Lower triangular factor of their covariance, in units of the noise.
    sigma : ndarray of float, shape (structures,)
        Standard deviation of level about the line.
    freedom : int
        Degrees of freedom of `sigma`.
    fitted : ndarray of float, shape (days,)
        Line and swing on past days, by the likeliest structure.
    """

    probability: FloatArray
    share: FloatArray
    stay: FloatArray
    at_end: FloatArray
    spread: FloatArray
    sigma: FloatArray
    freedom: int
    fitted: FloatArray


def fit_level(levels: FloatArray, parameters: int, chance: float) -> LevelFit:
    """Weigh the structures by the past.

    Parameters
    ----------
    levels : ndarray of float, shape (days,)
        Past days at work, the latest last; one or more, of which the last 130 are used.
    parameters : int
        Numbers that making the levels relative took from them: the weekday means.
    chance : float
        Variance of a relative level by chance alone, that of a Poisson count. It counts as two more days' evidence of
        the variance, so that a few days that happen to be alike promise no certainty.
    """
    y = levels[-LONGEST:]
    n = len(y)
    share, stay = np.tile(_SWINGS.T, 2)
    sloped = np.arange(len(share)) >= len(_SWINGS)
    whiten = np.tile(_whiteners()[:, :n, :n], (2, 1, 1))
    white = whiten @ np.column_stack([y, np.ones(n), np.arange(1 - n, 1)])
    products = white.swapaxes(1, 2) @ white
    about_slope = products[:, 2, 2] - products[:, 1, 2] ** 2 / products[:, 1, 1]
    prior = np.where(sloped, _SLOPE_DAYS / n, _NO_SLOPE) * np.maximum(about_slope, 1)
    normal = products[:, 1:, 1:].copy()
    normal[:, 1, 1] += prior
    covariance = np.asarray(np.linalg.inv(normal), dtype=np.float64)
    line = (covariance @ products[:, 1:, :1])[:, :, 0]
    squares = products[:, 0, 0] - (line * products[:, 1:, 0]).sum(axis=1)
    squares = np.maximum(squares, _TINY * (1 + products[:, 0, 0]))
    size = np.log(np.diagonal(whiten, axis1=1, axis2=2)).sum(axis=1)
    evidence = size + (np.log(prior) - np.log(np.linalg.det(normal)) - (n - 1) * np.log(squares)) / 2
    weight = np.where(share == 0, _STEADY, 1) * np.where(sloped, _SLOPED, 1)
    probability = np.exp(evidence - evidence.max()) * weight
    if n < _FEWEST_FOR_SLOPE:
        probability[sloped] = 0
    swing, joint = _at_end(whiten, white, line, covariance, share, stay)
    best = int(np.argmax(probability))
    noise = (1 - share[best]) * (whiten[best].T @ (white[best] @ np.append(1.0, -line[best])))
    freedom = max(n - parameters, 0) + _CHANCE_DAYS
    return LevelFit(
        probability=probability / probability.sum(),
        share=share,
        stay=stay,
        at_end=np.column_stack([line, swing]),
        spread=np.asarray(np.linalg.cholesky(joint), dtype=np.float64),
        sigma=np.sqrt((squares + _CHANCE_DAYS * chance) / freedom),
        freedom=freedom,
        fitted=y - noise,
    )


def _at_end(
    whiten: FloatArray, white: FloatArray, line: FloatArray, covariance: FloatArray, share: FloatArray, stay: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Give the swing of the last day, given all days, and the covariance of line and swing in units of the noise."""
    n = whiten.shape[1]
    reach = share[:, None] * stay[:, None] ** np.arange(n - 1, -1, -1)
    reached = (whiten @ reach[:, :, None])[:, :, 0]
    seen = np.einsum("kn,knj->kj", reached, white)
    swing = seen[:, 0] - (seen[:, 1:] * line).sum(axis=1)
    joint = np.zeros((len(share), 3, 3))
    joint[:, :2, :2] = covariance
    joint[:, :2, 2] = joint[:, 2, :2] = -np.einsum("kij,kj->ki", covariance, seen[:, 1:])
    joint[:, 2, 2] = share - (reached**2).sum(axis=1) - (joint[:, :2, 2] * seen[:, 1:]).sum(axis=1)
    return swing, joint + _TINY * np.eye(3)


def draw_levels(fit: LevelFit, days: int, paths: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Draw futures of the level, (paths, days), with the standard deviation of daily noise in each, (paths, 1)."""
    which = rng.choice(len(fit.probability), paths, p=fit.probability)
    share, stay = fit.share[which], fit.stay[which]
    sigma = fit.sigma[which] * np.sqrt(fit.freedom / rng.chisquare(fit.freedom, paths))
    shift = np.einsum("pij,pj->pi", fit.spread[which], rng.standard_normal((paths, 3)))
    level, slope, swing = (fit.at_end[which] + sigma[:, None] * shift).T
    steps = rng.standard_normal((days, paths)) * (sigma * np.sqrt(share * (1 - stay**2)))
    swings = np.empty((days, paths))
    for day in range(days):
        swing = stay * swing + steps[day]
        swings[day] = swing
    run = np.cumsum(_DAMPING ** np.maximum(np.arange(1, days + 1) - _RUN_ON, 0))
    line = level[:, None] + slope[:, None] * run
    return np.maximum(line + swings.T, 0), (np.sqrt(1 - share) * sigma)[:, None]


@lru_cache(maxsize=1)
def _whiteners() -> FloatArray:
    """Inverse Cholesky factors of the correlations of LONGEST days, one for each swing."""
    apart = np.abs(np.subtract.outer(np.arange(LONGEST), np.arange(LONGEST)))
    share, stay = _SWINGS.T[:, :, None, None]
    correlation = share * stay**apart + (1 - share) * np.eye(LONGEST)
    factors = np.linalg.inv(np.linalg.cholesky(correlation))
    factors.setflags(write=False)
    return factors
