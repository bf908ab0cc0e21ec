"""Who labels well, with what bias and at what pace? One row an annotator, every figure with its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics._coding import IntArray, natural_order, to_domain
from smo_metrics._intervals import FloatArray, two_sided_quantile, wilson
from smo_metrics.agreement._layouts import check_columns
from smo_metrics.agreement.inference import check_confidence
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import BreakdownResult
from smo_metrics.errors import TableError
from smo_metrics.quality._choice_bias import choice_bias
from smo_metrics.quality._gold_codes import code_cells, gold_of_rows
from smo_metrics.quality._pace import medians, ratio_to_others
from smo_metrics.quality._reference import compare
from smo_metrics.quality._thin_data import FEW_IN_CATEGORY, FEW_ITEMS

if TYPE_CHECKING:
    import pandas as pd


def annotator_quality(
    table: pd.DataFrame,
    *,
    item: str = "item_id",
    annotator: str = "annotator_id",
    label: str = "label",
    gold: str | None = "gold_label",
    duration: str | None = "duration_seconds",
    categories: Sequence[Any] | None = None,
    confidence: float = 0.95,
) -> BreakdownResult:
    """See who needs which coaching: how often each annotator is right, what they confuse, and how fast they are.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a label, each (item, annotator) once. Rows without a label are left out.
    item, annotator, label : str
        Columns.
    gold : str or None
        The column of gold labels, missing where an item has none; on any of an item's rows it holds for all of them.
        None if there is no such column.
    duration : str or None
        The column of seconds spent on the label; None if there is no such column. Durations that are missing, zero,
        negative or infinite are left out.
    categories : sequence, optional
        The category domain, in order; without it every label and gold label found.
    confidence : float
        Nominal coverage of each annotator's own intervals, not of all annotators jointly.

    Returns
    -------
    BreakdownResult
        `annotator`, `labels`, `gold_items`. `basis`: ``gold`` for who labelled any gold item, and then on gold items
        only; ``others`` for the rest, against the one commonest label of the other annotators of the item (ties have
        none): a majority can be wrong together, so the two are never mixed or ranked together. `items` with a
        reference; `accuracy` with `low`, `high` (Wilson). `informedness` (mean recall of the gold categories met, put
        on a scale from 0, chance, to 1) with `informedness_low`, `informedness_high` (Wilson on the effective size;
        NaN where a category met has fewer than 5 gold items): unlike accuracy it does not reward choosing the
        commonest category. Only against gold, for what a majority calls a rare category is often an error of its own.
        `too_often` and `too_seldom`: the categories chosen most above and most below their share in gold (or in the
        others' labels of the same items), with `_by` (difference of shares), `_low`, `_high` (jointly for all
        categories) and `_p` (exact, adjusted for all annotators and categories); `biased`: whether any category's
        adjusted p-value is below 1 - confidence.
        `median_seconds`; `speed_ratio` (median of own seconds over the others' median on the same item; 0.5 is twice
        as fast) with `speed_low`, `speed_high`; `fast_and_wrong` and `slow_and_right`: of the labels with reference
        and pace, the share that was faster than the others and wrong, and slower and right.
        `items_needed`: further items with a reference until there are 30; `status`: ``ok``, ``too_few_items`` (fewer
        than 30; below 2 without interval) or ``no_reference``.
        Ordered by basis, then enough items before too few, then lowest accuracy first.

    Raises
    ------
    TableError
        A missing column, id or label; durations that are no numbers; a repeated label; an item with two gold labels.

    Notes
    -----
    These are figures, not verdicts: whom to talk to is decided by the review of the project's status, with allowance
    for looking at everybody at once. Labels of one annotator are independent over items, so items are what is counted.

    References
    ----------
    Wilson (1927); Powers (2011), Journal of Machine Learning Technologies 2, for informedness, here over classes of
    equal weight; Bonett & Price (2012), Journal of Educational and Behavioral Statistics 37, McNemar (1947), Hoeffding
    (1956) and Holm (1979) for bias; Conover (1999), Practical Nonparametric Statistics, sec. 3.2, for medians.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"item_id": [1, 2, 3, 1, 2, 3], "annotator_id": list("aaabbb"), "label": list("xyyxxx")})
    >>> result = annotator_quality(rows.assign(gold_label=list("xyxxyx")), duration=None)
    >>> result.to_frame()[["annotator", "basis", "items", "too_often"]].values.tolist()
    [['a', 'gold', 3, 'y'], ['b', 'gold', 3, 'x']]
    """
    import pandas as pd

    check_confidence(confidence)
    columns = list(table.columns)
    absent = [name for name in (item, annotator, label, gold, duration) if name is not None and name not in columns]
    if absent:
        there = ", ".join(map(str, columns))
        optional = [f"{option}=None" for option, name in (("gold", gold), ("duration", duration)) if name in absent]
        hint = f" Without it, give {', '.join(optional)}." if optional else ""
        raise TableError("labels", [f"no column {', '.join(absent)}; the columns are {there}.{hint}"])
    check_columns(table, [name for name in (item, annotator, label, gold, duration) if name is not None])
    given, values = code_cells(table, label)
    rows = given >= 0
    if not rows.any():
        raise TableError("labels", ["no row has a label."])
    gold_codes, gold_values = (np.full(len(table), -1), []) if gold is None else gold_of_rows(table, item, gold)
    domain = natural_order({*values, *gold_values}) if categories is None else categories
    ratings = Ratings.from_long(table[rows], item=item, annotator=annotator, label=label, categories=domain)
    gold_codes, _ = to_domain(gold_codes[rows], gold_values, domain, ())
    compared = compare(ratings, gold_codes)
    annotators = ratings.codes.annotator
    people = len(ratings.annotators)
    gold_items = np.bincount(annotators, weights=gold_codes >= 0, minlength=people).astype(int)
    items = compared.confusion.sum(axis=(1, 2))
    status = np.select([items == 0, items < FEW_ITEMS], ["no_reference", "too_few_items"], "ok")
    warnings = list(ratings.warnings)
    right = np.where(compared.reference < 0, -1, compared.reference == ratings.codes.label)
    seconds = np.full(len(annotators), math.nan) if duration is None else _seconds(table.loc[rows, duration], warnings)
    frame = pd.DataFrame(
        {
            "annotator": list(ratings.annotators),
            "labels": np.bincount(annotators, minlength=people),
            "gold_items": gold_items,
            "basis": np.where(compared.by_gold, "gold", "others"),
            "items": items.astype(int),
            **_accuracy(compared.confusion, compared.by_gold, confidence),
            **choice_bias(compared.choices, ratings.categories, confidence),
            **_speed(ratings.codes.item, annotators, right, seconds, people, confidence),
            "items_needed": np.maximum(FEW_ITEMS - items, 0).astype(int),
            "status": status,
        }
    )
    by_others = int((~compared.by_gold).sum())
    if by_others:
        warnings.append(
            f"{by_others:,} of {people:,} annotators have no gold items: they are held against the majority of others."
        )
    order = np.lexsort((np.nan_to_num(frame["accuracy"], nan=2), status != "ok", ~compared.by_gold))
    return BreakdownResult("annotator_quality", frame.iloc[order].reset_index(drop=True), tuple(warnings))


def _accuracy(confusion: FloatArray, by_gold: NDArray[np.bool_], confidence: float) -> dict[str, FloatArray]:
    quantile = np.array(two_sided_quantile(confidence, math.inf))
    hits, met = np.einsum("akk->ak", confusion), confusion.sum(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        items = met.sum(axis=1)
        accuracy = hits.sum(axis=1) / items
        low, high = wilson(accuracy, np.where(items >= 2, items, math.nan), quantile)
        classes = (met > 0).sum(axis=1)
        recall = np.where(met > 0, hits / met, 0)
        mean = recall.sum(axis=1) / classes
        variance = np.where(met > 0, recall * (1 - recall) / met, 0).sum(axis=1) / classes**2
        # Classes all right show no variance: the size is at most that of classes equally often right.
        most = classes**2 / np.where(met > 0, 1 / met, 0).sum(axis=1)
        size = np.fmin(np.where(variance > 0, mean * (1 - mean) / variance, math.inf), most)
        thin = np.where(met > 0, met, math.inf).min(axis=1) < FEW_IN_CATEGORY
        limits = wilson(mean, np.where(thin, math.nan, size), quantile)
        spare = np.where(by_gold & (classes >= 2), classes - 1, math.nan)
        informed = [(classes * share - 1) / spare for share in (mean, *limits)]
    names = ("informedness", "informedness_low", "informedness_high")
    return {"accuracy": accuracy, "low": low, "high": high, **dict(zip(names, informed, strict=True))}


def _seconds(column: pd.Series, warnings: list[str]) -> FloatArray:
    from numbers import Real

    import pandas as pd

    is_numeric = pd.api.types.is_numeric_dtype(column.dtype)
    arrived = None if is_numeric else next((value for value in column.dropna() if not isinstance(value, Real)), None)
    if arrived is not None:
        raise TableError("labels", [f"{column.name} must hold numbers of seconds; {arrived!r} arrived."])
    seconds = column.to_numpy(dtype=float, na_value=math.nan)
    impossible = int(np.count_nonzero((seconds <= 0) | np.isinf(seconds)))
    if impossible:
        warnings.append(f"{impossible:,} durations are zero, negative or infinite and are left out of pace.")
    return np.where((seconds > 0) & np.isfinite(seconds), seconds, math.nan)


def _speed(
    item: IntArray, annotator: IntArray, right: IntArray, seconds: FloatArray, people: int, confidence: float
) -> dict[str, FloatArray]:
    timed = ~np.isnan(seconds)
    ratio = ratio_to_others(item[timed], seconds[timed])
    paced = ~np.isnan(ratio)
    who, judged = annotator[timed][paced], right[timed][paced]
    speed = np.exp(medians(who, ratio[paced], people, confidence))

    def share(kind: NDArray[np.bool_]) -> FloatArray:
        with np.errstate(invalid="ignore"):
            both = np.bincount(who, weights=judged >= 0, minlength=people)
            return np.asarray(np.bincount(who, weights=kind, minlength=people) / both)

    return {
        "median_seconds": medians(annotator[timed], seconds[timed], people, confidence)[0],
        "speed_ratio": speed[0], "speed_low": speed[1], "speed_high": speed[2],
        "fast_and_wrong": share((ratio[paced] < 0) & (judged == 0)),
        "slow_and_right": share((ratio[paced] > 0) & (judged == 1)),
    }  # fmt: skip
