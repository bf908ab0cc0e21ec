"""Every step in Excel and every write to the disk fails in turn: the user's workbook is open and whole afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from smo_metrics.settings import Source
from smo_metrics.workbook import create, refresh
from tests.excel_addin.ribbon.desk import Desk

HEADER = "item_id,annotator_id,label\n"
ROWS = [f"{item},{who},{'xyz'[item % 3]}\n" for item in range(9) for who in "ab"]
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

    def faults(self, tag: str, path: Path | str = "") -> Iterator[tuple[str, str]]:
        """Press a button once for each of its steps, which fails; give the step and what was shown."""
        self.begin()
        self.desk.press(tag, path)
        for number in range(1, len(self.desk.meter.steps) + 1):
            self.begin()
            self.desk.meter.fails_at = number
            shown = self.desk.press(tag, path)
            self.desk.meter.fails_at = 0
            yield self.desk.meter.steps[number - 1], shown

    def check_rest(self, step: str, shown: str) -> bool:
        """Check what holds after any fault; tell whether the button did its work all the same."""
        assert step in RESETS or self.desk.excel.is_at_rest, step
        assert step == "unlink" or not list(self.folder.glob("*.tmp")), step
        assert "secret" not in shown
        assert [book.Name for book in self.desk.excel.Workbooks].count("book.xlsx") == 1, step
        refused = shown.startswith("SMO: ")
        assert not refused or any(mend in shown for mend in MENDS), shown
        return not refused


@pytest.fixture
def monday(server, monkeypatch, tmp_path) -> Monday:
    (tmp_path / "project").mkdir()
    return Monday(Desk(server, monkeypatch, tmp_path), tmp_path / "project")


@pytest.mark.parametrize(
    ("tag", "file", "has_backup"),
    [("refresh", "", True), ("import:labels", "more.csv", False), ("undo", "", True)],
    ids=["refresh", "first import", "undo"],
)
def test_a_fault_at_any_step_leaves_the_workbook_open_with_its_edits(monday, tag, file, has_backup) -> None:
    if not has_backup:
        del monday.files["book.before-refresh.xlsx"]
    path = monday.folder / file if file else ""
    monday.begin()
    monday.desk.press(tag, path)
    done, steps = monday.on_disk(), 0
    assert done["book.before-refresh.xlsx"] == monday.edited
    for step, shown in monday.faults(tag, path):
        steps += 1
        files = {name: data for name, data in monday.on_disk().items() if not name.endswith(".tmp")}
        (held,) = [book.held for book in monday.desk.excel.Workbooks if book.Name == "book.xlsx"]
        if monday.check_rest(step, shown):
            assert (files, held) == (done, done["book.xlsx"]), step
        else:
            saved = monday.files | {"book.xlsx": monday.edited}
            assert files in (monday.files, saved), (step, shown)
            assert held == monday.edited, (step, shown)
    assert steps > 50


def test_a_fault_at_any_step_of_a_check_changes_nothing(monday) -> None:
    for step, shown in monday.faults("check"):
        monday.check_rest(step, shown)
        assert monday.on_disk() == monday.files
        assert monday.desk.excel.ActiveWorkbook.held == monday.edited


def test_a_fault_at_any_step_of_a_new_workbook_leaves_none_or_a_whole_one(monday) -> None:
    path = monday.folder / "new.xlsx"
    whole = create("quality_review", monday.folder.parent / "twin.xlsx").read_bytes()
    for step, shown in monday.faults("new:quality_review", path):
        monday.check_rest(step, shown)
        files = monday.on_disk()
        assert files.pop("new.xlsx", whole) == whole
        assert files == monday.files
        assert ("was created" in shown) == (shown.startswith("SMO: ") and path.exists())


def test_a_fault_at_any_step_of_an_insert_writes_the_formula_or_nothing(monday) -> None:
    for step, shown in monday.faults("insert:SMO_COHEN_KAPPA"):
        done = monday.check_rest(step, shown)
        assert monday.on_disk() == monday.files
        written = [text for sheet in monday.desk.excel.ActiveWorkbook.Worksheets for text in sheet.written.values()]
        assert len(written) == done, (step, shown)


def test_an_excel_that_opens_no_file_any_more_says_that_the_file_is_whole(monday) -> None:
    monday.begin()
    monday.desk.meter.always = {"Open()"}
    assert "Its file is whole: open it yourself." in monday.desk.press("refresh")
    assert monday.on_disk() == monday.files | {"book.xlsx": monday.edited}
    assert monday.desk.excel.is_at_rest
