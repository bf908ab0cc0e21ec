"""Daily volumes from a file: read as days and counts, and the report says what is not there."""

from __future__ import annotations

from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest

from smo_metrics.errors import ReadError
from smo_metrics.readers import read

CSV = "Day,Created,Resolved,Site\n2026-03-02,41,35,Dublin\n2026-03-03,38,,Dublin\n2026-03-07,12,30,Dublin\n"


@pytest.fixture
def book(tmp_path):
    def save(*rows):
        workbook = openpyxl.Workbook()
        for row in rows:
            workbook.active.append(row)
        path = tmp_path / "volumes.xlsx"
        workbook.save(path)
        return path

    return save


def refusal(path, **options) -> str:
    with pytest.raises(ReadError) as error:
        read(path, table="volumes", **options)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_csv_of_volumes_is_read_with_a_report_of_its_days(save_text) -> None:
    tables = read(save_text(CSV), table="volumes")
    assert tables.labels is tables.events is tables.roster is None
    assert tables.volumes["date"].dt.strftime("%d.%m.").tolist() == ["02.03.", "03.03.", "07.03."]
    assert tables.report.columns == {"date": "Day", "arrived": "Created", "completed": "Resolved", "region": "Site"}
    assert tables.report.rows == 3
    assert tables.report.counts == {"days": 3, "missing_days": 3, "arrived": 91, "completed": 65, "not_known": 1}
    assert tables.report.notes == (
        "Days from 2026-03-02 to 2026-03-07.",
        "Days between them without a row: 3, of which 0 on a Saturday or Sunday. "
        "They are not taken for zeros: a forecast asks whether nothing was done or nothing is known.",
    )
    assert read(save_text(CSV), table="volumes", columns=tables.report.columns).report == tables.report


def test_closed_weekends_are_counted_apart(save_text) -> None:
    days = pd.bdate_range("2026-03-02", "2026-03-13").strftime("%Y-%m-%d")
    report = read(save_text("day;done\n" + "".join(f"{day};5\n" for day in days)), table="volumes").report
    assert report.counts == {"days": 10, "missing_days": 2, "completed": 50, "not_known": 0}
    assert "without a row: 2, of which 2 on a Saturday or Sunday." in report.notes[1]


def test_a_queue_without_a_row_where_another_has_one_is_reported(save_text) -> None:
    rows = "2026-03-02,a,1\n2026-03-02,b,2\n2026-03-03,a,3\n"
    report = read(save_text("date,queue,completed\n" + rows), table="volumes").report
    assert report.notes[-1] == "Rows that one queue lacks on days when another has one: 1. They are no zeros either."
    full = read(save_text("date,queue,completed\n" + rows + "2026-03-03,b,4\n"), table="volumes").report
    assert full.notes == ("Days from 2026-03-02 to 2026-03-03.",)
    assert full.counts == {"days": 2, "missing_days": 0, "completed": 10, "not_known": 0}


def test_a_column_of_which_nothing_is_known_has_no_sum(save_text) -> None:
    counts = read(save_text("date,new,done\n2026-03-02,,4\n"), table="volumes").report.counts
    assert counts == {"days": 1, "missing_days": 0, "completed": 4, "not_known": 1}


def test_dates_and_their_texts_in_a_workbook_are_days(book) -> None:
    rows = [date(2026, 3, 2), 4], [datetime(2026, 3, 3), 5.0], ["2026-03-04", "6"], [date(2026, 3, 5), None]
    tables = read(book(["Volumes of March"], [], ["Date", "Finished"], *rows), table="volumes")
    assert [str(day.date()) for day in tables.volumes["date"]] == [f"2026-03-0{n}" for n in (2, 3, 4, 5)]
    assert tables.volumes["completed"].tolist()[:3] == [4, 5, 6]
    assert tables.report.counts == {"days": 4, "missing_days": 0, "completed": 15, "not_known": 1}


def test_numbers_times_and_totals_in_a_workbook_are_no_days(book) -> None:
    rows = [46083, 4], [datetime(2026, 3, 3, 9, 30), 5], ["Total", 9]
    message = refusal(book(["Date", "Finished"], *rows))
    assert message.startswith("volumes.xlsx: volumes: 2 rows have a date that is no day (rows 2, 4).")
    assert "1 row has a time of day in date (row 3)." in message


def test_a_zone_says_nothing_about_days(save_text) -> None:
    plain, zoned = (read(save_text(CSV), table="volumes", timezone=zone) for zone in (None, "Pacific/Auckland"))
    pd.testing.assert_frame_equal(plain.volumes, zoned.volumes)


def test_json_holds_no_volumes(save_text) -> None:
    path = save_text('[{"date": "2026-03-02"}]', "export.json")
    assert "read as labels. Give the volumes as CSV or XLSX." in refusal(path)
