"""Checks 6 to 12 and 14: can formulas be read, and do they stand on the workbook alone?"""

import re

import pytest

from smo_metrics.workbook.lint import lint
from smo_metrics.workbook.lint.facts.formulas import functions, nesting, relative, shown

LONG = "=SUM(Labels[minutes])" + "+SUM(Labels[minutes])" * 5


def at(formula, cell="H20", sheet="Dashboard", value=1):
    return lambda draft: draft.sheets[sheet].write_formula(cell, formula, draft.formats["count"], value)


@pytest.mark.parametrize("formula", ["=target*0.95", "=SUM({1,2})", "=ROUND(target,3)", "=target+2E2"])
def test_a_constant_in_a_formula_is_found(found, formula):
    assert found(at(formula)) == [(6, "Dashboard!H20")]


@pytest.mark.parametrize(
    "formula", ["=target*24*60*7*12*100*1000+1-0", '="0.95"&target', "=LOG10(target)", "=-1*target"]
)
def test_universal_constants_texts_and_names_with_digits_are_none(found, formula):
    assert found(at(formula)) == []


@pytest.mark.parametrize("formula", ["=IF(target>1,1,IF(target>0,0,1))", "=IF(SUM(1,IF(target>1,1,0))>0,1,0)"])
def test_an_if_within_an_if_is_found(found, formula):
    assert found(at(formula)) == [(7, "Dashboard!H20")]


@pytest.mark.parametrize(
    "formula", ["=IF(target>1,1,0)+IF(target>0,1,0)", '=IFERROR(IF(target>1,1,0),"IF(")', "=SUMIF(Labels[minutes],1)"]
)
def test_ifs_beside_each_other_are_none(found, formula):
    assert found(at(formula)) == []


def test_a_long_formula_is_found_and_measured_as_excel_shows_it(found):
    assert found(at(LONG)) == [(8, "Dashboard!H20")]
    assert found(at("=" + "+".join(["_xlfn.STDEV.S(Labels[minutes])"] * 4))) == []


def test_one_odd_formula_in_a_column_is_found_among_its_copies(found):
    odd = at("=Labels[[#This Row],[duration_seconds]]*60", "D8", "Labels", 240)
    assert found(odd) == [(9, "table Labels, column minutes (Labels!D8)")]


def test_a_typed_value_in_a_computed_column_is_found(found):
    typed = lambda draft: draft.sheets["Labels"].write("D9", 5, draft.formats["count"])  # noqa: E731
    assert found(typed) == [(9, "table Labels, column minutes (Labels!D9)")]


@pytest.mark.parametrize("function", ["OFFSET(target,0,1)", 'INDIRECT("target")', "NOW()", "TODAY()", "RAND()"])
def test_a_volatile_function_is_found_in_a_cell(found, function):
    assert found(at(f"={function}")) == [(10, "Dashboard!H20")]


def test_a_volatile_function_is_found_in_names_formats_and_rules(found):
    def spoil(draft):
        draft.book.define_name("moving", "=OFFSET(Labels!$C$5,0,0,7,1)")
        rule = {"type": "formula", "criteria": "=$B5<TODAY()", "format": draft.formats["mark"]}
        draft.sheets["Labels"].conditional_format("B5:B11", rule)
        draft.sheets["Settings"].data_validation("B5", {"validate": "date", "criteria": "<", "value": "=NOW()",
                                                        "error_message": "Not later than now."})  # fmt: skip

    assert found(spoil) == [(10, "name moving"), (10, "Settings!B5"), (10, "Labels!B5:B11")]


def test_text_that_names_a_volatile_function_is_none(found):
    assert found(at('="see TODAY()"', value="see TODAY()")) == []


def test_a_formula_that_reads_another_workbook_is_found(found):
    assert (11, "Dashboard!H20") in found(at("=[1]Sheet1!A1"))


def test_a_link_part_is_found_with_the_file_that_it_names(make, rewrite):
    path = make()
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    target = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    inner = f'<Relationship Id="rId1" Type="{target}" Target="rates.xlsx" TargetMode="External"/>'
    outer = f'<Relationship Id="rId99" Type="{link}" Target="externalLinks/externalLink1.xml"/></Relationships>'
    rewrite(path, {
        "xl/externalLinks/externalLink1.xml": "<externalLink/>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": rels.format(inner),
        "xl/_rels/workbook.xml.rels": lambda xml: xml.replace("</Relationships>", outer),
    })  # fmt: skip
    findings = lint(path).findings
    assert [(one.check, one.what) for one in findings] == [(11, "The workbook reads from rates.xlsx.")]


def test_a_hyperlink_to_a_web_page_is_no_external_link(found):
    link = lambda draft: draft.sheets["Guide"].write_url("B14", "https://example.org", draft.formats["line"])  # noqa: E731
    assert found(link) == []


def test_an_error_in_a_cell_is_found_whatever_made_it(found):
    assert found(at("=target/0", value="#DIV/0!")) == [(12, "Dashboard!H20")]
    assert found(at("=SMO_COHEN_KAPPA(Labels[minutes])", value="#NAME?")) == [(12, "Dashboard!H20")]


def test_not_available_is_an_answer_only_of_our_own_functions(found):
    assert found(at("=SMO_COHEN_KAPPA(Labels[minutes])", value="#N/A")) == []
    assert found(at("=SUM(Labels[minutes])", value="#N/A")) == [(12, "Dashboard!H20")]


def test_formulas_without_stored_results_leave_errors_undecided(make, rewrite):
    path = make()
    rewrite(path, {"xl/worksheets/sheet4.xml": lambda xml: xml.replace("<v>28</v>", "")})
    report = lint(path)
    assert report.not_decided == (12,)
    assert "1 formulas hold no stored result" in report.undecided[0].why


@pytest.mark.parametrize(
    "formula", ["=SUM(A20:B20)", "=Labels!C20", "=$A$20", "=SUM(A:A)", "=SUM(20:20)", "=SUM('Labels'!C5:C11)"]
)
def test_a_reference_by_address_is_found(found, formula):
    assert found(at(formula)) == [(14, "Dashboard!H20")]


@pytest.mark.parametrize(
    "formula", ["=G20+F20", "=target", "=SUM(Labels[minutes])", "=SUM(Labels[[item_id]:[minutes]])"]
)
def test_names_columns_and_the_cell_beside_are_allowed(found, formula):
    assert found(at(formula)) == []


def test_a_formula_of_a_table_refers_to_its_columns_not_to_cells(found):
    def spoil(draft):
        for row in range(5, 12):
            draft.sheets["Labels"].write_formula(f"D{row}", f"=C{row}/60", draft.formats["count"], row)

    assert found(spoil)[-1] == (14, "Labels!D5 and 6 more")


def test_formulas_are_taken_apart_as_excel_shows_them():
    assert shown("_xlfn.XLOOKUP(Labels[[#This Row],[a b]],x,y)") == "=XLOOKUP([@[a b]],x,y)"
    assert functions('_xlfn.IFS(A1="NOW(",SUM(B1))') == ("IFS", "SUM")
    assert nesting("IF(a,IF(b,IF(c,1,0),0),0)", "IF") == 3
    assert relative("B5*$C$1+Sheet1!B5", 5, 3) == relative("B6*$C$1+Sheet1!B6", 6, 3)
    assert relative("B5*C1", 5, 3) != relative("B6*C1", 6, 3)
    assert relative('"B5"&LOG10(B5)&Labels[B5]', 5, 3) == relative('"B5"&LOG10(B6)&Labels[B5]', 6, 3)


def test_a_cell_into_which_our_function_spills_is_judged_by_that_function(make, rewrite):
    def spill(draft):
        draft.sheets["Dashboard"].write_dynamic_array_formula(
            "H20:H21", "=SMO_GOLD_CLASSES(Labels[minutes])", draft.formats["count"], 1
        )

    path = make(spill)
    error = 't="e"><v>#N/A</v>'
    rewrite(path, {
        "xl/worksheets/sheet4.xml": lambda xml: re.sub(r'(<c r="H21"[^>]*)><v>0</v>', rf"\1 {error}", xml)
    })  # fmt: skip
    assert lint(path).findings == ()
