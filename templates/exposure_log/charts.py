"""Which charts the exposure log draws: each person's highest day inside its cap, hours by week, breaches by week."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook

from templates.exposure_log.tables import PEOPLE, WEEKS
from templates.parts.charts import date_axis, legend, series, text, value_axis
from templates.parts.style import ACCENT, BAR, BLUE, GREY, INK, RULE


def people_chart(workbook: Workbook) -> Any:
    """Draw each person's highest day as a bar inside an outline as long as the cap: a bar that leaves it is over."""
    chart = workbook.add_chart({"type": "bar", "name": "Highest day of each person"})
    chart.add_series(
        {
            **series(PEOPLE, "person", "highest_hours", "Highest day, hours"),
            "fill": {"color": BAR},
            "border": {"none": True},
            "gap": 45,
            "overlap": 100,
            "data_labels": {"value": True, "num_format": "0.0", "position": "inside_base", "font": text(colour=INK)},
        }
    )
    chart.add_series(
        {
            **series(PEOPLE, "person", "cap_hours", "Cap, hours"),
            "fill": {"none": True},
            "border": {"color": ACCENT, "width": 1.25, "dash_type": "dash"},
        }
    )
    chart.set_y_axis(
        {
            "reverse": True,
            "num_font": text(colour=INK),
            "line": {"color": GREY},
            "major_tick_mark": "none",
            "major_gridlines": {"visible": False},
        }
    )
    chart.set_x_axis({**value_axis("Hours of sensitive content", "General", min=0), "label_position": "high"})
    chart.set_legend(legend())
    return chart


def weeks_chart(workbook: Workbook) -> Any:
    """Draw the highest and the average day of each week as lines, and the cap as a dashed one."""
    chart = workbook.add_chart({"type": "line", "name": "Hours by week"})
    lines = (
        ("highest_hours", "Highest day of a person", {"color": BLUE, "width": 2.25}, "circle"),
        ("average_hours", "Average of a person and day", {"color": GREY, "width": 2.25}, "square"),
        ("cap_hours", "Cap", {"color": ACCENT, "width": 1.25, "dash_type": "dash"}, "none"),
    )
    for column, name, line, marker in lines:
        colour = {"color": line["color"]}
        shape = {"type": marker} if marker == "none" else {"type": marker, "size": 5, "fill": colour, "border": colour}
        chart.add_series({**series(WEEKS, "week", column, name, dates=True), "line": line, "marker": shape})
    chart.set_x_axis(date_axis(14))
    chart.set_y_axis(value_axis("Hours a day", "General", min=0))
    chart.set_legend(legend())
    return chart


def breaks_chart(workbook: Workbook) -> Any:
    """Draw days over the cap and missed breaks of each week as columns side by side."""
    chart = workbook.add_chart({"type": "column", "name": "Breaches by week"})
    for column, name, colour in (
        ("days_over_cap", "Days over the cap", BLUE),
        ("missed_breaks", "Missed breaks", BAR),
    ):
        chart.add_series(
            {
                **series(WEEKS, "week", column, name, dates=True),
                "fill": {"color": colour},
                "border": {"none": True},
                "gap": 60,
            }
        )
    # On an axis of days the column of a week would be a day wide.
    weeks = {"text_axis": True, "num_format": "d mmm", "interval_unit": 2, "num_font": text(), "line": {"color": RULE}}
    chart.set_x_axis(weeks)
    chart.set_y_axis(value_axis("Times in the week", "General", min=0))
    chart.set_legend(legend())
    return chart
