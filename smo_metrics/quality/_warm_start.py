"""Where expectation-maximisation starts when a former result is known: labels were added, annotators joined or left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from smo_metrics._coding import IntArray
from smo_metrics._intervals import FloatArray
from smo_metrics.quality._dawid_skene import expect
from smo_metrics.quality._votes import Votes, shares
from smo_metrics.quality.consensus_result import ConsensusResult

_OF_VOTES = 0.01


def resumed(votes: Votes, annotators: Sequence[Any], categories: Sequence[Any], former: ConsensusResult) -> FloatArray:
    """First posterior from a former result's class shares and confusion, matched by annotator's and category's name.

    A hundredth of the vote shares is mixed in: what the former labels made impossible would otherwise stay so
    whatever the new ones say, while what nobody voted for stays as improbable as after a cold start.
    """
    votes_alone = shares(votes)
    if np.isnan(former.accuracy).all():
        return votes_alone
    annotator = _places(annotators, former.annotators)[votes.annotator]
    known = _places(categories, former.categories)
    confusion = _in_categories(former, known)
    with np.errstate(divide="ignore"):
        table = np.log(confusion[annotator, :, votes.label])
    posterior, _ = expect(votes, np.where(known >= 0, former.class_shares[known], 0.0), table)
    posterior = np.where(np.isnan(posterior), votes_alone, posterior)
    return (1 - _OF_VOTES) * posterior + _OF_VOTES * votes_alone


def _places(names: Sequence[Any], among: Sequence[Any]) -> IntArray:
    """Each name's place among others; -1, the last row of any table with one more, where it is new."""
    place = {name: i for i, name in enumerate(among)}
    return np.array([place.get(name, -1) for name in names], dtype=np.int64)


def _in_categories(former: ConsensusResult, known: IntArray) -> FloatArray:
    """Former confusions by the present categories, and one more: what new annotators are taken to be.

    Rows never met are those of all annotators together; where nobody met the class, all labels are equally likely.
    A new category is impossible throughout, so that items with a label of it start from their votes.
    """
    q = len(former.categories)
    confusion = _one_coin(former.accuracy, q) if former.confusion is None else former.confusion
    weights = former.annotator_labels[:, None, None] * ~np.isnan(confusion)
    with np.errstate(invalid="ignore"):
        pooled = (weights * np.nan_to_num(confusion)).sum(axis=0) / weights.sum(axis=0)
    pooled = np.where(np.isnan(pooled), 1 / q, pooled)
    filled = np.concatenate([np.where(np.isnan(confusion), pooled, confusion), pooled[None]])
    both_known = (known[:, None] >= 0) & (known >= 0)
    return np.where(both_known, filled[:, known][:, :, known], 0.0)


def _one_coin(accuracy: FloatArray, q: int) -> FloatArray:
    others = np.repeat((1 - accuracy) / max(q - 1, 1), q * q).reshape(-1, q, q)
    others[:, np.arange(q), np.arange(q)] = accuracy[:, None]
    return others
