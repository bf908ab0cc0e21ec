"""Labels of an invented team, drawn at once: who is right how often, under which version, in which category."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from smo_metrics.tables import check_labels

TEAM = ("ana", "ben", "cho", "dee", "eli", "fay")
CATEGORIES = np.array(["hate", "none", "spam"], dtype=object)


def made_labels(
    items: int = 200,
    *,
    per_item: int = 3,
    right: float = 0.9,
    of_category: Mapping[str, float] | None = None,
    seed: int = 1,
    start: str = "2026-03-02T09:00Z",
    days: int = 28,
    first_item: int = 0,
    **columns: object,
) -> pd.DataFrame:
    """Draw each item's label, and for each of some annotators whether they see it; all others guess.

    Parameters
    ----------
    items, per_item : int
    right : float
        Share of labels that are not guessed; `of_category` gives other shares for some categories.
    start, days : str, int
        When the first item was labelled, and over how many days the items are spread.
    first_item : int
        Number of the first item.
    **columns : object
        Further columns of the table.
    """
    rng = np.random.default_rng(seed)
    truth = rng.choice(CATEGORIES, items, p=[0.25, 0.5, 0.25])
    item = np.repeat(np.arange(items), per_item)
    who = np.argsort(rng.random((items, len(TEAM))), axis=1)[:, :per_item].ravel()
    share = np.array([(of_category or {}).get(label, right) for label in truth[item]])
    label = np.where(rng.random(len(item)) < share, truth[item], rng.choice(CATEGORIES, len(item)))
    table = pd.DataFrame(
        {
            "item_id": [f"i{number + first_item}" for number in item],
            "annotator_id": np.array(TEAM, dtype=object)[who],
            "label": label,
            "labelled_at": pd.Timestamp(start) + pd.to_timedelta(item * days / items, unit="D"),
        }
    )
    return check_labels(table.assign(**columns))


def together(*parts: pd.DataFrame) -> pd.DataFrame:
    """Put parts together as one checked table."""
    return check_labels(pd.concat(parts, ignore_index=True))
