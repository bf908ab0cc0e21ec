"""The sheet on which every key figure stands in a row of its own, by region, for filters and pivots."""

from __future__ import annotations

from templates.parts.table_sheet import Column, TableSheet

KPIS = TableSheet(
    name="KPIs",
    table="Kpis",
    role="calc",
    title="Key figures by region",
    purpose="Every key figure of the project (region: all) and of each region, for filters and pivots.",
    note="shown is the figure with its unit; value, low and high are the same as numbers, shares from 0 to 1.",
    columns=(
        Column("kpi", 18),
        Column("name", 28),
        Column("region", 16),
        Column("shown", 16),
        Column("mark", 20),
        Column("value", 12, "coefficient"),
        Column("low", 12, "coefficient"),
        Column("high", 12, "coefficient"),
        Column("target", 44),
        Column("direction", 13),
        Column("n", 10, "count"),
        Column("formula", 84),
        Column("detail", 90),
    ),
    marked=("mark",),
    frozen_columns=3,
)
