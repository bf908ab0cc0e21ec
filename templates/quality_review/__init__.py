"""Is the labelling good, and who or which policy disagrees since when? The workbook that answers it, empty of data."""

from __future__ import annotations

from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs

from templates.parts.about import add_about
from templates.parts.control_sheets import ORPHANS, add_checks, add_meta
from templates.parts.inputs import LABELS, add_category_order, add_roster, add_sources
from templates.parts.kpi_sheet import KPIS
from templates.parts.new_workbook import new_workbook
from templates.parts.settings_sheet import QUALITY, add_settings
from templates.parts.style import BAR, Styles
from templates.parts.table_sheet import add_table_sheet
from templates.quality_review.action_tables import ADJUDICATE, PAIRS
from templates.quality_review.dashboard import add_dashboard
from templates.quality_review.drift_tables import CHANGES, DRIFT
from templates.quality_review.tables import AGREEMENT, ANNOTATORS, CATEGORIES, CONFUSION, KEYS, WEEKS
from templates.quality_review.words import ABOUT

NAME = "quality_review"
SCHEMA = 2
MATRIX_ROW, MATRIX_SIZE = 4, 13


def _add_confusion(workbook: Workbook, styles: Styles) -> None:
    sheet = add_table_sheet(workbook, CONFUSION, styles)
    last = MATRIX_ROW + MATRIX_SIZE - 1
    sheet.set_column(len(CONFUSION.columns), MATRIX_SIZE - 1, 17)
    sheet.set_row(MATRIX_ROW, 30)
    for row in range(MATRIX_ROW, last + 1):
        for column in range(MATRIX_SIZE):
            inside = "matrix_row" if column == 0 else "matrix_count"
            style = inside if row > MATRIX_ROW else "matrix_column" if column else "matrix_corner"
            sheet.write_blank(row, column, None, styles[style])
    sheet.write_string(MATRIX_ROW, 0, "gold (rows), label (columns)", styles["matrix_corner"])
    sheet.conditional_format(
        MATRIX_ROW + 1,
        1,
        last,
        MATRIX_SIZE - 1,
        {"type": "2_color_scale", "min_type": "num", "min_value": 0, "min_color": "#FFFFFF", "max_color": BAR},
    )
    workbook.define_name(
        "confusion_matrix",
        f"={CONFUSION.name}!{xl_range_abs(MATRIX_ROW, 0, last, MATRIX_SIZE - 1)}",
    )
    sheet.freeze_panes(MATRIX_ROW, 1)


def build(path: Path) -> None:
    """Write the empty workbook to `path`; the same version gives the same bytes each time."""
    with new_workbook(path, "Quality review", "Agreement and gold accuracy of a labelling project") as workbook:
        styles = Styles(workbook)
        add_about(workbook, styles, ABOUT)
        add_dashboard(workbook, styles).activate()
        add_settings(workbook, styles, QUALITY)
        add_category_order(workbook, styles)
        add_sources(workbook, styles, ("labels", "roster"))
        add_table_sheet(workbook, LABELS, styles)
        add_roster(workbook, styles)
        for spec in (KPIS, AGREEMENT, WEEKS, DRIFT, CHANGES, CATEGORIES, ANNOTATORS, PAIRS, ADJUDICATE):
            add_table_sheet(workbook, spec, styles)
        _add_confusion(workbook, styles)
        add_checks(workbook, styles)
        add_table_sheet(workbook, ORPHANS, styles)
        add_meta(workbook, styles, NAME, SCHEMA, KEYS)
