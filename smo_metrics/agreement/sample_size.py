"""How many items must be labelled twice (or more often) before agreement is known well enough? A plan before labelling.

The plan assumes one way in which agreement comes about: each annotator knows an item's category with the same
probability, and otherwise picks one as often as it occurs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from smo_metrics._json import SCHEMA, to_json
from smo_metrics.agreement._plan import Plan, ac_plan, kappa_plan
from smo_metrics.agreement._units import FloatArray
from smo_metrics.agreement.inference import check_confidence
from smo_metrics.errors import SmoError

Coefficient = Literal["krippendorff_alpha", "gwet_ac", "fleiss_kappa", "cohen_kappa"]
BoundBy = Literal["half_width", "minority_items", "items"]
_COEFFICIENTS = ("krippendorff_alpha", "gwet_ac", "fleiss_kappa", "cohen_kappa")
_SURE = 0.95
_FEWEST_ITEMS, _MOST_ITEMS = 2, 10**9


@dataclass(frozen=True, slots=True)
class SampleSizeResult:
    """A plan: items to label, and the interval to expect from them.

    Attributes
    ----------
    method : str
        The coefficient.
    expected : float
        Its anticipated value.
    items, labels : int
        Items to label, and labels on them by all annotators.
    half_width, low, high : float
        The interval at the anticipated value, and half the distance of its limits. NaN where too few items with any
        label but the commonest are to expect for an interval.
    standard_deviation : float
        Of an item's contribution: the coefficient's standard error is this over the square root of the items.
    minority_items : float
        Expected number of items with any label but the commonest.
    interval_chance : float
        Probability that these are enough for an interval to be given; some points too high where shares are even and
        items few, since the commonest label of a project is then not the planned one.
    bound_by : str
        What sets the number of items: ``"half_width"``, ``"minority_items"`` (the half-width alone needs fewer), or
        ``"items"`` where the caller gave it.
    confidence : float
        Nominal coverage of the interval.
    warnings : tuple of str
        What a reader should know before acting on the plan.
    """

    method: str
    expected: float
    items: int
    labels: int
    half_width: float
    low: float
    high: float
    standard_deviation: float
    minority_items: float
    interval_chance: float
    bound_by: BoundBy
    confidence: float
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {"schema": SCHEMA, **to_json(asdict(self))}


def sample_size(
    *,
    coefficient: Coefficient = "krippendorff_alpha",
    expected: float,
    category_shares: Sequence[float],
    half_width: float | None = None,
    items: int | None = None,
    annotators: int = 2,
    confidence: float = 0.95,
) -> SampleSizeResult:
    """Tell how many items to have labelled so that the agreement found is as exact as a decision needs.

    Parameters
    ----------
    coefficient : {"krippendorff_alpha", "gwet_ac", "fleiss_kappa", "cohen_kappa"}
        Of names, without weights.
    expected : float
        The value to anticipate, from a pilot or an earlier project; from 0 to below 1.
    category_shares : sequence of float
        How often each category is used, 0 to 1; they add up to 1. A rare category costs many items.
    half_width : float, optional
        Half the length that the interval may have, between 0 and 1. Either this or `items`.
    items : int, optional
        Items that can be had, 2 to 1,000,000,000, to learn the half-width that they give.
    annotators : int
        Labels on each item, 2 or more; not always by the same people.
    confidence : float
        Nominal coverage of the interval.

    Returns
    -------
    SampleSizeResult
        The interval is the library's default one at the anticipated value, so that about half of such projects end
        with a somewhat wider one (below 100 items wider by up to a tenth on average; tests/studies/sample_size.txt).
        Alpha and the kappas are never planned with fewer items than make it 95 % likely that enough of them get a label
        other than the commonest, without which there is no interval (`too_few_minority_items`).

    Raises
    ------
    SmoError
        Both or neither of `half_width` and `items`; shares that do not add up to 1; a value that cannot come about
        with these shares; too many annotators and categories to go through all counts of labels on an item (100,000);
        an option out of range.

    Notes
    -----
    If s is the probability that an annotator knows, agreement of two annotators beyond chance is s squared whatever
    the shares. The standard deviation is that of the coefficient's linearised value over all counts of labels that an
    item can get. Alpha, Fleiss' and Cohen's kappa share it in large samples, since here all annotators use the
    categories equally often and all items have the same number of labels.

    References
    ----------
    Bloch & Kraemer (1989), Biometrics 45, and Donner & Eliasziw (1992), Statistics in Medicine 11, for the model and
    the variance with two annotators and two categories; Cantor (1996), Psychological Methods 1, for plans from it;
    Flack, Afifi, Lachenbruch & Schouten (1988), Psychometrika 53, plan for the worst way to disagree and ask for as
    many items or more. The rule 1 / half_width**2 of Gwet (2014), pp. 158-160, is for percent agreement: a kappa of
    two even categories needs up to four times as many.

    Examples
    --------
    >>> plan = sample_size(expected=0.7, category_shares=[0.8, 0.2], half_width=0.1)
    >>> plan.items, plan.bound_by
    (314, 'half_width')
    """
    check_confidence(confidence)
    if coefficient not in _COEFFICIENTS:
        raise SmoError(f"coefficient must be one of {', '.join(_COEFFICIENTS)}; {coefficient!r} arrived.")
    if _whole("annotators", annotators) > 2 and coefficient == "cohen_kappa":
        raise SmoError(f"Cohen's kappa compares two annotators; {annotators} arrived. Plan with fleiss_kappa.")
    if not isinstance(expected, float | int | np.number) or not 0 <= expected < 1:
        raise SmoError(f"expected must be a coefficient's value, from 0 to below 1; {expected!r} arrived.")
    planned = ac_plan if coefficient == "gwet_ac" else kappa_plan
    plan = planned(expected, _checked_shares(category_shares), annotators, confidence)
    if half_width is not None and items is None:
        return _result(coefficient, expected, annotators, plan, *_needed(plan, half_width))
    if items is not None and half_width is None:
        if _whole("items", items) > _MOST_ITEMS:
            raise SmoError(f"items: {items:,} arrived; {_MOST_ITEMS:,} are the most that a plan is made for.")
        return _result(coefficient, expected, annotators, plan, int(items), "items")
    given = "neither" if items is None else "both"
    raise SmoError(f"give either half_width (to learn the items) or items (to learn the half-width); {given} arrived.")


def _needed(plan: Plan, half_width: float) -> tuple[int, BoundBy]:
    if not isinstance(half_width, float | int | np.number) or not 0 < half_width < 1:
        raise SmoError(f"half_width must lie between 0 and 1, for example 0.05; {half_width!r} arrived.")

    def narrow(items: int) -> bool:
        low, high = plan.interval(items)
        return high - low <= 2 * half_width

    least = _first(_FEWEST_ITEMS, lambda items: plan.interval_chance(items) >= _SURE)
    items = _first(least, narrow)
    if items > _MOST_ITEMS:
        raise SmoError(f"half_width {half_width} needs more than {_MOST_ITEMS:,} items. Plan with a larger one.")
    return items, "minority_items" if items == least > _FEWEST_ITEMS else "half_width"


def _first(start: int, holds: Callable[[int], bool]) -> int:
    """Smallest number from `start` on for which `holds` is true, which stays true beyond it."""
    return start + bisect_left(range(start, _MOST_ITEMS + 1), True, key=holds)


def _result(
    coefficient: Coefficient, expected: float, annotators: int, plan: Plan, items: int, bound_by: BoundBy
) -> SampleSizeResult:
    low, high = plan.interval(items)
    chance = plan.interval_chance(items)
    warnings = []
    if bound_by == "minority_items":
        warnings.append(
            f"the half-width alone needs fewer items; {items:,} make it {_SURE:.0%} likely that enough of them get a "
            "label other than the commonest, without which there is no interval."
        )
    elif chance < _SURE:
        warnings.append(
            f"only {items * plan.minority:.1f} items are to expect with a label other than the commonest: "
            f"{1 - chance:.0%} of such projects have too few for an interval."
        )
    return SampleSizeResult(
        method=coefficient,
        expected=expected,
        items=items,
        labels=items * annotators,
        half_width=(high - low) / 2,
        low=low,
        high=high,
        standard_deviation=plan.deviation,
        minority_items=items * plan.minority,
        interval_chance=chance,
        bound_by=bound_by,
        confidence=plan.confidence,
        warnings=tuple(warnings),
    )


def _checked_shares(category_shares: Sequence[float]) -> FloatArray:
    try:
        shares = np.array(category_shares, dtype=float)
    except (TypeError, ValueError):
        shares = np.array([np.nan])
    if shares.ndim != 1 or not np.all(shares >= 0) or abs(shares.sum() - 1) > 1e-6:
        raise SmoError(
            f"category_shares must be numbers of 0 or more that add up to 1, for example [0.9, 0.1]; {category_shares} "
            "arrived."
        )
    if np.count_nonzero(shares) < 2:
        raise SmoError("category_shares: one category has all labels, and agreement beyond chance needs two or more.")
    exact: FloatArray = shares / shares.sum()
    return exact


def _whole(name: str, value: int) -> int:
    if not isinstance(value, int | np.integer) or value < 2:
        raise SmoError(f"{name} must be a whole number of 2 or more; {value!r} arrived.")
    return int(value)
