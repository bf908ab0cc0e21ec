"""Do two projects, teams or policies really differ in agreement, or only by chance?"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np

from smo_metrics._coding import factorize
from smo_metrics._json import SCHEMA, to_json
from smo_metrics.agreement._difference import Side, correlation, difference
from smo_metrics.agreement._kinds import Statistic, check_statistic, kinds_for
from smo_metrics.agreement.inference import check_confidence
from smo_metrics.agreement.krippendorff import krippendorff_alpha
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult, Interval


class Coefficient(Protocol):
    """A coefficient of this package, or ``functools.partial`` of one."""

    def __call__(self, ratings: Ratings, /, *, confidence: float) -> AgreementResult:
        """Compute it."""


@dataclass(frozen=True, slots=True)
class ComparisonResult:
    """Two agreement values compared.

    Attributes
    ----------
    difference : float
        First less second; NaN where either is undefined.
    standard_error : float
        Of the difference, from the two errors and, for shared items, their covariance.
    interval : Interval or None
        None where either value has no interval of its own.
    p_value : float
        Two-sided, for the hypothesis of no difference; below ``1 - confidence`` exactly where the interval leaves
        out 0. NaN without an interval.
    items_shared : int
        Items, by their names, that both have labels on.
    dependent : bool
        Whether shared items were allowed for.
    correlation : float
        Of the two values' errors; 0 for different items.
    first, second : AgreementResult
        The values on their own, with their statuses.
    warnings : tuple of str
    """

    difference: float
    standard_error: float
    interval: Interval | None
    p_value: float
    items_shared: int
    dependent: bool
    correlation: float
    first: AgreementResult
    second: AgreementResult
    warnings: tuple[str, ...] = ()

    @property
    def low(self) -> float:
        """Lower limit of the interval; NaN without one."""
        return self.interval.low if self.interval else math.nan

    @property
    def high(self) -> float:
        """Upper limit of the interval; NaN without one."""
        return self.interval.high if self.interval else math.nan

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {"schema": SCHEMA, **to_json(asdict(self))}


def compare_agreement(
    first: Ratings,
    second: Ratings,
    statistic: Coefficient = krippendorff_alpha,
    *,
    confidence: float = 0.95,
) -> ComparisonResult:
    """Tell whether agreement differs between two projects or policies by more than chance.

    Parameters
    ----------
    first, second : Ratings
        Items are the same where their names are (`Ratings.from_long`; a table's index in `from_wide` and
        `from_counts`). Ratings without names are taken to be of different items.
    statistic : callable
        A coefficient, or ``functools.partial(gwet_ac, weights="linear")`` to give it options.
    confidence : float
        Nominal coverage of the interval, and of the two values' own.

    Returns
    -------
    ComparisonResult
        Where either value has no interval (its `status` says why), neither has the difference.

    Raises
    ------
    SmoError
        A statistic that is no function; a confidence outside 0 to 1; whatever `statistic` raises.

    Notes
    -----
    Different items: the errors are independent. Shared items: easy and hard ones are so in both, which makes the
    difference more certain than two separate samples would; the covariance is that of the linearised values of the
    shared items (Gwet 2016), so that a partial overlap counts for what it is. Items of two projects that share names
    by accident (row numbers) do no harm: their covariance is 0 but for chance. Annotators count as given: what two
    teams' different people would add is not in the error.

    Leaving out an item costs a value of all labels where a coefficient tells annotators or measurements apart: 500 of
    the items then speak for all.

    References
    ----------
    Gwet (2016), Educational and Psychological Measurement 76, 609-637; Newcombe (1998), Statistics in Medicine 17,
    method 10; Zou (2007), Psychological Methods 12, eqs. 14-15.

    Examples
    --------
    >>> first = Ratings.from_counts([[3, 0], [0, 3], [2, 1], [0, 3]] * 10)
    >>> second = Ratings.from_counts([[3, 0], [1, 2], [2, 1], [1, 2]] * 10)
    >>> found = compare_agreement(first, second)
    >>> round(found.difference, 3), found.p_value < 0.05, found.dependent
    (0.68, True, False)
    """
    check_confidence(confidence)
    check_statistic(statistic)
    coefficient = partial(statistic, confidence=confidence)
    values = coefficient(first), coefficient(second)
    found, shared, warnings = 0.0, 0, []
    if first.item_ids is None or second.item_ids is None:
        warnings.append("the items have no names: taken to be different ones.")
    else:
        found, shared = _dependence((first, second), (list(first.item_ids), list(second.item_ids)), coefficient)
    apart = difference(*values, found)
    for which, result in zip(("first", "second"), values, strict=True):
        if result.interval is None:
            warnings.append(f"no interval: the status of the {which} value is {result.status!r}.")
    return ComparisonResult(
        difference=apart.value,
        standard_error=apart.error,
        interval=None if math.isnan(apart.low) else Interval(apart.low, apart.high, confidence, "mover"),
        p_value=apart.p_value,
        items_shared=shared,
        dependent=shared > 0,
        correlation=found,
        first=values[0],
        second=values[1],
        warnings=tuple(warnings),
    )


def _dependence(
    ratings: tuple[Ratings, Ratings], ids: tuple[list[Any], list[Any]], coefficient: Statistic
) -> tuple[float, int]:
    """Correlation of the two values' errors, and the number of items that they share."""
    drawn, names = factorize(ids[0] + ids[1])
    nameless = np.flatnonzero(drawn < 0)
    drawn[nameless] = len(names) + np.arange(len(nameless))
    sides = []
    for one, numbers in zip(ratings, np.split(drawn, [len(ids[0])]), strict=True):
        kinds = kinds_for(one, coefficient)
        sides.append(Side(kinds, kinds.of_item >= 0, numbers))
    names += [None] * len(nameless)
    own, other = (np.bincount(side.drawn[side.items], minlength=len(names)) > 0 for side in sides)
    shared = np.count_nonzero(own & other)
    return (correlation(sides, names, coefficient) if shared else 0.0), int(shared)
