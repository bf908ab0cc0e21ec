"""How often are labels right, by the gold items? Accuracy, and precision, recall and F1 of each class.

Several annotators label one gold item, and a hard item is hard for all of them, so labels of one item are not
independent: all intervals count items, not labels (Cochran 1977, ch. 2, ratio estimates over clusters).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._coding import IntArray, factorize, natural_order, to_domain
from smo_metrics._intervals import FloatArray, Share, clustered_share, gap
from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.errors import TableError

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
        Gold items with a label, labels on them, and who gave them.
    classes : pandas.DataFrame
        One row a category: `category`; `gold_items`; `gold_labels` (labels on its gold items) and `given` (labels that
        chose it); `precision`, `recall`, `f1`, each with ``_low`` and ``_high``. NaN where a share has no labels.
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
    per_annotator: pd.DataFrame
    confusion: pd.DataFrame
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        tables = {name: getattr(self, name) for name in ("classes", "per_annotator", "confusion")}
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


@dataclass(frozen=True, slots=True, eq=False)
class _Coded:
    item: IntArray
    annotator: IntArray
    gold: IntArray
    label: IntArray
    annotators: list[Any]
    categories: tuple[Any, ...]


def gold_accuracy(
    table: pd.DataFrame,
    *,
    item: str = "item_id",
    annotator: str = "annotator_id",
    label: str = "label",
    gold: str = "gold_label",
    categories: Sequence[Any] | None = None,
    confidence: float = 0.95,
) -> GoldAccuracyResult:
    """Tell whether labels are right often enough, for which classes and for whom.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a label. Rows without a gold label or without a label are left out.
    item, annotator, label, gold : str
        Columns.
    categories : sequence, optional
        The category domain, in order; without it every label and gold label found.
    confidence : float
        Nominal coverage.

    Returns
    -------
    GoldAccuracyResult
        Where every item has one label, the intervals of accuracy, precision and recall are Wilson's; else Wilson's on
        the effective number of labels, with Student's t over items. F1 = 2J / (1 + J) for J, the labels where both
        gold and label are the class over those where either is; the interval is that of J, carried over. A share that
        all come from one item has no interval.

    Raises
    ------
    TableError
        A missing column, an item with two gold labels, no label on any gold item.

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
    coded = _code(table, item, annotator, label, gold, categories)
    right = (coded.gold == coded.label).astype(float)
    n_items = int(coded.item.max()) + 1
    ones = np.ones_like(right)
    value, low, high = clustered_share(_by_item(coded, right), _by_item(coded, ones), confidence)
    warnings = () if n_items >= 30 else (f"only {n_items} gold items: the interval is wide for a reason.",)
    return GoldAccuracyResult(
        accuracy=Share(float(value[0]), float(low[0]), float(high[0])),
        confidence=confidence,
        items=n_items,
        labels=len(right),
        annotators=len(np.unique(coded.annotator)),
        classes=_classes(coded, confidence),
        per_annotator=_per_annotator(coded, right, confidence),
        confusion=_confusion(coded),
        warnings=warnings,
    )


def _code(
    table: pd.DataFrame, item: str, annotator: str, label: str, gold: str, categories: Sequence[Any] | None
) -> _Coded:
    absent = [name for name in (item, annotator, label, gold) if name not in table.columns]
    if absent:
        there = ", ".join(map(str, table.columns))
        raise TableError("labels", [f"no column {', '.join(absent)}; the columns are {there}."])
    gold_codes, gold_values = factorize(table[gold])
    label_codes, label_values = factorize(table[label])
    use = (gold_codes >= 0) & (label_codes >= 0)
    if not use.any():
        raise TableError("labels", ["no label on any gold item. Give gold_label for some labelled items."])
    domain = natural_order({*gold_values, *label_values}) if categories is None else categories
    item_codes, items = factorize(table.loc[use, item])
    annotator_codes, annotators = factorize(table.loc[use, annotator])
    gold_codes, names = to_domain(gold_codes[use], gold_values, domain, ())
    label_codes, _ = to_domain(label_codes[use], label_values, domain, ())
    first = np.zeros(len(items), dtype=np.int64)
    first[item_codes] = gold_codes
    torn = item_codes[first[item_codes] != gold_codes]
    if torn.size:
        raise TableError("labels", [f"item {items[torn[0]]!r} has two different gold labels. Keep one."])
    return _Coded(item_codes, annotator_codes, gold_codes, label_codes, annotators, names)


def _by_item(coded: _Coded, *columns: FloatArray) -> FloatArray:
    return np.column_stack([np.bincount(coded.item, weights=column) for column in columns])


def _classes(coded: _Coded, confidence: float) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for place, category in enumerate(coded.categories):
        is_gold, given = (coded.gold == place).astype(float), (coded.label == place).astype(float)
        both = is_gold * given
        hits, totals = _by_item(coded, both, both, both), _by_item(coded, given, is_gold, is_gold + given - both)
        shares = np.array(clustered_share(hits, totals, confidence))
        shares[:, 2] = 2 * shares[:, 2] / (1 + shares[:, 2])
        row = {
            "category": category,
            "gold_items": len(np.unique(coded.item[coded.gold == place])),
            "gold_labels": int(is_gold.sum()),
            "given": int(given.sum()),
        }
        for name, (value, low, high) in zip(("precision", "recall", "f1"), shares.T, strict=True):
            row |= {name: value, f"{name}_low": low, f"{name}_high": high}
        rows.append(row)
    return pd.DataFrame(rows)


def _per_annotator(coded: _Coded, right: FloatArray, confidence: float) -> pd.DataFrame:
    import pandas as pd

    all_hits, all_totals = _by_item(coded, right), _by_item(coded, np.ones_like(right))
    rows = []
    for place, name in enumerate(coded.annotators):
        mine = (coded.annotator == place).astype(float)
        hits, totals = _by_item(coded, right * mine), _by_item(coded, mine)
        own = Share(*(float(x[0]) for x in clustered_share(hits, totals, confidence)))
        rest = Share(*(float(x[0]) for x in clustered_share(all_hits - hits, all_totals - totals, confidence)))
        behind = gap(own, rest)
        rows.append(
            {
                "annotator": name, "items": int((totals > 0).sum()), "labels": int(mine.sum()),
                "accuracy": own.value, "low": own.low, "high": own.high,
                "others": rest.value, "gap": behind.value, "gap_low": behind.low, "gap_high": behind.high,
            }
        )  # fmt: skip
    return pd.DataFrame(rows).sort_values("accuracy", kind="stable").reset_index(drop=True)


def _confusion(coded: _Coded) -> pd.DataFrame:
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
