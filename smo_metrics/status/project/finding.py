"""One finding: what is the matter, how is that known, how large is it, who could do what about it?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, Literal

from smo_metrics.status.basis.kpi import ALL_REGIONS

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["risk", "trend", "opportunity"]
Severity = Literal["high", "medium", "low"]
_SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")
_KINDS: tuple[Kind, ...] = ("risk", "trend", "opportunity")
# Rules that test whether something is more than chance; each may err in its part of the project's 1 - confidence.
TESTED_RULES = 8


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding.

    Attributes
    ----------
    key : str
        The rule and what it found, such as ``sla:Sao Paulo``: the same from week to week, so that notes follow it.
    kind : str
        ``risk``, ``trend`` or ``opportunity``.
    severity : str
        ``high``, ``medium`` or ``low``.
    area : str
        ``quality``, ``timeline``, ``efficiency``, ``wellness`` or ``plan``.
    what, evidence : str
        One sentence, and one with the figures behind it.
    size : float
        How large it is, in `unit`.
    unit : str
    owner : str
        The role that could take it up: a suggestion.
    action : str
        What could be done: a suggestion.
    region : str
        ``all`` where it is not about one region.
    """

    key: str
    kind: Kind
    severity: Severity
    area: str
    what: str
    evidence: str
    size: float
    unit: str
    owner: str
    action: str
    region: str = ALL_REGIONS


FINDING_COLUMNS = tuple(field.name for field in fields(Finding))


def findings_table(found: Iterable[Finding]) -> pd.DataFrame:
    """Put findings in the order in which to look at them: by severity, risks before trends before opportunities."""
    import pandas as pd

    ordered = sorted(found, key=lambda one: (_SEVERITIES.index(one.severity), _KINDS.index(one.kind)))
    return pd.DataFrame([astuple(one) for one in ordered], columns=list(FINDING_COLUMNS))


def wide_interval(low: float, high: float, write: Callable[[float], str]) -> str:
    """Write an interval that is wide enough for all that was looked at.

    >>> wide_interval(0.701, 0.82, "{:.2f}".format)
    'interval 0.70 to 0.82, wide enough for all comparisons'
    """
    return f"interval {write(low)} to {write(high)}, wide enough for all comparisons"


def jointly(confidence: float, comparisons: int = 1) -> float:
    """Give the confidence of one comparison, so that all of a rule, and all rules, err as seldom as the project asks.

    Bonferroni: of steady projects, at most 1 - `confidence` show any finding of a tested rule.

    >>> round(jointly(0.95, 10), 6)
    0.999375
    """
    return 1 - (1 - confidence) / (TESTED_RULES * max(comparisons, 1))
