"""Where does work wait, why, and what would fix it? The workbook that answers it, empty of data."""

from __future__ import annotations

from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs

from templates.bottleneck_review.dashboard import add_dashboard
from templates.bottleneck_review.flow_tables import AGEING, CONTROL, FLOW, FLOW_STAGES, KEYS
from templates.bottleneck_review.tables import CAUSES, FIXES, HANDOFFS, MATRIX_ROW, MATRIX_SIZE, OVERLAP, STAGES
from templates.bottleneck_review.words import ABOUT
from templates.parts.about import add_about
from templates.parts.control_sheets import ORPHANS, add_checks, add_meta
from templates.parts.inputs import EVENTS, add_calendars, add_roster, add_sources
from templates.parts.kpi_sheet import KPIS
from templates.parts.new_workbook import new_workbook
from templates.parts.settings_sheet import add_settings
from templates.parts.style import Styles
from templates.parts.table_sheet import add_table_sheet

NAME = "bottleneck_review"
SCHEMA = 1
SETTINGS = (
    "project", "timezone", "as_of", "acceptance_target", "acceptance_minimum", "rework_target", "rework_maximum",
    "sla_hours", "sla_clock",
)  # fmt: skip


def _add_handoffs(workbook: Workbook, styles: Styles) -> None:
    """Add the heat map over the list of handoffs: darker cells wait longer, and each says its hours."""
    sheet = add_table_sheet(workbook, HANDOFFS, styles)
    last = MATRIX_ROW + MATRIX_SIZE - 1
    sheet.set_column(len(HANDOFFS.columns), MATRIX_SIZE - 1, 18)
    sheet.set_row(MATRIX_ROW, 30)
    for row in range(MATRIX_ROW, last + 1):
        for column in range(MATRIX_SIZE):
            inside = "matrix_row" if column == 0 else "matrix_hours"
            style = inside if row > MATRIX_ROW else "matrix_column" if column else "matrix_corner"
            sheet.write_blank(row, column, None, styles[style])
    sheet.write_string(MATRIX_ROW, 0, "from (rows), to (columns)", styles["matrix_corner"])
    heat = {"type": "2_color_scale", "min_type": "num", "min_value": 0, "min_color": "#FFFFFF", "max_color": "#F2B880"}
    sheet.conditional_format(MATRIX_ROW + 1, 1, last, MATRIX_SIZE - 1, heat)
    place = xl_range_abs(MATRIX_ROW, 0, last, MATRIX_SIZE - 1)
    workbook.define_name("handoff_matrix", f"={HANDOFFS.name}!{place}")
    sheet.freeze_panes(MATRIX_ROW, 1)


def build(path: Path) -> None:
    """Write the empty workbook to `path`; the same version gives the same bytes each time."""
    with new_workbook(path, "Bottleneck review", "Where the work of a labelling project waits, and why") as workbook:
        styles = Styles(workbook)
        add_about(workbook, styles, ABOUT)
        add_dashboard(workbook, styles).activate()
        add_settings(workbook, styles, SETTINGS)
        add_calendars(workbook, styles)
        add_sources(workbook, styles, ("events", "roster"))
        add_table_sheet(workbook, EVENTS, styles)
        add_roster(workbook, styles)
        for spec in (KPIS, STAGES, CAUSES, FIXES):
            add_table_sheet(workbook, spec, styles)
        _add_handoffs(workbook, styles)
        for spec in (OVERLAP, FLOW, FLOW_STAGES, AGEING, CONTROL):
            add_table_sheet(workbook, spec, styles)
        add_checks(workbook, styles)
        add_table_sheet(workbook, ORPHANS, styles)
        add_meta(workbook, styles, NAME, SCHEMA, KEYS)
