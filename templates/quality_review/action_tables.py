"""Which tables say what to do next: pairs to bring together, items to settle."""

from __future__ import annotations

from templates.parts.table_sheet import Column, TableSheet

PAIRS = TableSheet(
    name="Pairs",
    table="Pairs",
    role="calc",
    title="Pairs of annotators, weakest first",
    purpose="Cohen's kappa and agreement (in %) of every two annotators on the items that both labelled.",
    note=(
        "The weakest of many pairs looks weaker than it is: bring together those that stand out. Their interval, wide "
        "enough for the number of pairs, lies below the whole team's alpha."
    ),
    columns=(
        Column("annotator_a", 30),
        Column("annotator_b", 30),
        Column("items", 11, "count"),
        Column("agreement", 14, "share"),
        Column("agreement_low", 17, "share"),
        Column("agreement_high", 17, "share"),
        Column("kappa", 11, "coefficient"),
        Column("kappa_low", 13, "coefficient"),
        Column("kappa_high", 13, "coefficient"),
        Column("stands_out", 16),
        Column("note", 80),
    ),
    marked=("stands_out",),
    frozen_columns=2,
)

ADJUDICATE = TableSheet(
    name="Adjudicate",
    table="Adjudicate",
    role="calc",
    title="Items to adjudicate first",
    purpose="Items whose votes are most divided, most urgent first; share is that of the leading label, in %.",
    note=(
        "An item leaves the list with a gold label, or when somebody who did not vote labels it in a later round. "
        "exposure warns of what is to be seen."
    ),
    columns=(
        Column("item_id", 18),
        Column("policy_version", 18),
        Column("queue", 18),
        Column("language", 13),
        Column("exposure", 14),
        Column("labels", 11, "count"),
        Column("votes", 44),
        Column("leading", 22),
        Column("share", 11, "share"),
        Column("why", 50),
    ),
    frozen_columns=2,
)
