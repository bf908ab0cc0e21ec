"""How labels come about where annotators either know or guess: the counts of labels that an item can get, with odds.

An item's category is drawn from the category shares. Each annotator knows it with one and the same probability, and
otherwise draws a category from the same shares. All functions assume checked input.
"""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np

from smo_metrics.agreement._units import FloatArray, IntArray, Units
from smo_metrics.errors import SmoError

_MOST_PATTERNS = 100_000


def kappa_of_ac(value: float, shares: FloatArray) -> float:
    """Give the agreement of two annotators beyond chance that makes Gwet's AC1 the value.

    Raises
    ------
    SmoError
        With these shares even annotators who guess reach a higher AC1.
    """
    same = float(shares @ shares)
    chance = (1 - same) / (len(shares) - 1)
    kappa = (chance + value * (1 - chance) - same) / (1 - same)
    if kappa < 0:
        guessing = (same - chance) / (1 - chance)
        raise SmoError(
            f"expected: with these category shares annotators who only guess reach an AC1 of {guessing:.3f}; {value} "
            "arrived. Anticipate a higher value, or give more even shares."
        )
    return kappa


def expected_units(shares: FloatArray, kappa: float, annotators: int) -> Units:
    """Give every count of labels that an item can get, `times` being its probability.

    Two annotators know independently, so that their agreement beyond chance is `kappa` if each knows with probability
    sqrt(kappa). With two annotators and two categories this is the common correlation model (Bloch & Kraemer 1989).

    Raises
    ------
    SmoError
        More than 100,000 counts.
    """
    counts = _all_counts(annotators, len(shares)).astype(float)
    chances = math.sqrt(kappa) * np.eye(len(shares)) + (1 - math.sqrt(kappa)) * shares
    probability = np.array([_multinomial(counts, chance) for chance in chances]).T @ shares
    return Units(
        counts=counts,
        times=probability,
        size=np.full(len(counts), float(annotators)),
        pairable=np.ones(len(counts), dtype=bool),
        commonest=int(np.argmax(shares)),
    )


def _all_counts(labels: int, q: int) -> IntArray:
    """Ways to put `labels` labels into `q` categories, a row each: the gaps between q - 1 bars among the labels."""
    ways = math.comb(labels + q - 1, q - 1)
    if ways > _MOST_PATTERNS:
        raise SmoError(
            f"annotators: {labels} labels over {q} categories can be counted in {ways:,} ways, more than "
            f"{_MOST_PATTERNS:,}. Merge rare categories, or plan with fewer annotators."
        )
    bars = np.array(list(combinations(range(labels + q - 1), q - 1)), dtype=np.int64).reshape(ways, q - 1)
    return np.diff(bars, axis=1, prepend=-1, append=labels + q - 1) - 1


def _multinomial(counts: FloatArray, chance: FloatArray) -> FloatArray:
    from scipy.special import gammaln, xlogy

    ways = gammaln(counts.sum(axis=1) + 1) - gammaln(counts + 1).sum(axis=1)
    probability: FloatArray = np.exp(ways + xlogy(counts, chance).sum(axis=1))
    return probability
