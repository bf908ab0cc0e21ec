"""Where does the add-in lie so that Excel loads it, and for which xlwings is it built?"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path

from excel_addin.machine.mends import install_package
from smo_metrics.errors import SmoError


def addin_file(appdata: Path) -> Path:
    """Give the place of the add-in: this user's start-up folder, whose files Excel opens without being told to."""
    return appdata / "Microsoft" / "Excel" / "XLSTART" / "smo_metrics.xlam"


def built_for(addin: Path) -> str | None:
    """Tell which release of xlwings an add-in calls; None for what is no add-in of ours, or a damaged one.

    Raises
    ------
    SmoError
        There is no pyOpenVBA to look into it with.
    """
    try:
        from pyopenvba import ExcelFile, PyOpenVBAError
    except ImportError:
        raise SmoError(
            f"{addin.name} cannot be looked into: pyOpenVBA is not installed here. {install_package('pyOpenVBA')}"
        ) from None
    content = addin.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.testzip() or b"excel.addin.macroEnabled" not in archive.read("[Content_Types].xml"):
                return None
        with ExcelFile(addin) as book:
            source = book.get_module("SmoServer")
    # From BadZipFile on, what zipfile makes of damage.
    except (PyOpenVBAError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, RuntimeError, ValueError):
        return None
    named = re.search(r'"xlwings64-(.+?)\.dll"', source)
    return named[1] if named else None
