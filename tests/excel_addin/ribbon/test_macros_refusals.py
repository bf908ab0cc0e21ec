"""What a button refuses: one message that says how to mend it, and nothing has happened."""

from __future__ import annotations

import re
import shutil
from pathlib import Path, PurePosixPath, PureWindowsPath

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

import smo_metrics
from excel_addin.ribbon import macros
from excel_addin.ribbon.messages import refusal
from excel_addin.ribbon.network import check_sources, is_on_another_drive
from smo_metrics.demo import EXPORT, ROSTER
from smo_metrics.errors import SmoError, WorkbookError
from smo_metrics.workbook import create
from tests.excel_addin.ribbon.fake_book import Played, Workbook

ON_A_BOOK = ("import:labels", "import:roster", "check", "refresh", "undo", "rebuild", "update:clipboard", "update:file")


def never_saved(book: Workbook) -> None:
    book.Path, book.FullName = "", "Book1"


def on_the_web(book: Workbook) -> None:
    book.FullName = book.Path = "https://contoso.sharepoint.com/sites/smo/book.xlsx"


def read_only(book: Workbook) -> None:
    book.ReadOnly = True


def old_format(book: Workbook) -> None:
    book.FullName = book.FullName.replace(".xlsx", ".xls")


@pytest.mark.parametrize("tag", ON_A_BOOK)
@pytest.mark.parametrize(
    ("made", "part"),
    [
        (never_saved, "has never been saved. Save it in a folder"),
        (on_the_web, "open from the web (OneDrive or SharePoint). Save a copy"),
        (read_only, "open read-only. Close it"),
        (old_format, "is not an .xlsx workbook. Save it as .xlsx"),
    ],
    ids=["never saved", "web", "read-only", "xls"],
)
def test_a_workbook_that_cannot_be_replaced_is_refused_before_anything_is_done(desk, tmp_path, tag, made, part) -> None:
    made(desk.excel.ActiveWorkbook)
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    desk.meter.steps.clear()
    shown = desk.press(tag, tmp_path / EXPORT.name)
    assert shown.startswith("SMO: ")
    assert part in shown
    assert not {"SaveCopyAs()", "Save()", "Close()", "Open()", "mkstemp"} & set(desk.meter.steps)
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == before
    assert desk.excel.is_at_rest


def test_no_configuration_sheet_of_a_workbook_from_the_web_is_read(desk, monkeypatch) -> None:
    def read(book: object) -> None:
        raise AssertionError("xlwings looked for its settings in a workbook")

    monkeypatch.setattr("xlwings._xlwindows.read_config_sheet", read)
    on_the_web(desk.excel.ActiveWorkbook)
    assert "open from the web" in desk.press("refresh")


def test_a_link_to_a_workbook_is_not_made_a_plain_file(desk, tmp_path) -> None:
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "book.xlsx")
    desk.excel.open(tmp_path / "link.xlsx")
    shown = desk.press("import:labels", tmp_path / EXPORT.name)
    assert shown.startswith(f"SMO: link.xlsx is a link to {tmp_path / 'book.xlsx'}. Open that file itself")
    assert (tmp_path / "link.xlsx").is_symlink()


@pytest.mark.parametrize("behind", [True, False])
def test_a_workbook_in_protected_view_is_told_from_none_and_from_the_one_behind_it(desk, behind) -> None:
    desk.excel.ActiveProtectedViewWindow = Played()
    if not behind:
        desk.excel.ActiveWorkbook = None
    assert desk.press("refresh").startswith("SMO: the workbook is in Protected View. Click Enable Editing")


def test_a_workbook_of_somebody_else_is_not_touched(desk, tmp_path) -> None:
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    desk.excel.open(tmp_path / "other.xlsx")
    shown = desk.press("refresh")
    assert "other.xlsx is no workbook that can be refreshed" in shown
    assert "SMO > Rebuild" in shown


def test_an_empty_workbook_says_which_button_to_press(desk) -> None:
    assert "(and the roster after it): SMO > Import export (or Import events" in desk.press("refresh")


def test_undo_without_a_refresh_has_nothing_to_undo(desk) -> None:
    assert desk.press("undo").startswith("SMO: there is no book.before-refresh.xlsx beside the workbook.")


@pytest.mark.parametrize("contents", [b"rubbish", "foreign"])
def test_undo_does_not_open_a_file_that_only_bears_the_name(desk, tmp_path, contents) -> None:
    before = tmp_path / "book.before-refresh.xlsx"
    if contents == "foreign":
        openpyxl.Workbook().save(before)
    else:
        before.write_bytes(contents)
    files = {file: file.read_bytes() for file in tmp_path.iterdir()}
    shown = desk.press("undo")
    assert shown.startswith("SMO: book.before-refresh.xlsx ")
    assert "give book.before-refresh.xlsx another name" in shown
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == files


def listing(folder: Path, source: str) -> Path:
    """A workbook with a source that somebody wrote there."""
    book = openpyxl.load_workbook(folder / "book.xlsx")
    sheet = book["Sources"]
    left, top, *_ = range_boundaries(sheet.tables["Sources"].ref)
    assert sheet.cell(top, left).value == "path"
    sheet.cell(top + 1, left).value, sheet.cell(top + 1, left + 1).value = source, "labels"
    book.save(folder / "sent.xlsx")
    return folder / "sent.xlsx"


@pytest.mark.parametrize("tag", ["check", "refresh", "import:labels"])
@pytest.mark.parametrize(
    "source",
    [
        "//evil.example/share/x.csv",
        r"\\evil.example\share\x.csv",
        r"\\?\UNC\evil.example\x.csv",
        r" /\evil.example/*.csv",
    ],
)
def test_no_server_that_a_workbook_names_is_looked_up(desk, monkeypatch, tmp_path, tag, source) -> None:
    desk.excel.open(listing(tmp_path, source))
    exists, asked = Path.exists, []
    monkeypatch.setattr(Path, "exists", lambda path, **how: asked.append(str(path)) or exists(path, **how))
    shown = desk.press(tag, tmp_path / EXPORT.name)
    assert shown.startswith(f"SMO: {source} is on the server")
    assert "Map that folder to a drive letter" in shown
    assert f'smo-metrics refresh "{tmp_path / "sent.xlsx"}"' in shown
    assert not [path for path in asked if "evil" in path]


def test_a_file_chosen_on_another_server_is_refused_at_once_because_a_refresh_would_refuse_it(
    desk, monkeypatch
) -> None:
    monkeypatch.setattr(macros, "source_path", lambda file, folder: "//files/exports/x.csv")
    assert desk.press("import:labels", EXPORT).startswith("SMO: //files/exports/x.csv is on the server files")


def test_a_file_on_a_mapped_drive_is_listed_by_its_letter() -> None:
    folder = PureWindowsPath(r"C:\project")
    assert is_on_another_drive(PureWindowsPath(r"S:\exports\x.csv"), folder)
    assert is_on_another_drive(PureWindowsPath(r"\\files\exports\x.csv"), folder)
    assert not is_on_another_drive(PureWindowsPath(r"c:\exports\x.csv"), folder)


def test_a_source_on_the_workbooks_own_server_may_be_read(tmp_path) -> None:
    create("quality_review", tmp_path / "book.xlsx")
    sent = listing(tmp_path, r"\\Files\exports\x.csv")
    check_sources(sent, PurePosixPath("//files/project/book.xlsx"))
    with pytest.raises(WorkbookError, match="on the server files"):
        check_sources(sent, PurePosixPath("//other/project/book.xlsx"))


@pytest.mark.parametrize(
    ("tag", "name", "text", "part"),
    [
        ("import:labels", "cut.json", EXPORT.read_text()[:20_000], "cut.json"),
        ("import:labels", "absent.csv", None, "absent.csv"),
        ("import:labels", "roster.csv", ROSTER.read_text(), "press SMO > Import roster"),
        ("import:roster", "empty.csv", "annotator_id,region\n", "empty.csv"),
        ("import:labels", "naive.csv", "item_id,annotator_id,label,labelled_at\n1,a,x,2026-03-01 10:00\n",
         "for example Asia/Singapore in the column timezone of the sheet Sources"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_leaves_the_workbook_as_it_was(desk, tmp_path, tag, name, text, part) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    before = (tmp_path / "book.xlsx").read_bytes()
    shown = desk.press(tag, tmp_path / name)
    assert shown.startswith("SMO: ")
    assert part in shown
    assert "\n" not in shown
    assert (tmp_path / "book.xlsx").read_bytes() == before
    assert desk.excel.ActiveWorkbook.Name == "book.xlsx"
    assert desk.excel.is_at_rest


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("book.xlsx", "a workbook named book.xlsx is open"),
        ("Book.XLSX", "a workbook named Book.XLSX is open"),
        ("taken.xlsx", "taken.xlsx exists already"),
        ("new.xls", "must end in .xlsx"),
        ("nowhere/new.xlsx", "is no folder"),
    ],
)
def test_a_new_workbook_overwrites_nothing(desk, tmp_path, path, part) -> None:
    shutil.copy(tmp_path / "book.xlsx", tmp_path / "taken.xlsx")
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    assert part.lower() in desk.press("new:quality_review", tmp_path / path).lower()
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_no_refusal_of_the_engine_sends_a_user_of_excel_to_the_shell() -> None:
    library = Path(smo_metrics.__file__).parent
    files = [file for file in library.rglob("*.py") if file.parent.name not in ("cli", "demo")]
    texts = [text for file in files for text in re.findall(r'"([^"\n]*)"', file.read_text(encoding="utf-8"))]
    sent = [text for text in texts if re.search(r"smo-metrics (import|new|rebuild)|--(table|timezone)", text)]
    assert len(sent) > 6
    for text in sent:
        assert not re.search(r"smo-metrics|--t", refusal(SmoError(text))), text


def test_a_file_name_with_blanks_leaves_nothing_of_itself_behind_the_button() -> None:
    text = "Put the name back, or rebuild the workbook: smo-metrics rebuild my own book.xlsx"
    assert refusal(SmoError(text)) == "SMO: Put the name back, or rebuild the workbook: SMO > Rebuild"


def test_a_workbook_of_an_unknown_template_is_not_sent_to_an_option_that_no_button_has() -> None:
    text = "b.xlsx does not say. Name it: smo-metrics rebuild b.xlsx --template NAME (one of quality_review)."
    assert refusal(SmoError(text)) == (
        "SMO: b.xlsx does not say. Create a new workbook of it with SMO > New from template, and import its exports "
        "there (one of quality_review)."
    )
