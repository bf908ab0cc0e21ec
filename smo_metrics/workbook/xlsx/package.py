"""May this file be opened as a workbook, and which parts does it hold?"""

from __future__ import annotations

import hashlib
import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx.markup import PACKAGE_RELATIONSHIPS, has_doctype, parse

LARGEST_PART = 1 << 30
LARGEST_RATIO = 500
_RATIO_MATTERS_FROM = 1 << 20
_SMALL_PART = 1 << 20
_OLE_HEADER = bytes.fromhex("D0CF11E0A1B11AE1")
_XML_SUFFIXES = (".xml", ".rels", ".vml")
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Relationship:
    """One arrow from a part: its id, the last word of its type, its target, and whether it leaves the file."""

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """The parts of one workbook file, as they were when it was opened.

    Parameters
    ----------
    path : pathlib.Path
        Where the file is.
    data : bytes
        The file's bytes.
    """

    def __init__(self, path: Path, data: bytes) -> None:
        self.path = path
        self.data = data
        self.archive = _open_archive(path, data)
        self.members = {info.filename: info for info in self.archive.infolist()}
        self.digests: dict[str, bytes] = {}
        self._small: dict[str, bytes] = {}

    def __contains__(self, part: str) -> bool:
        return part in self.members

    def read(self, part: str) -> bytes:
        """Return a part's bytes, unpacked; large ones are unpacked again each time rather than kept."""
        if part in self._small:
            return self._small[part]
        if part not in self.members:
            raise WorkbookError(
                f"{self.path.name} has no part {part}, so it is not a whole workbook. "
                "Open it in Excel, let it repair the file, save, and try again."
            )
        try:
            data = self.archive.read(part)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise _broken(self.path) from error
        if part not in self.digests:
            if part.lower().endswith(_XML_SUFFIXES) and any(mark in data for mark in _DOCTYPES):
                raise has_doctype(part)
            self.digests[part] = digest(data)
        if len(data) <= _SMALL_PART:
            self._small[part] = data
        return data

    def relationships(self, part: str) -> tuple[Relationship, ...]:
        """List where a part points to; targets inside the file are full part names."""
        source = relationships_part(part)
        if source not in self:
            return ()
        found = []
        for element in parse(self.read(source), source).iter(f"{{{PACKAGE_RELATIONSHIPS}}}Relationship"):
            external = element.get("TargetMode") == "External"
            target = element.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
            kind = element.get("Type", "").rpartition("/")[2]
            found.append(Relationship(element.get("Id", ""), kind, target, external))
        return tuple(found)

    def related(self, part: str, kind: str) -> list[str]:
        """List the parts of one kind that a part points to and that exist."""
        return [link.target for link in self.relationships(part) if link.kind == kind and link.target in self]


def open_package(path: str | Path) -> Package:
    """Open a workbook file after checking that it is one and that unpacking it is safe."""
    path = Path(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise WorkbookError(f"there is no workbook {path}. Check the name, or create it: smo-metrics new.") from error
    except OSError as error:
        reason = error.strerror or error
        raise WorkbookError(
            f"{path.name} cannot be read ({reason}). Close it elsewhere and check its permissions."
        ) from error
    package = Package(path, data)
    for part in package.members:
        package.read(part)
    if any(part.startswith("_xmlsignatures/") for part in package.members):
        raise WorkbookError(
            f"{path.name} is digitally signed, and any change would break the signature. "
            "Remove the signature in Excel (File > Info > View Signatures) or work on an unsigned copy."
        )
    return package


def digest(data: bytes) -> bytes:
    """Condense a part's bytes, to say later whether they are still the same."""
    return hashlib.sha256(data).digest()


def relationships_part(part: str) -> str:
    """Name the part that holds another part's relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _open_archive(path: Path, data: bytes) -> zipfile.ZipFile:
    if data.startswith(_OLE_HEADER):
        raise WorkbookError(
            f"{path.name} is encrypted or an old .xls file. Remove its password in Excel "
            "(File > Info > Protect Workbook), save it as .xlsx, and try again."
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise _broken(path) from error
    members = archive.infolist()
    names = [info.filename for info in members]
    if len({name.lower() for name in names}) < len(names) or any(info.flag_bits & 1 for info in members):
        raise _broken(path)
    for info in members:
        ratio = info.file_size / max(info.compress_size, 1)
        if info.file_size > LARGEST_PART or (info.file_size > _RATIO_MATTERS_FROM and ratio > LARGEST_RATIO):
            raise WorkbookError(
                f"{path.name}: its part {info.filename} would unpack to {info.file_size / 2**20:,.0f} MiB "
                f"({ratio:,.0f} times its size), which no real workbook does. Do not use this file."
            )
    if sum(info.file_size for info in members) > 2 * LARGEST_PART:
        raise WorkbookError(
            f"{path.name} would unpack to more than 2 GiB. Move data out of the workbook and try again."
        )
    return archive


def _broken(path: Path) -> WorkbookError:
    return WorkbookError(
        f"{path.name} is not an .xlsx workbook, or it is damaged. "
        "Give a workbook saved by Excel or LibreOffice as .xlsx, or create one: smo-metrics new."
    )
