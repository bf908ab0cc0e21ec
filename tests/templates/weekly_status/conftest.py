"""A project's home as its source builds it, and the same with three weeks of the sample project after a refresh."""

from __future__ import annotations

import dataclasses
import shutil
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from smo_metrics.demo import SAMPLE
from smo_metrics.settings import Source
from smo_metrics.workbook.refresh import RefreshReport, refresh
from templates import weekly_status
from templates.parts import inputs
from templates.parts.setting_rows import SETTINGS
from templates.samples.sample_records import SETTINGS as SAMPLE_SETTINGS

AS_OF = datetime(2026, 6, 29, 2)
END = "2026-06-29T00:00:00Z"
SET = {
    **{name: value for name, value in SAMPLE_SETTINGS.items() if isinstance(value, str | float | int)},
    "as_of": AS_OF,
    "due_date": date(2026, 8, 28),  # three weeks of history reach no further
    "start_date": SAMPLE_SETTINGS["start_date"],
    "sensitive_tiers": ", ".join(SAMPLE_SETTINGS["sensitive_tiers"]),
}
HOURS = [tuple(line.split(" = ")) for line in (SAMPLE / "calendars.txt").read_text(encoding="utf-8").splitlines()]
MILESTONES = [
    ("All delivered", datetime(2026, 9, 11), 1.0, None, "Agnieszka", "Contract date", None, None, None, None, None),
    ("Pilot batch", datetime(2026, 6, 16), 0.1, datetime(2026, 6, 16), None, None, None, None, None, None, None),
]
TABLES = ("labels", "events", "volumes", "roster")


def write_exports(folder: Path) -> None:
    """Write the sample's exports as they were at `END`."""
    read = {name: pd.read_csv(SAMPLE / f"{name}.csv", dtype=object, keep_default_na=False) for name in TABLES}
    events = read["events"]
    later = {name: events[name] > END for name in ("started_at", "ended_at")}
    events.loc[later["ended_at"], ["ended_at", "outcome"]] = ""
    events.loc[later["started_at"], "started_at"] = ""
    kept = {
        "labels": read["labels"][read["labels"]["labelled_at"] < END],
        "events": events[events["enabled_at"] < END],
        "volumes": read["volumes"][read["volumes"]["date"] < END[:10]],
        "roster": read["roster"],
    }
    for name, frame in kept.items():
        frame.to_csv(folder / f"{name}.csv", index=False)


@pytest.fixture(scope="package")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("built") / "weekly_status.xlsx"
    weekly_status.build(path)
    return path


@pytest.fixture(scope="package")
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="package")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with settings, calendars and milestones typed in, its exports beside it."""
    path = tmp_path_factory.mktemp("set") / "project.xlsx"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in SET.items():
            patch.setitem(SETTINGS, name, SETTINGS[name]._replace(default=value))
        patch.setattr(inputs, "CALENDARS", dataclasses.replace(inputs.CALENDARS, rows=HOURS))
        patch.setattr(weekly_status, "MILESTONES", dataclasses.replace(weekly_status.MILESTONES, rows=MILESTONES))
        weekly_status.build(path)
    write_exports(path.parent)
    return path


@pytest.fixture(scope="package")
def refreshed(set_up: Path) -> RefreshReport:
    copy = shutil.copy(set_up, set_up.with_name("refreshed.xlsx"))
    return refresh(copy, data=[Source(path=f"{name}.csv", table=name) for name in TABLES], remember=True)


@pytest.fixture(scope="package")
def filled(refreshed: RefreshReport) -> openpyxl.Workbook:
    return openpyxl.load_workbook(refreshed.path)
