"""What a coordinator sets in the quality review: thresholds, the order of categories, and the sources to read."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook

from templates.quality_review_tables import ROSTER
from templates.style import Styles
from templates.table_sheet import Column, TableSheet, add_table_sheet

ZONES = (
    "UTC",
    "Europe/Dublin",
    "Europe/London",
    "Europe/Berlin",
    "Africa/Nairobi",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Manila",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
)

ROWS: tuple[tuple[str, str | float, str, str], ...] = (
    ("project", "", "text", "Name of the project, shown in the Dashboard's title."),
    ("timezone", "UTC", "IANA name", "Zone whose weeks count on the Dashboard. That of a file stands on Sources."),
    ("level", "nominal", "choice", "Distance of labels: nominal (same or not), ordinal (ranks), interval (numbers)."),
    ("confidence", 0.95, "share, 0 to 1", "How sure the intervals are."),
    ("alpha_target", 0.8, "alpha, 0 to 1", "Krippendorff's alpha is on target from here on."),
    ("alpha_minimum", 0.667, "alpha, 0 to 1", "Below this, conclusions from the labels are not safe."),
    ("gold_target", 0.95, "share, 0 to 1", "Gold accuracy is on target from here on."),
    ("gold_minimum", 0.9, "share, 0 to 1", "Below this, gold accuracy needs action."),
    ("category_target", 0.7, "alpha, 0 to 1", "A category's alpha is on target from here on."),
    ("category_minimum", 0.5, "alpha, 0 to 1", "Below this, a category's definition needs work."),
)  # fmt: skip

SETTINGS = TableSheet(
    name="Settings",
    table="Settings",
    role="input",
    title="Settings",
    purpose="Thresholds and choices of this project. Change the yellow cells, then refresh.",
    note="Where a yellow cell is left empty, its default is used.",
    columns=(Column("setting", 22), Column("value", 24, "threshold"), Column("unit", 18), Column("meaning", 92)),
    rows=ROWS,
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

FORMATS = ("label_studio", "csv", "xlsx")
LEVELS = ("nominal", "ordinal", "interval")
TARGETS = {"alpha_target": "alpha_minimum", "gold_target": "gold_minimum", "category_target": "category_minimum"}
NAMED = ("alpha_minimum", "gold_minimum", "category_minimum")


def choice(values: tuple[str, ...], title: str, message: str, *, closed: bool = True) -> dict[str, Any]:
    """Dropdown that refuses any other value, or only warns when the list is not `closed`."""
    return {
        "validate": "list",
        "source": list(values),
        "input_title": title,
        "input_message": message,
        "error_title": f"{title} not in the list",
        "error_message": message,
        "error_type": "stop" if closed else "warning",
    }


def between(low: float | str, high: float | str, title: str, message: str) -> dict[str, Any]:
    """Rule that a number lies between two bounds, each a number or a cell."""
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        "input_title": title,
        "input_message": message,
        "error_title": f"{title} out of range",
        "error_message": message,
    }


ZONE = choice(ZONES, "Time zone", "Choose a zone, or type any IANA name such as Asia/Singapore.", closed=False)


def _rules(cell: dict[str, str]) -> dict[str, dict[str, Any]]:
    rules: dict[str, dict[str, Any]] = {
        "project": {
            "validate": "length",
            "criteria": "<=",
            "value": 100,
            "input_title": "Project",
            "input_message": "The project's name, at most 100 characters.",
            "error_title": "Project too long",
            "error_message": "Give the project a name of at most 100 characters.",
        },
        "timezone": ZONE,
        "level": choice(LEVELS, "Level", "Choose nominal, ordinal or interval."),
        "confidence": between(0.5, 0.999, "Confidence", "Type a share from 0.5 to 0.999, such as 0.95."),
    }
    for target, minimum in TARGETS.items():
        name = target.removesuffix("_target").capitalize()
        rules[target] = between(
            f"={cell[minimum]}", 1, f"{name} target", "Type a number from the minimum below it up to 1."
        )
        rules[minimum] = between(
            0, f"={cell[target]}", f"{name} minimum", "Type a number from 0 up to the target above it."
        )
    return rules


def add_settings(workbook: Workbook, styles: Styles) -> None:
    """Add the sheet of thresholds and choices; its yellow cells are unlocked and say what they accept."""
    sheet = add_table_sheet(workbook, SETTINGS, styles)
    sheet.print_area(0, 0, SETTINGS.last_row, len(SETTINGS.columns) - 1)
    cell = {setting: f"$B${SETTINGS.first_row + 1 + offset}" for offset, (setting, *_) in enumerate(ROWS)}
    for setting, value, *_ in ROWS:
        kind = "threshold" if isinstance(value, float) else "text"
        sheet.write(cell[setting], value or None, styles[f"{kind}_setting"])
    for setting, rule in _rules(cell).items():
        sheet.data_validation(cell[setting], rule)
    for setting in NAMED:
        workbook.define_name(setting, f"={SETTINGS.name}!{cell[setting]}")


def add_category_order(workbook: Workbook, styles: Styles) -> None:
    """Add the sheet on which the order of the categories can be set."""
    add_table_sheet(workbook, CATEGORY_ORDER, styles)


def add_sources(workbook: Workbook, styles: Styles) -> None:
    """Add the sheet that lists the exports a refresh reads."""
    sheet = add_table_sheet(workbook, SOURCES, styles)
    tables = choice(("labels", "roster"), "Table", "Choose labels or roster: what the file holds.")
    modes = choice(("replace", "append"), "Mode", "Choose replace (new rows stand for old ones) or append.")
    formats = choice(FORMATS, "Format", "Leave it empty to have it found out, or choose one.", closed=False)
    sheet.data_validation(SOURCES.cells("table"), tables)
    sheet.data_validation(SOURCES.cells("format"), formats)
    sheet.data_validation(SOURCES.cells("mode"), modes)
    sheet.data_validation(SOURCES.cells("timezone"), ZONE)


def add_roster(workbook: Workbook, styles: Styles) -> None:
    """Add the sheet of annotators, which a roster file fills or people type into."""
    sheet = add_table_sheet(workbook, ROSTER, styles)
    hours = between(0, 24, "Hours per day", "Type a number of hours from 0 to 24.")
    sheet.data_validation(ROSTER.cells("hours_per_day"), hours)
