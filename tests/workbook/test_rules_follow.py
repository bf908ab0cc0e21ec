"""Conditional formats, validations and sparklines that a user put on some rows follow those rows."""

import re

import openpyxl
import pytest

from smo_metrics.workbook.xlsx.patch import patch
from smo_metrics.workbook.xlsx.read import read_tables

SHEET = "xl/worksheets/sheet2.xml"


def validations(path):
    found = openpyxl.load_workbook(path)["Data"].data_validations.dataValidation
    return {str(rule.sqref): rule.formula1 for rule in found}


def formats(path):
    found = openpyxl.load_workbook(path)["Data"].conditional_formatting
    return {str(area.sqref): area.rules[0].formula[0] for area in found}


def whole(cells, formula="=C{}>1"):
    """Make a workbook's decoration: a validation on these cells, its formula about the first row of them."""
    first = int(re.search(r"\d+", cells)[0])
    options = {"validate": "custom", "value": formula.format(first)}
    return lambda book, data: data.data_validation(cells, options)


@pytest.mark.parametrize(
    ("cells", "ids", "then"),
    [
        ("B6", "cxbya", {"B7": "C7>1"}),
        ("F6", "cxbya", {"F7": "C7>1"}),
        ("B5:B6", "xabc", {"B6:B7": "C6>1"}),
        ("B5:B6", "bxa", {"B5 B7": "C5>1"}),
        ("B5:B6", "xac", {"B6": "C6>1"}),
        ("B5:B6", "cab", {"B6:B7": "C6>1"}),
        ("B5:B7", "xy", {"B5:B6": "C5>1"}),
        ("B4:B7", "xyabc", {"B4:B9": "C4>1"}),
        ("B6:B20", "cxbya", {"B6:B20": "C6>1"}),
        ("B2", "cxbya", {"B2": "C2>1"}),
        ("B1:B1048576", "cxbya", {"B1:B1048576": "C1>1"}),
    ],
)
def test_a_validation_stands_where_its_rows_stand(make, labels, cells, ids, then):
    path = make(whole(cells))
    patch(path, labels(ids))
    assert validations(path) == then


def test_absolute_parts_of_a_rules_formula_stay(make, labels):
    path = make(whole("B6", "=AND($C{0}>$H$1,Dash!A{0}=1)"))
    patch(path, labels("xyzb"))
    assert validations(path) == {"B8": "AND($C8>$H$1,Dash!A8=1)"}


def test_a_conditional_format_of_one_row_follows(make, labels, validate):
    def decorate(book, data):
        data.conditional_format(
            "A6:C6", {"type": "formula", "criteria": "=$C6>1", "format": book.add_format({"bold": 1})}
        )

    path = make(decorate)
    patch(path, labels("xxb"))
    assert formats(path) == {"A7:C7": "$C7>1"}
    validate(path)


def test_rules_of_a_row_that_is_gone_are_kept_as_orphans_and_leave_no_empty_list(make, labels, part, validate):
    def decorate(book, data):
        whole("B6")(book, data)
        rule = {"type": "formula", "criteria": "=$C6>1", "format": book.add_format({"bold": 1})}
        data.conditional_format("A6:C6", rule)
        data.add_sparkline("F6", {"range": "Data!C6:D6"})

    path = make(decorate)
    report = patch(path, labels("ac"))
    rows = read_tables(path, ["Orphans"])["Orphans"].values.tolist()
    assert sorted(rows) == [
        ["Data", "id=b", "conditional format on A6:C6", "$C6>1"],
        ["Data", "id=b", "sparkline on F6", "Data!C6:D6"],
        ["Data", "id=b", "validation on B6", "C6>1"],
    ]
    assert report.orphans == 3
    xml = part(path, SHEET)
    assert not re.search("dataValidation|conditionalFormatting|sparkline|extLst", xml)
    validate(path)


def test_the_count_of_validations_is_kept_right(make, labels, part):
    def decorate(book, data):
        whole("B6")(book, data)
        whole("B7")(book, data)

    path = make(decorate)
    patch(path, labels("ac"))
    assert validations(path) == {"B6": "C6>1"}
    assert '<dataValidations count="1">' in part(path, SHEET)


@pytest.mark.parametrize(
    ("drawn", "then"),
    [
        ("Data!C6:D6", "Data!C8:D8"),
        ("Data!C5:C7", "Data!C5:C8"),
        ("Dash!C6:D6", "Dash!C6:D6"),
        ("Data!C1:D1", "Data!C1:D1"),
    ],
)
def test_a_sparkline_stands_by_its_row_and_draws_the_same_cells(make, labels, part, drawn, then):
    path = make(lambda book, data: data.add_sparkline("F6", {"range": drawn}))
    patch(path, labels("xayb"))
    assert f"<xm:f>{then}</xm:f><xm:sqref>F8</xm:sqref>" in part(path, SHEET)


def test_rules_and_links_in_a_users_own_table_beside_stay(make, labels):
    def decorate(book, data):
        data.add_table("F4:G7", {"name": "Mine"})
        data.write_url("F6", "https://example.com/mine")
        whole("G6")(book, data)

    path = make(decorate)
    patch(path, labels("xyb"))
    assert openpyxl.load_workbook(path)["Data"]["F6"].hyperlink.target == "https://example.com/mine"
    assert validations(path) == {"G6": "C6>1"}
