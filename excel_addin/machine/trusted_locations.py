r"""Does Excel trust the folder that the add-in lies in, so that its macros run without a question?

The user's start-up folder is one of Excel's default trusted locations, which Excel itself lists below
``Excel\Security\Trusted Locations`` (``docs/install_windows.md`` names the sources); so it is taken as trusted unless
something says otherwise.
"""

from __future__ import annotations

from pathlib import Path, PureWindowsPath

from excel_addin.machine.barrier import Barrier
from excel_addin.machine.security import CLICK, GREY, POLICIES, USER, settings
from excel_addin.machine.windows import Windows

_KEY = r"excel\security\trusted locations"
_ALL_PROGRAMS = r"common\security\trusted locations"


def distrust(windows: Windows, version: str, folder: Path) -> Barrier | None:
    """Say why Excel does not trust the start-up folder; None where it does, as far as its settings tell."""
    own = settings(windows, version, _KEY)
    if own.get("alllocationsdisabled") == 1:
        click = f'In {CLICK} > Trusted Locations, take the tick off "Disable all Trusted Locations". {GREY}'
        return Barrier("trusted locations are switched off", click)
    if str(folder).startswith("\\\\") and own.get("allownetworklocations") != 1:
        ask = f"Ask your IT to allow trusted locations on the network, or to keep {folder} on this computer."
        return Barrier("your start-up folder is on a network share, where no location is trusted", ask)
    keys = [rf"{root}\{version}\{key}" for root in POLICIES for key in (_KEY, rf"{_ALL_PROGRAMS}\all applications")]
    if any(_covers(windows, key, folder) for key in keys):
        return None
    if settings(windows, version, _ALL_PROGRAMS).get("allow user locations") == 0:
        ask = f"Ask your IT to make {folder} a trusted location, or to sign the add-in."
        return Barrier("only the trusted locations of your organisation count", ask)
    listed = rf"{USER}\{version}\{_KEY}"
    # A user for whom Excel has not written its list yet has the default locations.
    if windows.user_keys(listed) and not _covers(windows, listed, folder):
        click = f'In {CLICK} > Trusted Locations, press "Add new location" and choose {folder}. {GREY}'
        return Barrier("your start-up folder is not among the trusted locations", click)
    return None


def _covers(windows: Windows, key: str, folder: Path) -> bool:
    """Tell whether one of the locations below a key is the folder, or holds it and is trusted with its subfolders."""
    wanted = PureWindowsPath(folder)
    for name in windows.user_keys(key):
        location = {value_name.lower(): value for value_name, value in windows.user_values(rf"{key}\{name}").items()}
        place = PureWindowsPath(str(location.get("path", "")))
        if place == wanted or (location.get("allowsubfolders") == 1 and place in wanted.parents):
            return True
    return False
