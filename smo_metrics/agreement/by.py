"""Where is agreement weak: in which region, queue, language or version of the policy?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics._coding import IntArray, factorize
from smo_metrics.agreement._difference import Side, correlation, correlation_of_pulls, difference
from smo_metrics.agreement._kinds import Kinds, kinds_for
from smo_metrics.agreement.krippendorff import Level, alpha_by_item, krippendorff_alpha
from smo_metrics.agreement.percent import percent_agreement
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import BreakdownResult
from smo_metrics.errors import TableError

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = (
    "group", "items", "labels", "annotators", "value", "low", "high", "agreement", "agreement_low", "agreement_high",
    "others", "gap", "gap_low", "gap_high", "p_value", "p_adjusted", "status",
)  # fmt: skip


def agreement_by(
    table: pd.DataFrame,
    column: str,
    *,
    item: str = "item_id",
    annotator: str = "annotator_id",
    label: str = "label",
    level: Level = "nominal",
    categories: Sequence[Any] | None = None,
    confidence: float = 0.95,
) -> BreakdownResult:
    """Find the region, queue, language or policy version whose labels agree less than the rest, worst first.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a label, each (item, annotator) once within a group.
    column : str
        The column whose values are the groups. Rows without one are left out, with a warning that counts them.
    item, annotator, label : str
        Columns.
    level, categories
        As for `krippendorff_alpha`; all groups have one domain, that of the whole table unless declared.
    confidence : float
        Nominal coverage of the intervals, each for its own group (not jointly).

    Returns
    -------
    BreakdownResult
        Columns `group`; `items`, `labels`, `annotators`; `value` (Krippendorff's alpha) with `low` and `high`;
        `agreement` (of pairs) with `agreement_low` and `agreement_high`, NaN for more than 64 distinct measurements;
        `others` (alpha of all other groups) and `gap` = value - others with `gap_low` and `gap_high`; `p_value` of
        the gap, and `p_adjusted` for looking at all groups (Holm); `status` of alpha. A gap has no interval and no p
        where either side has none.

    Raises
    ------
    TableError
        A missing column, or rows without an item; what `Ratings.from_long` refuses.

    Notes
    -----
    Where the labels of one item fall into several groups (the region of the annotator), only pairs within a group
    count, in the groups and among the others; a warning says so. Items then stand on both sides of a gap, which its
    interval allows for: what an item adds to either side is counted together (see `compare_agreement`).

    The time taken grows with the labels times the groups (20,000 items in three groups: seconds), with measurements
    too: what an item adds then is alpha's linearised value, not what leaving it out would change.

    With two groups the two gaps are one comparison, and `p_adjusted` is `p_value`.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6, 65-70; for the gap see `compare_agreement`.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"item_id": list("aabbccdd"), "annotator_id": [1, 2] * 4, "label": list("xxyyxyxy")})
    >>> table = agreement_by(rows.assign(queue=["new"] * 4 + ["old"] * 4), "queue").to_frame()
    >>> table[["group", "value"]].values.tolist()
    [['old', -0.5], ['new', 1.0]]
    """
    import pandas as pd

    coded = _code(table, column, item, annotator, label, categories)
    alpha = partial(krippendorff_alpha, level=level, confidence=confidence)
    kinds = kinds_for(coded.ratings, alpha)
    annotators = _annotators(coded)
    rows = []
    for place, name in enumerate(coded.groups):
        mine = coded.group == place
        own, rest = kinds.part(mine), kinds.part(~mine)
        result, others = alpha(kinds.sample(own)), alpha(kinds.sample(rest))
        pairs = None if coded.ratings.is_many else percent_agreement(kinds.sample(own), confidence=confidence)
        gap = difference(result, others, _correlation(coded, kinds, mine, level) if coded.is_split else 0.0)
        rows.append(
            (name, result.items, result.labels, annotators[place], result.value, result.low, result.high,
             *((pairs.value, pairs.low, pairs.high) if pairs else (math.nan,) * 3),
             others.value, gap.value, gap.low, gap.high, gap.p_value, math.nan, result.status)
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    frame["p_adjusted"] = _holm(frame["p_value"].to_numpy(), 1 if len(frame) == 2 else len(frame))
    frame = frame.sort_values("value", na_position="last", kind="stable", ignore_index=True)
    return BreakdownResult("agreement_by", frame, coded.warnings)


@dataclass(frozen=True, slots=True, eq=False)
class _Grouped:
    """Labels by item and group.

    Attributes
    ----------
    ratings : Ratings
        Its items are an item's labels within one group.
    groups : list
        Names, in a fixed order.
    group, drawn : ndarray
        Group and true item of each of them.
    items : list
        Names of the true items.
    is_split : bool
        Whether the labels of any item fall into several groups.
    warnings : tuple of str
    """

    ratings: Ratings
    groups: list[Any]
    group: IntArray
    drawn: IntArray
    items: list[Any]
    is_split: bool
    warnings: tuple[str, ...]


def _code(
    table: pd.DataFrame, column: str, item: str, annotator: str, label: str, categories: Sequence[Any] | None
) -> _Grouped:
    import pandas as pd

    absent = [name for name in (column, item, annotator, label) if name not in table.columns]
    if absent:
        there = ", ".join(map(str, table.columns))
        raise TableError("labels", [f"no column {', '.join(absent)}; the columns are {there}."])
    group, groups = factorize(table[column])
    given = group >= 0
    table, group, warnings = table[given], group[given], []
    if not given.all():
        warnings.append(f"{np.count_nonzero(~given):,} labels have no {column} and are left out.")
    drawn, items = factorize(table[item])
    if nameless := np.count_nonzero(drawn < 0):
        raise TableError("labels", [f"{nameless:,} rows have no {item}. Fill or remove them."])
    unit, pairs = pd.factorize(drawn * len(groups) + group)
    split = len(pairs) - len(items)
    if split > 0:
        names = [f"{items[pair // len(groups)]!r} in {groups[pair % len(groups)]!r}" for pair in pairs]
        table = table.assign(**{item: pd.Categorical.from_codes(unit, pd.Index(names))})
        several = np.count_nonzero(np.bincount(pairs // len(groups)) > 1)
        warnings.append(f"{several:,} items have labels in several groups: only pairs within one group count.")
    rows = table if column in (item, annotator, label) else table.drop(columns=column)
    ratings = Ratings.from_long(rows, item=item, annotator=annotator, label=label, categories=categories)
    order = sorted(range(len(groups)), key=lambda place: str(groups[place]))
    place = np.empty(len(groups), dtype=np.int64)
    place[order] = np.arange(len(groups))
    return _Grouped(
        ratings,
        [groups[i] for i in order],
        place[pairs % len(groups)],
        pairs // len(groups),
        items,
        split > 0,
        (*warnings, *ratings.warnings),
    )


def _correlation(coded: _Grouped, kinds: Kinds, mine: NDArray[np.bool_], level: Level) -> float:
    """Correlation of the errors of alpha of the items in `mine` and of the others."""
    if coded.ratings.is_many:
        by_item = [alpha_by_item(coded.ratings, level, items) for items in (mine, ~mine)]
        return correlation_of_pulls([(coded.drawn[items], pull) for items, pull in by_item], len(coded.items))
    sides = [Side(kinds, items, coded.drawn) for items in (mine, ~mine)]
    return correlation(sides, coded.items, partial(krippendorff_alpha, level=level))


def _annotators(coded: _Grouped) -> IntArray:
    """Annotators with a label in each group."""
    codes, annotators = coded.ratings.codes, len(coded.ratings.annotators)
    pair = coded.group[codes.item] * annotators + codes.annotator
    active = np.bincount(pair, minlength=len(coded.groups) * annotators) > 0
    count: IntArray = active.reshape(len(coded.groups), annotators).sum(axis=1)
    return count


def _holm(p_values: NDArray[np.float64], tests: int) -> NDArray[np.float64]:
    """Holm's step-down adjustment; NaN stays NaN and counts as a look."""
    order = np.argsort(p_values)
    factor = np.maximum(tests - np.arange(len(order)), 1)
    adjusted = np.empty(len(order))
    adjusted[order] = np.minimum(np.maximum.accumulate(p_values[order] * factor), 1)
    return adjusted
