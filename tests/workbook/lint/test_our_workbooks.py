"""Our own workbooks keep every rule, empty and filled; a long workbook is summed up, not kept."""

import pytest
import xlsxwriter

from smo_metrics.demo import EXPORT, ROSTER, place
from smo_metrics.settings import Source
from smo_metrics.workbook import refresh
from smo_metrics.workbook.lint import lint
from smo_metrics.workbook.lint.facts.book import read_book
from templates.build import WORKBOOKS

TEMPLATES = sorted(set(WORKBOOKS) - {"function_examples"})


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_keeps_every_rule(name, tmp_path):
    path = tmp_path / f"{name}.xlsx"
    WORKBOOKS[name](path)
    report = lint(path)
    assert report.findings == ()
    assert report.undecided == ()


def test_a_quality_review_keeps_every_rule_when_a_refresh_has_filled_it(tmp_path):
    place(tmp_path)
    path = tmp_path / "review.xlsx"
    WORKBOOKS["quality_review"](path)
    refresh(path, data=[Source(path=EXPORT.name), Source(path=ROSTER.name, table="roster")], remember=True)
    report = lint(path)
    assert report.findings == ()
    assert report.undecided == ()


def test_what_is_kept_of_a_sheet_does_not_grow_with_its_rows(tmp_path):
    def kept(rows):
        path = tmp_path / f"{rows}.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("Data")
            for row in range(1, rows + 1):
                sheet.write_number(row, 0, row)
                sheet.write_string(row, 1, f"text {row}")
                sheet.write_formula(row, 2, f"=A{row + 1}*60", None, 60 * row)
        cells = read_book(path).sheets[0].cells
        assert [one.count for one in cells.formulas] == [rows]
        return len(cells.first), len(cells.groups), len(cells.formulas), len(cells.runs)

    assert kept(300) == kept(3_000)
