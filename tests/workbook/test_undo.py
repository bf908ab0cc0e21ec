"""Undo brings back the workbook as it was before the last refresh, and done again the refreshed one."""

import os

import pytest

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.undo import undo
from smo_metrics.workbook.xlsx.patch import patch


def of_a_template(book, data):
    headers = [{"header": "name"}, {"header": "value"}]
    rows = [["template", "quality_review"], ["schema", "1"]]
    book.add_worksheet("_meta").add_table(0, 0, 2, 1, {"name": "Meta", "columns": headers, "data": rows})


@pytest.fixture
def refreshed(make, labels):
    """A refreshed workbook, and the bytes before and after."""
    path = make(of_a_template)
    before = path.read_bytes()
    patch(path, labels("xyz"))
    return path, before, path.read_bytes()


def state(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_undo_brings_back_the_old_workbook_and_keeps_the_refreshed_one(refreshed):
    path, before, after = refreshed
    backup = undo(path)
    assert state(path.parent) == {"book.xlsx": before, "book.before-refresh.xlsx": after}
    assert backup == path.with_name("book.before-refresh.xlsx")


def test_undo_of_an_undo_is_a_redo_as_often_as_one_likes(refreshed):
    path, before, after = refreshed
    for workbook in (before, after, before, after):
        undo(path)
        assert path.read_bytes() == workbook


def test_a_refresh_after_an_undo_starts_from_the_old_workbook(refreshed, labels):
    path, before, after = refreshed
    undo(path)
    patch(path, labels("xyz"))
    assert state(path.parent) == {"book.xlsx": after, "book.before-refresh.xlsx": before}


def refused(path, *words):
    before = state(path.parent)
    with pytest.raises(WorkbookError) as caught:
        undo(path)
    assert state(path.parent) == before
    assert "\n" not in str(caught.value)
    for word in words:
        assert word in str(caught.value)


def test_without_a_refresh_there_is_nothing_to_undo(make):
    refused(make(of_a_template), "there is no book.before-refresh.xlsx", "Nothing to undo")


def test_a_workbook_that_is_gone_is_named(refreshed):
    path, _, _ = refreshed
    path.unlink()
    refused(path, "there is no workbook")


def test_a_workbook_open_in_excel_is_left_alone(refreshed):
    path, _, _ = refreshed
    (path.parent / "~$book.xlsx").write_bytes(b"")
    refused(path, "open in Excel", "Close it")


def test_what_only_has_the_backups_name_is_not_put_in_the_workbooks_place(refreshed):
    path, _, _ = refreshed
    path.with_name("book.before-refresh.xlsx").write_bytes(b"something else")
    refused(path, "no workbook made from a template of ours")


def test_a_workbook_saved_since_the_refresh_is_only_undone_when_told_to(refreshed):
    path, before, _ = refreshed
    edited = path.read_bytes() + b"edited"
    path.write_bytes(edited)
    later = path.stat().st_mtime + 60
    os.utime(path, (later, later))
    refused(path, "was saved or copied after its last refresh", "--undo --force")
    undo(path, force=True)
    assert state(path.parent) == {"book.xlsx": before, "book.before-refresh.xlsx": edited}
    undo(path)
    assert path.read_bytes() == edited


@pytest.mark.parametrize("name", ["replace", "utime", "fsync"])
def test_an_undo_that_cannot_write_changes_nothing(refreshed, monkeypatch, name):
    path, _, _ = refreshed

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, name, full)
    refused(path, "could not be written (No space left on device)", "is as it was")
