"""What a coordinator sees first: three sentences, eight tiles, six charts, and where regions hand over."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from templates.bottleneck_review.charts import ageing_chart, causes_chart, fixes_chart
from templates.bottleneck_review.time_charts import control_chart, flow_chart
from templates.parts.style import Styles
from templates.parts.tiles import TILE_ROWS, begin_dashboard, define, end_dashboard, place_chart, write_tiles

NO_DATA = (
    "No data yet. Press SMO > Import export and choose the events, or run: "
    "smo-metrics import EVENTS WORKBOOK --table events"
)
TILES = (
    (
        ("tile_lead_p50", "LEAD TIME, P50 (HOURS)", "tile_decimal"),
        ("tile_lead_p90", "LEAD TIME, P90 (HOURS)", "tile_decimal"),
        ("tile_efficiency", "FLOW EFFICIENCY", "tile_share"),
        ("tile_open", "OPEN TASKS", "tile_count"),
    ),
    (
        ("tile_throughput", "FINISHED A DAY (TASKS)", "tile_decimal"),
        ("tile_handling", "HANDLING TIME (MINUTES A TASK)", "tile_decimal"),
        ("tile_rework", "REWORK", "tile_share"),
        ("tile_acceptance", "FIRST-PASS ACCEPTANCE", "tile_share"),
    ),
)
ACROSS = len(TILES[0])
TILE = 7
CHARTS = TILE + 2 * (TILE_ROWS + 1)
ROWS = 16
ALTS = {
    "causes": "Stacked bar chart of the hours waited at each stage by cause; the numbers stand on the sheet Causes.",
    "fixes": "Bar chart of the hours that each fix takes off the mean lead time with its interval, best on top; the "
             "numbers stand on the sheet Fixes.",
    "flow": "Stacked area chart of finished and open tasks by day; the numbers stand on the sheet Flow.",
    "ageing": "Dot chart of the age of every open task by stage, beside the age by which 85 % of finished tasks had "
              "left it; the numbers stand on the sheet Ageing.",
    "lead": "Control chart of the mean lead time by day or week; the numbers stand on the sheet Control.",
    "finished": "Control chart of the tasks finished by day or week; the numbers stand on the sheet Control.",
}  # fmt: skip


def add_dashboard(workbook: Workbook, styles: Styles) -> Worksheet:
    """Add the sheet that answers at a glance where work waits, why, and what would fix it."""
    sheet = begin_dashboard(workbook, styles, "Bottleneck review", ACROSS, NO_DATA)
    for line, tiles in enumerate(TILES):
        write_tiles(workbook, sheet, styles, TILE + line * (TILE_ROWS + 1), tiles)
    charts = (
        (causes_chart(workbook), "causes", "Causes of waiting"),
        (fixes_chart(workbook), "fixes", "What each fix would gain"),
        (flow_chart(workbook), "flow", "Cumulative flow"),
        (ageing_chart(workbook), "ageing", "Ages of open tasks"),
        (control_chart(workbook, "lead", "lead_mean_hours", "Mean lead time", "hours", "Mean lead time, hours"),
         "lead", "Lead time"),
        (control_chart(workbook, "finished", "finished_tasks", "Finished tasks", "tasks", "Finished tasks"),
         "finished", "Finished tasks"),
    )  # fmt: skip
    for place, (chart, name, headline) in enumerate(charts):
        row = CHARTS + place // 2 * (ROWS + 2)
        place_chart(
            workbook, sheet, styles, chart, name, headline,
            row=row, column=place % 2 * ACROSS, tiles=2, rows=ROWS, alt=ALTS[name],
        )  # fmt: skip
        sheet.set_row(row, 52)
    numbers = CHARTS + ROWS + 2 + ROWS + 1
    sheet.write_string(numbers, ACROSS, "Stages: not available", styles["caption"])
    define(workbook, "ageing_stages", numbers, ACROSS)
    end_of_charts = CHARTS + 3 * (ROWS + 2)
    last = 2 * ACROSS - 2
    sheet.set_row(end_of_charts, 33)
    sheet.merge_range(end_of_charts, 0, end_of_charts, last, "Handoffs between regions", styles["finding"])
    define(workbook, "head_handoffs", end_of_charts, 0)
    heat_map = "The heat map of handoffs stands on the sheet Handoffs"
    sheet.write_url(end_of_charts + 1, 0, "internal:'Handoffs'!A1", styles["link"], heat_map, "Go to Handoffs")
    end_dashboard(sheet, styles, end_of_charts + 3, ACROSS)
    return sheet
