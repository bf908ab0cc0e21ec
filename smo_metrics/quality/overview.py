"""Are the labels right, who needs what, and what should an expert look at? All of label quality from one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from smo_metrics._coding import natural_order
from smo_metrics._json import SCHEMA
from smo_metrics.agreement._layouts import check_columns
from smo_metrics.agreement.inference import check_confidence
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.agreement.results import BreakdownResult
from smo_metrics.quality._gold_codes import code_cells, gold_of_rows
from smo_metrics.quality.adjudication import to_adjudicate
from smo_metrics.quality.annotator_quality import annotator_quality
from smo_metrics.quality.consensus import consensus
from smo_metrics.quality.consensus_result import ConsensusResult, Method
from smo_metrics.quality.gold import GoldAccuracyResult, gold_accuracy
from smo_metrics.quality.spam import spam_scores

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class LabelQuality:
    """Everything that labels say about their own quality.

    Attributes
    ----------
    gold : GoldAccuracyResult or None
        None where no item has a gold label.
    people : BreakdownResult
        `annotator_quality`.
    spam : BreakdownResult
        `spam_scores`: against gold labels where there are any, else against the other annotators.
    consensus : ConsensusResult
    adjudicate : BreakdownResult
        `to_adjudicate` of the items without a gold label, all of them, most urgent first; it expects errors among
        these alone.
    """

    gold: GoldAccuracyResult | None
    people: BreakdownResult
    spam: BreakdownResult
    consensus: ConsensusResult
    adjudicate: BreakdownResult

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {
            "schema": SCHEMA,
            "gold": self.gold.to_dict() if self.gold else None,
            "people": self.people.to_dict(),
            "spam": self.spam.to_dict(),
            "consensus": self.consensus.to_dict(),
            "adjudicate": self.adjudicate.to_dict(),
        }


def label_quality(
    table: pd.DataFrame,
    *,
    item: str = "item_id",
    annotator: str = "annotator_id",
    label: str = "label",
    cluster: str | None = None,
    categories: Sequence[Any] | None = None,
    method: Method = "majority",
    confidence: float = 0.95,
) -> LabelQuality:
    """See at once how right the labels are, who needs coaching, and which items an expert should settle.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a label, each (item, annotator) once; columns `gold_label` and `duration_seconds` are used where
        they are there. A gold label on one of an item's rows holds for all of them.
    item, annotator, label : str
        Columns.
    cluster : str, optional
        Of `gold_accuracy`: the column whose values hang together; without it the item.
    categories : sequence, optional
        The category domain, in order; without it every label and gold label found.
    method : {"majority", "weighted_majority", "dawid_skene", "one_coin"}
        Of `consensus`.
    confidence : float
        Nominal coverage of each interval.

    Raises
    ------
    SmoError
        As the functions behind it.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"item_id": list("aabbcc"), "annotator_id": [1, 2] * 3, "label": list("xxxyyy")})
    >>> label_quality(rows).adjudicate.to_frame()["item"][0]
    'b'
    """
    check_confidence(confidence)
    check_columns(table, (item, annotator, label))
    truth = _truth(table, item, label)
    golden = truth is not None
    ratings = Ratings.from_long(table, item=item, annotator=annotator, label=label, categories=categories)
    noticed = ratings.warnings
    if categories is None:
        categories = ratings.categories
        strange = set() if truth is None else set(truth) - set(categories)
        if strange:
            categories = natural_order({*categories, *strange})
            ratings = Ratings.from_long(table, item=item, annotator=annotator, label=label, categories=categories)
    gold = None
    if golden:
        gold = gold_accuracy(
            table,
            item=item,
            annotator=annotator,
            label=label,
            cluster=cluster,
            categories=categories,
            confidence=confidence,
        )
    settled = consensus(ratings, method=method)
    settled = replace(settled, warnings=tuple(dict.fromkeys((*noticed, *settled.warnings))))
    return LabelQuality(
        gold=gold,
        people=annotator_quality(
            table,
            item=item,
            annotator=annotator,
            label=label,
            gold="gold_label" if golden else None,
            duration="duration_seconds" if "duration_seconds" in table.columns else None,
            categories=categories,
            confidence=confidence,
        ),
        spam=spam_scores(ratings, truth=truth, confidence=confidence),
        consensus=settled,
        adjudicate=to_adjudicate(settled if truth is None else _without(settled, truth)),
    )


def _truth(table: pd.DataFrame, item: str, label: str) -> pd.Series | None:
    """Gold label by item, of the items that have a label; None without any."""
    import pandas as pd

    if "gold_label" not in table.columns:
        return None
    check_columns(table, ("gold_label",))
    codes, values = gold_of_rows(table, item, "gold_label")
    held = (codes >= 0) & (code_cells(table, label)[0] >= 0)
    if not held.any():
        return None
    rows = pd.Series(codes[held], index=pd.Index(table.loc[held, item], dtype=object))
    return rows[~rows.index.duplicated()].map(dict(enumerate(values)))


def _without(settled: ConsensusResult, truth: pd.Series) -> ConsensusResult:
    """Leave out the items whose label is known; what the consensus warns of all items is said there."""
    import pandas as pd

    open_ = ~pd.Index(settled.items, dtype=object).isin(truth.index)
    return replace(
        settled,
        items=settled.items[open_],
        labels=settled.labels[open_],
        probabilities=settled.probabilities[open_],
        item_labels=settled.item_labels[open_],
        agreement=settled.agreement[open_],
        warnings=(),
    )
