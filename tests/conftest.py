"""What tests of several packages need."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from openxml_audit import OpenXmlValidator

from smo_metrics.cli import main

settings.register_profile("any machine", deadline=None)  # an example may take long where tests run in parallel
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def validate() -> Callable[[Path], None]:
    """Check a workbook with openxml-audit and, where it is installed, the Open XML SDK."""

    def check(path: Path) -> None:
        assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []
        program = shutil.which("ooxml-validator")
        if program is not None:
            run = subprocess.run([program, str(path.resolve())], capture_output=True, text=True, check=False)
            assert '"ok": true' in run.stdout, run.stdout

    return check


@pytest.fixture
def smo_metrics_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """Run the shell command in an empty folder; give its exit code and what it printed on both streams."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["smo-metrics", *map(str, arguments)])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return run
