"""Is this zip the embeddable Python for 64-bit Windows, and which one?"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from excel_addin.bundle.members import Members, open_members
from smo_metrics.errors import SmoError

_MACHINES = {0x8664: "64-bit (amd64)", 0x014C: "32-bit", 0xAA64: "ARM64", 0x01C4: "32-bit ARM"}
_AMD64 = 0x8664
_DLL = re.compile(r"python3(\d{2})\.dll")
_GET_IT = (
    'Download "Windows embeddable package (64-bit)" of Python 3.11 or newer from python.org: '
    "python-3.x.y-embed-amd64.zip."
)


@dataclass(frozen=True, slots=True)
class EmbeddedPython:
    """An embeddable Python as IT downloaded it.

    Attributes
    ----------
    path : Path
        The zip.
    minor : int
        12 for Python 3.12.
    sha256 : str
        Of the zip, to compare with the one that python.org states.
    """

    path: Path
    minor: int
    sha256: str

    @property
    def version(self) -> str:
        """Its version, such as ``3.12``."""
        return f"3.{self.minor}"

    @property
    def search_path_file(self) -> str:
        """The file that decides where this Python looks for modules."""
        return f"python3{self.minor}._pth"

    def search_path(self, folders: Iterable[str]) -> bytes:
        """Write that file's text: our packages come first, and ``.pth`` files take effect.

        Parameters
        ----------
        folders : iterable of str
            Folders below site-packages that ``.pth`` files name. Listed here as well, because ``import site`` would
            put them behind the packages that the user has installed for a Python of the same version.
        """
        ours = ["Lib\\site-packages", *(f"Lib\\site-packages\\{folder}" for folder in folders)]
        return "\r\n".join([f"python3{self.minor}.zip", ".", *ours, "import site", ""]).encode("utf-8")


def read_embedded_python(path: Path) -> EmbeddedPython:
    """Check that a zip is what it should be before anything is built on it.

    Parameters
    ----------
    path : Path
        ``python-3.x.y-embed-amd64.zip``.

    Returns
    -------
    EmbeddedPython
        Its version, read from the files themselves: a file's name can be changed.

    Raises
    ------
    SmoError
        Another kind of zip, another architecture, or a Python that smo_metrics does not run on.
    """
    with open_members(path) as members:
        minor = _minor(path, members)
        missing = {"python.exe", "pythonw.exe", f"python3{minor}.zip", f"python3{minor}._pth"} - set(members.names)
        if missing:
            raise SmoError(f"{path.name} is no embeddable Python: {', '.join(sorted(missing))} missing. {_GET_IT}")
        machine = _machine(members.read(f"python3{minor}.dll"))
    if machine != _AMD64:
        found = _MACHINES.get(machine, "of an unknown kind")
        raise SmoError(f"{path.name} holds a Python that is {found}; the bundle needs 64-bit (amd64). {_GET_IT}")
    if minor < 11:
        raise SmoError(f"{path.name} holds Python 3.{minor}; smo_metrics needs 3.11 or newer. {_GET_IT}")
    with path.open("rb") as file:
        return EmbeddedPython(path, minor, hashlib.file_digest(file, "sha256").hexdigest())


def _minor(path: Path, members: Members) -> int:
    found = [match.group(1) for name in members.names if (match := _DLL.fullmatch(name))]
    if len(found) != 1:
        raise SmoError(f"{path.name} is no embeddable Python: no python3xx.dll at its top. {_GET_IT}")
    return int(found[0])


def _machine(dll: bytes) -> int:
    """Read for which processor a Windows program file was built (PE/COFF: e_lfanew, signature, Machine)."""
    try:
        (start,) = struct.unpack_from("<I", dll, 0x3C)
        signature, machine = struct.unpack_from("<4sH", dll, start)
    except struct.error:
        return 0
    return int(machine) if signature == b"PE\0\0" else 0
