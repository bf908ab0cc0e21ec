"""Which tables the quality review holds: the columns that a refresh fills, sheet by sheet."""

from __future__ import annotations

from templates.parts.table_sheet import Column, TableSheet

AGREEMENT = TableSheet(
    name="Agreement",
    table="Agreement",
    role="calc",
    title="Agreement",
    purpose="One row per coefficient over the whole project: 1 is perfect agreement, 0 is what chance would give.",
    note=(
        "observed and expected are the shares of agreement the coefficient compares; "
        "a blank value is undefined, and status says why."
    ),
    columns=(
        Column("method", 26),
        Column("value", 11, "coefficient"),
        Column("standard_error", 18, "coefficient"),
        Column("low", 11, "coefficient"),
        Column("high", 11, "coefficient"),
        Column("p_value", 12, "p_value"),
        Column("observed", 13, "coefficient"),
        Column("expected", 13, "coefficient"),
        Column("items", 11, "count"),
        Column("annotators", 14, "count"),
        Column("labels", 11, "count"),
        Column("status", 22),
        Column("note", 60, "note"),
    ),
)

WEEKS = TableSheet(
    name="Weeks",
    table="AgreementWeeks",
    role="calc",
    title="Agreement by week",
    purpose="Krippendorff's alpha of the items labelled in each week; week is its Monday.",
    note="band_low and band draw the interval in the chart. A bold, underlined alpha is below the minimum.",
    columns=(
        Column("week", 14, "date"),
        Column("items", 12, "count"),
        Column("labels", 12, "count"),
        Column("alpha", 12, "coefficient"),
        Column("low", 12, "coefficient"),
        Column("high", 12, "coefficient"),
        Column("band_low", 12, "coefficient"),
        Column("band", 12, "coefficient"),
        Column("target", 12, "coefficient"),
    ),
    minimum={"alpha": "alpha_minimum"},
)

CATEGORIES = TableSheet(
    name="Categories",
    table="Categories",
    role="calc",
    title="Categories, weakest first",
    purpose="Agreement on each category against all others, and precision, recall and F1 against gold; shares in %.",
    note=(
        "error_low = alpha - low and error_high = high - alpha feed the chart. "
        "A bold, underlined alpha is below the minimum."
    ),
    columns=(
        Column("category", 26),
        Column("labels", 11, "count"),
        Column("share", 11, "share"),
        Column("agreement", 14, "share"),
        Column("alpha", 11, "coefficient"),
        Column("low", 11, "coefficient"),
        Column("high", 11, "coefficient"),
        Column("error_low", 13, "coefficient"),
        Column("error_high", 13, "coefficient"),
        Column("precision", 13, "share"),
        Column("precision_low", 16, "share"),
        Column("precision_high", 17, "share"),
        Column("recall", 11, "share"),
        Column("recall_low", 14, "share"),
        Column("recall_high", 14, "share"),
        Column("f1", 11, "share"),
        Column("f1_low", 11, "share"),
        Column("f1_high", 11, "share"),
    ),
    minimum={"alpha": "category_minimum"},
)

ANNOTATORS = TableSheet(
    name="Annotators",
    table="Annotators",
    role="calc",
    title="Annotators, weakest first",
    purpose="Each annotator against the others on the same items (agreement, kappa) and against gold; shares in %.",
    note=(
        "talk_to marks who is clearly weaker than the rest, why says on what evidence: a reason to talk, not a "
        "verdict. A bold, underlined gold_accuracy is below the minimum."
    ),
    columns=(
        Column("annotator_id", 30),
        Column("region", 16),
        Column("items", 11, "count"),
        Column("agreement", 14, "share"),
        Column("agreement_low", 17, "share"),
        Column("agreement_high", 17, "share"),
        Column("kappa", 11, "coefficient"),
        Column("kappa_low", 13, "coefficient"),
        Column("kappa_high", 13, "coefficient"),
        Column("error_low", 13, "coefficient"),
        Column("error_high", 13, "coefficient"),
        Column("gold_items", 14, "count"),
        Column("gold_accuracy", 17, "share"),
        Column("gold_low", 12, "share"),
        Column("gold_high", 12, "share"),
        Column("median_seconds", 18, "decimal"),
        Column("talk_to", 16),
        Column("why", 60, "note"),
    ),
    marked=("talk_to",),
    minimum={"gold_accuracy": "gold_minimum"},
)

CONFUSION = TableSheet(
    name="Confusion",
    table="Confusion",
    role="calc",
    title="Confusion with gold",
    purpose="Which label annotators chose (columns) for items whose right answer is known (rows); cells count labels.",
    note=(
        "Off the diagonal stand the mistakes. The list below is for filters; "
        "share is the part of that gold label's labels."
    ),
    columns=(
        Column("gold_label", 26),
        Column("label", 26),
        Column("count", 17, "count"),
        Column("share", 17, "share"),
    ),
    header_row=20,
)

KEYS = {
    "Labels": "item_id,annotator_id,round,policy_version",
    "Categories": "category",
    "Annotators": "annotator_id",
    "Agreement": "method",
    "AgreementWeeks": "week",
    "Confusion": "gold_label,label",
    "Drift": "policy_version",
    "Changes": "kind,category,policy_version",
    "Pairs": "annotator_a,annotator_b",
    "Adjudicate": "item_id,policy_version",
    "Kpis": "kpi,region",
}
