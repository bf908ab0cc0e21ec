"""One figure for all labels: how reliable are they?"""

from __future__ import annotations

from smo_metrics.catalog.arguments import (
    ANNOTATORS,
    CATEGORIES,
    ITEMS,
    LABELS,
    LEVEL,
    NUMBERS,
    RATED,
    SCORED,
    STATISTIC,
    WEIGHTS,
)
from smo_metrics.catalog.entry import Argument, Entry

_CORRECTED = (LABELS, ITEMS, ANNOTATORS, CATEGORIES, STATISTIC, WEIGHTS)
_PERIOD = Argument(
    "period",
    'With the level "circular": the length of the circle, such as 24 for hours. Left out: the number of categories, if '
    "they were given in order.",
    True,
)
_SETS = Argument(
    "labels",
    'Texts that each hold a set of labels, such as "hate|violence": one column, or a block as elsewhere. The separator '
    'alone ("|") says that no label applies; an empty cell is a missing answer.',
)
_DISTANCE = Argument(
    "distance",
    'How far apart two sets are: "masi" (default), "jaccard" (labels not shared over labels in either) or '
    '"masi_dkpro" (as DKPro computes it). Two sets of no label agree.',
    True,
)
_SEPARATOR = Argument("separator", 'What stands between the labels of a text: "|" (default), ";", another sign.', True)
_NO_LABEL = Argument("no_label", 'A text that says that no label applies, such as "none".', True)
_FORM = Argument(
    "form",
    'Shrout and Fleiss\'s form: "ICC(1,1)", "ICC(2,1)" (default: one annotator of many, levels count), "ICC(3,1)" '
    '(these annotators only), or "ICC(1,k)", "ICC(2,k)", "ICC(3,k)" for the mean of all.',
    True,
)

COEFFICIENTS: tuple[Entry, ...] = (
    Entry(
        "SMO_KRIPPENDORFF_ALPHA", "smo_metrics.agreement:krippendorff_alpha", "agreement",
        "Krippendorff's alpha: is the labelling reliable? Any number of annotators, missing labels allowed. "
        "#N/A where the data cannot tell.",
        (LABELS, ITEMS, ANNOTATORS, LEVEL, CATEGORIES, STATISTIC, _PERIOD),
        f"=SMO_KRIPPENDORFF_ALPHA({RATED})",
    ),
    Entry(
        "SMO_PERCENT_AGREEMENT", "smo_metrics.agreement:percent_agreement", "agreement",
        "Share of annotator pairs that give the same label, averaged over items. Not corrected for chance.",
        _CORRECTED,
        f"=SMO_PERCENT_AGREEMENT({RATED})",
    ),
    Entry(
        "SMO_COHEN_KAPPA", "smo_metrics.agreement:cohen_kappa", "agreement",
        "Cohen's kappa of exactly two annotators, weighted or not: agreement beyond chance.",
        _CORRECTED,
        "=SMO_COHEN_KAPPA(Wide[[aoife]:[arjun]])",
    ),
    Entry(
        "SMO_FLEISS_KAPPA", "smo_metrics.agreement:fleiss_kappa", "agreement",
        "Fleiss' kappa of two or more annotators: agreement beyond chance.",
        _CORRECTED,
        f"=SMO_FLEISS_KAPPA({RATED})",
    ),
    Entry(
        "SMO_GWET_AC", "smo_metrics.agreement:gwet_ac", "agreement",
        "Gwet's AC1, with weights AC2: agreement beyond chance that does not collapse when one category is very "
        "common.",
        _CORRECTED,
        f"=SMO_GWET_AC({RATED})",
    ),
    Entry(
        "SMO_SCOTT_PI", "smo_metrics.agreement:scott_pi", "agreement",
        "Scott's pi of exactly two annotators, who are taken to use the categories alike: agreement beyond chance.",
        _CORRECTED,
        "=SMO_SCOTT_PI(Wide[[aoife]:[arjun]])",
    ),
    Entry(
        "SMO_CONGER_KAPPA", "smo_metrics.agreement:conger_kappa", "agreement",
        "Conger's kappa of two or more annotators, each with habits of their own: agreement beyond chance.",
        _CORRECTED,
        f"=SMO_CONGER_KAPPA({RATED})",
    ),
    Entry(
        "SMO_LIGHT_KAPPA", "smo_metrics.agreement:light_kappa", "agreement",
        "Light's kappa: the mean of Cohen's kappa over all pairs of annotators.",
        (LABELS, ITEMS, ANNOTATORS, CATEGORIES, STATISTIC),
        f"=SMO_LIGHT_KAPPA({RATED})",
    ),
    Entry(
        "SMO_BRENNAN_PREDIGER", "smo_metrics.agreement:brennan_prediger", "agreement",
        "Brennan and Prediger's kappa, also Bennett's S, Randolph's kappa and PABAK: agreement beyond drawing every "
        "category equally often.",
        _CORRECTED,
        f"=SMO_BRENNAN_PREDIGER({RATED})",
    ),
    Entry(
        "SMO_MULTILABEL_ALPHA", "smo_metrics.agreement:multilabel_alpha", "agreement",
        "Krippendorff's alpha where an item may carry several labels or none, with credit for sets that overlap.",
        (_SETS, ITEMS, ANNOTATORS, _DISTANCE, _SEPARATOR, _NO_LABEL, STATISTIC),
        "=SMO_MULTILABEL_ALPHA(Sets[[aoife]:[tomas]])",
    ),
    Entry(
        "SMO_ICC", "smo_metrics.agreement:intraclass_correlation", "agreement",
        "Intraclass correlation of scores or measurements: are they good enough to tell items apart? Items that an "
        "annotator left out do not count.",
        (NUMBERS, ITEMS, ANNOTATORS, _FORM, STATISTIC),
        f"=SMO_ICC({SCORED})",
    ),
    Entry(
        "SMO_KENDALL_W", "smo_metrics.agreement:kendall_w", "agreement",
        "Kendall's W: do annotators put items in the same order, whatever numbers they use? 1 is the same order.",
        (NUMBERS, ITEMS, ANNOTATORS, CATEGORIES, STATISTIC),
        f"=SMO_KENDALL_W({SCORED})",
    ),
    Entry(
        "SMO_CONCORDANCE", "smo_metrics.agreement:concordance_correlation", "agreement",
        "Lin's concordance correlation of two annotators' measurements (Barnhart's for more): can one stand for "
        "another?",
        (NUMBERS, ITEMS, ANNOTATORS, STATISTIC),
        "=SMO_CONCORDANCE(Scores[[aoife]:[arjun]])",
    ),
)  # fmt: skip
