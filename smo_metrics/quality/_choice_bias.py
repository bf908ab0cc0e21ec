"""Which category does somebody choose too often or too seldom? Differences of shares over the same items."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from smo_metrics._intervals import FloatArray, two_sided_quantile
from smo_metrics.quality._reference import Choices

_NO_DIFFERENCE = 1e-12


def choice_bias(choices: Choices, categories: Sequence[Any], confidence: float) -> dict[str, Any]:
    """Columns that name each annotator's most over- and underused category.

    The interval adds one item on which only the annotator chose the category and one on which only the reference did
    (Bonett & Price 2012, the adjusted Wald interval for paired shares); as the category is picked for its difference,
    it holds jointly for all categories (Bonferroni). The p-value is McNemar's exact one; with several others it is
    that of the binomial distribution with the mean probability, which is no smaller than the exact one (Hoeffding
    1956). It is adjusted for all annotators and categories together (Holm 1979).
    """
    import pandas as pd

    items = np.where(choices.items > 0, choices.items, math.nan)[:, None]
    difference = choices.difference / items
    quantile = two_sided_quantile(1 - (1 - confidence) / max(len(categories), 1), math.inf)
    centre = choices.difference / (items + 2)
    half = quantile * np.sqrt(((choices.squares + 2) / (items + 2) - centre**2) / (items + 2))
    alone = items < 2
    low = np.where(alone, math.nan, np.clip(centre - half, -1, 1))
    high = np.where(alone, math.nan, np.clip(centre + half, -1, 1))
    p_value = _holm(_exact_p(choices))
    columns: dict[str, Any] = {}
    everyone = np.arange(len(difference))
    for name, sign in (("too_often", 1), ("too_seldom", -1)):
        place = np.argmax(np.nan_to_num(sign * difference, nan=-math.inf), axis=1)
        found = sign * difference[everyone, place] > _NO_DIFFERENCE
        names = [categories[k] if there else None for k, there in zip(place, found, strict=True)]
        columns[name] = pd.Series(names, dtype=object)
        for suffix, values in (("by", difference), ("low", low), ("high", high), ("p", p_value)):
            columns[f"{name}_{suffix}"] = np.where(found, values[everyone, place], math.nan)
    columns["biased"] = (p_value < 1 - confidence).any(axis=1)
    return columns


def _exact_p(choices: Choices) -> FloatArray:
    """Two-sided probability of so one-sided a choice on contested items; NaN without any."""
    from scipy.special import bdtr, bdtrc

    some = choices.contested > 0
    size = np.where(some, choices.contested, 1).astype(np.int64)
    probability = np.where(some, choices.expected / size, 0.5)
    below = bdtr(choices.chosen, size, probability)
    above = np.where(choices.chosen > 0, bdtrc(np.maximum(choices.chosen - 1, 0), size, probability), 1)
    p_value = np.minimum(1, 2 * np.minimum(below, above))
    # Hoeffding's bound starts one whole item from the mean.
    p_value = np.where(np.abs(choices.chosen - choices.expected) < 1, 1.0, p_value)
    return np.where(some, p_value, math.nan)


def _holm(p_value: FloatArray) -> FloatArray:
    """Adjust all p-values that are not NaN for one another."""
    flat = p_value.ravel()
    tested = np.flatnonzero(~np.isnan(flat))
    order = tested[np.argsort(flat[tested], kind="stable")]
    adjusted = np.full(flat.shape, math.nan)
    adjusted[order] = np.minimum(1, np.maximum.accumulate(flat[order] * np.arange(len(order), 0, -1)))
    return adjusted.reshape(p_value.shape)
