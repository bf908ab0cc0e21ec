"""The bottleneck review as its source builds it now, and the same after a refresh from the demo's events."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from smo_metrics.demo import EVENTS, ROSTER
from smo_metrics.settings import Source
from smo_metrics.workbook.refresh import RefreshReport, refresh
from templates import bottleneck_review


@pytest.fixture(scope="package")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("built") / "bottleneck_review.xlsx"
    bottleneck_review.build(path)
    return path


@pytest.fixture(scope="package")
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="package")
def refreshed(path: Path, tmp_path_factory: pytest.TempPathFactory) -> RefreshReport:
    copy = shutil.copy(path, tmp_path_factory.mktemp("refreshed") / "review.xlsx")
    sources = [Source(path=str(EVENTS), table="events"), Source(path=str(ROSTER), table="roster")]
    return refresh(copy, data=sources, remember=True)


@pytest.fixture(scope="package")
def filled(refreshed: RefreshReport) -> openpyxl.Workbook:
    return openpyxl.load_workbook(refreshed.path)
