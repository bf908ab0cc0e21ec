"""Which items should an expert settle first? Those on which the votes are most divided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smo_metrics._columns import label_text
from smo_metrics.agreement import Ratings
from smo_metrics.quality import consensus, to_adjudicate
from smo_metrics.tables import units

if TYPE_CHECKING:
    import pandas as pd

# More than a team settles before the next refresh, which ranks what is left anew.
MOST_ITEMS = 500
_FACTS = ("item_id", "policy_version", "queue", "language", "exposure")
COLUMNS = (*_FACTS, "labels", "votes", "leading", "share", "why")


def items_to_adjudicate(labels: pd.DataFrame, first: pd.DataFrame, ratings: Ratings) -> tuple[pd.DataFrame, int]:
    """Rank the items in dispute, and count them.

    Parameters
    ----------
    labels : pandas.DataFrame
        All labels, from `check_labels`.
    first : pandas.DataFrame
        From `first_submissions`, of the same labels.
    ratings : Ratings
        Of `first`, by unit.

    Returns
    -------
    frame : pandas.DataFrame
        At most `MOST_ITEMS` rows with `COLUMNS`, most urgent first (`to_adjudicate`, by votes): `labels` on the item,
        `votes` as text, the `leading` category with its `share` of the votes (None where tied), `why`. Facts that the
        labels do not carry are None.
    disputed : int
        Items in dispute: annotators differ, no gold label tells who is right, and nobody else has settled it (no
        annotator from outside the first round labelled it in a later one).

    Notes
    -----
    Shares of votes rank items, but are no probabilities. What all annotators see wrongly alike is not in dispute.
    """
    ranked = to_adjudicate(consensus(ratings)).frame.rename(columns={"item": "unit"})
    disputed = ranked[(ranked["probability"] < 1) & ~ranked["unit"].isin(_settled(labels, first))]
    shown = disputed.head(MOST_ITEMS).set_index("unit")
    voted = first[first["unit"].isin(shown.index)]
    facts = voted.groupby("unit")[[name for name in _FACTS if name in voted]].first()
    shown = shown.join(facts).join(_votes(voted)).assign(why=[_why(row) for row in shown.to_dict("records")])
    shown = shown.rename(columns={"label": "leading", "probability": "share"})
    return shown.reset_index(drop=True).reindex(columns=list(COLUMNS)), len(disputed)


def _settled(labels: pd.DataFrame, first: pd.DataFrame) -> pd.Series:
    """Name the units whose right label is known, or on which somebody else has decided after the first round."""
    import pandas as pd

    unit = units(labels)
    voters = pd.MultiIndex.from_frame(first[["unit", "annotator_id"]])
    someone_else = ~pd.MultiIndex.from_arrays([unit, labels["annotator_id"]]).isin(voters)
    settled = (labels["round"] > 1).fillna(False) & someone_else  # what was not submitted has no round
    if "gold_label" in labels:
        settled |= labels["gold_label"].notna()
    return unit[settled]


def _votes(voted: pd.DataFrame) -> pd.Series:
    sizes = voted.groupby(["unit", "label"]).size().sort_values(ascending=False, kind="stable")
    counted = sizes.rename("n").reset_index()
    counted["votes"] = [f"{label_text(row['label'])} {row['n']}" for row in counted.to_dict("records")]
    return counted.groupby("unit")["votes"].agg(", ".join)


def _why(row: dict[Any, Any]) -> str:
    if row["tied"]:
        return f"tied: {row['tied']}"
    votes = f"{round(row['probability'] * row['labels'])} of {row['labels']}"
    if row["probability"] > 0.5:
        return f"only {votes} chose {label_text(row['label'])}"
    return f"no majority: {label_text(row['label'])} leads with {votes}"
