"""A formula that hangs on changed rows shows its new value or none, never the old one."""

import re

import pytest

from smo_metrics.workbook.xlsx.patch import patch

SHEET = "xl/worksheets/sheet2.xml"


def cell(xml, address):
    return re.search(rf'<c r="{address}"[^>]*?(?:/>|>(.*?)</c>)', xml)[0]


def with_totals(rewrite, path, function="sum", column="score"):
    rewrite(
        path,
        {
            "xl/tables/table1.xml": lambda xml: (
                xml.replace('ref="A4:C7" totalsRowShown="0"', 'ref="A4:C8" totalsRowCount="1"')
                .replace(f'name="{column}"', f'name="{column}" totalsRowFunction="{function}"')
            )
        },
    )


def test_a_formula_beside_a_row_loses_the_value_of_before(make, labels, part, validate):
    def decorate(book, data):
        data.write_formula("F5", "=C5*2", None, 2)
        data.write_formula("G5", '=B5&"!"', None, "label a!")
        data.write_formula("F1", "=1+1", None, 2)

    path = make(decorate, own=[{"header": "twice", "formula": "=[@score]*2"}])
    patch(path, labels("xa"))
    xml = part(path, SHEET)
    assert cell(xml, "F6") == '<c r="F6"><f>C6*2</f></c>'
    assert cell(xml, "G6") == '<c r="G6"><f>B6&amp;"!"</f></c>'
    assert cell(xml, "F1") == '<c r="F1"><f>1+1</f><v>2</v></c>'
    assert "<v>" not in cell(xml, "D5") + cell(xml, "D6")
    validate(path)


@pytest.mark.parametrize(
    ("code", "function", "total"),
    [
        ("109", "sum", 7.5),
        ("101", "average", 3.75),
        ("102", "countNums", 2),
        ("103", "count", 2),
        ("104", "max", 4.5),
        ("105", "min", 3.0),
    ],
)
def test_a_total_of_a_managed_column_is_worked_out(make, labels, rewrite, part, code, function, total, validate):
    path = make(lambda book, data: data.write_formula("C8", f"=SUBTOTAL({code},Labels[score])", None, 6))
    with_totals(rewrite, path, function)
    patch(path, labels("abcd", score=[3.0, None, 4.5, None]))
    assert cell(part(path, SHEET), "C9") == f'<c r="C9"><f>SUBTOTAL({code},Labels[score])</f><v>{total!r}</v></c>'
    validate(path)


@pytest.mark.parametrize(
    "formula", ["SUBTOTAL(107,Labels[score])", "SUM(Labels[score])/2", "SUBTOTAL(109,Labels[mine])"]
)
def test_any_other_total_shows_nothing(make, labels, rewrite, part, formula):
    path = make(lambda book, data: data.write_formula("C8", f"={formula}", None, 6))
    with_totals(rewrite, path)
    patch(path, labels("ab"))
    assert cell(part(path, SHEET), "C7") == f'<c r="C7"><f>{formula}</f></c>'


def test_the_total_of_a_filtered_table_shows_nothing(make, labels, rewrite, part):
    path = make(lambda book, data: data.write_formula("C8", "=SUBTOTAL(109,Labels[score])", None, 6))
    with_totals(rewrite, path)
    column = '<filterColumn colId="1"><filters><filter val="label a"/></filters></filterColumn></autoFilter>'
    rewrite(path, {"xl/tables/table1.xml": lambda xml: re.sub('(<autoFilter ref="A4:C7")/>', rf"\1>{column}", xml)})
    patch(path, labels("ab"))
    assert "<v>" not in cell(part(path, SHEET), "C7")
