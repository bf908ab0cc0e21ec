"""Do these labels mean what agreement takes them for? What looks like another layout, or like two policies in one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics._coding import IntArray, factorize

if TYPE_CHECKING:
    import pandas as pd

_FEWEST_ROWS = 5
_VERSION = "policy_version"


def mixed_versions(table: pd.DataFrame, item: IntArray, label: IntArray) -> tuple[str, ...]:
    """Tell of items whose labels were given under more than one policy version, which agreement would compare."""
    if _VERSION not in table.columns:
        return ()
    version = factorize(table[_VERSION])[0][label >= 0]
    of_item = item[label >= 0]
    if not version.size or version.min() == version.max():
        return ()
    first = np.zeros(int(of_item.max()) + 1, dtype=np.int64)
    first[of_item] = version
    mixed = len(np.unique(of_item[first[of_item] != version]))
    if not mixed:
        return ()
    return (
        f"{mixed:,} items have labels from more than one policy version, compared with one another here. Compute each "
        "version by itself: agreement_by(table, 'policy_version').",
    )


def like_counts(values: NDArray[Any]) -> tuple[str, ...]:
    """Tell of whole numbers whose rows all have the same sum: counts by category, more likely than labels."""
    if values.shape[0] < _FEWEST_ROWS or values.shape[1] < 2:
        return ()
    try:
        numbers = values.astype(float)
    except (TypeError, ValueError):
        return ()
    sums = numbers.sum(axis=1)
    whole = bool(np.isfinite(sums).all() and (numbers >= 0).all() and not (numbers % 1).any())
    if not whole or sums[0] < 2 or np.any(sums != sums[0]) or not np.any(numbers != numbers[0]):
        return ()
    return (
        f"every row adds up to {sums[0]:g}: if these are counts of annotators by category, not labels, use "
        "Ratings.from_counts.",
    )


def spelling_variants(categories: Sequence[Any]) -> tuple[str, ...]:
    """Tell of categories that differ only in case or in spaces, which agreement takes for different answers."""
    spelled: dict[str, list[str]] = {}
    for category in categories:
        if isinstance(category, str):
            spelled.setdefault("".join(category.split()).casefold(), []).append(category)
    return tuple(
        f"{', '.join(map(repr, variants))} differ only in case or spaces and count as different categories: one answer?"
        for variants in spelled.values()
        if len(variants) > 1
    )
