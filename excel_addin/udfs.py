"""The functions that Excel offers: one for each catalogue entry, which only converts and calls the library."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import xlwings as xw

from excel_addin.answers import Answers
from excel_addin.cell_words import in_a_formula
from excel_addin.cells import Block, read_choice, write_table, write_value
from excel_addin.labelled import is_left_out, labelled, ratings
from smo_metrics import agreement, quality
from smo_metrics.agreement.krippendorff import LEVELS
from smo_metrics.catalog import entry
from smo_metrics.errors import SmoError

Range = Block | None

COEFFICIENT = (
    "value", "low", "high", "standard_error", "p_value", "observed", "expected", "items", "labels", "status",
)  # fmt: skip
SHARE = ("value", "low", "high", "items", "labels")
_ANSWERS = Answers()


def _offered(function: Callable[..., Any]) -> Callable[..., Any]:
    """Declare a function to Excel in the catalogue's words; it is computed where its answer is not known yet."""
    described = entry(function.__name__)

    @functools.wraps(function, assigned=("__module__", "__name__", "__qualname__"))
    def cell(*arguments):
        return _ANSWERS.answer(function.__name__, arguments, lambda: _shown(function, arguments))

    cell.__doc__ = described.summary
    for argument in described.arguments:
        xw.arg(argument.name, doc=argument.help, ndim=2, err_to_str=True)(cell)
    return xw.func(cell, category="SMO Metrics")


@_offered
def SMO_KRIPPENDORFF_ALPHA(
    labels: Range,
    items: Range = None,
    annotators: Range = None,
    level: Range = None,
    categories: Range = None,
    statistic: Range = None,
) -> object:
    """Krippendorff's alpha at a level of measurement."""
    chosen = read_choice("level", level, LEVELS, "nominal")
    result = agreement.krippendorff_alpha(ratings(labels, items, annotators, categories), level=chosen)
    return _statistic(result, statistic, COEFFICIENT)


@_offered
def SMO_PERCENT_AGREEMENT(
    labels: Range, items: Range = None, annotators: Range = None, categories: Range = None, statistic: Range = None
) -> object:
    """Percent agreement."""
    result = agreement.percent_agreement(ratings(labels, items, annotators, categories))
    return _statistic(result, statistic, COEFFICIENT)


@_offered
def SMO_COHEN_KAPPA(
    labels: Range, items: Range = None, annotators: Range = None, categories: Range = None, statistic: Range = None
) -> object:
    """Cohen's kappa of two annotators."""
    result = agreement.cohen_kappa(ratings(labels, items, annotators, categories))
    return _statistic(result, statistic, COEFFICIENT)


@_offered
def SMO_FLEISS_KAPPA(
    labels: Range, items: Range = None, annotators: Range = None, categories: Range = None, statistic: Range = None
) -> object:
    """Fleiss' kappa."""
    result = agreement.fleiss_kappa(ratings(labels, items, annotators, categories))
    return _statistic(result, statistic, COEFFICIENT)


@_offered
def SMO_GWET_AC(
    labels: Range, items: Range = None, annotators: Range = None, categories: Range = None, statistic: Range = None
) -> object:
    """Gwet's agreement coefficient."""
    result = agreement.gwet_ac(ratings(labels, items, annotators, categories))
    return _statistic(result, statistic, COEFFICIENT)


@_offered
def SMO_AGREEMENT_TABLE(
    labels: Range, items: Range = None, annotators: Range = None, level: Range = None, categories: Range = None
) -> object:
    """All coefficients side by side."""
    chosen = read_choice("level", level, LEVELS, "nominal")
    result = agreement.agreement_table(ratings(labels, items, annotators, categories), level=chosen)
    return write_table(result.to_frame())


@_offered
def SMO_CATEGORY_AGREEMENT(
    labels: Range, items: Range = None, annotators: Range = None, categories: Range = None
) -> object:
    """Agreement on each category."""
    return write_table(agreement.category_agreement(ratings(labels, items, annotators, categories)).to_frame())


@_offered
def SMO_ANNOTATOR_AGREEMENT(
    labels: Range, items: Range = None, annotators: Range = None, categories: Range = None
) -> object:
    """Agreement of each annotator with the others."""
    return write_table(agreement.annotator_agreement(ratings(labels, items, annotators, categories)).to_frame())


@_offered
def SMO_GOLD_ACCURACY(
    labels: Range, gold: Range, items: Range = None, annotators: Range = None, statistic: Range = None
) -> object:
    """Accuracy against gold labels."""
    result = _gold(labels, gold, items, annotators)
    counted = read_choice("statistic", statistic, SHARE, "value") in ("items", "labels")
    return _statistic(result if counted else result.accuracy, statistic, SHARE)


@_offered
def SMO_GOLD_CLASSES(labels: Range, gold: Range, items: Range = None, annotators: Range = None) -> object:
    """Precision, recall and F1 of each category."""
    return write_table(_gold(labels, gold, items, annotators).classes)


@_offered
def SMO_GOLD_ANNOTATORS(labels: Range, gold: Range, items: Range = None, annotators: Range = None) -> object:
    """Accuracy of each annotator."""
    if is_left_out(annotators):
        raise SmoError("annotators is left out. Give the column that says who gave each label.")
    return write_table(_gold(labels, gold, items, annotators).per_annotator)


@_offered
def SMO_CONFUSION(labels: Range, gold: Range, items: Range = None, annotators: Range = None) -> object:
    """Which gold label was labelled as what."""
    return write_table(_gold(labels, gold, items, annotators).confusion)


def _shown(function: Callable[..., Any], arguments: tuple[Range, ...]) -> object:
    """Compute what the cell shows; bad input becomes its text."""
    try:
        return function(*arguments)
    except SmoError as error:
        return write_value(f"SMO: {in_a_formula(str(error))}")


def _statistic(result: object, statistic: Range, offered: tuple[str, ...]) -> object:
    return write_value(getattr(result, read_choice("statistic", statistic, offered, "value")))


def _gold(labels: Range, gold: Range, items: Range, annotators: Range) -> quality.GoldAccuracyResult:
    table = labelled({"labels": labels, "gold": gold, "items": items, "annotators": annotators})
    return quality.gold_accuracy(table.frame, item="unit")
