"""Expectation-maximisation for Dawid & Skene (1979) and its one-coin form; a step costs labels x categories.

With T the items' posterior (items x categories), one sparse product gives the expected counts behind every
confusion matrix, another the log-likelihoods behind the next posterior. All functions assume checked input.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from smo_metrics._intervals import FloatArray
from smo_metrics.quality._votes import Solution, Votes

Model = Literal["dawid_skene", "one_coin"]


def fit(votes: Votes, posterior: FloatArray, model: Model, *, max_iterations: int, tolerance: float) -> Solution:
    """Maximise the likelihood from a first posterior.

    Converged where an iteration changes the log-likelihood by no more than `tolerance` of 1 plus its size and no
    probability by more than `tolerance`: the mean gain alone is tiny long before the last items have settled.
    """
    maximise = _log_confusion if model == "dawid_skene" else _log_one_coin
    posterior, trace = posterior.copy(), [-math.inf]
    converged = False
    while len(trace) <= max_iterations and not converged:
        table = maximise(votes, votes.over_columns(posterior))
        update, likelihood = expect(votes, class_shares(posterior), table)
        difference = np.subtract(update, posterior, out=posterior)
        change = max(difference.max(), -difference.min())
        converged = bool(change <= tolerance and abs(likelihood - trace[-1]) <= tolerance * (1 + abs(likelihood)))
        posterior = update
        trace.append(likelihood)
    return Solution(posterior, len(trace) - 1, converged, tuple(trace[1:]))


def expect(votes: Votes, prior: FloatArray, table: FloatArray) -> tuple[FloatArray, float]:
    """E-step (eq. 2.5): the items' posterior and the log-likelihood, from class shares and a log-confusion a column.

    A row is NaN where no class could have given the item's labels; the M-step's own tables never lead there.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        joint = votes.over_items(table)
        joint += np.log(prior)
        top = joint.max(axis=1)
        joint -= top[:, None]
        np.exp(joint, out=joint)
        total = joint @ np.ones(votes.categories)
        joint /= total[:, None]
        return joint, float((top + np.log(total)).sum())


def confusion_of(votes: Votes, posterior: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Confusion by annotator, true class and label (eq. 2.3), and the expected labels behind each of its rows."""
    counts = votes.over_columns(posterior)
    met = _met(votes, counts)
    confusion = np.zeros((votes.annotators, votes.categories, votes.categories))
    confusion[votes.annotator, :, votes.label] = counts
    with np.errstate(divide="ignore", invalid="ignore"):
        confusion /= met[:, :, None]
    return confusion, met


def mean_probability(votes: Votes, posterior: FloatArray) -> FloatArray:
    """Mean probability of each annotator's own labels: the share of them expected to be right; NaN without labels."""
    return _right(votes, votes.over_columns(posterior))


def class_shares(posterior: FloatArray) -> FloatArray:
    """M-step (eq. 2.4); as a product, since a mean along the long axis takes four times as long."""
    sums: FloatArray = np.ones(len(posterior)) @ posterior
    return sums / len(posterior)


def _log_confusion(votes: Votes, counts: FloatArray) -> FloatArray:
    """M-step (eq. 2.3): log-probability of a column's label for each true class.

    An annotator who met no item of a class tells nothing about it (0 / 0): all labels are taken as equally likely.
    """
    met = _met(votes, counts)[votes.annotator]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(met > 0, np.log(counts / met), -math.log(votes.categories))


def _log_one_coin(votes: Votes, counts: FloatArray) -> FloatArray:
    """M-step of one accuracy an annotator; the wrong labels are equally likely (Zhang et al. 2016, section 2)."""
    right = _right(votes, counts)[votes.annotator]
    table = np.repeat((1 - right) / max(votes.categories - 1, 1), votes.categories).reshape(-1, votes.categories)
    table[np.arange(len(right)), votes.label] = right
    with np.errstate(divide="ignore"):
        logs: FloatArray = np.log(table)
    return logs


def _met(votes: Votes, counts: FloatArray) -> FloatArray:
    """Count the labels that each annotator is expected to have given on items of each true class."""
    return np.column_stack([votes.over_annotators(column) for column in counts.T])


def _right(votes: Votes, counts: FloatArray) -> FloatArray:
    right = votes.over_annotators(votes.own(counts))
    with np.errstate(invalid="ignore"):
        return np.minimum(right / votes.over_annotators(counts.sum(axis=1)), 1.0)
