"""Which charts the quality review draws: agreement by week, and ranked bars with their intervals."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook

from templates.quality_review_tables import WEEKS
from templates.style import ACCENT, BAND, BAR, BLUE, FONT, GREY, INK, RULE
from templates.table_sheet import TableSheet


def _text(colour: str = GREY) -> dict[str, Any]:
    return {"name": FONT, "size": 9, "color": colour, "bold": False}


def _series(table: TableSheet, category: str, values: str, name: str, *, dates: bool = False) -> dict[str, Any]:
    # Without these caches XlsxWriter takes a blank date for text and a blank number for 0.
    return {
        "name": name,
        "categories": table.reference(category),
        "categories_data": [None] if dates else [""],
        "values": table.reference(values),
        "values_data": [None],
    }


def weeks_chart(workbook: Workbook) -> Any:
    """Draw alpha by week as a line, its interval as a band behind it, and the target as a dashed line."""
    area = workbook.add_chart({"type": "area", "subtype": "stacked", "name": "Alpha by week"})
    line = workbook.add_chart({"type": "line"})
    hidden = {"fill": {"none": True}, "border": {"none": True}}
    band = {"fill": {"color": BAND}, "border": {"none": True}}
    area.add_series({**_series(WEEKS, "week", "band_low", "Low", dates=True), **hidden})
    area.add_series({**_series(WEEKS, "week", "band", "Interval", dates=True), **band})
    line.add_series(
        {
            **_series(WEEKS, "week", "alpha", "Alpha", dates=True),
            "line": {"color": BLUE, "width": 2.25},
            "marker": {"type": "circle", "size": 5, "fill": {"color": BLUE}, "border": {"color": BLUE}},
        }
    )
    line.add_series(
        {
            **_series(WEEKS, "week", "target", "Target", dates=True),
            "line": {"color": ACCENT, "width": 1.25, "dash_type": "dash"},
            "marker": {"type": "none"},
        }
    )
    area.combine(line)
    area.set_x_axis(
        {
            "date_axis": True,
            "num_format": "d mmm",
            "major_unit": 14,
            "major_unit_type": "days",
            "num_font": _text(),
            "line": {"color": RULE},
            "label_position": "low",
        }
    )
    area.set_y_axis(
        {
            "name": "Alpha",
            "name_font": _text(),
            "min": -0.25,
            "max": 1,
            "major_unit": 0.25,
            "num_format": "0.00",
            "num_font": _text(),
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
        }
    )
    area.set_legend({"position": "top", "font": _text(), "delete_series": [0]})
    return area


def bars_chart(workbook: Workbook, table: TableSheet, category: str, values: str, axis: str) -> Any:
    """Draw a table's values as horizontal bars with their intervals, the first row on top."""
    chart = workbook.add_chart({"type": "bar", "name": f"{table.name} by {values}"})
    errors = {
        "type": "custom",
        "plus_values": table.reference("error_high"),
        "plus_data": [None],
        "minus_values": table.reference("error_low"),
        "minus_data": [None],
        "line": {"color": INK, "width": 1},
    }
    chart.add_series(
        {
            **_series(table, category, values, values.capitalize()),
            "fill": {"color": BAR},
            "border": {"none": True},
            "gap": 45,
            "y_error_bars": errors,
            "data_labels": {
                "value": True,
                "num_format": "0.00",
                "position": "inside_base",
                "font": _text(colour=INK),
            },
        }
    )
    chart.set_title({"none": True})
    chart.set_y_axis(
        {
            "reverse": True,
            "num_font": _text(colour=INK),
            "line": {"color": GREY},
            "major_tick_mark": "none",
            "label_position": "low",
            "major_gridlines": {"visible": False},
        }
    )
    chart.set_x_axis(
        {
            "name": axis,
            "name_font": _text(),
            "min": -0.25,
            "max": 1,
            "major_unit": 0.25,
            "num_format": "0.00",
            "num_font": _text(),
            "line": {"none": True},
            "label_position": "high",
            "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
        }
    )
    chart.set_legend({"none": True})
    return chart
