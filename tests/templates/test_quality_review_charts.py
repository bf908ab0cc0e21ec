"""Do the charts of the quality review read the managed tables only, and can everybody read the charts?"""

import re
import zipfile

import pytest
from lxml import etree

SPACES = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "x": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
}
SERIES = {
    "chart1": {"Low": "G", "Interval": "H", "Alpha": "D", "Target": "I"},
    "chart2": {"Alpha, with its interval": "H", "Target": "M"},
    "chart3": {"Alpha": "E"},
    "chart4": {"Kappa": "G"},
}
TABLES = {"chart1": "Weeks", "chart2": "Drift", "chart3": "Categories", "chart4": "Annotators"}
ERRORS = {"chart2": ("L", "K"), "chart3": ("I", "H"), "chart4": ("K", "J")}


@pytest.fixture(scope="module")
def charts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: etree.fromstring(archive.read(f"xl/charts/{name}.xml")) for name in SERIES}


@pytest.fixture(scope="module")
def drawing(path):
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read("xl/drawings/drawing1.xml"))


def texts(element, query):
    return [found.text for found in element.xpath(query, namespaces=SPACES)]


@pytest.mark.parametrize("name", SERIES)
def test_each_series_reads_its_column_of_the_managed_table(charts, name):
    series = charts[name].xpath("//c:ser", namespaces=SPACES)
    found = {texts(one, "c:tx/c:v")[0]: texts(one, "c:val//c:f")[0] for one in series}
    assert found == {title: f"'{TABLES[name]}'!${column}$6" for title, column in SERIES[name].items()}
    assert {texts(one, "c:cat//c:f")[0] for one in series} == {f"'{TABLES[name]}'!$A$6"}


@pytest.mark.parametrize("name", ERRORS)
def test_the_error_bars_are_the_distances_to_the_interval(charts, name):
    plus, minus = ERRORS[name]
    assert texts(charts[name], "//c:errBars/c:plus//c:f") == [f"'{TABLES[name]}'!${plus}$6"]
    assert texts(charts[name], "//c:errBars/c:minus//c:f") == [f"'{TABLES[name]}'!${minus}$6"]


@pytest.mark.parametrize("name", SERIES)
def test_an_empty_chart_draws_no_zero(charts, name):
    assert texts(charts[name], "//c:val//c:pt/c:v") == []


@pytest.mark.parametrize("name", ["chart3", "chart4"])
def test_the_first_row_stands_on_top_of_the_bars(charts, name):
    assert charts[name].xpath("string(//c:catAx/c:scaling/c:orientation/@val)", namespaces=SPACES) == "maxMin"


def test_the_weeks_stand_on_a_date_axis_with_a_major_unit(charts):
    axis = charts["chart1"].xpath("//c:dateAx", namespaces=SPACES)[0]
    assert axis.xpath("string(c:majorUnit/@val)", namespaces=SPACES) == "14"
    assert axis.xpath("string(c:majorTimeUnit/@val)", namespaces=SPACES) == "days"
    assert charts["chart1"].xpath("//c:cat/c:strRef", namespaces=SPACES) == []


def test_the_area_below_the_band_is_invisible_and_not_in_the_legend(charts):
    low = charts["chart1"].xpath("//c:ser[c:tx/c:v='Low']", namespaces=SPACES)[0]
    assert len(low.xpath("c:spPr/*[local-name()='noFill']", namespaces=SPACES)) == 1
    index = low.xpath("string(c:idx/@val)", namespaces=SPACES)
    deleted = charts["chart1"].xpath("//c:legendEntry[c:delete/@val='1']/c:idx/@val", namespaces=SPACES)
    assert deleted == [index]


def test_every_chart_has_an_alternative_text_and_moves_with_its_cells(drawing):
    alternatives = drawing.xpath("//x:cNvPr/@descr", namespaces=SPACES)
    anchors = drawing.xpath("/x:wsDr/*", namespaces=SPACES)
    assert len(alternatives) == len(anchors) == len(SERIES)
    for text, table in zip(alternatives, TABLES.values(), strict=True):
        assert re.search(rf"chart of .* sheet {table}\.$", text)
    assert {etree.QName(anchor).localname for anchor in anchors} == {"twoCellAnchor"}
    assert {anchor.get("editAs", "twoCell") for anchor in anchors} == {"twoCell"}
