"""Which charts the quality review draws: agreement by week and by policy version, ranked bars with their intervals."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook

from templates.parts.charts import date_axis, legend, series, text, value_axis
from templates.parts.style import ACCENT, BAND, BAR, BLUE, GREY, INK
from templates.parts.table_sheet import TableSheet
from templates.quality_review.drift_tables import DRIFT
from templates.quality_review.tables import WEEKS


def weeks_chart(workbook: Workbook) -> Any:
    """Draw alpha by week as a line, its interval as a band behind it, and the target as a dashed line."""
    area = workbook.add_chart({"type": "area", "subtype": "stacked", "name": "Alpha by week"})
    line = workbook.add_chart({"type": "line"})
    hidden = {"fill": {"none": True}, "border": {"none": True}}
    band = {"fill": {"color": BAND}, "border": {"none": True}}
    area.add_series({**series(WEEKS, "week", "band_low", "Low", dates=True), **hidden})
    area.add_series({**series(WEEKS, "week", "band", "Interval", dates=True), **band})
    line.add_series(
        {
            **series(WEEKS, "week", "alpha", "Alpha", dates=True),
            "line": {"color": BLUE, "width": 2.25},
            "marker": {"type": "circle", "size": 5, "fill": {"color": BLUE}, "border": {"color": BLUE}},
        }
    )
    line.add_series(
        {
            **series(WEEKS, "week", "target", "Target", dates=True),
            "line": {"color": ACCENT, "width": 1.25, "dash_type": "dash"},
            "marker": {"type": "none"},
        }
    )
    area.combine(line)
    area.set_x_axis(date_axis(14))
    area.set_y_axis(value_axis("Alpha", "0.00", min=-0.25, max=1, major_unit=0.25))
    area.set_legend(legend(0))
    return area


def drift_chart(workbook: Workbook) -> Any:
    """Draw alpha by policy version as columns with their intervals, and the target as a dashed line."""
    columns = workbook.add_chart({"type": "column", "name": "Alpha by policy version"})
    line = workbook.add_chart({"type": "line"})
    columns.add_series(
        {
            **series(DRIFT, "policy_version", "alpha", "Alpha, with its interval"),
            "fill": {"color": BAR},
            "border": {"none": True},
            "gap": 120,
            "y_error_bars": _intervals(DRIFT),
            "data_labels": _figures(),
        }
    )
    line.add_series(
        {
            **series(DRIFT, "policy_version", "target", "Target"),
            "line": {"color": ACCENT, "width": 1.25, "dash_type": "dash"},
            "marker": {"type": "none"},
        }
    )
    columns.combine(line)
    columns.set_x_axis({"num_font": text(colour=INK), "line": {"color": GREY}, "label_position": "low"})
    columns.set_y_axis(value_axis("Alpha", "0.00", min=-0.25, max=1, major_unit=0.25))
    columns.set_legend(legend())
    return columns


def _intervals(table: TableSheet) -> dict[str, Any]:
    return {
        "type": "custom",
        "plus_values": table.reference("error_high"),
        "plus_data": [None],
        "minus_values": table.reference("error_low"),
        "minus_data": [None],
        "line": {"color": INK, "width": 1},
    }


def _figures() -> dict[str, Any]:
    return {"value": True, "num_format": "0.00", "position": "inside_base", "font": text(colour=INK)}


def bars_chart(workbook: Workbook, table: TableSheet, category: str, values: str, axis: str) -> Any:
    """Draw a table's values as horizontal bars with their intervals, the first row on top."""
    chart = workbook.add_chart({"type": "bar", "name": f"{table.name} by {values}"})
    chart.add_series(
        {
            **series(table, category, values, values.capitalize()),
            "fill": {"color": BAR},
            "border": {"none": True},
            "gap": 45,
            "y_error_bars": _intervals(table),
            "data_labels": _figures(),
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
    chart.set_x_axis({**value_axis(axis, "0.00", min=-0.25, max=1, major_unit=0.25), "label_position": "high"})
    chart.set_legend({"none": True})
    return chart
