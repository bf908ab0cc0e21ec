"""Are the numbers in a refreshed delivery forecast the library's, cell by cell, in tables, tiles and charts?"""

from __future__ import annotations

import shutil
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from lxml import etree

from smo_metrics.event_table import check_events
from smo_metrics.settings import Source
from smo_metrics.sla.throughput.daily_volumes import daily_volumes
from smo_metrics.status.delivery.delivery_review import delivery_review
from smo_metrics.workbook.books.book import BookData
from smo_metrics.workbook.books.delivery_forecast import SEED, sheets
from smo_metrics.workbook.refresh import refresh
from templates.delivery_forecast.tables import SCENARIOS
from tests.status.delivery.conftest import AS_OF, CALENDARS, events, project
from tests.templates.book_cells import block, rows_of, table

CHART = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
TABLES = (
    "Events", "Kpis", "AttainmentWeeks", "AttainmentRegions", "WorkList", "Fan", "Finish", "ScenarioResults",
    "Staffing",
)  # fmt: skip


@pytest.fixture(scope="module")
def review():
    """The same review, computed by the library alone."""
    compared = pd.DataFrame(list(SCENARIOS.rows), columns=[column.name for column in SCENARIOS.columns])
    return delivery_review(
        check_events(events()), project(project="Labelling project"), calendars=CALENDARS, scenarios=compared,
        as_of=AS_OF, rng=np.random.default_rng(SEED),
    )  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_of_a_table_is_the_library_s_figure(filled, review, name) -> None:
    frame = sheets(review, BookData(review.project, None, {}, events=review.events)).tables[name]
    headers, rows = table(filled, name)
    assert rows == rows_of(frame[headers])
    assert rows


def test_the_tables_are_the_review_s_frames_and_not_only_what_the_sheets_make_of_them(filled, review) -> None:
    names, rows = table(filled, "Finish")
    assert rows == rows_of(review.finish[names])
    names, rows = table(filled, "Staffing")
    assert rows == rows_of(review.staffing[names])
    names, rows = table(filled, "WorkList")
    assert [row[names.index("late_probability")] for row in rows] == review.work_list["late_probability"].tolist()
    assert [row[names.index("state")][:1] for row in rows] == ["■", "▲", "●"]


def test_tiles_and_sentences_are_the_review_s(filled, review) -> None:
    by_key = {kpi.key: kpi for kpi in review.kpis if kpi.region == "all"}
    for key in ("sla_attainment", "tasks_at_risk", "due_probability", "finish_p80"):
        kpi = by_key[key]
        assert block(filled, f"tile_{key}") == [[kpi.value], [kpi.detail], [kpi.mark], [kpi.target]], key
    assert [row[0] for row in block(filled, "dash_headlines")] == list(review.headlines)
    for chart, sentence in review.chart_headlines.items():
        assert block(filled, f"head_{chart}") == [[sentence]]
    assert block(filled, "tested_delivery") == [[review.tested["delivery"]]]
    assert block(filled, "dash_subtitle") == [["As of 04 May 2026 07:00 (Europe/Dublin): 393 tasks in the events."]]


def test_the_tasks_that_can_still_be_saved_stand_on_the_dashboard_and_late_ones_do_not(filled, review) -> None:
    rows = [row for row in block(filled, "work_to_save") if row[0]]
    assert [row[0] for row in rows] == review.to_save["task_id"].tolist() == ["open-1"]
    assert rows[0][2] == "label, Cebu, due Mon 04 May 09:00"
    assert rows[0][4].endswith(review.to_save["why"].iloc[0])


def test_charts_carry_the_new_figures_for_previewers_that_do_not_calculate(refreshed, review) -> None:
    with zipfile.ZipFile(refreshed.path) as archive:
        fan, weeks, scenarios = (etree.fromstring(archive.read(f"xl/charts/chart{n}.xml")) for n in (1, 2, 3))

    def drawn(chart, series):
        points = chart.xpath(f"//c:ser[c:tx//c:v='{series}']/c:val//c:pt/c:v", namespaces=CHART)
        return [float(point.text) for point in points]

    assert drawn(fan, "Done") == review.fan["done_tasks"].dropna().tolist()
    assert drawn(fan, "50 %") == review.fan["band_25_to_75"].tolist()
    assert drawn(fan, "Due date") == [600]
    assert drawn(weeks, "In time") == review.weeks["attained_share"].dropna().tolist()
    assert drawn(scenarios, "Days until 80 % of the futures are done") == review.scenarios["p80_days"].tolist()


def test_a_second_refresh_without_new_data_changes_nothing(refreshed) -> None:
    before = refreshed.path.read_bytes()
    again = refresh(refreshed.path)
    assert again.patch.changed_parts == ()
    assert refreshed.path.read_bytes() == before


def test_volumes_alone_fill_the_burn_up_and_leave_the_rest_not_available(set_up, tmp_path) -> None:
    copy = shutil.copy(set_up, tmp_path / "days.xlsx")
    days = daily_volumes(events(), timezone="Europe/Dublin", as_of=AS_OF).iloc[:-1]
    days.to_csv(tmp_path / "days.csv", index=False)
    fresh = refresh(copy, data=[Source(path="days.csv", table="volumes")])
    book = openpyxl.load_workbook(copy)
    assert fresh.review.work_list is None
    assert block(book, "tile_sla_attainment")[0] == ["not available"]
    assert block(book, "tile_tasks_at_risk")[0] == ["not available"]
    assert isinstance(block(book, "tile_finish_p80")[0][0], int | float)
    assert table(book, "WorkList")[1] == [[None] * 12]
    assert "No events" in block(book, "head_weeks")[0][0]
