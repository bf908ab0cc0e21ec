"""What `consensus` returns: each item's label and how probable it is, and how far each annotator is to be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from smo_metrics._coding import IntArray
from smo_metrics._intervals import FloatArray
from smo_metrics._json import SCHEMA, records, to_json

if TYPE_CHECKING:
    import pandas as pd

Method = Literal["majority", "weighted_majority", "dawid_skene", "one_coin"]
Status = Literal["ok", "no_labels", "one_annotator", "not_converged"]


@dataclass(frozen=True, slots=True, eq=False)
class ConsensusResult:
    """One label an item, with the evidence for it.

    Attributes
    ----------
    method : str
        ``majority``, ``weighted_majority``, ``dawid_skene`` or ``one_coin``.
    status : str
        ``ok``; ``no_labels``; ``one_annotator`` (nobody to agree with: the labels are that annotator's);
        ``not_converged`` (probabilities may still move).
    categories : tuple
        The category domain, in order.
    items : ndarray of shape (items,)
        Names of the items that have a label (their numbers where the ratings hold no names).
    labels : ndarray of shape (items,)
        The most probable category; None where several are equally probable (tied).
    probabilities : ndarray of shape (items, categories)
        Vote shares, weighted vote shares, or the model's probability of each true category. Never NaN.
    item_labels : ndarray of shape (items,)
        How many labels the item has.
    agreement : ndarray of shape (items,)
        Share of them that equal the consensus label; NaN where tied.
    class_shares : ndarray of shape (categories,)
        Mean of `probabilities`: how common each category is. NaN without labels.
    annotators : tuple
        Empty where the ratings hold only counts.
    accuracy : ndarray of shape (annotators,)
        Majority and weighted majority: share of the annotator's labels that equal the consensus, tied items apart.
        Dawid-Skene and one-coin: share expected to be right. The annotator's own label has a say in the consensus,
        which flatters. NaN where nobody else labelled any of the same items.
    annotator_labels, shared_labels : ndarray of shape (annotators,)
        Labels of each annotator, and those on items that somebody else labelled too.
    confusion : ndarray of shape (annotators, categories, categories) or None
        Probability of each label (last axis) given the true category (middle axis); only Dawid-Skene estimates it.
        A row is NaN where the annotator met fewer than half an item of that category, by expectation, or where nobody
        else labelled any of the same items.
    expected_labels : ndarray of shape (annotators, categories) or None
        Labels behind each row of `confusion`, by expectation: a row that rests on three labels tells little.
    log_likelihood : tuple of float
        After each iteration; never falls. Empty for majority and weighted majority.
    iterations : int
    converged : bool
        Whether the iterations ended by themselves.
    warnings : tuple of str
        What a reader should know before acting on it.
    """

    method: Method
    status: Status
    categories: tuple[Any, ...]
    items: NDArray[Any]
    labels: NDArray[Any]
    probabilities: FloatArray
    item_labels: IntArray
    agreement: FloatArray
    class_shares: FloatArray
    annotators: tuple[Any, ...]
    accuracy: FloatArray
    annotator_labels: IntArray
    shared_labels: IntArray
    confusion: FloatArray | None
    expected_labels: FloatArray | None
    log_likelihood: tuple[float, ...]
    iterations: int
    converged: bool
    warnings: tuple[str, ...] = ()

    @property
    def ties(self) -> int:
        """Items without a label because several categories are equally probable."""
        return int(np.count_nonzero(np.isnan(self.agreement)))

    def to_frame(self) -> pd.DataFrame:
        """One row an item: `item`, `label`, `probability`, `runner_up`, `runner_up_probability`, `labels`, `agreement`.

        The runner-up is the second most probable category, None where none other has any probability. Where several
        are equally probable, neither `label` nor `runner_up` is given: both are None.
        """
        import pandas as pd

        rows = np.arange(len(self.items))
        rest = self.probabilities.copy()
        if rest.size:
            rest[rows, rest.argmax(axis=1)] = -1.0
        second = rest.argmax(axis=1) if rest.size else rows
        nobody = np.isnan(self.agreement) | (rest.max(axis=1, initial=0.0) <= 0)
        return pd.DataFrame(
            {
                "item": self.items,
                "label": pd.Series(self.labels, dtype=object),
                "probability": self.probabilities.max(axis=1, initial=0.0),
                "runner_up": pd.Series(named(self.categories, np.where(nobody, -1, second)), dtype=object),
                "runner_up_probability": rest.max(axis=1, initial=0.0),
                "labels": self.item_labels,
                "agreement": self.agreement,
            }
        )

    def annotator_frame(self) -> pd.DataFrame:
        """One row an annotator: `annotator`, `labels`, `shared_labels`, `accuracy`."""
        import pandas as pd

        return pd.DataFrame(
            {
                "annotator": pd.Series(list(self.annotators), dtype=object),
                "labels": self.annotator_labels,
                "shared_labels": self.shared_labels,
                "accuracy": self.accuracy,
            }
        )

    def confusion_frame(self) -> pd.DataFrame:
        """One row an annotator, true category and label: `annotator`, `category`, `label`, `share`, `expected_labels`.

        `expected_labels` are those behind the share's row. Empty for methods other than Dawid-Skene.
        """
        import pandas as pd

        columns = ("annotator", "category", "label", "share", "expected_labels")
        if self.confusion is None or self.expected_labels is None:
            return pd.DataFrame({name: pd.Series(dtype=object if name in columns[:3] else float) for name in columns})
        annotator, category, label = np.indices(self.confusion.shape).reshape(3, -1)
        values = (
            pd.Series(named(self.annotators, annotator), dtype=object),
            pd.Series(named(self.categories, category), dtype=object),
            pd.Series(named(self.categories, label), dtype=object),
            self.confusion.ravel(),
            np.repeat(self.expected_labels.ravel(), len(self.categories)),
        )
        return pd.DataFrame(dict(zip(columns, values, strict=True)))

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {
            "schema": SCHEMA,
            "method": self.method,
            "status": self.status,
            "categories": to_json(self.categories),
            "class_shares": to_json(self.class_shares.tolist()),
            "items": records(self.to_frame()),
            "ties": self.ties,
            "annotators": records(self.annotator_frame()),
            "confusion": records(self.confusion_frame()),
            "log_likelihood": list(self.log_likelihood),
            "iterations": self.iterations,
            "converged": self.converged,
            "warnings": list(self.warnings),
        }


def named(names: tuple[Any, ...], codes: IntArray) -> NDArray[Any]:
    """Names for codes; None for -1. Names may be of any kind, tuples too."""
    lookup = np.empty(len(names) + 1, dtype=object)
    for place, name in enumerate(names):
        lookup[place] = name
    return lookup[codes]
