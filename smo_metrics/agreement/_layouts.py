"""The layouts that ratings arrive in, each turned into integer codes (or counts): long, wide, counts, contingency."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smo_metrics._coding import IntArray, factorize, has_duplicates, keep_one, to_domain
from smo_metrics.errors import SmoError, TableError

if TYPE_CHECKING:
    import pandas as pd

OnDuplicate = Literal["error", "first", "last"]
_MISSING_LOOKALIKES = ("nan", "NaN", "None", "null", "NULL", "n/a", "N/A", "#N/A")


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """One row a label: the item's, the annotator's and the category's number."""

    item: IntArray
    annotator: IntArray
    label: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """Codes with the names behind them."""

    codes: Codes
    items: int
    annotators: tuple[Any, ...]
    categories: tuple[Any, ...]
    declared: bool
    warnings: tuple[str, ...] = ()
    dropped: int = 0


def code_long(
    table: pd.DataFrame,
    item: str,
    annotator: str,
    label: str,
    categories: Sequence[Any] | None,
    missing: Collection[Any],
    on_duplicate: OnDuplicate,
) -> Coded:
    """Code one row a label."""
    absent = [name for name in (item, annotator, label) if name not in table.columns]
    if absent:
        there = ", ".join(map(str, table.columns))
        raise TableError("labels", [f"no column {', '.join(absent)}; the columns are {there}."])
    item_codes, items = factorize(table[item])
    annotator_codes, annotators = factorize(table[annotator])
    for ids, name in ((item_codes, item), (annotator_codes, annotator)):
        if len(ids) and ids.min() < 0:
            raise TableError("labels", [f"{int((ids < 0).sum()):,} rows have no {name}. Fill or remove them."])
    if categories is None and getattr(table[label].dtype, "ordered", False):
        categories = list(table[label].cat.categories)
    label_codes, domain, warnings = _code_labels(table[label], categories, missing)
    codes = Codes(item_codes, annotator_codes, label_codes)
    coded = Coded(codes, len(items), tuple(annotators), domain, categories is not None, warnings)
    return clean(coded, on_duplicate, items)


def code_wide(
    table: ArrayLike | pd.DataFrame, categories: Sequence[Any] | None, missing: Collection[Any]
) -> Coded:
    """Code a block with an item a row and an annotator a column."""
    values = _block(table)
    rows, columns = values.shape
    labels, domain, warnings = _code_labels(values.ravel(), categories, missing)
    place = np.arange(values.size)
    annotators = tuple(getattr(table, "columns", range(1, columns + 1)))
    codes = Codes(place // columns, place % columns, labels)
    return clean(Coded(codes, rows, annotators, domain, categories is not None, warnings), "error")


def code_contingency(table: ArrayLike | pd.DataFrame, categories: Sequence[Any] | None) -> Coded:
    """Code two annotators' square table."""
    counts = whole_numbers(table, "contingency table")
    rows, columns = counts.shape
    if rows != columns:
        raise SmoError(
            f"contingency table: {rows} rows and {columns} columns arrived; it must be square. "
            "Give every category a row and a column, with 0 where it was not used."
        )
    cell = np.repeat(np.arange(rows * rows), counts.ravel())
    label = np.column_stack([cell // rows, cell % rows]).ravel()
    codes = Codes(np.repeat(np.arange(len(cell)), 2), np.tile([0, 1], len(cell)), label)
    return Coded(codes, len(cell), (1, 2), category_names(table, categories, rows), True)


def code_integers(
    item: ArrayLike,
    annotator: ArrayLike,
    label: ArrayLike,
    categories: Sequence[Any] | None,
    on_duplicate: OnDuplicate,
) -> Coded:
    """Check integer codes that the caller made."""
    arrays = [np.asarray(values) for values in (item, annotator, label)]
    if len({a.shape for a in arrays}) > 1 or arrays[0].ndim != 1 or any(a.dtype.kind not in "iu" for a in arrays):
        raise SmoError("codes: item, annotator and label must be one-dimensional integer arrays of one length.")
    codes = Codes(*(np.ascontiguousarray(a, dtype=np.int64) for a in arrays))
    if not codes.item.size:
        raise SmoError("codes: there are 0 labels.")
    last_item, last_annotator = (int(c.view(np.uint64).max()) for c in (codes.item, codes.annotator))
    if max(last_item, last_annotator) >= 2**63:  # a negative number, seen without its sign
        raise SmoError("codes: items and annotators are counted from 0; a negative one arrived.")
    most = int(codes.label.max()) + 1
    domain = tuple(range(most)) if categories is None else tuple(categories)
    if most > len(domain):
        raise SmoError(f"codes: label {most - 1} arrived, but only {len(domain)} categories are declared.")
    annotators = tuple(range(last_annotator + 1))
    return clean(Coded(codes, last_item + 1, annotators, domain, categories is not None), on_duplicate)


def clean(coded: Coded, on_duplicate: OnDuplicate, names: Sequence[Any] = ()) -> Coded:
    """Leave out missing labels, annotators without labels, and repeats (or refuse those)."""
    if on_duplicate not in ("error", "first", "last"):
        raise SmoError(f"on_duplicate must be 'error', 'first' or 'last'; {on_duplicate!r} arrived.")
    codes, annotators, dropped = coded.codes, coded.annotators, 0
    if codes.label.size and codes.label.min() < 0:
        given = codes.label >= 0
        dropped = int(given.size - np.count_nonzero(given))
        active = np.bincount(codes.annotator[given], minlength=len(annotators)) > 0
        annotators = tuple(name for name, is_active in zip(annotators, active, strict=True) if is_active)
        renumber = np.cumsum(active) - 1
        codes = Codes(codes.item[given], renumber[codes.annotator[given]], codes.label[given])
    if has_duplicates(codes.item, codes.annotator, coded.items, len(annotators)):
        if on_duplicate == "error":
            raise TableError("labels", [_repeats(codes, len(annotators), names)])
        kept = keep_one(codes.item, codes.annotator, len(annotators), on_duplicate)
        dropped += len(codes.item) - len(kept)
        codes = Codes(codes.item[kept], codes.annotator[kept], codes.label[kept])
    return Coded(codes, coded.items, annotators, coded.categories, coded.declared, coded.warnings, dropped)


def whole_numbers(table: Any, what: str) -> IntArray:
    """Check a block of counts."""
    try:
        values = np.asarray(table, dtype=float)
    except (TypeError, ValueError):
        values = np.array([[np.nan]])
    if values.ndim != 2 or not values.size or not np.isfinite(values).all() or (values < 0).any() or (values % 1).any():
        raise SmoError(f"{what}: every cell must be a whole number of 0 or more. Were ratings given instead of counts?")
    return values.astype(np.int64)


def category_names(table: Any, categories: Sequence[Any] | None, q: int) -> tuple[Any, ...]:
    """Name the categories of a table of counts: as declared, else its headers, else 1, 2, 3, ..."""
    names = tuple(getattr(table, "columns", range(1, q + 1)) if categories is None else categories)
    if len(names) != q:
        raise SmoError(f"{q} columns of counts arrived, but {len(names)} categories. Name each column once.")
    return names


def _code_labels(
    values: Any, categories: Sequence[Any] | None, missing: Collection[Any]
) -> tuple[IntArray, tuple[Any, ...], tuple[str, ...]]:
    missing = (missing,) if isinstance(missing, str) else missing
    codes, distinct = factorize(values)
    lookalikes = [v for v in distinct if isinstance(v, str) and v.strip() in _MISSING_LOOKALIKES]
    warnings = tuple(
        f"{value!r} counts as a category. If it means 'no label', give missing=[{value!r}]."
        for value in lookalikes
        if value not in missing and value not in (categories or ())
    )
    return *to_domain(codes, distinct, categories, missing), warnings


def _repeats(codes: Codes, n_annotators: int, names: Sequence[Any]) -> str:
    distinct, times = np.unique(codes.item * n_annotators + codes.annotator, return_counts=True)
    first = int(distinct[times > 1][0]) // n_annotators
    shown = names[first] if len(names) else first
    return (
        f"{int((times > 1).sum()):,} times an annotator labelled the same item more than once (first: item {shown!r}). "
        "Keep first passes only, or choose on_duplicate='first' or 'last'."
    )


def _block(table: Any) -> NDArray[Any]:
    if hasattr(table, "to_numpy"):
        values = table.to_numpy(dtype=object)
    else:
        try:
            rows = [list(row) for row in table]
        except TypeError:
            raise SmoError("labels: a block of items (rows) by annotators (columns) is needed; a list came.") from None
        if len({len(row) for row in rows}) > 1:
            raise SmoError("labels: the rows differ in length. Give every item one cell for each annotator.")
        values = np.empty((len(rows), len(rows[0]) if rows else 0), dtype=object)
        for i, row in enumerate(rows):
            values[i] = row
    if values.ndim != 2 or not values.size:
        raise SmoError("labels: a block of items (rows) by annotators (columns) is needed, and it is empty.")
    return np.asarray(values)
