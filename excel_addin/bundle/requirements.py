"""Which of these wheels does Python need on Windows, and what is missing?

pip judges the markers of a requirement (``; platform_system == "Windows"``) by the machine it runs on, also when it
downloads for another platform (pypa/pip issue 6117). Here they are judged for the machine that will use the bundle.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from excel_addin.bundle.wheels import Wheel, read_wheel
from smo_metrics.errors import SmoError

if TYPE_CHECKING:
    from packaging.requirements import Requirement

PLATFORM = "win_amd64"
OURS = "smo-metrics"
_EXTRA = "excel"


def usable_wheels(folder: Path, minor: int) -> dict[str, Wheel]:
    """Read the wheels of a folder that Python 3.``minor`` on 64-bit Windows can load, by package name.

    Raises
    ------
    SmoError
        A package is there twice; a wheel cannot be read.
    """
    from packaging.tags import compatible_tags, cpython_tags
    from packaging.utils import InvalidWheelFilename, parse_wheel_filename

    python = (3, minor)
    loadable = {
        *cpython_tags(python, platforms=[PLATFORM]),
        *compatible_tags(python, f"cp3{minor}", [PLATFORM]),
    }
    found: dict[str, Wheel] = {}
    for path in sorted(folder.glob("*.whl")):
        try:
            tags = parse_wheel_filename(path.name)[3]
        except InvalidWheelFilename:
            raise SmoError(f"{path.name} is not named as a wheel is. Download it again under its own name.") from None
        if not tags & loadable:
            continue
        wheel = read_wheel(path)
        if wheel.name in found:
            raise SmoError(f"{found[wheel.name].path.name} and {path.name} are one package. Leave one in {folder}.")
        found[wheel.name] = wheel
    return found


def needed(wheels: dict[str, Wheel], minor: int) -> tuple[tuple[Wheel, ...], tuple[str, ...]]:
    """Follow the requirements of smo-metrics with its Excel part.

    Parameters
    ----------
    wheels : dict of str to Wheel
        What there is, smo-metrics among it.
    minor : int
        12 for Python 3.12.

    Returns
    -------
    tuple of Wheel
        What is needed of it, by name; whatever else lies there is left out.
    tuple of str
        Requirements that nothing there fulfils, such as ``pywin32>=224``.
    """
    from packaging.requirements import Requirement

    chosen: dict[str, Wheel] = {}
    missing: set[str] = set()
    followed: set[tuple[str, frozenset[str]]] = set()
    waiting = [Requirement(f"{OURS}[{_EXTRA}]")]
    while waiting:
        wanted = waiting.pop()
        wheel = _fulfilling(wanted, wheels, minor)
        if wheel is None:
            missing.add(_without_marker(wanted))
            continue
        chosen[wheel.name] = wheel
        state = (wheel.name, frozenset(wanted.extras))
        if state not in followed:
            followed.add(state)
            waiting += required(wheel, wanted.extras, minor)
    return tuple(chosen[name] for name in sorted(chosen)), tuple(sorted(missing))


def required(wheel: Wheel, extras: Iterable[str], minor: int) -> list[Requirement]:
    """Give the requirements of a wheel that hold on Windows."""
    states = [_windows(minor) | {"extra": extra} for extra in ("", *extras)]
    return [
        wanted
        for wanted in wheel.requires
        if wanted.marker is None or any(wanted.marker.evaluate(state) for state in states)
    ]


def _fulfilling(wanted: Requirement, wheels: dict[str, Wheel], minor: int) -> Wheel | None:
    from packaging.utils import canonicalize_name

    wheel = wheels.get(canonicalize_name(wanted.name))
    if wheel is None or not wanted.specifier.contains(wheel.version, prereleases=True):
        return None
    return wheel if wheel.requires_python.contains(f"3.{minor}.99") else None


def _without_marker(wanted: Requirement) -> str:
    extras = f"[{','.join(sorted(wanted.extras))}]" if wanted.extras else ""
    return f"{wanted.name}{extras}{wanted.specifier}"


def _windows(minor: int) -> dict[str, str]:
    return {
        "implementation_name": "cpython",
        "implementation_version": f"3.{minor}.0",
        "os_name": "nt",
        "platform_machine": "AMD64",
        "platform_python_implementation": "CPython",
        "platform_release": "10",
        "platform_system": "Windows",
        "platform_version": "10.0",
        "python_full_version": f"3.{minor}.0",
        "python_version": f"3.{minor}",
        "sys_platform": "win32",
    }
