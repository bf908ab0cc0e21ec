"""Which label is each item to get? Majority, weighted majority, and models of who errs how (Dawid & Skene 1979)."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from smo_metrics._intervals import FloatArray
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.errors import SmoError
from smo_metrics.quality._consensus_warnings import about_annotators, about_items
from smo_metrics.quality._dawid_skene import confusion_of, fit, mean_probability
from smo_metrics.quality._votes import (
    Solution,
    Votes,
    agreement_with,
    cast_ratings,
    leading,
    one_hot,
    shares,
    weighted,
)
from smo_metrics.quality._warm_start import resumed
from smo_metrics.quality.consensus_result import ConsensusResult, Method, Status, named

_LEAST_MET = 0.5
_MOST_CELLS = 2**27


def consensus(
    ratings: Ratings,
    *,
    method: Method = "majority",
    max_iterations: int = 1000,
    tolerance: float = 1e-5,
    start: ConsensusResult | None = None,
) -> ConsensusResult:
    """Settle the label of each item, and see whose labels to trust, from several annotators' labels without gold.

    Parameters
    ----------
    ratings : Ratings
        Items without a label get no row. Ratings that hold only counts have a majority, and no more.
    method : {"majority", "weighted_majority", "dawid_skene", "one_coin"}
        ``majority``: the commonest label. ``weighted_majority``: each annotator weighted by the share of labels that
        equal the consensus, repeated until no label changes. ``dawid_skene``: the most probable category where each
        annotator has a confusion matrix of their own. ``one_coin``: the same where each annotator has one accuracy
        and the wrong labels are equally likely; the safer choice with few labels an annotator.
    max_iterations : int
        Where the iterations stop at the latest; not for ``majority``.
    tolerance : float
        Dawid-Skene and one-coin have converged when an iteration moves no probability by more than this, nor the
        log-likelihood by more than this share of it. Where convergence is slow, the probability that is still
        furthest from its limit can be some hundred times as far away as it last moved.
    start : ConsensusResult, optional
        A former result, by any method, to start Dawid-Skene or one-coin from when some labels were added: its class
        shares and its annotators' confusion (or accuracy), by name. New annotators start from all former ones together.
        It spares iterations where a few items in a hundred are new, not where many are.

    Returns
    -------
    ConsensusResult
        Status ``no_labels`` with no row where there is nothing, ``one_annotator`` where there is nobody to agree
        with. An item whose best categories are equally probable (to within .0001) has no label: None.

    Raises
    ------
    SmoError
        An unknown method, bad options, a start for a method that has none, ratings with only counts where annotators
        must be known, more categories than memory holds.

    Notes
    -----
    The models take annotators to err independently of one another once the true category is known. Where they share
    a wrong reading of the guideline, the consensus shares it, and probabilities come out too near 1 (on the published
    textual entailment labels, Dawid-Skene expects 7 wrong items of 800 where 58 are). Check a sample against gold.
    The likelihood may have several maxima; the start from vote shares is that of the paper, and finds the one that
    means what the annotators mean as long as most labels of each category are right. Where labels are evenly split
    between two readings, neither is likelier, and rounding decides which one is found. Nothing is smoothed. An
    annotator who met no item of a category tells nothing about it.

    References
    ----------
    Dawid & Skene (1979), Applied Statistics 28, eqs. 2.3-2.5 and 3.1; Zhang, Chen, Zhou & Jordan (2016), Journal of
    Machine Learning Research 17(102), section 2 (one-coin); Ustalov, Pavlichenko & Tseitlin (2024), Journal of Open
    Source Software 9(96), 6227 (worker agreement with aggregate: the first round of ``weighted_majority``).

    Examples
    --------
    >>> ratings = Ratings.from_wide([["spam", "spam", "ok"], ["ok", "ok", "ok"], ["spam", "ok", None]])
    >>> result = consensus(ratings)
    >>> result.labels.tolist(), result.ties
    (['spam', 'ok', None], 1)
    """
    _check(ratings, method, max_iterations, tolerance, start)
    if not ratings.labels:
        return _nothing(ratings, method)
    items, votes = cast_ratings(ratings)
    plain = shares(votes)
    if method == "majority":
        found = Solution(plain)
    elif method == "weighted_majority":
        found = weighted(votes, max_iterations)
    else:
        first = plain if start is None else resumed(votes, ratings.annotators, ratings.categories, start)
        found = fit(votes, first, method, max_iterations=max_iterations, tolerance=tolerance)
    return _result(ratings, method, items, votes, plain, found)


def _check(
    ratings: Ratings, method: str, max_iterations: int, tolerance: float, start: ConsensusResult | None
) -> None:
    if method not in get_args(Method):
        raise SmoError(f"method must be one of {', '.join(get_args(Method))}; {method!r} arrived.")
    if isinstance(max_iterations, bool) or not isinstance(max_iterations, Integral) or max_iterations < 1:
        raise SmoError(f"max_iterations must be a whole number of 1 or more; {max_iterations!r} arrived.")
    if not isinstance(tolerance, Real) or not 0 <= tolerance < 1:
        raise SmoError(f"tolerance must be a number from 0 to below 1, for example 1e-5; {tolerance!r} arrived.")
    if start is not None and not isinstance(start, ConsensusResult):
        raise SmoError(f"start must be what consensus returned; a {type(start).__name__} arrived.")
    if start is not None and method not in ("dawid_skene", "one_coin"):
        raise SmoError(f"start serves dawid_skene and one_coin; method {method!r} starts from nothing. Leave it out.")
    if method != "majority" and ratings.labels and not ratings.annotators:
        raise SmoError(
            f"method {method!r} must know who gave which label, and these ratings hold only counts per item. "
            "Build them with Ratings.from_long or Ratings.from_wide, or use method='majority'."
        )
    q = len(ratings.categories)
    cells = max(ratings.items * q, len(ratings.annotators) * q * q if method == "dawid_skene" else 0)
    if cells > _MOST_CELLS:
        raise SmoError(
            f"{q:,} categories for {ratings.items:,} items and {len(ratings.annotators):,} annotators need "
            f"{cells:,} probabilities. Group the labels into fewer categories."
        )


def _result(
    ratings: Ratings, method: Method, items: NDArray[Any], votes: Votes, plain: FloatArray, found: Solution
) -> ConsensusResult:
    annotators, label = len(ratings.annotators), leading(found.probabilities)
    item_labels = votes.over_items(np.ones(len(votes.label)))
    own = votes.over_annotators(votes.over_columns(np.ones(len(items))))[:annotators]
    shared = votes.over_annotators(votes.over_columns((item_labels > 1).astype(float)))[:annotators]
    by_model = method in ("dawid_skene", "one_coin")
    accuracy = (mean_probability(votes, found.probabilities) if by_model else agreement_with(votes, label))[:annotators]
    confusion = expected = None
    if method == "dawid_skene":
        confusion, expected = confusion_of(votes, found.probabilities)
        confusion[(expected < _LEAST_MET) | (shared == 0)[:, None]] = np.nan
    warnings = [*ratings.warnings, *about_items(method, plain, found, label, item_labels)]
    if method != "majority":
        warnings += about_annotators(method, own, shared, votes.categories)
    status: Status = "one_annotator" if annotators == 1 else "ok" if found.converged else "not_converged"
    return ConsensusResult(
        method=method,
        status=status,
        categories=ratings.categories,
        items=items,
        labels=named(ratings.categories, label),
        probabilities=found.probabilities,
        item_labels=item_labels.astype(np.int64),
        agreement=np.where(label < 0, np.nan, (plain * one_hot(label, votes.categories)).sum(axis=1)),
        class_shares=found.probabilities.mean(axis=0),
        annotators=ratings.annotators,
        accuracy=np.where(shared > 0, accuracy, np.nan),
        annotator_labels=own.astype(np.int64),
        shared_labels=shared.astype(np.int64),
        confusion=confusion,
        expected_labels=expected,
        log_likelihood=found.log_likelihood,
        iterations=found.iterations,
        converged=found.converged,
        warnings=tuple(warnings),
    )


def _nothing(ratings: Ratings, method: Method) -> ConsensusResult:
    q, none, no_count = len(ratings.categories), np.empty(0), np.empty(0, dtype=np.int64)
    return ConsensusResult(
        method=method,
        status="no_labels",
        categories=ratings.categories,
        items=np.empty(0, dtype=object),
        labels=np.empty(0, dtype=object),
        probabilities=np.empty((0, q)),
        item_labels=no_count,
        agreement=none,
        class_shares=np.full(q, np.nan),
        annotators=(),
        accuracy=none,
        annotator_labels=no_count,
        shared_labels=no_count,
        confusion=None,
        expected_labels=None,
        log_likelihood=(),
        iterations=0,
        converged=True,
        warnings=(*ratings.warnings, "there are no labels, and so no consensus."),
    )
