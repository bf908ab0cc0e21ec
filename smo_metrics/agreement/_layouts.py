"""The layouts that ratings arrive in, each turned into integer codes (or counts): long, wide, counts, contingency."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smo_metrics._coding import (
    IntArray,
    code_numbers,
    domain_of,
    factorize,
    has_duplicates,
    is_blank,
    keep_one,
    listed,
    to_domain,
)
from smo_metrics.agreement._suspicions import like_counts, mixed_versions, spelling_variants
from smo_metrics.errors import SmoError, TableError

if TYPE_CHECKING:
    import pandas as pd

OnDuplicate = Literal["error", "first", "last"]
_SPARSE_CODES = 2**22
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
    item_ids: Sequence[Any] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """Distinct rows of the items x categories count table, sorted.

    Attributes
    ----------
    counts : ndarray of shape (P, q)
        Labels of each category on an item that shows the pattern.
    multiplicity : ndarray of shape (P,)
        Items that show it.
    of_item : ndarray of shape (items,)
        Each item's pattern.
    """

    counts: IntArray
    multiplicity: IntArray
    of_item: IntArray


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
    check_columns(table, (item, annotator, label))
    item_codes, items = factorize(table[item])
    annotator_codes, annotators = factorize(table[annotator])
    for ids, name in ((item_codes, item), (annotator_codes, annotator)):
        if len(ids) and ids.min() < 0:
            raise TableError("labels", [f"{int((ids < 0).sum()):,} rows have no {name}. Fill or remove them."])
    if categories is None and getattr(table[label].dtype, "ordered", False):
        categories = list(table[label].cat.categories)
    label_codes, domain, warnings = _code_labels(table[label], categories, missing)
    warnings = (*warnings, *mixed_versions(table, item_codes, label_codes))
    codes = Codes(item_codes, annotator_codes, label_codes)
    coded = Coded(codes, len(items), tuple(annotators), domain, categories is not None, warnings, item_ids=items)
    return clean(coded, on_duplicate)


def check_columns(table: Any, names: Sequence[str]) -> None:
    """Refuse what is no table with each of these columns once."""
    if not hasattr(table, "columns"):
        raise TableError("labels", [f"a pandas DataFrame is needed; a {type(table).__name__} arrived."])
    columns = list(table.columns)
    absent = [name for name in names if name not in columns]
    if absent:
        raise TableError("labels", [f"no column {', '.join(absent)}; the columns are {', '.join(map(str, columns))}."])
    repeated = [name for name in names if columns.count(name) > 1]
    if repeated:
        raise TableError("labels", [f"{', '.join(repeated)}: more than one column has this name. Rename the others."])


def code_wide(
    table: ArrayLike | pd.DataFrame, categories: Sequence[Any] | None, missing: Collection[Any]
) -> Coded:
    """Code a block with an item a row and an annotator a column."""
    values = _block(table)
    rows, columns = values.shape
    labels, domain, warnings = _code_labels(values.ravel(), categories, missing)
    place = np.arange(values.size)
    annotators = tuple(getattr(table, "columns", range(1, columns + 1)))
    if len(set(annotators)) < columns:
        raise TableError("labels", ["two columns have one name. Give every annotator one column."])
    codes = Codes(place // columns, place % columns, labels)
    ids: Any = getattr(table, "index", None) if hasattr(table, "columns") else None
    warnings = (*warnings, *like_counts(values))
    coded = Coded(codes, rows, annotators, domain, categories is not None, warnings, item_ids=ids)
    return clean(coded, "error")


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
    largest = max(last_item, last_annotator, most)
    if largest > max(_SPARSE_CODES, 8 * codes.item.size):
        raise SmoError(
            f"codes must be dense, counted from 0 with few left out; {largest:,} arrived among {codes.item.size:,} "
            "labels. Number the names 0, 1, 2, ..., or use Ratings.from_long."
        )
    domain = tuple(range(most)) if categories is None else domain_of(categories)
    if most > len(domain):
        raise SmoError(f"codes: label {most - 1} arrived, but only {len(domain)} categories are declared.")
    annotators = tuple(range(last_annotator + 1))
    return clean(Coded(codes, last_item + 1, annotators, domain, categories is not None), on_duplicate)


def clean(coded: Coded, on_duplicate: OnDuplicate) -> Coded:
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
            raise TableError("labels", [_repeats(codes, len(annotators), coded.item_ids)])
        kept = keep_one(codes.item, codes.annotator, len(annotators), on_duplicate)
        dropped += len(codes.item) - len(kept)
        codes = Codes(codes.item[kept], codes.annotator[kept], codes.label[kept])
    return replace(coded, codes=codes, annotators=annotators, dropped=dropped)


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
    names = domain_of(getattr(table, "columns", range(1, q + 1)) if categories is None else categories)
    if len(names) != q:
        raise SmoError(f"{q} columns of counts arrived, but {len(names)} categories. Name each column once.")
    return names


def _code_labels(
    values: Any, categories: Sequence[Any] | None, missing: Collection[Any]
) -> tuple[IntArray, tuple[Any, ...], tuple[str, ...]]:
    missing = [value for value in listed(missing) if not is_blank(value)]
    if categories is None and not missing and getattr(values.dtype, "kind", "O") in "iuf":
        return *code_numbers(np.asarray(values)), ()
    codes, distinct = factorize(values)
    codes, domain = to_domain(codes, distinct, categories, missing)
    lookalikes = [v for v in distinct if isinstance(v, str) and v.strip() in _MISSING_LOOKALIKES]
    warnings = tuple(
        f"{value!r} counts as a category. If it means 'no label', give missing=[{value!r}]."
        for value in lookalikes
        if categories is None and value in domain
    )
    return codes, domain, (*warnings, *spelling_variants(domain))


def _repeats(codes: Codes, n_annotators: int, names: Sequence[Any] | None) -> str:
    distinct, times = np.unique(codes.item * n_annotators + codes.annotator, return_counts=True)
    first = int(distinct[times > 1][0]) // n_annotators
    shown = first if names is None else names[first]
    return (
        f"{int((times > 1).sum()):,} times an annotator labelled the same item more than once (first: item {shown!r}). "
        "Keep first passes only, or choose on_duplicate='first' or 'last'."
    )


def _block(table: Any) -> NDArray[Any]:
    if hasattr(table, "to_numpy"):
        values = table.to_numpy() if len(set(table.dtypes)) == 1 else table.to_numpy(dtype=object)
    elif isinstance(table, np.ndarray):
        values = table
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
