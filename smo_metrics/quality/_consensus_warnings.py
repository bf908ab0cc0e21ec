"""What a reader should know before acting on a consensus."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from smo_metrics._coding import IntArray
from smo_metrics._intervals import FloatArray
from smo_metrics.quality._votes import Solution, leading
from smo_metrics.quality.consensus_result import Method

_FEW_LABELS = 10  # for each row that is estimated: below it, fits are often worse than the majority (simulated)
_MANY_CHANGES = 0.1  # of 195 simulated fits worse than the majority by 5 points, 162 changed more labels than this


def about_items(
    method: Method, plain: FloatArray, found: Solution, label: IntArray, item_labels: FloatArray
) -> Iterator[str]:
    """Say what the items' labels and probabilities do not tell."""
    items = len(label)
    if not found.converged:
        yield (
            f"not converged after {found.iterations} iterations: labels and probabilities may still move. "
            "Raise max_iterations."
        )
    tied = np.count_nonzero(label < 0)
    if tied:
        yield f"{tied} of {items} items are tied between categories and have no label."
    single = np.count_nonzero(item_labels == 1)
    if single and method in ("majority", "weighted_majority"):
        yield f"{single} of {items} items have one label: it is the consensus, and its probability of 1 says nothing."
    majority = leading(plain)
    changed = np.count_nonzero((majority >= 0) & (label != majority))
    if changed > _MANY_CHANGES * items:
        yield (
            f"{changed} of {items} items get another label than their majority's. Fits that are worse than the "
            "majority look like this: check some of them against gold labels, or compare with the majority."
        )


def about_annotators(method: Method, own: FloatArray, shared: FloatArray, q: int) -> Iterator[str]:
    """Say of how many annotators little or nothing is known."""
    alone = np.count_nonzero((own > 0) & (shared == 0))
    if alone:
        yield (
            f"{alone} of {len(own)} annotators share no item with another: nothing can be said of their accuracy, and "
            "the consensus on their items is their label."
        )
    if len(own) == 2:
        yield "with two annotators nobody can tell who is right where they differ: the model trusts one of them."
    least = _FEW_LABELS * (q if method == "dawid_skene" else 1)
    few = np.count_nonzero((shared > 0) & (shared < least))
    if few:
        yield (
            f"{few} of {len(own)} annotators gave fewer than {least} labels on shared items: what is estimated for "
            "them is uncertain" + (", and method='one_coin' is the safer choice." if method == "dawid_skene" else ".")
        )
