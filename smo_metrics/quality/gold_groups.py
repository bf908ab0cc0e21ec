"""Where are labels less often right: by region, queue, language or policy version? Each group beside all others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._clustered import clustered_shares, moments
from smo_metrics._coding import IntArray
from smo_metrics._intervals import FloatArray, Share, gap
from smo_metrics.agreement._layouts import check_columns
from smo_metrics.agreement.inference import check_confidence
from smo_metrics.agreement.results import BreakdownResult
from smo_metrics.errors import TableError
from smo_metrics.quality._gold_codes import code_cells, code_gold
from smo_metrics.quality._thin_data import FEW_ITEMS

if TYPE_CHECKING:
    import pandas as pd


def gold_accuracy_by(
    table: pd.DataFrame,
    column: str,
    *,
    item: str = "item_id",
    annotator: str = "annotator_id",
    label: str = "label",
    gold: str = "gold_label",
    cluster: str | None = None,
    categories: Sequence[Any] | None = None,
    confidence: float = 0.95,
) -> BreakdownResult:
    """Find the group whose labels are less often right than everybody else's, lowest accuracy first.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a label. Rows without a label, and those of items without a gold label, are left out.
    column : str
        The column that names each label's group, for example ``"region"`` or ``"policy_version"``. Labels without a
        group are left out of groups and of others, with a warning that counts them.
    item, annotator, label, gold : str
        Columns.
    cluster : str, optional
        As for `gold_accuracy`: the column whose values hang together; without it the item.
    categories : sequence, optional
        The category domain, in order; without it every label and gold label found.
    confidence : float
        Nominal coverage of each group's own intervals, not of all jointly: to say "one of these k groups differs",
        ask for ``1 - (1 - confidence) / k`` (Bonferroni).

    Returns
    -------
    BreakdownResult
        Columns `group`, `items` (gold items with a label of the group), `labels`, `accuracy`, `low`, `high`; `others`
        (accuracy of all other groups), `gap` = accuracy - others, `gap_low`, `gap_high`; `status`: ``ok``,
        ``too_few_items`` (fewer than 30 gold items: the interval is wide; below 2 there is none) or ``only_group``
        (nobody to compare with).

    Raises
    ------
    TableError
        As `gold_accuracy`; no label that has a group.
    SmoError
        A confidence outside 0 to 1.

    Notes
    -----
    Intervals count items (Wilson on the effective number of labels, clustered by item). Groups that label the same
    items have accuracies that rise and fall together, which the gap's interval ignores: it is then wider than need be.

    References
    ----------
    Cochran (1977), eq. 2.39; Newcombe (1998), Statistics in Medicine 17, method 10, for the gap.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"item_id": range(4), "annotator_id": "a", "queue": list("ppqq"), "label": list("xxyy")})
    >>> table = gold_accuracy_by(rows.assign(gold_label=list("xyyy")), "queue").to_frame()
    >>> table[["group", "accuracy"]].values.tolist()
    [['p', 0.5], ['q', 1.0]]
    """
    check_confidence(confidence)
    check_columns(table, (column,))
    coded = code_gold(table, item, annotator, label, gold, categories, cluster)
    group, names = code_cells(table[coded.rows], column)
    named = group >= 0
    if not named.any():
        raise TableError("labels", [f"no label on a gold item has a {column}. Fill the column."])
    frame = accuracy_by_group(coded.item[named], group[named], names, coded.right[named], confidence)
    frame = frame.rename(columns={"name": "group"})
    frame["status"] = np.where(frame["items"] < FEW_ITEMS, "too_few_items", "ok")
    if len(frame) == 1:
        frame["status"] = "only_group"
    warnings = []
    if not named.all():
        warnings.append(f"{int((~named).sum()):,} labels on gold items have no {column} and are left out.")
    few = int((frame["items"] < FEW_ITEMS).sum())
    if few:
        warnings.append(f"{few:,} of {len(frame):,} groups have fewer than {FEW_ITEMS} gold items.")
    return BreakdownResult("gold_accuracy_by", frame, tuple(warnings))


def accuracy_by_group(
    item: IntArray, group: IntArray, names: Sequence[Any], right: FloatArray, confidence: float
) -> pd.DataFrame:
    """Accuracy of each group beside all others, lowest first; assumes codes, and a 1 for each label that is right."""
    import pandas as pd

    own, rest = _sums(item, group, len(names), right)
    mine, others = (np.array(clustered_shares(sums, confidence)) for sums in (own, rest))
    gaps = [gap(Share(*a), Share(*b)) for a, b in zip(mine.T.tolist(), others.T.tolist(), strict=True)]
    frame = pd.DataFrame(
        {
            "name": names, "items": own[0].astype(int), "labels": own[2].astype(int),
            "accuracy": mine[0], "low": mine[1], "high": mine[2], "others": others[0],
            "gap": [g.value for g in gaps], "gap_low": [g.low for g in gaps], "gap_high": [g.high for g in gaps],
        }
    )  # fmt: skip
    return frame.sort_values("accuracy", kind="stable").reset_index(drop=True)


def _sums(item: IntArray, group: IntArray, n_groups: int, right: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Moments summed over items for each group, and for the labels that are not its own.

    The others' sums are those of all items, less the items that the group touched, plus what others left on these.
    """
    n_items = int(item.max()) + 1
    pairs, pair = np.unique(group * n_items + item, return_inverse=True)
    of_group, of_item = np.divmod(pairs, n_items)
    hits, totals = np.bincount(pair, weights=right), np.bincount(pair, weights=np.ones_like(right))
    all_hits, all_totals = np.bincount(item, weights=right), np.bincount(item, weights=np.ones_like(right))
    whole = moments(all_hits, all_totals)
    left = moments(all_hits[of_item] - hits, all_totals[of_item] - totals)

    def by_group(rows: FloatArray) -> FloatArray:
        return np.stack([np.bincount(of_group, weights=row, minlength=n_groups) for row in rows])

    rest = whole.sum(axis=1)[:, None] - by_group(whole[:, of_item]) + by_group(left)
    return by_group(moments(hits, totals)), rest
