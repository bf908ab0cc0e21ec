"""Where do the wheels come from? From a folder or the package index, and our own from this very installation."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from excel_addin.bundle.requirements import OURS, PLATFORM, needed, usable_wheels
from excel_addin.bundle.wheels import Wheel
from smo_metrics.errors import SmoError

# Notes of the installer about this machine, and lists that hold its paths.
_OF_THIS_MACHINE = {"INSTALLER", "REQUESTED", "RECORD", "direct_url.json"}


def wheels_of_folder(folder: Path, minor: int, scratch: Path) -> tuple[Wheel, ...]:
    """Take all that is needed from a folder, without a network.

    Parameters
    ----------
    folder : Path
        Wheels; others than those needed are ignored. A wheel of smo-metrics in it is taken before our own.
    minor : int
        12 for Python 3.12.
    scratch : Path
        An empty folder.

    Raises
    ------
    SmoError
        Something is missing; the message lists all of it.
    """
    if not folder.is_dir():
        raise SmoError(f"{folder} is no folder. Give the folder that holds the wheels.")
    wheels = usable_wheels(folder, minor)
    if OURS not in wheels:
        own_wheel(scratch)
        wheels |= usable_wheels(scratch, minor)
    chosen, missing = needed(wheels, minor)
    if missing:
        raise SmoError(
            f"{folder} lacks wheels for Python 3.{minor} on 64-bit Windows: {', '.join(missing)}. "
            "Add them, or leave the folder out so that they are downloaded."
        )
    return chosen


def wheels_of_index(minor: int, scratch: Path) -> tuple[Wheel, ...]:
    """Download all that is needed from the package index that pip is set up for.

    Parameters
    ----------
    minor : int
        12 for Python 3.12.
    scratch : Path
        An empty folder; the wheels returned lie in it.

    Raises
    ------
    SmoError
        The index cannot be reached, or has no wheel of a package for this Python.
    """
    ours = scratch / "ours"
    ours.mkdir()
    own_wheel(ours)
    wheels = usable_wheels(ours, minor)
    asked: set[str] = set()
    chosen, missing = needed(wheels, minor)
    while missing:
        if asked.issuperset(missing):
            raise SmoError(f"The package index gives nothing that fulfils {', '.join(missing)} for Python 3.{minor}.")
        asked |= set(missing)
        # All again in a folder of its own: pip then chooses releases that suit each other.
        folder = scratch / f"round_{len(asked)}"
        _pip(
            "download", "--only-binary=:all:", "--implementation=cp", f"--platform={PLATFORM}",
            f"--python-version=3.{minor}", f"--dest={folder}", *sorted(asked),
            mend=f"Is there a network? A Python as new as 3.{minor} may still lack packages: take an older one then.",
        )  # fmt: skip
        chosen, missing = needed(wheels | usable_wheels(folder, minor), minor)
    return chosen


def own_wheel(folder: Path) -> Path:
    """Write the wheel of the very smo-metrics that runs here.

    Raises
    ------
    SmoError
        It is not installed, or its wheel cannot be built.
    """
    try:
        installed = metadata.distribution(OURS)
    except metadata.PackageNotFoundError:
        project = Path(__file__).parents[2]
        raise SmoError(
            f'smo-metrics runs here without being installed. Install it: "{sys.executable}" -m pip install '
            f'"{project}[excel]"'
        ) from None
    origin = json.loads(installed.read_text("direct_url.json") or "{}")
    if origin.get("dir_info", {}).get("editable"):
        checkout = url2pathname(urlsplit(origin["url"]).path)
        _pip(
            "wheel", "--no-deps", f"--wheel-dir={folder}", checkout,
            mend="pip downloads hatchling for it; without a network, put a wheel of smo-metrics among the wheels.",
        )  # fmt: skip
        return next(folder.glob("smo_metrics-*.whl"))
    path = folder / f"smo_metrics-{installed.version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(installed.files or ()):
            if ".." not in file.parts and file.suffix != ".pyc" and file.name not in _OF_THIS_MACHINE:
                archive.writestr(zipfile.ZipInfo(file.as_posix()), file.read_binary())
    return path


def _pip(*arguments: str, mend: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()] or ["no reason given"]
        reason = next((line for line in reversed(lines) if line.startswith("ERROR:")), lines[-1])
        raise SmoError(f"pip {arguments[0]} failed: {reason.removeprefix('ERROR:').strip()}. {mend}")
