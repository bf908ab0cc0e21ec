"""Which fix is best, which cannot be told from it, and which do nothing? Verdicts on simulated gains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from smo_metrics.flow.simulation.what_if import WhatIfResult

if TYPE_CHECKING:
    import pandas as pd

NO_EFFECT = 0.01  # of the mean lead time
_MAY_MATTER = 0.05  # of the mean lead time: a gain whose interval reaches so far is not none
_ALIKE = 0.25  # of the best gain
BEST, TIED, HELPS, UNSURE, NONE, HARMS = "best", "tied with the best", "helps", "unsure", "no effect", "makes it longer"


def ranked(result: WhatIfResult) -> pd.DataFrame:
    """Order the changes by what they take off the mean lead time, and judge each.

    Returns
    -------
    pandas.DataFrame
        The columns of `WhatIfResult.to_frame`, with `rank`, `verdict`, `gain_share` (of the mean lead time),
        `behind_best_hours` and its standard error (over the same drawn days), best first; the index is the number of
        the change in the result.
    """
    frame = result.to_frame()
    if frame.empty:
        return frame.assign(rank=[], verdict=[])
    lead = result.base[:, 0].mean()
    gain = frame["gain_mean_hours"].to_numpy()
    frame.insert(1, "gain_share", gain / lead)
    order = np.argsort(-gain, kind="stable")
    best = order[0]
    behind = result.gains[best, :, 0] - result.gains[:, :, 0]
    frame["behind_best_hours"] = behind.mean(axis=1)
    frame["behind_best_se"] = behind.std(axis=1, ddof=1) * np.sqrt(1 + 1 / behind.shape[1])
    frame["verdict"] = _verdicts(frame, lead, best, _within_error(result, best))
    frame = frame.iloc[order]
    frame.insert(0, "rank", np.arange(1, len(frame) + 1))
    return frame


def _within_error(result: WhatIfResult, best: int) -> npt.NDArray[np.bool_]:
    """Tell which gains lie within the 95 % error of the best one, replication by replication.

    Gains of queues are skewed: where all are positive, their ratio is looked at instead of their difference.
    """
    gains, best_gain = result.gains[:, :, 0], result.gains[best, :, 0]
    behind = best_gain - gains
    errors = behind.std(axis=1, ddof=1) * np.sqrt(1 + 1 / behind.shape[1])
    within = behind.mean(axis=1) <= result.quantile * errors
    if (best_gain > 0).all():
        positive = (gains > 0).all(axis=1)
        ratio = best_gain / gains[positive]
        within[positive] = np.log(ratio).mean(axis=1) <= result.quantile * result.log_spread(ratio)
    return np.asarray(within)


def _verdicts(
    frame: pd.DataFrame, lead: float, best: int, within_error: npt.NDArray[np.bool_]
) -> npt.NDArray[np.object_]:
    gain, low, high = (frame[f"gain_mean_hours{part}"].to_numpy() for part in ("", "_low", "_high"))
    least = NO_EFFECT * lead
    behind = frame["behind_best_hours"].to_numpy()
    much_alike = (behind <= _ALIKE * gain[best]) & (gain >= low[best])
    verdict = np.full(len(gain), HELPS, dtype=object)
    verdict[~(low > 0)] = UNSURE
    if gain[best] >= least and np.isfinite(low[best]):
        verdict[(within_error | much_alike) & (gain >= least) & (low > 0)] = TIED
        verdict[best] = BEST
    small = np.abs(gain) < least
    verdict[small] = UNSURE
    verdict[small & (low > -_MAY_MATTER * lead) & (high < _MAY_MATTER * lead)] = NONE
    verdict[(gain <= -least) & (high < 0)] = HARMS
    return verdict
