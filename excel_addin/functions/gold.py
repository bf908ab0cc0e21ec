"""Are the labels right, where the right answer is known? Figures from gold items as formulas."""

from __future__ import annotations

from excel_addin.cells import write_table
from excel_addin.functions.offered import Range, offered, write_statistic
from excel_addin.labelled import labelled
from excel_addin.options import read_choice
from excel_addin.parallel import is_left_out
from smo_metrics.errors import SmoError
from smo_metrics.quality import GoldAccuracyResult, gold_accuracy, gold_accuracy_by

SHARE = ("value", "low", "high", "items", "labels")


@offered
def SMO_GOLD_ACCURACY(
    labels: Range, gold: Range, items: Range = None, annotators: Range = None, statistic: Range = None
) -> object:
    """Accuracy against gold labels."""
    result = _gold(labels, gold, items, annotators)
    counted = read_choice("statistic", statistic, SHARE, "value") in ("items", "labels")
    return write_statistic(result if counted else result.accuracy, statistic, SHARE)


@offered
def SMO_GOLD_CLASSES(labels: Range, gold: Range, items: Range = None, annotators: Range = None) -> object:
    """Precision, recall and F1 of each category."""
    return write_table(_gold(labels, gold, items, annotators).classes)


@offered
def SMO_GOLD_AVERAGES(labels: Range, gold: Range, items: Range = None, annotators: Range = None) -> object:
    """Precision, recall and F1 of all categories together."""
    return write_table(_gold(labels, gold, items, annotators).averages)


@offered
def SMO_GOLD_ANNOTATORS(labels: Range, gold: Range, items: Range = None, annotators: Range = None) -> object:
    """Accuracy of each annotator."""
    if is_left_out(annotators):
        raise SmoError("annotators is left out. Give the column that says who gave each label.")
    return write_table(_gold(labels, gold, items, annotators).per_annotator)


@offered
def SMO_GOLD_BY(labels: Range, gold: Range, groups: Range, items: Range = None, annotators: Range = None) -> object:
    """Accuracy of each group."""
    columns = {"labels": labels, "gold": gold, "groups": groups, "items": items, "annotators": annotators}
    return write_table(gold_accuracy_by(labelled(columns).frame, "group", item="unit").to_frame())


@offered
def SMO_CONFUSION(labels: Range, gold: Range, items: Range = None, annotators: Range = None) -> object:
    """Which gold label was labelled as what."""
    return write_table(_gold(labels, gold, items, annotators).confusion)


def _gold(labels: Range, gold: Range, items: Range, annotators: Range) -> GoldAccuracyResult:
    table = labelled({"labels": labels, "gold": gold, "items": items, "annotators": annotators})
    return gold_accuracy(table.frame, item="unit")
