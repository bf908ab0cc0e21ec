"""Will the SLA and the delivery date be met, and what would change that? The workbook, empty of data."""

from __future__ import annotations

from pathlib import Path

from xlsxwriter import Workbook

from templates.delivery_forecast.dashboard import add_dashboard
from templates.delivery_forecast.tables import (
    ATTAINMENT,
    FAN,
    FINISH,
    KEYS,
    REGIONS,
    RESULTS,
    SCENARIOS,
    STAFFING,
    WORK_LIST,
)
from templates.delivery_forecast.words import ABOUT
from templates.parts.about import add_about
from templates.parts.control_sheets import ORPHANS, add_checks, add_meta
from templates.parts.inputs import EVENTS, VOLUMES, add_calendars, add_roster, add_sources, add_targets
from templates.parts.kpi_sheet import KPIS
from templates.parts.new_workbook import new_workbook
from templates.parts.rules import at_most, between, day
from templates.parts.settings_sheet import DELIVERY, SLA, add_settings
from templates.parts.style import Styles
from templates.parts.table_sheet import add_table_sheet

NAME = "delivery_forecast"
SCHEMA = 1
SETTINGS = (
    "project", "timezone", "as_of", "confidence", *SLA, *DELIVERY, "age_target_hours", "age_maximum_hours",
)  # fmt: skip
MOST_TASKS = 1_000_000_000
ROOM = 200


def build(path: Path) -> None:
    """Write the empty workbook to `path`; the same version gives the same bytes each time."""
    with new_workbook(path, "Delivery forecast", "SLA and delivery date of a labelling project") as workbook:
        styles = Styles(workbook)
        add_about(workbook, styles, ABOUT)
        add_dashboard(workbook, styles).activate()
        add_settings(workbook, styles, SETTINGS)
        add_calendars(workbook, styles)
        add_targets(workbook, styles)
        _add_scenarios(workbook, styles)
        add_sources(workbook, styles, ("events", "volumes", "roster"))
        for spec in (EVENTS, VOLUMES):
            add_table_sheet(workbook, spec, styles)
        add_roster(workbook, styles)
        for spec in (KPIS, ATTAINMENT, REGIONS, WORK_LIST, FAN, FINISH, RESULTS, STAFFING):
            add_table_sheet(workbook, spec, styles)
        add_checks(workbook, styles)
        add_table_sheet(workbook, ORPHANS, styles)
        add_meta(workbook, styles, NAME, SCHEMA, KEYS)


def _add_scenarios(workbook: Workbook, styles: Styles) -> None:
    """Add the sheet of what to compare; each cell says what it takes, also in rows added later."""
    sheet = add_table_sheet(workbook, SCENARIOS, styles)
    rules = {
        "scenario": at_most(60, "Scenario", "A name of its own, at most 60 characters."),
        "team_share": between(0, 10, "Team share", "Type 1.1 for a tenth more people; empty: as now."),
        "joiners": between(-1000, 1000, "Joiners", "Type how many people join; below 0: leave."),
        "joiners_from": day("Joiners from", "Type their first day; empty: the first day ahead."),
        "ramp_days": between(0, 366, "Ramp days", "Type calendar days until full speed, such as 28."),
        "overtime_share": between(-1, 2, "Overtime share", "Type 0.1 for a tenth more hours; empty: none."),
        "scope_change_tasks": between(-MOST_TASKS, MOST_TASKS, "Scope change", "Tasks added; below 0: taken away."),
        "due_date": day("Due date", "Type another due date; empty: that of Settings."),
    }
    for column, rule in rules.items():
        place = SCENARIOS.position(column)
        sheet.data_validation(SCENARIOS.first_row, place, SCENARIOS.first_row + ROOM, place, rule)
