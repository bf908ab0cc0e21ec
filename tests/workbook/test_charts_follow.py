"""Charts of managed tables show the new rows; every other chart stays as it is."""

import re

import pandas as pd
import pytest
import xlsxwriter

from smo_metrics.workbook.xlsx.content import Content, ManagedTable
from smo_metrics.workbook.xlsx.patch import patch


def chart(book, data, *series, kind="bar"):
    drawing = book.add_chart({"type": kind})
    for one in series:
        drawing.add_series(one)
    data.insert_chart("J2", drawing)


SCORES = {"name": "Scores", "categories": "=Data!$A$5:$A$7", "values": "=Data!$C$5:$C$7"}


def references(xml):
    return re.findall(r"<c:f>(.*?)</c:f>", xml)


def points(xml, tag):
    return [re.findall(r"<c:v>(.*?)</c:v>", cache) for cache in re.findall(rf"<c:{tag}>(.*?)</c:{tag}>", xml)]


def test_ranges_and_cached_values_follow(make, labels, part, validate):
    path = make(lambda book, data: chart(book, data, SCORES))
    patch(path, labels("xy<&"))
    xml = part(path, "xl/charts/chart1.xml")
    assert references(xml) == ["Data!$A$5:$A$8", "Data!$C$5:$C$8"]
    assert points(xml, "strCache") == [["x", "y", "&lt;", "&amp;"]]
    assert points(xml, "numCache") == [["4.0", "4.125", "4.25", "4.375"]]
    assert xml.count('<c:ptCount val="4"/>') == 2
    validate(path)


def test_at_most_so_many_rows_are_drawn(make, labels, part):
    path = make(lambda book, data: chart(book, data, SCORES))
    patch(path, labels("abcdef", chart_rows={"Labels": 2}))
    assert references(part(path, "xl/charts/chart1.xml")) == ["Data!$A$5:$A$6", "Data!$C$5:$C$6"]
    patch(path, labels("abcdefg", chart_rows={"Labels": 2}))
    assert references(part(path, "xl/charts/chart1.xml")) == ["Data!$A$5:$A$6", "Data!$C$5:$C$6"]
    patch(path, labels("a", chart_rows={"Labels": 2}))
    assert references(part(path, "xl/charts/chart1.xml")) == ["Data!$A$5", "Data!$C$5"]
    patch(path, labels("abc", chart_rows={"Labels": 5}))
    assert references(part(path, "xl/charts/chart1.xml")) == ["Data!$A$5:$A$7", "Data!$C$5:$C$7"]


def test_error_bars_follow_and_missing_values_have_no_point(make, labels, part):
    error = {"type": "custom", "plus_values": "=Data!$C$5:$C$7", "minus_values": "=Data!$C$5:$C$7"}
    path = make(lambda book, data: chart(book, data, {**SCORES, "x_error_bars": error}))
    patch(path, labels("abcd", score=[1.5, None, float("inf"), 2.5]))
    xml = part(path, "xl/charts/chart1.xml")
    assert references(xml).count("Data!$C$5:$C$8") == 3
    values = xml.partition("<c:val>")[2]
    assert re.findall(r'<c:pt idx="(\d)">', values) == ["0", "3"]
    assert re.findall(r'<c:pt idx="(\d)"><c:v>([\d.]+)', values) == [("0", "1.5"), ("3", "2.5")]


def test_a_date_axis_keeps_numbers_and_their_format(make, part):
    path = make(lambda book, data: chart(book, data, SCORES, kind="line"))
    days = pd.to_datetime(["2024-01-01", "2024-01-08"])
    frame = pd.DataFrame({"id": days, "label": "x", "score": [1, 2]})
    patch(path, Content({"Labels": ManagedTable(frame, ("id",))}))
    category = part(path, "xl/charts/chart1.xml").partition("<c:cat>")[2].partition("</c:cat>")[0]
    assert "<c:formatCode>yyyy-mm-dd</c:formatCode>" in category
    assert "<c:v>45292.0</c:v>" in category


@pytest.mark.parametrize(
    "series",
    [
        {"values": "=Dash!$B$2:$B$4"},
        {"values": "=Data!$C$5:$C$9"},
        {"values": "=Data!$C$5:$D$7"},
        {"values": "=Orphans!$A$4:$A$5"},
    ],
)
def test_a_chart_with_one_series_from_elsewhere_stays_byte_for_byte(make, labels, parts, series):
    path = make(lambda book, data: chart(book, data, SCORES, series))
    before = parts(path)["xl/charts/chart1.xml"]
    patch(path, labels("abcde"))
    assert parts(path)["xl/charts/chart1.xml"] == before


def test_a_name_from_elsewhere_does_not_matter(make, labels, part):
    path = make(lambda book, data: chart(book, data, {**SCORES, "name": "=Dash!$A$1"}))
    patch(path, labels("abcde"))
    assert references(part(path, "xl/charts/chart1.xml")) == ["Dash!$A$1", "Data!$A$5:$A$9", "Data!$C$5:$C$9"]


def test_a_sheet_name_with_spaces_and_quotes_is_understood(tmp_path, part):
    path = tmp_path / "quoted.xlsx"
    book = xlsxwriter.Workbook(path)
    data = book.add_worksheet("Week's data")
    data.add_table("A1:B2", {"name": "T", "columns": [{"header": "id"}, {"header": "n"}]})
    chart(book, data, {"categories": "='Week''s data'!$A$2", "values": "='Week''s data'!$B$2"})
    book.close()
    patch(path, Content({"T": ManagedTable(pd.DataFrame({"id": ["a", "b"], "n": [1, 2]}), ("id",))}))
    assert references(part(path, "xl/charts/chart1.xml")) == ["'Week''s data'!$A$2:$A$3", "'Week''s data'!$B$2:$B$3"]
