"""Weekly update and Rebuild: what lands on the clipboard, beside the workbook, and in it."""

from __future__ import annotations

import sys
from types import ModuleType

import openpyxl
import pytest

from smo_metrics.demo import EXPORT
from smo_metrics.workbook.report import weekly_report


class Clipboard(ModuleType):
    """pywin32's module as far as it is used, with one text on it."""

    error = OSError

    def __init__(self, *, busy: bool = False) -> None:
        super().__init__("win32clipboard")
        self.text, self.open, self.busy = "what was there", False, busy

    def OpenClipboard(self) -> None:
        if self.busy:
            raise OSError("access denied")
        self.open = True

    def EmptyClipboard(self) -> None:
        assert self.open
        self.text = ""

    def SetClipboardData(self, kind: int, text: str) -> None:
        assert self.open
        assert kind == 13
        self.text = text

    def CloseClipboard(self) -> None:
        self.open = False


@pytest.fixture
def imported(desk, tmp_path):
    desk.press("import:labels", tmp_path / EXPORT.name)
    return desk


def test_the_update_on_the_clipboard_is_that_of_the_shell(imported, monkeypatch, tmp_path) -> None:
    clipboard = Clipboard()
    monkeypatch.setitem(sys.modules, "win32clipboard", clipboard)
    assert imported.press("update:clipboard").startswith("The weekly update is on the clipboard")
    assert clipboard.text == weekly_report(tmp_path / "book.xlsx").update.markdown
    assert clipboard.text.startswith("# Labelling project")
    assert not clipboard.open
    assert imported.excel.is_at_rest


def test_a_clipboard_that_another_program_keeps_is_told(imported, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "win32clipboard", Clipboard(busy=True))
    assert imported.press("update:clipboard").startswith("SMO: another program keeps the clipboard to itself.")


def test_the_saved_update_stands_beside_the_workbook_which_stays_as_it_was(imported, tmp_path) -> None:
    before = (tmp_path / "book.xlsx").read_bytes()
    imported.meter.steps.clear()
    shown = imported.press("update:file")
    assert "weekly_update.html" in shown
    assert (tmp_path / "weekly_update.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "Krippendorff" in (tmp_path / "weekly_update.md").read_text(encoding="utf-8")
    assert (tmp_path / "book.xlsx").read_bytes() == before
    assert not {"Save()", "Close()", "Open()"} & set(imported.meter.steps)


def test_an_update_of_an_empty_workbook_says_what_to_import(desk) -> None:
    assert "SMO > Import export" in desk.press("update:file")


def test_a_rebuilt_workbook_is_opened_with_its_rows_and_the_old_one_is_kept_twice(imported, tmp_path) -> None:
    opened = openpyxl.load_workbook(tmp_path / "book.xlsx")
    rows = list(opened["Labels"].values)
    for table in list(opened["Labels"].tables):
        del opened["Labels"].tables[table]
    opened.save(tmp_path / "book.xlsx")
    broken = (tmp_path / "book.xlsx").read_bytes()
    imported.excel.ActiveWorkbook.Close(False)
    imported.excel.open(tmp_path / "book.xlsx")
    assert "has no table Labels" in imported.press("refresh") or "Labels" in imported.press("refresh")
    shown = imported.press("rebuild")
    assert "Labels: 1,494 rows carried over." in shown
    assert "Undo refresh" in shown
    assert list(openpyxl.load_workbook(tmp_path / "book.xlsx")["Labels"].values) == rows
    assert (tmp_path / "book.before-rebuild.xlsx").read_bytes() == broken
    assert (tmp_path / "book.before-refresh.xlsx").read_bytes() == broken
    assert imported.excel.is_at_rest
