"""Put the embeddable Python, the packages, the add-in and the installer into one zip."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from excel_addin.build import build
from excel_addin.bundle.embedded_python import read_embedded_python
from excel_addin.bundle.layout import ADDIN, Files, layout
from excel_addin.bundle.sources import wheels_of_folder, wheels_of_index
from smo_metrics.errors import SmoError

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class BundledPackage:
    """One package of the bundle: its release and the licence that its wheel states."""

    name: str
    version: str
    licence: str


@dataclass(frozen=True, slots=True)
class BundleReport:
    """What went into a bundle.

    Attributes
    ----------
    path : Path
        The zip.
    python : str
        Such as ``3.12``.
    python_sha256 : str
        Of the embeddable Python's zip, to compare with the one that python.org states.
    packages : tuple of BundledPackage
        By name, smo-metrics among them.
    files : int
        Files in the zip.
    size_bytes : int
        Of the zip.
    """

    path: Path
    python: str
    python_sha256: str
    packages: tuple[BundledPackage, ...]
    files: int
    size_bytes: int

    @property
    def lines(self) -> tuple[str, ...]:
        """What the shell prints."""
        width = max(len(f"{package.name} {package.version}") for package in self.packages)
        return (
            f"Wrote {self.path}: {self.files:,} files, {self.size_bytes / 2**20:,.0f} MB.",
            f"Python {self.python}, from a zip with sha256 {self.python_sha256}.",
            *(f"  {f'{each.name} {each.version}':{width}}  {each.licence}" for each in self.packages),
        )


def bundle(
    python: Path, target: Path, *, wheels: Path | None = None, progress: Callable[[str], None] = lambda step: None
) -> BundleReport:
    """Which single file lets a colleague use the add-in on a Windows machine without Python, rights or network?

    Parameters
    ----------
    python : Path
        The embeddable Python from python.org, ``python-3.x.y-embed-amd64.zip``.
    target : Path
        The zip to write; replaced if it exists, left as it was if anything fails.
    wheels : Path, optional
        A folder with the wheels; by default they are downloaded from the package index.
    progress : callable, optional
        Called with a few words at the start of each step.

    Returns
    -------
    BundleReport
        The same inputs give the same zip.

    Raises
    ------
    SmoError
        The Python is not what it should be or lies where the zip would, a wheel is missing or hostile, the zip cannot
        be written.
    """
    if target.suffix.lower() != ".zip":
        raise SmoError(f"{target.name}: the bundle is a zip. Give a name that ends in .zip.")
    progress("Checking the embeddable Python")
    embedded = read_embedded_python(python)
    if os.path.exists(target) and os.path.samefile(target, python):
        raise SmoError(f"{target} is the embeddable Python itself, and would be lost. Give another name with -o.")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        scratch = Path(folder)
        progress("Collecting the packages")
        packages = (
            wheels_of_index(embedded.minor, scratch)
            if wheels is None
            else wheels_of_folder(wheels, embedded.minor, scratch)
        )
        progress("Building the add-in")
        xlwings = next(package.version for package in packages if package.name == "xlwings")
        addin = build(scratch / ADDIN, xlwings_version=xlwings)
        progress("Writing the bundle")
        files = layout(embedded, packages, addin, opened)
        _write(target, files)
    return BundleReport(
        path=target,
        python=embedded.version,
        python_sha256=embedded.sha256,
        packages=tuple(BundledPackage(wheel.name, wheel.version, wheel.licence) for wheel in packages),
        files=len(files),
        size_bytes=target.stat().st_size,
    )


def _write(target: Path, files: Files) -> None:
    """Write beside the target and move it there at the end."""
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        with zipfile.ZipFile(unfinished, "w") as archive:
            for name in sorted(files):
                info = zipfile.ZipInfo(name, _FIXED_TIME)
                info.create_system = 0  # what made the zip must not show in it
                archive.writestr(info, files[name](), zipfile.ZIP_DEFLATED)
        os.replace(unfinished, target)
    except OSError as error:
        raise SmoError(f"{target} cannot be written: {error.strerror}. Name another place with -o.") from None
    finally:
        unfinished.unlink(missing_ok=True)
