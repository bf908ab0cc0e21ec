from __future__ import annotations

import pytest

from smo_metrics.demo import place
from smo_metrics.workbook import create
from tests.excel_addin.ribbon.desk import Desk


@pytest.fixture
def desk(server, monkeypatch, tmp_path) -> Desk:
    """A user with a new workbook open and the demo's files beside it."""
    place(tmp_path)
    desk = Desk(server, monkeypatch, tmp_path)
    desk.excel.open(create("quality_review", tmp_path / "book.xlsx"))
    return desk
