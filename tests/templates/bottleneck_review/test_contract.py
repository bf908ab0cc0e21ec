"""Does the bottleneck review hold the sheets, tables and named cells that a refresh fills, and keep every rule?"""

from __future__ import annotations

import pytest
from openpyxl.utils import range_boundaries

from smo_metrics.workbook.books.book import BookData
from smo_metrics.workbook.books.bottleneck_review import BOOK, sheets
from smo_metrics.workbook.lint import lint
from templates.bottleneck_review import SETTINGS
from templates.bottleneck_review.dashboard import NO_DATA, TILES
from templates.bottleneck_review.flow_tables import KEYS
from templates.bottleneck_review.tables import MATRIX_SIZE
from templates.bottleneck_review.words import SHEETS

CHARTS = ("causes", "fixes", "flow", "ageing", "lead", "finished", "handoffs")
BLOCKS = {
    "dash_title": (1, 1), "dash_subtitle": (1, 1), "dash_headlines": (3, 1), "checks_overall": (1, 1),
    "ageing_stages": (1, 1), "handoff_matrix": (MATRIX_SIZE, MATRIX_SIZE),
    **{f"head_{chart}": (1, 1) for chart in CHARTS},
    **{name: (4, 1) for tiles in TILES for name, *_ in tiles},
}  # fmt: skip


@pytest.fixture(scope="module")
def tables(book):
    return {table.name: (sheet, table) for sheet in book for table in sheet.tables.values()}


@pytest.fixture(scope="module")
def written(refreshed):
    return sheets(refreshed.review, BookData(refreshed.review.project, None, {}))


def headers(tables, name):
    sheet, table = tables[name]
    return [cell.value for cell in sheet[table.ref][0]]


def cells(book, name):
    [(sheet, area)] = book.defined_names[name].destinations
    return sheet, range_boundaries(area)


def test_the_sheets_are_those_that_about_lists_in_their_order_and_only_meta_is_hidden(book) -> None:
    assert book.sheetnames == ["About", *(name for name, *_ in SHEETS), "_meta"]
    assert [sheet.title for sheet in book if sheet.sheet_state != "visible"] == ["_meta"]


def test_a_sheet_plays_the_role_that_about_says(book) -> None:
    for name, role, _ in SHEETS:
        assert book[name]["A2"].value.split(".")[0].lower() == role, name


def test_every_table_has_exactly_the_columns_that_a_refresh_writes(tables, written) -> None:
    for name, frame in written.tables.items():
        assert sorted(headers(tables, name)) == sorted(frame.columns), name


def test_every_key_is_a_column_of_its_table_and_names_its_rows(tables, written) -> None:
    assert set(KEYS) == set(written.tables)
    for name, key in KEYS.items():
        columns = key.split(",")
        assert set(columns) <= set(headers(tables, name))
        if name != "Events":
            assert not written.tables[name].duplicated(columns).any(), name


def test_meta_names_template_schema_and_keys(tables) -> None:
    sheet, table = tables["Meta"]
    facts = {row[0].value: row[1].value for row in sheet[table.ref][1:]}
    assert (facts["template"], facts["schema"]) == (BOOK.template, BOOK.schema)
    assert {name: facts[f"key:{name}"] for name in KEYS} == KEYS


def test_named_cells_have_the_size_that_a_refresh_writes_and_do_not_overlap(book) -> None:
    taken = {}
    for name, size in BLOCKS.items():
        sheet, (left, top, right, bottom) = cells(book, name)
        assert (bottom - top + 1, right - left + 1) == size, name
        for cell in ((sheet, row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)):
            assert taken.setdefault(cell, name) == name


def test_a_refresh_writes_every_named_cell_of_the_dashboard(refreshed, written) -> None:
    told = {"dash_title", "dash_subtitle", "dash_headlines", "checks_overall"}
    assert told | set(written.tiles) | set(written.blocks) == set(BLOCKS)
    assert set(refreshed.review.chart_headlines) == set(CHARTS)


def test_without_data_the_dashboard_says_what_to_do_and_every_tile_is_not_available(book) -> None:
    sheet, (column, row, *_) = cells(book, "dash_headlines")
    assert book[sheet].cell(row, column).value == NO_DATA
    for name in (name for tiles in TILES for name, *_ in tiles):
        sheet, (column, row, *_) = cells(book, name)
        assert book[sheet].cell(row, column).value == book[sheet].cell(row + 2, column).value == "not available"


def test_the_settings_are_those_that_the_review_uses(tables) -> None:
    sheet, table = tables["Settings"]
    assert tuple(row[0].value for row in sheet[table.ref][1:]) == SETTINGS


def test_lint_finds_nothing_before_a_refresh(path, validate) -> None:
    assert lint(path).findings == ()
    validate(path)


def test_lint_finds_nothing_after_a_refresh(refreshed, validate) -> None:
    assert lint(refreshed.path).findings == ()
    validate(refreshed.path)
