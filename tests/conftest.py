"""What tests of several packages need."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator


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
