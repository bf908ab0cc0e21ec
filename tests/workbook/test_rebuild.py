"""A workbook that lost its tables is carried into a fresh one, and nothing of it is lost without a word."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from smo_metrics.demo import EXPORT, ROSTER, place
from smo_metrics.errors import WorkbookError
from smo_metrics.settings import Source
from smo_metrics.workbook import create, refresh
from smo_metrics.workbook.rebuild import rebuild

SOURCES = [Source(path=EXPORT.name), Source(path=ROSTER.name, table="roster")]


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("refreshed")
    place(folder)
    path = create("quality_review", folder / "book.xlsx")
    book = openpyxl.load_workbook(path)
    settings = book["Settings"]
    settings["B6"], settings["B10"] = "Rebuilt project", 0.75
    book.save(path)
    refresh(path, data=SOURCES, remember=True)
    return path


@pytest.fixture
def book(refreshed, tmp_path) -> Path:
    place(tmp_path)
    return Path(shutil.copyfile(refreshed, tmp_path / "book.xlsx"))


def values(path: Path) -> dict[str, list[tuple]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def only_values(path: Path, *, renamed: dict[str, str] | None = None, without: tuple[str, ...] = ()) -> None:
    """Leave what a program without tables leaves: the cells."""
    bare = openpyxl.Workbook()
    bare.remove(bare.active)
    for title, rows in values(path).items():
        if title not in without:
            sheet = bare.create_sheet((renamed or {}).get(title, title))
            for row in rows:
                sheet.append(row)
    bare.save(path)


def test_a_workbook_without_tables_is_whole_again(book, refreshed) -> None:
    only_values(book)
    report = rebuild(book)
    assert report.carried == {"Settings": 10, "Sources": 2, "Labels": 1494, "Roster": 7}
    assert values(book) == values(refreshed)
    refresh(book)
    assert values(book) == values(refreshed)


def test_the_old_file_is_kept_to_the_byte(book) -> None:
    only_values(book)
    before = book.read_bytes()
    assert rebuild(book).kept.read_bytes() == before
    assert {file.name for file in book.parent.glob("*.xlsx")} == {"book.xlsx", "book.before-rebuild.xlsx"}


def test_tables_are_found_on_sheets_of_other_names_and_by_headers_of_another_case(book, refreshed) -> None:
    only_values(book, renamed={"Labels": "Tabelle1", "Roster": "people"})
    opened = openpyxl.load_workbook(book)
    for cell in opened["Tabelle1"][5]:
        cell.value = cell.value and cell.value.upper()
    opened.save(book)
    report = rebuild(book)
    assert report.carried["Labels"] == 1494
    assert report.carried["Roster"] == 7
    assert values(book)["Dashboard"] == values(refreshed)["Dashboard"]


def test_without_meta_the_template_is_told_by_the_headers(book, refreshed) -> None:
    only_values(book, without=("_meta",))
    assert rebuild(book).template == "quality_review"
    assert values(book)["Annotators"] == values(refreshed)["Annotators"]


def test_a_strange_workbook_is_asked_for_its_template_and_left_as_it_was(tmp_path) -> None:
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)
    before = path.read_bytes()
    with pytest.raises(WorkbookError, match=r"does not say which template .* --template NAME"):
        rebuild(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_own_sheets_notes_and_columns_are_named_with_the_file_that_has_them(book) -> None:
    opened = openpyxl.load_workbook(book)
    opened.create_sheet("My plans")["A1"] = "secret"
    opened["Labels"]["A7"].comment = Comment("ask about this", "me")
    opened.save(book)
    only = openpyxl.load_workbook(book)
    only["Roster"]["E5"] = "shift"
    only.save(book)
    told = " ".join(rebuild(book).left_behind)
    assert "In book.before-rebuild.xlsx only: sheet My plans." in told
    assert "1 note" in told
    assert "Roster: the columns shift of your own were not carried over." in told


def test_wrong_and_unknown_settings_are_told_and_a_decimal_comma_is_read(book) -> None:
    opened = openpyxl.load_workbook(book)
    settings = opened["Settings"]
    settings["B10"], settings["B8"], settings["A9"] = "0,7", "sometimes", "trust"
    opened.save(book)
    report = rebuild(book)
    told = " ".join(report.left_behind)
    assert "Setting level was left at its default" in told
    assert "Setting trust (0.95) has no place in this template" in told
    rows = {row[0]: row[1] for row in values(book)["Settings"] if row[0]}
    assert (rows["alpha_target"], rows["level"], rows["confidence"]) == (0.7, "nominal", 0.95)


def test_a_workbook_without_rows_says_that_nothing_is_computed_yet(tmp_path) -> None:
    path = create("quality_review", tmp_path / "book.xlsx")
    only_values(path)
    (note,) = rebuild(path).notes
    assert note.startswith("The figures are not computed yet: the workbook holds no labels yet")


def test_an_open_workbook_is_refused(book) -> None:
    (book.parent / "~$book.xlsx").touch()
    with pytest.raises(WorkbookError, match="is open in Excel"):
        rebuild(book)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_trip_through_libreoffice_is_survived(book, refreshed, tmp_path) -> None:
    out = tmp_path / "out"
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx",
         "--outdir", out, book], check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    shutil.copyfile(out / "book.xlsx", book)
    rebuild(book)
    assert values(book) == values(refreshed)


def test_scenarios_that_a_person_wrote_are_carried_into_a_delivery_forecast(tmp_path) -> None:
    path = create("delivery_forecast", tmp_path / "book.xlsx")
    opened = openpyxl.load_workbook(path)
    opened["Scenarios"]["A6"], opened["Scenarios"]["B6"] = "A quarter more people", 1.25
    opened.save(path)
    only_values(path)
    assert rebuild(path).carried["Scenarios"] == 3
    assert values(path)["Scenarios"][5][:2] == ("A quarter more people", 1.25)
