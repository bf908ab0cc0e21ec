"""Which tables of the four reviews stand behind the charts of a project's home workbook, and how much is drawn?"""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING

from smo_metrics.status.bottlenecks.cause_table import CAUSE_COLUMNS
from smo_metrics.status.bottlenecks.control_table import CONTROL_COLUMNS
from smo_metrics.status.bottlenecks.stage_table import STAGE_COLUMNS
from smo_metrics.status.project.reviews import Reviews
from smo_metrics.workbook.books import bottleneck_review, delivery_forecast, quality_review
from smo_metrics.workbook.books.book import BookData

if TYPE_CHECKING:
    import pandas as pd

# Review -> the module that lays it out, and its tables with their headers.
_LAID_OUT: dict[str, tuple[ModuleType, dict[str, tuple[str, ...]]]] = {
    "delivery": (delivery_forecast, {
        "Fan": (
            "day", "done_tasks", "scope_tasks", "due_tasks", "p2_5", "p10", "p25", "p50", "p75", "p90", "p97_5", "base",
            "band_2_5_to_10", "band_10_to_25", "band_25_to_75", "band_75_to_90", "band_90_to_97_5",
        ),
    }),
    "quality": (quality_review, {
        "AgreementWeeks": ("week", "items", "labels", "alpha", "low", "high", "band_low", "band", "target"),
    }),
    "bottlenecks": (bottleneck_review, {
        "Stages": (*STAGE_COLUMNS[:-1], "risk"),
        "Causes": CAUSE_COLUMNS,
        "Control": CONTROL_COLUMNS,
    }),
}  # fmt: skip


def chart_tables(reviews: Reviews, data: BookData) -> tuple[dict[str, pd.DataFrame], dict[str, int]]:
    """Give the tables as the reviews' own workbooks hold them, without rows where a review is missing.

    Returns
    -------
    tables : dict of str to pandas.DataFrame
    drawn : dict of str to int
        Table -> at most so many of its first rows are drawn.
    """
    import pandas as pd

    tables: dict[str, pd.DataFrame] = {}
    drawn: dict[str, int] = {}
    for name, (book, headers) in _LAID_OUT.items():
        review = getattr(reviews, name)
        if review is None:
            tables |= {table: pd.DataFrame(columns=list(columns)) for table, columns in headers.items()}
            continue
        laid_out = book.BOOK.sheets(review, data)
        tables |= {table: laid_out.tables[table] for table in headers}
        drawn |= {table: rows for table, rows in laid_out.chart_rows.items() if table in headers}
    return tables, drawn
