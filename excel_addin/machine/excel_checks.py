"""Does Excel find the add-in, load it, and let it run? The other half of what the doctor looks at."""

from __future__ import annotations

import re
import struct
from pathlib import Path

from excel_addin.machine.addin import built_for
from excel_addin.machine.check import Check
from excel_addin.machine.mends import install_addin
from excel_addin.machine.office import Excel, excel_key
from excel_addin.machine.trust_center import barriers
from excel_addin.machine.windows import Windows
from smo_metrics.errors import SmoError


def excel(found: Excel | None) -> Check:
    """Tell which Excel there is, and how many bits it and Python have; they may differ."""
    if found is None:
        return Check("Excel", False, "none is registered on this machine", "Install desktop Excel and start it once.")
    python_bits = struct.calcsize("P") * 8
    release = found.release or found.version
    if found.bits is None:
        mend = "In Excel, File > Account > About Excel tells it; xlwings has DLLs for 32-bit and 64-bit (Intel, AMD)."
        return Check("Excel", None, f"{release}; its bits cannot be told; Python has {python_bits}", mend)
    differ = "" if found.bits == python_bits else " (they may differ: Python runs beside Excel, not in it)"
    return Check("Excel", True, f"{release}, {found.bits}-bit; Python has {python_bits}{differ}")


def file(addin: Path, xlwings_version: str | None) -> Check:
    """Tell whether the add-in is in its place and built for the xlwings that is installed."""
    if not addin.is_file():
        mend = f"If it was there before, the virus scanner took it: ask your IT to allow it. {install_addin()}"
        return Check("Add-in file", False, f"{addin} is not there", mend)
    try:
        built = built_for(addin)
    except (SmoError, OSError) as error:
        return Check("Add-in file", None, f"{addin}; which xlwings it is built for cannot be read", str(error))
    if built is None:
        return Check("Add-in file", False, f"{addin} is no add-in of ours, or is damaged", install_addin())
    if built != xlwings_version:
        found = f"built for xlwings {built}, and {xlwings_version or 'none'} is installed"
        return Check("Add-in file", False, found, install_addin())
    return Check("Add-in file", True, f"{addin}, built for xlwings {built}")


def not_disabled(windows: Windows, found: Excel | None, addin: Path) -> Check:
    """Tell whether Excel has put the add-in among its disabled items."""
    if found is None:
        return Check("Disabled items", None, "not known without Excel")
    items = windows.user_values(excel_key(found.version, r"Resiliency\DisabledItems")).values()
    if any(addin.name in item.decode("utf-16-le", "replace").lower() for item in items if isinstance(item, bytes)):
        mend = (
            f"In Excel: File > Options > Add-ins, Manage: Disabled Items, Go, choose {addin.name}, Enable. "
            "Then start Excel again."
        )
        return Check("Disabled items", False, "Excel has disabled it, as it does after a crash", mend)
    return Check("Disabled items", True, "the add-in is not among them")


def loaded(windows: Windows, addin: Path) -> Check:
    """Tell whether the running Excel has loaded the add-in."""
    if not windows.excel_is_running():
        return Check("Loaded", None, "not known while Excel is closed", "Start Excel and run the doctor again.")
    is_open = windows.addin_is_open(addin.name)
    if is_open is None:
        mend = "Leave the cell that you are editing, close open dialogs, and run the doctor again."
        return Check("Loaded", None, "Excel does not answer", mend)
    if is_open:
        return Check("Loaded", True, "the running Excel has it")
    return Check("Loaded", False, "the running Excel does not have it", "Close all of Excel and start it again.")


def mark_of_the_web(windows: Windows, found: Excel | None, addin: Path) -> Check:
    """Tell whether Windows has marked the add-in as downloaded; Excel then blocks its macros."""
    try:
        mark = Path(f"{addin}:Zone.Identifier").read_text(encoding="ascii", errors="replace")
    except OSError:
        return Check("Mark of the web", True, "none")
    zone = re.search(r"^ZoneId=(\d)", mark, re.MULTILINE)
    if zone is None or int(zone[1]) < 3:
        return Check("Mark of the web", True, "one that does not block")
    key = rf"Software\Policies\Microsoft\Office\{found.version if found else '16.0'}\excel\security"
    policies = {name.lower(): value for name, value in windows.user_values(key).items()}
    forced = policies.get("blockcontentexecutionfrominternet") == 1
    found_text = "the file is marked as downloaded" + (", and a policy blocks such macros" if forced else "")
    mend = f"Right-click {addin}, Properties, tick Unblock, OK; then start Excel again. Or: {install_addin()}"
    return Check("Mark of the web", False, found_text, mend)


def trust_center(windows: Windows, found: Excel | None, addin: Path) -> tuple[Check, ...]:
    """Tell what Excel's Trust Center and the organisation's policies have against the add-in."""
    if found is None:
        return (Check("Trust Center", None, "not known without Excel"),)
    known = barriers(windows, found.version, addin)
    checks = tuple(Check("Trust Center", False, barrier.found, barrier.mend) for barrier in known)
    return checks or (Check("Trust Center", True, "no setting is known to block it"),)
