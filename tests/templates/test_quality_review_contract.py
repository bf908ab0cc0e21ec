"""Does the quality review hold the sheets, tables and named blocks that a refresh fills?"""

import tomllib
from pathlib import Path

import pytest
from openpyxl.utils import range_boundaries

SHEETS = [
    "About",
    "Dashboard",
    "Settings",
    "Category order",
    "Sources",
    "Labels",
    "Roster",
    "KPIs",
    "Agreement",
    "Weeks",
    "Drift",
    "Changes",
    "Categories",
    "Annotators",
    "Pairs",
    "Adjudicate",
    "Confusion",
    "Checks",
    "Orphans",
    "_meta",
]
HEADERS = {
    "Settings": "setting value unit meaning",
    "CategoryOrder": "category",
    "Sources": "path table format columns timezone mode rows_read note",
    "Labels": "item_id annotator_id label round status counted_label unit gold_label labelled_at_utc duration_seconds "
    "project queue region language policy_version exposure",
    "Roster": "annotator_id region role hours_per_day",
    "Agreement": "method value standard_error low high p_value observed expected items annotators labels status note",
    "AgreementWeeks": "week items labels alpha low high band_low band target",
    "Categories": "category labels share agreement alpha low high error_low error_high precision precision_low "
    "precision_high recall recall_low recall_high f1 f1_low f1_high",
    "Annotators": "annotator_id region items agreement agreement_low agreement_high kappa kappa_low kappa_high "
    "error_low error_high gold_items gold_accuracy gold_low gold_high median_seconds talk_to why",
    "Confusion": "gold_label label count share",
    "Drift": "policy_version first_day last_day items labels annotators agreement alpha low high error_low error_high "
    "target note",
    "Changes": "kind category policy_version against since before after difference low high p_adjusted comparisons "
    "change finding",
    "Pairs": "annotator_a annotator_b items agreement agreement_low agreement_high kappa kappa_low kappa_high "
    "stands_out note",
    "Adjudicate": "item_id policy_version queue language exposure labels votes leading share why",
    "Kpis": "kpi name region shown mark value low high target direction n formula detail",
    "Checks": "check expected found result explanation",
    "Orphans": "sheet key where content",
    "Meta": "name value",
}
BLOCKS = {
    "dash_title": (1, 1),
    "dash_subtitle": (1, 1),
    "dash_headlines": (3, 1),
    "tile_alpha": (4, 1),
    "tile_gold": (4, 1),
    "tile_category": (4, 1),
    "tile_annotators": (4, 1),
    "head_weeks": (1, 1),
    "head_drift": (1, 1),
    "head_categories": (1, 1),
    "head_annotators": (1, 1),
    "confusion_matrix": (13, 13),
    "checks_overall": (1, 1),
}
KEYS = {
    "key:Labels": "item_id,annotator_id,round,policy_version",
    "key:Roster": "annotator_id",
    "key:Sources": "path,table",
    "key:Categories": "category",
    "key:Annotators": "annotator_id",
    "key:Agreement": "method",
    "key:AgreementWeeks": "week",
    "key:Confusion": "gold_label,label",
    "key:Drift": "policy_version",
    "key:Changes": "kind,category,policy_version",
    "key:Pairs": "annotator_a,annotator_b",
    "key:Adjudicate": "item_id,policy_version",
    "key:Kpis": "kpi,region",
    "key:Checks": "check",
}
SETTINGS = {
    "project": None,
    "timezone": "UTC",
    "level": "nominal",
    "confidence": 0.95,
    "alpha_target": 0.8,
    "alpha_minimum": 0.667,
    "gold_target": 0.95,
    "gold_minimum": 0.9,
    "category_target": 0.7,
    "category_minimum": 0.5,
}


def rows_of(tables, name):
    sheet, table = tables[name]
    header, *rows = sheet[table.ref]
    return [cell.value for cell in header], [[cell.value for cell in row] for row in rows]


def block_cells(book, name):
    [(sheet, cells)] = book.defined_names[name].destinations
    return sheet, range_boundaries(cells)


def test_the_sheets_stand_in_order_and_only_meta_is_hidden(book):
    assert book.sheetnames == SHEETS
    assert [sheet.title for sheet in book if sheet.sheet_state != "visible"] == ["_meta"]


def test_every_table_is_there_and_no_other(tables):
    assert set(tables) == set(HEADERS)


@pytest.mark.parametrize("name", HEADERS)
def test_a_table_has_the_headers_that_a_refresh_looks_for(tables, name):
    headers = HEADERS[name].split()
    _, table = tables[name]
    assert rows_of(tables, name)[0] == headers
    assert [column.name for column in table.tableColumns] == headers


@pytest.mark.parametrize("name", sorted(set(HEADERS) - {"Settings", "Meta"}))
def test_a_managed_table_has_one_blank_row(tables, name):
    assert rows_of(tables, name)[1] == [[None] * len(HEADERS[name].split())]


def test_nothing_stands_below_a_table(tables):
    for sheet, table in tables.values():
        assert range_boundaries(table.ref)[3] == sheet.max_row, table.name


def test_the_settings_have_their_defaults(tables):
    assert {row[0]: row[1] for row in rows_of(tables, "Settings")[1]} == SETTINGS


def test_meta_names_template_schema_version_and_keys(tables):
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    facts = {"template": "quality_review", "schema": "2", "library_version": project["project"]["version"]}
    assert dict(rows_of(tables, "Meta")[1]) == facts | KEYS


def test_every_key_is_a_column_of_its_table(tables):
    for name, columns in KEYS.items():
        assert set(columns.split(",")) <= set(rows_of(tables, name.removeprefix("key:"))[0])


@pytest.mark.parametrize("name", BLOCKS)
def test_a_named_block_has_the_size_that_a_refresh_writes(book, name):
    _, (left, top, right, bottom) = block_cells(book, name)
    assert (bottom - top + 1, right - left + 1) == BLOCKS[name]


def test_blocks_overlap_neither_each_other_nor_a_table(book, tables):
    taken = {}
    for name in BLOCKS:
        sheet, (left, top, right, bottom) = block_cells(book, name)
        for cell in ((sheet, row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)):
            assert taken.setdefault(cell, name) == name
    for sheet, table in tables.values():
        left, top, right, bottom = range_boundaries(table.ref)
        assert not [name for (title, row, _), name in taken.items() if title == sheet.title and row >= top]


def test_without_data_the_dashboard_says_what_to_do(book):
    dashboard = book["Dashboard"]
    _, (column, row, _, _) = block_cells(book, "dash_headlines")
    hint = "No data yet. Press SMO > Import export, or run: smo-metrics import EXPORT WORKBOOK"
    assert dashboard.cell(row, column).value == hint
    for name in ("tile_alpha", "tile_gold", "tile_category", "tile_annotators"):
        _, (column, row, _, _) = block_cells(book, name)
        assert dashboard.cell(row, column).value == "not available"
        assert dashboard.cell(row + 2, column).value == "not available"
