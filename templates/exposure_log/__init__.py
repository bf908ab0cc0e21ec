"""Is anybody over-exposed to sensitive content, and who could take over some? The workbook, empty of data."""

from __future__ import annotations

from pathlib import Path

from templates.exposure_log.dashboard import add_dashboard
from templates.exposure_log.tables import DAYS, KEYS, LABELS, PEOPLE, ROTATION, TIERS, WEEKS
from templates.exposure_log.words import ABOUT
from templates.parts.about import add_about
from templates.parts.control_sheets import ORPHANS, add_checks, add_meta
from templates.parts.inputs import add_calendars, add_roster, add_sources
from templates.parts.kpi_sheet import KPIS
from templates.parts.new_workbook import new_workbook
from templates.parts.settings_sheet import EXPOSURE, add_settings
from templates.parts.style import Styles
from templates.parts.table_sheet import add_table_sheet

NAME = "exposure_log"
SCHEMA = 1
SETTINGS = ("project", "timezone", "as_of", *EXPOSURE)


def build(path: Path) -> None:
    """Write the empty workbook to `path`; the same version gives the same bytes each time."""
    with new_workbook(path, "Exposure log", "Hours of sensitive content by person and day") as workbook:
        styles = Styles(workbook)
        add_about(workbook, styles, ABOUT)
        add_dashboard(workbook, styles).activate()
        add_settings(workbook, styles, SETTINGS)
        add_calendars(workbook, styles)
        add_sources(workbook, styles, ("labels", "roster"))
        add_table_sheet(workbook, LABELS, styles)
        add_roster(workbook, styles)
        for spec in (KPIS, PEOPLE, DAYS, TIERS, WEEKS, ROTATION):
            add_table_sheet(workbook, spec, styles)
        add_checks(workbook, styles)
        add_table_sheet(workbook, ORPHANS, styles)
        add_meta(workbook, styles, NAME, SCHEMA, KEYS)
