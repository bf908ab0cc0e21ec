"""Values arrive in cells as they were, and text is never a formula."""

import math
import re
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.workbook.xlsx.content import Content, ManagedTable
from smo_metrics.workbook.xlsx.markup import decode_text, encode_text
from smo_metrics.workbook.xlsx.patch import patch
from smo_metrics.workbook.xlsx.read import read_tables
from smo_metrics.workbook.xlsx.values import LONGEST_TEXT, ValueWriter, plain, serial, shorten

HOSTILE = [
    '=HYPERLINK("http://x","y")',
    "+1",
    "-1+1",
    "@x",
    "\t=1",
    "<&>\"'",
    "_x000D_",
    "a\r\nb",
    "\x00\x01\x1f",
    "  two  ",
]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("values") / "book.xlsx"
    made = xlsxwriter.Workbook(path)
    columns = [{"header": "id"}, {"header": "label"}, {"header": "score"}]
    made.add_worksheet("Data").add_table("A4:C5", {"name": "Labels", "columns": columns})
    made.close()
    return path


def test_hostile_text_arrives_as_text(make, labels, validate):
    path = make()
    patch(path, labels([str(i) for i in range(len(HOSTILE))], label=HOSTILE))
    cells = [openpyxl.load_workbook(path)["Data"].cell(5 + i, 2) for i in range(len(HOSTILE))]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert [cell.value for cell in cells][:4] == HOSTILE[:4]
    assert read_tables(path, ["Labels"])["Labels"]["label"].tolist() == HOSTILE
    validate(path)


def test_no_cell_of_a_managed_table_holds_a_formula(make, labels, part):
    path = make()
    patch(path, labels(HOSTILE, label=HOSTILE))
    assert "<f" not in part(path, "xl/worksheets/sheet2.xml").partition("<sheetData>")[2].partition("</sheetData>")[0]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_floats_read_back_bit_for_bit(book, numbers):
    frame = pd.DataFrame({"id": [str(i) for i in range(len(numbers))], "label": "x", "score": numbers})
    patch(book, Content({"Labels": ManagedTable(frame, ("id",))}))
    read = read_tables(book, ["Labels"])["Labels"]["score"].tolist()
    assert [float(x).hex() for x in read] == [x.hex() for x in numbers]


@given(st.text())
def test_any_text_survives_its_escapes(text):
    written = encode_text(text)
    assert not re.search("[\x00-\x08\x0b-\x1f<>\ufffe\uffff]", written)
    plain_text = written.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert decode_text(plain_text) == text


def test_half_a_character_is_escaped():
    assert encode_text("a\ud800b") == "a_xD800_b"


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, "empty", ""),
        (float("nan"), "empty", ""),
        (pd.NA, "empty", ""),
        (pd.NaT, "empty", ""),
        ("", "empty", ""),
        (math.inf, "empty", ""),
        (True, "bool", "1"),
        (np.bool_(False), "bool", "0"),
        (7, "number", "7"),
        (np.int64(7), "number", "7"),
        (np.float64(0.1), "number", "0.1"),
        (np.float32(0.5), "number", "0.5"),
        (1e300, "number", "1e+300"),
        (date(2024, 1, 1), "time", "45292"),
        (datetime(2024, 1, 1, 12), "time", "45292.5"),
        (datetime(2024, 1, 1, 12, tzinfo=UTC), "time", "45292.5"),
        (datetime(2024, 1, 1, 20, tzinfo=timezone(timedelta(hours=8))), "time", "45292.5"),
        (pd.Timestamp("2024-01-01 12:00", tz="Asia/Singapore"), "time", repr(45292 + 4 / 24)),
        (date(1899, 1, 1), "text", "1899-01-01"),
        (datetime(1900, 2, 1, 1), "text", "1900-02-01T01:00:00"),
    ],
)
def test_every_kind_of_value_has_its_cell(value, kind, text):
    assert plain(value, False) == (kind, text)


def test_a_value_that_no_cell_holds_is_a_bug_not_an_empty_cell():
    with pytest.raises(TypeError, match="list"):
        plain([1], False)


def test_a_column_of_times_is_written_like_its_single_values():
    times = pd.Series(pd.to_datetime(["2024-01-01T12:00:00.123456Z", None, "1999-12-31T23:59:59Z"], format="ISO8601"))
    writer = ValueWriter()
    assert writer.bodies(times) == [writer.body(value) for value in times.tolist()]
    early = pd.Series(pd.to_datetime(["1890-01-01", "2024-01-01"]))
    assert "1890-01-01" in writer.bodies(early)[0]


def test_a_workbook_that_counts_from_1904_is_honoured(make, labels):
    path = make(options={"date_1904": True})
    patch(path, labels("a", score=[date(2024, 1, 1)]))
    assert openpyxl.load_workbook(path)["Data"]["C5"].value == 45292 - 1462
    assert serial(date(1904, 1, 2), True) == 1


def test_aware_times_are_written_in_utc_and_read_back(make, labels):
    def decorate(book, data):
        data.set_column("C:C", 20, book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}))

    path = make(decorate, ids="")
    times = pd.to_datetime(["2024-03-01 08:30", "2024-03-02"], format="ISO8601").tz_localize("Asia/Singapore")
    patch(path, labels("ab", score=times))
    read = read_tables(path, ["Labels"])["Labels"]["score"].tolist()
    assert read == [datetime(2024, 3, 1, 0, 30), datetime(2024, 3, 1, 16)]


def test_long_text_is_cut_with_a_warning(make, labels):
    path = make()
    report = patch(path, labels("ab", label=["x" * 40_000, "😀" * 20_000]))
    assert report.warnings == ("Data: 2 text(s) longer than 32,767 characters were cut.",)
    read = read_tables(path, ["Labels"])["Labels"]["label"].tolist()
    assert [len(text) for text in read] == [LONGEST_TEXT, LONGEST_TEXT // 2]
    assert shorten("😀" * 20_000) == "😀" * (LONGEST_TEXT // 2)


def test_infinite_numbers_are_left_empty_with_a_warning(make, labels):
    path = make()
    report = patch(path, labels("ab", score=[math.inf, 1.0]))
    assert report.warnings == ("Data: 1 infinite number(s) were left empty.",)
    assert read_tables(path, ["Labels"])["Labels"]["score"].tolist() == [None, 1.0]


def test_a_column_the_table_lacks_is_reported(make, labels):
    report = patch(make(), labels("ab", extra=1))
    assert report.warnings == ("Labels: the workbook's table has no column extra; left out.",)


@pytest.mark.parametrize("kind", ["Int64", "Float64", "boolean", "int64", "float64", "object"])
def test_a_missing_number_is_an_empty_cell_in_columns_of_every_kind(make, labels, kind):
    path = make()
    values = [1, None, 0] if kind not in ("int64", "float64") else [1, 0, 0]
    patch(path, labels("abc", score=pd.Series(values, dtype=kind)))
    read = read_tables(path, ["Labels"])["Labels"]["score"].tolist()
    assert read == [None if value is None else float(value) for value in values]


def test_a_text_is_only_marked_for_its_spaces_where_it_has_some_at_an_end(make, labels, part):
    path = make()
    patch(path, labels("abc", label=["plain words", " before", "after\n"]))
    xml = part(path, "xl/worksheets/sheet2.xml")
    assert "<t>plain words</t>" in xml
    assert xml.count('xml:space="preserve"') == 2
