"""Which colours, fonts and number formats the workbooks use, so that all of them look and read the same."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

FONT = "Arial"
FONT_SIZE = 10

INK = "#262626"
GREY = "#595959"
RULE = "#D9D9D9"
PANEL = "#F3F6F9"
BLUE = "#1F4E79"
BAR = "#A9C9E6"
BAND = "#D5E3F0"
ACCENT = "#B45309"
ENTRY = "#FFF8E1"

MARKS = {"●": "#00695C", "▲": "#8A4B00", "■": "#A61B1B"}
ROLE_COLOURS = {"output": BLUE, "input": ACCENT, "data": "#7F7F7F", "calc": BAR, "control": INK}

NUMBER_FORMATS = {
    "text": "@",
    "note": "@",
    "number": "General",
    "figure": "#,##0.00",
    "threshold": "0.0##",
    "count": "#,##0",
    "decimal": "#,##0.0",
    "coefficient": "0.000",
    "share": "0.0%",
    "p_value": '[<0.0001]"<0.0001";0.0000',
    "date": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm",
}

LEFT = frozenset({"text", "note", "date", "time", "threshold"})

_PANEL = {"bg_color": PANEL, "align": "left", "indent": 1, "valign": "vcenter"}
_HEADER = {"bold": True, "font_color": "#FFFFFF", "bg_color": BLUE, "valign": "vcenter", "num_format": "@"}
_NAMED: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 18, "font_color": BLUE, "valign": "vcenter"},
    "subtitle": {"font_color": GREY, "valign": "top"},
    "paragraph": {"font_color": INK, "text_wrap": True, "align": "left", "valign": "top", "indent": 1},
    "line": {"font_color": INK, "align": "left", "valign": "top", "indent": 1},
    "section": {"bold": True, "font_size": 12, "font_color": BLUE, "bottom": 1, "bottom_color": RULE, "valign": "top"},
    "label": {"bold": True, "font_color": INK, "align": "left", "valign": "top", "num_format": "0"},
    "link": {"font_color": BLUE, "underline": 1, "valign": "top"},
    "header": {**_HEADER, "indent": 1},
    "header_right": {**_HEADER, "align": "right", "indent": 2},
    "headline": {"font_size": 12, "font_color": INK, "text_wrap": True, "valign": "vcenter"},
    "finding": {"bold": True, "font_size": 11, "font_color": BLUE, "text_wrap": True, "valign": "vcenter"},
    "caption": {"font_size": 9, "font_color": GREY, "valign": "vcenter"},
    "tile_name": {**_PANEL, "bold": True, "font_size": 9, "font_color": GREY, "top": 5, "top_color": BLUE},
    "tile_coefficient": {**_PANEL, "bold": True, "font_size": 22, "font_color": BLUE, "num_format": "0.00"},
    "tile_share": {**_PANEL, "bold": True, "font_size": 22, "font_color": BLUE, "num_format": "0.0%"},
    "tile_count": {**_PANEL, "bold": True, "font_size": 22, "font_color": BLUE, "num_format": "#,##0"},
    "tile_decimal": {**_PANEL, "bold": True, "font_size": 22, "font_color": BLUE, "num_format": "#,##0.0"},
    "tile_detail": {**_PANEL, "font_size": 9, "font_color": INK, "text_wrap": True},
    "tile_status": {**_PANEL, "bold": True, "font_size": 11, "font_color": GREY},
    "tile_target": {**_PANEL, "font_size": 9, "font_color": GREY},
    "matrix_corner": {"font_size": 9, "font_color": GREY, "align": "left", "indent": 1, "valign": "bottom"},
    "matrix_column": {"bold": True, "text_wrap": True, "align": "center", "valign": "bottom", "num_format": "@"},
    "matrix_row": {"bold": True, "indent": 1, "valign": "vcenter", "num_format": "@"},
    "matrix_count": {"align": "center", "valign": "vcenter", "num_format": "#,##0"},
    "matrix_hours": {"align": "center", "valign": "vcenter", "num_format": "#,##0.0"},
    "overall": {"bold": True, "font_size": 12, "font_color": INK},
}  # fmt: skip


def _cell(kind: str) -> dict[str, Any]:
    side = "left" if kind in LEFT else "right"
    properties = {"num_format": NUMBER_FORMATS[kind], "valign": "top", "font_color": INK, "align": side, "indent": 1}
    return properties | {"text_wrap": kind == "note"}


class Styles:
    """Where a sheet gets its cell formats: by the name of a part or by the kind of a column.

    Parameters
    ----------
    workbook : xlsxwriter.Workbook
        The workbook that is to hold the formats.
    """

    def __init__(self, workbook: Workbook) -> None:
        named = dict(_NAMED)
        for kind in NUMBER_FORMATS:
            named[kind] = _cell(kind)
            named[f"{kind}_entry"] = {**_cell(kind), "font_color": BLUE, "locked": False}
            named[f"{kind}_setting"] = {
                **named[f"{kind}_entry"],
                "bg_color": ENTRY,
                "border": 1,
                "border_color": RULE,
            }
        self._formats = {name: workbook.add_format(properties) for name, properties in named.items()}
        self.marks = {mark: workbook.add_format({"font_color": colour, "bold": True}) for mark, colour in MARKS.items()}
        self.below = workbook.add_format({"font_color": MARKS["■"], "bold": True, "underline": 1})
        self.whole = workbook.add_format({"num_format": NUMBER_FORMATS["count"]})
        self.unavailable = workbook.add_format({"font_color": GREY, "bold": False})

    def __getitem__(self, name: str) -> Format:
        return self._formats[name]


def colour_marks(sheet: Worksheet, cells: str, styles: Styles) -> None:
    """Colour the cells whose text begins with one of the marks ●, ▲ and ■; the words beside it carry the meaning."""
    for mark, style in styles.marks.items():
        rule = {"type": "text", "criteria": "begins with", "value": mark, "format": style}
        sheet.conditional_format(cells, rule)


def set_up_page(sheet: Worksheet, role: str, *, portrait: bool = False, pages_tall: int = 0) -> None:
    """Prepare a sheet for A4 paper: one page wide, with a footer and its role's tab colour."""
    sheet.set_tab_color(ROLE_COLOURS[role])
    sheet.set_paper(9)
    if portrait:
        sheet.set_portrait()
    else:
        sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.7)
    sheet.fit_to_pages(1, pages_tall)
    sheet.set_footer("&L&8&F, &A&R&8Page &P of &N")
