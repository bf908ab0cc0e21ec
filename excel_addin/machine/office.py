"""Which Excel is on this machine, and which of xlwings' two DLLs can it load?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from excel_addin.machine.windows import Windows

_VERSIONS = ("16.0", "15.0", "14.0")  # Excel 2016 and later and Microsoft 365; 2013; 2010
_PROGRAM = r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_CURRENT = r"Software\Classes\Excel.Application\CurVer"
_CLICK_TO_RUN = r"Software\Microsoft\Office\ClickToRun\Configuration"
_BITS = {0x014C: 32, 0x8664: 64}


@dataclass(frozen=True, slots=True)
class Excel:
    """The Excel that opens when a workbook is opened.

    Attributes
    ----------
    version : str
        As the registry's keys have it, ``"16.0"``.
    release : str
        Release of Microsoft 365 or Office, ``""`` where it is not told.
    bits : int or None
        32 or 64; None where EXCEL.EXE is not found or is made for another processor.
    """

    version: str
    release: str
    bits: int | None


def excel_key(version: str, name: str) -> str:
    """Give a key of this user's settings of Excel."""
    return rf"Software\Microsoft\Office\{version}\Excel\{name}"


def find_excel(windows: Windows) -> Excel | None:
    """Tell which Excel is registered as this machine's; None where there is none."""
    version = _version(windows)
    if version is None:
        return None
    release = str(windows.machine_values(_CLICK_TO_RUN).get("VersionToReport", ""))
    program = windows.user_values(_PROGRAM).get("") or windows.machine_values(_PROGRAM).get("")
    return Excel(version, release, _bits(Path(str(program).strip('"'))) if program else None)


def _version(windows: Windows) -> str | None:
    current = re.fullmatch(r"Excel\.Application\.(\d+)", str(windows.machine_values(_CURRENT).get("", "")))
    if current:
        return f"{current[1]}.0"
    return next((version for version in _VERSIONS if windows.user_values(excel_key(version, "Options"))), None)


def _bits(program: Path) -> int | None:
    """Read what processor a program is made for from its header (PE format: offset at 0x3C, machine after "PE")."""
    try:
        with program.open("rb") as stream:
            head = stream.read(4096)
    except OSError:
        return None
    start = int.from_bytes(head[0x3C:0x40], "little")
    if head[:2] != b"MZ" or head[start : start + 4] != b"PE\0\0":
        return None
    return _BITS.get(int.from_bytes(head[start + 4 : start + 6], "little"))
