"""Checks 13, 18 and 19: do lists stand in tables, and do their numbers say what they count?"""

import pytest

from smo_metrics.workbook.lint import lint


def rows(draft, first, count, columns, value):
    for row in range(first, first + count):
        for column in columns:
            draft.sheets["Dashboard"].write(row, column, value, draft.formats["count"])


def test_numbers_in_rows_outside_of_a_table_are_found_with_their_area(found):
    assert found(lambda draft: rows(draft, 30, 5, (1, 2, 3), 8)) == [(13, "Dashboard!B31:D35")]


@pytest.mark.parametrize("count", [4, 29])
def test_a_few_rows_or_lines_of_words_are_no_list(found, count):
    assert found(lambda draft: rows(draft, 30, count, (1, 2), 8 if count < 5 else "words")) == []


def test_a_long_list_of_words_is_data_too(found):
    assert found(lambda draft: rows(draft, 30, 30, (1, 2), "words")) == [(13, "Dashboard!B31:C60")]


def test_a_named_block_of_a_dashboard_is_accepted(found):
    def name_it(draft):
        rows(draft, 30, 8, (1, 2), 8)
        draft.book.define_name("block", "=Dashboard!$B$31:$C$38")

    assert found(name_it) == []


def test_headers_that_differ_only_in_case_are_found(make, rewrite):
    path = make()
    rewrite(path, {"xl/tables/table2.xml": lambda xml: xml.replace('name="labelled_on"', 'name="ITEM_ID"')})
    assert [(one.check, one.what) for one in lint(path).findings] == [(13, "The header ITEM_ID occurs twice.")]


def test_headers_that_excel_made_up_are_found(make, rewrite):
    path = make()
    rewrite(path, {"xl/tables/table2.xml": lambda xml: xml.replace('name="labelled_on"', 'name="Column2"')})
    assert [(one.check, one.where) for one in lint(path).findings] == [(13, "table Labels, column 2")]


def test_a_number_without_a_format_is_found_once_a_column(found):
    def general(draft):
        for row in (30, 31, 40):
            draft.sheets["Dashboard"].write(row, 4, 3.14159)

    assert found(general) == [(18, "Dashboard!E31 and 2 more")]


def header(name):
    def rename(xml):
        return xml.replace('name="duration_seconds"', f'name="{name}"').replace("duration_seconds]", f"{name}]")

    return {
        "xl/tables/table2.xml": rename,
        "xl/sharedStrings.xml": lambda xml: xml.replace("duration_seconds", name),
        "xl/worksheets/sheet3.xml": lambda xml: xml.replace("duration_seconds", name),
    }


@pytest.mark.parametrize("name", ["duration", "Handling time", "handlingTime", "age"])
def test_a_quantity_without_its_unit_is_found(make, rewrite, name):
    path = make()
    rewrite(path, header(name))
    assert [(one.check, one.where) for one in lint(path).findings] == [(19, f"table Labels, column {name}")]


@pytest.mark.parametrize("name", ["duration_hours", "age (days)", "time [s]", "waiting share", "costPerLabel", "alpha"])
def test_a_header_with_a_unit_or_a_pure_number_is_accepted(make, rewrite, name):
    path = make()
    rewrite(path, header(name))
    assert lint(path).findings == ()


def test_a_number_format_may_show_the_unit(make, rewrite):
    path = make()
    rewrite(path, header("duration"))
    rewrite(path, {"xl/styles.xml": lambda xml: xml.replace("#,##0", "0&quot; h&quot;").replace(
        'numFmtId="3"', 'numFmtId="190"').replace("<numFmts count=", '<numFmts n="0" count=').replace(
        "</numFmts>", '<numFmt numFmtId="190" formatCode="0&quot; h&quot;"/></numFmts>')})  # fmt: skip
    assert lint(path).findings == ()
