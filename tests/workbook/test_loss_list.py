"""Twenty refreshes of a workbook that holds something of every kind: nothing is lost, all stays beside its key."""

import random
import re

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from smo_metrics.workbook.xlsx.patch import patch
from smo_metrics.workbook.xlsx.read import read_tables
from tests.workbook.loss_list import KEYS, png, write_loss_list

MAY_CHANGE = re.compile(
    r"xl/workbook\.xml|xl/worksheets/sheet[123]\.xml|xl/tables/table\d\.xml|xl/comments1\.xml"
    r"|xl/threadedComments/threadedComment1\.xml|xl/drawings/vmlDrawing1\.vml"
)
REFRESHES = 20

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning:openpyxl")


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory):
    """The workbook, its parts before, and after each refresh the ids it was given."""
    path = tmp_path_factory.mktemp("loss") / "book.xlsm"
    write_loss_list(path)
    return path


def rows_of(path):
    table = read_tables(path, ["Labels"])["Labels"]["id"].tolist()
    return {key: 5 + place for place, key in enumerate(table)}


def test_nothing_is_lost_in_twenty_refreshes(refreshed, labels, parts, part, validate):
    path, before, chance = refreshed, parts(refreshed), random.Random(7)
    validator, here = OpenXmlValidator(), set(KEYS)
    for number in range(REFRESHES):
        old = [key for key in "defgh" if chance.random() < 0.7]
        ids = ["a", "b", "c", *old, *(f"new{number}{i}" for i in range(3))]
        chance.shuffle(ids)
        patch(path, labels(ids, blocks={"tile": [[number]]}))
        here &= set(ids)
        after = parts(path)
        assert list(after) == list(before)
        assert [name for name in after if after[name] != before[name] and not MAY_CHANGE.fullmatch(name)] == []
        assert validator.validate(str(path)).errors == []
        check_cells(path, here)
        check_places(part(path, "xl/worksheets/sheet2.xml"), rows_of(path), len(ids))
        check_notes(after, rows_of(path))
    assert after["xl/media/image1.png"] == png()
    validate(path)


def check_cells(path, here):
    """Plain cells beside rows stand beside their key or among the orphans; so do looks, links and texts."""
    book, rows = openpyxl.load_workbook(path, rich_text=True), rows_of(path)
    sheet = book["Data"]
    kept = {sheet[f"F{row}"].value for row in rows.values()} - {None}
    assert kept == {f"mine on {key}" for key in here}
    for key in here:
        assert sheet[f"F{rows[key]}"].value == f"mine on {key}"
    orphans = read_tables(path, ["Orphans"])["Orphans"]["content"].tolist()
    assert set(KEYS) == here | {content.removeprefix("mine on ") for content in orphans}
    a, b, c = (rows[key] for key in "abc")
    assert sheet[f"H{a}"].value is True
    assert str(sheet[f"I{a}"].value) == "plain bold of a"
    assert sheet[f"J{b}"].hyperlink.target == "https://example.com/b"
    assert sheet[f"K{b}"].value.text == f"=_xlfn.UNIQUE(C{b}:D{b})"
    assert sheet[f"L{c}"].fill.fgColor.rgb == "FFFF0000"
    assert sheet.row_dimensions[c].height == 30
    assert {sheet[f"D{row}"].value for row in rows.values()} == {"=[[#This Row],score]*2"}
    last = 4 + len(rows)
    assert sheet[f"A{last + 1}"].value == "Total"
    assert sheet.tables["Labels"].ref == f"A4:D{last + 1}"
    assert book.defined_names["scores"].attr_text == f"Data!$C$5:$C${last}"


def check_places(xml, rows, count):
    """Rules, sparklines and merged cells of one row follow it; those of whole columns grow with the table."""
    a, b, c, last = rows["a"], rows["b"], rows["c"], 4 + count
    assert f'<conditionalFormatting sqref="C5:C{last}"' in xml
    assert f"<xm:sqref>C5:C{last}</xm:sqref>" in xml
    assert f'sqref="B5:B{last}"' in xml
    assert f'<ignoredError sqref="A5:A{last}"' in xml
    assert re.search(rf'<conditionalFormatting sqref="M{c}"><cfRule [^>]*><formula>\$C{c}&gt;1</formula>', xml)
    assert re.search(rf'sqref="N{c}"><formula1>C{c}</formula1>', xml)
    assert f"<xm:f>Data!C{a}:D{a}</xm:f><xm:sqref>G{a}</xm:sqref>" in xml
    assert f'<mergeCell ref="O{c}:P{c}"/>' in xml
    assert f'<hyperlink ref="J{b}"' in xml
    assert re.search(rf'<c r="K{b}"[^>]* cm="1"', xml)
    assert "<x14:slicer r:id=" in xml


def check_notes(after, rows):
    """The note on c and the thread on b are where c and b are; the texts are as they were."""
    comments = after["xl/comments1.xml"].decode()
    assert f'ref="A{rows["c"]}"' in comments
    assert f'ref="B{rows["b"]}"' in comments
    thread = after["xl/threadedComments/threadedComment1.xml"].decode()
    assert f'ref="B{rows["b"]}"' in thread
    assert "is b right?" in thread
    anchors = re.findall(r"<x:Row>(\d+)</x:Row>", after["xl/drawings/vmlDrawing1.vml"].decode())
    assert sorted(map(int, anchors)) == sorted((rows["b"] - 1, rows["c"] - 1))


def test_a_sparkline_on_another_managed_sheet_draws_all_rows(refreshed, labels, part):
    patch(refreshed, labels("abcxyz", blocks={"tile": [["x"]]}))
    assert "<xm:f>Data!C5:C10</xm:f>" in part(refreshed, "xl/worksheets/sheet1.xml")
