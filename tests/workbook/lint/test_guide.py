"""Checks 1 to 4 and 25: does the workbook explain itself and sum its checks up?"""

import pytest

from smo_metrics.workbook.lint import lint


@pytest.mark.parametrize("cell", ["A3", "A4", "A5"])
def test_a_first_sheet_without_owner_version_or_steps_is_found(found, cell):
    assert found(lambda draft: draft.sheets["Guide"].write(cell, "Nothing")) == [(1, "sheet Guide")]


def test_a_first_sheet_without_a_purpose_is_found(found):
    assert found(lambda draft: draft.sheets["Guide"].write("A2", "Labels")) == [(1, "sheet Guide")]


def test_a_hidden_first_sheet_explains_nothing(found):
    def hide(draft):
        draft.sheets["Labels"].set_first_sheet()
        draft.sheets["Labels"].activate()
        draft.sheets["Guide"].hide()

    assert (1, "sheet Guide") in found(hide)


def test_a_sheet_without_a_role_is_found(found):
    assert found(lambda draft: draft.sheets["Dashboard"].write("A2", "As of today")) == [(2, "sheet Dashboard")]


def test_a_role_may_stand_on_the_first_sheet_instead(found):
    def list_it(draft):
        draft.sheets["Dashboard"].write("A2", "As of today")
        draft.sheets["Guide"].write_row("A12", ["Dashboard", "output"], draft.formats["line"])

    assert found(list_it) == []


@pytest.mark.parametrize("colour", ["#1F4E79", "#FF00FF"])
def test_a_tab_colour_stands_for_one_role(found, colour):
    assert found(lambda draft: draft.sheets["Checks"].set_tab_color(colour)) == [(2, "sheet Checks")]


def test_a_workbook_without_meta_is_found(make, rewrite):
    path = make()
    rewrite(path, {"xl/workbook.xml": lambda xml: xml.replace('name="_meta"', 'name="Notes"')})
    assert [(one.check, one.where) for one in lint(path).findings] == [(3, "workbook")]


def test_a_meta_sheet_that_is_visible_or_silent_is_found(make, rewrite):
    path = make()
    rewrite(path, {"xl/workbook.xml": lambda xml: xml.replace(' state="hidden"', "")})
    assert (3, "sheet _meta") in [(one.check, one.where) for one in lint(path).findings]
    rewrite(path, {"xl/sharedStrings.xml": lambda xml: xml.replace("library_version", "version")})
    whats = [one.what for one in lint(path).findings if one.check == 3]
    assert whats == ["The sheet is visible.", "It does not say library_version."]


def test_a_workbook_without_a_legend_is_found(found):
    assert found(lambda draft: draft.sheets["Guide"].write("A8", "Other")) == [(4, "sheet Guide")]


def test_an_input_style_that_is_not_in_the_legend_is_found(found):
    def another(draft):
        form = draft.format(bg_color="#DDFFDD", locked=False, num_format="0")
        draft.sheets["Settings"].write("B7", 3, form)

    assert found(another) == [(4, "Settings!B7")]


def test_a_legend_without_any_unlocked_cell_cannot_be_judged(make, rewrite):
    path = make()
    rewrite(path, {"xl/styles.xml": lambda xml: xml.replace('<protection locked="0"/>', "")})
    assert 4 in lint(path).not_decided


def test_a_workbook_without_checks_is_found(make, rewrite):
    path = make()
    rewrite(path, {"xl/workbook.xml": lambda xml: xml.replace("Checks", "Sums")})
    assert [(one.check, one.where) for one in lint(path).findings] == [(25, "workbook")]


def test_checks_need_one_overall_flag(found):
    assert found(lambda draft: draft.sheets["Checks"].write("A3", "Nothing")) == [(25, "sheet Checks")]


def test_checks_need_what_is_expected_found_and_the_result(make, rewrite):
    path = make()
    rewrite(path, {
        "xl/tables/table3.xml": lambda xml: xml.replace('name="expected"', 'name="note"'),
        "xl/sharedStrings.xml": lambda xml: xml.replace(">expected<", ">note<"),
    })  # fmt: skip
    assert [(one.check, one.what) for one in lint(path).findings] == [
        (25, "No column of a table says what is expected.")
    ]
