"""Do several annotators agree beyond chance, pair by pair? Light's kappa.

Source: Light (1971), Psychological Bulletin 76.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics._coding import IntArray, check_names
from smo_metrics.agreement._estimate import Estimate, Spread
from smo_metrics.agreement._inference import result
from smo_metrics.agreement._kappa import kappas
from smo_metrics.agreement._pairs import ordered_labels, pair_blocks
from smo_metrics.agreement._units import units
from smo_metrics.agreement.inference import DEFAULT, Inference
from smo_metrics.agreement.ratings import Ratings, check_ratings
from smo_metrics.agreement.results import AgreementResult

FloatArray = NDArray[np.float64]
_FEWEST_ITEMS = 10
_SMALL_BIAS = 3  # errors of three biases and more: the interval then covers 93 % and more
_THIN = (
    "no interval: each pair shares so few items that the bias of their kappas weighs against the error of the mean. "
    "conger_kappa or krippendorff_alpha use every item."
)


def light_kappa(
    ratings: Ratings, *, confidence: float = 0.95, inference: Inference = DEFAULT
) -> AgreementResult:
    """Agreement of several annotators as the mean of Cohen's kappa over all pairs of them.

    Parameters
    ----------
    ratings : Ratings
        With annotators (not built from counts). A pair's kappa is that of the items that both labelled, and each pair
        counts alike: where overlaps are very unequal, prefer `conger_kappa`, in which every item counts alike, or read
        `pairwise_agreement`. Pairs that share fewer than 10 items are left out: the kappa of so few is biased.
    confidence : float
        Nominal coverage of the interval.
    inference : Inference
        How error and interval are made; with two annotators they are those of `cohen_kappa`. ``annotators="drawn"``
        leaves out an annotator by leaving out the pairs with that annotator.

    Returns
    -------
    AgreementResult
        Pairs whose labels are all of one category have no kappa, and are left out as those of too few items are;
        `warnings` says how many. `value` is NaN where no pair remains (`one_category`, or `too_few_minority_items` if
        too few items are the reason); no interval (`too_few_minority_items`) where fewer than half remain, or where the
        bias of kappa on a pair's n items, near kappa (1 - kappa) / n, is more than a third of the error. `observed` and
        `expected` are the means over the same pairs. `details` has ``pairs``, the number that the mean is over, and
        ``pairs_left_out``, the others that share an item.

    Raises
    ------
    SmoError
        The ratings hold only counts, or more than 4,096 categories.

    Notes
    -----
    An item's linearised value is the sum, over the pairs that labelled it, of its linearised value in the pair's kappa
    (Fleiss, Cohen & Everitt 1969, eq. 8), times items over the pair's items and divided by the number of pairs. Pairs
    share items and annotators; the error over items counts that.

    References
    ----------
    Light (1971), pp. 365-377; Conger (1980), Psychological Bulletin 88, pp. 322-328.

    Examples
    --------
    >>> round(light_kappa(Ratings.from_wide([["x", "x", "x"], ["x", "y", "y"], ["y", "y", "y"]] * 4)).value, 4)
    0.6
    """
    check_ratings(ratings)
    check_names(len(ratings.categories))
    pairs = _kappas_of_pairs(ratings)
    rated = units(ratings).only_pairable()
    defined = ~np.isnan(pairs.value)
    count, shared = int(np.count_nonzero(defined)), len(defined)
    few = int(np.count_nonzero(pairs.items < _FEWEST_ITEMS))
    apart = (pairs.influence * rated.items / max(count, 1)) ** 2
    estimate = Estimate(
        value=_mean(pairs.value[defined]),
        observed=_mean(pairs.observed[defined]),
        expected=_mean(pairs.expected[defined]),
        spread=lambda: Spread(float(apart.sum()), float(apart @ apart)),
        items=rated.items,
        lowest=_mean(pairs.lowest[defined]),
    )
    found = result(
        "light_kappa", ratings, rated, estimate, confidence=confidence, inference=inference, ddof=0,
        without_each=lambda: _without_each(pairs, len(ratings.annotators)),
        details={"pairs": float(count), "pairs_left_out": float(shared - count)},
    )  # fmt: skip
    found = replace(found, warnings=(*found.warnings, *_about(shared, few, shared - count - few)))
    if few and 2 * count < shared and found.status in ("ok", "one_category"):
        return _without_interval(found)
    thin = found.interval and 0 < found.standard_error < _SMALL_BIAS * _bias(estimate.value, pairs.items[defined])
    return _without_interval(found, _THIN) if thin else found


def _about(shared: int, few: int, alike: int) -> Iterator[str]:
    if few:
        yield (
            f"{few:,} of {shared:,} pairs of annotators share fewer than {_FEWEST_ITEMS} items and are left out. Where "
            "overlaps are thin, conger_kappa or krippendorff_alpha use every item."
        )
    if alike:
        yield f"{alike:,} pairs of annotators gave one category throughout: they have no kappa and are left out."


def _bias(value: float, items: FloatArray) -> float:
    """How far kappas of so few items lie off on average, since chance counts each item as met by itself."""
    return abs(value * (1 - value)) * _mean(1 / items)


def _without_interval(found: AgreementResult, *warnings: str) -> AgreementResult:
    return replace(
        found, status="too_few_minority_items", interval=None, p_value=math.nan, null_standard_error=math.nan,
        warnings=(*found.warnings, *warnings),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Kappa of each pair, NaN where too few items or one category give none; each item's influence on their sum."""

    first: IntArray
    second: IntArray
    items: FloatArray
    value: FloatArray
    observed: FloatArray
    expected: FloatArray
    lowest: FloatArray
    influence: FloatArray


def _kappas_of_pairs(ratings: Ratings) -> _Pairs:
    labels = ordered_labels(ratings)
    of_label = np.zeros(len(labels.code))
    columns: list[tuple[NDArray[Any], ...]] = [(np.empty(0, dtype=np.int64),) * 2 + (np.empty(0),) * 5]
    for block in pair_blocks(labels):
        found, pair = kappas(block.tables), block.tables.pair
        value = np.where(found.items < _FEWEST_ITEMS, np.nan, found.value)
        known = ~np.isnan(value)[pair]
        influence = np.divide(found.deviation, found.items[pair], out=np.zeros_like(found.deviation), where=known)
        for rows, sums in block.sums_by_label(influence):
            of_label[rows] = sums
        columns.append(
            (block.first, block.second, found.items, value, found.observed, found.expected, found.lowest)
        )
    of_item: FloatArray = np.add.reduceat(of_label, labels.starts)
    first, second, items, value, observed, expected, lowest = map(np.concatenate, zip(*columns, strict=True))
    return _Pairs(first, second, items, value, observed, expected, lowest, of_item)


def _without_each(pairs: _Pairs, annotators: int) -> FloatArray:
    """Mean over the pairs that an annotator is no part of, for each; NaN where there is none."""
    defined = ~np.isnan(pairs.value)
    both, value = np.concatenate([pairs.first[defined], pairs.second[defined]]), pairs.value[defined]
    rest = value.sum() - np.bincount(both, weights=np.tile(value, 2), minlength=annotators)
    left = len(value) - np.bincount(both, minlength=annotators)
    means: FloatArray = np.divide(rest, left, out=np.full(annotators, np.nan), where=left > 0)
    return means


def _mean(values: FloatArray) -> float:
    return float(values.mean()) if values.size else math.nan
