"""What a coordinator sees first on Monday: three sentences, eight tiles, four charts, and what to act on."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from templates.bottleneck_review.charts import causes_chart
from templates.bottleneck_review.time_charts import control_chart
from templates.delivery_forecast.charts import fan_chart
from templates.parts.style import Styles
from templates.parts.tiles import HEADLINES, TILE_ROWS, begin_dashboard, end_dashboard, place_chart, write_tiles
from templates.quality_review.charts import weeks_chart
from templates.weekly_status.blocks import add_changes, add_findings, add_regions, add_sentences

NO_DATA = "No data yet. Press SMO > Import export, or run: smo-metrics import EXPORT WORKBOOK --table events"
TILES = (
    (
        ("tile_alpha", "QUALITY: ALPHA", "tile_coefficient"),
        ("tile_gold", "QUALITY: GOLD ACCURACY", "tile_share"),
        ("tile_sla_attainment", "TIMELINE: SLA ATTAINMENT", "tile_share"),
        ("tile_finish_p80", "TIMELINE: DAYS AFTER DUE", "tile_count"),
    ),
    (
        ("tile_aht", "EFFICIENCY: SECONDS A LABEL", "tile_count"),
        ("tile_throughput", "EFFICIENCY: TASKS A DAY", "tile_decimal"),
        ("tile_exposure_over_cap", "WELLNESS: PEOPLE OVER CAP", "tile_count"),
        ("tile_exposure_max", "WELLNESS: HIGHEST DAY, HOURS", "tile_decimal"),
    ),
)
ACROSS = len(TILES[0])
TILE = 7
CHARTS, ROWS = TILE + 2 * (TILE_ROWS + 1), 14
WORDS = CHARTS + 2 * (ROWS + 2)
LINES, FINDING, BREAK = 50, 40, 45
ALTS = {
    "burn_up": "Area and line chart of tasks done by day, the ranges that 50, 80 and 95 % of the simulated futures lie "
               "in, the scope as a dashed line and the due date as a diamond; the numbers stand on the sheet Fan.",
    "agreement": "Line chart of alpha by week with its interval as a band and the target as a dashed line; the numbers "
                 "stand on the sheet Weeks.",
    "waiting": "Stacked bar chart of the hours waited at each stage by cause; the numbers stand on the sheet Causes.",
    "lead_time": "Control chart of the mean lead time by day or week; the numbers stand on the sheet Control.",
}  # fmt: skip


def add_dashboard(workbook: Workbook, styles: Styles) -> Worksheet:
    """Add the sheet that answers at a glance how the project is and what to act on."""
    sheet = begin_dashboard(workbook, styles, "Weekly status", ACROSS, NO_DATA)
    for line in range(HEADLINES, TILE - 1):
        sheet.set_row(line, LINES)
    for line, tiles in enumerate(TILES):
        write_tiles(workbook, sheet, styles, TILE + line * (TILE_ROWS + 1), tiles)
    lead = control_chart(workbook, "lead", "lead_mean_hours", "Mean lead time", "hours", "Mean lead time, hours")
    charts = (
        (fan_chart(workbook), "burn_up", "Burn-up and forecast"),
        (weeks_chart(workbook), "agreement", "Agreement by week"),
        (causes_chart(workbook), "waiting", "Where work waits"),
        (lead, "lead_time", "Lead time"),
    )
    for place, (chart, name, headline) in enumerate(charts):
        row = CHARTS + place // 2 * (ROWS + 2)
        place_chart(
            workbook, sheet, styles, chart, name, headline,
            row=row, column=place % 2 * ACROSS, tiles=2, rows=ROWS, alt=ALTS[name],
        )  # fmt: skip
        sheet.set_row(row, FINDING)
    # On paper, figures and charts fill the first page down to this row, and words the second.
    sheet.set_row(WORDS, BREAK)
    row = add_findings(workbook, sheet, styles, WORDS + 1)
    row = add_regions(workbook, sheet, styles, row + 1)
    row = add_sentences(workbook, sheet, styles, row + 1)
    row = add_changes(workbook, sheet, styles, row + 1)
    end_dashboard(sheet, styles, row + 1, ACROSS)
    sheet.fit_to_pages(1, 2)
    return sheet
