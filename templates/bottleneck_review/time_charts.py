"""Which charts follow the work through time: cumulative flow, and control charts of lead time and throughput."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook

from templates.bottleneck_review.flow_tables import CONTROL, FLOW
from templates.parts.charts import date_axis, legend, series, value_axis
from templates.parts.style import ACCENT, BAND, BLUE, GREY

_BANDS = (
    ("finished_since", "Finished", BAND),
    ("other_stage_tasks", "Open at other stages", BLUE),
    ("main_stage_tasks", "Open at the stage named above", ACCENT),
)


def flow_chart(workbook: Workbook) -> Any:
    """Draw finished and open tasks day by day as bands on one another; a band that widens is work piling up."""
    chart = workbook.add_chart({"type": "area", "subtype": "stacked", "name": "Cumulative flow"})
    for column, name, colour in _BANDS:
        look = {"fill": {"color": colour}, "border": {"none": True}}
        chart.add_series({**series(FLOW, "date", column, name, dates=True), **look})
    chart.set_x_axis(date_axis(7))
    chart.set_y_axis(value_axis("Tasks since the first day shown", "#,##0", min=0))
    chart.set_legend(legend())
    return chart


def control_chart(workbook: Workbook, name: str, value: str, centre: str, unit: str, title: str) -> Any:
    """Draw a figure by day or week between the limits of chance, with its signals as triangles.

    Parameters
    ----------
    workbook : xlsxwriter.Workbook
    name, value, centre : str
        Prefix of the figure's columns, the column of its value, and what the legend calls it.
    unit, title : str
        The end of its columns, and the name of its axis.
    """
    chart = workbook.add_chart({"type": "line", "name": title})
    marker = {"type": "circle", "size": 4, "fill": {"color": BLUE}, "border": {"color": BLUE}}
    limits = {"color": GREY, "width": 1, "dash_type": "dash"}
    lines: tuple[tuple[str, str, dict[str, Any]], ...] = (
        (value, centre, {"line": {"color": BLUE, "width": 1.75}, "marker": marker}),
        (f"{name}_center_{unit}", "Mean", {"line": {"color": GREY, "width": 1}, "marker": {"type": "none"}}),
        (f"{name}_upper_{unit}", "Limits of chance", {"line": limits, "marker": {"type": "none"}}),
        (f"{name}_lower_{unit}", "Lower limit", {"line": limits, "marker": {"type": "none"}}),
        (f"{name}_signal_{unit}", "Signal", {
            "line": {"none": True},
            "marker": {"type": "triangle", "size": 9, "fill": {"color": ACCENT}, "border": {"color": ACCENT}},
        }),
    )  # fmt: skip
    for column, shown, look in lines:
        chart.add_series({**series(CONTROL, "period_start", column, shown, dates=True), **look})
    chart.set_x_axis(date_axis(14))
    chart.set_y_axis(value_axis(title, "#,##0", min=0))
    chart.set_legend(legend(3))
    chart.show_blanks_as("gap")
    return chart
