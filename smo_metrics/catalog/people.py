"""Which label each item is to get, whose labels to trust, and how much of a delivery to check."""

from __future__ import annotations

from smo_metrics.catalog.arguments import (
    ANNOTATOR_COLUMN,
    ANNOTATORS,
    CATEGORIES,
    COLUMN,
    GOLD_COLUMN,
    ITEM_COLUMN,
    ITEMS,
    LABELS,
    RATED,
)
from smo_metrics.catalog.entry import Argument, Entry

_METHOD = Argument(
    "method",
    '"majority" (default), "weighted_majority" (annotators weighted by how often they agree with the consensus), '
    '"dawid_skene" (a model of who errs how) or "one_coin" (the same with one accuracy for each annotator).',
    True,
)
_TOP = Argument("top", "How many items to list. Left out: all of them.", True)
_SOME_GOLD = Argument("gold", GOLD_COLUMN.help, True)
_SECONDS = Argument("seconds", "The seconds spent on each label: one column.", True)
_AQL = Argument("aql", "Acceptable quality level: a share of wrong items that should nearly always pass, such as 0.01.")
_RQL = Argument("rql", "Rejectable quality level: a share of wrong items that should nearly never pass, such as 0.06.")
_PRODUCER = Argument("producer_risk", "Highest probability to reject a delivery at aql. Default 0.05.", True)
_CONSUMER = Argument("consumer_risk", "Highest probability to accept a delivery at rql. Default 0.1.", True)
_LOT = Argument("lot_size", "Items in the delivery. Left out: so many that the number does not matter.", True)
_QUALITIES = Argument(
    "defect_shares", "Further shares of wrong items at which to show how often a delivery passes, 0 to 1.", True
)

PEOPLE: tuple[Entry, ...] = (
    Entry(
        "SMO_CONSENSUS", "smo_metrics.quality:consensus", "quality",
        "The label that each item is to get from several annotators' labels, and how probable it is, as a table. Tied "
        "items get none.",
        (LABELS, ITEMS, ANNOTATORS, _METHOD, CATEGORIES),
        f"=SMO_CONSENSUS({RATED})",
    ),
    Entry(
        "SMO_TO_ADJUDICATE", "smo_metrics.quality:to_adjudicate", "quality",
        "The items that an expert should look at first, by what a look is expected to mend, as a table.",
        (LABELS, ITEMS, ANNOTATORS, _METHOD, _TOP, CATEGORIES),
        f'=SMO_TO_ADJUDICATE({RATED}, "majority", 10)',
    ),
    Entry(
        "SMO_ANNOTATOR_QUALITY", "smo_metrics.quality:annotator_quality", "quality",
        "How often each annotator is right (against gold, else against the others), what they choose too often, and "
        "how fast they are, with intervals, as a table.",
        (COLUMN, ITEM_COLUMN, ANNOTATOR_COLUMN, _SOME_GOLD, _SECONDS),
        f"=SMO_ANNOTATOR_QUALITY({RATED}, Labels[gold_label], Labels[duration_seconds])",
    ),
    Entry(
        "SMO_SPAM_SCORES", "smo_metrics.quality:spam_scores", "quality",
        "Whose labels would agree as well if they were shuffled over the items, most suspicious first, as a table. A "
        "small p_value says that somebody looks.",
        (LABELS, ITEMS, ANNOTATORS, _SOME_GOLD),
        f"=SMO_SPAM_SCORES({RATED}, Labels[gold_label])",
    ),
    Entry(
        "SMO_ACCEPTANCE_PLAN", "smo_metrics.quality:acceptance_plan", "quality",
        "How many items of a delivery to check (n), and how many errors to let pass (c); and how often deliveries of "
        "each quality then pass, as a table.",
        (_AQL, _RQL, _PRODUCER, _CONSUMER, _LOT, _QUALITIES),
        "=SMO_ACCEPTANCE_PLAN(0.01, 0.06)",
    ),
)  # fmt: skip
