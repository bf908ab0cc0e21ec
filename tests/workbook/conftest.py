"""Workbooks made by hand for the tests, and ways to look into them."""

import zipfile

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from smo_metrics.workbook.xlsx.content import Content, ManagedTable

HEADERS = ("id", "label", "score")


@pytest.fixture
def make(tmp_path):
    """Make a workbook: table Labels (rows a, b, c from row 5), named area tile, table Orphans; then `decorate` it."""

    def build(decorate=lambda book, data: None, *, orphans=True, name="book.xlsx", ids="abc", own=(), options=None):
        path = tmp_path / name
        book = xlsxwriter.Workbook(path, options or {})
        dash, data = book.add_worksheet("Dash"), book.add_worksheet("Data")
        columns = [{"header": header} for header in HEADERS] + [dict(column) for column in own]
        rows = [[key, f"label {key}", position] for position, key in enumerate(ids, start=1)]
        data.add_table(
            3, 0, 3 + max(len(rows), 1), len(columns) - 1, {"name": "Labels", "columns": columns, "data": rows}
        )
        book.define_name("tile", "=Dash!$B$2:$C$4")
        dash.write("B2", "old")
        if orphans:
            headers = [{"header": header} for header in ("sheet", "key", "where", "content")]
            book.add_worksheet("Orphans").add_table(2, 0, 3, 3, {"name": "Orphans", "columns": headers})
        decorate(book, data)
        book.close()
        return path

    return build


@pytest.fixture
def labels():
    """Content that gives the table Labels these ids, with a label and a score each."""

    def build(ids, blocks=None, chart_rows=None, **columns):
        frame = pd.DataFrame({"id": list(ids)})
        frame["label"] = [f"new {key}" for key in ids]
        frame["score"] = [len(ids) + i / 8 for i in range(len(ids))]
        return Content({"Labels": ManagedTable(frame.assign(**columns), ("id",))}, blocks or {}, chart_rows or {})

    return build


@pytest.fixture
def part():
    """Read one part of a workbook as text."""

    def read(path, name):
        with zipfile.ZipFile(path) as archive:
            return archive.read(name).decode()

    return read


@pytest.fixture
def parts():
    """Read all parts of a workbook as bytes."""

    def read(path):
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    return read


@pytest.fixture
def rewrite(parts):
    """Change parts of a workbook by hand: name -> new text, or a function of the old text; None takes it out."""

    def apply(path, changes):
        held = parts(path)
        for name, new in changes.items():
            old = held.pop(name, b"").decode()
            text = new(old) if callable(new) else new
            if text is not None:
                assert text != old, f"{name} did not change"
                held[name] = text.encode() if isinstance(text, str) else text
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in held.items():
                archive.writestr(name, data)

    return apply


@pytest.fixture
def grid():
    """Read a sheet as openpyxl sees it: address -> value, formulas as text, empty cells left out."""

    def read(path, sheet="Data"):
        cells = openpyxl.load_workbook(path)[sheet].iter_rows()
        return {cell.coordinate: cell.value for row in cells for cell in row if cell.value is not None}

    return read
