"""The top of a dashboard: title, three sentences, and a row of tiles with a key figure each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from templates.parts.style import Styles, colour_marks, set_up_page

NAME = "Dashboard"
TILE_WIDTH, GAP_WIDTH = 31, 2
HEADLINES = 3
TILE_HEIGHTS = {"value": 36, "detail": 40, "status": 21, "target": 18}
TILE_ROWS = len(TILE_HEIGHTS) + 1
CAPTION = "● on target   ▲ watch   ■ needs action   |   thresholds: Settings   |   do the numbers add up: Checks"

Tile = tuple[str, str, str]
"""Name of its cells, title, and style of its value (a key of `templates.parts.style` that begins with tile_)."""


def define(workbook: Workbook, name: str, row: int, column: int, rows: int = 1, columns: int = 1) -> None:
    """Name cells of the dashboard, so that a refresh finds them."""
    workbook.define_name(name, f"={NAME}!{xl_range_abs(row, column, row + rows - 1, column + columns - 1)}")


def begin_dashboard(workbook: Workbook, styles: Styles, title: str, tiles: int, no_data: str) -> Worksheet:
    """Add the dashboard, `tiles` wide: columns of tiles with narrow gaps between, title, and three sentences.

    Parameters
    ----------
    workbook, styles, title
    tiles : int
        How many tiles stand side by side; tile `i` is in column ``2 * i``.
    no_data : str
        What the first sentence says before anything was imported: what to do.
    """
    sheet = workbook.add_worksheet(NAME)
    last = 2 * tiles - 2
    for column in range(last + 1):
        sheet.set_column(column, column, GAP_WIDTH if column % 2 else TILE_WIDTH)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, title, styles["title"])
    sheet.write_string(1, 0, "Output. Refresh fills this sheet.", styles["subtitle"])
    for offset, sentence in enumerate((no_data, "", "")):
        sheet.set_row(HEADLINES + offset, 33)
        sheet.merge_range(HEADLINES + offset, 0, HEADLINES + offset, last, sentence, styles["headline"])
    define(workbook, "dash_title", 0, 0)
    define(workbook, "dash_subtitle", 1, 0)
    define(workbook, "dash_headlines", HEADLINES, 0, 3)
    return sheet


def write_tiles(workbook: Workbook, sheet: Worksheet, styles: Styles, row: int, tiles: Sequence[Tile]) -> None:
    """Put a row of tiles at `row`: name above; value, detail, mark and target below, which a refresh fills."""
    for offset, height in enumerate(TILE_HEIGHTS.values(), start=1):
        sheet.set_row(row + offset, height)
    sheet.set_row(row, 20)
    for place, (name, title, style) in enumerate(tiles):
        column = 2 * place
        sheet.write_string(row, column, title, styles["tile_name"])
        sheet.write_string(row + 1, column, "not available", styles[style])
        sheet.write_blank(row + 2, column, None, styles["tile_detail"])
        sheet.write_string(row + 3, column, "not available", styles["tile_status"])
        sheet.write_string(row + 4, column, "Targets stand on Settings", styles["tile_target"])
        define(workbook, name, row + 1, column, 4)
        colour_marks(sheet, xl_range_abs(row + 3, column, row + 3, column), styles)
        value = xl_range_abs(row + 1, column, row + 1, column)
        sheet.conditional_format(
            value, {"type": "formula", "criteria": f"=ISTEXT({value})", "format": styles.unavailable}
        )


def place_chart(
    workbook: Workbook, sheet: Worksheet, styles: Styles, chart: Any, name: str, headline: str,
    *, row: int, column: int, tiles: int, rows: int, alt: str,
) -> None:  # fmt: skip
    """Put a chart below the cell of its headline, as wide as some tiles.

    Parameters
    ----------
    workbook, sheet, styles, chart
    name : str
        The headline's cell is named ``head_<name>``.
    headline : str
        What it says before the first refresh.
    row, column : int
        Of the headline; the chart begins one row below.
    tiles, rows : int
        Width in tiles and height in rows of 20 pixels.
    alt : str
        What the chart shows and where its numbers stand, for those who cannot see it.
    """
    sheet.set_row(row, 33)
    last = column + 2 * tiles - 2
    if last > column:
        sheet.merge_range(row, column, row, last, headline, styles["finding"])
    else:
        sheet.write_string(row, column, headline, styles["finding"])
    define(workbook, f"head_{name}", row, column)
    width = tiles * (TILE_WIDTH * 7 + 5) + (tiles - 1) * (GAP_WIDTH * 7 + 5)
    chart.set_size({"width": width, "height": rows * 20 - 4})
    chart.set_chartarea({"border": {"none": True}, "fill": {"color": "#FFFFFF"}})
    chart.set_plotarea({"fill": {"none": True}})
    sheet.insert_chart(row + 1, column, chart, {"object_position": 1, "description": alt})


def end_dashboard(sheet: Worksheet, styles: Styles, last_row: int, tiles: int) -> None:
    """Close the dashboard with its caption at `last_row`, and prepare it for paper."""
    sheet.write_string(last_row, 0, CAPTION, styles["caption"])
    sheet.hide_gridlines(2)
    set_up_page(sheet, "output", portrait=True, pages_tall=1)
    sheet.print_area(0, 0, last_row, 2 * tiles - 2)
