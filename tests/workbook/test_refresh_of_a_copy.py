"""A copy of a workbook, refreshed in another folder, becomes what the workbook itself would have become."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from smo_metrics.errors import SmoError
from smo_metrics.settings import Source
from smo_metrics.workbook import create, refresh
from smo_metrics.workbook.sources import source_path


@pytest.fixture
def book(tmp_path) -> Path:
    (tmp_path / "project").mkdir()
    rows = "".join(f"{item},{who},{'xyz'[item % 3]},submitted\n" for item in range(9) for who in "ab")
    (tmp_path / "project" / "labels.csv").write_text("item_id,annotator_id,label,status\n" + rows + "9,a,x,cancelled\n")
    return create("quality_review", tmp_path / "project" / "book.xlsx")


def test_a_copy_refreshed_from_the_books_folder_equals_the_book_byte_for_byte(book, tmp_path) -> None:
    (tmp_path / "elsewhere").mkdir()
    copy = Path(shutil.copy(book, tmp_path / "elsewhere" / "book.xlsx"))
    sources = [Source(path="labels.csv")]
    refresh(copy, data=sources, remember=True, folder=book.parent)
    refresh(book, data=sources, remember=True)
    assert copy.read_bytes() == book.read_bytes()
    assert sorted(file.name for file in copy.parent.iterdir()) == ["book.before-refresh.xlsx", "book.xlsx"]


def test_without_a_folder_sources_are_sought_beside_the_copy(book, tmp_path) -> None:
    (tmp_path / "elsewhere").mkdir()
    copy = Path(shutil.copy(book, tmp_path / "elsewhere" / "book.xlsx"))
    with pytest.raises(SmoError, match=r"labels\.csv"):
        refresh(copy, data=[Source(path="labels.csv")])


def test_remarks_name_what_was_left_out_and_what_to_know(book) -> None:
    report = refresh(book, data=[Source(path="labels.csv")])
    assert report.remarks == ("Left out of agreement: 1 cancelled.", *report.notes)


def test_a_source_is_kept_as_seen_from_the_books_folder(tmp_path) -> None:
    assert source_path(tmp_path / "exports" / "a.csv", tmp_path / "project") == "../exports/a.csv"


def test_a_source_on_another_drive_keeps_its_full_path(monkeypatch, tmp_path) -> None:
    def other_drive(*_: object) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr("os.path.relpath", other_drive)
    assert source_path(tmp_path / "export.csv", tmp_path) == str(tmp_path / "export.csv")
