"""What a user had written on a row that is gone is kept, never lost."""

import openpyxl

from smo_metrics.workbook.xlsx.patch import patch
from smo_metrics.workbook.xlsx.read import read_tables


def orphans(path):
    return read_tables(path, ["Orphans"])["Orphans"].values.tolist()


def notes(path, sheet="Data"):
    rows = openpyxl.load_workbook(path)[sheet].iter_rows()
    return {cell.coordinate: cell.comment.text for row in rows for cell in row if cell.comment}


def test_cells_notes_and_links_of_a_vanished_row_go_to_orphans(make, labels, validate):
    def decorate(book, data):
        data.write("F5", "remember")
        data.write_formula("G5", "=C5*2", None, 2)
        data.write_comment("B5", "about a")
        data.write_url("B6", "https://example.com/b")

    path = make(decorate)
    report = patch(path, labels("c"))
    assert orphans(path) == [
        ["Data", "id=a", "F5", "remember"],
        ["Data", "id=a", "G5", "=C5*2"],
        ["Data", "id=a", "note on B5", "about a"],
        ["Data", "id=b", "link on B6", "https://example.com/b"],
    ]
    assert report.orphans == 4
    assert notes(path) == {"B6": "about a"}
    assert openpyxl.load_workbook(path)["Orphans"]["D5"].data_type == "s"
    validate(path)


def test_orphans_stand_below_those_already_there(make, labels):
    path = make(lambda book, data: data.write_column("F5", ["of a", "of b", "of c"]))
    patch(path, labels("bc"))
    patch(path, labels("c"))
    assert [row[3] for row in orphans(path)] == ["of a", "of b"]
    assert openpyxl.load_workbook(path)["Orphans"].tables["Orphans"].ref == "A3:D5"


def test_a_note_on_an_orphan_stays_on_it(make, labels):
    def decorate(book, data):
        data.write_column("F5", ["of a", "of b", "of c"])
        book.get_worksheet_by_name("Orphans").write_row("A4", ["Data", "id=z", "F9", "of z"])
        book.get_worksheet_by_name("Orphans").write_comment("D4", "asked her")

    path = make(decorate)
    patch(path, labels("bc"))
    patch(path, labels("c"))
    assert notes(path, "Orphans") == {"D4": "asked her"}
    assert [row[3] for row in orphans(path)] == ["of z", "of a", "of b"]


def test_a_parked_note_makes_room_when_the_table_grows(make, labels, validate):
    path = make(lambda book, data: data.write_comment("B5", "about a"))
    patch(path, labels("bc"))
    assert notes(path) == {"B7": "about a"}
    report = patch(path, labels("bcdefg"))
    assert notes(path) == {"B11": "about a"}
    assert report.orphans == 0
    validate(path)


def test_notes_are_parked_below_what_stands_under_the_table(make, labels):
    def decorate(book, data):
        data.write_comment("B5", "about a")
        data.write_comment("B6", "about b")
        data.write("C6", "below")
        data.write("A9", "a line of mine")

    path = make(decorate)
    patch(path, labels("cdef"))
    assert notes(path) == {"B10": "about a", "B11": "about b"}


def test_looks_alone_make_no_orphan(make, labels):
    path = make(lambda book, data: data.write_blank("F5", None, book.add_format({"bg_color": "#00FF00"})))
    assert patch(path, labels("b")).orphans == 0
    assert orphans(path) == []


def test_a_users_column_of_a_vanished_row_is_kept_but_not_its_calculated_formula(make, labels):
    own = [{"header": "mine"}, {"header": "twice", "formula": "=[@score]*2"}]
    path = make(lambda book, data: data.write("D5", "mine of a"), own=own)
    patch(path, labels("bc"))
    assert orphans(path) == [["Data", "id=a", "D5", "mine of a"]]


def test_a_spilled_array_beside_makes_no_orphan(make, labels):
    path = make(lambda book, data: data.write_array_formula("F5:F7", "{=C5:C7*2}", None, 1))
    assert patch(path, labels("b")).orphans == 0


def test_hostile_orphans_stay_text(make, labels):
    path = make(lambda book, data: data.write_string("F5", '=HYPERLINK("http://x","y")'))
    patch(path, labels("bc"))
    cell = openpyxl.load_workbook(path)["Orphans"]["D4"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("http://x","y")', "s")
