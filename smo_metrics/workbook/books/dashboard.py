"""What every workbook's content has: its sources, its dashboard's top and tiles, its checks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from smo_metrics.errors import WorkbookError
from smo_metrics.status.basis.kpi import Kpi
from smo_metrics.status.basis.review import Review
from smo_metrics.status.basis.wording import NOT_AVAILABLE
from smo_metrics.workbook.books.book import Rows, Sheets
from smo_metrics.workbook.xlsx.content import Content, ManagedTable

if TYPE_CHECKING:
    import pandas as pd


def content(
    review: Review,
    sheets: Sheets,
    keys: Mapping[str, tuple[str, ...]],
    *,
    roster: pd.DataFrame | None,
    sources: pd.DataFrame | None,
) -> Content:
    """Lay a review out for its workbook.

    Parameters
    ----------
    review : Review
    sheets : Sheets
    keys : mapping of str to tuple of str
        Each table's key columns, as the workbook's `_meta` lists them.
    roster, sources : pandas.DataFrame or None
        New rows of the Roster and Sources tables; None leaves them as they are.

    Raises
    ------
    WorkbookError
        A table that `_meta` does not know.
    """
    given = {"Checks": _checks(review.checks), "Roster": roster, "Sources": sources}
    frames = {**sheets.tables, **{name: frame for name, frame in given.items() if frame is not None}}
    unnamed = [name for name in frames if name not in keys]
    if unnamed:
        raise WorkbookError(
            f"the hidden sheet _meta does not name the key columns of {', '.join(unnamed)}. "
            "Carry the workbook over into a new one: smo-metrics rebuild BOOK"
        )
    blocks: dict[str, Rows] = {
        "dash_title": [[f"{review.project.project}: {sheets.title}"]],
        "dash_subtitle": [[sheets.covers]],
        "dash_headlines": [[sentence] for sentence in review.headlines],
        **{f"head_{chart}": [[sentence]] for chart, sentence in review.chart_headlines.items()},
        **{name: tile(kpi) for name, kpi in sheets.tiles.items()},
        "checks_overall": [[_overall(review.checks)]],
        **sheets.blocks,
    }
    return Content({name: ManagedTable(frame, keys[name]) for name, frame in frames.items()}, blocks, sheets.chart_rows)


def tile(kpi: Kpi) -> Rows:
    """Give the four cells of a tile: value, detail, mark, target; a missing value is said in words."""
    return [[NOT_AVAILABLE if math.isnan(kpi.value) else kpi.value], [kpi.detail], [kpi.mark], [kpi.target]]


def _checks(frame: pd.DataFrame) -> pd.DataFrame:
    marked = frame.assign(result=frame["ok"].map({True: "● ok", False: "■ look"}))
    return marked[["check", "expected", "found", "result", "explanation"]]


def _overall(checks: pd.DataFrame) -> str:
    failed = list(checks.loc[~checks["ok"].astype(bool), "check"])
    return f"■ Look: {'; '.join(failed)}" if failed else f"● All {len(checks)} checks are ok"
