"""What a user adds on a row follows the row's key when rows come, go and change places."""

import re

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from smo_metrics.workbook.xlsx.content import Content, ManagedTable
from smo_metrics.workbook.xlsx.patch import patch
from smo_metrics.workbook.xlsx.read import read_tables


def sheet(path, name="Data"):
    return openpyxl.load_workbook(path)[name]


def test_new_rows_replace_old_ones_in_the_given_order(make, labels, grid):
    path = make()
    report = patch(path, labels("cxa"))
    cells = grid(path)
    assert [cells[f"A{row}"] for row in (5, 6, 7)] == ["c", "x", "a"]
    assert [cells[f"C{row}"] for row in (5, 6, 7)] == [3, 3.125, 3.25]
    assert report.rows == {"Labels": 3}
    assert report.orphans == 0


@pytest.mark.parametrize(("ids", "row"), [("cab", 7), ("xyzb", 8), ("b", 5)])
def test_a_note_a_colour_and_an_extra_cell_follow_their_key(make, labels, ids, row, validate):
    def decorate(book, data):
        red = book.add_format({"bg_color": "#FF0000"})
        data.write("B6", "label b", red)
        data.write("F6", "ask about this", red)
        data.write_comment("B6", "looks odd")
        data.set_row(5, 30)

    path = make(decorate)
    patch(path, labels(ids))
    after = sheet(path)
    assert after[f"B{row}"].value == "new b"
    assert after[f"B{row}"].fill.fgColor.rgb == "FFFF0000"
    assert after[f"F{row}"].value == "ask about this"
    assert after[f"B{row}"].comment.text == "looks odd"
    assert after.row_dimensions[row].height == 30
    red = [cell.coordinate for line in after.iter_rows() for cell in line if cell.fill.fgColor.rgb == "FFFF0000"]
    assert red == [f"B{row}", f"F{row}"]
    validate(path)


def test_the_shape_of_a_note_moves_with_it(make, labels, part):
    path = make(lambda book, data: data.write_comment("B5", "on a"))
    before = part(path, "xl/drawings/vmlDrawing1.vml")
    patch(path, labels("xyza"))
    after = part(path, "xl/drawings/vmlDrawing1.vml")
    assert re.findall(r"<x:(?:Row|Column)>\d+", before) == ["<x:Row>4", "<x:Column>1"]
    assert re.findall(r"<x:(?:Row|Column)>\d+", after) == ["<x:Row>7", "<x:Column>1"]
    anchors = [[int(n) for n in re.search(r"<x:Anchor>(.*?)<", text)[1].split(",")] for text in (before, after)]
    assert [b - a for a, b in zip(*anchors, strict=True)] == [0, 0, 3, 0, 0, 0, 3, 0]


def test_notes_outside_the_rows_stay(make, labels):
    def decorate(book, data):
        data.write_comment("B2", "on top")
        data.write_comment("B4", "on a header")
        data.write_comment("B5", "on a")

    path = make(decorate)
    patch(path, labels("xa"))
    notes = {cell.coordinate: cell.comment.text for row in sheet(path).iter_rows() for cell in row if cell.comment}
    assert notes == {"B2": "on top", "B4": "on a header", "B6": "on a"}


def test_a_threaded_comment_follows_its_key(make, labels, rewrite, part):
    path = make(lambda book, data: data.write_comment("B5", "[Threaded comment]"))
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    said = '<threadedComment ref="B5" id="{1}"><text>why?</text></threadedComment>'
    thread = f'<ThreadedComments xmlns="{space}">{said}</ThreadedComments>'
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    link = f'<Relationship Id="rId9" Type="{kind}" Target="../threadedComments/threadedComment1.xml"/></Relationships>'
    rels = "xl/worksheets/_rels/sheet2.xml.rels"
    rewrite(
        path,
        {
            "xl/threadedComments/threadedComment1.xml": thread,
            rels: lambda xml: xml.replace("</Relationships>", link),
        },
    )
    patch(path, labels("xxa"))
    assert 'ref="B7"' in part(path, "xl/threadedComments/threadedComment1.xml")
    assert 'ref="B7"' in part(path, "xl/comments1.xml")
    patch(path, labels("xx"))
    orphans = read_tables(path, ["Orphans"])["Orphans"]
    assert orphans.values.tolist() == [["Data", "id=a", "note on B7", "why?"]]


def test_repeated_keys_are_told_apart_by_their_order(make, labels, grid):
    def decorate(book, data):
        data.write("F5", "first a")
        data.write("F7", "second a")

    path = make(decorate, ids="aba")
    patch(path, labels("baxa"))
    cells = grid(path)
    assert (cells["F6"], cells["F8"]) == ("first a", "second a")
    assert {address for address in cells if address.startswith("F")} == {"F6", "F8"}


def test_keys_match_whatever_type_their_cells_have(make, labels, grid):
    def decorate(book, data):
        data.write_number("A5", 12)
        data.write_number("A6", 0.1)
        data.write("F5", "twelve")
        data.write("F6", "a tenth")

    path = make(decorate)
    patch(path, labels([0.1, "12", "c"]))
    cells = grid(path)
    assert (cells["F5"], cells["F6"]) == ("a tenth", "twelve")


def test_a_users_column_in_the_table_follows(make, labels, grid, validate):
    path = make(lambda book, data: data.write_column("D5", ["A!", "B!", "C!"]), own=[{"header": "mine"}])
    patch(path, labels("cxa"))
    cells = grid(path)
    assert (cells["D5"], cells["D7"]) == ("C!", "A!")
    assert "D6" not in cells
    validate(path)


def test_a_calculated_column_fills_new_rows(make, labels, grid, validate):
    path = make(own=[{"header": "twice", "formula": "=[@score]*2"}])
    report = patch(path, labels("bxyz"))
    assert {grid(path)[f"D{row}"] for row in range(5, 9)} == {"=[[#This Row],score]*2"}
    assert report.orphans == 0
    validate(path)


def test_formulas_beside_follow_and_shift(make, labels, grid):
    def decorate(book, data):
        data.write_formula("F5", "=C5*$H$1+Dash!A5", None, 7)
        data.write_formula("F7", "=C7&A$4", None, "x")

    path = make(decorate)
    patch(path, labels("cxa"))
    cells = grid(path)
    assert cells["F7"] == "=C7*$H$1+Dash!A7"
    assert cells["F5"] == "=C5&A$4"


def test_a_formula_that_cannot_shift_stays_and_is_reported(make, labels, grid):
    path = make(lambda book, data: data.write_formula("F7", "=C7/H1"))
    report = patch(path, labels("ca"))
    assert grid(path)["F5"] == "=C7/H1"
    assert report.warnings == ("Data: formulas that moved kept their references as they were; check F5.",)


def test_shared_formulas_are_written_out_before_they_move(make, labels, rewrite, grid, validate):
    path = make(lambda book, data: data.write_column("F5", [1, 2, 3]))
    shared = {
        '<c r="F5"><v>1</v></c>': '<c r="F5"><f t="shared" ref="F5:F7" si="0">C5*2</f><v>1</v></c>',
        '<c r="F6"><v>2</v></c>': '<c r="F6"><f t="shared" si="0"/><v>2</v></c>',
        '<c r="F7"><v>3</v></c>': '<c r="F7"><f t="shared" si="0"/><v>3</v></c>',
    }

    def share(xml):
        for old, new in shared.items():
            xml = xml.replace(old, new)
        return xml

    rewrite(path, {"xl/worksheets/sheet2.xml": share})
    patch(path, labels("cxab"))
    cells = grid(path)
    assert (cells["F5"], cells["F7"], cells["F8"]) == ("=C5*2", "=C7*2", "=C8*2")
    validate(path)


def test_links_and_merged_cells_of_a_row_follow(make, labels, part, validate):
    def decorate(book, data):
        data.write_url("F5", "https://example.com/a", string="see")
        data.merge_range("G5:H5", "wide")
        data.merge_range("J5:K7", "tall")

    path = make(decorate)
    patch(path, labels("xya"))
    xml = part(path, "xl/worksheets/sheet2.xml")
    assert re.findall(r'<hyperlink ref="(\w+)"', xml) == ["F7"]
    assert re.findall(r'<mergeCell ref="([\w:]+)"', xml) == ["G7:H7", "J5:K7"]
    assert openpyxl.load_workbook(path)["Data"]["J5"].value == "tall"
    validate(path)


def test_a_users_own_table_and_array_beside_stay_in_place(make, labels, grid, validate):
    def decorate(book, data):
        data.add_table("F5:G7", {"name": "Mine", "data": [["p", 1], ["q", 2]]})
        data.write_array_formula("I5:I7", "{=C5:C7*2}", None, 1)

    path = make(decorate)
    patch(path, labels("cba"))
    cells = grid(path)
    assert (cells["F6"], cells["G6"], cells["F7"], cells["G7"]) == ("p", 1, "q", 2)
    assert openpyxl.load_workbook(path)["Data"]["I5"].value.ref == "I5:I7"
    validate(path)


def test_cells_left_of_the_table_follow_too(tmp_path, grid):
    path = tmp_path / "left.xlsx"
    book = xlsxwriter.Workbook(path)
    data = book.add_worksheet("Data")
    data.add_table("C1:D3", {"name": "T", "columns": [{"header": "id"}, {"header": "n"}], "data": [["a", 1], ["b", 2]]})
    data.write("A2", "left of a")
    book.close()
    patch(path, Content({"T": ManagedTable(pd.DataFrame({"id": ["b", "a"], "n": [5, 6]}), ("id",))}))
    cells = grid(path)
    assert cells["A3"] == "left of a"
    assert "A2" not in cells
    assert (cells["C3"], cells["D3"]) == ("a", 6)


def test_an_empty_table_keeps_one_blank_row(make, labels, validate):
    path = make()
    report = patch(path, labels(""))
    assert report.rows == {"Labels": 0}
    assert sheet(path).tables["Labels"].ref == "A4:C5"
    assert len(read_tables(path, ["Labels"])["Labels"]) == 0
    validate(path)
    patch(path, labels("ab"))
    assert sheet(path).tables["Labels"].ref == "A4:C6"


def test_new_rows_look_like_the_column_and_restyled_cells_keep_their_style(make, labels):
    def decorate(book, data):
        percent, date = book.add_format({"num_format": "0%"}), book.add_format({"num_format": "yyyy-mm-dd"})
        data.set_column("C:C", 10, percent)
        for row in (4, 5, 6):
            data.write_number(row, 2, 0.5, date if row == 5 else percent)

    path = make(decorate)
    patch(path, labels("xbyz"))
    assert [sheet(path)[f"C{row}"].number_format for row in range(5, 9)] == ["0%", "yyyy-mm-dd", "0%", "0%"]


@pytest.mark.parametrize("of_column", ["0%", None])
def test_new_rows_look_like_the_tables_cells_where_these_do_not_look_like_the_sheets_column(make, labels, of_column):
    def decorate(book, data):
        if of_column:
            data.set_column("C:C", 10, book.add_format({"num_format": of_column}))
        dates, tenths = (book.add_format({"num_format": code}) for code in ("yyyy-mm-dd", "0.0"))
        for row in (4, 5, 6):
            data.write_number(row, 2, 0.5, tenths if row == 4 else dates)

    path = make(decorate)
    patch(path, labels("xyz"))
    assert [sheet(path)[f"C{row}"].number_format for row in range(5, 8)] == ["yyyy-mm-dd"] * 3
