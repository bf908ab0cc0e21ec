"""Which records do people keep in a project's home: plan, risks, decisions, changes, what came of actions?"""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook

from templates.parts.rules import at_most, between, choice, day
from templates.parts.style import Styles
from templates.parts.table_sheet import Column, TableSheet, add_table_sheet

ROOM = 200
TYPES = ("risk", "assumption", "issue", "dependency", "opportunity")
PRIORITIES = ("high", "medium", "low")
STATES = ("open", "in work", "closed", "accepted")

MILESTONES = TableSheet(
    name="Plan",
    table="Milestones",
    role="input",
    title="Plan",
    purpose="One row a milestone: the agreed day, the share of the scope done by then, and the day it was reached.",
    note=(
        "planned_share adds up: 0.25 is a quarter of scope_tasks in total. A refresh writes forecast_date (80 % of the "
        "simulated futures reach it by then), status and the columns after it."
    ),
    columns=(
        Column("milestone", 30, entry=True),
        Column("baseline_date", 16, "date", entry=True),
        Column("planned_share", 16, "share", entry=True),
        Column("actual_date", 14, "date", entry=True),
        Column("owner", 22, entry=True),
        Column("note", 44, "note", entry=True),
        Column("forecast_date", 16, "date"),
        Column("status", 20),
        Column("days_late", 13, "count"),
        Column("planned_tasks", 16, "count"),
        Column("explanation", 70, "note"),
    ),
    marked=("status",),
)

RAID = TableSheet(
    name="RAID",
    table="Raid",
    role="input",
    title="Risks, assumptions, issues, dependencies, opportunities",
    purpose="What people see coming that no figure shows yet. What the figures show stands on Findings.",
    note="id: yours, such as R1. A refresh never writes here.",
    columns=(
        Column("id", 10, entry=True),
        Column("created", 14, "date", entry=True),
        Column("type", 15, entry=True),
        Column("area", 18, entry=True),
        Column("priority", 13, entry=True),
        Column("description", 70, "note", entry=True),
        Column("owner", 24, entry=True),
        Column("status", 13, entry=True),
        Column("due", 14, "date", entry=True),
    ),
)

DECISIONS = TableSheet(
    name="Decisions",
    table="Decisions",
    role="input",
    title="Decisions",
    purpose="Who decided what, when and why, so that nobody asks twice.",
    note="A refresh never writes here.",
    columns=(
        Column("id", 10, entry=True),
        Column("date", 14, "date", entry=True),
        Column("decision", 70, "note", entry=True),
        Column("made_by", 26, entry=True),
        Column("reason", 60, "note", entry=True),
    ),
)

CHANGES = TableSheet(
    name="Change log",
    table="Changes",
    role="input",
    title="Change log",
    purpose="Agreed changes of scope, dates, policy or team: what it was, what it is, who asked, who agreed.",
    note="What each refresh found changed in figures and settings stands on Journal. A refresh never writes here.",
    columns=(
        Column("id", 10, entry=True),
        Column("date", 14, "date", entry=True),
        Column("what", 34, "note", entry=True),
        Column("before", 24, entry=True),
        Column("after", 24, entry=True),
        Column("requested_by", 24, entry=True),
        Column("approved_by", 24, entry=True),
    ),
)

OUTCOMES = TableSheet(
    name="Outcomes",
    table="Outcomes",
    role="input",
    title="Outcomes",
    purpose="What came of an action: what was expected, what was observed.",
    note="finding_or_action: the key of a row on Findings, or words. A refresh never writes here.",
    columns=(
        Column("id", 10, entry=True),
        Column("date", 14, "date", entry=True),
        Column("finding_or_action", 46, "note", entry=True),
        Column("expected", 40, "note", entry=True),
        Column("observed", 40, "note", entry=True),
        Column("note", 40, "note", entry=True),
    ),
)

_DAY = "Type a date such as 2026-12-18."
_RULES: dict[str, dict[str, dict[str, Any]]] = {
    "Milestones": {
        "milestone": at_most(100, "Milestone", "A name of its own, at most 100 characters."),
        "baseline_date": day("Baseline date", _DAY),
        "planned_share": between(0, 1, "Planned share", "Type 0.25 or 25 % for a quarter of the scope in total."),
        "actual_date": day("Actual date", "Type the day on which it was reached; empty: not yet."),
    },
    "Raid": {
        "created": day("Created", _DAY),
        "type": choice(TYPES, "Type", f"Choose {', '.join(TYPES)}."),
        "priority": choice(PRIORITIES, "Priority", f"Choose {', '.join(PRIORITIES)}."),
        "status": choice(STATES, "Status", f"Choose {', '.join(STATES)}."),
        "due": day("Due", _DAY),
    },
    "Decisions": {"date": day("Date", _DAY)},
    "Changes": {"date": day("Date", _DAY)},
    "Outcomes": {"date": day("Date", _DAY)},
}


def add_record(workbook: Workbook, styles: Styles, spec: TableSheet) -> None:
    """Add the sheet of a record; each cell says what it takes, also in rows added later."""
    sheet = add_table_sheet(workbook, spec, styles)
    for column, rule in _RULES[spec.table].items():
        place = spec.position(column)
        sheet.data_validation(spec.first_row, place, spec.first_row + ROOM, place, rule)
