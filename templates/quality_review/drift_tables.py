"""Which tables show whether agreement changed: alpha by policy version, and every comparison that was made."""

from __future__ import annotations

from templates.parts.table_sheet import Column, TableSheet

DRIFT = TableSheet(
    name="Drift",
    table="Drift",
    role="calc",
    title="Drift by policy version",
    purpose="Krippendorff's alpha under each version of the policy, in the order of their use; agreement in %.",
    note=(
        "Whether versions differ by more than chance stands on the sheet Changes. agreement is the share of equal "
        "pairs of labels. A bold, underlined alpha is below the minimum."
    ),
    columns=(
        Column("policy_version", 20),
        Column("first_day", 14, "date"),
        Column("last_day", 14, "date"),
        Column("items", 11, "count"),
        Column("labels", 11, "count"),
        Column("annotators", 14, "count"),
        Column("agreement", 14, "share"),
        Column("alpha", 11, "coefficient"),
        Column("low", 11, "coefficient"),
        Column("high", 11, "coefficient"),
        Column("error_low", 13, "coefficient"),
        Column("error_high", 13, "coefficient"),
        Column("target", 12, "coefficient"),
        Column("note", 80),
    ),
    minimum={"alpha": "alpha_minimum"},
)

CHANGES = TableSheet(
    name="Changes",
    table="Changes",
    role="calc",
    title="Changes of agreement",
    purpose="Each policy version against the one before it, and the weeks within each: all labels, then categories.",
    note=(
        "difference = after - before. change says fell or rose only where low to high leaves out 0; that interval is "
        "wide enough for all the comparisons made, so that chance alone rarely shows a change."
    ),
    columns=(
        Column("kind", 12),
        Column("category", 22),
        Column("policy_version", 18),
        Column("against", 14),
        Column("since", 14, "date"),
        Column("before", 11, "coefficient"),
        Column("after", 11, "coefficient"),
        Column("difference", 14, "coefficient"),
        Column("low", 11, "coefficient"),
        Column("high", 11, "coefficient"),
        Column("p_adjusted", 14, "p_value"),
        Column("comparisons", 15, "count"),
        Column("change", 12),
        Column("finding", 120),
    ),
    marked=("change",),
    frozen_columns=3,
)
