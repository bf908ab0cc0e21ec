"""Which labels the example formulas read, and what Python computes from them: 24 invented posts, four annotators."""

from __future__ import annotations

from typing import Any

import pandas as pd

from excel_addin.cells import Block, write_table
from smo_metrics import agreement
from smo_metrics.quality import gold_accuracy

ANNOTATORS = ("aoife", "arjun", "mei", "tomas")
POSTS: tuple[tuple[str | None, tuple[str | None, ...]], ...] = (
    ("none", ("none", "none", "none", "none")),
    (None, ("spam", "spam", "spam", "spam")),
    ("hate", ("hate", "hate", "harassment", "hate")),
    (None, ("none", "none", None, "none")),
    ("spam", ("spam", "spam", "spam", "none")),
    (None, ("harassment", "hate", "harassment", "harassment")),
    ("none", ("none", "none", "none", "none")),
    ("violence", ("violence", "violence", "violence", None)),
    (None, ("none", "none", "none", "spam")),
    ("harassment", ("harassment", "harassment", "hate", "none")),
    (None, ("spam", None, "spam", "spam")),
    ("none", ("none", "none", "none", "none")),
    (None, ("hate", "hate", "hate", "harassment")),
    ("spam", ("spam", "spam", "spam", "spam")),
    (None, ("none", "none", "none", "none")),
    ("harassment", ("harassment", "harassment", "harassment", "hate")),
    (None, (None, "none", "none", "none")),
    ("hate", ("hate", "hate", "hate", "hate")),
    (None, ("spam", "spam", "spam", "spam")),
    ("none", ("none", "none", "none", "harassment")),
    (None, ("violence", "violence", "none", "violence")),
    ("spam", ("spam", "none", "spam", "spam")),
    (None, ("harassment", "harassment", "harassment", None)),
    ("none", ("none", "none", "none", "none")),
)  # fmt: skip
LABEL_COLUMNS = ("unit", "annotator_id", "counted_label", "gold_label")
DECIMALS = 12


def label_rows() -> list[tuple[str | None, ...]]:
    """List the posts a label a row, in the order of `LABEL_COLUMNS`; a label that was not given is an empty cell."""
    return [
        (unit, annotator, label, gold)
        for unit, gold, labels in _numbered()
        for annotator, label in zip(ANNOTATORS, labels, strict=True)
    ]


def wide_rows() -> list[tuple[str | None, ...]]:
    """List the posts an item a row: its unit, then the annotators' labels."""
    return [(unit, *labels) for unit, _, labels in _numbered()]


def results() -> dict[str, Block]:
    """Compute what each example formula shows, by the function's Excel name: one cell, or a header and rows."""
    long = pd.DataFrame(label_rows(), columns=list(LABEL_COLUMNS)).dropna(subset="counted_label")
    ratings = agreement.Ratings.from_long(long, item="unit", annotator="annotator_id", label="counted_label")
    pair = agreement.Ratings.from_wide([row[1:3] for row in wide_rows()])
    gold = gold_accuracy(long.rename(columns={"counted_label": "label"}), item="unit")
    values = {
        "SMO_KRIPPENDORFF_ALPHA": agreement.krippendorff_alpha(ratings).value,
        "SMO_PERCENT_AGREEMENT": agreement.percent_agreement(ratings).value,
        "SMO_COHEN_KAPPA": agreement.cohen_kappa(pair).value,
        "SMO_FLEISS_KAPPA": agreement.fleiss_kappa(ratings).value,
        "SMO_GWET_AC": agreement.gwet_ac(ratings).value,
        "SMO_GOLD_ACCURACY": gold.accuracy.value,
    }
    tables = {
        "SMO_AGREEMENT_TABLE": agreement.agreement_table(ratings).to_frame(),
        "SMO_CATEGORY_AGREEMENT": agreement.category_agreement(ratings).to_frame(),
        "SMO_ANNOTATOR_AGREEMENT": agreement.annotator_agreement(ratings).to_frame(),
        "SMO_GOLD_CLASSES": gold.classes,
        "SMO_GOLD_ANNOTATORS": gold.per_annotator,
        "SMO_CONFUSION": gold.confusion,
    }
    shown = {name: [[value]] for name, value in values.items()}
    shown |= {name: write_table(frame) for name, frame in tables.items()}
    return {name: [[_rounded(cell) for cell in row] for row in block] for name, block in shown.items()}


def _numbered() -> list[tuple[str, str | None, tuple[str | None, ...]]]:
    return [(f"post {number:02}", gold, labels) for number, (gold, labels) in enumerate(POSTS, start=1)]


def _rounded(cell: Any) -> Any:
    """Leave out the last digits, in which another machine's arithmetic may differ; the file must not."""
    return round(cell, DECIMALS) if isinstance(cell, float) else cell
