"""What are an annotation's last words, when several exports tell of it?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smo_metrics.tables import SUBMITTED, check_labels

if TYPE_CHECKING:
    import pandas as pd


def joined_labels(parts: Sequence[pd.DataFrame]) -> tuple[pd.DataFrame, int]:
    """Put tables together, and count the annotations whose label a later table changed.

    Two rows are one annotation when item, annotator, policy version and time agree (where any label carries no time:
    the round instead of the time), by their order where one table repeats these. The last table's row counts; columns
    that it lacks are taken from earlier ones. What an annotator did again at another time is a later round.
    """
    import pandas as pd

    if len(parts) == 1:
        return parts[0], 0
    labels = pd.concat(parts, ignore_index=True)
    timed = all("labelled_at" in part and part["labelled_at"].notna().all() for part in parts)
    names = ("item_id", "annotator_id", "policy_version", "labelled_at" if timed else "round")
    key = [name for name in names if name in labels]
    of_part = pd.Series([number for number, part in enumerate(parts) for _ in range(len(part))])
    labels["attempt"] = labels.groupby([*key, of_part], dropna=False).cumcount()
    key.append("attempt")
    same = labels.groupby(key, dropna=False, sort=False)
    for column in labels.columns.difference([*key, "label", "status", "round"]):
        if any(column not in part for part in parts):
            labels[column] = same[column].transform("last")
    changed = int(labels.drop_duplicates([*key, "label", "status"]).duplicated(key).sum())
    labels = labels[~labels.duplicated(key, keep="last")].drop(columns="attempt")
    return labels.assign(round=_rounds(labels)), changed


def _rounds(labels: pd.DataFrame) -> pd.Series:
    """Keep the rounds given, but number an annotator's labels of an item in time order where two bear the same."""
    submitted = labels[labels["status"] == SUBMITTED]
    who = [name for name in ("item_id", "annotator_id", "policy_version") if name in submitted]
    twice = submitted.duplicated([*who, "round"], keep=False)
    torn = twice.groupby([submitted[name] for name in who], dropna=False).transform("any")
    order = [name for name in ("labelled_at", "round") if name in submitted]
    place = submitted[torn].sort_values(order, kind="stable").groupby(who, dropna=False).cumcount().add(1)
    rounds = labels["round"].copy()
    rounds[place.index] = place.astype("Int64")
    return rounds


def held_labels(held: pd.DataFrame, roster: pd.DataFrame | None) -> pd.DataFrame:
    """Check the workbook's own labels; the roster's regions win over those that an earlier refresh wrote there."""
    labels = check_labels(held, first_row=1)
    if roster is not None and "region" in labels:
        known = roster.loc[roster["region"].notna(), "annotator_id"]
        labels["region"] = labels["region"].mask(labels["annotator_id"].isin(known))
    return labels
