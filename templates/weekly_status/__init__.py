"""How is the project, what changed, what is at risk? Its home workbook, empty of data."""

from __future__ import annotations

from pathlib import Path

from templates.bottleneck_review.flow_tables import CONTROL
from templates.bottleneck_review.tables import CAUSES, STAGES
from templates.delivery_forecast.tables import FAN
from templates.parts.about import add_about
from templates.parts.control_sheets import ORPHANS, add_checks, add_meta
from templates.parts.inputs import (
    EVENTS,
    VOLUMES,
    add_calendars,
    add_category_order,
    add_roster,
    add_sources,
    add_targets,
)
from templates.parts.new_workbook import new_workbook
from templates.parts.settings_sheet import DELIVERY, EXPOSURE, QUALITY, SLA, add_settings
from templates.parts.style import Styles
from templates.parts.table_sheet import add_table_sheet
from templates.quality_review.tables import WEEKS
from templates.weekly_status.dashboard import add_dashboard
from templates.weekly_status.records import CHANGES, DECISIONS, MILESTONES, OUTCOMES, RAID, add_record
from templates.weekly_status.tables import HISTORY, JOURNAL, KEYS, KPIS, LABELS, REGIONS, add_findings
from templates.weekly_status.words import ABOUT

NAME = "weekly_status"
SCHEMA = 1
# Codes would hide nobody here: Labels, Events and Roster hold the names.
SETTINGS = (
    *QUALITY[:2], "as_of", *DELIVERY, *SLA, "age_target_hours", "age_maximum_hours", *QUALITY[2:],
    "acceptance_target", "acceptance_minimum", "rework_target", "rework_maximum", "spi_target", "spi_minimum",
    "hourly_cost", "budget", "currency", "cpi_target", "cpi_minimum", "aht_target_seconds", "aht_maximum_seconds",
    *(name for name in EXPOSURE if name != "pseudonyms"),
)  # fmt: skip


def build(path: Path) -> None:
    """Write the empty workbook to `path`; the same version gives the same bytes each time."""
    with new_workbook(path, "Weekly status", "Plan, figures, risks of a labelling project") as workbook:
        styles = Styles(workbook)
        add_about(workbook, styles, ABOUT)
        add_dashboard(workbook, styles).activate()
        add_settings(workbook, styles, SETTINGS)
        add_calendars(workbook, styles)
        add_targets(workbook, styles)
        add_category_order(workbook, styles)
        add_sources(workbook, styles, ("labels", "events", "volumes", "roster"))
        add_record(workbook, styles, MILESTONES)
        for spec in (VOLUMES, LABELS, EVENTS):
            add_table_sheet(workbook, spec, styles)
        add_roster(workbook, styles)
        for spec in (RAID, DECISIONS, CHANGES, OUTCOMES):
            add_record(workbook, styles, spec)
        add_findings(workbook, styles)
        for spec in (KPIS, REGIONS, HISTORY, JOURNAL, FAN, WEEKS, STAGES, CAUSES, CONTROL):
            add_table_sheet(workbook, spec, styles)
        add_checks(workbook, styles)
        add_table_sheet(workbook, ORPHANS, styles)
        add_meta(workbook, styles, NAME, SCHEMA, KEYS)
