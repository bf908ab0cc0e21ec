"""What every chart has: series that read a table by header, small grey text, one axis of dates or of figures."""

from __future__ import annotations

from typing import Any

from templates.parts.style import FONT, GREY, RULE
from templates.parts.table_sheet import TableSheet


def text(colour: str = GREY) -> dict[str, Any]:
    """Give the font of axes and legends."""
    return {"name": FONT, "size": 9, "color": colour, "bold": False}


def series(table: TableSheet, category: str, values: str, name: str, *, dates: bool = False) -> dict[str, Any]:
    """Give a series that draws one column of a table over another."""
    # Without these caches XlsxWriter takes a blank date for text and a blank number for 0.
    return {
        "name": name,
        "categories": table.reference(category),
        "categories_data": [None] if dates else [""],
        "values": table.reference(values),
        "values_data": [None],
    }


def date_axis(days_between: int) -> dict[str, Any]:
    """Give an axis of days, labelled every so many."""
    return {
        "date_axis": True,
        "num_format": "d mmm",
        "major_unit": days_between,
        "major_unit_type": "days",
        "num_font": text(),
        "line": {"color": RULE},
        "label_position": "low",
    }


def value_axis(name: str, number_format: str, **bounds: float) -> dict[str, Any]:
    """Give an axis of figures with faint lines across; `bounds` are XlsxWriter's min, max and major_unit."""
    return {
        "name": name,
        "name_font": text(),
        "num_format": number_format,
        "num_font": text(),
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
        **bounds,
    }


def legend(*hidden: int) -> dict[str, Any]:
    """Give a legend on top, without the series of these numbers."""
    return {"position": "top", "font": text(), **({"delete_series": list(hidden)} if hidden else {})}
