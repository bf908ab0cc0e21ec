"""May a table's regions be called what they are called? ``all`` is the whole project in every table of figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from smo_metrics.errors import TableError
from smo_metrics.status.basis.kpi import ALL_REGIONS

if TYPE_CHECKING:
    import pandas as pd


def check_region_names(tables: Mapping[str, pd.DataFrame | None]) -> None:
    """Refuse a region whose figures would be taken for those of the whole project, or hidden by them.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame or None
        Name of a table -> the table; one without `region` passes.

    Raises
    ------
    TableError
        A region called ``all``, in any case of letters: workbooks look names up without regard to it.

    Examples
    --------
    >>> import pandas as pd
    >>> check_region_names({"labels": pd.DataFrame({"region": ["SG", None]}), "events": None})
    """
    for name, table in tables.items():
        regions = () if table is None or "region" not in table else table["region"].dropna().unique()
        for region in regions:
            if str(region).strip().casefold() == ALL_REGIONS:
                raise TableError(
                    name, [f"a region is called {region!r}, which means the whole project here. Rename the region."]
                )
