"""Which Python can drive LibreOffice: one with `uno`, usually the system's, seldom the one that runs the tests."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from pathlib import Path

import pytest


@functools.cache
def driver_python() -> str:
    """Find it; without it, or LibreOffice, the tests are skipped, and fail where all should be installed (CI)."""
    soffice = shutil.which("soffice")
    if soffice is None:
        return _absent("LibreOffice is not installed (no soffice on the PATH).")
    beside = Path(soffice).resolve().parent / "python"
    for candidate in ("/usr/bin/python3", str(beside), "python3"):
        try:
            found = subprocess.run([candidate, "-c", "import uno"], capture_output=True, check=False).returncode == 0
        except OSError:
            continue
        if found:
            return candidate
    return _absent("No Python here can import uno (Debian: python3-uno).")


def _absent(reason: str) -> str:
    if "CI" in os.environ:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
