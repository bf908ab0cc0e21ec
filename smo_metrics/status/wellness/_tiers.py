"""Which labels were about sensitive content? Tiers as exports spell them, held against the settings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

NOT_SENSITIVE = frozenset({"", "none", "0"})


@dataclass(frozen=True, slots=True, eq=False)
class SensitiveTiers:
    """The tier of each label.

    Attributes
    ----------
    code : ndarray of int64, shape (labels,)
        Place in `names`; -1 for a label whose tier does not count, or that has none.
    names : tuple of str
        The tiers that count, in their commonest spelling: in the order of the settings, else by their names.
    not_counted : tuple of str
        Other tiers that occur.
    not_found : tuple of str
        Tiers of the settings that no label has.
    without : int
        Labels without a tier.
    """

    code: NDArray[np.int64]
    names: tuple[str, ...]
    not_counted: tuple[str, ...]
    not_found: tuple[str, ...]
    without: int


def same_spelling(tier: str) -> str:
    """Bring a tier's spellings together.

    >>> same_spelling(" Very_Graphic ") == same_spelling("very-graphic") == same_spelling("VERY GRAPHIC")
    True
    """
    return " ".join(re.split(r"[\s_-]+", tier.casefold())).strip()


def sensitive_tiers(exposure: pd.Series, wanted: Sequence[str]) -> SensitiveTiers:
    """Find the labels that count as exposure.

    Parameters
    ----------
    exposure : pandas.Series of str
        The labels' column; None: no tier was given, which is not counted.
    wanted : sequence of str
        Tiers that count; empty: all but ``none`` and ``0``.
    """
    found = exposure.value_counts()
    spellings: dict[str, str] = {}
    for spelling in found.index:
        spellings.setdefault(same_spelling(spelling), spelling)
    asked = {same_spelling(tier): tier for tier in wanted}
    counted = [tier for tier in asked if tier in spellings] if asked else sorted(spellings.keys() - NOT_SENSITIVE)
    places = {tier: place for place, tier in enumerate(counted)}
    of_spelling = {spelling: places.get(same_spelling(spelling), -1) for spelling in found.index}
    return SensitiveTiers(
        code=exposure.map(of_spelling).fillna(-1).to_numpy(dtype=np.int64),
        names=tuple(spellings[tier] for tier in counted),
        not_counted=tuple(spellings[tier] for tier in sorted(spellings.keys() - places.keys() - NOT_SENSITIVE)),
        not_found=tuple(given for tier, given in asked.items() if tier not in spellings),
        without=int(exposure.isna().sum()),
    )
