"""What a coordinator sees first on Monday: three sentences, four tiles, four charts."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from templates.parts.style import Styles
from templates.parts.tiles import TILE_ROWS, begin_dashboard, end_dashboard, place_chart, write_tiles
from templates.quality_review.charts import bars_chart, drift_chart, weeks_chart
from templates.quality_review.tables import ANNOTATORS, CATEGORIES

NO_DATA = "No data yet. Press SMO > Import export, or run: smo-metrics import EXPORT WORKBOOK"
TILES = (
    ("tile_alpha", "KRIPPENDORFF'S ALPHA", "tile_coefficient"),
    ("tile_gold", "GOLD ACCURACY", "tile_share"),
    ("tile_category", "WEAKEST CATEGORY, ALPHA", "tile_coefficient"),
    ("tile_annotators", "ANNOTATORS TO TALK TO", "tile_count"),
)
TILE = 7
WEEKS_ROW, WEEKS_ROWS = TILE + TILE_ROWS + 1, 15
BARS_ROW, BARS_ROWS = WEEKS_ROW + WEEKS_ROWS + 2, 17
WEEKS_ALT = (
    "Line chart of Krippendorff's alpha by week with its interval as a band and the target as a dashed line; "
    "the numbers stand on the sheet Weeks."
)
DRIFT_ALT = (
    "Column chart of Krippendorff's alpha by policy version with its interval and the target as a dashed line; "
    "the numbers stand on the sheet Drift."
)
CATEGORIES_ALT = (
    "Bar chart of each category's alpha with its interval, weakest on top; the numbers stand on the sheet Categories."
)
ANNOTATORS_ALT = (
    "Bar chart of each annotator's kappa with the others and its interval, weakest on top; "
    "the numbers stand on the sheet Annotators."
)


def add_dashboard(workbook: Workbook, styles: Styles) -> Worksheet:
    """Add the sheet that answers at a glance whether the labelling is good, and who or what to look at."""
    sheet = begin_dashboard(workbook, styles, "Quality review", len(TILES), NO_DATA)
    write_tiles(workbook, sheet, styles, TILE, TILES)
    categories = bars_chart(workbook, CATEGORIES, "category", "alpha", "Alpha of the category, with its interval")
    annotators = bars_chart(workbook, ANNOTATORS, "annotator_id", "kappa", "Kappa with the others, with its interval")
    charts = (
        (weeks_chart(workbook), "weeks", "Agreement by week", WEEKS_ROW, 0, 2, WEEKS_ROWS, WEEKS_ALT),
        (drift_chart(workbook), "drift", "Agreement by policy version", WEEKS_ROW, 4, 2, WEEKS_ROWS, DRIFT_ALT),
        (categories, "categories", "Categories, weakest first", BARS_ROW, 0, 2, BARS_ROWS, CATEGORIES_ALT),
        (annotators, "annotators", "Annotators, weakest first", BARS_ROW, 4, 2, BARS_ROWS, ANNOTATORS_ALT),
    )
    for chart, name, headline, row, column, tiles, rows, alt in charts:
        place_chart(
            workbook, sheet, styles, chart, name, headline, row=row, column=column, tiles=tiles, rows=rows, alt=alt
        )
    sheet.set_row(WEEKS_ROW, 48)  # a change is told with its interval: three lines
    end_dashboard(sheet, styles, BARS_ROW + BARS_ROWS + 1, len(TILES))
    return sheet
