"""Does the quality review keep the rules of a workbook that others can trust, read and print?"""

import re
import zipfile

import pytest
from openpyxl.utils import get_column_letter, range_boundaries

from templates.parts.style import BLUE, ENTRY, GREY, INK, MARKS, PANEL

TEXT_COLUMNS = {
    "Labels": {"item_id", "annotator_id", "label", "status", "counted_label", "unit", "gold_label", "project", "queue",
               "region", "language", "policy_version", "exposure"},
    "Roster": {"annotator_id", "region", "role"},
    "Sources": {"path", "table", "format", "columns", "timezone", "mode", "note"},
    "Agreement": {"method", "status", "note"},
    "Categories": {"category"},
    "Annotators": {"annotator_id", "region", "talk_to", "why"},
    "Confusion": {"gold_label", "label"},
    "Drift": {"policy_version", "note"},
    "Changes": {"kind", "category", "policy_version", "against", "change", "finding"},
    "Pairs": {"annotator_a", "annotator_b", "stands_out", "note"},
    "Adjudicate": {"item_id", "policy_version", "queue", "language", "exposure", "votes", "leading", "why"},
    "Kpis": {"kpi", "name", "region", "shown", "mark", "target", "direction", "formula", "detail"},
    "Checks": {"check", "result", "explanation"},
    "Orphans": {"sheet", "key", "where", "content"},
}  # fmt: skip


def columns_of(tables, name):
    sheet, table = tables[name]
    left, top, right, _ = range_boundaries(table.ref)
    return {sheet.cell(top, place).value: sheet.cell(top + 1, place) for place in range(left, right + 1)}


def setting(tables, name):
    sheet, table = tables["Settings"]
    return next(row[1] for row in sheet[table.ref] if row[0].value == name)


def rule_of(sheet, cell):
    return next(rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref)


def test_a_blank_row_has_the_style_of_its_columns_so_that_new_rows_look_alike(tables):
    for name in sorted(set(tables) - {"Settings"}):
        for header, cell in columns_of(tables, name).items():
            column = cell.parent.column_dimensions
            owner = next(known for known in column.values() if known.min <= cell.column <= known.max)
            assert owner._style == cell._style, (name, header)


@pytest.mark.parametrize("name", TEXT_COLUMNS)
def test_exactly_the_text_columns_are_formatted_as_text(tables, name):
    found = {header for header, cell in columns_of(tables, name).items() if cell.number_format == "@"}
    assert found == TEXT_COLUMNS[name]


def test_numbers_dates_and_shares_have_their_formats(tables):
    labels, categories = columns_of(tables, "Labels"), columns_of(tables, "Categories")
    assert labels["labelled_at_utc"].number_format == "yyyy-mm-dd hh:mm"
    assert columns_of(tables, "AgreementWeeks")["week"].number_format == "yyyy-mm-dd"
    assert categories["alpha"].number_format == "0.000"
    assert categories["precision"].number_format == "0.0%"


def test_headers_fit_their_columns_with_the_filter_button(tables):
    for name in tables:
        for header, cell in columns_of(tables, name).items():
            owner = next(
                known for known in cell.parent.column_dimensions.values() if known.min <= cell.column <= known.max
            )
            assert owner.width >= len(header) + 3, (name, header)


def test_inputs_are_unlocked_and_everything_else_is_locked(book, tables):
    sheet, table = tables["Settings"]
    _, *rows = sheet[table.ref]
    assert {cell.protection.locked for row in rows for cell in row if cell.column == 2} == {False}
    assert {cell.protection.locked for row in rows for cell in row if cell.column != 2} == {True}
    assert {cell.protection.locked for cell in columns_of(tables, "Roster").values()} == {False}
    written = {"rows_read", "note"}
    assert {header for header, cell in columns_of(tables, "Sources").items() if cell.protection.locked} == written
    assert book["About"]["B4"].protection.locked is False


@pytest.mark.parametrize(
    ("name", "kind"),
    [("timezone", "list"), ("level", "list"), ("confidence", "decimal"), ("alpha_target", "decimal"),
     ("alpha_minimum", "decimal"), ("gold_target", "decimal"), ("gold_minimum", "decimal"),
     ("category_target", "decimal"), ("category_minimum", "decimal"), ("project", "textLength")],
)  # fmt: skip
def test_a_setting_is_checked_on_entry_and_says_what_it_accepts(tables, name, kind):
    cell = setting(tables, name)
    rule = rule_of(cell.parent, cell.coordinate)
    assert rule.type == kind
    assert rule.showErrorMessage
    assert rule.error


def test_a_minimum_cannot_pass_its_target(tables):
    for name in ("alpha", "gold", "category"):
        target, minimum = setting(tables, f"{name}_target"), setting(tables, f"{name}_minimum")
        assert rule_of(target.parent, target.coordinate).formula1 == f"$B${minimum.row}"
        assert rule_of(minimum.parent, minimum.coordinate).formula2 == f"$B${target.row}"


@pytest.mark.parametrize(("header", "choices"), [("table", '"labels,roster"'), ("mode", '"replace,append"')])
def test_a_source_is_chosen_from_dropdowns_that_cover_the_whole_column(tables, header, choices):
    cell = columns_of(tables, "Sources")[header]
    rule = rule_of(cell.parent, cell.coordinate)
    assert (str(rule.sqref), rule.formula1, rule.errorStyle or "stop") == (cell.coordinate, choices, "stop")


def test_the_mark_of_a_tile_is_coloured_by_its_first_character(book):
    dashboard = book["Dashboard"]
    for name in ("tile_alpha", "tile_gold", "tile_category", "tile_annotators"):
        [(_, cells)] = book.defined_names[name].destinations
        column, top, *_ = range_boundaries(cells)
        status = f"{get_column_letter(column)}{top + 2}"
        rules = [rule for area in dashboard.conditional_formatting if status in area.sqref for rule in area.rules]
        assert [rule.text for rule in rules] == list(MARKS)
        assert {rule.type for rule in rules} == {"beginsWith"}


def test_the_limits_in_conditional_formats_are_the_settings(book, tables):
    for name in ("alpha_minimum", "gold_minimum", "category_minimum"):
        assert book.defined_names[name].attr_text == f"Settings!$B${setting(tables, name).row}"
    rules = {rule.formula[0] for area in book["Categories"].conditional_formatting for rule in area.rules}
    assert rules == {"AND(ISNUMBER(E6),E6<category_minimum)"}


def test_panes_are_frozen_under_the_headers(tables):
    for name, (sheet, table) in tables.items():
        if name != "Confusion":
            assert range_boundaries(sheet.freeze_panes + ":A1")[1] == range_boundaries(table.ref)[1] + 1, name
    assert tables["Confusion"][0].freeze_panes == "B5"


def test_every_sheet_prints_one_page_wide_with_a_footer(book):
    for sheet in book:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert sheet.page_setup.fitToWidth in (None, 1), sheet.title
        assert "Page &P of &N" in sheet.oddFooter.right.text, sheet.title


def test_sheets_that_cannot_grow_have_a_print_area_and_the_others_print_what_they_hold(book):
    areas = {sheet.title: sheet.print_area for sheet in book if sheet.print_area}
    assert set(areas) == {"About", "Dashboard", "Settings"}
    assert areas["Dashboard"] == "'Dashboard'!$A$1:$G$49"


def test_every_sheet_opens_at_a1_with_a_title_and_its_role(book):
    for sheet in book:
        assert sheet["A1"].value
        assert sheet.sheet_view.selection[-1].activeCell in (None, "A1")
    roles = re.compile(r"(Input|Data|Calc|Output|Control)\. ")
    assert [sheet.title for sheet in book if not roles.match(sheet["A2"].value)] == ["About"]


def test_about_says_what_each_visible_sheet_is(book):
    about = book["About"]
    listed = {row[0].value: row[1].value for row in about.iter_rows() if row[0].hyperlink}
    assert list(listed) == [sheet.title for sheet in book if sheet.sheet_state == "visible"][1:]
    assert set(listed.values()) == {"input", "data", "calc", "output", "control"}
    words = " ".join(str(cell.value) for row in about.iter_rows() for cell in row if cell.value)
    for needed in (
        "Owner",
        "Version",
        "Steps",
        "Interval",
        "1 - observed disagreement / disagreement expected by chance",
    ):
        assert needed in words


def test_only_titles_are_merged(book):
    merged = {sheet.title: len(sheet.merged_cells.ranges) for sheet in book if sheet.merged_cells.ranges}
    assert merged == {"Dashboard": 7}


def test_no_cell_holds_a_formula_and_no_rule_a_volatile_one(path, book):
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    with zipfile.ZipFile(path) as archive:
        xml = b"".join(archive.read(name) for name in archive.namelist() if name.startswith("xl/"))
    assert re.findall(rb"\b(?:OFFSET|INDIRECT|NOW|TODAY|RAND)\(", xml) == []


def test_the_workbook_links_to_nothing_outside(path):
    with zipfile.ZipFile(path) as archive:
        assert not [name for name in archive.namelist() if "externalLink" in name or "vba" in name.lower()]
        relations = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".rels"))
    assert b'TargetMode="External"' not in relations


@pytest.mark.parametrize(
    ("ink", "ground"),
    [(INK, "#FFFFFF"), (GREY, "#FFFFFF"), (GREY, PANEL), (BLUE, PANEL), (BLUE, ENTRY), ("#FFFFFF", BLUE)]
    + [(colour, PANEL) for colour in MARKS.values()],
)
def test_text_stands_out_from_its_ground(ink, ground):
    def luminance(colour):
        shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(ink), luminance(ground)))
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_validators_find_no_error(path, validate):
    validate(path)
