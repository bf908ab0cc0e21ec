"""Are the numbers in a refreshed home of a project the library's, cell by cell, in tables, tiles and charts?"""

from __future__ import annotations

import shutil
import zipfile
from datetime import datetime

import numpy as np
import openpyxl
import pandas as pd
import pytest
from lxml import etree

from smo_metrics.event_table import check_events
from smo_metrics.flow.hours.calendar_text import parse_calendars
from smo_metrics.settings import Source
from smo_metrics.status.project.project_status import project_status
from smo_metrics.status.project.project_tables import ProjectTables
from smo_metrics.tables import check_labels, check_roster
from smo_metrics.volume_table import check_volumes
from smo_metrics.workbook.books.weekly_status import SEED, TILES
from smo_metrics.workbook.inputs import read_inputs
from smo_metrics.workbook.refresh import refresh
from tests.templates.book_cells import block, plain, rows_of, table
from tests.templates.weekly_status.conftest import HOURS, MILESTONES

CHART = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}


@pytest.fixture(scope="module")
def read(set_up):
    """The exports, checked by the library alone."""
    tables = {name: pd.read_csv(set_up.parent / f"{name}.csv") for name in ("labels", "events", "volumes", "roster")}
    roster = check_roster(tables["roster"])
    return {
        "labels": check_labels(tables["labels"], roster=roster),
        "events": check_events(tables["events"], roster=roster),
        "volumes": check_volumes(tables["volumes"]),
        "roster": roster,
    }


@pytest.fixture(scope="module")
def status(set_up, read):
    """The same status, computed by the library alone."""
    milestones = pd.DataFrame(
        [row[:4] for row in MILESTONES], columns=["milestone", "baseline_date", "planned_share", "actual_date"]
    )
    return project_status(
        ProjectTables(**read, milestones=milestones), read_inputs(set_up).project,
        calendars=parse_calendars("\n".join(" = ".join(row) for row in HOURS)), rng=np.random.default_rng(SEED),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "find"),
    [
        ("Kpis", lambda status: status.kpi_table),
        ("Regions", lambda status: status.regions),
        ("History", lambda status: status.history),
        ("Fan", lambda status: status.reviews.delivery.fan),
        ("AgreementWeeks", lambda status: status.reviews.quality.weeks),
        ("Causes", lambda status: status.reviews.bottlenecks.causes),
    ],
)
def test_every_cell_of_a_table_is_the_library_s_figure(filled, status, name, find) -> None:
    headers, rows = table(filled, name)
    assert rows == rows_of(find(status)[headers])
    assert rows


@pytest.mark.parametrize("name", ["labels", "events", "volumes"])
def test_what_the_exports_hold_stands_on_their_sheets(filled, read, name) -> None:
    headers, rows = table(filled, name.capitalize())
    renamed = read[name].rename(columns=lambda header: f"{header}_utc" if header.endswith("_at") else header)
    assert rows == rows_of(renamed.reindex(columns=headers))
    assert rows


def test_findings_stand_with_suggestions_and_leave_people_s_columns_empty(filled, status) -> None:
    headers, rows = table(filled, "Findings")
    found = [dict(zip(headers, row, strict=True)) for row in rows]
    assert [row["key"] for row in found] == status.findings["key"].tolist() != []
    assert [row["evidence"] for row in found] == status.findings["evidence"].tolist()
    assert [row["suggested_owner"] for row in found] == status.findings["owner"].tolist()
    assert {row["owner"] for row in found} == {row["state"] for row in found} == {None}


def test_tiles_and_sentences_are_the_status_s(filled, status) -> None:
    by_key = {kpi.key: kpi for kpi in status.kpis if kpi.region == "all"}
    for key in TILES:
        kpi = by_key[key]
        shown = "not available" if kpi.value != kpi.value else plain(kpi.value)
        assert block(filled, f"tile_{key}") == [[shown], [kpi.detail], [kpi.mark], [kpi.target]], key
    assert [row[0] for row in block(filled, "dash_headlines")] == list(status.headlines)
    for chart, sentence in status.chart_headlines.items():
        assert block(filled, f"head_{chart}") == [[sentence]], chart


def test_what_to_act_on_and_regions_stand_below_the_charts(filled, status) -> None:
    rows = [row for row in block(filled, "top_findings") if row[0]]
    assert [row[0] for row in rows] == status.findings["what"].head(5).tolist()
    assert [row[2] for row in rows] == status.findings["evidence"].head(5).tolist()
    regions = [row for row in block(filled, "regions_at_a_glance") if row[0]]
    assert [row[2] for row in regions] == status.regions["mark"].tolist()
    assert regions[0][0].startswith("Sao Paulo, Sun 28 Jun 2026 21:00 (America/Sao_Paulo)")


def test_a_refresh_writes_beside_milestones_and_leaves_what_people_typed_in_its_order(filled, status) -> None:
    headers, rows = table(filled, "Milestones")
    entered = [[plain(value) for value in row[:6]] for row in MILESTONES]
    assert [row[:6] for row in rows] == entered
    computed = status.milestones.set_index("milestone")
    for row in (dict(zip(headers, row, strict=True)) for row in rows):
        expected = computed.loc[row["milestone"]]
        assert row["status"] == expected["mark"]
        assert row["forecast_date"] == plain(expected["forecast_date"])
        assert row["planned_tasks"] == plain(expected["planned_tasks"])
        assert row["explanation"] == expected["explanation"]


def test_charts_carry_the_new_figures_for_previewers_that_do_not_calculate(refreshed, status) -> None:
    with zipfile.ZipFile(refreshed.path) as archive:
        charts = [etree.fromstring(archive.read(f"xl/charts/chart{n}.xml")) for n in (1, 2, 3, 4)]

    def drawn(chart, series):
        points = chart.xpath(f"//c:ser[c:tx//c:v='{series}']/c:val//c:pt/c:v", namespaces=CHART)
        return [float(point.text) for point in points]

    reviews = status.reviews
    causes = reviews.bottlenecks.causes
    assert drawn(charts[0], "Done") == reviews.delivery.fan["done_tasks"].dropna().tolist()
    assert drawn(charts[1], "Alpha") == reviews.quality.weeks["alpha"].dropna().tolist()
    whole = causes[causes["region"] == "all"]
    assert drawn(charts[2], "People were off") == whole["unavailability_hours"].tolist()
    assert drawn(charts[3], "Mean lead time") == reviews.bottlenecks.control["lead_mean_hours"].dropna().tolist()


def test_a_second_refresh_at_the_same_moment_changes_no_byte(refreshed) -> None:
    before = refreshed.path.read_bytes()
    again = refresh(refreshed.path, own_rows=True)
    assert again.patch.changed_parts == ()
    assert refreshed.path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "there", "missing"),
    [
        ("labels", {"alpha", "gold", "aht", "exposure_max"}, {"sla_attainment", "finish_p80", "throughput"}),
        ("volumes", {"finish_p80"}, {"alpha", "gold", "sla_attainment", "aht", "throughput", "exposure_over_cap"}),
        ("events", {"sla_attainment", "throughput"}, {"alpha", "gold", "aht", "exposure_over_cap", "exposure_max"}),
    ],
)
def test_one_kind_of_export_is_enough_and_the_rest_is_not_available(
    set_up, tmp_path, name, there, missing
) -> None:
    copy = shutil.copy(set_up, tmp_path / "book.xlsx")
    frame = pd.read_csv(set_up.parent / f"{name}.csv", dtype=object)
    if name == "events":
        frame = frame[frame["task_id"] < "T0120"]
    frame.to_csv(tmp_path / f"{name}.csv", index=False)
    refresh(copy, data=[Source(path=f"{name}.csv", table=name)])
    book = openpyxl.load_workbook(copy)
    for key in there:
        assert isinstance(block(book, f"tile_{key}")[0][0], int | float), key
    for key in missing:
        assert block(book, f"tile_{key}")[0] == ["not available"], key


def test_a_week_later_history_grows_the_journal_tells_and_notes_follow_their_finding(refreshed, tmp_path) -> None:
    copy = shutil.copy(refreshed.path, tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(copy)
    headers, rows = table(book, "Findings")
    place = headers.index("key")
    book["Findings"].cell(6, headers.index("owner") + 1).value = "Olena"
    _, settings = table(book, "Settings")
    book["Settings"].cell(6 + [row[0] for row in settings].index("scope_tasks"), 2).value = 1900
    book.save(copy)
    zone = refreshed.review.as_of.tzinfo
    later = refresh(copy, own_rows=True, as_of=datetime(2026, 7, 6, 2, tzinfo=zone))
    book = openpyxl.load_workbook(copy)
    assert len({row[0] for row in table(book, "History")[1]}) == 2
    assert "Scope tasks changed from 2,000 to 1,900." in [row[-1] for row in table(book, "Journal")[1]]
    assert block(book, "what_changed")[0] == [later.review.changes["change"].iloc[0]]
    assert block(book, "head_changes")[0][0].startswith("What changed since 29 Jun 2026")
    found = {row[place]: row[headers.index("owner")] for row in table(book, "Findings")[1]}
    kept = [row[3] for row in table(book, "Orphans")[1]]
    assert found.get(rows[0][place]) == "Olena" or any("Olena" in str(text) for text in kept)
