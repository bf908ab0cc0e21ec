"""The labels that a coefficient needs, reduced once: integer codes and distinct count patterns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smo_metrics._coding import IntArray, count_patterns
from smo_metrics.agreement import _layouts
from smo_metrics.agreement._layouts import Coded, Codes, OnDuplicate, Patterns
from smo_metrics.errors import SmoError

if TYPE_CHECKING:
    import pandas as pd


_MANY = 64


class Ratings:
    """Labels of several annotators on the same items, ready for any agreement coefficient.

    Build one with `from_long` (a row a label), `from_wide` (a row an item, a column an annotator), `from_counts`
    (a row an item, a column a category), `from_contingency` (two annotators' square table) or `from_codes` (integer
    codes). Raw rows are touched only there; coefficients work on the distinct count patterns, so that no value
    depends on the order of rows or annotators.

    Attributes
    ----------
    categories : tuple
        The category domain, in order.
    declared : bool
        Whether the domain was declared by the caller, not inferred from the labels.
    annotators : tuple
        Those who gave a label, in order of appearance; empty when only counts are known.
    item_ids : sequence or None
        The items' names, in the order of their codes; None where they have none.
    dropped : int
        Labels left out: missing ones among the rows given, and repeats.
    is_resample : bool
        Whether these were drawn from the items of some ratings to see how far a value varies: then a coefficient has
        its value, and no error or interval.
    warnings : tuple of str
    """

    __slots__ = (
        "_codes", "_patterns", "_rows", "annotators", "categories", "declared", "dropped", "is_resample", "item_ids",
        "warnings",
    )  # fmt: skip

    def __init__(self, coded: Coded, patterns: Patterns | None = None, *, is_resample: bool = False) -> None:
        self.categories, self.declared = coded.categories, coded.declared
        self.annotators, self.dropped, self.warnings = coded.annotators, coded.dropped, coded.warnings
        self.item_ids, self.is_resample = coded.item_ids, is_resample
        self._codes, self._rows, self._patterns = coded.codes, coded.items, patterns

    @classmethod
    def from_long(
        cls,
        table: pd.DataFrame,
        *,
        item: str = "item_id",
        annotator: str = "annotator_id",
        label: str = "label",
        categories: Sequence[Any] | None = None,
        missing: Collection[Any] = (),
        on_duplicate: OnDuplicate = "error",
    ) -> Ratings:
        """Ratings from one row a label.

        Parameters
        ----------
        table : pandas.DataFrame
        item, annotator, label : str
            Columns. Labels that are None, NaN, empty or blank are missing and counted in `dropped`.
        categories : sequence, optional
            The category domain, in order. Without it the labels found: numbers by size, text A to Z.
        missing : collection
            Further labels that mean "no label".
        on_duplicate : {"error", "first", "last"}
            What to do where an annotator labelled an item twice.

        Raises
        ------
        TableError
            A missing column or id, a label outside the domain, a repeated label (with ``"error"``).

        Examples
        --------
        >>> import pandas as pd
        >>> rows = pd.DataFrame({"item_id": [1, 1, 2, 2], "annotator_id": ["a", "b", "a", "b"], "label": list("xxyx")})
        >>> Ratings.from_long(rows).items
        2
        """
        return cls(_layouts.code_long(table, item, annotator, label, categories, missing, on_duplicate))

    @classmethod
    def from_wide(
        cls,
        table: ArrayLike | pd.DataFrame,
        *,
        categories: Sequence[Any] | None = None,
        missing: Collection[Any] = (),
    ) -> Ratings:
        """Ratings from a block with an item a row and an annotator a column; None, NaN and blanks are missing.

        Examples
        --------
        >>> Ratings.from_wide([["x", "x"], ["y", None]]).dropped
        1
        """
        return cls(_layouts.code_wide(table, categories, missing))

    @classmethod
    def from_counts(cls, table: ArrayLike | pd.DataFrame, *, categories: Sequence[Any] | None = None) -> Ratings:
        """Ratings from a block with an item a row and a category a column; each cell counts annotators.

        Functions that need to know who gave which label refuse such ratings.

        Examples
        --------
        >>> Ratings.from_counts([[0, 5], [2, 3]]).items
        2
        """
        counts = _layouts.whole_numbers(table, "counts")
        names = _layouts.category_names(table, categories, counts.shape[1])
        rows, of_item, multiplicity = np.unique(counts, axis=0, return_inverse=True, return_counts=True)
        nobody = np.empty(0, dtype=np.int64)
        ids: Any = getattr(table, "index", None) if hasattr(table, "columns") else None
        coded = Coded(Codes(nobody, nobody, nobody), len(counts), (), names, True, item_ids=ids)
        return cls(coded, Patterns(rows, multiplicity, of_item.ravel()))

    @classmethod
    def from_contingency(cls, table: ArrayLike | pd.DataFrame, *, categories: Sequence[Any] | None = None) -> Ratings:
        """Ratings from two annotators' square table: rows the first annotator's category, columns the second's.

        Examples
        --------
        >>> Ratings.from_contingency([[40, 5], [3, 52]]).items
        100
        """
        return cls(_layouts.code_contingency(table, categories))

    @classmethod
    def from_codes(
        cls,
        item: ArrayLike,
        annotator: ArrayLike,
        label: ArrayLike,
        *,
        categories: Sequence[Any] | None = None,
        on_duplicate: OnDuplicate = "error",
    ) -> Ratings:
        """Ratings from integer codes counted from 0, one entry a label; a negative label is missing.

        Raises
        ------
        SmoError
            Arrays of different length, negative items or annotators, a label beyond the categories, duplicates.

        Examples
        --------
        >>> Ratings.from_codes([0, 0, 1, 1], [0, 1, 0, 1], [2, 2, 0, 1]).categories
        (0, 1, 2)
        """
        return cls(_layouts.code_integers(item, annotator, label, categories, on_duplicate))

    @property
    def items(self) -> int:
        """Items with at least one label."""
        if self.is_many:
            return int(np.count_nonzero(np.bincount(self._codes.item)))
        return int(self.patterns.multiplicity[self.patterns.counts.sum(axis=1) > 0].sum())

    @property
    def labels(self) -> int:
        """Labels that count."""
        if self.is_many:
            return len(self._codes.label)
        return int(self.patterns.multiplicity @ self.patterns.counts.sum(axis=1))

    @property
    def patterns(self) -> Patterns:
        """Distinct count patterns; reduced from the codes at the first call, then kept."""
        if self._patterns is None:
            codes, q = self._codes, len(self.categories)
            counted = count_patterns(codes.item, codes.label, self._rows, q, len(self.annotators))
            self._patterns = Patterns(*counted)
        return self._patterns

    @property
    def codes(self) -> Codes:
        """Who labelled what.

        Raises
        ------
        SmoError
            The ratings hold only counts.
        """
        if not self.annotators and self.labels:
            raise SmoError(
                "these ratings hold only counts per item, not who gave which label. "
                "Build them with Ratings.from_long or Ratings.from_wide."
            )
        return self._codes

    def regrouped(self, counts: IntArray, categories: tuple[Any, ...]) -> Ratings:
        """Ratings of the same items by other categories: `counts` holds a row for each of this one's patterns."""
        nobody = np.empty(0, dtype=np.int64)
        coded = Coded(Codes(nobody, nobody, nobody), self._rows, (), categories, True, (), self.dropped)
        return Ratings(coded, Patterns(counts, self.patterns.multiplicity, self.patterns.of_item))

    def reweighted(self, times: IntArray, *, is_resample: bool = False) -> Ratings:
        """Give the counts of other items: each pattern of this one, shown by `times` of them.

        Coefficients of a resample have a value, and no error or interval.
        """
        nobody = np.empty(0, dtype=np.int64)
        codes, items = Codes(nobody, nobody, nobody), int(times.sum())
        coded = Coded(codes, items, (), self.categories, self.declared, self.warnings, self.dropped)
        return Ratings(coded, Patterns(self.patterns.counts, times, nobody), is_resample=is_resample)

    @property
    def is_numeric(self) -> bool:
        """Whether the categories are numbers, so that they have an order of their own."""
        return all(isinstance(category, int | float | np.number) for category in self.categories)

    @property
    def is_many(self) -> bool:
        """Whether the categories are so many (measurements) that patterns of counts would be as many as items."""
        return len(self.categories) > _MANY and bool(self.annotators)

    def against(self, category: int) -> Ratings:
        """Ratings of the same labels as one category (by its place) or another, for counts that need no more."""
        codes = Codes(self._codes.item, self._codes.annotator, (self._codes.label != category).astype(np.int64))
        names = (self.categories[category], "other")
        return Ratings(Coded(codes, self._rows, self.annotators, names, True, (), self.dropped))

    def pairable_totals(self) -> NDArray[np.float64]:
        """Labels of each category on items that two or more annotators labelled."""
        if self.is_many:
            size = np.bincount(self._codes.item, minlength=self._rows)
            label = self._codes.label[size[self._codes.item] >= 2]
            return np.bincount(label, minlength=len(self.categories)).astype(float)
        counts = self.patterns.counts
        totals: NDArray[np.float64] = (self.patterns.multiplicity * (counts.sum(axis=1) >= 2)) @ counts.astype(float)
        return totals


def check_ratings(ratings: object) -> None:
    """Refuse a table where ratings are needed."""
    if not isinstance(ratings, Ratings):
        raise SmoError(
            f"a {type(ratings).__name__} arrived instead of ratings. Build Ratings first: Ratings.from_long(table) or "
            "Ratings.from_wide(table)."
        )
