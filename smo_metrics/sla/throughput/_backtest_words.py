"""What a backtest says about its forecasts, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from smo_metrics.flow.events._counted import counted
from smo_metrics.sla.throughput._widening import FEWEST_STRETCHES
from smo_metrics.sla.throughput.daily_history import TWO_WEEKS

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
_UNKNOWN = "how far ranges can be trusted is not known"


def unchecked_words(days: int, shortest: int, factor: float) -> str:
    """Say that a history of `days` is too short for a forecast of its own past."""
    told = f"ranges are widened {factor:g} times and may still be too narrow" if factor > 1 else _UNKNOWN
    needed = max(TWO_WEEKS + shortest, 3 * (shortest - 1) // 2 + 1)  # a third of the days comes before any forecast
    why = f"{needed} are needed" if days < needed else "too few of its first days tell anything"
    return (
        f"With {counted(days, 'day')} of history no past forecast can be checked ({why}): "
        f"{told}."
    )


def backtest_words(scores: pd.DataFrame, default: str, ratio: float, widening: FloatArray) -> tuple[str, ...]:
    """Say how past forecasts of the chosen method did: `scores` are its rows of the table, by horizon."""
    method = scores["method"].iloc[0]
    told = scores[scores["status"] == "ok"]
    thin = scores.loc[scores["status"] != "ok", "horizon_days"].tolist()
    sentences = []
    if method != default:
        closer = f"{100 * (1 - ratio):.0f} % closer than those of {default}"
        sentences.append(f"{method} is used: its past forecasts were {closer} (lower CRPS).")
    if len(told):
        parts = [
            f"{100 * share:.0f} % over {counted(days, 'day')} ({stretches} separate stretches)"
            for share, days, stretches in zip(told["coverage_80"], told["horizon_days"], told["stretches"], strict=True)
        ]
        unwidened = " before it was widened" if widening[-1] > 1 else ""
        sentences.append(f"Past forecasts: the 80 % range{unwidened} held what came in {', '.join(parts)}.")
    if thin:
        named = " and ".join(str(days) for days in thin)
        sentences.append(
            f"Over {named} days the history has fewer than {FEWEST_STRETCHES} separate stretches to check: "
            f"{_UNKNOWN}."
        )
    if widening[-1] > 1:
        first = int(np.argmax(widening > 1)) + 1
        sentences.append(
            f"Past ranges were too narrow to be chance, so ranges of totals over {counted(first, 'day')} and more are "
            f"widened about their middle: {widening[first - 1]:.2f} times, {widening[-1]:.2f} times from "
            f"{counted(len(widening), 'day')} on."
        )
    return tuple(sentences)
