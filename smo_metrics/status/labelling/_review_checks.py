"""Does everything add up? The reconciliations behind a quality review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smo_metrics.agreement import AgreementResult
from smo_metrics.quality import GoldAccuracyResult

if TYPE_CHECKING:
    import pandas as pd

ENOUGH_GOLD_ITEMS = 30


def checks(
    labels: pd.DataFrame,
    left_out: dict[str, int],
    alpha: AgreementResult,
    categories: pd.DataFrame,
    drift: pd.DataFrame,
    gold: GoldAccuracyResult | None,
    roster: pd.DataFrame | None,
) -> pd.DataFrame:
    """One row a check: what was expected, what was found, whether they agree, and what it means."""
    import pandas as pd

    rows: list[tuple[str, int, int, str]] = [
        (
            "Rows counted + rows left out = all rows",
            len(labels),
            alpha.labels + alpha.dropped + sum(left_out.values()),
            "Left out: " + ", ".join(f"{reason.replace('_', ' ')} {n:,}" for reason, n in left_out.items()) + ".",
        ),
        (
            "Counted labels in the Labels sheet = labels in alpha",
            alpha.labels,
            int(labels["counted_label"].notna().sum()),
            "Alpha and every agreement figure use the column counted_label.",
        ),
    ]
    if len(categories):
        by_category = int(categories["labels"].sum())
        lost = "A difference means that a category was lost between sheets."
        rows.insert(1, ("Labels by category add up to the labels counted", alpha.labels, by_category, lost))
    if len(drift):
        nameless = int((labels["counted_label"].notna() & labels["policy_version"].isna()).sum())
        found = int(drift["labels"].sum()) + nameless
        explanation = f"{nameless:,} of them name no version."
        rows.append(("Labels by policy version add up to the labels counted", alpha.labels, found, explanation))
    if roster is not None:
        strangers = sorted(set(labels["annotator_id"]) - set(roster["annotator_id"]))
        rows.append(("Annotators missing from the roster", 0, len(strangers), "Add them to the Roster with a region."))
    items = gold.items if gold else 0
    rows.append(("Gold items, at least", ENOUGH_GOLD_ITEMS, items, "With fewer, accuracy is too uncertain to act on."))
    table = pd.DataFrame(rows, columns=["check", "expected", "found", "explanation"])
    table.insert(3, "ok", table["expected"] == table["found"])
    table.loc[len(table) - 1, "ok"] = items >= ENOUGH_GOLD_ITEMS
    return table
