"""A workbook with the add-in's VBA project in it, whose formulas are stored in the file as Excel would store them."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range

from tests.excel_addin.libreoffice.case import Case
from tests.excel_addin.libreoffice.cases import CASES
from tests.excel_addin.libreoffice.sheets import SHEETS, Formula

CONFIGURATION = "smo_metrics.conf"
OUT = "Out"


def places() -> dict[str, str]:
    """Give the cells of each case on the sheet of results: one below the other, as many as it fills."""
    found, row = {}, 1
    for name, case in CASES.items():
        height, width = len(case.shown), len(case.shown[0])
        found[name] = f"A{row}" if height == width == 1 else xl_range(row - 1, 0, row + height - 2, width - 1)
        row += height + 1
    return found


def write_book(path: Path, addin: Path, settings: dict[str, str]) -> Path:
    """Write the sheets, the cases and the configuration sheet around the VBA project of a built add-in."""
    with zipfile.ZipFile(addin) as archive:
        project = BytesIO(archive.read("xl/vbaProject.bin"))
    with xlsxwriter.Workbook(path) as book:
        book.add_vba_project(project, is_stream=True)
        book.set_vba_name("ThisWorkbook")
        sheet = book.add_worksheet(CONFIGURATION)
        sheet.set_vba_name("Sheet1")
        for row, setting in enumerate(settings.items()):
            sheet.write_row(row, 0, setting)
        dates = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for name, rows in SHEETS.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                for j, value in enumerate(row):
                    _write(sheet, i, j, value, dates)
        out = book.add_worksheet(OUT)
        for name, area in places().items():
            _write_formula(out, area, CASES[name])
    return path


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Any, dates: Any) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value, dates)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, float):
        sheet.write_number(row, column, value)
    elif isinstance(value, Formula):
        sheet.write_formula(row, column, value.text)
    elif value is not None:
        sheet.write_string(row, column, value)


def _write_formula(sheet: xlsxwriter.worksheet.Worksheet, area: str, case: Case) -> None:
    if ":" in area:
        sheet.write_array_formula(area, f"{{{case.formula}}}")
    else:
        sheet.write_formula(area, case.formula)
