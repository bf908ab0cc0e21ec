"""Does everything add up? The reconciliations of all reviews, and those between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smo_metrics.status.basis.kpi import ALL_REGIONS, Kpi
from smo_metrics.status.project.reviews import Reviews

if TYPE_CHECKING:
    import pandas as pd

_ABOUT = {"quality": "Labels", "delivery": "Delivery", "bottlenecks": "Flow", "exposure": "Exposure"}


def project_checks(reviews: Reviews, kpis: Sequence[Kpi], table: pd.DataFrame) -> pd.DataFrame:
    """Put all checks under one another: `check`, `expected`, `found`, `ok`, `explanation`.

    Parameters
    ----------
    reviews : Reviews
    kpis : sequence of Kpi
        Of all reviews, before those that two of them give were made one.
    table : pandas.DataFrame
        From `kpi_table`.
    """
    import pandas as pd

    parts = [review.checks.assign(check=f"{_ABOUT[name]}: " + review.checks["check"])
             for name, review in reviews.named()]  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (
            "Every key figure once for each region",
            len(table),
            len(table.drop_duplicates(["key", "region"])),
            "A figure that stands twice would be counted twice in a pivot.",
        )
    ]
    open_tasks = [kpi.value for kpi in kpis if kpi.key == "open_tasks" and kpi.region == ALL_REGIONS]
    if len(open_tasks) > 1:
        why = "They differ where the clock of the SLA stops before the last stage (stop_stage)."
        rows.append(("Open tasks of the SLA = open tasks of the flow", *open_tasks[:2], why))
    own = pd.DataFrame(rows, columns=["check", "expected", "found", "explanation"])
    own.insert(3, "ok", own["expected"] == own["found"])
    together: pd.DataFrame = pd.concat([own, *parts], ignore_index=True)
    return together
