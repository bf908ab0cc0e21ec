"""Every step in Excel and every write to the disk fails in turn: the user's workbook is open and whole afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from smo_metrics.settings import Source
from smo_metrics.workbook import create, refresh
from tests.excel_addin.ribbon.desk import Desk

HEADER = "item_id,annotator_id,label\n"
ROWS = [f"{item},{who},{'xyz'[item % 3]}\n" for item in range(9) for who in "ab"]
MOVES = ("replace", "copy2", "mkstemp", "mkdtemp", "unlink")
MENDS = ("try again", "open it yourself", "Open it from its folder", "type it yourself", "Select the labels")
RESETS = {"StatusBar=", "DisplayAlerts=", "ScreenUpdating=", "AutomationSecurity=", "AutoExpandListRange="}


class Monday:
    """A workbook refreshed last week, open with an edit that is not saved; new rows in its export."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk, self.folder, self.book = desk, folder, folder / "book.xlsx"
        (folder / "labels.csv").write_text(HEADER + "".join(ROWS))
        (folder / "more.csv").write_text(HEADER + "9,a,x\n9,b,y\n")
        refresh(create("quality_review", self.book), data=[Source(path="labels.csv")], remember=True)
        (folder / "labels.csv").write_text(HEADER + "".join(ROWS[:-4]))
        cells = openpyxl.load_workbook(self.book)
        cells["Settings"]["F20"] = "a note that is not saved"
        cells.save(folder / "edited.xlsx")
        self.edited = (folder / "edited.xlsx").read_bytes()
        (folder / "edited.xlsx").unlink()
        self.files = self.on_disk()

    def on_disk(self) -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in self.folder.iterdir()}

    def begin(self) -> None:
        """Put everything back, and start Excel with the workbook."""
        self.desk.start()
        for file in self.folder.iterdir():
            file.unlink()
        for name, data in self.files.items():
            (self.folder / name).write_bytes(data)
        self.desk.excel.open(self.book).hold(self.edited)
        self.desk.meter.steps.clear()

    def faults(self, tag: str, path: Path | str = "", how: str = "before") -> Iterator[tuple[list[str], str]]:
        """Press a button once for each of its steps, which fails; give what failed and what was shown.

        The step fails before it does anything, `afterwards`, or together with the step that follows: `twice`.
        """
        self.begin()
        self.desk.press(tag, path)
        steps = list(self.desk.meter.steps)
        for number, step in enumerate(steps, start=1):
            if how == "afterwards" and not (step.endswith(("()", "=")) or step in MOVES):
                continue
            self.begin()
            meter = self.desk.meter
            meter.fails_at, meter.afterwards = {number, number + (how == "twice")}, how == "afterwards"
            shown = self.desk.press(tag, path)
            failed = [meter.steps[at - 1] for at in sorted(meter.fails_at) if at <= len(meter.steps)]
            meter.fails_at = set()
            yield failed, shown

    def check_rest(self, failed: list[str], shown: str) -> bool:
        """Check what holds after any fault; tell whether the button did its work all the same."""
        assert RESETS & set(failed) or self.desk.excel.is_at_rest, failed
        assert {"unlink", "mkstemp"} & set(failed) or ".tmp" in shown or not list(self.folder.glob("*.tmp")), failed
        assert "secret" not in shown
        refused = shown.startswith("SMO: ")
        assert not refused or any(mend in shown for mend in MENDS), shown
        return not refused

    def held(self) -> bytes | None:
        """What the workbook holds in Excel; None when it is closed."""
        books = [book.held for book in self.desk.excel.Workbooks if book.Name == "book.xlsx"]
        assert len(books) <= 1
        return books[0] if books else None


@pytest.fixture
def monday(server, monkeypatch, tmp_path) -> Monday:
    (tmp_path / "project").mkdir()
    return Monday(Desk(server, monkeypatch, tmp_path), tmp_path / "project")


@pytest.mark.parametrize("how", ["before", "afterwards", "twice"])
@pytest.mark.parametrize(
    ("tag", "file", "has_backup"),
    [("refresh", "", True), ("import:labels", "more.csv", False), ("undo", "", True)],
    ids=["refresh", "first import", "undo"],
)
def test_a_fault_at_any_step_loses_no_edit_and_is_told_as_it_is(monday, tag, file, has_backup, how) -> None:
    former = monday.files["book.before-refresh.xlsx"] if has_backup else None
    if not has_backup:
        del monday.files["book.before-refresh.xlsx"]
    path = monday.folder / file if file else ""
    monday.begin()
    monday.desk.press(tag, path)
    done, presses = monday.on_disk(), 0
    assert done["book.before-refresh.xlsx"] == monday.edited
    for failed, shown in monday.faults(tag, path, how):
        presses += 1
        why = (failed, shown)
        files = {name: data for name, data in monday.on_disk().items() if not name.endswith(".tmp")}
        left = [data for name, data in monday.on_disk().items() if name.endswith(".tmp")]
        held, backup = monday.held(), files.get("book.before-refresh.xlsx")
        if monday.check_rest(failed, shown):
            assert (files, held) == (done, done["book.xlsx"]), why
        elif "is in its place" in shown:
            assert files == done, why
        else:
            if "open it yourself" in shown:
                assert how == "twice", why
                assert files["book.xlsx"] == monday.edited, why
            else:
                assert held == monday.edited, why
                saved = (monday.edited,) if "as it was, saved" in shown else (monday.files["book.xlsx"], monday.edited)
                assert files["book.xlsx"] in saved, why
            assert backup == former or (former in left and ".tmp" in shown) or (how, former) == ("twice", None), why
    assert presses > 15


@pytest.mark.parametrize("tag", ["refresh", "undo"])
@pytest.mark.parametrize("forbidden", ["SaveCopyAs", "Save", "Close"])
def test_a_workbook_that_excel_does_not_save_or_close_keeps_its_edits(monday, tag, forbidden) -> None:
    monday.begin()
    monday.desk.excel.ActiveWorkbook.forbidden = {forbidden}
    shown = monday.desk.press(tag)
    assert shown.startswith("SMO: ")
    assert "a macro or an add-in forbids it" in shown
    assert monday.held() == monday.edited
    saved = {"book.xlsx": monday.edited} if forbidden == "Close" else {}
    assert monday.on_disk() == monday.files | saved


def test_a_save_that_only_seems_to_have_happened_loses_no_edit(monday) -> None:
    monday.begin()
    book = monday.desk.excel.ActiveWorkbook
    book.forbidden, book.Saved = {"Save"}, True
    assert monday.desk.press("refresh").startswith("On target")
    assert monday.on_disk()["book.before-refresh.xlsx"] == monday.edited
    monday.begin()
    book = monday.desk.excel.ActiveWorkbook
    book.forbidden, book.Saved = {"Save"}, True
    monday.desk.meter.always = {"Open()"}
    assert "open it yourself" in monday.desk.press("refresh")
    assert monday.on_disk() == monday.files | {"book.xlsx": monday.edited}


def replaced_once(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    """Let another program hold a file as soon as it was replaced."""
    replace, done = os.replace, []

    def replace_once(source: Path, target: Path) -> None:
        if Path(target) == file and done:
            raise PermissionError(13, "Access is denied")
        replace(source, target)
        done.extend([target] if Path(target) == file else [])

    monkeypatch.setattr(os, "replace", replace_once)


def test_a_new_workbook_that_neither_opens_nor_goes_back_is_told_with_the_way_to_the_old_one(
    monday, monkeypatch
) -> None:
    monday.begin()
    monday.desk.press("refresh")
    done = monday.on_disk()
    monday.begin()
    monday.desk.meter.always = {"Open()"}
    replaced_once(monkeypatch, monday.book)
    shown = monday.desk.press("refresh")
    assert "the new book.xlsx is in its place, but Excel cannot open it" in shown
    assert "As it was before: book.before-refresh.xlsx" in shown
    assert monday.on_disk() == done


def test_a_new_workbook_that_cannot_go_back_but_opens_at_last_is_a_success(monday, monkeypatch) -> None:
    monday.begin()
    monday.desk.press("refresh")
    done, opening = monday.on_disk(), monday.desk.meter.steps.index("Open()") + 1
    monday.begin()
    monday.desk.meter.fails_at = {opening}
    replaced_once(monkeypatch, monday.book)
    assert monday.desk.press("refresh").startswith("On target")
    assert (monday.on_disk(), monday.held()) == (done, done["book.xlsx"])


def test_a_former_backup_that_cannot_return_is_kept_and_named(monday, monkeypatch) -> None:
    monday.begin()
    backup = monday.folder / "book.before-refresh.xlsx"
    former = backup.read_bytes()
    monday.desk.meter.always = {"Open()"}
    replaced_once(monkeypatch, backup)
    shown = monday.desk.press("refresh")
    (left,) = monday.folder.glob("*.tmp")
    assert f"as it was before the last refresh: {left.name}, beside it" in shown
    assert left.read_bytes() == former
    assert monday.on_disk()["book.xlsx"] == monday.edited


@pytest.mark.parametrize("tag", ["refresh", "undo"])
def test_a_backup_that_is_open_is_named_before_anything_is_saved(monday, tag) -> None:
    monday.begin()
    monday.desk.excel.open(monday.folder / "book.before-refresh.xlsx")
    monday.desk.excel.Workbooks("book.xlsx").Activate()
    assert "Close book.before-refresh.xlsx where it is open, and try again." in monday.desk.press(tag)
    assert not {"Save()", "Close()"} & set(monday.desk.meter.steps)
    assert (monday.on_disk(), monday.held()) == (monday.files, monday.edited)


def test_a_folder_that_takes_no_file_is_met_before_anything_is_saved(monday) -> None:
    monday.begin()
    monday.desk.meter.always = {"mkstemp"}
    refresh, undo = monday.desk.press("refresh"), monday.desk.press("undo")
    assert "try again" in refresh
    assert "the folder of book.xlsx takes no new file (No space left on device). Nothing was changed." in undo
    assert not {"Save()", "Close()"} & set(monday.desk.meter.steps)
    assert (monday.on_disk(), monday.held()) == (monday.files, monday.edited)


def test_copies_that_a_killed_refresh_left_are_deleted_by_the_next_and_no_others(monday) -> None:
    for name in (".book.xlsx.abcd_123.tmp", ".book.abcd_123.tmp", ".book.xlsx.more.abcd_123.tmp", "book.xlsx.tmp"):
        monday.files[name] = b"left"
    monday.begin()
    monday.desk.press("refresh")
    assert set(monday.files) - set(monday.on_disk()) == {".book.xlsx.abcd_123.tmp"}
    (monday.folder / ".book.xlsx.abcd_124.tmp").write_bytes(b"left")
    assert monday.desk.press("refresh").startswith("Everything is up to date")
    assert set(monday.files) - set(monday.on_disk()) == {".book.xlsx.abcd_123.tmp"}


def test_a_fault_at_any_step_of_a_check_changes_nothing(monday) -> None:
    for failed, shown in monday.faults("check"):
        monday.check_rest(failed, shown)
        assert monday.on_disk() == monday.files
        assert monday.desk.excel.ActiveWorkbook.held == monday.edited


def test_a_fault_at_any_step_of_a_new_workbook_leaves_none_or_a_whole_one(monday) -> None:
    path = monday.folder / "new.xlsx"
    whole = create("quality_review", monday.folder.parent / "twin.xlsx").read_bytes()
    for failed, shown in monday.faults("new:quality_review", path):
        monday.check_rest(failed, shown)
        files = monday.on_disk()
        assert files.pop("new.xlsx", whole) == whole
        assert files == monday.files
        assert ("was created" in shown) == (shown.startswith("SMO: ") and path.exists())


def test_a_fault_at_any_step_of_an_insert_writes_the_formula_or_nothing(monday) -> None:
    for failed, shown in monday.faults("insert:SMO_COHEN_KAPPA"):
        done = monday.check_rest(failed, shown)
        assert monday.on_disk() == monday.files
        written = [text for sheet in monday.desk.excel.ActiveWorkbook.Worksheets for text in sheet.written.values()]
        assert len(written) == done, (failed, shown)


def test_an_excel_that_opens_no_file_any_more_says_that_the_file_is_whole(monday) -> None:
    monday.begin()
    monday.desk.meter.always = {"Open()"}
    assert "Its file is whole, as it was: open it yourself." in monday.desk.press("refresh")
    assert monday.on_disk() == monday.files | {"book.xlsx": monday.edited}
    assert monday.desk.excel.is_at_rest
