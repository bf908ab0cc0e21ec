"""The shell's commands for whole workbooks: sample, undo, rebuild, report, lint."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from smo_metrics.demo import EXPORT


@pytest.fixture
def shell(smo_metrics_command):
    return smo_metrics_command


@pytest.fixture
def book(shell, tmp_path) -> Path:
    assert shell("new", "quality_review", "book.xlsx")[0] == 0
    assert shell("import", EXPORT, "book.xlsx")[0] == 0
    return tmp_path / "book.xlsx"


def test_a_template_can_be_made_with_the_sample_in_it(shell, tmp_path) -> None:
    code, out, _ = shell("new", "quality_review", "full.xlsx", "--sample")
    assert code == 0
    assert "v2.1" in out
    assert (tmp_path / "sample_project" / "labels.csv").is_file()
    assert openpyxl.load_workbook(tmp_path / "full.xlsx")["Dashboard"]["A1"].value.startswith("Harmful content 2026")


def test_undo_brings_back_the_workbook_and_once_more_the_refreshed_one(shell, book) -> None:
    refreshed = book.read_bytes()
    code, out, _ = shell("refresh", "book.xlsx", "--undo")
    assert code == 0
    assert "have changed places" in out
    assert openpyxl.load_workbook(book)["Labels"]["A6"].value is None
    assert shell("refresh", "book.xlsx", "--undo")[0] == 0
    assert book.read_bytes() == refreshed


def test_a_rebuild_says_what_it_carried_and_where_the_old_file_is(shell, book) -> None:
    code, out, _ = shell("rebuild", "book.xlsx")
    assert code == 0
    assert "1,494" in out
    assert "book.before-rebuild.xlsx" in out
    code, out, _ = shell("rebuild", "book.xlsx", "--json")
    assert json.loads(out)["carried"]["Labels"] == 1494


def test_a_report_is_written_twice_and_the_workbook_is_only_read(shell, book, tmp_path) -> None:
    before = book.read_bytes()
    code, out, _ = shell("report", "book.xlsx", "-o", "updates")
    assert code == 0
    assert "weekly_update.html" in out
    pages = {file.suffix: file.read_text(encoding="utf-8") for file in (tmp_path / "updates").iterdir()}
    assert set(pages) == {".md", ".html"}
    assert "Krippendorff's alpha" in pages[".md"]
    assert book.read_bytes() == before


def test_a_report_as_json_has_the_page_and_the_figures_and_writes_nothing(shell, book, tmp_path) -> None:
    code, out, _ = shell("report", "book.xlsx", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["markdown"].startswith("# ")
    assert found["kpis"][0]["key"] == "alpha"
    assert not list(tmp_path.glob("weekly_update*"))


def test_lint_ends_with_1_where_a_rule_is_broken_and_with_0_where_none_is(shell, book, tmp_path) -> None:
    assert shell("lint", "book.xlsx")[0] == 0
    openpyxl.Workbook().save(tmp_path / "bare.xlsx")
    code, out, _ = shell("lint", "bare.xlsx")
    assert code == 1
    assert "mend" in out


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["refresh", "book.xlsx", "--as-of", "monday"], "--as-of: 'monday' is no time"),
        (["rebuild", "book.xlsx", "--template", "nonsense"], "there is no template 'nonsense' to rebuild into"),
        (["rebuild", "missing.xlsx"], "there is no workbook"),
        (["report", "missing.xlsx"], "there is no workbook"),
        (["lint", "missing.xlsx"], "there is no workbook"),
        (["new", "function_examples", "x.xlsx", "--sample"], "function_examples has no sample project"),
    ],
)
def test_wrong_options_end_in_one_line_and_exit_2(shell, book, arguments, part) -> None:
    code, _, err = shell(*arguments)
    assert code == 2
    assert part in err
    assert len(err.strip().splitlines()) == 1
