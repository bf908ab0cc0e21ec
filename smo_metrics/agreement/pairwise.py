"""Which two annotators label unlike each other? Every pair that shares an item."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics._coding import check_names
from smo_metrics._intervals import bounded_wilson, degrees_of_freedom, quantiles, two_sided_quantile, wilson
from smo_metrics.agreement._estimate import KAPPA_GUARD
from smo_metrics.agreement._kappa import Kappas, Tables, kappas
from smo_metrics.agreement._pairs import ordered_labels, pair_blocks
from smo_metrics.agreement.inference import check_confidence
from smo_metrics.agreement.ratings import Ratings, check_ratings
from smo_metrics.agreement.results import BreakdownResult
from smo_metrics.errors import SmoError

FloatArray = NDArray[np.float64]
_COLUMNS = (
    "annotator_a", "annotator_b", "items", "agreement", "agreement_low", "agreement_high",
    "kappa", "kappa_low", "kappa_high", "status",
)  # fmt: skip
_NO_ERROR = 1e-9


def pairwise_agreement(ratings: Ratings, *, confidence: float = 0.95, min_items: int = 1) -> BreakdownResult:
    """Find the two annotators who read the guideline differently: every pair that shares an item, worst first.

    Parameters
    ----------
    ratings : Ratings
        With annotators (not built from counts).
    confidence : float
        Nominal coverage of each pair's own intervals. To say "one of these k pairs differs", ask for
        ``1 - (1 - confidence) / k`` (Bonferroni).
    min_items : int
        Pairs that share fewer items are left out, and counted in `warnings`.

    Returns
    -------
    BreakdownResult
        Columns `annotator_a`, `annotator_b` (in the order of ``ratings.annotators``); `items` that both labelled;
        `agreement` with `agreement_low`, `agreement_high`; Cohen's `kappa` with `kappa_low`, `kappa_high`; `status` of
        kappa. Each row holds what `percent_agreement` and `cohen_kappa` give for the two alone: NaN where undefined, no
        interval where the pair shares too few items, or too few with any label but the commonest. A pair that shares
        one item has no `kappa` (`one_unit`): it would be 0 or undefined, whatever the two do. Pairs without kappa come
        last.

    Raises
    ------
    SmoError
        The ratings hold only counts, or more than 4,096 categories; `min_items` below 1.

    Notes
    -----
    The worst of many pairs looks worse than it is: with 200 annotators there are 19,900. Read the interval, and ask for
    enough items.

    References
    ----------
    Cohen (1960); Fleiss, Cohen & Everitt (1969), eq. 8, for the error.

    Examples
    --------
    >>> table = pairwise_agreement(Ratings.from_wide([["x", "x", "y"], ["y", "y", "y"], ["x", "x", "x"]])).to_frame()
    >>> table[["annotator_a", "annotator_b", "items"]].values.tolist()
    [[1, 3, 3], [2, 3, 3], [1, 2, 3]]
    """
    import pandas as pd

    check_confidence(confidence)
    check_ratings(ratings)
    check_names(len(ratings.categories))
    if min_items < 1:
        raise SmoError(f"min_items must be 1 or more; {min_items} arrived.")
    names = np.fromiter(ratings.annotators, dtype=object, count=len(ratings.annotators))
    parts: list[dict[str, NDArray[Any]]] = []
    too_few = 0
    for block in pair_blocks(ordered_labels(ratings)):
        found = kappas(block.tables)
        columns = {"annotator_a": names[block.first], "annotator_b": names[block.second]}
        columns |= _agreement(found, confidence) | _kappa(block.tables, found, confidence)
        keep = found.items >= min_items
        too_few += int(np.count_nonzero(~keep))
        parts.append({name: values[keep] for name, values in columns.items()})
    frame = pd.DataFrame({name: np.concatenate([[], *(part[name] for part in parts)]) for name in _COLUMNS})
    frame = frame.astype({"items": int}).infer_objects()
    frame = frame.sort_values(["kappa", "agreement"], na_position="last", kind="stable").reset_index(drop=True)
    warnings = (f"{too_few:,} pairs that share fewer than {min_items} items are left out.",) if too_few else ()
    return BreakdownResult("pairwise_agreement", frame, (*ratings.warnings, *warnings))


def _agreement(found: Kappas, confidence: float) -> dict[str, NDArray[Any]]:
    share, items = found.observed, found.items
    squares = items * share * (1 - share)
    fourths = squares * (share**3 + (1 - share) ** 3)
    error = np.sqrt(squares / (items * np.maximum(items - 1, 1)))
    degrees = degrees_of_freedom(squares, fourths, items)
    low, high = bounded_wilson(share, error, np.zeros_like(share), quantiles(confidence, degrees))
    alike_low, alike_high = _of_alike_items(found, share, 0.0, confidence)
    return {
        "items": items,
        "agreement": share,
        "agreement_low": _limit(items > 1, error < _NO_ERROR, alike_low, low),
        "agreement_high": _limit(items > 1, error < _NO_ERROR, alike_high, high),
    }


def _kappa(tables: Tables, found: Kappas, confidence: float) -> dict[str, NDArray[Any]]:
    value, items, apart = found.value, found.items, found.deviation**2
    squares, fourths = tables.total(tables.times * apart), tables.total(tables.times * apart**2)
    error = np.sqrt(squares) / items
    alike = error < _NO_ERROR
    few = (items - found.common < KAPPA_GUARD.minority_items) & (found.observed < 1)
    few |= (found.agreed < KAPPA_GUARD.agreed) & ~alike
    status = np.select(
        [items == 1, np.isnan(value), few], ["one_unit", "one_category", "too_few_minority_items"], "ok"
    )
    degrees = degrees_of_freedom(squares, fourths, items)
    low, high = bounded_wilson(value, error, found.lowest, quantiles(confidence, degrees))
    alike_low, alike_high = _of_alike_items(found, value, found.expected, confidence)
    return {
        "kappa": np.where(items == 1, math.nan, value),
        "kappa_low": _limit(status == "ok", alike, alike_low, low),
        "kappa_high": _limit(status == "ok", alike, alike_high, high),
        "status": status.astype(object),
    }


def _limit(known: NDArray[np.bool_], alike: NDArray[np.bool_], of_alike: FloatArray, other: FloatArray) -> FloatArray:
    return np.where(known, np.where(alike, of_alike, other), math.nan)


def _of_alike_items(
    found: Kappas, value: FloatArray, expected: FloatArray | float, confidence: float
) -> tuple[FloatArray, FloatArray]:
    """Limits where items do not differ: Wilson's for observed agreement, on the value's scale, expected fixed."""
    quantile = np.array(two_sided_quantile(confidence, math.inf))
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = ((limit - expected) / (1 - expected) for limit in wilson(found.observed, found.items, quantile))
    return np.maximum(-1, np.minimum(low, value)), np.minimum(1, np.maximum(high, value))

