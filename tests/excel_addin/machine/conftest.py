from __future__ import annotations

from pathlib import Path

import pytest

from excel_addin.build import build
from tests.excel_addin.machine.fake_windows import XLWINGS, FakeWindows, machine


@pytest.fixture
def windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeWindows:
    return machine(tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("built") / "smo_metrics.xlam", xlwings_version=XLWINGS)
