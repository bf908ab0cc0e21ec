"""Which two files give a workbook the functions on Mac and on the web, where Excel runs Python as xlwings Lite.

xlwings Lite offers whatever main.py holds that is declared as a function, and installs what requirements.txt names.
Here main.py imports the very functions that the Windows add-in calls.
"""

from __future__ import annotations

import re
from pathlib import Path

from smo_metrics import __version__
from smo_metrics.catalog import CATALOG
from smo_metrics.errors import SmoError

# Older releases of xlwings may hand over cells otherwise; Pyodide's release decides the versions of the next three. A
# browser has no time zones of its own (tzdata); holidays comes from PyPI, as pure Python.
IMPORTED = ("xlwings>=0.37.8", "numpy", "pandas", "scipy", "tzdata", "holidays")
WHEEL_NAME = f"smo_metrics-{__version__}-py3-none-any.whl"
# The installer in the browser reads name and version off the file name; a password would travel with the workbook.
_ADDRESS = re.compile(rf"https://[^\s/@?#]+/([^\s?#]+/)?{re.escape(WHEEL_NAME)}(\?\S*)?")

# A bare package name would install whatever a stranger publishes under it.
_WITHOUT_WHEEL = "# smo_metrics is in no public index: docs/install_mac_and_web.md says how it gets here."


def write_lite(folder: Path, wheel: str | None = None) -> tuple[Path, ...]:
    """Write main.py and requirements.txt for the user to paste into xlwings Lite.

    Parameters
    ----------
    folder : Path
        Where they are put; created if missing.
    wheel : str, optional
        The https address of this version's wheel. Without it requirements.txt names what the functions import, and
        the package itself has to be put into xlwings Lite by hand.

    Returns
    -------
    tuple of Path
        The two files. The same catalogue, version and address give the same bytes.

    Raises
    ------
    SmoError
        An address that xlwings Lite cannot install from, files that hold something else, a folder that cannot be
        written.
    """
    files = {folder / "main.py": _main(), folder / "requirements.txt": _requirements(wheel)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = [file.name for file, text in files.items() if file.exists() and file.read_bytes() != text.encode()]
        if others:
            raise SmoError(f"{folder} holds another {' and another '.join(others)}. Delete, or name another folder.")
        for file, text in files.items():
            file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise SmoError(f"{folder} cannot be written: {error.strerror}. Name another folder.") from None
    return tuple(files)


def _main() -> str:
    names = "".join(f"    {entry.excel_name},\n" for entry in CATALOG)
    about = f"The functions of smo_metrics {__version__}, written by: smo-metrics excel lite"
    return f'"""{about}."""\n\nfrom excel_addin.udfs import (\n{names})\n'


def _requirements(wheel: str | None) -> str:
    return "\n".join([*IMPORTED, _WITHOUT_WHEEL if wheel is None else _checked(wheel)]) + "\n"


def _checked(wheel: str) -> str:
    if not _ADDRESS.fullmatch(wheel):
        # What may be a password or a key is not repeated: messages are copied into tickets.
        shown = re.sub(r"(?<=//).*(?=@)|(?<=\?).*", "...", wheel, flags=re.DOTALL)
        raise SmoError(
            f"the wheel's address is https://HOST/.../{WHEEL_NAME}, without a password; {shown!r} arrived. "
            "Host the wheel under this name, where it can be read without signing in."
        )
    return wheel
