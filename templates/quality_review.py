"""Is the labelling good, and who or which policy disagrees since when? The workbook that answers it, empty of data."""

from __future__ import annotations

import tomllib
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs

from templates.new_workbook import new_workbook
from templates.quality_review_about import add_about
from templates.quality_review_dashboard import add_dashboard
from templates.quality_review_inputs import add_category_order, add_roster, add_settings, add_sources
from templates.quality_review_tables import (
    AGREEMENT,
    ANNOTATORS,
    CATEGORIES,
    CHECKS,
    CONFUSION,
    KEYS,
    LABELS,
    ORPHANS,
    WEEKS,
)
from templates.style import BAR, Styles, colour_marks
from templates.table_sheet import Column, TableSheet, add_table_sheet

NAME = "quality_review"
SCHEMA = 1
MATRIX_ROW, MATRIX_SIZE = 4, 13


def _version() -> str:
    project = Path(__file__).parent.parent / "pyproject.toml"
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


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


def _add_checks(workbook: Workbook, styles: Styles) -> None:
    sheet = add_table_sheet(workbook, CHECKS, styles)
    sheet.write_string(2, 0, "Overall", styles["overall"])
    sheet.write_string(2, 1, "not available", styles["overall"])
    workbook.define_name("checks_overall", f"={CHECKS.name}!$B$3")
    colour_marks(sheet, "B3", styles)


def _add_meta(workbook: Workbook, styles: Styles, version: str) -> None:
    facts = {"template": NAME, "schema": str(SCHEMA), "library_version": version}
    facts |= {f"key:{table}": columns for table, columns in KEYS.items()}
    meta = TableSheet(
        name="_meta",
        table="Meta",
        role="control",
        title="_meta",
        purpose="What the library needs to know about this workbook.",
        note="Leave it as it is.",
        columns=(Column("name", 28), Column("value", 40)),
        rows=tuple(facts.items()),
    )
    add_table_sheet(workbook, meta, styles).hide()


def build(path: Path) -> None:
    """Write the empty workbook to `path`; the same version gives the same bytes each time."""
    version = _version()
    with new_workbook(path, "Quality review", "Agreement and gold accuracy of a labelling project") as workbook:
        styles = Styles(workbook)
        add_about(workbook, styles, version)
        add_dashboard(workbook, styles).activate()
        add_settings(workbook, styles)
        add_category_order(workbook, styles)
        add_sources(workbook, styles)
        add_table_sheet(workbook, LABELS, styles)
        add_roster(workbook, styles)
        for spec in (AGREEMENT, WEEKS, CATEGORIES, ANNOTATORS):
            add_table_sheet(workbook, spec, styles)
        _add_confusion(workbook, styles)
        _add_checks(workbook, styles)
        add_table_sheet(workbook, ORPHANS, styles)
        _add_meta(workbook, styles, version)
