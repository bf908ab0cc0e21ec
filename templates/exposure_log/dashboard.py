"""What a coordinator sees first: three sentences, four tiles, who is near the cap, and how weeks compare."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from templates.exposure_log.charts import breaks_chart, people_chart, weeks_chart
from templates.parts.style import Styles
from templates.parts.tiles import TILE_ROWS, begin_dashboard, end_dashboard, place_chart, write_tiles

NO_DATA = "No data yet. Press SMO > Import export, or run: smo-metrics import EXPORT WORKBOOK"
TILES = (
    ("tile_over", "PEOPLE OVER THE CAP", "tile_count"),
    ("tile_highest", "HIGHEST DAY (HOURS)", "tile_decimal"),
    ("tile_breaks", "MISSED BREAKS (TIMES)", "tile_count"),
    ("tile_late", "AFTER THE CUT-OFF (HOURS)", "tile_decimal"),
)
TILE = 7
WEEKS_ROW = TILE + TILE_ROWS + 1
ROWS = 15
PEOPLE_ROW = WEEKS_ROW + ROWS + 2
PEOPLE_ROWS = 19
NOT_ADVICE = "Cap, breaks and cut-off are your organisation's settings (defaults: IWF, 2024), not medical advice."
WEEKS_ALT = (
    "Line chart of the highest day of a person and the average of a person and day by week, in hours, with the cap as "
    "a dashed line; the numbers stand on the sheet Weeks."
)
BREAKS_ALT = (
    "Column chart of the days over the cap and the missed breaks in each week; the numbers stand on the sheet Weeks."
)
PEOPLE_ALT = (
    "Bar chart of each person's highest day of the latest five inside an outline as long as the cap, the highest "
    "on top; the numbers stand on the sheet People."
)


def add_dashboard(workbook: Workbook, styles: Styles) -> Worksheet:
    """Add the sheet that answers at a glance whether anybody sees too much, and what to do about it."""
    sheet = begin_dashboard(workbook, styles, "Exposure log", len(TILES), NO_DATA)
    write_tiles(workbook, sheet, styles, TILE, TILES)
    charts = (
        (weeks_chart(workbook), "weeks", "Hours by week", WEEKS_ROW, 0, 2, ROWS, WEEKS_ALT),
        (breaks_chart(workbook), "breaks", "Breaches by week", WEEKS_ROW, 4, 2, ROWS, BREAKS_ALT),
        (people_chart(workbook), "people", "Highest day of each person", PEOPLE_ROW, 0, 4, PEOPLE_ROWS, PEOPLE_ALT),
    )
    for chart, name, headline, row, column, tiles, rows, alt in charts:
        place_chart(
            workbook, sheet, styles, chart, name, headline, row=row, column=column, tiles=tiles, rows=rows, alt=alt
        )
    last_row = PEOPLE_ROW + PEOPLE_ROWS + 1
    sheet.write_string(last_row, 0, NOT_ADVICE, styles["caption"])
    end_dashboard(sheet, styles, last_row + 1, len(TILES))
    return sheet
