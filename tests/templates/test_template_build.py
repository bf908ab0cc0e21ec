"""Does the build write the same workbook each time, and does --check notice one that differs?"""

import re
import zipfile

import pytest

from templates.build import FOLDER, WORKBOOKS, differing, main


def test_the_committed_workbooks_match_their_sources():
    assert differing(FOLDER) == []


@pytest.mark.parametrize("name", WORKBOOKS)
def test_two_builds_give_the_same_bytes(name, tmp_path):
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    WORKBOOKS[name](first)
    WORKBOOKS[name](second)
    assert first.read_bytes() == second.read_bytes()


def test_a_build_writes_every_workbook_and_then_passes_its_check(tmp_path):
    assert main([], tmp_path) == 0
    assert {path.stem for path in tmp_path.iterdir()} == set(WORKBOOKS)
    assert main(["--check"], tmp_path) == 0


def test_the_check_names_a_workbook_with_one_changed_part(tmp_path, capsys):
    main([], tmp_path)
    path = tmp_path / "quality_review.xlsx"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"dash_title", b"dash_titel")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert main(["--check"], tmp_path) == 1
    assert "quality_review.xlsx differs from its source" in capsys.readouterr().err


def test_another_compression_of_the_same_parts_passes_the_check(tmp_path):
    main([], tmp_path)
    path = tmp_path / "quality_review.xlsx"
    with zipfile.ZipFile(path) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    before = path.read_bytes()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    assert path.read_bytes() != before
    assert main(["--check"], tmp_path) == 0


@pytest.mark.parametrize("content", [None, b"placeholder"])
def test_the_check_names_a_workbook_that_is_missing_or_no_workbook(content, tmp_path, capsys):
    if content is not None:
        (tmp_path / "quality_review.xlsx").write_bytes(content)
    assert main(["--check"], tmp_path) == 1
    assert "quality_review.xlsx" in capsys.readouterr().err


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_workbook_does_not_tell_when_it_was_built(name, tmp_path):
    path = tmp_path / "built.xlsx"
    WORKBOOKS[name](path)
    with zipfile.ZipFile(path) as archive:
        core = archive.read("docProps/core.xml").decode()
        dates = {entry.date_time for entry in archive.infolist()}
    assert set(re.findall(r"\d{4}-\d{2}-\d{2}T[\d:]+Z", core)) == {"2026-01-01T00:00:00Z"}
    assert {year for year, *_ in dates} == {1980}
