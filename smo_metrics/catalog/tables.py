"""Where agreement is weak: tables that spill, a row a category, annotator, pair, group or period."""

from __future__ import annotations

from smo_metrics.catalog.arguments import (
    ANNOTATOR_COLUMN,
    ANNOTATORS,
    CATEGORIES,
    COLUMN,
    GROUPS,
    ITEM_COLUMN,
    ITEMS,
    LABELS,
    LEVEL,
    NUMBERS,
    RATED,
)
from smo_metrics.catalog.entry import Argument, Entry

_RATINGS = (LABELS, ITEMS, ANNOTATORS, CATEGORIES)
_MIN_ITEMS = Argument("min_items", "Leave out pairs that share fewer items than this. Default 1.", True)
_TIMES = Argument("times", "When each label was given: one column of dates and times (UTC), or of texts with a zone.")
_FREQ = Argument("freq", 'Length of a period: "W" (week from Monday, the default), "D" (day) or "M" (month).', True)
_REFERENCE = Argument(
    "reference", "The annotator whose numbers are subtracted. Left out: the second one (of a block: 2).", True
)
_MULTIPLIER = Argument("multiplier", "Standard deviations from the mean difference to a limit. Default 1.96.", True)

TABLES: tuple[Entry, ...] = (
    Entry(
        "SMO_AGREEMENT_TABLE", "smo_metrics.agreement:agreement_table", "agreement",
        "All agreement coefficients with intervals, as a table.",
        (LABELS, ITEMS, ANNOTATORS, LEVEL, CATEGORIES),
        f"=SMO_AGREEMENT_TABLE({RATED})",
    ),
    Entry(
        "SMO_CATEGORY_AGREEMENT", "smo_metrics.agreement:category_agreement", "agreement",
        "Agreement on each category against all others, worst first, with intervals, as a table.",
        _RATINGS,
        f"=SMO_CATEGORY_AGREEMENT({RATED})",
    ),
    Entry(
        "SMO_ANNOTATOR_AGREEMENT", "smo_metrics.agreement:annotator_agreement", "agreement",
        "Agreement of each annotator with the others on the same items, worst first, with intervals, as a table.",
        _RATINGS,
        f"=SMO_ANNOTATOR_AGREEMENT({RATED})",
    ),
    Entry(
        "SMO_PAIRWISE_AGREEMENT", "smo_metrics.agreement:pairwise_agreement", "agreement",
        "Agreement and Cohen's kappa of every two annotators who share an item, worst first, with intervals, as a "
        "table.",
        (*_RATINGS, _MIN_ITEMS),
        f"=SMO_PAIRWISE_AGREEMENT({RATED})",
    ),
    Entry(
        "SMO_CONFUSED_CATEGORIES", "smo_metrics.agreement:confused_categories", "agreement",
        "Which two categories are taken for each other: their share of all disagreement, largest first, as a table.",
        _RATINGS,
        f"=SMO_CONFUSED_CATEGORIES({RATED})",
    ),
    Entry(
        "SMO_ITEM_DISTRIBUTION", "smo_metrics.agreement:item_distribution", "agreement",
        "How many items reach each level of agreement, up to the unanimous ones, as a table.",
        (LABELS, ITEMS, ANNOTATORS),
        f"=SMO_ITEM_DISTRIBUTION({RATED})",
    ),
    Entry(
        "SMO_AGREEMENT_BY", "smo_metrics.agreement:agreement_by", "agreement",
        "Krippendorff's alpha and agreement of each queue, region, language or policy version beside all others, worst "
        "first, as a table.",
        (COLUMN, GROUPS, ITEM_COLUMN, ANNOTATOR_COLUMN, LEVEL, CATEGORIES),
        "=SMO_AGREEMENT_BY(Labels[counted_label], Labels[queue], Labels[unit], Labels[annotator_id])",
    ),
    Entry(
        "SMO_AGREEMENT_OVER_TIME", "smo_metrics.agreement:agreement_over_time", "agreement",
        "Krippendorff's alpha by week, day or month, and the period from which it changed, if that is more than "
        "chance, as a table. change_p_value is of the largest change found.",
        (COLUMN, _TIMES, ITEM_COLUMN, ANNOTATOR_COLUMN, _FREQ, LEVEL, CATEGORIES),
        "=SMO_AGREEMENT_OVER_TIME(Labels[counted_label], Labels[labelled_at_utc], Labels[unit], Labels[annotator_id])",
    ),
    Entry(
        "SMO_BLAND_ALTMAN", "smo_metrics.agreement:bland_altman", "agreement",
        "How far two annotators' measurements lie apart, in their own unit: mean difference, limits of agreement and "
        "change with size, with intervals, as a table.",
        (NUMBERS, ITEMS, ANNOTATORS, _REFERENCE, _MULTIPLIER),
        "=SMO_BLAND_ALTMAN(Scores[[aoife]:[arjun]])",
    ),
)  # fmt: skip
