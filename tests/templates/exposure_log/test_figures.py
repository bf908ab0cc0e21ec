"""Are the figures of a refreshed exposure log the library's, cell by cell, and do codes stand for names in it?"""

from __future__ import annotations

import shutil
import tomllib
import zipfile

import openpyxl
import pandas as pd
import pytest

from smo_metrics.flow import parse_calendars
from smo_metrics.settings import Source, load_project
from smo_metrics.status.wellness.exposure import exposure
from smo_metrics.tables import check_labels, check_roster
from smo_metrics.workbook.books.book import BookData
from smo_metrics.workbook.books.exposure_log import sheets
from smo_metrics.workbook.refresh import refresh
from smo_metrics.workbook.xlsx.content import Content
from smo_metrics.workbook.xlsx.patch import patch
from tests.templates.book_cells import block, rows_of, table
from tests.templates.exposure_log.conftest import CALENDARS, SAMPLE, SET

OVER = {True: "■ over the cap", False: "● within the cap", None: "not available"}


@pytest.fixture(scope="module")
def review():
    """The library's own, without a workbook."""
    roster = check_roster(pd.read_csv(SAMPLE / "roster.csv"))
    labels = check_labels(pd.read_csv(SAMPLE / "labels.csv"), roster=roster)
    calendars = parse_calendars("\n".join(" = ".join(row) for row in CALENDARS))
    return exposure(labels, load_project(SET)[0], calendars=calendars, roster=roster)


@pytest.mark.parametrize(
    ("name", "frame"),
    [("People", "people"), ("Days", "days"), ("Tiers", "tiers"), ("ExposureWeeks", "weeks"), ("Rotation", "rotation")],
)
def test_every_cell_of_a_table_is_the_librarys_figure(filled, review, name, frame) -> None:
    expected = getattr(review, frame)
    if name == "Days":
        expected = expected.assign(over_cap=[OVER[over] for over in expected["over_cap"]])
    header, rows = table(filled, name)
    assert header == list(expected.columns)
    assert rows == rows_of(expected)
    assert len(rows) > 1


def test_the_dashboard_says_what_the_review_says(filled, review) -> None:
    assert [row[0] for row in block(filled, "dash_headlines")] == list(review.headlines)
    tiles = ("tile_over", "tile_highest", "tile_breaks", "tile_late")
    for name, kpi in zip(tiles, review.kpis, strict=False):
        value = "not available" if kpi.value != kpi.value else kpi.value
        assert block(filled, name) == [[value], [kpi.detail], [kpi.mark], [kpi.target]], name
    for name, sentence in review.chart_headlines.items():
        assert block(filled, f"head_{name}") == [[sentence]]


def test_the_charts_of_weeks_draw_the_team_and_not_its_regions(refreshed, review) -> None:
    weeks = int((review.weeks["region"] == "all").sum())
    with zipfile.ZipFile(refreshed.path) as archive:
        charts = "".join(archive.read(name).decode() for name in archive.namelist() if "charts/chart" in name)
    assert charts.count(f"Weeks!$G$6:$G${5 + weeks}<") == 1
    assert f"People!$G$6:$G${5 + len(review.people)}<" in charts


def test_a_second_refresh_changes_no_byte(refreshed) -> None:
    before = refreshed.path.read_bytes()
    refresh(refreshed.path)
    assert refreshed.path.read_bytes() == before


def test_with_pseudonyms_and_sources_no_name_is_left_but_on_the_roster(refreshed, tmp_path) -> None:
    for name in ("labels.csv", "roster.csv", "refreshed.xlsx"):
        shutil.copy(refreshed.path.parent / name, tmp_path)
    book = tmp_path / "refreshed.xlsx"
    patch(book, Content(blocks={"pseudonyms": [[True]]}))
    report = refresh(book, data=[Source(path="labels.csv")])
    opened = openpyxl.load_workbook(book)
    for sheet in opened:
        if sheet.title != "Roster":
            told = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
            assert not [text for text in told if "@example.com" in text], sheet.title
    assert table(opened, "People")[1][0][0].startswith("P-")
    assert any("Roster" in note for note in report.notes)


@pytest.mark.parametrize(("sources", "kept"), [((), 2499), ((Source(path="labels.csv"),), 0)])
def test_labels_that_no_source_can_give_again_stay_with_pseudonyms(review, sources, kept) -> None:
    project, _ = load_project({"pseudonyms": True, "sources": sources})
    data = BookData(project, None, {}, labels=check_labels(pd.read_csv(SAMPLE / "labels.csv")))
    assert len(sheets(review, data).tables["Labels"]) == kept


def test_the_settings_of_the_sample_leave_nobody_over_exposed() -> None:
    settings = tomllib.loads((SAMPLE / "settings.toml").read_text("utf-8"))
    project, _ = load_project({name: settings[name] for name in ("timezone", "sensitive_tiers", "exposure_cutoff")})
    labels = check_labels(pd.read_csv(SAMPLE / "labels.csv"))
    assert {kpi.rag for kpi in exposure(labels, project).kpis if kpi.key != "exposure_late"} == {"green"}
