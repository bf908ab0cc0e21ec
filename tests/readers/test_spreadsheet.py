import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter

from smo_metrics.errors import ReadError
from smo_metrics.readers import read, spreadsheet

HEADER = ["item_id", "annotator_id", "label"]


@pytest.fixture
def book(tmp_path):
    def save(sheets, name="export.xlsx", hidden=()):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for title, rows in sheets.items():
            sheet = workbook.create_sheet(title)
            for row in rows:
                sheet.append(row)
            if title in hidden:
                sheet.sheet_state = "hidden"
        path = tmp_path / name
        workbook.save(path)
        return path

    return save


def refusal(path, **options):
    with pytest.raises(ReadError) as error:
        read(path, **options)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_numbers_in_id_columns_are_whole_and_numbers_as_labels_are_numbers(book):
    labels = read(book({"Data": [HEADER, [1, 12345678901234, 4], [2, "ann", 2.5]]})).labels
    assert labels[HEADER].values.tolist() == [["1", "12345678901234", 4.0], ["2", "ann", 2.5]]


def test_dates_have_no_zone_and_are_refused_without_one(book):
    rows = [[*HEADER, "created_at"], [1, "a", "x", datetime(2026, 3, 2, 9, 30)], [2, "a", "x", date(2026, 3, 3)]]
    path = book({"Data": rows})
    assert "2 rows have a labelled_at without a time zone (rows 2, 3)" in refusal(path)
    times = read(path, timezone="Asia/Singapore").labels["labelled_at"]
    assert [time.isoformat() for time in times] == ["2026-03-02T01:30:00+00:00", "2026-03-02T16:00:00+00:00"]


def test_the_first_visible_sheet_with_the_columns_is_read(book):
    right = [HEADER, [1, "a", "right"]]
    sheets = {"_meta": [HEADER, [1, "a", "hidden"]], "Notes": [["read me"]], "Data": right, "Old": right}
    tables = read(book(sheets, hidden=("_meta",)))
    assert tables.labels["label"].tolist() == ["right"]
    assert tables.report.notes == ("Read from the sheet 'Data'.",)


def test_a_title_above_the_header_is_passed_over_and_rows_keep_their_number(book):
    rows = [[], ["Labels of March"], [], HEADER, [1, "a", "x"], [2, None, "x"]]
    assert "(row 6)" in refusal(book({"Data": rows}))


def test_blank_rows_under_the_table_are_no_rows(book):
    rows = [HEADER, [1, "a", "x"], [None, " ", None], ["", None, None]]
    assert len(read(book({"Data": rows})).labels) == 1


def test_a_column_map_finds_the_sheet(book):
    sheets = {"Other": [["Post", "Who"], [1, "a"]], "Data": [["Post", "Who", "Verdict"], [1, "a", "x"]]}
    tables = read(book(sheets), columns={"item_id": "Post", "annotator_id": "Who"})
    assert tables.report.columns == {"item_id": "Post", "annotator_id": "Who", "label": "Verdict"}


def test_a_workbook_without_the_columns_lists_what_its_sheets_have(book):
    message = refusal(book({"Notes": [["a\nb", "label"]], "Empty": []}))
    assert message == (
        "export.xlsx: no sheet has the columns item_id, annotator_id, label "
        "('Notes' has 'a\\nb', 'label'; 'Empty' is empty). "
        "Rename the headers, or map them: item_id=YOUR COLUMN."
    )


def test_hostile_text_stays_text(book):
    path = book({"Data": [HEADER, [1, "@x", "+1"], [2, "a", "x"]]})
    assert read(path).labels["annotator_id"].tolist() == ["@x", "a"]


def test_a_stray_cell_far_away_is_refused_before_it_fills_the_memory(book, tmp_path):
    path = book({"Data": [HEADER, [1, "a", "x"]]})
    workbook = openpyxl.load_workbook(path)
    workbook.active["XFD1048576"] = "stray"
    workbook.save(path)
    assert "a sheet of 1,048,576 rows and 16,384 columns. Delete the stray cells" in refusal(path)


def test_a_workbook_that_unpacks_to_too_much_is_refused(book, monkeypatch):
    monkeypatch.setattr(spreadsheet, "_MOST_BYTES", 100)
    assert "unpacks to more than 2 GB. Export the labels as CSV." in refusal(book({"Data": [HEADER]}))


def test_a_damaged_workbook_is_refused(book, save_text):
    data = bytearray(book({"Data": [HEADER, [1, "a", "x"]]}).read_bytes())
    assert "ends in the middle or is damaged" in refusal(save_text(bytes(data[:-30]), "export.xlsx"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 60
    data[start : start + 40] = bytes(40)
    assert "is a damaged workbook" in refusal(save_text(bytes(data), "export.xlsx"))
    hollow = io.BytesIO()
    with zipfile.ZipFile(hollow, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")
    assert "is a damaged workbook" in refusal(save_text(hollow.getvalue(), "export.xlsx"))


def test_a_false_count_of_texts_is_refused_before_it_ends_the_process(tmp_path):
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet().write_row(0, 0, HEADER)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b'uniqueCount="', b'uniqueCount="9999999999')
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert "damaged workbook" in refusal(path)
