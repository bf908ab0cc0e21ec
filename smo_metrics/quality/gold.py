"""How often are labels right, by the gold items? Accuracy, and precision, recall and F1 of each class.

Several annotators label one gold item, and a hard item is hard for all of them, so labels of one item are not
independent: all intervals count items, not labels (Cochran 1977, ch. 2, ratio estimates over clusters).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._clustered import clustered_shares, moments
from smo_metrics._intervals import Share
from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.agreement.inference import check_confidence
from smo_metrics.quality._gold_codes import GoldCodes, GoldPatterns, code_gold, gold_patterns
from smo_metrics.quality._thin_data import FEW_IN_CATEGORY, FEW_ITEMS
from smo_metrics.quality.gold_averages import gold_averages
from smo_metrics.quality.gold_groups import accuracy_by_group

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class GoldAccuracyResult:
    """How far labels match the gold labels.

    Attributes
    ----------
    accuracy : Share
        Share of labels on gold items that equal the gold label, clustered by item.
    confidence : float
        Nominal coverage of all intervals.
    items, labels, annotators : int
        Gold items (clusters) with a label, labels on them, and who gave them.
    classes : pandas.DataFrame
        One row a category: `category`; `gold_items`; `gold_labels` (labels on its gold items) and `given` (labels that
        chose it); `precision`, `recall`, `f1`, each with ``_low`` and ``_high``. NaN where a share has no labels.
    averages : pandas.DataFrame
        Rows ``macro`` (every class with gold labels alike), ``micro`` (all labels alike: with one label a row, micro
        precision, recall and F1 are the accuracy) and ``weighted`` (classes by their gold labels): `average`;
        `precision`, `recall`, `f1`, each with ``_low`` and ``_high``. A class that nobody chose has no precision and
        is left out of precision's averages, with a warning; its F1 is 0.
    per_annotator : pandas.DataFrame
        One row an annotator, lowest accuracy first: `annotator`, `items`, `labels`, `accuracy`, `low`, `high`;
        `others` (everybody else's accuracy) and `gap` = accuracy - others with `gap_low`, `gap_high`.
    confusion : pandas.DataFrame
        One row a pair that occurs: `gold_label`, `label`, `count`, `share` (of that gold label's labels).
    warnings : tuple of str
    """

    accuracy: Share
    confidence: float
    items: int
    labels: int
    annotators: int
    classes: pd.DataFrame
    averages: pd.DataFrame
    per_annotator: pd.DataFrame
    confusion: pd.DataFrame
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        tables = {name: getattr(self, name) for name in ("classes", "averages", "per_annotator", "confusion")}
        return {
            "schema": SCHEMA,
            "accuracy": to_json(asdict(self.accuracy)),
            "confidence": self.confidence,
            "items": self.items,
            "labels": self.labels,
            "annotators": self.annotators,
            **{name: records(frame) for name, frame in tables.items()},
            "warnings": list(self.warnings),
        }


def gold_accuracy(
    table: pd.DataFrame,
    *,
    item: str = "item_id",
    annotator: str = "annotator_id",
    label: str = "label",
    gold: str = "gold_label",
    cluster: str | None = None,
    categories: Sequence[Any] | None = None,
    confidence: float = 0.95,
) -> GoldAccuracyResult:
    """Tell whether labels are right often enough, for which classes and for whom.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a label. A gold label may stand on any of its item's rows and holds for all of them; rows of items
        without one, and rows without a label, are left out.
    item, annotator, label, gold : str
        Columns.
    cluster : str, optional
        The column whose values hang together, where several gold items are one thing: with a gold label for each
        policy version of a post, `item` names the post's version and `cluster` the post. Without it the item.
    categories : sequence, optional
        The category domain, in order; without it every label and gold label found.
    confidence : float
        Nominal coverage.

    Returns
    -------
    GoldAccuracyResult
        Where every item has one label, the intervals of accuracy, precision and recall are Wilson's; else Wilson's on
        the effective number of labels, with Student's t over items. F1 = 2J / (1 + J) for J, the labels where both
        gold and label are the class over those where either is; the interval is that of J, carried over. Recall and F1
        of a class with fewer than 5 gold items have no interval, nor has the precision of one that fewer than 5 items
        were given. A share whose labels all come from one item has none either, nor has a macro or weighted average
        over a class that is too thin for one (a warning names it); weighted recall is the accuracy.
        Averages have Wilson's interval on the effective size of their linearised variance over items.

    Raises
    ------
    TableError
        A missing or repeated column, a row without item or annotator, an item with two gold labels, no label on any
        gold item.
    SmoError
        A confidence outside 0 to 1.

    References
    ----------
    Wilson (1927); Cochran (1977), eq. 2.39; Franco, Little, Louis & Slud (2019), Journal of Survey Statistics and
    Methodology 7, for clustered shares; Newcombe (1998), Statistics in Medicine 17, method 10, for the gap.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"item_id": [1, 2, 3, 4], "annotator_id": "a", "label": list("xxyy")})
    >>> rows["gold_label"] = list("xyyy")
    >>> gold_accuracy(rows).accuracy.value
    0.75
    """
    check_confidence(confidence)
    coded = code_gold(table, item, annotator, label, gold, categories, cluster)
    kinds, right, n_items = gold_patterns(coded), coded.right, coded.items
    every = moments(kinds.both.sum(axis=1), kinds.given.sum(axis=1)) @ kinds.times
    accuracy = Share(*(float(part[0]) for part in clustered_shares(every[:, None], confidence)))
    classes = _classes(coded, kinds, confidence)
    averages, warnings = gold_averages(kinds, accuracy, coded.categories, confidence)
    if n_items < FEW_ITEMS:
        warnings = (f"only {n_items} gold items: the interval is wide for a reason.", *warnings)
    people = accuracy_by_group(coded.item, coded.annotator, coded.annotators, right, confidence)
    return GoldAccuracyResult(
        accuracy=accuracy,
        confidence=confidence,
        items=n_items,
        labels=len(right),
        annotators=len(coded.annotators),
        classes=classes,
        averages=averages,
        per_annotator=people.rename(columns={"name": "annotator"}),
        confusion=_confusion(coded),
        warnings=warnings,
    )


def _classes(coded: GoldCodes, kinds: GoldPatterns, confidence: float) -> pd.DataFrame:
    import pandas as pd

    given, is_gold, both = kinds.given, kinds.gold_labels, kinds.both
    columns: dict[str, object] = {
        "category": coded.categories,
        "gold_items": kinds.gold_items.astype(int),
        "gold_labels": (kinds.times @ is_gold).astype(int),
        "given": (kinds.times @ given).astype(int),
    }
    for name, totals in (("precision", given), ("recall", is_gold), ("f1", given + is_gold - both)):
        sums = np.einsum("suk,u->sk", moments(both, totals), kinds.times)
        share, low, high = clustered_shares(sums, confidence)
        few = (sums[0] if name == "precision" else kinds.gold_items) < FEW_IN_CATEGORY
        shares = np.array([share, np.where(few, math.nan, low), np.where(few, math.nan, high)])
        if name == "f1":
            shares = 2 * shares / (1 + shares)
        columns |= {name: shares[0], f"{name}_low": shares[1], f"{name}_high": shares[2]}
    return pd.DataFrame(columns)


def _confusion(coded: GoldCodes) -> pd.DataFrame:
    import pandas as pd

    q = len(coded.categories)
    counts = np.bincount(coded.gold * q + coded.label, minlength=q * q).reshape(q, q)
    gold, label = counts.nonzero()
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return pd.DataFrame(
        {
            "gold_label": [coded.categories[i] for i in gold],
            "label": [coded.categories[i] for i in label],
            "count": counts[gold, label],
            "share": share[gold, label],
        }
    )
