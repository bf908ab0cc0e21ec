"""The add-in as a file: text parts, VBA from text, functions from the catalogue, the ribbon. On any system.

The way into xlwings' DLL is a small module of our own (``vba/SmoServer.bas``), not xlwings' module with parts cut out:
what decides which program runs then fits on one page, and a new release of xlwings cannot slip a line into it.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from importlib import metadata
from pathlib import Path

from excel_addin.machine.mends import install_package
from excel_addin.ribbon.markup import ribbon_xml
from excel_addin.wrappers import functions_module
from smo_metrics.errors import SmoError

_HERE = Path(__file__).parent
_MAIN_TYPES = {
    ".xlsm": b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ".xlam": b"application/vnd.ms-excel.addin.macroEnabled.main+xml",
}
_TYPES = "[Content_Types].xml"
_PROJECT = "xl/vbaProject.bin"
_NO_COMPILED_CODE = b"\xcc\x61\xff\xff\x00\x00\x00"  # MS-OVBA 2.3.4.1: what a writer puts into _VBA_PROJECT
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def build(path: Path, *, xlwings_version: str | None = None) -> Path:
    """Write the add-in for one release of xlwings.

    Parameters
    ----------
    path : Path
        ``.xlam`` for an add-in; ``.xlsm`` for a workbook that carries the same functions. Replaced if it exists.
    xlwings_version : str, optional
        The release whose DLL the add-in calls; by default the one installed here. The add-in works with no other.

    Returns
    -------
    Path
        The file written. The same inputs give the same bytes.

    Raises
    ------
    SmoError
        Another suffix, no xlwings or pyOpenVBA, a place that cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in _MAIN_TYPES:
        raise SmoError(f"{path.name}: an add-in's name ends in .xlam (or .xlsm for a workbook with the functions).")
    parts = _text_parts() | {"customUI/customUI14.xml": ribbon_xml()}
    parts = _with_project(parts, vba_modules(xlwings_version or installed_xlwings()))
    parts[_TYPES] = parts[_TYPES].replace(_MAIN_TYPES[".xlsm"], _MAIN_TYPES[suffix])
    try:
        path.write_bytes(_zipped(parts))
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        mend = f"Make the folder {path.parent} first" if missing else "Close it in Excel"
        raise SmoError(f"{path} cannot be written: {error.strerror}. {mend}, or name another place.") from None
    return path


def installed_xlwings() -> str:
    """Give the release of xlwings in this Python.

    Raises
    ------
    SmoError
        There is none.
    """
    try:
        return metadata.version("xlwings")
    except metadata.PackageNotFoundError:
        raise SmoError(f"xlwings is not installed here. {install_package('xlwings')}") from None


def vba_modules(xlwings_version: str) -> dict[str, str]:
    """Give the source of every module of the add-in by its name, with the line ends that VBA wants."""
    sources = {file.stem: file.read_text(encoding="ascii") for file in (_HERE / "vba").iterdir()}
    sources["SmoFunctions"] = functions_module()
    return {
        name: "\r\n".join(sources[name].replace("@XLWINGS@", xlwings_version).splitlines()) + "\r\n"
        for name in sorted(sources)
    }


def _text_parts() -> dict[str, bytes]:
    folder = _HERE / "package"
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {file.relative_to(folder).as_posix(): file.read_bytes().replace(b"\r\n", b"\n") for file in files}


def _with_project(parts: dict[str, bytes], modules: dict[str, str]) -> dict[str, bytes]:
    """Add the VBA project to the parts of a workbook."""
    try:
        from pyopenvba import ExcelFile
        from pyopenvba.cfb import CFB
    except ImportError:
        raise SmoError(f"pyOpenVBA is not installed here. {install_package('pyOpenVBA')}") from None

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsm"
        path.write_bytes(_zipped(parts))
        with ExcelFile(path) as book:
            project = book.add_vba_project()
            for name, source in modules.items():
                if name in project.module_names():
                    book.set_module(name, source)
                else:
                    project.add_module(name, source)
            book.save()
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    project_file = CFB.from_bytes(parts[_PROJECT])
    project_file.write_stream_at(["VBA"], "_VBA_PROJECT", _NO_COMPILED_CODE)
    return parts | {_PROJECT: project_file.to_bytes()}


def _zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(parts):
            archive.writestr(zipfile.ZipInfo(name, _FIXED_TIME), parts[name], zipfile.ZIP_DEFLATED)
    return stream.getvalue()
