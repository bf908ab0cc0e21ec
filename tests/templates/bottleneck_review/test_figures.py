"""Are the numbers in a refreshed bottleneck review the library's, cell by cell, in tables, tiles and charts?"""

from __future__ import annotations

import datetime
import math
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from lxml import etree
from openpyxl.utils import range_boundaries

from smo_metrics.demo import EVENTS
from smo_metrics.event_table import check_events
from smo_metrics.settings import Project, Source
from smo_metrics.status.bottlenecks.bottleneck_review import bottleneck_review
from smo_metrics.tables import check_roster
from smo_metrics.workbook.books.book import BookData
from smo_metrics.workbook.books.bottleneck_review import SEED, sheets
from smo_metrics.workbook.refresh import refresh

CHART = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}


@pytest.fixture(scope="module")
def review(refreshed):
    """The same review, computed by the library alone."""
    folder = EVENTS.parent
    roster = check_roster(pd.read_csv(folder / "roster.csv"))
    events = check_events(pd.read_csv(EVENTS), roster=roster)
    return bottleneck_review(events, Project(), roster=roster, rng=np.random.default_rng(SEED))


def plain(value):
    """A value as a cell gives it back."""
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)) or value == "":
        return None
    if isinstance(value, pd.Timestamp):
        return (value.tz_convert("UTC").tz_localize(None) if value.tzinfo else value).round("s").to_pydatetime()
    if isinstance(value, datetime.datetime):
        return pd.Timestamp(value).round("s").to_pydatetime()
    if isinstance(value, datetime.date):
        return datetime.datetime.combine(value, datetime.time())
    return value.item() if hasattr(value, "item") else value


def table_of(book, name):
    sheet, table = next((s, t) for s in book for t in s.tables.values() if t.name == name)
    header, *rows = sheet[table.ref]
    return [cell.value for cell in header], [[plain(cell.value) for cell in row] for row in rows]


@pytest.mark.parametrize(
    "name",
    ["Events", "Kpis", "Stages", "Causes", "Fixes", "Handoffs", "Overlap", "Flow", "FlowStages", "Ageing", "Control"],
)
def test_every_cell_of_a_table_is_the_library_s_figure(filled, review, name) -> None:
    frame = sheets(review, BookData(review.project, None, {})).tables[name]
    headers, rows = table_of(filled, name)
    wanted = [[plain(value) for value in row] for row in frame[headers].itertuples(index=False, name=None)]
    assert rows == wanted
    assert rows


def test_checks_stand_with_their_words(filled, review) -> None:
    headers, rows = table_of(filled, "Checks")
    assert headers == ["check", "expected", "found", "result", "explanation"]
    assert [row[:3] for row in rows] == [[plain(v) for v in row] for row in
                                         review.checks[["check", "expected", "found"]].to_numpy().tolist()]  # fmt: skip
    assert [row[3] for row in rows] == ["● ok" if ok else "■ look" for ok in review.checks["ok"]]
    assert block(filled, "checks_overall") == [["■ Look: People missing from the roster"]]


def test_marks_say_which_tasks_are_old_and_which_stages_depend_on_one_person(filled, review) -> None:
    headers, rows = table_of(filled, "Ageing")
    older = review.ageing["older_than_usual"].map({True: "▲ older than usual", False: "no"})
    assert [row[headers.index("older_than_usual")] for row in rows] == list(older)
    headers, rows = table_of(filled, "Stages")
    risky = {tuple(row[:2]) for row in rows if row[headers.index("risk")] == "▲ one person"}
    assert ("all", "adjudicate") in risky
    assert ("all", "review") not in risky


def block(book, name):
    [(sheet, area)] = book.defined_names[name].destinations
    left, top, right, bottom = range_boundaries(area)
    rows = book[sheet].iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right, values_only=True)
    return [list(row) for row in rows]


def test_tiles_and_sentences_are_the_review_s(filled, review) -> None:
    by_key = {kpi.key: kpi for kpi in review.kpis if kpi.region == "all"}
    for name, key in (("tile_lead_p90", "lead_time_p90"), ("tile_efficiency", "flow_efficiency"),
                      ("tile_open", "open_tasks"), ("tile_rework", "rework"), ("tile_handling", "handling_time"),
                      ("tile_acceptance", "first_pass_acceptance"), ("tile_throughput", "throughput"),
                      ("tile_lead_p50", "lead_time_p50")):  # fmt: skip
        kpi = by_key[key]
        assert block(filled, name) == [[kpi.value], [kpi.detail], [kpi.mark], [kpi.target]], name
    assert [row[0] for row in block(filled, "dash_headlines")] == list(review.headlines)
    for chart, sentence in review.chart_headlines.items():
        assert block(filled, f"head_{chart}")[0][0] == sentence
    assert block(filled, "ageing_stages") == [["Stages: 1 label, 2 review, 3 adjudicate"]]


def test_the_heat_map_holds_the_median_waits(filled, review) -> None:
    matrix = block(filled, "handoff_matrix")
    assert matrix[0][:4] == ["from (rows), to (columns)", "Dublin", "Singapore", None]
    waits = review.handoffs.set_index(["from_region", "to_region"])["median_hours"]
    assert matrix[1][2] == waits["Dublin", "Singapore"]
    assert matrix[2][1] == waits["Singapore", "Dublin"]
    assert {cell for row in matrix[3:] for cell in row} == {None}


def test_charts_carry_the_new_figures_for_previewers_that_do_not_calculate(refreshed, review) -> None:
    with zipfile.ZipFile(refreshed.path) as archive:
        charts = [etree.fromstring(archive.read(f"xl/charts/chart{number}.xml")) for number in range(1, 7)]

    def drawn(chart, series, kind="val"):
        found = charts[chart].xpath(f"//c:ser[c:tx//c:v='{series}']/c:{kind}//c:pt/c:v", namespaces=CHART)
        return [float(point.text) if kind != "cat" else point.text for point in found]

    whole = review.causes[review.causes["region"] == "all"]
    assert drawn(0, "Older work came first") == list(whole["contention_hours"])
    assert drawn(0, "Older work came first", "cat") == list(whole["stage"])
    assert drawn(1, "Gain") == list(review.fixes["gain_hours"])[:8]
    assert drawn(2, "Open at the stage named above") == list(review.flow["main_stage_tasks"])
    older = review.ageing["older_age_hours"].dropna()
    assert drawn(3, "Open task, older than usual", "yVal") == list(older)
    stages = review.stages[review.stages["region"] == "all"]
    assert drawn(3, "85 % of finished tasks had left", "yVal") == list(stages["age_p85_hours"])
    assert drawn(4, "Mean lead time") == list(review.control["lead_mean_hours"])
    assert drawn(5, "Limits of chance") == list(review.control["finished_upper_tasks"])


def test_a_second_refresh_without_new_data_changes_nothing(refreshed) -> None:
    before = refreshed.path.read_bytes()
    again = refresh(refreshed.path)
    assert again.patch.changed_parts == ()
    assert refreshed.path.read_bytes() == before


def test_events_with_one_time_each_leave_what_they_cannot_tell_not_available(path, tmp_path) -> None:
    copy = tmp_path / "starts.xlsx"
    copy.write_bytes(path.read_bytes())
    rows = [f"{task},{stage},2026-03-{2 + task:02d}T{9 + at:02d}:00Z"
            for task in range(20) for at, stage in enumerate(("label", "review"))]  # fmt: skip
    (tmp_path / "starts.csv").write_text("\n".join(["task_id,stage,started_at", *rows]))
    found = refresh(copy, data=[Source(path="starts.csv", table="events")])
    book = openpyxl.load_workbook(copy)
    assert block(book, "tile_efficiency")[0] == block(book, "tile_acceptance")[0] == ["not available"]
    assert table_of(book, "Fixes")[1] == [[None] * 16]
    assert table_of(book, "Causes")[1] == [[None] * 13]
    assert block(book, "handoff_matrix")[0][0] == "not available: the events name no regions"
    assert block(book, "head_fixes")[0][0].startswith("No simulation and no waiting causes")
    assert found.review.fixes is None
    assert found.covers == "Events to 21 Mar 2026 10:00 (UTC): 40 events, 20 tasks."
