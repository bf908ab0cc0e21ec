"""Reads labels that are sets: collections, or text with a sign between the names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._coding import is_blank
from smo_metrics.errors import TableError

if TYPE_CHECKING:
    import pandas as pd

Set = frozenset[Any]


def read_sets(column: pd.Series, separator: str, no_label: str | None) -> tuple[list[Set | None], int]:
    """Read each label as a set, None where it is missing; and count the blank texts among the missing."""
    import pandas as pd

    values = column.to_numpy(dtype=object)
    try:
        codes, distinct = pd.factorize(values, use_na_sentinel=True)
    except TypeError:  # lists and sets have no hash
        values = np.fromiter(map(_hashable, values), dtype=object, count=len(values))
        codes, distinct = pd.factorize(values, use_na_sentinel=True)
    strange = [value for value in distinct if not isinstance(value, str | frozenset | tuple)]
    if strange:
        shown = ", ".join(map(repr, strange[:5]))
        raise TableError("labels", [f"{shown} is no set of labels. Give {{'a', 'b'}} or the text 'a{separator}b'."])
    read = [_read(value, separator, no_label) for value in distinct]
    blank = np.array([chosen is None for chosen in read] + [False])
    return [*map([*read, None].__getitem__, codes)], int(np.count_nonzero(blank[codes]))


def _hashable(value: object) -> object:
    try:
        label = frozenset(value) if isinstance(value, set | list | tuple) else value
        hash(label)
        return label
    except TypeError:
        raise TableError(
            "labels", [f"{value!r} is no set of labels, or holds something that is no label. Give names or numbers."]
        ) from None


def _read(value: Any, separator: str, no_label: str | None) -> Set | None:
    if not isinstance(value, str):
        return frozenset(name for name in value if not is_blank(name))
    if no_label is not None and value.strip() == no_label.strip():
        return frozenset()
    if not value.strip():
        return None
    return frozenset(part.strip() for part in value.split(separator)) - {""}
