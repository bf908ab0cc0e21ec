"""Labels on gold items, coded once: who gave which label where another was right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics._coding import IntArray, count_patterns, factorize, natural_order, to_domain
from smo_metrics._intervals import FloatArray
from smo_metrics.agreement._layouts import check_columns
from smo_metrics.errors import TableError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class GoldCodes:
    """Codes of the labels on gold items, one entry a label.

    Attributes
    ----------
    item, annotator, gold, label : ndarray of shape (labels,)
        `item` counts the clusters: labels of one are not independent.
    rows : ndarray of bool, shape (rows of the table,)
        The rows that hold these labels.
    annotators, categories : tuple
        The names behind the codes.
    """

    item: IntArray
    annotator: IntArray
    gold: IntArray
    label: IntArray
    rows: NDArray[np.bool_]
    annotators: tuple[Any, ...]
    categories: tuple[Any, ...]

    @property
    def right(self) -> FloatArray:
        """1 where the label equals the gold label, else 0."""
        return np.equal(self.gold, self.label).astype(np.float64)

    @property
    def items(self) -> int:
        """Gold items with a label."""
        return int(self.item.max()) + 1


@dataclass(frozen=True, slots=True, eq=False)
class GoldPatterns:
    """Distinct kinds of gold item, so that no statistic need look at each item.

    Attributes
    ----------
    given : ndarray of shape (P, q)
        Labels of each category on such an item.
    gold_labels : ndarray of shape (P, q)
        Its labels where the category is gold; 0 at others.
    both : ndarray of shape (P, q)
        Its labels that are of the category where that is gold.
    times : ndarray of shape (P,)
        Items of this kind.
    """

    given: FloatArray
    gold_labels: FloatArray
    both: FloatArray
    times: FloatArray

    @property
    def gold_items(self) -> FloatArray:
        """Items of each gold category."""
        return np.asarray(self.times @ (self.gold_labels > 0), dtype=np.float64)


def code_gold(
    table: pd.DataFrame,
    item: str,
    annotator: str,
    label: str,
    gold: str,
    categories: Sequence[Any] | None,
    cluster: str | None = None,
) -> GoldCodes:
    """Code the rows that have a label and whose item has a gold label.

    Raises
    ------
    TableError
        A missing column, a row without item or annotator, an item with two gold labels, no label on any gold item, a
        label outside the declared categories.
    """
    counted = item if cluster is None else cluster
    if not isinstance(gold, str):
        raise TableError("labels", [f"gold must name the column of gold labels; {gold!r} arrived."])
    check_columns(table, (item, annotator, label, gold, counted))
    gold_codes, gold_values = gold_of_rows(table, item, gold)
    label_codes, label_values = code_cells(table, label)
    rows = (gold_codes >= 0) & (label_codes >= 0)
    if not rows.any():
        raise TableError("labels", ["no label on any gold item. Give gold_label for some labelled items."])
    domain = natural_order({*gold_values, *label_values}) if categories is None else categories
    held = table[rows]
    for name in (item, counted, annotator):
        nameless = int((factorize(held[name])[0] < 0).sum())
        if nameless:
            raise TableError("labels", [f"{nameless:,} rows have no {name}. Fill or remove them."])
    annotator_codes, annotators = factorize(held[annotator])
    gold_codes, names = to_domain(gold_codes[rows], gold_values, domain, ())
    label_codes, _ = to_domain(label_codes[rows], label_values, domain, ())
    return GoldCodes(
        factorize(held[counted])[0], annotator_codes, gold_codes, label_codes, rows, tuple(annotators), names
    )


def gold_of_rows(table: pd.DataFrame, item: str, gold: str) -> tuple[IntArray, list[Any]]:
    """Code the gold label of each row's item, wherever among the item's rows it stands; -1 without one.

    Raises
    ------
    TableError
        An item with two gold labels.
    """
    codes, values = code_cells(table, gold)
    items, names = code_cells(table, item)
    known = (codes >= 0) & (items >= 0)
    of_item = np.full(len(names) + 1, -1, dtype=np.int64)
    of_item[items[known]] = codes[known]
    torn = items[known][of_item[items[known]] != codes[known]]
    if torn.size:
        raise TableError("labels", [f"item {names[torn[0]]!r} has two different gold labels. Keep one."])
    return np.where(items >= 0, of_item[items], codes), values


def code_cells(table: pd.DataFrame, column: str) -> tuple[IntArray, list[Any]]:
    """Code a column, or say that its cells hold what cannot be a name."""
    try:
        return factorize(table[column])
    except TypeError:
        raise TableError("labels", [f"{column} holds lists. Write one name or number in each cell."]) from None


def gold_patterns(coded: GoldCodes) -> GoldPatterns:
    """Reduce labels to the distinct kinds of gold item; where an item has several gold labels, each is a kind."""
    q, n_items = len(coded.categories), coded.items
    gold_of_item = np.empty(n_items, dtype=np.int64)
    gold_of_item[coded.item] = coded.gold
    if np.any(gold_of_item[coded.item] != coded.gold):

        def counts(code: IntArray, weights: FloatArray | None = None) -> FloatArray:
            cells = np.bincount(coded.item * q + code, weights=weights, minlength=n_items * q)
            return cells.reshape(n_items, q).astype(np.float64)

        both = counts(coded.gold, coded.right)
        return GoldPatterns(counts(coded.label), counts(coded.gold), both, np.ones(n_items))
    most = int(np.bincount(coded.item).max())
    patterns, _, of_item = count_patterns(coded.item, coded.label, n_items, q, most)
    kinds, times = np.unique(of_item * q + gold_of_item, return_counts=True)
    pattern, gold = np.divmod(kinds, q)
    given, is_gold = patterns[pattern].astype(float), np.eye(q)[gold]
    return GoldPatterns(given, is_gold * given.sum(axis=1, keepdims=True), is_gold * given, times.astype(float))
