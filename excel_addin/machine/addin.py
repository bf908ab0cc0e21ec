"""Where does the add-in lie so that Excel loads it, and for which xlwings is it built?"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path


def addin_file(appdata: Path) -> Path:
    """Give the place of the add-in: this user's start-up folder, whose files Excel opens without being told to."""
    return appdata / "Microsoft" / "Excel" / "XLSTART" / "smo_metrics.xlam"


def built_for(addin: Path) -> str | None:
    """Tell which release of xlwings an add-in calls; None where it cannot be read."""
    try:
        from pyopenvba import ExcelFile, PyOpenVBAError
    except ImportError:
        return None
    try:
        with ExcelFile(addin) as book:
            source = book.get_module("SmoServer")
    except (PyOpenVBAError, zipfile.BadZipFile, KeyError):
        return None
    named = re.search(r'"xlwings64-(.+?)\.dll"', source)
    return named[1] if named else None
