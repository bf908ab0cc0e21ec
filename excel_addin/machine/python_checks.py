"""Can Excel start this Python, and does it find xlwings' DLL? Half of what the doctor looks at."""

from __future__ import annotations

import importlib
import os
import platform
import struct
import sys
from importlib import metadata

from excel_addin.configuration import (
    COMMAND_LIMIT,
    check_appdata,
    check_path,
    command_length,
    configuration_file,
    read,
    start_command,
)
from excel_addin.machine.check import Check
from excel_addin.machine.mends import install_addin, install_package
from excel_addin.machine.office import Excel
from excel_addin.machine.this_python import dll_folder, dll_names, interpreter, is_from_store
from excel_addin.machine.windows import Windows
from smo_metrics.errors import SmoError

_SECONDS = 60  # as long as xlwings' DLL waits
_KNOWN = ("excel_addin.udfs", "SMO_PERCENT_AGREEMENT", ((("yes", "yes"), ("no", "yes")),), 0.5)


def python() -> Check:
    """Tell which Python this is."""
    bits = struct.calcsize("P") * 8
    found = f"{platform.python_version()}, {bits}-bit, {sys.executable}"
    if is_from_store():
        return Check("Python", False, f"{found}, from the Microsoft Store", "Install Python from python.org instead.")
    return Check("Python", True, found)


def xlwings() -> Check:
    """Tell which xlwings is installed."""
    try:
        return Check("xlwings", True, metadata.version("xlwings"))
    except metadata.PackageNotFoundError:
        return Check("xlwings", False, "not installed", install_package("xlwings"))


def pywin32() -> Check:
    """Tell whether Python can speak with Excel."""
    try:
        for module in ("pythoncom", "win32com.client"):
            importlib.import_module(module)
    except ImportError as error:
        return Check("pywin32", False, str(error), install_package("--force-reinstall pywin32"))
    return Check("pywin32", True, "can be imported")


def dlls(version: str | None, excel: Excel | None) -> Check:
    """Tell whether the DLL for Excel's bits is there; Python's bits do not matter, it runs beside Excel."""
    if version is None:
        return Check("xlwings' DLL", None, "not looked for, as xlwings is not installed")
    bits = excel.bits if excel else None
    try:
        folder = dll_folder(version, bits)
    except SmoError as error:
        return Check("xlwings' DLL", False, "not found", str(error))
    return Check("xlwings' DLL", True, f"{' and '.join(dll_names(version, bits))} in {folder}")


def configuration(windows: Windows, version: str | None, excel: Excel | None) -> Check:
    """Tell whether the user's file names a Python and a DLL that are there, this Python, in letters that arrive."""
    file = configuration_file(windows.appdata)
    found = read(file, windows.code_page)
    if found is None:
        return Check("Configuration", False, f"{file} is not there", install_addin())
    try:
        check_appdata(windows.appdata, windows.code_page)
        for path in (found.interpreter, found.dll_folder):
            check_path(path, windows.code_page)
    except SmoError as error:
        return Check("Configuration", False, f"{file} cannot be used", str(error))
    if not os.path.isfile(found.interpreter):
        return Check(
            "Configuration", False, f"its Python is gone: {found.interpreter or 'none named'}", install_addin()
        )
    missing = [
        name
        for name in (dll_names(version, excel.bits if excel else None) if version else ())
        if not os.path.isfile(os.path.join(found.dll_folder, name))
    ]
    if missing:
        return Check("Configuration", False, f"{' and '.join(missing)} is not in {found.dll_folder}", install_addin())
    try:
        this = str(interpreter())
    except SmoError as error:
        return Check("Configuration", None, f"{found.interpreter}; compared with nothing, because {error}")
    if found.interpreter.lower() != this.lower():
        mend = f"If it is to stay so, all is well. To use this Python ({this}): {install_addin()}"
        return Check("Configuration", None, f"Excel starts another Python: {found.interpreter}", mend)
    return Check("Configuration", True, f"{file} names {found.interpreter}")


def command(windows: Windows) -> Check:
    """Tell whether the DLL can hold the command that starts Python."""
    found = read(configuration_file(windows.appdata), windows.code_page)
    if found is None:
        return Check("Start command", None, "not known without a configuration")
    length = command_length(found.interpreter, windows.code_page)
    short = length <= COMMAND_LIMIT
    mend = "" if short else "Install Python in a folder with a shorter path."
    return Check("Start command", short, f"{length} of {COMMAND_LIMIT} characters", mend)


def server(windows: Windows) -> Check:
    """Start Python as Excel does, and ask for a value that is known."""
    found = read(configuration_file(windows.appdata), windows.code_page)
    if found is None or not os.path.isfile(found.interpreter):
        return Check("Function server", None, "not started, as the configuration names no Python that is there")
    module, function, arguments, expected = _KNOWN
    try:
        answer = windows.ask_server(start_command(found.interpreter), module, function, arguments, _SECONDS)
    except (SmoError, OSError) as error:
        mend = f'Start "{found.interpreter}" by hand; if it is blocked, ask your IT. Else: {install_addin()}'
        return Check("Function server", False, str(error), mend)
    if answer != expected:
        return Check("Function server", False, f"{function} answered {answer!r} instead of {expected}", install_addin())
    return Check("Function server", True, f"{function} answered {expected}")
