"""Does the exposure log hold the tables and named cells that a refresh fills, and keep every rule?"""

from __future__ import annotations

import pandas as pd
import pytest
from openpyxl.utils import range_boundaries

from smo_metrics.tables import check_labels
from smo_metrics.workbook.books.book import BookData
from smo_metrics.workbook.books.exposure_log import BOOK, sheets
from smo_metrics.workbook.lint import lint
from templates import exposure_log
from templates.exposure_log.dashboard import NO_DATA, TILES
from templates.exposure_log.tables import KEYS
from templates.exposure_log.words import SHEETS
from tests.templates.book_cells import block, table
from tests.templates.exposure_log.conftest import SAMPLE

BLOCKS = {
    "dash_title": (1, 1), "dash_subtitle": (1, 1), "dash_headlines": (3, 1), "checks_overall": (1, 1),
    "head_weeks": (1, 1), "head_breaks": (1, 1), "head_people": (1, 1), **{name: (4, 1) for name, *_ in TILES},
}  # fmt: skip


@pytest.fixture(scope="module")
def written(refreshed):
    labels = check_labels(pd.read_csv(SAMPLE / "labels.csv"))
    return sheets(refreshed.review, BookData(refreshed.review.project, None, {}, labels=labels))


def test_the_sheets_stand_in_the_order_of_the_list_on_about(book) -> None:
    assert book.sheetnames == ["About", *(name for name, *_ in SHEETS), "_meta"]
    assert book["_meta"].sheet_state == "hidden"


def test_each_table_has_exactly_the_headers_that_a_refresh_writes(book, written) -> None:
    for name, frame in written.tables.items():
        assert table(book, name)[0] == list(frame.columns), name


def test_the_keys_of_each_table_are_columns_of_it_and_tell_its_rows_apart(book, written) -> None:
    for name, key in KEYS.items():
        columns = key.split(",")
        assert set(columns) <= set(table(book, name)[0]), name
        assert not written.tables[name].duplicated(columns).any(), name


def test_every_named_cell_is_where_its_block_fits_and_a_refresh_writes_it(book, refreshed, written) -> None:
    for name, size in BLOCKS.items():
        [(_, area)] = book.defined_names[name].destinations
        left, top, right, bottom = range_boundaries(area)
        assert (bottom - top + 1, right - left + 1) == size, name
    always = {"dash_title", "dash_subtitle", "dash_headlines", "checks_overall"}
    charts = {f"head_{name}" for name in refreshed.review.chart_headlines}
    assert always | charts | set(written.tiles) | set(written.blocks) == set(BLOCKS)


def test_the_book_reads_what_the_workbook_says_it_is(book) -> None:
    meta = {str(name): value for name, value in table(book, "Meta")[1]}
    assert (meta["template"], meta["schema"]) == (BOOK.template, BOOK.schema)


def test_without_data_the_dashboard_says_what_to_do_and_every_tile_is_not_available(book) -> None:
    assert block(book, "dash_headlines")[0] == [NO_DATA]
    for name, *_ in TILES:
        value, _, mark, _ = block(book, name)
        assert value == mark == ["not available"], name


def test_the_settings_are_those_that_the_review_uses(book) -> None:
    assert tuple(row[0] for row in table(book, "Settings")[1]) == exposure_log.SETTINGS


@pytest.mark.parametrize("which", ["path", "refreshed"])
def test_lint_and_validators_find_nothing_before_and_after_a_refresh(which, request, validate) -> None:
    file = request.getfixturevalue(which)
    file = getattr(file, "path", file)
    assert lint(file).findings == ()
    validate(file)
