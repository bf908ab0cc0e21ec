"""Which file stands where in the bundle, and what does the page for IT say of it?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from excel_addin.bundle.embedded_python import EmbeddedPython
from excel_addin.bundle.members import open_members
from excel_addin.bundle.wheels import SITE_PACKAGES, Wheel
from smo_metrics.errors import SmoError

ADDIN = "smo_metrics.xlam"
_PROGRAM = "program/"
_TEXTS = Path(__file__).parent / "texts"
_AT_TOP = ("READ_ME.txt", "install.cmd", "uninstall.cmd")
_IN_PROGRAM = ("smo-metrics.cmd", "uninstall.cmd")

Files = dict[str, Callable[[], bytes]]


def layout(embedded: EmbeddedPython, packages: Iterable[Wheel], addin: Path, opened: ExitStack) -> Files:
    """Plan the whole bundle before a byte is written.

    Parameters
    ----------
    embedded : EmbeddedPython
        The Python that runs it.
    packages : iterable of Wheel
        To be unpacked: the embeddable Python has no pip.
    addin : Path
        The built ``.xlam``.
    opened : ExitStack
        Keeps the zips open as long as the files are read.

    Returns
    -------
    dict of str to callable
        Each file's place in the bundle, and how to read it.

    Raises
    ------
    SmoError
        Two packages want the same place, or xlwings comes without its DLL for Excel.
    """
    packages = tuple(packages)
    program = _python_with(embedded, packages, opened)
    for wheel in packages:
        if wheel.name == "xlwings" and f"xlwings64-{wheel.version}.dll" not in program:
            raise SmoError(f"{wheel.path.name} holds no DLL for Excel. Take the wheel of xlwings for win_amd64.")
    program |= {name: partial(_text, name) for name in _IN_PROGRAM}
    program |= {ADDIN: addin.read_bytes, "CONTENTS.txt": partial(_contents, embedded, packages)}
    files = {_PROGRAM + place: read for place, read in program.items()}
    return files | {name: partial(_text, name) for name in _AT_TOP}


def _python_with(embedded: EmbeddedPython, packages: tuple[Wheel, ...], opened: ExitStack) -> Files:
    members = opened.enter_context(open_members(embedded.path))
    files: Files = {name: partial(members.read, name) for name in members.names}
    taken = {place.casefold(): embedded.path.name for place in files}
    for wheel in packages:
        members = opened.enter_context(open_members(wheel.path))
        for place, name in wheel.places.items():
            other = taken.setdefault(place.casefold(), wheel.path.name)
            if other != wheel.path.name:
                raise SmoError(f"{other} and {wheel.path.name} both hold {place}. Take other releases of them.")
            files[place] = partial(members.read, name)
    path_files = [place for place in files if place.startswith(SITE_PACKAGES) and place.endswith(".pth")]
    folders = [line for place in path_files if place.count("/") == 2 for line in _folders(files[place]())]
    return files | {embedded.search_path_file: partial(embedded.search_path, folders)}


def _folders(path_file: bytes) -> list[str]:
    """Read the folders that a ``.pth`` file adds to the search path; its other lines are run by Python itself."""
    lines = [line.strip() for line in path_file.decode("utf-8", errors="replace").splitlines()]
    return [line for line in lines if line and not line.startswith(("#", "import ", "import\t"))]


def _text(name: str) -> bytes:
    return _for_windows((_TEXTS / name).read_text(encoding="ascii"))


def _contents(embedded: EmbeddedPython, packages: tuple[Wheel, ...]) -> bytes:
    lines = [
        "What this folder holds, where it comes from, and under which licence.",
        "",
        f"Python {embedded.version}, from {embedded.path.name}",
        f"  sha256   {embedded.sha256}",
        "  licence  LICENSE.txt",
    ]
    for wheel in packages:
        lines += ["", f"{wheel.name} {wheel.version}, from {wheel.path.name}"]
        lines += [f"  sha256   {wheel.sha256}", f"  licence  {wheel.licence}"]
        lines += [f"           {place}" for place in wheel.licence_texts]
    return _for_windows("\n".join(lines) + "\n")


def _for_windows(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode("utf-8")
