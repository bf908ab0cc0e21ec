"""Buttons of the ribbon that make, fill and check a workbook, pressed the way Excel presses them."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import openpyxl
import pytest
import xlwings

import excel_addin.doctor
from excel_addin.machine.check import Check
from excel_addin.ribbon import macros
from smo_metrics import __version__
from smo_metrics.demo import EXPORT, ROSTER, place
from smo_metrics.settings import Source
from smo_metrics.workbook import create, refresh
from smo_metrics.workbook.xlsx.read import read_tables
from tests.excel_addin.ribbon.desk import Desk
from tests.excel_addin.ribbon.fake_book import chart, com_error


def edited(path: Path, sheet: str, cell: str, value: str) -> bytes:
    """The contents of a workbook after a user's edit."""
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = value
    copy = path.with_name("edited.xlsx")
    book.save(copy)
    data = copy.read_bytes()
    copy.unlink()
    return data


def test_an_import_gives_the_bytes_that_the_shells_engine_gives(desk, tmp_path) -> None:
    (tmp_path / "shell").mkdir()
    place(tmp_path / "shell")
    twin = Path(shutil.copy(tmp_path / "book.xlsx", tmp_path / "shell" / "book.xlsx"))
    old = twin.read_bytes()
    refresh(twin, data=[Source(path=EXPORT.name)], remember=True)
    shown = desk.press("import:labels", tmp_path / EXPORT.name)
    assert (tmp_path / "book.xlsx").read_bytes() == twin.read_bytes()
    assert (tmp_path / "book.before-refresh.xlsx").read_bytes() == old
    assert desk.excel.ActiveWorkbook.held == twin.read_bytes(), "the new file is what is open"
    read = "Read 1,494 rows of label_studio_export.json as label_studio: item_id = id, annotator_id = completed_by"
    assert shown.startswith(read)
    assert "On target: Krippendorff's alpha is 0.80" in shown
    assert "Left out of agreement: 35 cancelled, 24 later round." in shown
    assert shown.endswith("SMO > Undo refresh.")
    assert sorted(file.name for file in tmp_path.glob("*.tmp")) == []


def test_a_file_elsewhere_is_kept_as_seen_from_the_workbooks_folder(desk, tmp_path) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / EXPORT.name).rename(tmp_path / "exports" / EXPORT.name)
    desk.press("import:labels", tmp_path / "exports" / EXPORT.name)
    assert read_tables(tmp_path / "book.xlsx", ["Sources"])["Sources"]["path"].tolist() == [f"exports/{EXPORT.name}"]


def test_a_file_on_another_drive_is_kept_as_the_user_named_it(desk, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(macros, "is_on_another_drive", lambda file, folder: True)
    desk.press("import:labels", tmp_path / EXPORT.name)
    assert read_tables(tmp_path / "book.xlsx", ["Sources"])["Sources"]["path"].tolist() == [str(tmp_path / EXPORT.name)]


def test_the_roster_is_imported_as_one(desk, tmp_path) -> None:
    desk.press("import:labels", tmp_path / EXPORT.name)
    desk.press("import:roster", tmp_path / ROSTER.name)
    assert len(read_tables(tmp_path / "book.xlsx", ["Roster"])["Roster"]) == 7


def test_a_refresh_takes_unsaved_edits_with_it(desk, tmp_path) -> None:
    desk.press("import:labels", tmp_path / EXPORT.name)
    book = desk.excel.ActiveWorkbook
    book.hold(edited(tmp_path / "book.xlsx", "Settings", "F20", "a note of mine"))
    shown = desk.press("refresh")
    assert shown.startswith("On target")
    assert openpyxl.load_workbook(tmp_path / "book.xlsx")["Settings"]["F20"].value == "a note of mine"
    before = openpyxl.load_workbook(tmp_path / "book.before-refresh.xlsx")
    assert before["Settings"]["F20"].value == "a note of mine"


def test_a_refresh_that_changes_nothing_leaves_the_workbook_open_and_unsaved(desk, tmp_path) -> None:
    desk.press("import:labels", tmp_path / EXPORT.name)
    desk.meter.steps.clear()
    assert desk.press("refresh").startswith("Everything is up to date; nothing was changed.")
    assert not {"Save()", "Close()", "Open()"} & set(desk.meter.steps)


def test_a_refresh_without_a_source_says_that_it_used_the_workbooks_own_tables(desk, tmp_path) -> None:
    refresh(create("quality_review", tmp_path / "own.xlsx"), data=[Source(path=EXPORT.name)])
    desk.excel.open(tmp_path / "own.xlsx").hold(edited(tmp_path / "own.xlsx", "Settings", "F20", "a note of mine"))
    assert desk.press("refresh").startswith("No source is listed: computed from the workbook's own tables.")


def test_the_steps_are_shown_in_the_status_bar(desk, tmp_path) -> None:
    desk.press("import:labels", tmp_path / EXPORT.name)
    read = f"reading {EXPORT.name}"
    steps = ("reading the workbook", "reading the exports", read, "computing", "writing the workbook")
    assert desk.excel.status_bar == [*(f"SMO: {step} …" for step in steps), False]


def test_the_user_finds_the_sheet_and_cells_that_were_there(desk, tmp_path) -> None:
    desk.excel.select("Settings", "B7:C9")
    desk.press("import:labels", tmp_path / EXPORT.name)
    assert desk.excel.ActiveWorkbook.ActiveSheet.Name == "Settings"
    assert desk.excel.Selection.Address == "$B$7:$C$9"


@pytest.mark.parametrize("error", [com_error(), AttributeError("Address")])
def test_a_selected_chart_is_no_obstacle(desk, tmp_path, error) -> None:
    desk.excel.Selection = chart(error)
    assert "Undo refresh" in desk.press("import:labels", tmp_path / EXPORT.name)


def test_macros_of_a_workbook_that_is_opened_again_are_left_to_the_users_setting(desk, tmp_path) -> None:
    desk.excel.security_when_opening.clear()
    desk.press("import:labels", tmp_path / EXPORT.name)
    desk.press("new:quality_review", tmp_path / "other.xlsx")
    assert desk.excel.security_when_opening == [2, 2]
    assert desk.excel.is_at_rest


def test_check_data_reports_what_a_refresh_would_and_changes_nothing(desk, tmp_path) -> None:
    desk.press("import:labels", tmp_path / EXPORT.name)
    desk.press("import:roster", tmp_path / ROSTER.name)
    roster = (tmp_path / ROSTER.name).read_text().splitlines(keepends=True)
    (tmp_path / ROSTER.name).write_text("".join(roster[:1] + roster[2:]))
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()}
    desk.meter.steps.clear()
    shown = desk.press("check")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()} == before
    assert not {"Save()", "Close()", "Open()"} & set(desk.meter.steps)
    for part in (
        "label_studio_export.json: 1,494 rows.",
        "360 items, 1,435 labels counted of 1,494, 6 annotators",
        "Left out of agreement: 35 cancelled, 24 later round.",
        "Nothing was changed.",
    ):
        assert part in shown
    assert "Look: Annotators missing from the roster: 0 expected, 1 found. Add them to the Roster" in shown


def test_undo_returns_to_the_old_workbook_and_a_second_undo_to_the_new(desk, tmp_path) -> None:
    old = (tmp_path / "book.xlsx").read_bytes()
    desk.press("import:labels", tmp_path / EXPORT.name)
    new = (tmp_path / "book.xlsx").read_bytes()
    for now, beside in ((old, new), (new, old)):
        assert "Undo refresh again" in desk.press("undo")
        assert (tmp_path / "book.xlsx").read_bytes() == desk.excel.ActiveWorkbook.held == now
        assert (tmp_path / "book.before-refresh.xlsx").read_bytes() == beside


def test_a_new_workbook_is_made_and_opened_without_another_one_open(server, monkeypatch, tmp_path) -> None:
    desk = Desk(server, monkeypatch, tmp_path)
    assert desk.press("new:quality_review", tmp_path / "posts.xlsx") == ""
    assert desk.excel.ActiveWorkbook.Name == "posts.xlsx"
    twin = create("quality_review", tmp_path / "twin.xlsx")
    assert (tmp_path / "posts.xlsx").read_bytes() == twin.read_bytes()


def test_a_workbook_with_macros_is_refreshed_too(server, monkeypatch, tmp_path) -> None:
    place(tmp_path)
    create("quality_review", tmp_path / "book.xlsx").rename(tmp_path / "book.xlsm")
    desk = Desk(server, monkeypatch, tmp_path)
    desk.excel.open(tmp_path / "book.xlsm")
    assert "Undo refresh" in desk.press("import:labels", tmp_path / EXPORT.name)
    assert (tmp_path / "book.before-refresh.xlsm").is_file()


def test_getting_started_is_five_steps(desk) -> None:
    assert [line[:2] for line in desk.press("start").splitlines()] == ["1.", "2.", "3.", "4.", "5."]


def test_about_names_the_versions_and_the_python_that_runs(desk) -> None:
    shown = desk.press("about")
    for part in (f"smo_metrics {__version__}", f"xlwings {xlwings.__version__}", sys.executable, "Excel 16.0"):
        assert part in shown


def test_doctor_shows_what_is_not_ok_with_its_mend(desk, monkeypatch) -> None:
    checks = (
        Check("Excel", True, "Excel 16, 64 bit", ""),
        Check("xlwings' DLL", False, "xlwings64-0.37.8.dll is missing", "Run smo-metrics excel install."),
    )
    monkeypatch.setattr(excel_addin.doctor, "examine", lambda: checks)
    assert desk.press("doctor") == "xlwings' DLL: xlwings64-0.37.8.dll is missing. Run smo-metrics excel install."
    monkeypatch.setattr(excel_addin.doctor, "examine", lambda: checks[:1])
    assert desk.press("doctor") == "No fault found in 1 checks."


def test_what_doctor_could_not_tell_is_no_fault(desk, monkeypatch) -> None:
    monkeypatch.setattr(excel_addin.doctor, "examine", lambda: (Check("Excel", None, "is not running"),))
    assert desk.press("doctor") == "No fault found in 1 checks."


def test_a_long_text_is_cut_in_the_middle_to_what_a_message_box_holds(desk, monkeypatch) -> None:
    many = tuple(Check(f"check {number}", False, "x" * 100, "Mend it.") for number in range(20))
    monkeypatch.setattr(excel_addin.doctor, "examine", lambda: many)
    shown = desk.press("doctor")
    assert len(shown) == 1_000
    assert shown.startswith("check 0: ")
    assert "…\n…" in shown
    assert shown.endswith(f"\ncheck 19: {'x' * 100}. Mend it.")


def test_a_workbook_is_opened_again_without_its_links_and_without_asking_about_read_only(desk, tmp_path) -> None:
    desk.excel.options_when_opening.clear()
    desk.press("import:labels", tmp_path / EXPORT.name)
    assert desk.excel.options_when_opening == [(0, None, None, None, None, True)]


@pytest.mark.parametrize("tag", ["import:labels", "refresh", "undo"])
def test_a_workbook_that_comes_back_read_only_is_told(desk, tmp_path, tag) -> None:
    desk.press("import:labels", tmp_path / EXPORT.name)
    desk.excel.ActiveWorkbook.hold(edited(tmp_path / "book.xlsx", "Settings", "F20", "a note of mine"))
    desk.excel.opens_read_only = True
    shown = desk.press(tag, tmp_path / EXPORT.name)
    assert "Excel opened book.xlsx read-only: something else holds the file. Close it" in shown
    assert "Undo refresh" in shown


def test_check_data_tells_the_notes_of_the_files_too(desk, tmp_path) -> None:
    (tmp_path / "dup.csv").write_text("item_id,annotator_id,label,colour\n1,a,x,red\n1,b,x,blue\n2,a,y,\n2,b,y,\n")
    read = desk.press("import:labels", tmp_path / "dup.csv")
    assert "colour" in read
    assert "colour" in desk.press("check")
