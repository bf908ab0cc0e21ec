"""What to make of an agreement figure: compare it, name it, question its interval, plan for the next one."""

from __future__ import annotations

from smo_metrics.catalog.arguments import ANNOTATORS, CATEGORIES, COEFFICIENT, ITEMS, LABELS, RATED
from smo_metrics.catalog.entry import Argument, Entry

_SECOND = Argument(
    "labels_2",
    "The other project's or policy's labels: one column with items_2 and annotators_2 beside it, or a block of an item "
    "a row and an annotator a column.",
)
_ITEMS_2 = Argument(
    "items_2", "The item of each of the other labels. The same name means the same item. Leave out for a block.", True
)
_ANNOTATORS_2 = Argument("annotators_2", "The annotator of each of the other labels. Leave out for a block.", True)
_SCALE = Argument("scale", '"landis_koch" (default), "altman", "fleiss", "cicchetti_sparrow" or "regier".', True)
_SEED = Argument("seed", "A whole number that starts the draws: the same one gives the same limits. Default 0.", True)
_RESAMPLES = Argument("resamples", "How often items are drawn for the bootstrap. Default 1000; 200 or more.", True)
_EXPECTED = Argument("expected", "The agreement to anticipate, from a pilot or an earlier project: 0 to below 1.")
_SHARES = Argument(
    "category_shares",
    "How often each category is used: shares that add up to 1, such as {0.9,0.1}, or cells that hold them.",
)
_HALF_WIDTH = Argument("half_width", "Half the length that the interval may have, such as 0.1. This or items.", True)
_PLANNED_ITEMS = Argument("items", "The items that can be had, to learn the half-width they give.", True)
_LABELLERS = Argument("annotators", "How many annotators label each item. Default 2.", True)
_PLANNED = Argument("coefficient", '"krippendorff_alpha" (default), "gwet_ac", "fleiss_kappa" or "cohen_kappa".', True)
_PLAN = Argument(
    "statistic",
    '"items" (default), "labels", "half_width", "low", "high", "standard_deviation", "minority_items", '
    '"interval_chance" or "bound_by".',
    True,
)

DECISIONS: tuple[Entry, ...] = (
    Entry(
        "SMO_COMPARE_AGREEMENT", "smo_metrics.agreement:compare_agreement", "agreement",
        "Does agreement differ between two projects or policies by more than chance? Both values and their difference, "
        "with intervals, as a table. Shared items are allowed for.",
        (LABELS, _SECOND, ITEMS, ANNOTATORS, _ITEMS_2, _ANNOTATORS_2, COEFFICIENT, CATEGORIES),
        "=SMO_COMPARE_AGREEMENT(Wide[[aoife]:[arjun]], Wide[[mei]:[tomas]])",
    ),
    Entry(
        "SMO_BENCHMARK", "smo_metrics.agreement:benchmark", "agreement",
        "Which word of a verbal scale the agreement deserves, given how uncertain it is: the probability of each "
        "level, as a table. Scales are conventions, not truths.",
        (LABELS, ITEMS, ANNOTATORS, COEFFICIENT, _SCALE, CATEGORIES),
        f"=SMO_BENCHMARK({RATED})",
    ),
    Entry(
        "SMO_AGREEMENT_INTERVALS", "smo_metrics.agreement:bootstrap_interval", "agreement",
        "The interval of a coefficient made in five ways (wilson, which the other functions show, t, jackknife, "
        "percentile and bca bootstrap), as a table.",
        (LABELS, ITEMS, ANNOTATORS, COEFFICIENT, CATEGORIES, _SEED, _RESAMPLES),
        f"=SMO_AGREEMENT_INTERVALS({RATED})",
    ),
    Entry(
        "SMO_SAMPLE_SIZE", "smo_metrics.agreement:sample_size", "agreement",
        "How many items must be labelled by several annotators so that agreement is known as exactly as a decision "
        "needs? Or how exactly a number of items shows it.",
        (_EXPECTED, _SHARES, _HALF_WIDTH, _PLANNED_ITEMS, _LABELLERS, _PLANNED, _PLAN),
        "=SMO_SAMPLE_SIZE(0.7, {0.8,0.2}, 0.1)",
    ),
)  # fmt: skip
