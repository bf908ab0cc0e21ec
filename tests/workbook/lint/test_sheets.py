"""Checks 5, 15 to 17, 23 and 24: can people find where to type, read the sheets and print them?"""

import re

import pytest

from smo_metrics.workbook.lint import lint


def test_a_cell_whose_entries_are_checked_but_locked_is_found(found):
    def locked(draft):
        rule = {"validate": "list", "source": ["a", "b"], "error_message": "Choose a or b."}
        draft.sheets["Dashboard"].data_validation("H20", rule)

    assert found(locked) == [(5, "Dashboard!H20")]


def test_a_locked_cell_that_looks_like_an_input_is_found(found):
    def look_alike(draft):
        form = draft.format(bg_color="#FFF8E1", font_color="#1F4E79", num_format="0.0%")
        draft.sheets["Dashboard"].write("H20", 0.5, form)

    assert found(look_alike) == [(5, "Dashboard!H20")]


def test_an_input_sheet_without_an_unlocked_cell_is_found(found):
    assert found(lambda draft: draft.sheets["Dashboard"].write("A2", "Input. Nothing to type.")) == [
        (2, "sheet Dashboard"),
        (5, "sheet Dashboard"),
    ]


def test_an_unlocked_column_is_a_place_to_type_even_where_no_cell_is_stored(found):
    def unlock(draft):
        draft.sheets["Checks"].write("A2", "Input. Type below.")
        draft.sheets["Checks"].set_column("H:H", 12, draft.formats["input"])

    assert (5, "sheet Checks") not in found(unlock)


@pytest.mark.parametrize("options", [{"error_message": ""}, {"error_message": "Choose.", "show_error": False}])
def test_a_dropdown_that_refuses_without_a_word_is_found(found, options):
    def silent(draft):
        draft.sheets["Settings"].write("B8", "a", draft.formats["input"])
        draft.sheets["Settings"].data_validation("B8", {"validate": "list", "source": ["a", "b"], **options})

    assert found(silent) == [(15, "Settings!B8")]


def test_data_whose_headers_scroll_away_are_found(make, rewrite):
    for old, new in (('state="frozen"', 'state="split"'), ('ySplit="4"', 'ySplit="2"')):
        path = make()
        rewrite(path, {"xl/worksheets/sheet3.xml": lambda xml, old=old, new=new: xml.replace(old, new)})
        assert (16, "sheet Labels") in [(one.check, one.where) for one in lint(path).findings]


def test_merged_cells_are_allowed_in_titles_only(found):
    def merge(draft):
        sheet, form = draft.sheets["Dashboard"], draft.formats["line"]
        sheet.merge_range("H20:I20", "a title", form)
        sheet.merge_range("H22:H24", "three rows", form)
        sheet.merge_range("H26:I26", 3, draft.formats["count"])
        sheet.merge_range("H28:I28", "beside a number", form)
        sheet.write("J28", 4, draft.formats["count"])

    assert found(merge) == [(17, f"Dashboard!{area}") for area in ("H22:H24", "H26:I26", "H28:I28")]


@pytest.mark.parametrize("name", ["Sheet1", "Tabelle 2", "Costs (2)", "Copy of Costs", "Costs old"])
def test_a_name_that_says_nothing_is_found(make, rewrite, name):
    path = make()
    swaps = {"Dashboard!": f"'{name}'!", '"Dashboard"': f'"{name}"'}
    rewrite(path, {"xl/workbook.xml": lambda xml: re.sub('"Dashboard"|Dashboard!', lambda match: swaps[match[0]], xml)})
    assert [(one.check, one.where) for one in lint(path).findings] == [(23, f"sheet {name}")]


def test_a_sheet_that_opens_elsewhere_than_at_a1_is_found(found):
    def move(draft):
        draft.sheets["Dashboard"].set_selection("C7")
        draft.sheets["Labels"].set_selection("B9")

    assert found(move) == [(23, "sheet Labels"), (23, "sheet Dashboard")]


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet4.xml", '<pageSetUpPr fitToPage="1"/>', ""),
        ("xl/worksheets/sheet4.xml", "<pageSetup ", '<pageSetup fitToWidth="2" '),
        ("xl/worksheets/sheet4.xml", "<oddFooter>&amp;A, page &amp;P</oddFooter>", ""),
        ("xl/workbook.xml", '<definedName name="_xlnm.Print_Area" localSheetId="3">', '<definedName name="area">'),
    ],
)
def test_a_sheet_that_is_not_ready_to_print_is_found(make, rewrite, part, old, new):
    path = make()
    rewrite(path, {part: lambda xml: xml.replace(old, new)})
    assert [(one.check, one.where) for one in lint(path).findings] == [(24, "sheet Dashboard")]


def test_a_table_that_may_grow_needs_no_print_area_but_its_header_on_each_page(found):
    spoil = lambda draft: setattr(draft.sheets["Labels"], "repeat_row_range", "")  # noqa: E731
    assert found(spoil) == [(24, "sheet Labels")]
