"""Ranges that cover a table's rows grow and shrink with them; others stay."""

import openpyxl
import pytest

from smo_metrics.workbook.xlsx.patch import patch


def ranges(path):
    sheet = openpyxl.load_workbook(path)["Data"]
    formats = {str(area.sqref) for area in sheet.conditional_formatting}
    return formats, {str(rule.sqref) for rule in sheet.data_validations.dataValidation}


@pytest.mark.parametrize("ids", ["abcdefgh", "b"])
def test_formats_and_validations_of_the_whole_column_follow(make, labels, ids, validate):
    def decorate(book, data):
        rule = {"type": "cell", "criteria": ">", "value": 1, "format": book.add_format({"bold": True})}
        data.conditional_format("C5:C7", rule)
        data.conditional_format("B6", rule)
        data.data_validation("B5:B7", {"validate": "list", "source": ["x", "y"]})
        data.data_validation("F1:F3", {"validate": "list", "source": ["x", "y"]})

    path = make(decorate)
    patch(path, labels(ids))
    last = 4 + len(ids)
    cells = f"{{column}}5:{{column}}{last}" if last > 5 else "{column}5"
    assert ranges(path) == ({cells.format(column="C"), f"B{5 + ids.index('b')}"}, {cells.format(column="B"), "F1:F3"})
    validate(path)


def test_data_bars_of_excel_2010_follow(make, labels, part, validate):
    path = make(lambda book, data: data.conditional_format("C5:C7", {"type": "data_bar", "data_bar_2010": True}))
    patch(path, labels("abcde"))
    xml = part(path, "xl/worksheets/sheet2.xml")
    assert "<xm:sqref>C5:C9</xm:sqref>" in xml
    assert 'conditionalFormatting sqref="C5:C9"' in xml
    validate(path)


def test_the_tables_area_filter_and_the_dimension_follow(make, labels, part):
    path = make()
    patch(path, labels("abcdef"))
    assert part(path, "xl/tables/table1.xml").count('ref="A4:C10"') == 2
    assert '<dimension ref="A4:C10"/>' in part(path, "xl/worksheets/sheet2.xml")


def test_a_set_filter_stays_and_is_reported(make, labels, rewrite, part):
    path = make()
    column = '<filterColumn colId="1"><filters><filter val="label a"/></filters></filterColumn></autoFilter>'
    rewrite(
        path,
        {
            "xl/tables/table1.xml": lambda xml: xml.replace(
                '<autoFilter ref="A4:C7"/>', f'<autoFilter ref="A4:C7">{column}'
            )
        },
    )
    report = patch(path, labels("abcd"))
    assert "filterColumn" in part(path, "xl/tables/table1.xml")
    assert report.warnings == ("Labels: a filter is set; choose Data > Reapply in Excel to filter the new rows.",)


def test_names_that_cover_the_rows_follow_and_others_stay(make, labels):
    def decorate(book, data):
        book.define_name("ids", "=Data!$A$5:$A$7")
        book.define_name("whole", "=Data!$A$4:$C$7")
        book.define_name("first", "=Data!$A$5:$A$6")
        book.define_name("elsewhere", "=Dash!$A$5:$A$7")
        data.print_area("A1:C7")
        data.repeat_rows(3)

    path = make(decorate)
    patch(path, labels("abcde"))
    book = openpyxl.load_workbook(path)
    assert {name: book.defined_names[name].attr_text for name in ("ids", "whole", "first", "elsewhere")} == {
        "ids": "Data!$A$5:$A$9",
        "whole": "Data!$A$4:$C$9",
        "first": "Data!$A$5:$A$6",
        "elsewhere": "Dash!$A$5:$A$7",
    }
    assert book["Data"].print_area == "'Data'!$A$1:$C$9"
    assert book["Data"].print_title_rows == "$4:$4"


def test_a_totals_row_stays_at_the_end(make, labels, rewrite, grid, validate):
    def decorate(book, data):
        data.write_string("A8", "Total")
        data.write_formula("C8", "=SUBTOTAL(109,Labels[score])", None, 6)
        data.write_string("F8", "beside the total")

    path = make(decorate)
    rewrite(
        path,
        {
            "xl/tables/table1.xml": lambda xml: (
                xml.replace('ref="A4:C7" totalsRowShown="0"', 'ref="A4:C8" totalsRowCount="1"')
                .replace('name="id"', 'name="id" totalsRowLabel="Total"')
                .replace('name="score"', 'name="score" totalsRowFunction="sum"')
            )
        },
    )
    validate(path)
    patch(path, labels("abcdef"))
    cells = grid(path)
    assert (cells["A11"], cells["C11"], cells["F11"]) == ("Total", "=SUBTOTAL(109,Labels[score])", "beside the total")
    assert cells["A10"] == "f"
    assert openpyxl.load_workbook(path)["Data"].tables["Labels"].ref == "A4:C11"
    validate(path)
    patch(path, labels("a"))
    assert grid(path)["A6"] == "Total"
    assert "A11" not in grid(path)


def test_a_named_area_is_filled_and_the_rest_of_it_emptied(make, labels, grid):
    def decorate(book, data):
        dash = book.get_worksheet_by_name("Dash")
        dash.write_row("B3", ["stale", "stale"])
        dash.write("D3", "beside")

    path = make(decorate)
    patch(path, labels("abc", blocks={"tile": [[1.5, "● On target"], [True]]}))
    assert grid(path, "Dash") == {"B2": 1.5, "C2": "● On target", "B3": True, "D3": "beside"}


def test_a_named_area_keeps_its_styles_and_loses_its_formulas(make, labels):
    def decorate(book, data):
        dash = book.get_worksheet_by_name("Dash")
        dash.write_formula("B2", "=1/0", book.add_format({"num_format": "0.0%"}), "#DIV/0!")

    path = make(decorate)
    patch(path, labels("abc", blocks={"tile": [[0.25]]}))
    cell = openpyxl.load_workbook(path)["Dash"]["B2"]
    assert (cell.value, cell.number_format) == (0.25, "0.0%")
