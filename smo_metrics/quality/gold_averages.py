"""One figure for all classes: macro, micro and weighted averages of precision, recall and F1, with intervals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._coding import IntArray
from smo_metrics._intervals import FloatArray, Share, degrees_of_freedom, quantiles, two_sided_quantile, wilson
from smo_metrics.quality._gold_codes import GoldPatterns
from smo_metrics.quality._thin_data import FEW_IN_CATEGORY

if TYPE_CHECKING:
    import pandas as pd

_NO_SPREAD = 1e-15


def gold_averages(
    kinds: GoldPatterns, accuracy: Share, categories: tuple[Any, ...], confidence: float
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Average over the classes with gold labels; gives the table and what a reader should know.

    Intervals are Wilson's on the effective size ``p (1 - p) / variance``, the variance being that of the linearised
    average over items (Cochran 1977, sec. 6.13), and Student's t where items have several labels. No average
    has one where a class that it is over has fewer than 5 gold items, or, for precision, was given to fewer than 5
    items; micro averages and weighted recall are the accuracy, which counts all classes' items together. A class with
    few labels, all right, shows no variance; so the size is at most that of classes equally often right,
    ``sum(w)**2 / sum(w**2 / n)`` for weights w and n labels a class.
    """
    import pandas as pd

    averaged = np.flatnonzero(kinds.gold_items)
    gold_labels, given, both = (part[:, averaged] for part in (kinds.gold_labels, kinds.given, kinds.both))
    rare = kinds.gold_items[averaged] < FEW_IN_CATEGORY
    parts = {"precision": (both, given), "recall": (both, gold_labels), "f1": (2 * both, given + gold_labels)}
    table: dict[str, dict[str, object]] = {name: {"average": name} for name in ("macro", "micro", "weighted")}
    warnings: list[str] = []
    if rare.any():
        warnings.append(
            f"fewer than {FEW_IN_CATEGORY} gold items of {_listed(categories, averaged[rare])}: macro "
            "averages, and weighted ones of precision and f1, have no interval."
        )
    for metric, (hits, totals) in parts.items():
        there = kinds.times @ totals > 0
        thin = there & (kinds.times @ (totals > 0) < FEW_IN_CATEGORY)
        if not there.all():
            missed = _listed(categories, averaged[~there])
            warnings.append(f"nobody chose {missed}: averages of {metric} are of the other classes.")
        if np.any(thin & ~rare):
            warnings.append(
                f"{_listed(categories, averaged[thin & ~rare])} was given to fewer than {FEW_IN_CATEGORY} items: "
                f"averages of {metric} have no interval."
            )
        sure = not np.any(there & (rare | thin))
        part, each = (hits[:, there], totals[:, there]), 2 if metric == "f1" else 1
        macro = _average(*part, np.ones_like(part[0]), kinds, each, confidence, sure)
        weighted = _average(*part, gold_labels[:, there], kinds, each, confidence, sure)
        averages = {"macro": macro, "micro": accuracy, "weighted": accuracy if metric == "recall" else weighted}
        for name, share in averages.items():
            table[name] |= {metric: share.value, f"{metric}_low": share.low, f"{metric}_high": share.high}
    return pd.DataFrame(table.values()), tuple(warnings)


def _listed(categories: tuple[Any, ...], which: IntArray) -> str:
    names = [str(categories[k]) for k in which]
    return ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")


def _average(
    hits: FloatArray,
    totals: FloatArray,
    weights: FloatArray,
    kinds: GoldPatterns,
    each: int,
    confidence: float,
    sure: bool,
) -> Share:
    """Average the classes' shares ``sum(hits) / sum(totals)`` by the sums of their weights over items.

    A label adds `each` to the totals of a class that is right throughout. No interval unless `sure`.
    """
    if not totals.size:
        return Share(math.nan, math.nan, math.nan)
    times = kinds.times
    items, holding, whole = float(times.sum()), times @ (totals > 0), times @ totals
    shares, own = times @ hits / whole, times @ weights / (times @ weights).sum()
    value = float(own @ shares)
    if not sure:
        return Share(value, math.nan, math.nan)
    residuals = (hits - shares * totals) / whole
    drawn = weights @ (shares - value) / (times @ weights).sum()
    pulls = residuals @ own + drawn
    squares = float(times @ pulls**2)
    variance = squares * items / (items - 1)
    labels = np.where(times @ residuals**2 > _NO_SPREAD, whole, np.minimum(whole, each * holding))
    size = 1 / float((own**2 / labels).sum())
    if variance > _NO_SPREAD:
        size = min(size, value * (1 - value) / variance)
    quantile = np.array([two_sided_quantile(confidence, math.inf)])
    if kinds.given.sum(axis=1).max() > 1:
        moments = (squares, float(times @ pulls**4), items)
        quantile = quantiles(confidence, degrees_of_freedom(*map(np.atleast_1d, moments)))
    low, high = wilson(np.array([value]), np.array([size]), quantile)
    return Share(value, float(low[0]), float(high[0]))
