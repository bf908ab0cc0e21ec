"""What a number of items is to give: the interval of an average project, and the chance that there is one at all."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from smo_metrics._intervals import bounded_wilson, degrees_of_freedom, quantiles
from smo_metrics.agreement._estimate import KAPPA_GUARD, NO_GUARD, Estimate, Guard, Spread
from smo_metrics.agreement._label_model import expected_units, kappa_of_ac
from smo_metrics.agreement._units import FloatArray, Units
from smo_metrics.agreement.fleiss import fleiss_estimate
from smo_metrics.agreement.gwet import gwet_estimate
from smo_metrics.agreement.inference import DEFAULT


@dataclass(frozen=True, slots=True)
class Plan:
    """A coefficient under the model, for any number of items.

    Attributes
    ----------
    estimate : Estimate
        The coefficient of one item that shows every count of labels in its proportion.
    spread : Spread
        Of that item.
    minority, agreed : float
        Probability that an item gets any label but the commonest, and that two annotators agree on such a label.
    guard : Guard
        When the coefficient has no interval.
    confidence : float
    """

    estimate: Estimate
    spread: Spread
    minority: float
    agreed: float
    guard: Guard
    confidence: float

    @property
    def deviation(self) -> float:
        """Standard deviation of an item's linearised value."""
        return math.sqrt(self.spread.squares)

    def interval(self, items: int) -> tuple[float, float]:
        """Give the library's default interval at the anticipated value; NaN with too few minority items to expect."""
        if items * self.minority < self.guard.minority_items or items * self.agreed < self.guard.agreed:
            return math.nan, math.nan
        one = self.estimate
        error = self.deviation / math.sqrt(items - 1)
        value, errors, lowest = np.array([[one.value], [error], [one.lowest]])
        squares, fourths, size = np.array([[self.spread.squares], [self.spread.fourths], [1.0]]) * items
        quantile = quantiles(self.confidence, degrees_of_freedom(squares, fourths, size))
        low, high = bounded_wilson(value, errors, lowest, quantile)
        return float(low[0]), float(high[0])

    def interval_chance(self, items: int) -> float:
        """Give the probability of as many minority items, and of agreement on them, as an interval needs."""
        from scipy.special import bdtr

        least = self.guard.minority_items
        if items < least:
            return 0.0
        agreed = np.arange(least)
        probability = np.diff(bdtr(agreed, items, self.agreed), prepend=0.0)
        rest = bdtr(least - 1 - agreed, items - agreed, (self.minority - self.agreed) / (1 - self.agreed))
        too_few = float(probability @ np.where(agreed < self.guard.agreed, 1.0, rest))
        return max(0.0, 1 - too_few)


def kappa_plan(expected: float, shares: FloatArray, annotators: int, confidence: float) -> Plan:
    """Plan for alpha, Fleiss' or Cohen's kappa, which share their error in large samples under the model."""
    rated = expected_units(shares, expected, annotators)
    return _plan(rated, fleiss_estimate(rated, np.eye(len(shares)), DEFAULT), KAPPA_GUARD, confidence)


def ac_plan(expected: float, shares: FloatArray, annotators: int, confidence: float) -> Plan:
    """Plan for Gwet's AC1."""
    rated = expected_units(shares, kappa_of_ac(expected, shares), annotators)
    return _plan(rated, gwet_estimate(rated, np.eye(len(shares)), DEFAULT), NO_GUARD, confidence)


def _plan(rated: Units, estimate: Estimate, guard: Guard, confidence: float) -> Plan:
    others = np.delete(rated.counts, rated.commonest, axis=1)
    minority, agreed = (float(rated.times @ (others >= least).any(axis=1)) for least in (1, 2))
    return Plan(estimate, estimate.spread(), minority, agreed, guard, confidence)
