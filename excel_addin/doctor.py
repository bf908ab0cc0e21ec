"""Why does the add-in not work here? Everything between a cell and Python is looked at, each with its mend."""

from __future__ import annotations

import sys

from excel_addin.machine import excel_checks, python_checks
from excel_addin.machine.addin import addin_file
from excel_addin.machine.check import Check
from excel_addin.machine.office import find_excel
from excel_addin.machine.windows import Windows, this_windows


def examine(windows: Windows | None = None) -> tuple[Check, ...]:
    """Look at Excel, Python, the installation and what may block it; change nothing.

    Parameters
    ----------
    windows : Windows, optional
        This machine by default; on another system only Python's side is looked at.

    Returns
    -------
    tuple of Check
        From the ground up: mend the first that is not ok, then look again.
    """
    if windows is None and sys.platform != "win32":
        elsewhere = "not looked at: the add-in is installed on Windows only"
        mend = "Here you can build it (smo-metrics excel build), bundle it, or write xlwings Lite's files (excel lite)."
        return (python_checks.python(), python_checks.xlwings(), Check("Excel", None, elsewhere, mend))
    windows = windows or this_windows()
    excel = find_excel(windows)
    addin = addin_file(windows.appdata)
    xlwings = python_checks.xlwings()
    version = xlwings.found if xlwings.ok else None
    return (
        excel_checks.excel(excel),
        python_checks.python(),
        xlwings,
        python_checks.pywin32(),
        python_checks.dlls(version, excel),
        python_checks.configuration(windows, version, excel),
        python_checks.command(windows),
        excel_checks.file(addin, version),
        excel_checks.not_disabled(windows, excel, addin),
        excel_checks.mark_of_the_web(windows, excel, addin),
        *excel_checks.trust_center(windows, excel, addin),
        excel_checks.loaded(windows, addin),
        python_checks.server(windows),
    )
