"""Is anybody answering without looking? Labels that would agree as well if they were shuffled."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from smo_metrics._coding import factorize, to_domain
from smo_metrics._intervals import FloatArray
from smo_metrics.agreement.inference import check_confidence
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import BreakdownResult
from smo_metrics.errors import SmoError
from smo_metrics.quality._reference import check_size
from smo_metrics.quality._shuffled import against_others, against_truth, chosen, shuffled
from smo_metrics.quality._spammer_score import score_by_chance, score_interval, spammer_score
from smo_metrics.quality._thin_data import FEW_ITEMS

if TYPE_CHECKING:
    import pandas as pd


def spam_scores(
    ratings: Ratings,
    *,
    truth: Mapping[Any, Any] | pd.Series | None = None,
    confusion: ArrayLike | None = None,
    confidence: float = 0.95,
) -> BreakdownResult:
    """Find annotators whose labels have nothing to do with the items, the most suspicious first.

    Parameters
    ----------
    ratings : Ratings
        With annotators (not built from counts).
    truth : mapping of item to label, or pandas.Series by item, optional
        Gold labels; items that it lacks, or whose label is None, NaN or blank, have none. Ratings that do not name
        their items count them from 0. It serves annotators with 30 or more such items, or with as many as they share
        with others; the rest are compared with the other annotators of the item, as all are without it.
    confusion : array-like of shape (annotators, q, q), optional
        Instead of `truth`: each annotator's probabilities of a label (columns) given the true category (rows), as a
        consensus estimates them, in the order of ``ratings.annotators`` and ``ratings.categories``. A row of NaN is a
        category that the annotator never met. It gives `score` only, without interval: how sure such a table is
        cannot be seen in it.
    confidence : float
        Nominal coverage of each annotator's own intervals.

    Returns
    -------
    BreakdownResult
        `annotator`, `labels`; `basis` (``truth`` or ``others``) and `items` compared.
        `agreement` with the true label, or mean share of the others who gave the same label; `by_chance`, what it
        would be if the annotator's labels were shuffled over the same items; `beyond_chance`, the difference over
        1 - by_chance; `p_value`, one-sided: how often shuffled labels agree as well. A small one says that they look.
        `score` (Raykar & Yu): 0 if the label does not depend on the true category, 1 if the category determines it
        and no two share a label; `score_by_chance`, its mean if labels were shuffled (with few items well above 0);
        `score_low`, `score_high`, corrected for that. NaN without `confusion` and where the basis is not
        ``truth``, the interval also where a
        true category has fewer than 5 items.
        `commonest`, `commonest_share` and `others_share`: the label chosen most, how often, and how often the others
        chose it on the same items.
        `status`: ``ok``; ``too_few_items`` (fewer than 30; no p-value and no interval); ``one_label`` (always the same
        label, which shuffling does not change: no p-value and no interval); ``too_few_minority_items`` (fewer than five
        matches are to be expected by chance on categories other than the commonest: no p-value); ``no_reference``.
        Ordered by `beyond_chance`, lowest first.

    Raises
    ------
    SmoError
        Ratings of counts only; both `truth` and `confusion`; a true label that is no category; a confusion of another
        shape, or with rows that are no probabilities; no labels; too many annotators and categories.

    Notes
    -----
    What this cannot tell: somebody who looks and errs systematically (swapping two categories) gets a high score, for
    their labels can be put right; somebody who copies another's labels, or a pool of spammers who share a habit, seem
    to look as long as only others are compared; a large p-value on items that are nearly all alike says little, for
    then everybody's labels agree by chance; and an unclear item makes good annotators look worse, not spammers.
    The p-value uses the exact mean and variance over all shuffles (Hoeffding 1951) and the normal law, less half a step
    of the agreement; for people who label blindly it is below .05 in 0 to 5 % of samples, most often below where there
    are two categories (20,000 simulated samples a setting, 30 to 120 items).

    References
    ----------
    Raykar & Yu (2012), Journal of Machine Learning Research 13, sec. 3, for the score; Hoeffding (1951), Annals of
    Mathematical Statistics 22, for shuffled labels; Yates (1934), Supplement to the JRSS 1, for the half step.

    Examples
    --------
    >>> ratings = Ratings.from_wide([["x", "x", "y"], ["y", "y", "y"], ["x", "x", "x"], ["y", "y", "x"]])
    >>> spam_scores(ratings, truth={0: "x", 1: "y", 2: "x", 3: "y"}).to_frame()["score"].tolist()
    [0.0, 1.0, 1.0]
    """
    import pandas as pd

    check_confidence(confidence)
    if truth is not None and confusion is not None:
        raise SmoError("both truth and confusion arrived. Give one: they answer the same question.")
    if not ratings.labels:
        raise SmoError("the ratings hold no labels. Give some.")
    people, q = len(ratings.annotators), len(ratings.categories)
    check_size(people, q)
    given = np.bincount(ratings.codes.annotator * q + ratings.codes.label, minlength=people * q).reshape(people, q)
    commonest, everyone = given.argmax(axis=1), np.arange(people)
    others = against_others(ratings)
    compared, score, chance = others, np.full(people, math.nan), np.full(people, math.nan)
    low, high, by_truth = chance, chance, np.zeros(people, dtype=bool)
    if truth is not None:
        counts = _confusion(ratings, truth)
        known = against_truth(counts)
        by_truth = (known.items >= FEW_ITEMS) | (known.items >= others.items) & (known.items > 0)
        compared = chosen(by_truth, known, others)
        counts[~by_truth] = 0
        met = counts.sum(axis=2, keepdims=True)
        score = spammer_score(np.divide(counts, met, out=np.full(counts.shape, math.nan), where=met > 0))
        chance, (low, high) = score_by_chance(counts), score_interval(counts, confidence)
    elif confusion is not None:
        score = spammer_score(_checked(confusion, people, q))
    agreement, by_chance, p_value = shuffled(compared)
    status = np.select(
        [
            compared.items == 0,
            np.count_nonzero(compared.given, axis=1) == 1,
            compared.items < FEW_ITEMS,
            np.isnan(p_value),
        ],
        ["no_reference", "one_label", "too_few_items", "too_few_minority_items"],
        "ok",
    )
    unsure = ~np.isin(status, ("ok", "too_few_minority_items"))
    with np.errstate(invalid="ignore", divide="ignore"):
        frame = pd.DataFrame(
            {
                "annotator": list(ratings.annotators),
                "labels": given.sum(axis=1),
                "basis": np.where(by_truth, "truth", "others"),
                "items": compared.items.astype(int),
                "agreement": agreement,
                "by_chance": by_chance,
                "beyond_chance": (agreement - by_chance) / (1 - by_chance),
                "p_value": np.where(unsure, math.nan, p_value),
                "score": score,
                "score_low": np.where(unsure, math.nan, low),
                "score_high": np.where(unsure, math.nan, high),
                "score_by_chance": chance,
                "commonest": [ratings.categories[k] for k in commonest],
                "commonest_share": given[everyone, commonest] / given.sum(axis=1),
                "others_share": others.reference[everyone, commonest] / others.items,
                "status": status,
            }
        )
    frame = frame.sort_values("beyond_chance", kind="stable").reset_index(drop=True)
    return BreakdownResult("spam_scores", frame, ratings.warnings)


def _confusion(ratings: Ratings, truth: Mapping[Any, Any] | pd.Series) -> FloatArray:
    import pandas as pd

    if not isinstance(truth, Mapping | pd.Series):
        raise SmoError(
            f"truth must be a mapping of item to label, or a Series by item; a {type(truth).__name__} arrived."
        )
    codes, people, q = ratings.codes, len(ratings.annotators), len(ratings.categories)
    series = truth if isinstance(truth, pd.Series) else pd.Series(dict(truth), dtype=object)
    if not series.index.is_unique:
        raise SmoError("truth: an item has two true labels. Keep one.")
    items = range(int(codes.item.max(initial=-1)) + 1) if ratings.item_ids is None else list(ratings.item_ids)
    try:
        of_item, values = factorize(series.reindex(items))
    except TypeError:
        raise SmoError("truth: a label is a list. Give each item one name or number.") from None
    true = to_domain(of_item, values, ratings.categories, ())[0][codes.item]
    if not np.any(true >= 0):
        raise SmoError("truth: none of its items is among the rated items. Name items as the ratings do.")
    key = ((codes.annotator * q + true) * q + codes.label)[true >= 0]
    return np.bincount(key, minlength=people * q * q).reshape(people, q, q).astype(np.float64)


def _checked(confusion: ArrayLike, people: int, q: int) -> FloatArray:
    shares = np.asarray(confusion, dtype=float)
    if shares.shape != (people, q, q):
        raise SmoError(
            f"confusion must have the shape (annotators, categories, categories) = {(people, q, q)}; "
            f"{shares.shape} arrived."
        )
    met = ~np.isnan(shares).any(axis=2)
    if (shares[met] < 0).any() or not np.allclose(shares[met].sum(axis=1), 1, atol=1e-6):
        raise SmoError("confusion: every row must hold probabilities that add up to 1, or be NaN throughout.")
    return shares
