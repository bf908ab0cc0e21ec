"""The exposure log as its source builds it, and the same with a project's settings after a refresh from the sample."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import openpyxl
import pytest

from smo_metrics import demo
from smo_metrics.settings import Source
from smo_metrics.workbook.refresh import RefreshReport, refresh
from templates import exposure_log
from templates.parts import inputs
from templates.parts.setting_rows import SETTINGS

SAMPLE = demo.EXPORT.with_name("sample")
CALENDARS = [tuple(line.split(" = ")) for line in (SAMPLE / "calendars.txt").read_text("utf-8").splitlines()]
SET = {
    "timezone": "Europe/Warsaw",
    "sensitive_tiers": "graphic, severe",
    "exposure_cap_hours": 1.5,
    "break_after_hours": 0.75,
    "exposure_cutoff": "none",
}


@pytest.fixture(scope="package")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("built") / "exposure_log.xlsx"
    exposure_log.build(path)
    return path


@pytest.fixture(scope="package")
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="package")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with settings and calendars typed in, the sample's exports beside it."""
    path = tmp_path_factory.mktemp("set") / "project.xlsx"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in SET.items():
            patch.setitem(SETTINGS, name, SETTINGS[name]._replace(default=value))
        patch.setattr(inputs, "CALENDARS", dataclasses.replace(inputs.CALENDARS, rows=CALENDARS))
        exposure_log.build(path)
    for name in ("labels.csv", "roster.csv"):
        shutil.copy(SAMPLE / name, path.parent)
    return path


@pytest.fixture(scope="package")
def refreshed(set_up: Path) -> RefreshReport:
    copy = shutil.copy(set_up, set_up.with_name("refreshed.xlsx"))
    data = [Source(path="labels.csv"), Source(path="roster.csv", table="roster")]
    return refresh(copy, data=data, remember=True)


@pytest.fixture(scope="package")
def filled(refreshed: RefreshReport) -> openpyxl.Workbook:
    return openpyxl.load_workbook(refreshed.path)
