"""Which label each item is to get, whose labels to trust, and how much of a delivery to check, as formulas."""

from __future__ import annotations

from typing import get_args

from excel_addin.cells import read_values, write_table
from excel_addin.functions.offered import Range, offered
from excel_addin.labelled import labelled, ratings
from excel_addin.options import needed_number, read_choice, read_number
from excel_addin.parallel import is_left_out
from smo_metrics._coding import natural_order
from smo_metrics.agreement import Ratings
from smo_metrics.errors import SmoError
from smo_metrics.quality import (
    AcceptancePlan,
    ConsensusResult,
    acceptance_plan,
    annotator_quality,
    consensus,
    spam_scores,
    to_adjudicate,
)
from smo_metrics.quality.consensus_result import Method

METHODS = get_args(Method)
_QUALITIES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2)


@offered
def SMO_CONSENSUS(
    labels: Range, items: Range = None, annotators: Range = None, method: Range = None, categories: Range = None
) -> object:
    """Settle the label of each item."""
    return write_table(_consensus(labels, items, annotators, method, categories).to_frame())


@offered
def SMO_TO_ADJUDICATE(
    labels: Range,
    items: Range = None,
    annotators: Range = None,
    method: Range = None,
    top: Range = None,
    categories: Range = None,
) -> object:
    """Choose the items that an expert should look at first."""
    listed = read_number("top", top)
    return write_table(to_adjudicate(_consensus(labels, items, annotators, method, categories), top=listed).to_frame())


@offered
def SMO_ANNOTATOR_QUALITY(
    labels: Range, items: Range, annotators: Range, gold: Range = None, seconds: Range = None
) -> object:
    """How often each annotator is right, what they choose too often, how fast they are."""
    columns = {"labels": labels, "items": items, "annotators": annotators, "gold": gold, "seconds": seconds}
    frame = labelled(columns, needed=("labels", "items", "annotators")).frame
    there = {name: name if name in frame else None for name in ("gold_label", "duration_seconds")}
    quality = annotator_quality(frame, item="unit", gold=there["gold_label"], duration=there["duration_seconds"])
    return write_table(quality.to_frame())


@offered
def SMO_SPAM_SCORES(labels: Range, items: Range = None, annotators: Range = None, gold: Range = None) -> object:
    """Whose labels have nothing to do with the items."""
    if is_left_out(gold):
        return write_table(spam_scores(ratings(labels, items, annotators, None)).to_frame())
    columns = {"labels": labels, "gold": gold, "items": items, "annotators": annotators}
    frame = labelled(columns, needed=tuple(columns)).frame
    known = frame[["unit", "gold_label"]].dropna().drop_duplicates().set_index("unit")["gold_label"]
    domain = natural_order({*frame["label"], *known})
    rated = Ratings.from_long(frame, item="unit", categories=domain)
    return write_table(spam_scores(rated, truth=known).to_frame())


@offered
def SMO_ACCEPTANCE_PLAN(
    aql: Range,
    rql: Range,
    producer_risk: Range = None,
    consumer_risk: Range = None,
    lot_size: Range = None,
    defect_shares: Range = None,
) -> object:
    """How much of a delivery to check, and how often deliveries then pass."""
    plan = acceptance_plan(
        aql=needed_number("aql", aql),
        rql=needed_number("rql", rql),
        producer_risk=read_number("producer_risk", producer_risk, 0.05),
        consumer_risk=read_number("consumer_risk", consumer_risk, 0.1),
        lot_size=read_number("lot_size", lot_size),
    )
    return _with_characteristic(plan, read_values("defect_shares", defect_shares))


def _consensus(labels: Range, items: Range, annotators: Range, method: Range, categories: Range) -> ConsensusResult:
    chosen = read_choice("method", method, METHODS, "majority")
    return consensus(ratings(labels, items, annotators, categories), method=chosen)


def _with_characteristic(plan: AcceptancePlan, further: list[object]) -> object:
    """Show the plan beside how often it lets deliveries of each quality pass."""
    if not all(isinstance(share, float) for share in further):
        raise SmoError("defect_shares are numbers from 0 to 1. Select cells that hold such numbers.")
    frame = plan.operating_characteristic(sorted({plan.aql, plan.rql, *_QUALITIES, *further}))
    for place, name in enumerate(("n", "c", "producer_risk", "consumer_risk")):
        frame.insert(place, name, getattr(plan, name))
    return write_table(frame)
