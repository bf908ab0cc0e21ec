"""Between which figures do 50, 80 and 95 % of the futures lie? Moved apart where too little of the past lay within."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from smo_metrics.sla.scoring.fan import QUANTILES

Floats = npt.NDArray[np.float64]
_MOST_UNKNOWN = 0.5


def quantiles(samples: Floats) -> dict[str, Floats]:
    """Give the quantiles of each figure.

    Parameters
    ----------
    samples : ndarray of float, shape (futures, figures)
        NaN where a future has none.

    Returns
    -------
    dict of str to ndarray of float, shape (figures,)
        Definition 6 of Hyndman & Fan (1996), over the futures that have the figure; NaN where more than half have none.
    """
    known = np.isnan(samples).mean(axis=0) <= _MOST_UNKNOWN
    found = np.full((len(QUANTILES), samples.shape[1]), np.nan)
    if known.any():
        found[:, known] = np.nanquantile(samples[:, known], list(QUANTILES.values()), axis=0, method="weibull")
    return dict(zip(QUANTILES, found, strict=True))


def moved_apart(samples: Floats, by: float, highest: float) -> Floats:
    """Move futures away from their median, so that each end of the 80 % range moves by `by`.

    A future moves with its rank, by as many standard deviations as a normal variable of that rank has: futures that
    are all the same come apart too.

    Parameters
    ----------
    samples : ndarray of float, shape (futures, figures)
        NaN where a future has none.
    by : float
        0 or more, in the unit of the figures.
    highest : float
        The largest figure there can be; the smallest is 0.
    """
    if by == 0:
        return samples
    from scipy.special import ndtri

    rank = np.argsort(np.argsort(samples, axis=0, kind="stable"), axis=0) + 0.5
    share = np.minimum(rank / np.maximum((~np.isnan(samples)).sum(axis=0), 1), 1)
    with np.errstate(invalid="ignore"):
        moved = samples + by * ndtri(share) / ndtri(QUANTILES["p90"])
    return np.asarray(np.clip(moved, 0, highest))
