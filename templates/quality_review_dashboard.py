"""What a coordinator sees first on Monday: three sentences, four tiles, three charts."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from templates.quality_review_charts import bars_chart, weeks_chart
from templates.quality_review_tables import ANNOTATORS, CATEGORIES
from templates.style import Styles, colour_marks, set_up_page

NAME = "Dashboard"
NO_DATA = "No data yet. Press SMO > Import export, or run: smo-metrics import EXPORT WORKBOOK"
TILES = (
    ("tile_alpha", "KRIPPENDORFF'S ALPHA", "tile_coefficient"),
    ("tile_gold", "GOLD ACCURACY", "tile_share"),
    ("tile_category", "WEAKEST CATEGORY, ALPHA", "tile_coefficient"),
    ("tile_annotators", "ANNOTATORS TO TALK TO", "tile_count"),
)
TILE_WIDTH, GAP_WIDTH = 31, 2
LAST_COLUMN = 2 * len(TILES) - 2
HEADLINES, TILE, WEEKS_ROW, BARS_ROW = 3, 7, 13, 30
WEEKS_ROWS, BARS_ROWS = 15, 17
WEEKS_ALT = (
    "Line chart of Krippendorff's alpha by week with its interval as a band and the target as a dashed line; "
    "the numbers stand on the sheet Weeks."
)
CATEGORIES_ALT = (
    "Bar chart of each category's alpha with its interval, weakest on top; the numbers stand on the sheet Categories."
)
ANNOTATORS_ALT = (
    "Bar chart of each annotator's kappa with the others and its interval, weakest on top; "
    "the numbers stand on the sheet Annotators."
)
TILE_HEIGHTS = {"value": 36, "detail": 40, "status": 21, "target": 18}


def _define(workbook: Workbook, name: str, row: int, column: int, rows: int = 1) -> None:
    workbook.define_name(name, f"={NAME}!{xl_range_abs(row, column, row + rows - 1, column)}")


def _write_top(workbook: Workbook, sheet: Worksheet, styles: Styles) -> None:
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, "Quality review", styles["title"])
    sheet.write_string(1, 0, "Output. Refresh fills this sheet.", styles["subtitle"])
    for offset, sentence in enumerate((NO_DATA, "", "")):
        sheet.set_row(HEADLINES + offset, 33)
        sheet.merge_range(HEADLINES + offset, 0, HEADLINES + offset, LAST_COLUMN, sentence, styles["headline"])
    _define(workbook, "dash_title", 0, 0)
    _define(workbook, "dash_subtitle", 1, 0)
    _define(workbook, "dash_headlines", HEADLINES, 0, 3)


def _write_tiles(workbook: Workbook, sheet: Worksheet, styles: Styles) -> None:
    for offset, height in enumerate(TILE_HEIGHTS.values(), start=1):
        sheet.set_row(TILE + offset, height)
    sheet.set_row(TILE, 20)
    for place, (name, title, style) in enumerate(TILES):
        column = 2 * place
        sheet.write_string(TILE, column, title, styles["tile_name"])
        sheet.write_string(TILE + 1, column, "not available", styles[style])
        sheet.write_blank(TILE + 2, column, None, styles["tile_detail"])
        sheet.write_string(TILE + 3, column, "not available", styles["tile_status"])
        sheet.write_string(TILE + 4, column, "Targets stand on Settings", styles["tile_target"])
        _define(workbook, name, TILE + 1, column, 4)
        colour_marks(sheet, xl_range_abs(TILE + 3, column, TILE + 3, column), styles)
        value = xl_range_abs(TILE + 1, column, TILE + 1, column)
        sheet.conditional_format(
            value, {"type": "formula", "criteria": f"=ISTEXT({value})", "format": styles.unavailable}
        )


def _place(sheet: Worksheet, chart: Any, row: int, column: int, tiles: int, rows: int, alt: str) -> None:
    width = tiles * (TILE_WIDTH * 7 + 5) + (tiles - 1) * (GAP_WIDTH * 7 + 5)
    chart.set_size({"width": width, "height": rows * 20 - 4})
    chart.set_chartarea({"border": {"none": True}, "fill": {"color": "#FFFFFF"}})
    chart.set_plotarea({"fill": {"none": True}})
    sheet.insert_chart(row, column, chart, {"object_position": 1, "description": alt})


def _write_charts(workbook: Workbook, sheet: Worksheet, styles: Styles) -> None:
    half = LAST_COLUMN // 2
    right = half + 1
    sheet.set_row(WEEKS_ROW, 24)
    sheet.set_row(BARS_ROW, 33)
    heads = (
        ("head_weeks", WEEKS_ROW, 0, LAST_COLUMN, "Agreement by week"),
        ("head_categories", BARS_ROW, 0, half - 1, "Categories, weakest first"),
        ("head_annotators", BARS_ROW, right, LAST_COLUMN, "Annotators, weakest first"),
    )
    for name, row, first, last, text in heads:
        sheet.merge_range(row, first, row, last, text, styles["finding"])
        _define(workbook, name, row, first)
    weeks = weeks_chart(workbook)
    categories = bars_chart(workbook, CATEGORIES, "category", "alpha", "Alpha of the category, with its interval")
    annotators = bars_chart(workbook, ANNOTATORS, "annotator_id", "kappa", "Kappa with the others, with its interval")
    _place(sheet, weeks, WEEKS_ROW + 1, 0, len(TILES), WEEKS_ROWS, WEEKS_ALT)
    _place(sheet, categories, BARS_ROW + 1, 0, len(TILES) // 2, BARS_ROWS, CATEGORIES_ALT)
    _place(sheet, annotators, BARS_ROW + 1, right, len(TILES) // 2, BARS_ROWS, ANNOTATORS_ALT)


def add_dashboard(workbook: Workbook, styles: Styles) -> Worksheet:
    """Add the sheet that answers at a glance whether the labelling is good, and who or what to look at."""
    sheet = workbook.add_worksheet(NAME)
    for column in range(LAST_COLUMN + 1):
        sheet.set_column(column, column, GAP_WIDTH if column % 2 else TILE_WIDTH)
    _write_top(workbook, sheet, styles)
    _write_tiles(workbook, sheet, styles)
    _write_charts(workbook, sheet, styles)
    last_row = BARS_ROW + BARS_ROWS + 1
    sheet.write_string(
        last_row,
        0,
        "● on target   ▲ watch   ■ below minimum   |   thresholds: Settings   |   do the numbers add up: Checks",
        styles["caption"],
    )
    sheet.hide_gridlines(2)
    set_up_page(sheet, "output", portrait=True, pages_tall=1)
    sheet.print_area(0, 0, last_row, LAST_COLUMN)
    return sheet
