"""With pseudonyms TRUE an exposure log names people on its sheets Roster and Sources only, from the first import on."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from smo_metrics.errors import WorkbookError
from smo_metrics.settings import Source
from smo_metrics.workbook import create, refresh
from smo_metrics.workbook.rebuild import rebuild
from smo_metrics.workbook.report import weekly_report

LABELS = """item_id,annotator_id,label,labelled_at,duration_seconds,exposure
1,mei@example.com,a,2026-03-02T09:00:00Z,60,graphic
2,jon@example.com,b,2026-03-02T09:05:00Z,90,graphic
"""
ROSTER = "annotator_id,region\nmei@example.com,Singapore\njon@example.com,Warsaw\n"


def hide_names(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    settings = {row[0].value: row[1] for row in book["Settings"].iter_rows()}
    settings["pseudonyms"].value = True
    book.save(path)


def sheets_with_names(path: Path) -> set[str]:
    return {
        sheet.title
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if "@example" in str(cell)
    }


@pytest.fixture
def hidden(tmp_path) -> Path:
    (tmp_path / "labels.csv").write_text(LABELS)
    (tmp_path / "roster.csv").write_text(ROSTER)
    path = create("exposure_log", tmp_path / "book.xlsx")
    hide_names(path)
    refresh(path, data=[Source(path="labels.csv"), Source(path="roster.csv", table="roster")], remember=True)
    return path


def test_names_stand_on_the_roster_only(hidden) -> None:
    assert sheets_with_names(hidden) == {"Roster"}


def test_a_rebuild_of_a_workbook_that_still_held_names_lets_them_go_as_a_refresh_does(tmp_path) -> None:
    (tmp_path / "labels.csv").write_text(LABELS)
    path = create("exposure_log", tmp_path / "book.xlsx")
    refresh(path, data=[Source(path="labels.csv")], remember=True)
    assert "Labels" in sheets_with_names(path)
    hide_names(path)
    rebuild(path)
    assert sheets_with_names(path) == set()


def test_a_report_without_labels_does_not_say_that_no_source_is_named(hidden) -> None:
    with pytest.raises(WorkbookError, match=r"holds no labels \(a refresh does not keep them where pseudonyms is TRUE"):
        weekly_report(hidden)


def test_a_rebuild_without_labels_says_to_refresh(hidden) -> None:
    (note,) = rebuild(hidden).notes
    assert "only a refresh reads the sources" in note
