"""A small workbook that passes all 25 checks, to be broken in one place."""

from dataclasses import dataclass
from datetime import datetime

import pytest
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from smo_metrics.workbook.lint import lint

TABS = {"control": "#262626", "input": "#B45309", "data": "#7F7F7F", "output": "#1F4E79"}
FORMATS = {
    "title": {"bold": True, "font_size": 18},
    "line": {"align": "left"},
    "step": {"num_format": "0"},
    "input": {"bg_color": "#FFF8E1", "font_color": "#1F4E79", "locked": False, "num_format": "0.0%"},
    "header": {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E79"},
    "text": {"num_format": "@"},
    "count": {"num_format": "#,##0"},
    "date": {"num_format": "yyyy-mm-dd"},
    "mark": {"bold": True, "font_color": "#A61B1B"},
    "colour": {"font_color": "#A61B1B"},
}
ROLES = {"Guide": "control", "Settings": "input", "Labels": "data", "Dashboard": "output", "Checks": "control"}


@dataclass
class Draft:
    """A workbook that is being written: what a test breaks."""

    book: xlsxwriter.Workbook
    formats: dict[str, Format]
    sheets: dict[str, Worksheet]

    def format(self, **properties):
        return self.book.add_format(properties)


@pytest.fixture
def make(tmp_path):
    """Write the workbook, broken by a function of its draft."""

    def build(spoil=lambda draft: None):
        path = tmp_path / "book.xlsx"
        book = xlsxwriter.Workbook(path)
        formats = {name: book.add_format(properties) for name, properties in FORMATS.items()}
        draft = Draft(book, formats, {name: _sheet(book, name, role) for name, role in ROLES.items()})
        _guide(draft)
        _settings(draft)
        _labels(draft)
        _dashboard(draft)
        _checks(draft)
        _meta(draft)
        spoil(draft)
        book.close()
        return path

    return build


@pytest.fixture
def found(make):
    """Give (check, where) of everything found in the broken workbook."""

    def look(spoil):
        return [(finding.check, finding.where) for finding in lint(make(spoil)).findings]

    return look


def _sheet(book, name, role):
    sheet = book.add_worksheet(name)
    sheet.set_tab_color(TABS[role])
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&A, page &P")
    return sheet


def _guide(draft):
    sheet, form = draft.sheets["Guide"], draft.formats
    sheet.write("A1", "Labels of a project", form["title"])
    sheet.write("A2", "Shows how many labels are right, week by week.", form["line"])
    sheet.write_row("A3", ["Owner", "Ana"], form["line"])
    sheet.write_row("A4", ["Version", "1.0"], form["line"])
    sheet.write("A5", "Steps", form["line"])
    sheet.write("A6", 1, form["step"])
    sheet.write("B6", "Fill in Settings.", form["line"])
    sheet.write("A8", "Cells", form["line"])
    for row, (style, meaning) in enumerate({"input": "Type here.", "header": "A column's name."}.items(), start=8):
        sheet.write(row, 1, "sample", form[style])
        sheet.write(row, 2, meaning, form["line"])
    sheet.print_area("A1:C12")


def _settings(draft):
    sheet, form = draft.sheets["Settings"], draft.formats
    sheet.write("A1", "Settings", form["title"])
    sheet.write("A2", "Input. What the project has agreed on.", form["line"])
    _table(draft, "Settings", 3, "Choices", {"setting": "text", "value": "input"}, [["target", 0.9]])
    sheet.data_validation("B5", {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1,
                                 "error_title": "Target", "error_message": "Type a share from 0 to 1."})  # fmt: skip
    draft.book.define_name("target", "=Settings!$B$5")


def _labels(draft):
    sheet, form = draft.sheets["Labels"], draft.formats
    sheet.write("A1", "Labels", form["title"])
    sheet.write("A2", "Data. One row per label.", form["line"])
    columns = {"item_id": "text", "labelled_on": "date", "duration_seconds": "count"}
    rows = [[f"item {n}", datetime(2026, 3, n), 60 * n] for n in range(1, 8)]
    _table(draft, "Labels", 3, "Labels", columns, rows, [("minutes", "=[@duration_seconds]/60")])
    sheet.freeze_panes(4, 1)
    rule = {"type": "cell", "criteria": "<", "value": "=target", "format": form["mark"]}
    sheet.conditional_format("C5:C11", rule)


def _dashboard(draft):
    sheet, form = draft.sheets["Dashboard"], draft.formats
    sheet.write("A1", "Dashboard", form["title"])
    sheet.write("A2", "Output. How many minutes a label takes.", form["line"])
    sheet.merge_range("A3:F3", "Labels take longer each day", form["title"])
    sheet.write_formula("A5", "=SUM(Labels[minutes])", form["count"], 28)
    chart = draft.book.add_chart({"type": "column"})
    chart.add_series({"values": "=Labels!$C$5:$C$11"})
    sheet.insert_chart("A7", chart, {"description": "Seconds for each label, rising from 60 to 420."})
    sheet.print_area("A1:F30")


def _checks(draft):
    sheet, form = draft.sheets["Checks"], draft.formats
    sheet.write("A1", "Checks", form["title"])
    sheet.write("A2", "Control. Do the figures add up?", form["line"])
    sheet.write_row("A3", ["Overall", "● all checks are ok"], form["line"])
    columns = {"check": "text", "expected": "count", "found": "count", "result": "text"}
    _table(draft, "Checks", 4, "Checks", columns, [["rows", 7, 7, "● ok"]])


def _meta(draft):
    sheet = draft.book.add_worksheet("_meta")
    sheet.write("A1", "_meta", draft.formats["title"])
    sheet.write("A2", "Control. What the library needs to know.", draft.formats["line"])
    for row, pair in enumerate([("schema", "1"), ("library_version", "0.1.0")], start=3):
        sheet.write_row(row, 0, pair, draft.formats["text"])
    sheet.set_tab_color(TABS["control"])
    sheet.hide()


def _table(draft, sheet_name, row, name, columns, rows, computed=()):
    sheet, form = draft.sheets[sheet_name], draft.formats
    headers = [{"header": header, "header_format": form["header"], "format": form[kind]}
               for header, kind in columns.items()]  # fmt: skip
    headers += [{"header": header, "header_format": form["header"], "format": form["count"], "formula": formula}
                for header, formula in computed]  # fmt: skip
    options = {"name": name, "columns": headers, "data": rows, "style": "Table Style Light 1",
               "description": f"The table {name} of the project."}  # fmt: skip
    sheet.add_table(row, 0, row + len(rows), len(headers) - 1, options)
    sheet.repeat_rows(row)
