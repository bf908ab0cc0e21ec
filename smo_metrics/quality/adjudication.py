"""Which items should an expert look at first? Those whose consensus label is most likely to be wrong."""

from __future__ import annotations

from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics._coding import IntArray
from smo_metrics._intervals import FloatArray
from smo_metrics.agreement.results import BreakdownResult
from smo_metrics.errors import SmoError
from smo_metrics.quality._votes import most_probable
from smo_metrics.quality.consensus_result import ConsensusResult

_DIGITS = 12
_OF_VOTES = "probabilities are shares of votes: they rank the items, but do not forecast how many are wrong."
_OF_MODELS = (
    "the model takes annotators to err independently. Where they err alike, more labels are wrong than "
    "expected_errors_removed says."
)


def to_adjudicate(result: ConsensusResult, *, top: int | None = None) -> BreakdownResult:
    """Choose the items that an expert should look at first, by what a look is expected to mend.

    Parameters
    ----------
    result : ConsensusResult
        By any method; Dawid-Skene and one-coin rank by probabilities, majority only by vote shares.
    top : int, optional
        How many items to give; without it all of them.

    Returns
    -------
    BreakdownResult
        Columns `item`; `label` (None where tied); `probability`; `runner_up` and `runner_up_probability`; `tied` (the
        categories that share the highest probability, as text; empty where there is one); `labels` (on the item);
        `expected_errors_removed`: wrong labels expected among this item and all above it, the sum of
        ``1 - probability``. Ranked by ``1 - probability``, then by the entropy of all categories, then fewer labels
        first, then in the order of the result's items. Without labels, no rows.

    Raises
    ------
    SmoError
        `top` is no whole number of 1 or more.

    Notes
    -----
    The expected errors are as good as the probabilities. Vote shares are not calibrated, and a single label has
    the share 1, so that such items come last though nobody checked them. Models are too sure where annotators do not
    err independently: on the published textual entailment labels (Snow et al. 2008), Dawid-Skene expects 7 wrong
    items where 58 are wrong, and its first 100 of 800 items hold 26 of those (one-coin 31).

    References
    ----------
    Dawid & Skene (1979), Applied Statistics 28, eq. 2.5, for the probabilities; Shannon (1948) for the entropy.

    Examples
    --------
    >>> from smo_metrics.agreement import Ratings
    >>> from smo_metrics.quality.consensus import consensus
    >>> ratings = Ratings.from_wide([["x", "x", "x"], ["x", "y", "y"], ["x", "y", None]])
    >>> to_adjudicate(consensus(ratings), top=2).to_frame()[["item", "label", "tied"]].to_numpy().tolist()
    [[2, None, 'x, y'], [1, 'y', '']]
    """
    if top is not None and (isinstance(top, bool) or not isinstance(top, Integral) or top < 1):
        raise SmoError(f"top must be a whole number of 1 or more, or None for all items; {top!r} arrived.")
    frame = result.to_frame()
    risk = 1 - frame["probability"].to_numpy()
    keys = (result.item_labels, -_entropy(result.probabilities).round(_DIGITS), -risk.round(_DIGITS))
    order = np.lexsort(keys)
    first = order[:top]
    table = frame.drop(columns="agreement").iloc[first].reset_index(drop=True)
    table.insert(5, "tied", _tied(result, first))
    table["expected_errors_removed"] = risk[first].cumsum()
    by_votes = result.method in ("majority", "weighted_majority")
    return BreakdownResult("to_adjudicate", table, (*result.warnings, _OF_VOTES if by_votes else _OF_MODELS))


def _entropy(probabilities: FloatArray) -> FloatArray:
    logs = np.log(probabilities, where=probabilities > 0, out=np.zeros_like(probabilities))
    entropy: FloatArray = -(probabilities * logs).sum(axis=1)
    return entropy


def _tied(result: ConsensusResult, rows: IntArray) -> NDArray[Any]:
    text = np.full(len(rows), "", dtype=object)
    places = np.flatnonzero(np.isnan(result.agreement[rows]))
    distinct, which = np.unique(most_probable(result.probabilities[rows[places]]), axis=0, return_inverse=True)
    names = [", ".join(str(result.categories[k]) for k in np.flatnonzero(tied)) for tied in distinct]
    text[places] = np.array(names, dtype=object)[which.ravel()]
    return text
