"""What every agreement function returns: a value with its interval, the counts behind it, and a status."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from smo_metrics._json import SCHEMA, records, to_json

if TYPE_CHECKING:
    import pandas as pd

Status = Literal[
    "ok", "one_category", "no_pairable_units", "one_unit", "one_annotator", "too_few_minority_items"
]


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval.

    Attributes
    ----------
    low, high : float
        The limits.
    confidence : float
        The nominal coverage, for example 0.95.
    kind : str
        How it was made: ``"wilson"``, ``"t"``, ``"normal"``, ``"F"``, ``"fisher_z"``, ``"jackknife"``,
        ``"percentile"`` or ``"bca"``.
    """

    low: float
    high: float
    confidence: float
    kind: str


@dataclass(frozen=True, slots=True)
class AgreementResult:
    """One agreement coefficient with all that is needed to report it.

    Attributes
    ----------
    method : str
        The coefficient, for example ``"krippendorff_alpha"``.
    value : float
        NaN where the data cannot determine it; `status` says why.
    standard_error : float
        Estimation error over items (for intervals). NaN where undefined.
    null_standard_error : float
        Error under the hypothesis of chance agreement (for tests), where a published formula exists; else NaN.
    interval : Interval or None
        None where the data are too thin for an honest one.
    p_value : float
        Two-sided, for the hypothesis that the value is 0; from `null_standard_error` and the normal distribution
        where there is one, else from `standard_error` and Student's t.
    observed, expected : float
        Observed agreement and agreement expected by chance, 0 to 1.
    items, annotators, labels : int
        Items with a label, annotators (0 when the ratings hold only counts) and labels.
    pairable : int
        Labels on items that two or more annotators labelled.
    dropped : int
        Missing or repeated labels that were left out.
    weights : str
        The weights or the level of measurement.
    categories : tuple
        The category domain, in order.
    status : str
        ``ok``, or why value or interval is missing.
    warnings : tuple of str
        What a reader should know before acting on the value.
    details : mapping of str to float
        Further published figures of the method, such as F and its degrees of freedom; mostly empty.
    """

    method: str
    value: float
    standard_error: float
    null_standard_error: float
    interval: Interval | None
    p_value: float
    observed: float
    expected: float
    items: int
    annotators: int
    labels: int
    pairable: int
    dropped: int
    weights: str
    categories: tuple[Any, ...]
    status: Status
    warnings: tuple[str, ...] = ()
    details: Mapping[str, float] = field(default_factory=dict)

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


@dataclass(frozen=True, slots=True, eq=False)
class BreakdownResult:
    """A table of agreement values, one row a category, annotator, period or method.

    Attributes
    ----------
    name : str
        The function that made it.
    frame : pandas.DataFrame
        The rows.
    warnings : tuple of str
        What a reader should know before acting on it.
    """

    name: str
    frame: pd.DataFrame
    warnings: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Give the rows as a frame of the caller's own."""
        return self.frame.copy()

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        warnings = list(self.warnings)
        return {"schema": SCHEMA, "name": self.name, "rows": records(self.frame), "warnings": warnings}
