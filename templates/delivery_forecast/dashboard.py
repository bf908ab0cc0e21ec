"""What a coordinator sees first: three sentences, four tiles, the burn-up, the weeks, the scenarios, what to save."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from templates.delivery_forecast.charts import fan_chart, scenarios_chart, weeks_chart
from templates.parts.style import Styles
from templates.parts.tiles import TILE_ROWS, begin_dashboard, define, end_dashboard, place_chart, write_tiles

NO_DATA = "No data yet. Press SMO > Import export, or run: smo-metrics import EXPORT WORKBOOK --table events"
TILES = (
    ("tile_sla_attainment", "SLA ATTAINMENT", "tile_share"),
    ("tile_tasks_at_risk", "OPEN TASKS AT RISK", "tile_count"),
    ("tile_due_probability", "CHANCE OF THE DUE DATE", "tile_share"),
    ("tile_finish_p80", "DAYS AFTER DUE (MINUS: EARLY)", "tile_count"),
)
TILE = 7
FAN_ROW, FAN_ROWS = TILE + TILE_ROWS + 1, 17
TESTED_ROW = FAN_ROW + FAN_ROWS + 1
PAIR_ROW, PAIR_ROWS = TESTED_ROW + 2, 16
WORK_ROW, WORK_ROWS = PAIR_ROW + PAIR_ROWS + 2, 8
FAN_ALT = (
    "Area and line chart of tasks done by day, the ranges that 50, 80 and 95 % of the simulated futures lie in, the "
    "scope as a dashed line and the due date as a diamond; the numbers stand on the sheet Fan."
)
WEEKS_ALT = (
    "Line chart of the share of tasks in time by week with its interval as a band and the goal as a dashed line; the "
    "numbers stand on the sheet Attainment."
)
SCENARIOS_ALT = (
    "Bar chart of the days until 80 % of the futures are done, by scenario, with whiskers from half to 95 %; the "
    "numbers stand on the sheet ScenarioResults."
)
WORK_HEADERS = ("Task", "Where, and due in your zone", "Chance to be late, and why")


def add_dashboard(workbook: Workbook, styles: Styles) -> Worksheet:
    """Add the sheet that answers at a glance whether promises hold, and what to do first."""
    sheet = begin_dashboard(workbook, styles, "Delivery forecast", len(TILES), NO_DATA)
    write_tiles(workbook, sheet, styles, TILE, TILES)
    charts = (
        (fan_chart(workbook), "fan", "Burn-up and forecast", FAN_ROW, 0, 4, FAN_ROWS, FAN_ALT),
        (weeks_chart(workbook), "weeks", "SLA attainment by week", PAIR_ROW, 0, 2, PAIR_ROWS, WEEKS_ALT),
        (scenarios_chart(workbook), "scenarios", "Scenarios", PAIR_ROW, 4, 2, PAIR_ROWS, SCENARIOS_ALT),
    )
    for chart, name, headline, row, column, tiles, rows, alt in charts:
        place_chart(
            workbook, sheet, styles, chart, name, headline, row=row, column=column, tiles=tiles, rows=rows, alt=alt
        )
    _add_tested(workbook, sheet, styles)
    _add_work(workbook, sheet, styles)
    end_dashboard(sheet, styles, WORK_ROW + WORK_ROWS + 3, len(TILES))
    return sheet


def _add_tested(workbook: Workbook, sheet: Worksheet, styles: Styles) -> None:
    """Keep a line below the fan for how such forecasts did on the past."""
    sheet.set_row(TESTED_ROW, 45)
    sheet.merge_range(TESTED_ROW, 0, TESTED_ROW, 2 * len(TILES) - 2, "", styles["tile_detail"])
    define(workbook, "tested_delivery", TESTED_ROW, 0)


def _add_work(workbook: Workbook, sheet: Worksheet, styles: Styles) -> None:
    """Keep a few rows for the open tasks that can still be saved."""
    last = 2 * len(TILES) - 2
    sheet.set_row(WORK_ROW, 33)
    finding = "Open tasks that can still be saved"
    sheet.merge_range(WORK_ROW, 0, WORK_ROW, last, finding, styles["finding"])
    define(workbook, "head_work", WORK_ROW, 0)
    for place, header in enumerate(WORK_HEADERS):
        sheet.write_string(WORK_ROW + 1, 2 * place, header, styles["label"])
    for row in range(WORK_ROW + 2, WORK_ROW + 2 + WORK_ROWS):
        sheet.set_row(row, 40)
        for column in (0, 2):
            sheet.write_blank(row, column, None, styles["paragraph"])
        sheet.merge_range(row, 4, row, last, None, styles["paragraph"])
    define(workbook, "work_to_save", WORK_ROW + 2, 0, WORK_ROWS, last + 1)
