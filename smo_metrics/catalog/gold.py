"""Are the labels right, where the right answer is known? Figures from gold items."""

from __future__ import annotations

from smo_metrics.catalog.arguments import ANNOTATORS, CHECKED, COLUMN, GOLD_COLUMN, GROUPS, ITEMS
from smo_metrics.catalog.entry import Argument, Entry

_CHECKED = (COLUMN, GOLD_COLUMN, ITEMS, ANNOTATORS)
_SHARE = Argument("statistic", '"value" (default), "low", "high" (95 % interval), "items" or "labels".', True)

GOLD: tuple[Entry, ...] = (
    Entry(
        "SMO_GOLD_ACCURACY", "smo_metrics.quality:gold_accuracy", "quality",
        "Share of labels on gold items that are right; intervals count items, not labels.",
        (*_CHECKED, _SHARE),
        f"=SMO_GOLD_ACCURACY({CHECKED})",
    ),
    Entry(
        "SMO_GOLD_CLASSES", "smo_metrics.quality:gold_accuracy", "quality",
        "Precision, recall and F1 of each category against gold labels, with intervals, as a table.",
        _CHECKED,
        f"=SMO_GOLD_CLASSES({CHECKED})",
    ),
    Entry(
        "SMO_GOLD_AVERAGES", "smo_metrics.quality:gold_accuracy", "quality",
        "Macro, micro and weighted averages of precision, recall and F1 over categories, with intervals, as a table.",
        _CHECKED,
        f"=SMO_GOLD_AVERAGES({CHECKED})",
    ),
    Entry(
        "SMO_GOLD_ANNOTATORS", "smo_metrics.quality:gold_accuracy", "quality",
        "Each annotator's accuracy on gold items, lowest first, with intervals, as a table.",
        _CHECKED,
        f"=SMO_GOLD_ANNOTATORS({CHECKED})",
    ),
    Entry(
        "SMO_GOLD_BY", "smo_metrics.quality:gold_accuracy_by", "quality",
        "Accuracy on gold items of each queue, region, language or policy version beside all others, lowest first, "
        "with intervals, as a table.",
        (COLUMN, GOLD_COLUMN, GROUPS, ITEMS, ANNOTATORS),
        "=SMO_GOLD_BY(Labels[counted_label], Labels[gold_label], Labels[queue], Labels[unit], Labels[annotator_id])",
    ),
    Entry(
        "SMO_CONFUSION", "smo_metrics.quality:gold_accuracy", "quality",
        "Which gold label was labelled as what: counts and shares, as a table.",
        _CHECKED,
        f"=SMO_CONFUSION({CHECKED})",
    ),
)  # fmt: skip
