"""The delivery forecast as its source builds it, and the same with a project's settings after a refresh."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import openpyxl
import pytest

from smo_metrics.settings import Source
from smo_metrics.workbook.refresh import RefreshReport, refresh
from templates import delivery_forecast
from templates.parts import inputs
from templates.parts.setting_rows import SETTINGS
from tests.status.delivery.conftest import AS_OF, CALENDARS, events, project

HOURS = [
    ("Dublin", "Europe/Dublin; mon-fri 08:00-17:00"),
    ("Cebu", "Asia/Manila; mon-fri 08:00-17:00"),
]
SET = {
    "timezone": "Europe/Dublin",
    "as_of": AS_OF.tz_convert("Europe/Dublin").tz_localize(None).to_pydatetime(),
    **project().sla.model_dump(include={"sla_hours", "sla_clock", "sla_goal", "sla_minimum"}),
    **project().delivery.model_dump(include={"due_date", "scope_tasks"}),
}
assert set(dict(HOURS)) == set(CALENDARS)


@pytest.fixture(scope="package")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("built") / "delivery_forecast.xlsx"
    delivery_forecast.build(path)
    return path


@pytest.fixture(scope="package")
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="package")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with settings and calendars typed in."""
    path = tmp_path_factory.mktemp("set") / "project.xlsx"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in SET.items():
            patch.setitem(SETTINGS, name, SETTINGS[name]._replace(default=value))
        patch.setattr(inputs, "CALENDARS", dataclasses.replace(inputs.CALENDARS, rows=HOURS))
        delivery_forecast.build(path)
    events().to_csv(path.parent / "events.csv", index=False)
    return path


@pytest.fixture(scope="package")
def refreshed(set_up: Path) -> RefreshReport:
    copy = shutil.copy(set_up, set_up.with_name("refreshed.xlsx"))
    return refresh(copy, data=[Source(path="events.csv", table="events")], remember=True)


@pytest.fixture(scope="package")
def filled(refreshed: RefreshReport) -> openpyxl.Workbook:
    return openpyxl.load_workbook(refreshed.path)
