"""The functions offered in Excel: the one list from which the add-in, its help and the README rows are checked.

Arguments are positional. Help texts are at most 255 characters: Excel cuts longer ones.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of an Excel function."""

    name: str
    help: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One Excel function.

    Attributes
    ----------
    excel_name : str
        As typed in a cell.
    function : str
        The library function that computes it, ``module:name``.
    pillar : str
        ``agreement`` or ``quality``.
    summary : str
        What it answers, for Excel's function wizard.
    arguments : tuple of Argument
    example : str
        A formula of the example workbook (``smo-metrics new function_examples``). Its table Labels has the columns of a
        quality review, so that the formula works there too; the table Wide is the example's own.
    """

    excel_name: str
    function: str
    pillar: str
    summary: str
    arguments: tuple[Argument, ...]
    example: str


_LABELS = Argument(
    "labels",
    "One column of labels (with items and annotators beside it), or a block with an item a row and an annotator a "
    "column, selected without its header row. Empty cells are missing labels.",
)
_ITEMS = Argument(
    "items", "The item of each label: one column, or several (item, policy version). Leave out for a block.", True
)
_ANNOTATORS = Argument("annotators", "The annotator of each label: one column. Leave out for a block.", True)
_LEVEL = Argument("level", 'What labels are: "nominal" (names, the default), "ordinal" or "interval" (numbers).', True)
_CATEGORIES = Argument(
    "categories", "All categories in order, also unused ones. Left out: the labels found, A to Z or by size.", True
)
_STATISTIC = Argument(
    "statistic",
    '"value" (default), "low", "high" (95 % interval), "standard_error", "p_value", "observed", "expected", "items", '
    '"labels" or "status".',
    True,
)
_COLUMN = Argument("labels", "One column of labels. Empty cells are missing labels. A header row is recognised.")
_GOLD = Argument("gold", "The gold (known right) label of each label's item: one column. Empty where there is none.")
_SHARE = Argument("statistic", '"value" (default), "low", "high" (95 % interval), "items" or "labels".', True)

_RATED = "Labels[counted_label], Labels[unit], Labels[annotator_id]"
_CHECKED = "Labels[counted_label], Labels[gold_label], Labels[unit], Labels[annotator_id]"

CATALOG: tuple[Entry, ...] = (
    Entry(
        "SMO_KRIPPENDORFF_ALPHA", "smo_metrics.agreement:krippendorff_alpha", "agreement",
        "Krippendorff's alpha: is the labelling reliable? Any number of annotators, missing labels allowed. "
        "#N/A where the data cannot tell.",
        (_LABELS, _ITEMS, _ANNOTATORS, _LEVEL, _CATEGORIES, _STATISTIC),
        f"=SMO_KRIPPENDORFF_ALPHA({_RATED})",
    ),
    Entry(
        "SMO_PERCENT_AGREEMENT", "smo_metrics.agreement:percent_agreement", "agreement",
        "Share of annotator pairs that give the same label, averaged over items. Not corrected for chance.",
        (_LABELS, _ITEMS, _ANNOTATORS, _CATEGORIES, _STATISTIC),
        f"=SMO_PERCENT_AGREEMENT({_RATED})",
    ),
    Entry(
        "SMO_COHEN_KAPPA", "smo_metrics.agreement:cohen_kappa", "agreement",
        "Cohen's kappa of exactly two annotators: agreement beyond chance.",
        (_LABELS, _ITEMS, _ANNOTATORS, _CATEGORIES, _STATISTIC),
        "=SMO_COHEN_KAPPA(Wide[[aoife]:[arjun]])",
    ),
    Entry(
        "SMO_FLEISS_KAPPA", "smo_metrics.agreement:fleiss_kappa", "agreement",
        "Fleiss' kappa of two or more annotators: agreement beyond chance.",
        (_LABELS, _ITEMS, _ANNOTATORS, _CATEGORIES, _STATISTIC),
        f"=SMO_FLEISS_KAPPA({_RATED})",
    ),
    Entry(
        "SMO_GWET_AC", "smo_metrics.agreement:gwet_ac", "agreement",
        "Gwet's AC1: agreement beyond chance that does not collapse when one category is very common.",
        (_LABELS, _ITEMS, _ANNOTATORS, _CATEGORIES, _STATISTIC),
        f"=SMO_GWET_AC({_RATED})",
    ),
    Entry(
        "SMO_AGREEMENT_TABLE", "smo_metrics.agreement:agreement_table", "agreement",
        "All agreement coefficients with intervals, as a table.",
        (_LABELS, _ITEMS, _ANNOTATORS, _LEVEL, _CATEGORIES),
        f"=SMO_AGREEMENT_TABLE({_RATED})",
    ),
    Entry(
        "SMO_CATEGORY_AGREEMENT", "smo_metrics.agreement:category_agreement", "agreement",
        "Agreement on each category against all others, worst first, with intervals, as a table.",
        (_LABELS, _ITEMS, _ANNOTATORS, _CATEGORIES),
        f"=SMO_CATEGORY_AGREEMENT({_RATED})",
    ),
    Entry(
        "SMO_ANNOTATOR_AGREEMENT", "smo_metrics.agreement:annotator_agreement", "agreement",
        "Agreement of each annotator with the others on the same items, worst first, with intervals, as a table.",
        (_LABELS, _ITEMS, _ANNOTATORS, _CATEGORIES),
        f"=SMO_ANNOTATOR_AGREEMENT({_RATED})",
    ),
    Entry(
        "SMO_GOLD_ACCURACY", "smo_metrics.quality:gold_accuracy", "quality",
        "Share of labels on gold items that are right; intervals count items, not labels.",
        (_COLUMN, _GOLD, _ITEMS, _ANNOTATORS, _SHARE),
        f"=SMO_GOLD_ACCURACY({_CHECKED})",
    ),
    Entry(
        "SMO_GOLD_CLASSES", "smo_metrics.quality:gold_accuracy", "quality",
        "Precision, recall and F1 of each category against gold labels, with intervals, as a table.",
        (_COLUMN, _GOLD, _ITEMS, _ANNOTATORS),
        f"=SMO_GOLD_CLASSES({_CHECKED})",
    ),
    Entry(
        "SMO_GOLD_ANNOTATORS", "smo_metrics.quality:gold_accuracy", "quality",
        "Each annotator's accuracy on gold items, lowest first, with intervals, as a table.",
        (_COLUMN, _GOLD, _ITEMS, _ANNOTATORS),
        f"=SMO_GOLD_ANNOTATORS({_CHECKED})",
    ),
    Entry(
        "SMO_CONFUSION", "smo_metrics.quality:gold_accuracy", "quality",
        "Which gold label was labelled as what: counts and shares, as a table.",
        (_COLUMN, _GOLD, _ITEMS, _ANNOTATORS),
        f"=SMO_CONFUSION({_CHECKED})",
    ),
)  # fmt: skip


_BY_NAME = {entry.excel_name: entry for entry in CATALOG}


def entry(excel_name: str) -> Entry:
    """Find a function by its Excel name.

    Raises
    ------
    KeyError
        The catalogue has no such function (a defect of the caller, not of a user's input).
    """
    return _BY_NAME[excel_name]
