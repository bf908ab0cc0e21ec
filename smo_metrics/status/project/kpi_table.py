"""Every key figure of a project in one long table: for filters, pivots, history and the worst part."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from smo_metrics.status.basis.kpi import ALL_REGIONS, Kpi, Rag
from smo_metrics.status.basis.wording import NOT_AVAILABLE

if TYPE_CHECKING:
    import pandas as pd

KPI_COLUMNS = (
    "as_of", "pillar", "key", "name", "region", "value", "shown", "low", "high", "target", "rag", "mark", "direction",
    "n", "formula", "detail",
)  # fmt: skip
PILLARS = ("plan", "quality", "timeline", "efficiency", "wellness")
_WORST_FIRST: tuple[Rag, ...] = ("red", "amber", "green")
_WHOLE_PROJECT = "only for the whole project"


def kpis(figures: Iterable[Kpi], regions: Sequence[str], as_of: datetime) -> pd.DataFrame:
    """See every figure of a project, of all regions and of each: one row a key figure and region.

    Parameters
    ----------
    figures : iterable of Kpi
        Of two with the same key and region the first counts.
    regions : sequence of str
        Regions that get a row of every figure: one that is not computed by region says so there.
    as_of : datetime.datetime
        The moment of the figures, as the reader's clock shows it, without a zone.

    Returns
    -------
    pandas.DataFrame
        `as_of`, `pillar`, `key`, `name`, `region` (``all`` for the project), `value`, `shown`, `low`, `high`, `target`,
        `rag`, `mark`, `direction`, `n`, `formula`, `detail`: by pillar, within it in the order in which figures came,
        the whole project before its regions. A figure without data has the value NaN and is shown as "not available".

    Examples
    --------
    >>> alpha = Kpi("alpha", "quality", "Alpha", 0.8, 0.7, 0.9, "0.80", "green", "target 0.8", "", "", "higher", 90)
    >>> kpis([alpha], ["SG"], datetime(2026, 3, 2))[["key", "region", "shown", "mark"]].values.tolist()
    [['alpha', 'all', '0.80', '● On target'], ['alpha', 'SG', 'not available', 'not available']]
    """
    import pandas as pd

    found: dict[tuple[str, str], Kpi] = {}
    for kpi in figures:
        found.setdefault((kpi.key, kpi.region), kpi)
    first: dict[str, Kpi] = {}
    for kpi in found.values():
        first.setdefault(kpi.key, kpi)
    ordered = sorted(first.values(), key=lambda kpi: PILLARS.index(kpi.pillar))
    rows = [
        found.get((kpi.key, region)) or _without_value(kpi, region)
        for kpi in ordered
        for region in (ALL_REGIONS, *regions)
    ]
    return pd.DataFrame([(as_of, *_fields(kpi)) for kpi in rows], columns=KPI_COLUMNS).astype({"n": "Int64"})


def worst(figures: Iterable[Kpi]) -> Rag:
    """Give the state of a whole as that of its worst part; ``none`` where nothing is judged.

    >>> parts = [Kpi("a", "plan", "", 1.0, 1.0, 1.0, "", rag, "", "", "", "none", 1) for rag in ("green", "amber")]
    >>> worst(parts), worst([])
    ('amber', 'none')
    """
    seen = {kpi.rag for kpi in figures}
    return next((rag for rag in _WORST_FIRST if rag in seen), "none")


def _without_value(kpi: Kpi, region: str) -> Kpi:
    return replace(
        kpi, value=math.nan, low=math.nan, high=math.nan, shown=NOT_AVAILABLE, rag="none", n=None, region=region,
        detail=_WHOLE_PROJECT if region != ALL_REGIONS else "only by region",
    )  # fmt: skip


def _fields(kpi: Kpi) -> tuple[object, ...]:
    return (
        kpi.pillar, kpi.key, kpi.name, kpi.region, kpi.value, kpi.shown, kpi.low, kpi.high, kpi.target, kpi.rag,
        kpi.mark, kpi.direction, kpi.n, kpi.formula, kpi.detail,
    )  # fmt: skip
