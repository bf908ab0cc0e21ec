"""What people wrote wrong on the input sheets of a workbook is named by its place; nothing of it is guessed."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from smo_metrics.errors import SmoError
from smo_metrics.workbook import create, refresh
from smo_metrics.workbook.inputs import read_inputs
from smo_metrics.workbook.sample import create_sample


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    return create("delivery_forecast", tmp_path_factory.mktemp("made") / "book.xlsx")


@pytest.fixture
def written(made, tmp_path):
    """Write cells of one sheet, address by address."""

    def write(sheet: str, **cells: object) -> Path:
        book = openpyxl.load_workbook(made)
        for address, value in cells.items():
            book[sheet][address] = value
        book.save(tmp_path / "book.xlsx")
        return tmp_path / "book.xlsx"

    return write


@pytest.mark.parametrize(
    ("sheet", "cells", "sentence"),
    [
        ("Settings", {"B12": "#N/A"}, "sheet Settings, cell B12 holds the error #N/A. Correct its formula"),
        ("Scenarios", {"A6": "more", "B6": "#REF!"}, "sheet Scenarios, cell B6 holds the error #REF!"),
        ("Settings", {"A9": "sla_hours"}, "sla_hours stands twice on the sheet Settings; remove one"),
        ("Targets", {"A6": "priority", "B6": "high"}, "sheet Targets, row 1: fill by, value and hours"),
        ("Targets", {"B6": "high", "C6": 8}, "sheet Targets, row 1: fill by, value and hours"),
        (
            "Targets",
            {"A6": "queue", "B6": "a", "C6": 8, "A7": "queue", "B7": "a", "C7": 9},
            "sheet Targets, row 2: queue a has hours already",
        ),
    ],
)
def test_a_wrong_cell_is_refused_by_its_place(written, sheet, cells, sentence) -> None:
    path = written(sheet, **cells)
    if "A7" in cells:
        book = openpyxl.load_workbook(path)
        book["Targets"].tables["Targets"].ref = "A5:C7"
        book.save(path)
    with pytest.raises(SmoError) as refused:
        read_inputs(path)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_priority_written_as_a_number_is_the_one_of_the_events(written) -> None:
    project = read_inputs(written("Targets", A6="priority", B6=1, C6=8)).project
    assert project.sla.targets == {"priority": {"1": 8.0}}


def test_a_team_that_is_a_number_has_its_calendar(written) -> None:
    calendars = read_inputs(written("Calendars", A6=5, B6="Asia/Singapore; mon-fri 08:00-16:00")).calendars
    assert list(calendars) == ["5"]


def test_rows_below_a_table_are_not_passed_over_without_a_word(tmp_path) -> None:
    path = create_sample("quality_review", tmp_path / "book.xlsx").path
    opened = openpyxl.load_workbook(path)
    sheet = opened["Category order"]
    sheet.cell(sheet.max_row + 1, 1, "typed below")
    row = sheet.max_row
    opened.save(path)
    notes = refresh(path).notes
    assert notes[0].startswith(f"Sheet Category order: what stands below the table, from row {row} on, is not read.")
