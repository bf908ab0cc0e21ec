"""The built add-in in LibreOffice: stored formulas, from the cell through our VBA to xlwings' CallUDF and back.

Of the add-in's modules one is replaced: SmoServer, which calls a Windows DLL and does what LibreOffice does differently
(read dates and errors, make an #N/A). All else runs as it is shipped. The DLL, COM and the ribbon are not seen here.
"""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
import xlsxwriter
from xlsxwriter.utility import xl_range

from excel_addin import build as building
from excel_addin.build import build, installed_xlwings, vba_modules
from smo_metrics.agreement import Ratings, percent_agreement
from smo_metrics.catalog import CATALOG
from tests.excel_addin.libreoffice.book import CONFIGURATION, OUT, places, write_book
from tests.excel_addin.libreoffice.cases import CASES
from tests.excel_addin.libreoffice.driver_python import driver_python
from tests.excel_addin.libreoffice.examination import CHECKS, HOSTILE, OWN_SHEET, REACHED, USER_FILE, examine, expected
from tests.excel_addin.libreoffice.office import STAND_INS, Office
from tests.excel_addin.libreoffice.sheets import HEADER, ROWS, SHEETS

pytestmark = pytest.mark.flaky(reruns=2, only_rerun=["LibreOfficeEnded", "BrokenPipeError"])  # LibreOffice can crash


class Mutation(NamedTuple):
    """One edit of the VBA, and one of the checks that must notice it."""

    module: str
    old: str
    new: str
    noticed_by: str


MUTATIONS = {
    "two arguments change places": Mutation(
        "SmoFunctions",
        '"SMO_CONFUSION", Array(labels, gold',
        '"SMO_CONFUSION", Array(gold, labels',
        "SMO_CONFUSION of columns",
    ),
    "an argument is not handed on": Mutation(
        "SmoFunctions",
        '"SMO_GWET_AC", Array(labels, items, ',
        '"SMO_GWET_AC", Array(labels, "", ',
        "SMO_GWET_AC of columns",
    ),
    "an argument left out becomes a text": Mutation(
        "SmoFunctions", "    SMO_CONFUSION =", '    If IsMissing(items) Then items = ""\n    SMO_CONFUSION =', REACHED
    ),
    "undefined stays text": Mutation("SmoBridge", "ShownCell = SmoNotAvailable()", "ShownCell = cell", "undefined"),
    "undefined stays text in tables": Mutation(
        "SmoBridge", "If IsTable(answer) Then", "If Not IsTable(answer) Then", "SMO_AGREEMENT_TABLE of columns"
    ),
    "the last row is cut off": Mutation(
        "SmoBridge", "- arguments(i).Row\r\n", "- arguments(i).Row - 1\r\n", "SMO_GWET_AC of columns"
    ),
    "the used part is taken to begin in the first row": Mutation(
        "SmoBridge", "used.Row + used.Rows.Count", "1 + used.Rows.Count", "whole columns of a table below a title"
    ),
    "columns are cut to the shortest": Mutation(
        "SmoBridge",
        "rows > LongestUsed Then",
        "(rows < LongestUsed Or LongestUsed = 1) Then",
        "categories on a short sheet, whole columns",
    ),
    "columns that differ are made equal": Mutation(
        "SmoBridge", "If arguments(i).Rows.Count = whole And", "If", "a column beside whole columns"
    ),
    "areas are not counted": Mutation("SmoBridge", "cells.Areas.Count > 1", "cells.Areas.Count > 2", "several areas"),
    "an error is told by its first line": Mutation(
        "SmoBridge", "UBound(lines) To LBound(lines) Step -1", "LBound(lines) To UBound(lines)", "a bug in Python"
    ),
    "the active workbook is asked for settings": Mutation(
        "SmoSettings", "ThisWorkbook", "ActiveWorkbook", "a setting of nobody but a stranger"
    ),
    "the current directory is asked for settings": Mutation(
        "SmoSettings",
        "    If Dir(path)",
        '    path = CurDir & "/" & FILE_NAME\n    If Dir(path)',
        "a setting of the user",
    ),
    "a module does not compile": Mutation("SmoSettings", "    row = 1", "    row = = 1", "an array constant"),
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """A workbook with settings of its own, beside a file with such settings."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / CONFIGURATION).write_text("".join(f"{name}={value}\n" for name, value in HOSTILE.items()))
    with xlsxwriter.Workbook(folder / "hostile.xlsx") as book:
        sheet = book.add_worksheet(CONFIGURATION)
        for row, setting in enumerate(HOSTILE.items()):
            sheet.write_row(row, 0, setting)
    return folder / "hostile.xlsx"


@pytest.fixture(scope="module")
def office(tmp_path_factory, server, hostile):
    folder = tmp_path_factory.mktemp("user")
    (folder / "smo_metrics").mkdir()
    (folder / "smo_metrics" / CONFIGURATION).write_text(USER_FILE)
    office = Office(folder, hostile.parent, server)
    yield office
    office.quit()


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("shipped")
    return write_book(folder / "book.xlsm", build(folder / "addin.xlsm"), OWN_SHEET)


@pytest.fixture(scope="module")
def loaded(office, book) -> dict[str, str]:
    """The text of the modules as LibreOffice loaded them, before one of them is replaced."""
    return office.open(book)


@pytest.fixture(scope="module")
def examined(office, book, loaded, hostile) -> dict[str, Any]:
    return examine(office, book, hostile)


def test_what_runs_is_what_is_shipped(loaded):
    sources = vba_modules(installed_xlwings())
    assert loaded.keys() == sources.keys() | {"Sheet1"}
    for name, source in sources.items():
        lines = [line for line in source.splitlines() if not line.startswith("Attribute ")]
        assert loaded[name].splitlines()[2:] == [*lines, ""], name
    assert STAND_INS.keys() == {"SmoServer"}


@pytest.mark.parametrize("check", CHECKS)
def test_a_cell_shows_what_python_computes(examined, check):
    assert examined[check] == expected(check)


def test_a_changed_label_is_computed_again(office, book, examined):
    name = "SMO_PERCENT_AGREEMENT of columns"
    (item, annotator, label, *more), *rest = ROWS
    changed = pd.DataFrame([(item, annotator, f"not {label}", *more), *rest], columns=HEADER)

    def write(text: str) -> Any:
        office.ask("formula", path=str(book), sheet="Data", area="C2", formula=text)
        return office.ask("read", path=str(book), sheet=OUT, area=places()[name])

    assert write(f"not {label}") == [[percent_agreement(Ratings.from_long(changed)).value]] != examined[name]
    assert write(label) == examined[name]


def test_no_function_is_computed_again_without_a_reason(office, book, examined):
    office.calls.clear()
    office.ask("formula", path=str(book), sheet="Data", area="Z90", formula="=1+1")
    assert office.ask("read", path=str(book), sheet="Data", area="Z90") == [[2.0]]
    assert office.calls == []


def _as_number(cell: Any) -> Any:
    return (cell - datetime(1899, 12, 30)) / timedelta(days=1) if isinstance(cell, datetime) else cell


@pytest.mark.parametrize("suffix", [".xlam", ".xlsm"])
def test_the_built_file_opens_and_computes_every_function_in_its_own_sheet(tmp_path, office, suffix):
    path = build(tmp_path / f"smo_metrics{suffix}")
    office.open(path)
    for sheet in ("Data", "Pair", "Events", "Teams", "Days", "Volumes", "Arrivals"):
        rows = [[_as_number(cell) for cell in row] for row in SHEETS[sheet]]
        office.ask("fill", path=str(path), sheet=sheet, rows=rows)
    for entry in CATALOG:
        case = CASES[f"{entry.excel_name} of columns"]
        height, width = len(case.shown), len(case.shown[0])
        area = "D1" if height == width == 1 else xl_range(0, 3, height - 1, 2 + width)
        formula = case.formula.replace("!", ".").replace(",", ";")
        office.ask("formula", path=str(path), sheet=CONFIGURATION, area=area, formula=formula)
        assert office.ask("read", path=str(path), sheet=CONFIGURATION, area=area) == case.shown
        office.ask("formula", path=str(path), sheet=CONFIGURATION, area=area, formula="")
    office.ask("close", path=str(path))


@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=MUTATIONS)
def test_a_spoiled_add_in_is_noticed(tmp_path, office, hostile, monkeypatch, mutation):
    sources = vba_modules(installed_xlwings())
    assert sources[mutation.module].count(mutation.old) == 1
    sources[mutation.module] = sources[mutation.module].replace(mutation.old, mutation.new.replace("\n", "\r\n"))
    monkeypatch.setattr(building, "vba_modules", lambda version: sources)
    spoiled = write_book(tmp_path / "book.xlsm", build(tmp_path / "addin.xlsm"), OWN_SHEET)
    office.open(spoiled)
    found = examine(office, spoiled, hostile)
    office.ask("close", path=str(spoiled))
    assert found[mutation.noticed_by] != expected(mutation.noticed_by)


@pytest.mark.parametrize(("environment", "outcome"), [({"CI": "true"}, pytest.fail), ({}, pytest.skip)])
def test_without_libreoffice_these_tests_are_skipped_but_fail_where_it_should_be(monkeypatch, environment, outcome):
    monkeypatch.setattr(os, "environ", environment)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(outcome.Exception, match="LibreOffice is not installed"):
        driver_python.__wrapped__()
