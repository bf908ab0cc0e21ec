"""A workbook with the sample project in it: filled, its sources beside it, and nothing of the user's overwritten."""

from __future__ import annotations

import openpyxl
import pytest

from smo_metrics.demo import SAMPLE
from smo_metrics.errors import WorkbookError
from smo_metrics.workbook import refresh
from smo_metrics.workbook.sample import create_sample


@pytest.fixture(scope="module")
def quality(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "book.xlsx"
    return create_sample("quality_review", path)


def test_the_sample_is_refreshed_from_files_beside_the_workbook(quality) -> None:
    assert [read.name for read in quality.reads] == ["labels.csv", "roster.csv"]
    folder = quality.path.parent / "sample_project"
    assert sorted(file.name for file in folder.iterdir()) == ["labels.csv", "roster.csv"]
    assert (folder / "labels.csv").read_bytes() == (SAMPLE / "labels.csv").read_bytes()
    assert sorted(file.name for file in quality.path.parent.iterdir()) == ["book.xlsx", "sample_project"]


def test_its_settings_are_those_of_the_sample(quality) -> None:
    sheet = openpyxl.load_workbook(quality.path)["Settings"]
    values = {row[0]: row[1] for row in sheet.iter_rows(min_row=6, values_only=True)}
    assert (values["project"], values["timezone"]) == ("Harmful content 2026", "Europe/Warsaw")


def test_refreshing_it_again_changes_nothing(quality) -> None:
    before = quality.path.read_bytes()
    assert refresh(quality.path).patch.backup is None
    assert quality.path.read_bytes() == before


def test_a_file_of_the_same_name_in_the_samples_folder_is_not_overwritten_and_no_workbook_is_left(tmp_path) -> None:
    (tmp_path / "sample_project").mkdir()
    (tmp_path / "sample_project" / "labels.csv").write_text("mine")
    with pytest.raises(WorkbookError, match=r"labels\.csv exists and is not the sample's"):
        create_sample("quality_review", tmp_path / "book.xlsx")
    assert (tmp_path / "sample_project" / "labels.csv").read_text() == "mine"
    assert not (tmp_path / "book.xlsx").exists()


def test_a_workbook_that_exists_is_not_overwritten(quality) -> None:
    with pytest.raises(WorkbookError, match=r"book\.xlsx exists already"):
        create_sample("quality_review", quality.path)
    assert quality.path.exists()


def test_function_examples_have_no_sample(tmp_path) -> None:
    with pytest.raises(WorkbookError, match="function_examples has no sample project"):
        create_sample("function_examples", tmp_path / "book.xlsx")
