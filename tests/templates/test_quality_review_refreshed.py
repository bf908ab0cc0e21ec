"""After a refresh from the sample project: do the newer sheets show the library's figures, cell by cell?"""

from __future__ import annotations

import math
import re
import shutil
import zipfile
from datetime import datetime

import openpyxl
import pytest

from smo_metrics import demo
from smo_metrics.settings import Source
from smo_metrics.workbook import create, refresh
from smo_metrics.workbook.lint import lint
from smo_metrics.workbook.xlsx.read import read_tables

SAMPLE = demo.EXPORT.parent / "sample"
MARKED = {"change": {"fell": "■ fell", "rose": "● rose"}, "stands_out": {True: "▲ stands out", False: ""}}


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory):
    """The sample project's quality review, with the report of its refresh."""
    folder = tmp_path_factory.mktemp("sample")
    for name in ("labels.csv", "roster.csv"):
        shutil.copy(SAMPLE / name, folder)
    book = create("quality_review", folder / "book.xlsx")
    data = [Source(path="labels.csv", timezone="UTC"), Source(path="roster.csv", table="roster")]
    return book, refresh(book, data=data, remember=True)


@pytest.mark.parametrize(
    ("table", "frame"),
    [("Drift", "drift"), ("Changes", "changes"), ("Pairs", "pairs"), ("Adjudicate", "adjudicate")],
)
def test_every_cell_of_a_table_is_the_librarys_figure(refreshed, table, frame) -> None:
    book, report = refreshed
    shown, expected = read_tables(book, [table])[table], getattr(report.review, frame)
    assert list(shown.columns) == list(expected.columns)
    assert len(shown) == len(expected) > 1
    for header in shown.columns:
        for cell, value in zip(shown[header], expected[header], strict=True):
            value = MARKED.get(header, {}).get(value, value)
            cell = cell.date() if isinstance(cell, datetime) else cell
            if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
                assert cell is None, (header, cell)
            else:
                assert cell == value, (header, cell, value)


def test_key_figures_stand_by_region_in_one_long_table(refreshed) -> None:
    book, report = refreshed
    shown = read_tables(book, ["Kpis"])["Kpis"].set_index(["kpi", "region"])
    assert set(shown.index.get_level_values("region")) == {"all", "Singapore", "Warsaw", "Sao Paulo"}
    for kpi in report.review.kpis:
        row = shown.loc[kpi.key, kpi.region]
        assert [row["value"], row["shown"], row["mark"], row["n"]] == [kpi.value, kpi.shown, kpi.mark, kpi.n]


def test_the_dashboard_tells_the_drift_and_draws_every_version(refreshed) -> None:
    book, report = refreshed
    opened = openpyxl.load_workbook(book, read_only=True)
    ((sheet, cell),) = opened.defined_names["head_drift"].destinations
    assert opened[sheet][cell].value == report.review.chart_headlines["drift"]
    assert opened[sheet][cell].value.startswith("Agreement fell from ")
    with zipfile.ZipFile(book) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/chart")]
    (chart,) = (xml for xml in charts if "Drift!$H$6:$H$7" in xml)
    alphas = [float(value) for value in re.findall(r"<c:v>([-0-9.e]+)</c:v>", chart.split("Drift!$H$6:$H$7")[1])[:2]]
    assert alphas == report.review.drift["alpha"].tolist()


def test_the_checklist_finds_nothing_before_and_after(refreshed, path) -> None:
    assert lint(path).findings == ()
    assert lint(refreshed[0]).findings == ()


def test_a_second_refresh_changes_no_byte(refreshed) -> None:
    book, _ = refreshed
    before = book.read_bytes()
    refresh(book)
    assert book.read_bytes() == before
