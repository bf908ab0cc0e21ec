"""The sheets of what goes in: exports as they were read, people, calendars, targets, and where to read from."""

from __future__ import annotations

from xlsxwriter import Workbook

from templates.parts.rules import ZONE, between, choice
from templates.parts.style import Styles
from templates.parts.table_sheet import Column, TableSheet, add_table_sheet

FORMATS = ("label_studio", "csv", "xlsx")

LABELS = TableSheet(
    name="Labels",
    table="Labels",
    role="data",
    title="Labels",
    purpose="One row per annotation, as read from the sources; times are UTC, durations are seconds.",
    note=(
        "counted_label holds the label where agreement uses it (first independent submission) and is empty for others; "
        "unit is the item it counts for, with its policy version. Comments and colours in a row follow the row."
    ),
    columns=(
        Column("item_id", 16),
        Column("annotator_id", 30),
        Column("label", 22),
        Column("round", 10, "count"),
        Column("status", 13),
        Column("counted_label", 22),
        Column("unit", 22),
        Column("gold_label", 22),
        Column("labelled_at_utc", 19, "time"),
        Column("duration_seconds", 20, "decimal"),
        Column("project", 18),
        Column("queue", 18),
        Column("region", 16),
        Column("language", 13),
        Column("policy_version", 18),
        Column("exposure", 14),
    ),
    frozen_columns=2,
)

EVENTS = TableSheet(
    name="Events",
    table="Events",
    role="data",
    title="Events",
    purpose="One row for each time that a task was at a stage, as read from the sources; times are UTC.",
    note="No started_at_utc: it still waits. No ended_at_utc: it is in work. Comments in a row follow the row.",
    columns=(
        Column("task_id", 16),
        Column("stage", 16),
        Column("enabled_at_utc", 19, "time"),
        Column("started_at_utc", 19, "time"),
        Column("ended_at_utc", 19, "time"),
        Column("actor_id", 30),
        Column("region", 16),
        Column("queue", 16),
        Column("priority", 13),
        Column("outcome", 16),
        Column("round", 10, "count"),
    ),
    frozen_columns=2,
)

VOLUMES = TableSheet(
    name="Volumes",
    table="Volumes",
    role="data",
    title="Volumes",
    purpose="One row a day (and region or queue): tasks that came in and tasks that were finished.",
    note="A day without a row is not taken for zero: the setting gaps says what it means.",
    columns=(
        Column("date", 14, "date"),
        Column("arrived", 14, "count"),
        Column("completed", 14, "count"),
        Column("queue", 18),
        Column("region", 18),
    ),
)

ROSTER = TableSheet(
    name="Roster",
    table="Roster",
    role="data",
    title="Roster",
    purpose="One row per annotator: the regional team, the role and the planned labelling hours a day.",
    note="A row without a region takes its annotator's. Fill the table by a roster source, or type into it.",
    columns=(
        Column("annotator_id", 34, entry=True),
        Column("region", 20, entry=True),
        Column("role", 20, entry=True),
        Column("hours_per_day", 17, "decimal", entry=True),
    ),
)

SOURCES = TableSheet(
    name="Sources",
    table="Sources",
    role="input",
    title="Sources",
    purpose="The exports that a refresh reads, in order. It writes rows_read and note; the other columns are yours.",
    note=(
        "path: a file or a pattern such as exports/*.json, seen from this workbook's folder. "
        "columns: whose headers differ, such as item_id=Task ID; label=Verdict."
    ),
    columns=(
        Column("path", 48, entry=True),
        Column("table", 12, entry=True),
        Column("format", 16, entry=True),
        Column("columns", 44, entry=True),
        Column("timezone", 20, entry=True),
        Column("mode", 12, entry=True),
        Column("rows_read", 14, "count"),
        Column("note", 56, "note"),
    ),
)

CATEGORY_ORDER = TableSheet(
    name="Category order",
    table="CategoryOrder",
    role="input",
    title="Category order",
    purpose="The order of the categories, lowest first where the level is ordinal.",
    note="Leave the table empty to take them A to Z. One category a row, spelled as in the labels.",
    columns=(Column("category", 40, entry=True),),
    frozen_columns=0,
)

CALENDARS = TableSheet(
    name="Calendars",
    table="Calendars",
    role="input",
    title="Calendars",
    purpose="When each regional team works. Left empty, the hours are read from the events, and a note says so.",
    note=(
        "team: a region as in the events, empty for everybody. "
        "hours: zone; days and shifts; holidays, as in Asia/Singapore; mon-fri 09:00-18:00; holidays SG"
    ),
    columns=(Column("team", 24, entry=True), Column("hours", 90, entry=True)),
)

TARGETS = TableSheet(
    name="Targets",
    table="Targets",
    role="input",
    title="Targets",
    purpose="Other SLA hours than those on Settings, by priority, queue or region; the tightest that applies counts.",
    note="Leave the table empty where the hours on Settings hold for every task. Hours on the SLA's clock.",
    columns=(Column("by", 16, entry=True), Column("value", 24, entry=True), Column("hours", 14, "decimal", entry=True)),
)


def add_category_order(workbook: Workbook, styles: Styles) -> None:
    """Add the sheet on which the order of the categories can be set."""
    add_table_sheet(workbook, CATEGORY_ORDER, styles)


def add_sources(workbook: Workbook, styles: Styles, tables: tuple[str, ...]) -> None:
    """Add the sheet that lists the exports a refresh reads, of the tables that the workbook takes."""
    sheet = add_table_sheet(workbook, SOURCES, styles)
    holds = choice(tables, "Table", f"Choose what the file holds: {', '.join(tables)}.")
    modes = choice(("replace", "append"), "Mode", "Choose replace (new rows stand for old ones) or append.")
    formats = choice(FORMATS, "Format", "Leave it empty to have it found out, or choose one.", closed=False)
    sheet.data_validation(SOURCES.cells("table"), holds)
    sheet.data_validation(SOURCES.cells("format"), formats)
    sheet.data_validation(SOURCES.cells("mode"), modes)
    sheet.data_validation(SOURCES.cells("timezone"), ZONE)


def add_roster(workbook: Workbook, styles: Styles) -> None:
    """Add the sheet of annotators, which a roster file fills or people type into."""
    sheet = add_table_sheet(workbook, ROSTER, styles)
    hours = between(0, 24, "Hours per day", "Type a number of hours from 0 to 24.")
    sheet.data_validation(ROSTER.cells("hours_per_day"), hours)


def add_calendars(workbook: Workbook, styles: Styles) -> None:
    """Add the sheet of the teams' working hours."""
    add_table_sheet(workbook, CALENDARS, styles)


def add_targets(workbook: Workbook, styles: Styles) -> None:
    """Add the sheet of SLA hours that differ from those on Settings."""
    sheet = add_table_sheet(workbook, TARGETS, styles)
    by = choice(("priority", "queue", "region"), "By", "Choose priority, queue or region.")
    sheet.data_validation(TARGETS.cells("by"), by)
    hours = between(0.01, 876_600, "Hours", "Type a number of hours above 0.")
    sheet.data_validation(TARGETS.cells("hours"), hours)
