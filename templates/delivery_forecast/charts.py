"""Which charts the delivery forecast draws: burn-up with its fan, attainment by week, scenarios side by side."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook

from templates.delivery_forecast.tables import ATTAINMENT, FAN, RESULTS
from templates.parts.charts import date_axis, legend, series, text, value_axis
from templates.parts.style import ACCENT, BAND, BAR, BLUE, GREY, INK

_HIDDEN = {"fill": {"none": True}, "border": {"none": True}}
_BANDS = (
    ("band_2_5_to_10", "95 % of the futures", BAND),
    ("band_10_to_25", "80 %", BAR),
    ("band_25_to_75", "50 %", "#6FA3CF"),
    ("band_75_to_90", "80 %, upper half", BAR),
    ("band_90_to_97_5", "95 %, upper half", BAND),
)


def fan_chart(workbook: Workbook) -> Any:
    """Draw what was done, the ranges of what the futures do, the scope, and the due date as a mark on it."""
    area = workbook.add_chart({"type": "area", "subtype": "stacked", "name": "Burn-up"})
    line = workbook.add_chart({"type": "line"})
    area.add_series({**series(FAN, "day", "base", "Below", dates=True), **_HIDDEN})
    for column, name, colour in _BANDS:
        area.add_series({
            **series(FAN, "day", column, name, dates=True), "fill": {"color": colour}, "border": {"none": True},
        })  # fmt: skip
    for column, name, look in (
        ("done_tasks", "Done", {"color": INK, "width": 2.25}),
        ("scope_tasks", "Scope", {"color": GREY, "width": 1.25, "dash_type": "dash"}),
    ):
        line.add_series({
            **series(FAN, "day", column, name, dates=True), "line": look, "marker": {"type": "none"},
        })  # fmt: skip
    line.add_series(
        {
            **series(FAN, "day", "due_tasks", "Due date", dates=True),
            "line": {"none": True},
            "marker": {"type": "diamond", "size": 9, "fill": {"color": ACCENT}, "border": {"color": ACCENT}},
            "y_error_bars": {
                "type": "percentage",
                "value": 100,
                "direction": "minus",
                "end_style": 0,
                "line": {"color": ACCENT, "width": 1.5},
            },
        }
    )
    area.combine(line)
    area.set_x_axis(date_axis(14))
    area.set_y_axis(value_axis("Tasks done", "#,##0", min=0))
    area.set_legend(legend(0, 4, 5))
    area.show_blanks_as("gap")
    return area


def weeks_chart(workbook: Workbook) -> Any:
    """Draw attainment by week as a line, its interval as a band behind it, and the goal as a dashed line."""
    area = workbook.add_chart({"type": "area", "subtype": "stacked", "name": "SLA attainment by week"})
    line = workbook.add_chart({"type": "line"})
    area.add_series({**series(ATTAINMENT, "week", "band_low", "Low", dates=True), **_HIDDEN})
    band = {"fill": {"color": BAND}, "border": {"none": True}}
    area.add_series({**series(ATTAINMENT, "week", "band", "Interval", dates=True), **band})
    line.add_series(
        {
            **series(ATTAINMENT, "week", "attained_share", "In time", dates=True),
            "line": {"color": BLUE, "width": 2.25},
            "marker": {"type": "circle", "size": 5, "fill": {"color": BLUE}, "border": {"color": BLUE}},
        }
    )
    line.add_series(
        {
            **series(ATTAINMENT, "week", "goal_share", "Goal", dates=True),
            "line": {"color": ACCENT, "width": 1.25, "dash_type": "dash"},
            "marker": {"type": "none"},
        }
    )
    area.combine(line)
    area.set_x_axis(date_axis(14))
    area.set_y_axis(value_axis("Share in time", "0%", min=0, max=1, major_unit=0.25))
    area.set_legend(legend(0))
    return area


def scenarios_chart(workbook: Workbook) -> Any:
    """Draw for each scenario the days until 80 % of the futures are done, from half to 95 % as a whisker."""
    chart = workbook.add_chart({"type": "bar", "name": "Scenarios"})
    chart.add_series(
        {
            **series(RESULTS, "scenario", "p80_days", "Days until 80 % of the futures are done"),
            "fill": {"color": BAR},
            "border": {"none": True},
            "gap": 45,
            "y_error_bars": {
                "type": "custom",
                "plus_values": RESULTS.reference("error_high_days"),
                "plus_data": [None],
                "minus_values": RESULTS.reference("error_low_days"),
                "minus_data": [None],
                "line": {"color": INK, "width": 1},
            },
            "data_labels": {"value": True, "num_format": "#,##0", "position": "inside_base", "font": text(colour=INK)},
        }
    )
    chart.set_title({"none": True})
    chart.set_y_axis(
        {
            "reverse": True,
            "num_font": text(colour=INK),
            "line": {"color": GREY},
            "major_tick_mark": "none",
            "label_position": "low",
            "major_gridlines": {"visible": False},
        }
    )
    axis = value_axis("Calendar days from now; whisker: half to 95 % of the futures", "#,##0", min=0)
    chart.set_x_axis({**axis, "label_position": "high"})
    chart.set_legend({"none": True})
    return chart
