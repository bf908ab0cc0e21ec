"""Key figures as the rows of a workbook's table Kpis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smo_metrics.status.basis.kpi import Kpi

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = (
    "name", "region", "shown", "mark", "value", "low", "high", "target", "direction", "n", "formula", "detail",
)  # fmt: skip


def kpi_rows(kpis: Sequence[Kpi]) -> pd.DataFrame:
    """Give one row a figure and region, `kpi` its short name."""
    import pandas as pd

    rows = [(kpi.key, *(getattr(kpi, name) for name in _COLUMNS)) for kpi in kpis]
    return pd.DataFrame(rows, columns=["kpi", *_COLUMNS])
