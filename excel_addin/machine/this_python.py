"""Which pythonw.exe can Excel start to get this Python, and where did pip put xlwings' DLLs?"""

from __future__ import annotations

import sys
import sysconfig
from importlib import metadata
from pathlib import Path

from excel_addin.machine.mends import install_package
from smo_metrics.errors import SmoError


def interpreter() -> Path:
    """Give the pythonw.exe beside this Python: of a virtual environment, an installation or an embeddable Python.

    Raises
    ------
    SmoError
        It is not there, or this is the Python of Microsoft's Store.
    """
    if is_from_store():
        raise SmoError(
            "this Python comes from the Microsoft Store, which gives it a private copy of your AppData folder and "
            "registry, so that Excel would see nothing of an installation. Install Python from python.org, or use the "
            "bundle (smo-metrics excel bundle)."
        )
    found = Path(sys.executable).parent / "pythonw.exe"
    if not found.is_file():
        raise SmoError(f"{found} is not there. Install Python from python.org, or make the virtual environment again.")
    return found


def is_from_store() -> bool:
    """Tell whether this Python, or the one that its virtual environment was made from, is the Store's."""
    return any("windowsapps" in path.lower() for path in (sys.executable, sys.base_prefix))


def dll_names(version: str, bits: int | None) -> tuple[str, ...]:
    """Name the DLLs of a release of xlwings that an Excel of so many bits loads; both where that is not known."""
    return tuple(f"xlwings{each}-{version}.dll" for each in ((bits,) if bits else (64, 32)))


def dll_folder(version: str, bits: int | None) -> Path:
    """Find the folder of xlwings' DLLs.

    Raises
    ------
    SmoError
        They are in none of the places where pip puts them.
    """
    names = dll_names(version, bits)
    folders = _folders()
    for folder in folders:
        if all((folder / name).is_file() for name in names):
            return folder
    looked = ", ".join(map(str, folders))
    raise SmoError(
        f"{' and '.join(names)} not found (looked in {looked}). If they vanish, the virus scanner takes them: "
        f"ask your IT to allow them. {install_package(f'--force-reinstall --no-deps xlwings=={version}')}"
    )


def _folders() -> tuple[Path, ...]:
    """List where a wheel's data files go: where pip noted them, the two schemes of pip, beside python.exe."""
    noted = [file.locate() for file in metadata.files("xlwings") or () if file.name.endswith(".dll")]
    schemes = [sysconfig.get_path("data"), sysconfig.get_path("data", sysconfig.get_preferred_scheme("user"))]
    folders = [Path(str(file)).resolve().parent for file in noted]
    folders += [*map(Path, schemes), Path(sys.prefix), Path(sys.executable).parent]
    return tuple(dict.fromkeys(folders))
