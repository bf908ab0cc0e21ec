"""Since when is agreement different? The split of a series whose two sides differ most, and whether it is chance."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from smo_metrics._coding import IntArray
from smo_metrics.agreement._bridge import confidence_of, critical_value, distinct_splits, exceedance, limit_of
from smo_metrics.agreement._difference import Difference, difference
from smo_metrics.agreement._kinds import Kinds
from smo_metrics.agreement.compare import Coefficient
from smo_metrics.agreement.results import AgreementResult


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """A change that is more than chance.

    Attributes
    ----------
    period : datetime.date
        First day of the first period after the change.
    before, after : float
        Agreement over all items before and after.
    difference : float
        After less before: negative where agreement dropped.
    low, high : float
        Its interval, at the confidence asked for and wide enough for having looked at every split.
    p_value : float
        Of so large a difference at any split when nothing changed.
    """

    period: datetime.date
    before: float
    after: float
    difference: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, slots=True)
class Search:
    """What came of looking for a change: none where it may be chance; p is NaN where no split could be tested."""

    change: ChangePoint | None
    p_value: float
    splits: int


def find_change(
    kinds: Kinds, of_period: IntArray, periods: Sequence[datetime.date], statistic: Coefficient, confidence: float
) -> Search:
    """Find the split of a series whose two sides differ most, and the probability of it when nothing changed.

    A split is tested where both sides have an interval of their own.

    Parameters
    ----------
    kinds : Kinds
    of_period : ndarray of shape (items,)
        Each item's period, numbered in time order; -1 where it has none.
    periods : sequence of date
        First day of each.
    statistic : Coefficient
    confidence : float
    """
    splits = [
        _Split(day, *(statistic(kinds.sample(times), confidence=confidence) for times in both))
        for day, both in _splits(kinds, of_period, periods)
    ]
    tested = [split for split in splits if split.before.interval and split.after.interval]
    taken = distinct_splits(np.array([split.share for split in tested]))
    tested = [tested[place] for place in taken]
    if not tested:
        return Search(None, math.nan, 0)
    shares = np.array([split.share for split in tested])
    jointly = confidence_of(critical_value(1 - confidence, shares))
    days = {split.day for split in tested}
    tested = [
        _Split(day, *(statistic(kinds.sample(times), confidence=jointly) for times in both))
        for day, both in _splits(kinds, of_period, periods)
        if day in days
    ]
    best = min(tested, key=lambda split: split.gap.p_value)
    p_value = exceedance(limit_of(best.gap.p_value), shares)
    if not p_value < 1 - confidence:
        return Search(None, p_value, len(tested))
    gap = best.gap
    change = ChangePoint(best.day, best.before.value, best.after.value, gap.value, gap.low, gap.high, p_value)
    return Search(change, p_value, len(tested))


@dataclass(frozen=True, slots=True)
class _Split:
    """Agreement before and after a day."""

    day: datetime.date
    before: AgreementResult
    after: AgreementResult

    @property
    def share(self) -> float:
        """Share of the pairable labels that lie before."""
        return self.before.pairable / (self.before.pairable + self.after.pairable)

    @property
    def gap(self) -> Difference:
        """After less before; items differ, so that the two are independent."""
        return difference(self.after, self.before, 0.0)


def _splits(
    kinds: Kinds, of_period: IntArray, periods: Sequence[datetime.date]
) -> Iterator[tuple[datetime.date, tuple[IntArray, IntArray]]]:
    """Days on which a period begins, but the first, with the items of each kind before and after."""
    total = kinds.part(of_period >= 0)
    before = np.zeros_like(total)
    for number, day in enumerate(periods[1:]):
        before = before + kinds.part(of_period == number)
        yield day, (before, total - before)
