"""One figure for all labels: the agreement coefficients as formulas."""

from __future__ import annotations

from collections.abc import Callable

from excel_addin.functions.offered import Range, offered, write_statistic
from excel_addin.labelled import ratings, texts
from excel_addin.options import read_choice, read_matrix, read_number, read_text
from smo_metrics.agreement import (
    AgreementResult,
    brennan_prediger,
    cohen_kappa,
    concordance_correlation,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    intraclass_correlation,
    kendall_w,
    krippendorff_alpha,
    light_kappa,
    multilabel_alpha,
    percent_agreement,
    scott_pi,
)
from smo_metrics.agreement.intraclass import FORMS
from smo_metrics.agreement.krippendorff import LEVELS
from smo_metrics.agreement.multilabel import SET_DISTANCES

STATISTICS = (
    "value", "low", "high", "standard_error", "p_value", "observed", "expected", "items", "labels", "status",
)  # fmt: skip


@offered
def SMO_KRIPPENDORFF_ALPHA(
    labels: Range,
    items: Range = None,
    annotators: Range = None,
    level: Range = None,
    categories: Range = None,
    statistic: Range = None,
    period: Range = None,
) -> object:
    """Krippendorff's alpha at a level of measurement."""
    measured, circle = read_choice("level", level, LEVELS, "nominal"), read_number("period", period)
    result = krippendorff_alpha(ratings(labels, items, annotators, categories), level=measured, period=circle)
    return write_statistic(result, statistic, STATISTICS)


@offered
def SMO_PERCENT_AGREEMENT(
    labels: Range,
    items: Range = None,
    annotators: Range = None,
    categories: Range = None,
    statistic: Range = None,
    weights: Range = None,
) -> object:
    """Percent agreement."""
    return _weighted(percent_agreement, labels, items, annotators, categories, statistic, weights)


@offered
def SMO_COHEN_KAPPA(
    labels: Range,
    items: Range = None,
    annotators: Range = None,
    categories: Range = None,
    statistic: Range = None,
    weights: Range = None,
) -> object:
    """Cohen's kappa of two annotators."""
    return _weighted(cohen_kappa, labels, items, annotators, categories, statistic, weights)


@offered
def SMO_FLEISS_KAPPA(
    labels: Range,
    items: Range = None,
    annotators: Range = None,
    categories: Range = None,
    statistic: Range = None,
    weights: Range = None,
) -> object:
    """Fleiss' kappa."""
    return _weighted(fleiss_kappa, labels, items, annotators, categories, statistic, weights)


@offered
def SMO_GWET_AC(
    labels: Range,
    items: Range = None,
    annotators: Range = None,
    categories: Range = None,
    statistic: Range = None,
    weights: Range = None,
) -> object:
    """Gwet's agreement coefficient."""
    return _weighted(gwet_ac, labels, items, annotators, categories, statistic, weights)


@offered
def SMO_SCOTT_PI(
    labels: Range,
    items: Range = None,
    annotators: Range = None,
    categories: Range = None,
    statistic: Range = None,
    weights: Range = None,
) -> object:
    """Scott's pi of two annotators."""
    return _weighted(scott_pi, labels, items, annotators, categories, statistic, weights)


@offered
def SMO_CONGER_KAPPA(
    labels: Range,
    items: Range = None,
    annotators: Range = None,
    categories: Range = None,
    statistic: Range = None,
    weights: Range = None,
) -> object:
    """Conger's kappa."""
    return _weighted(conger_kappa, labels, items, annotators, categories, statistic, weights)


@offered
def SMO_LIGHT_KAPPA(
    labels: Range, items: Range = None, annotators: Range = None, categories: Range = None, statistic: Range = None
) -> object:
    """Light's kappa."""
    return write_statistic(light_kappa(ratings(labels, items, annotators, categories)), statistic, STATISTICS)


@offered
def SMO_BRENNAN_PREDIGER(
    labels: Range,
    items: Range = None,
    annotators: Range = None,
    categories: Range = None,
    statistic: Range = None,
    weights: Range = None,
) -> object:
    """Brennan and Prediger's kappa."""
    return _weighted(brennan_prediger, labels, items, annotators, categories, statistic, weights)


@offered
def SMO_MULTILABEL_ALPHA(
    labels: Range,
    items: Range = None,
    annotators: Range = None,
    distance: Range = None,
    separator: Range = None,
    no_label: Range = None,
    statistic: Range = None,
) -> object:
    """Krippendorff's alpha of sets of labels."""
    result = multilabel_alpha(
        texts(labels, items, annotators),
        item="unit",
        distance=read_choice("distance", distance, SET_DISTANCES, "masi"),
        separator=read_text("separator", separator, "|"),
        no_label=read_text("no_label", no_label),
    )
    return write_statistic(result, statistic, STATISTICS)


@offered
def SMO_ICC(
    labels: Range, items: Range = None, annotators: Range = None, form: Range = None, statistic: Range = None
) -> object:
    """Intraclass correlation."""
    chosen = read_choice("form", form, FORMS, "ICC(2,1)")
    result = intraclass_correlation(ratings(labels, items, annotators, None), form=chosen)
    return write_statistic(result, statistic, STATISTICS)


@offered
def SMO_KENDALL_W(
    labels: Range, items: Range = None, annotators: Range = None, categories: Range = None, statistic: Range = None
) -> object:
    """Kendall's W."""
    return write_statistic(kendall_w(ratings(labels, items, annotators, categories)), statistic, STATISTICS)


@offered
def SMO_CONCORDANCE(labels: Range, items: Range = None, annotators: Range = None, statistic: Range = None) -> object:
    """Lin's concordance correlation."""
    result = concordance_correlation(ratings(labels, items, annotators, None))
    return write_statistic(result, statistic, STATISTICS)


def _weighted(
    coefficient: Callable[..., AgreementResult],
    labels: Range,
    items: Range,
    annotators: Range,
    categories: Range,
    statistic: Range,
    weights: Range,
) -> object:
    near = read_matrix("weights", weights, "identity")
    result = coefficient(ratings(labels, items, annotators, categories), weights=near)
    return write_statistic(result, statistic, STATISTICS)
