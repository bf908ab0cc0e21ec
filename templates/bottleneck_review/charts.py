"""Which charts of stages the bottleneck review draws: causes, fixes, and the ages of open tasks."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook

from templates.bottleneck_review.flow_tables import AGEING
from templates.bottleneck_review.tables import CAUSES, FIXES, STAGES
from templates.parts.charts import legend, series, text, value_axis
from templates.parts.style import ACCENT, BAR, BLUE, GREY, INK, RULE

_NO_BORDER = {"border": {"none": True}}
_PARTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("contention_hours", "Older work came first", {"fill": {"color": BLUE}}),
    ("unavailability_hours", "People were off", {"fill": {"color": BAR}}),
    ("batching_hours", "Kept for one go", {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": BLUE,
                                                       "bg_color": "#FFFFFF"}}),
    ("prioritisation_hours", "Later work came first", {"fill": {"color": ACCENT}}),
    ("handoff_hours", "People were free", {"pattern": {"pattern": "percent_50", "fg_color": GREY,
                                                       "bg_color": "#FFFFFF"}}),
    ("unexplained_hours", "Nobody is named", {"fill": {"color": RULE}}),
)  # fmt: skip


def causes_chart(workbook: Workbook) -> Any:
    """Draw the hours waited at each stage as a bar, in parts by their cause."""
    chart = workbook.add_chart({"type": "bar", "subtype": "stacked", "name": "Causes of waiting by stage"})
    for column, name, look in _PARTS:
        chart.add_series({**series(CAUSES, "stage", column, name), **look, **_NO_BORDER, "gap": 45})
    chart.set_y_axis(_names())
    chart.set_x_axis({**value_axis("Hours waited, by the clock", "#,##0", min=0), "label_position": "high"})
    chart.set_legend(legend())
    return chart


def fixes_chart(workbook: Workbook) -> Any:
    """Draw what each fix takes off the mean lead time as a bar, its interval as a whisker, the best on top."""
    chart = workbook.add_chart({"type": "bar", "name": "Gain of each fix"})
    errors = {
        "type": "custom",
        "plus_values": FIXES.reference("error_high_hours"),
        "plus_data": [None],
        "minus_values": FIXES.reference("error_low_hours"),
        "minus_data": [None],
        "line": {"color": INK, "width": 1},
    }
    labels = {"value": True, "num_format": "0.0", "position": "inside_base", "font": text(colour=INK)}
    chart.add_series(
        {
            **series(FIXES, "fix", "gain_hours", "Gain"),
            "fill": {"color": BAR},
            **_NO_BORDER,
            "gap": 45,
            "overlap": 100,
            "y_error_bars": errors,
            "data_labels": labels,
        }
    )
    for end in ("low_hours", "high_hours"):
        # Not all programs make room for whiskers when they scale an axis: invisible bars to their ends do.
        chart.add_series({**series(FIXES, "fix", end, end), "fill": {"none": True}, **_NO_BORDER})
    chart.set_title({"none": True})
    chart.set_y_axis(_names())
    axis = value_axis("Hours off the mean lead time, with 95 % interval", "#,##0")
    chart.set_x_axis({**axis, "label_position": "high"})
    chart.set_legend({"none": True})
    return chart


def ageing_chart(workbook: Workbook) -> Any:
    """Draw every open task as a dot over its stage, and the age by which 85 % of finished tasks had left it."""
    chart = workbook.add_chart({"type": "scatter", "name": "Ages of open tasks"})
    for column, name, kind, colour in (
        ("usual_age_hours", "Open task", "circle", GREY),
        ("older_age_hours", "Open task, older than usual", "triangle", ACCENT),
    ):
        look = {"type": kind, "size": 6, "fill": {"color": colour}, "border": {"color": colour}}
        chart.add_series(
            {**series(AGEING, "stage_position", column, name, dates=True), "marker": look, "line": {"none": True}}
        )
    chart.add_series(
        {
            **series(STAGES, "stage_number", "age_p85_hours", "85 % of finished tasks had left", dates=True),
            "marker": {"type": "long_dash", "size": 16, "fill": {"color": BLUE}, "border": {"color": BLUE}},
            "line": {"none": True},
        }
    )
    stage = {"name": "Stage, numbered in the line below", "name_font": text(), "num_font": text(), "min": 0}
    chart.set_x_axis({**stage, "major_unit": 1, "num_format": "0", "line": {"color": RULE}})
    chart.set_y_axis(value_axis("Hours since arrival", "#,##0", min=0))
    chart.set_legend(legend())
    return chart


def _names() -> dict[str, Any]:
    """Give the axis of bars, the first on top."""
    return {
        "reverse": True,
        "num_font": text(colour=INK),
        "line": {"color": GREY},
        "major_tick_mark": "none",
        "label_position": "low",
        "major_gridlines": {"visible": False},
    }
