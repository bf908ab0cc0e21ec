"""Raw rows are touched once, here: values to integer codes, and codes to distinct count patterns.

All functions assume checked input: one-dimensional arrays of one length, codes in range.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import filterfalse
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics.errors import SmoError, TableError

IntArray = NDArray[np.int64]
_EXACT = 2**53
_SMALL = 2**20
_BITMAP_CELLS = 2**28
_BLOCK = 2**14
_PATTERN_CELLS = 2**26
_MOST_NAMES = 4096


def factorize(values: Any) -> tuple[IntArray, list[Any]]:
    """Code values by first appearance; None, NaN, empty and blank text are -1 and not among the distinct values."""
    import pandas as pd

    if not isinstance(values, pd.Series | np.ndarray):
        values = np.fromiter(values, dtype=object, count=len(values))
    codes, found = pd.factorize(values, use_na_sentinel=True)
    distinct = list(found)
    return without(codes, distinct, is_blank) if _any_blank(distinct) else (codes, distinct)


def code_numbers(values: NDArray[Any]) -> tuple[IntArray, tuple[Any, ...]]:
    """Code an array of numbers by size; NaN is -1. Only the distinct numbers become objects."""
    given = values == values
    if given.all():
        distinct, codes = np.unique(values, return_inverse=True)
        return codes.ravel(), tuple(distinct.tolist())
    distinct, coded = np.unique(values[given], return_inverse=True)
    codes = np.full(values.shape, -1, dtype=np.int64)
    codes[given] = coded.ravel()
    return codes, tuple(distinct.tolist())


def _any_blank(distinct: list[Any]) -> bool:
    try:
        return next(filterfalse(str.strip, distinct), None) is not None
    except TypeError:  # not all are text
        return any(map(is_blank, distinct))


def is_blank(value: object) -> bool:
    """Tell whether a label or an id is no value at all."""
    if isinstance(value, str):
        return not value.strip()
    try:
        return value is None or bool(value != value)
    except TypeError:  # pandas.NA neither equals itself nor differs
        return True


def without(codes: IntArray, distinct: list[Any], unwanted: Any) -> tuple[IntArray, list[Any]]:
    """Recode so that the distinct values for which `unwanted` is true become -1."""
    gone = [bool(unwanted(value)) for value in distinct]
    if not any(gone):
        return codes, distinct
    recode = np.full(len(distinct) + 1, -1, dtype=np.int64)
    kept = [value for value, g in zip(distinct, gone, strict=True) if not g]
    recode[:-1][~np.array(gone)] = np.arange(len(kept))
    return recode[codes], kept


def listed(values: Any) -> list[Any]:
    """Take an array, a Series or any other collection as a list, and a lone value as a list of one."""
    if hasattr(values, "tolist"):
        values = values.tolist()
    return [values] if isinstance(values, str) or not isinstance(values, Iterable) else list(values)


def domain_of(categories: Iterable[Any]) -> tuple[Any, ...]:
    """Take declared categories as a tuple.

    Raises
    ------
    TableError
        A category that repeats, or that can be no name.
    """
    domain = tuple(categories) if isinstance(categories, str) else tuple(listed(categories))
    try:
        distinct = set(domain)
    except TypeError:
        raise TableError("labels", ["the categories must be names or numbers, in one row."]) from None
    if len(distinct) < len(domain):
        raise TableError("labels", ["the declared categories repeat one. List each category once."])
    return domain


def check_names(categories: int) -> None:
    """Refuse so many categories that a square table of them would not fit in memory."""
    if categories > _MOST_NAMES:
        raise _too_many(categories)


def _too_many(categories: int) -> SmoError:
    return SmoError(
        f"labels: {categories:,} distinct categories are too many to compare as names. Compute Krippendorff's alpha at "
        "level 'interval' for measurements, or group the values into fewer categories."
    )


def to_domain(
    codes: IntArray, distinct: list[Any], categories: Sequence[Any] | None, missing: Collection[Any]
) -> tuple[IntArray, tuple[Any, ...]]:
    """Recode labels to the declared domain without what is missing, or to the distinct labels in natural order.

    Raises
    ------
    TableError
        A label outside the declared domain; text and numbers mixed; a repeated category.
    """
    codes, distinct = without(codes, distinct, lambda value: value in missing)
    declared = natural_order(distinct) if categories is None else domain_of(categories)
    domain = tuple(category for category in declared if category not in missing)
    place = {category: i for i, category in enumerate(domain)}
    strange = [value for value in distinct if value not in place]
    if strange:
        shown = ", ".join(map(repr, strange[:5])) + (", ..." if len(strange) > 5 else "")
        raise TableError(
            "labels",
            [
                f"{shown} is not among the declared categories {list(domain)}. Add it there (in a workbook: the sheet "
                "Category order), or mark it as missing."
            ],
        )
    recode = np.array([*(place[value] for value in distinct), -1], dtype=np.int64)
    return recode[codes], domain


def natural_order(values: Iterable[Any]) -> list[Any]:
    """Sort numbers by size, text A to Z, anything else by its text.

    Raises
    ------
    TableError
        Text and numbers mixed: ``1`` and ``"1"`` would silently be two categories.
    """
    values = list(values)
    texts = sum(isinstance(value, str) for value in values)
    if 0 < texts < len(values) and any(isinstance(value, int | float | np.number) for value in values):
        number = next(value for value in values if isinstance(value, int | float | np.number))
        text = next(value for value in values if isinstance(value, str))
        raise TableError(
            "labels",
            [f"text and numbers are mixed ({text!r} and {number!r}). Make them all text or all numbers."],
        )
    try:
        return sorted(values)
    except TypeError:
        return sorted(values, key=lambda v: str(sorted(map(str, v)) if isinstance(v, frozenset | set | tuple) else v))


def has_duplicates(item: IntArray, annotator: IntArray, n_items: int, n_annotators: int) -> bool:
    """Tell whether any (item, annotator) occurs twice: ascending keys at once, else a bitmap, else by sorting."""
    buffer = np.empty(_BLOCK, dtype=np.int64)

    def keys() -> Iterator[IntArray]:
        for rows in _blocks(len(item)):
            key = np.multiply(item[rows], n_annotators, out=buffer[: len(item[rows])])
            key += annotator[rows]
            yield key

    last = -1
    for key in keys():
        if key[0] <= last or not np.all(key[1:] > key[:-1]):
            break
        last = key[-1]
    else:
        return False
    if n_items * n_annotators <= _BITMAP_CELLS:
        seen = np.zeros(n_items * n_annotators, dtype=bool)
        for key in keys():
            seen[key] = True
        return int(np.count_nonzero(seen)) < len(item)
    whole = np.sort(item * n_annotators + annotator)
    return bool(np.any(whole[1:] == whole[:-1]))


def _blocks(length: int) -> Iterator[slice]:
    """Rows in blocks that fit the cache: a fresh array as long as the rows costs more than the work on it."""
    return (slice(start, start + _BLOCK) for start in range(0, length, _BLOCK))


def keep_one(
    item: IntArray, annotator: IntArray, n_annotators: int, on_duplicate: str
) -> NDArray[np.intp]:
    """Row numbers that keep the first or the last label of each (item, annotator), in the rows' order."""
    key = item * n_annotators + annotator
    if on_duplicate == "last":
        last = len(key) - 1 - np.unique(key[::-1], return_index=True)[1]
        return np.sort(last)
    return np.sort(np.unique(key, return_index=True)[1])


def count_patterns(
    item: IntArray, label: IntArray, n_items: int, q: int, most: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Distinct rows of the items x categories count table, with multiplicities.

    Each item's row becomes a mixed-radix number by one weighted bincount (several for many categories), so that the
    table itself is never built. The patterns come sorted, so that no result depends on the order of rows.

    Parameters
    ----------
    most : int
        An upper bound of the labels on one item.

    Returns
    -------
    patterns : ndarray of shape (P, q)
    multiplicity : ndarray of shape (P,)
    of_item : ndarray of shape (n_items,)
        Each item's row in `patterns`.
    """
    if not item.size:
        return np.zeros((1, q), dtype=np.int64), np.array([n_items]), np.zeros(n_items, dtype=np.int64)
    if (most + 1) ** q >= _EXACT:
        most = int(np.bincount(item, minlength=1).max())
    base = most + 1
    width = max(1, next((w for w in range(q, 0, -1) if base**w < _EXACT), 1))
    of_item = np.empty(0, dtype=np.int64)
    blocks: list[IntArray] = []
    for start in range(0, q, width):
        here = range(start, min(start + width, q))
        place = np.zeros(q)
        place[start : start + len(here)] = [float(base**i) for i in range(len(here))]
        digits = np.bincount(item, weights=place[label], minlength=n_items)
        ranks, keys = _rank(digits, base ** len(here))
        if not blocks:
            of_item, blocks = ranks, [_decode(keys, base, len(here))]
            continue
        of_item, pairs = _rank(of_item * len(keys) + ranks, len(blocks[0]) * len(keys))
        if len(pairs) * q > _PATTERN_CELLS:
            raise _too_many(q)
        blocks = [block[pairs // len(keys)] for block in blocks] + [_decode(keys, base, len(here))[pairs % len(keys)]]
    patterns = np.concatenate(blocks, axis=1)
    return patterns, np.bincount(of_item, minlength=len(patterns)), of_item


def _rank(key: NDArray[Any], bound: int) -> tuple[IntArray, IntArray]:
    """Sorted distinct whole numbers, and each one's place among them; few arrays as long as `key` are made."""
    if bound <= _SMALL:
        whole = key.astype(np.int64)
        present = np.bincount(whole, minlength=1) > 0
        return np.take(np.cumsum(present) - 1, whole, out=whole, mode="clip"), np.flatnonzero(present)
    import pandas as pd

    codes, found = pd.factorize(key)
    order = np.argsort(found)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    codes = codes.astype(np.int64, copy=False)
    return np.take(place, codes, out=codes, mode="clip"), found[order].astype(np.int64)


def _decode(keys: IntArray, base: int, width: int) -> IntArray:
    digits = np.empty((len(keys), width), dtype=np.int64)
    for column in range(width):
        keys, digits[:, column] = np.divmod(keys, base)
    return digits
