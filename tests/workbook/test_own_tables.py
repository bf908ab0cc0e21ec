"""A workbook without sources is computed from its own tables, which say the same as the exports did."""

from __future__ import annotations

import openpyxl

from smo_metrics.settings import Source
from smo_metrics.workbook import create, refresh


def test_the_workbooks_own_times_stay_in_utc_whatever_the_projects_zone(tmp_path) -> None:
    rows = "".join(f"{i},{who},{'xy'[i % 2]},2026-03-02 0{i}:30\n" for i in range(4) for who in "ab")
    (tmp_path / "labels.csv").write_text("item_id,annotator_id,label,labelled_at\n" + rows)
    path = create("quality_review", tmp_path / "book.xlsx")
    workbook = openpyxl.load_workbook(path)
    zone = next(row[1] for row in workbook["Settings"].iter_rows() if row[0].value == "timezone")
    zone.value = "Asia/Singapore"
    workbook.save(path)
    read = refresh(path, data=[Source(path="labels.csv", timezone="Asia/Singapore")]).review.labels
    assert read["labelled_at"].iloc[0].isoformat() == "2026-03-01T16:30:00+00:00"
    for _ in range(2):
        report = refresh(path)
        assert report.reads == ()
        assert report.review.labels["labelled_at"].tolist() == read["labelled_at"].tolist()
    sheet = openpyxl.load_workbook(path)["Labels"]
    header = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "labelled_at_utc")
    assert sheet.cell(header.row + 1, header.column).value.isoformat() == "2026-03-01T16:30:00"
