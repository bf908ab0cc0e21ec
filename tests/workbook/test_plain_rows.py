"""Rows of plain values, read from their bytes, are what they are when the whole sheet is parsed."""

import pytest

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx import rows as rows_module
from smo_metrics.workbook.xlsx.layout import Layout
from smo_metrics.workbook.xlsx.package import open_package
from smo_metrics.workbook.xlsx.patch import patch
from smo_metrics.workbook.xlsx.plain_rows import take_plain_rows
from smo_metrics.workbook.xlsx.rows import TableRows, read_sheet
from tests.workbook.loss_list import write_loss_list

SHEET = "xl/worksheets/sheet2.xml"


def table_rows(layout):
    table = layout.tables["Labels"]
    managed = [table.column(header).number for header in ("id", "label", "score")]
    return TableRows(table, frozenset(managed), (managed[2], managed[0]))


def taken(path):
    """Give what was read from bytes, and the XML that was left."""
    layout = Layout(open_package(path))
    rows = table_rows(layout)
    return rows, take_plain_rows(layout.package.read(SHEET), SHEET, (rows,), lambda: layout.shared_strings)


def whole(path):
    """Give what is read in all."""
    layout = Layout(open_package(path))
    rows = table_rows(layout)
    sheet = read_sheet(layout, "Data", (rows,))
    return (rows.keys, rows.styles, rows.attributes, rows.cells), sheet.rows


def loss_list(make, labels):
    path = make().with_name("loss.xlsm")
    write_loss_list(path)
    return path


def by_xlsxwriter(make, labels):
    def decorate(book, data):
        data.write("B6", "<a> & \"b\" 'c' _x0041_ ü\n2", book.add_format({"bold": True}))
        data.write_row("F6", ["mine", 1.5, True])
        data.write_formula("F7", "=C7*2", None, 6)
        data.write("A5", 0.1)
        data.set_row(6, 30)

    return make(decorate)


def by_a_refresh(make, labels):
    path = by_xlsxwriter(make, labels)
    patch(path, labels(["b", " & <x> _x0041_ ", "c\r\n", "c", ""], score=[1, 0.1, None, float("inf"), 1e300]))
    return path


@pytest.mark.parametrize("made", [loss_list, by_xlsxwriter, by_a_refresh])
def test_both_ways_of_reading_agree(make, labels, monkeypatch, made):
    path = made(make, labels)
    fast = whole(path)
    assert bool(taken(path)[0].keys) == (made is not loss_list)  # whose every row holds a calculated formula
    monkeypatch.setattr(rows_module, "take_plain_rows", lambda data, *_: data)
    assert fast == whole(path)


def test_rows_of_values_leave_the_tree_and_others_stay(make):
    path = make(lambda book, data: data.write_formula("F6", "=C6*2", None, 4))
    rows, left = taken(path)
    assert sorted(rows.keys) == [5, 7]
    assert b'<row r="4"' in left
    assert b'<row r="6"' in left
    assert b'<row r="5"' not in left


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<row r="7"', "<row r='7'"),
        ('<row r="7"', "<row"),
        ("<sheetData>", "<sheetData><!-- made by hand -->"),
        ('<row r="7"', '<row xmlns:own="urn:own" r="7"'),
        ("UTF-8", "ISO-8859-1"),
    ],
)
def test_a_sheet_of_another_form_is_left_to_the_parser(make, rewrite, old, new):
    path = make()
    rewrite(path, {SHEET: lambda xml: xml.replace(old, new)})
    rows, left = taken(path)
    assert not rows.keys
    assert len(left) == len(Layout(open_package(path)).package.read(SHEET))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<c r="B6"', '<c r="B6" cm="1"'),
        ('<c r="B6"', '<c r="B7"'),
        ('<c r="B6"', '<c r="C6" s="0"/><c r="B6"'),
        ("<v>2</v>", "<v>&#50;</v>"),
        ("<v>2</v>", "<v>2</v><extLst/>"),
    ],
)
def test_a_row_of_another_form_is_left_to_the_parser(make, rewrite, old, new):
    path = make()
    rewrite(path, {SHEET: lambda xml: xml.replace(old, new)})
    rows, left = taken(path)
    assert sorted(rows.keys) == [5, 7]
    assert b'<row r="6"' in left


def test_bytes_that_are_no_text_are_damage(make, parts, rewrite):
    path = make()
    data = parts(path)[SHEET].replace(b'<c r="A6" t="s"><v>', b'<c r="A6" t="str"><v>\xff')
    rewrite(path, {SHEET: lambda xml: data})
    with pytest.raises(WorkbookError, match="damaged XML"):
        taken(path)
