"""Where agreement is weak: the breakdowns as formulas that spill."""

from __future__ import annotations

from excel_addin.cells import Block, write_rows, write_table
from excel_addin.functions.offered import Range, offered
from excel_addin.labelled import labelled, ratings
from excel_addin.options import read_choice, read_number, read_text
from smo_metrics.agreement import (
    agreement_by,
    agreement_over_time,
    agreement_table,
    annotator_agreement,
    bland_altman,
    category_agreement,
    confused_categories,
    item_distribution,
    pairwise_agreement,
)
from smo_metrics.agreement.krippendorff import LEVELS
from smo_metrics.agreement.over_time import AgreementOverTimeResult

_EVERY_COLUMN = ("labels", "groups", "times", "items", "annotators")


@offered
def SMO_AGREEMENT_TABLE(
    labels: Range, items: Range = None, annotators: Range = None, level: Range = None, categories: Range = None
) -> object:
    """All coefficients side by side."""
    chosen = read_choice("level", level, LEVELS, "nominal")
    return write_table(agreement_table(ratings(labels, items, annotators, categories), level=chosen).to_frame())


@offered
def SMO_CATEGORY_AGREEMENT(
    labels: Range, items: Range = None, annotators: Range = None, categories: Range = None
) -> object:
    """Agreement on each category."""
    return write_table(category_agreement(ratings(labels, items, annotators, categories)).to_frame())


@offered
def SMO_ANNOTATOR_AGREEMENT(
    labels: Range, items: Range = None, annotators: Range = None, categories: Range = None
) -> object:
    """Agreement of each annotator with the others."""
    return write_table(annotator_agreement(ratings(labels, items, annotators, categories)).to_frame())


@offered
def SMO_PAIRWISE_AGREEMENT(
    labels: Range, items: Range = None, annotators: Range = None, categories: Range = None, min_items: Range = None
) -> object:
    """Agreement of every two annotators."""
    least = read_number("min_items", min_items, 1)
    return write_table(pairwise_agreement(ratings(labels, items, annotators, categories), min_items=least).to_frame())


@offered
def SMO_CONFUSED_CATEGORIES(
    labels: Range, items: Range = None, annotators: Range = None, categories: Range = None
) -> object:
    """Which two categories are taken for each other."""
    return write_table(confused_categories(ratings(labels, items, annotators, categories)).to_frame())


@offered
def SMO_ITEM_DISTRIBUTION(labels: Range, items: Range = None, annotators: Range = None) -> object:
    """How agreement spreads over items."""
    return write_table(item_distribution(ratings(labels, items, annotators, None)).to_frame())


@offered
def SMO_AGREEMENT_BY(
    labels: Range, groups: Range, items: Range, annotators: Range, level: Range = None, categories: Range = None
) -> object:
    """Agreement of each group."""
    chosen = read_choice("level", level, LEVELS, "nominal")
    columns = {"labels": labels, "groups": groups, "items": items, "annotators": annotators}
    table = labelled(columns, categories, needed=_EVERY_COLUMN)
    return write_table(
        agreement_by(table.frame, "group", item="unit", level=chosen, categories=table.categories).to_frame()
    )


@offered
def SMO_AGREEMENT_OVER_TIME(
    labels: Range,
    times: Range,
    items: Range,
    annotators: Range,
    freq: Range = None,
    level: Range = None,
    categories: Range = None,
) -> object:
    """Agreement by period, and since when it is different."""
    period, chosen = read_choice("freq", freq, ("D", "W", "M"), "W"), read_choice("level", level, LEVELS, "nominal")
    columns = {"labels": labels, "times": times, "items": items, "annotators": annotators}
    table = labelled(columns, categories, needed=_EVERY_COLUMN)
    return _with_change(
        agreement_over_time(table.frame, freq=period, item="unit", level=chosen, categories=table.categories)
    )


@offered
def SMO_BLAND_ALTMAN(
    labels: Range,
    items: Range = None,
    annotators: Range = None,
    reference: Range = None,
    multiplier: Range = None,
) -> object:
    """Limits of agreement of two annotators."""
    measured, chosen = ratings(labels, items, annotators, None), read_text("reference", reference)
    named = {str(name): name for name in measured.annotators}.get(chosen or "", chosen)
    reach = read_number("multiplier", multiplier, 1.96)
    return write_table(bland_altman(measured, reference=named, multiplier=reach).to_frame())


def _with_change(result: AgreementOverTimeResult) -> Block:
    """Show the change in the row of the period that it begins with; its p in every row, as it is of all of them."""
    found = result.change
    rows = []
    for row in result.frame.itertuples(index=False):
        changed = (found.difference, found.low, found.high) if found and found.period == row.period else (None,) * 3
        rows.append((str(row.period), *row[1:], *changed, result.change_p_value))
    header = (*result.frame.columns, "change", "change_low", "change_high", "change_p_value")
    return write_rows(header, rows)
