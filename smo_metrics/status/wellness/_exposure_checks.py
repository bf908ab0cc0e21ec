"""Does everything add up? The reconciliations behind an exposure review, and what its labels leave open."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from smo_metrics.status.basis.kpi import ALL_REGIONS
from smo_metrics.status.wellness._exposure_work import LONGEST_LABEL_HOURS, ExposureWork

if TYPE_CHECKING:
    import pandas as pd

_DECIMALS = 6


def exposure_checks(
    work: ExposureWork, days: pd.DataFrame, tiers: pd.DataFrame, weeks: pd.DataFrame, roster: pd.DataFrame | None
) -> pd.DataFrame:
    """One row a check: what was expected, what was found, whether they agree, and what it means."""
    import pandas as pd

    team = weeks[weeks["region"] == ALL_REGIONS]
    by_day, by_week = days["sensitive_hours"].sum(), team["sensitive_hours"].sum()
    rows: list[tuple[str, float, float, str]] = [
        (
            "Labels on a day + without a time + after as_of = all labels",
            work.total,
            int(days["labels"].sum()) + work.untimed + work.later,
            f"Without a time {work.untimed:,}, after as_of {work.later:,}: on no day, so in no figure.",
        ),
        (
            "Sensitive labels by tier = sensitive labels by day",
            int(days["sensitive_labels"].sum()),
            int(tiers["labels"].sum()),
            "A difference means that a tier was lost between sheets.",
        ),
        (
            "Sensitive hours by week = sensitive hours by day",
            round(float(by_day), _DECIMALS),
            round(float(by_week), _DECIMALS),
            "Hours of labels whose duration is known; labels that overlap count once.",
        ),
        (
            "Sensitive labels without a usable duration",
            0,
            int(days["labels_without_duration"].sum()),
            "Their time is missing from the hours, never counted as 0: at_most_hours says how much it could be.",
        ),
        (
            f"Labels with a duration above {LONGEST_LABEL_HOURS} hours",
            0,
            work.implausible,
            "Probably left open; they count as labels without a duration.",
        ),
        ("Labels without a tier", 0, work.tiers.without, "Not counted as sensitive. Export the tier for all labels."),
    ]
    if roster is not None:
        strangers = set(work.people) - set(roster["annotator_id"])
        rows.append(("People missing from the roster", 0, len(strangers), "Add them to the Roster with a region."))
    table = pd.DataFrame(rows, columns=["check", "expected", "found", "explanation"])
    table.insert(3, "ok", [math.isclose(a, b, abs_tol=10**-_DECIMALS) for _, a, b, _ in rows])
    return table
