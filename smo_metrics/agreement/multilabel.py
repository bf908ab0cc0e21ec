"""Do annotators choose the same sets of labels? Krippendorff's alpha where an item may carry several labels or none.

Sources: Passonneau (2006), Measuring Agreement on Set-valued Items (MASI), LREC; Artstein & Poesio (2008), sec. 4.4.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from smo_metrics.agreement._label_sets import Set, read_sets
from smo_metrics.agreement._layouts import check_columns
from smo_metrics.agreement._units import FloatArray
from smo_metrics.agreement.inference import DEFAULT, Inference
from smo_metrics.agreement.krippendorff import LARGEST_MATRIX, krippendorff_alpha
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import AgreementResult
from smo_metrics.errors import SmoError

if TYPE_CHECKING:
    import pandas as pd

SetDistance = Literal["masi", "jaccard", "masi_dkpro"]
SET_DISTANCES: tuple[SetDistance, ...] = ("masi", "jaccard", "masi_dkpro")


def multilabel_alpha(
    table: pd.DataFrame,
    *,
    item: str = "item_id",
    annotator: str = "annotator_id",
    label: str = "label",
    distance: SetDistance = "masi",
    separator: str = "|",
    no_label: str | None = None,
    confidence: float = 0.95,
    inference: Inference = DEFAULT,
) -> AgreementResult:
    """Reliability of sets of labels, with credit for sets that overlap.

    Parameters
    ----------
    table : pandas.DataFrame
        A row for each annotator's set on an item.
    item, annotator, label : str
        Columns. A label is a set, frozenset, list or tuple, or text such as ``"nudity|violence"``. An empty set says
        "no label applies" and is an answer like any other. None, NaN and blank text are missing, as everywhere, and
        counted in `dropped`.
    distance : {"masi", "jaccard", "masi_dkpro"}
        ``"jaccard"``: 1 - shared labels / labels in either set. ``"masi"``: 1 - that share times 1 for equal sets, 2/3
        where one holds the other, 1/3 where they overlap (Passonneau; NLTK). Two empty sets agree (0); an empty set
        and any other are 1 apart. ``"masi_dkpro"`` multiplies distances instead, to compare with DKPro Statistics:
        Jaccard's times 0, 1/3, 2/3 or 1, so that an empty set and any other are 1/3 apart.
    separator : str
        What stands between the labels of a text; the separator alone is the empty set.
    no_label : str, optional
        A text that means the empty set, for example ``"none"``; give ``""`` where blank text means it.
    confidence : float
        Nominal coverage of the interval.
    inference : Inference
        How error and interval are made.

    Returns
    -------
    AgreementResult
        As from `krippendorff_alpha`; `categories` are the distinct sets, `details` holds Krippendorff's
        ``observed_disagreement`` and ``expected_disagreement``. NaN (`one_category`) when all pairable sets are equal.

    Raises
    ------
    SmoError
        An unknown distance; more than 4,096 distinct sets.
    TableError
        A missing column or id, a label that is neither a set nor text, two sets of one annotator on an item.

    References
    ----------
    Passonneau (2006), eq. 3; Krippendorff (2011) for alpha and its small-sample correction.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [(1, "a", "x|y"), (1, "b", "x"), (2, "a", "|"), (2, "b", "|"), (3, "a", "y"), (3, "b", "y")]
    >>> table = pd.DataFrame(rows, columns=["item_id", "annotator_id", "label"])
    >>> round(multilabel_alpha(table).value, 4)
    0.7222
    """
    import pandas as pd

    if distance not in SET_DISTANCES:
        raise SmoError(f"distance must be one of {', '.join(SET_DISTANCES)}; {distance!r} arrived.")
    if not isinstance(separator, str) or not separator.strip():
        raise SmoError(f"separator must be a sign such as '|' or ','; {separator!r} arrived.")
    check_columns(table, (item, annotator, label))
    sets, blanks = read_sets(table[label], separator, no_label)
    domain = sorted({chosen for chosen in sets if chosen is not None}, key=_place)
    if len(domain) > LARGEST_MATRIX:
        raise SmoError(f"labels: {len(domain):,} distinct sets arrived; {LARGEST_MATRIX:,} are the most.")
    labels = pd.DataFrame({item: table[item], annotator: table[annotator], label: sets})
    ratings = Ratings.from_long(labels, item=item, annotator=annotator, label=label, categories=domain)
    weights = 1 - set_distances(domain, distance)
    alpha = krippendorff_alpha(ratings, weights=weights, confidence=confidence, inference=inference)
    small_sample = 1 - 1 / alpha.pairable if alpha.pairable else math.nan
    return replace(
        alpha,
        method="multilabel_alpha",
        weights=distance,
        warnings=(*_about(blanks), *alpha.warnings),
        details={
            "observed_disagreement": (1 - alpha.observed) / small_sample,
            "expected_disagreement": (1 - alpha.expected) / small_sample,
        },
    )


def set_distances(sets: Sequence[Set], distance: SetDistance) -> FloatArray:
    """Say how far apart each pair of sets lies, from 0 (equal) to 1 (nothing shared).

    Parameters
    ----------
    sets : sequence of k frozensets
    distance : {"masi", "jaccard", "masi_dkpro"}
        As for `multilabel_alpha`.

    Returns
    -------
    ndarray of shape (k, k)

    References
    ----------
    Passonneau (2006), eq. 3.

    Examples
    --------
    >>> set_distances([frozenset("a"), frozenset("ab"), frozenset()], "jaccard").tolist()
    [[0.0, 0.5, 1.0], [0.5, 0.0, 1.0], [1.0, 1.0, 0.0]]
    """
    names = {name: place for place, name in enumerate({name for chosen in sets for name in chosen})}
    holds = np.zeros((len(sets), len(names)))
    for row, chosen in enumerate(sets):
        holds[row, [names[name] for name in chosen]] = 1
    size = holds.sum(axis=1)
    shared = holds @ holds.T
    either = size[:, None] + size - shared
    apart: FloatArray = 1 - np.divide(shared, either, out=np.ones_like(either), where=either > 0)
    if distance == "jaccard":
        return apart
    kinds = (shared == either, shared == np.minimum(size[:, None], size), shared > 0)
    steps = np.select(kinds, (0, 1 / 3, 2 / 3), 1)
    return np.asarray(apart * steps if distance == "masi_dkpro" else 1 - (1 - apart) * (1 - steps))


def _place(chosen: Set) -> tuple[int, list[str]]:
    """Small sets first, then A to Z, so that no value depends on the order of rows."""
    return len(chosen), sorted(map(str, chosen))


def _about(blanks: int) -> tuple[str, ...]:
    if not blanks:
        return ()
    return (f"{blanks:,} blank labels count as missing. If blank means 'no label applies', give no_label=''.",)
