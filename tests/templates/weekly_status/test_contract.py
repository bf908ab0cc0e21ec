"""Does a project's home hold the sheets, tables and named cells that a refresh fills, and keep every rule?"""

from __future__ import annotations

import pandas as pd
import pytest
from openpyxl.utils import range_boundaries

from smo_metrics.workbook.books.book import BookData
from smo_metrics.workbook.books.weekly_status import BOOK, RECORDS, TILES, sheets
from smo_metrics.workbook.lint import lint
from templates import weekly_status
from templates.weekly_status.dashboard import NO_DATA
from templates.weekly_status.tables import KEYS
from templates.weekly_status.words import SHEETS
from tests.templates.book_cells import block, table

WRITTEN_TO_MILESTONES = {"milestone", "forecast_date", "status", "days_late", "planned_tasks", "explanation"}


@pytest.fixture(scope="module")
def written(refreshed, filled):
    headers, rows = table(filled, "Milestones")
    kept = {"Milestones": pd.DataFrame(rows, columns=headers, dtype=object)}
    volumes = pd.DataFrame({"date": [], "completed": []})
    labels = refreshed.review.reviews.quality.labels
    return sheets(refreshed.review, BookData(refreshed.review.project, None, kept, labels=labels, volumes=volumes))


def test_the_sheets_are_those_that_about_lists_in_their_order_and_only_meta_is_hidden(book) -> None:
    assert book.sheetnames == ["About", *(name for name, *_ in SHEETS), "_meta"]
    assert [sheet.title for sheet in book if sheet.sheet_state != "visible"] == ["_meta"]


def test_a_sheet_plays_the_role_that_about_says(book) -> None:
    for name, role, _ in SHEETS:
        assert book[name]["A2"].value.split(".")[0].lower() == role, name


def test_every_table_has_the_columns_that_a_refresh_writes_and_those_that_are_people_s(book, written) -> None:
    own = {"Findings": {"owner", "state", "note"}}
    for name, frame in written.tables.items():
        headers = set(table(book, name)[0])
        if name == "Milestones":
            assert set(frame.columns) == WRITTEN_TO_MILESTONES < headers
        else:
            assert headers - set(frame.columns) == own.get(name, set()), name
            assert set(frame.columns) <= headers, name


def test_every_key_is_a_column_of_its_table_and_names_its_rows(book, written) -> None:
    assert {*written.tables, "Events"} == set(KEYS)
    for name, frame in written.tables.items():
        columns = KEYS[name].split(",")
        assert set(columns) <= set(table(book, name)[0])
        if name != "Labels":
            assert not frame.duplicated(columns).any(), name


def test_meta_names_template_schema_and_keys(book) -> None:
    facts = dict(row[:2] for row in table(book, "Meta")[1])
    assert (facts["template"], str(facts["schema"])) == (BOOK.template, BOOK.schema)
    assert {name: facts[f"key:{name}"] for name in KEYS} == KEYS


def test_every_record_is_a_table_of_the_workbook(book) -> None:
    assert set(RECORDS) <= {table.name for sheet in book for table in sheet.tables.values()}


def test_named_cells_do_not_overlap_and_a_refresh_writes_each_of_the_dashboard(book, refreshed, written) -> None:
    told = {"dash_title", "dash_subtitle", "dash_headlines", "checks_overall"}
    told |= {f"head_{chart}" for chart in refreshed.review.chart_headlines}
    names = {name for name, found in book.defined_names.items() if found.attr_text.startswith("Dashboard!")}
    assert names == (told | set(written.tiles) | set(written.blocks)) - {"checks_overall"}
    taken = {}
    for name in names:
        [(_, area)] = book.defined_names[name].destinations
        left, top, right, bottom = range_boundaries(area)
        for cell in ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)):
            assert taken.setdefault(cell, name) == name


def test_without_data_the_dashboard_says_what_to_do_and_every_tile_is_not_available(book) -> None:
    assert block(book, "dash_headlines")[0] == [NO_DATA]
    for key in TILES:
        value, _, mark, _ = block(book, f"tile_{key}")
        assert value == mark == ["not available"], key


def test_the_settings_are_those_that_the_status_uses(book) -> None:
    assert tuple(row[0] for row in table(book, "Settings")[1]) == weekly_status.SETTINGS


@pytest.mark.parametrize("which", ["path", "refreshed"])
def test_lint_and_validators_find_nothing_before_and_after_a_refresh(which, request, validate) -> None:
    file = request.getfixturevalue(which)
    file = getattr(file, "path", file)
    assert lint(file).findings == ()
    validate(file)


def test_the_same_version_builds_the_same_bytes(path, tmp_path) -> None:
    weekly_status.build(tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()
