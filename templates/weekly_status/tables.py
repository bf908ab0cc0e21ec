"""Which tables does a refresh fill in a project's home: findings, key figures, regions, history, journal?"""

from __future__ import annotations

from dataclasses import replace

from xlsxwriter import Workbook

from templates.parts import inputs
from templates.parts.rules import choice
from templates.parts.style import Styles
from templates.parts.table_sheet import Column, TableSheet, add_table_sheet

_AGREEMENT_ONLY = ("counted_label", "unit")
_STATES = ("open", "in work", "done", "accepted", "not relevant")
ROOM = 200

LABELS = replace(
    inputs.LABELS,
    note="Which of them agreement counts, and why, a quality review shows. Comments in a row follow the row.",
    columns=tuple(column for column in inputs.LABELS.columns if column.name not in _AGREEMENT_ONLY),
)

FINDINGS = TableSheet(
    name="Findings",
    table="Findings",
    role="output",
    title="Findings, the most severe first",
    purpose="Trends, risks and opportunities that stand out by more than chance, or lie beyond a limit of Settings.",
    note=(
        "owner, state and note are yours and follow their finding by its key; when it is gone, they are kept on "
        "Orphans. Suggestions are suggestions."
    ),
    columns=(
        Column("severity", 13),
        Column("kind", 14),
        Column("area", 13),
        Column("region", 16),
        Column("what", 48, "note"),
        Column("evidence", 70, "note"),
        Column("size", 11, "coefficient"),
        Column("unit", 30),
        Column("suggested_owner", 22),
        Column("suggested_action", 50, "note"),
        Column("owner", 22, entry=True),
        Column("state", 14, entry=True),
        Column("note", 44, "note", entry=True),
        Column("key", 26),
    ),
    marked=("severity",),
)

KPIS = TableSheet(
    name="KPIs",
    table="Kpis",
    role="calc",
    title="Key figures by region",
    purpose="Every key figure of the project (region: all) and of each region, one row each, for filters and pivots.",
    note="shown is the figure with its unit; value, low and high are the same as numbers, shares from 0 to 1.",
    columns=(
        Column("as_of", 18, "time"),
        Column("pillar", 13),
        Column("key", 24),
        Column("name", 36),
        Column("region", 16),
        Column("shown", 18),
        Column("mark", 20),
        Column("value", 13, "coefficient"),
        Column("low", 12, "coefficient"),
        Column("high", 12, "coefficient"),
        Column("target", 44),
        Column("rag", 10),
        Column("direction", 13),
        Column("n", 10, "count"),
        Column("formula", 90),
        Column("detail", 90),
    ),
    marked=("mark",),
    frozen_columns=5,
)

REGIONS = TableSheet(
    name="Regions",
    table="Regions",
    role="calc",
    title="Regions",
    purpose="Each region's main figures, its worst mark, its clock at the moment of the data, and hours it shares.",
    note="An empty figure is not available. shared_week_hours: the most hours a week at work with another region.",
    columns=(
        Column("region", 18),
        Column("mark", 20),
        Column("alpha", 11, "coefficient"),
        Column("gold_accuracy_share", 22, "share"),
        Column("sla_attained_share", 20, "share"),
        Column("open_tasks", 14, "count"),
        Column("age_p90_hours", 17, "decimal"),
        Column("lead_p90_hours", 18, "decimal"),
        Column("rework_share", 16, "share"),
        Column("handling_seconds", 19, "count"),
        Column("exposure_max_hours", 22, "decimal"),
        Column("timezone", 22),
        Column("local_time", 40),
        Column("shared_week_hours", 21, "decimal"),
        Column("shared_hours_with", 60),
    ),
    marked=("mark",),
)

HISTORY = TableSheet(
    name="History",
    table="History",
    role="data",
    title="History",
    purpose="Every key figure, target, setting and agreed date at each refresh; as_of is in your time zone.",
    note="One row for each as_of, key and region: a refresh at the same as_of replaces its rows, another one adds.",
    columns=(
        Column("as_of", 18, "time"),
        Column("pillar", 13),
        Column("key", 30),
        Column("name", 40),
        Column("region", 16),
        Column("value", 14, "coefficient"),
        Column("shown", 26),
        Column("rag", 10),
        Column("mark", 20),
        Column("target", 44),
    ),
    marked=("mark",),
    frozen_columns=3,
)

JOURNAL = TableSheet(
    name="Journal",
    table="Journal",
    role="output",
    title="Journal",
    purpose="What each refresh found changed since the one before: scope, targets, settings, then key figures.",
    note="Beside the Change log, which people keep: here stands what the data and Settings say.",
    columns=(
        Column("as_of", 18, "time"),
        Column("kind", 13),
        Column("what", 40),
        Column("region", 16),
        Column("before", 34),
        Column("after", 34),
        Column("change", 110),
    ),
)

KEYS = {
    "Labels": "item_id,annotator_id,round,policy_version",
    "Events": "task_id,stage,round,enabled_at_utc",
    "Volumes": "date,queue,region",
    "Milestones": "milestone",
    "Findings": "key",
    "Kpis": "key,region",
    "Regions": "region",
    "History": "as_of,key,region",
    "Journal": "as_of,kind,what,region",
    "Fan": "day",
    "AgreementWeeks": "week",
    "Stages": "region,stage",
    "Causes": "region,stage",
    "Control": "period_start",
}


def add_findings(workbook: Workbook, styles: Styles) -> None:
    """Add the sheet of findings, with a state to choose beside each, also in rows that come later."""
    sheet = add_table_sheet(workbook, FINDINGS, styles)
    state = choice(_STATES, "State", f"Choose {', '.join(_STATES)}.")
    place = FINDINGS.position("state")
    sheet.data_validation(FINDINGS.first_row, place, FINDINGS.first_row + ROOM, place, state)
