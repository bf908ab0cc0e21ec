"""Tables are read by name, as values."""

import re
from datetime import datetime

import pytest

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx.read import read_meta, read_tables


def test_values_come_as_text_numbers_booleans_and_times(make):
    def decorate(book, data):
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        data.write_row("A5", ["00012", "=text", 3])
        data.write_string("B5", "=text")
        data.write_boolean("B6", True)
        data.write_datetime("C6", datetime(2024, 1, 1), day)
        data.write_datetime("C7", datetime(2024, 1, 1, 6, 30), day)

    frame = read_tables(make(decorate), ["Labels"])["Labels"]
    assert list(frame.columns) == ["id", "label", "score"]
    assert frame.values.tolist() == [
        ["00012", "=text", 3.0],
        ["b", True, datetime(2024, 1, 1)],
        ["c", "label c", datetime(2024, 1, 1, 6, 30)],
    ]
    assert set(frame.dtypes) == {frame["id"].dtype}
    assert isinstance(frame["score"][0], float)


def test_blank_rows_are_left_out_and_blank_cells_are_none(make):
    def decorate(book, data):
        for column in range(3):
            data.write_blank(5, column, None, book.add_format({"bold": True}))
        data.write_blank("B7", None, book.add_format({"bold": True}))

    frame = read_tables(make(decorate), ["Labels"])["Labels"]
    assert frame["id"].tolist() == ["a", "c"]
    assert frame["label"].tolist() == ["label a", None]


def test_totals_and_cells_beside_are_not_read(make):
    frame = read_tables(make(lambda book, data: data.write("F5", "beside")), ["Labels"])["Labels"]
    assert frame.shape == (3, 3)


def test_names_that_are_not_there_are_absent(make):
    assert set(read_tables(make(), ["Labels", "Nothing"])) == {"Labels"}


def test_meta_is_read_from_its_hidden_sheet(make):
    def decorate(book, data):
        meta = book.add_worksheet("_meta")
        meta.hide()
        columns = [{"header": "name"}, {"header": "value"}]
        rows = [["template", "quality_review"], ["schema", 1], ["key:Labels", "item_id,round"], ["none", None]]
        meta.add_table("A1:B5", {"name": "Meta", "columns": columns, "data": rows})

    assert read_meta(make(decorate)) == {
        "template": "quality_review",
        "schema": "1",
        "key:Labels": "item_id,round",
        "none": "",
    }


def test_a_workbook_of_somebody_else_has_no_meta(make):
    assert read_meta(make()) == {}


def test_what_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "notes.xlsx"
    path.write_text("hello")
    with pytest.raises(WorkbookError, match=r"notes\.xlsx is not an \.xlsx workbook"):
        read_tables(path, ["Labels"])
    with pytest.raises(WorkbookError, match=r"notes\.xlsx is not an \.xlsx workbook"):
        read_meta(path)


def test_a_false_count_of_texts_is_refused_before_it_is_believed(make, rewrite):
    path = make()
    rewrite(path, {"xl/sharedStrings.xml": lambda xml: re.sub(r'uniqueCount="\d+"', 'uniqueCount="99999999999"', xml)})
    with pytest.raises(WorkbookError, match=r"xl/sharedStrings\.xml is damaged"):
        read_tables(path, ["Labels"])


def test_a_text_used_many_times_is_no_false_count(make, rewrite):
    path = make()
    rewrite(path, {"xl/sharedStrings.xml": lambda xml: re.sub(r' count="\d+"', ' count="99999999"', xml)})
    assert len(read_tables(path, ["Labels"])["Labels"]) == 3


@pytest.mark.parametrize("stray", ["XFD1048576", "BZ1048576", "AAA99999"])
def test_a_stray_cell_far_away_is_refused_before_memory_runs_out(make, stray):
    path = make(lambda book, data: data.write(stray, "stray"))
    with pytest.raises(WorkbookError, match=r"sheet Data reaches to row [\d,]+ and column .* Delete stray cells"):
        read_tables(path, ["Labels"])


def test_a_tall_sheet_and_a_wide_one_are_read(make):
    path = make(lambda book, data: (data.write("S1048576", "tall"),))
    assert len(read_tables(path, ["Labels"])["Labels"]) == 3
    path = make(lambda book, data: data.write("XFD900", "wide"))
    assert len(read_tables(path, ["Labels"])["Labels"]) == 3
