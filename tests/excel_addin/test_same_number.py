"""One alpha, four ways in: the shell, the refreshed workbook, a formula on its Labels table, Python. Bit for bit."""

from __future__ import annotations

import json
import subprocess
import sys

import openpyxl
import pytest

from smo_metrics.agreement import Ratings, krippendorff_alpha
from smo_metrics.demo import EXPORT, ROSTER, place
from smo_metrics.readers import read
from smo_metrics.settings import Source
from smo_metrics.tables import first_submissions
from smo_metrics.workbook import create, refresh
from smo_metrics.workbook.xlsx.read import read_tables
from tests.excel_addin.excel_objects import column


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("same")
    place(folder)
    path = create("quality_review", folder / "book.xlsx")
    refresh(path, data=[Source(path=EXPORT.name), Source(path=ROSTER.name, table="roster")])
    return path


@pytest.fixture(scope="module")
def in_python() -> float:
    labels = read(EXPORT).labels
    return krippendorff_alpha(Ratings.from_long(first_submissions(labels).frame)).value


def test_the_shell_prints_the_same_float(in_python) -> None:
    command = [sys.executable, "-m", "smo_metrics.cli", "agreement", str(EXPORT), "--json"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert json.loads(printed)["alpha"]["value"].hex() == in_python.hex()


def test_the_workbook_holds_the_same_float(book, in_python) -> None:
    sheet = openpyxl.load_workbook(book)["Agreement"]
    (value,) = [row[1].value for row in sheet.iter_rows() if row[0].value == "krippendorff_alpha"]
    assert value.hex() == in_python.hex()


def test_a_formula_on_the_labels_table_gives_the_same_float(book, in_python, call) -> None:
    labels = read_tables(book, ["Labels"])["Labels"]
    ranges = [column(*labels[name]) for name in ("counted_label", "unit", "annotator_id")]
    value = call("SMO_KRIPPENDORFF_ALPHA", *ranges)
    assert value.hex() == in_python.hex()


def test_a_declared_category_order_does_not_move_it(in_python) -> None:
    frame = first_submissions(read(EXPORT).labels).frame
    order = ["spam", "none", "hate", "graphic_violence", "harassment"]
    assert krippendorff_alpha(Ratings.from_long(frame, categories=order)).value.hex() == in_python.hex()
