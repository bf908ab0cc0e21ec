"""How is a changed workbook written so that a failure leaves the old one whole?"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx.markup import check
from smo_metrics.workbook.xlsx.package import Package, digest

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def check_writable(path: Path) -> None:
    """Refuse a workbook that is open elsewhere, read-only, or in a folder that cannot be written."""
    for mark, program in ((f"~${path.name}", "Excel"), (f".~lock.{path.name}#", "LibreOffice")):
        if (path.parent / mark).exists():
            raise WorkbookError(
                f"{path.name} is open in {program} (there is a {mark} beside it). Close it there and try again; "
                "if it is open nowhere, delete that file."
            )
    for place, what in ((path, path.name), (path.parent, f"the folder of {path.name}")):
        if not place.stat().st_mode & _WRITABLE or not os.access(place, os.W_OK):
            raise WorkbookError(
                f"{what} is read-only. Make it writable, or copy the workbook to another folder and try again."
            )


def backup_path(path: Path) -> Path:
    """Name the copy of a workbook as it was before a refresh."""
    return path.with_name(f"{path.stem}.before-refresh{path.suffix}")


def save(package: Package, changed: Mapping[str, bytes], dropped: Collection[str], allowed: Collection[str]) -> Path:
    """Replace the workbook's file, keeping the old one as a backup; every other part stays as it was.

    Parameters
    ----------
    package : Package
        The workbook as it was opened.
    changed : mapping of str to bytes
        New contents of parts that exist.
    dropped : collection of str
        Parts to leave out.
    allowed : collection of str
        The only parts that may change or go.

    Returns
    -------
    pathlib.Path
        The backup.
    """
    if not {*changed, *dropped} <= set(allowed):
        raise AssertionError(f"not to be changed: {sorted({*changed, *dropped} - set(allowed))}")
    path = package.path
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=".tmp", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "w+b") as stream:
            _write(package, changed, dropped, stream)
            stream.flush()
            os.fsync(stream.fileno())
        _check(package, changed, dropped, temporary)
        shutil.copymode(path, temporary)
        if path.read_bytes() != package.data:
            raise WorkbookError(f"{path.name} was changed by another program meanwhile. Close it there and try again.")
        backup = backup_path(path)
        _copy(path, backup)
        os.replace(temporary, path)
    except OSError as error:
        reason = error.strerror or error
        raise WorkbookError(
            f"{path.name} could not be written ({reason}) and is as it was. "
            "Close it elsewhere, check the free space, and try again."
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return backup


def _write(package: Package, changed: Mapping[str, bytes], dropped: Collection[str], stream: object) -> None:
    with zipfile.ZipFile(stream, "w") as archive:  # type: ignore[call-overload]
        for name, old in package.members.items():
            if name in dropped:
                continue
            member = zipfile.ZipInfo(name, old.date_time)
            member.compress_type = old.compress_type
            member.external_attr, member.create_system = old.external_attr, old.create_system
            archive.writestr(member, changed[name] if name in changed else package.read(name))


def _check(package: Package, changed: Mapping[str, bytes], dropped: Collection[str], written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        names = archive.namelist()
        if names != [name for name in package.members if name not in dropped]:
            raise _not_as_meant(package)
        for name in names:
            data = archive.read(name)
            if digest(data) != (digest(changed[name]) if name in changed else package.digests[name]):
                raise _not_as_meant(package)
            if name in changed and not name.endswith(".vml"):
                check(data, name)


def _copy(source: Path, target: Path) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.stem}.", suffix=".tmp", dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        shutil.copy2(source, temporary)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _not_as_meant(package: Package) -> WorkbookError:
    return WorkbookError(
        f"{package.path.name}: the new file did not read back as it was written, so the workbook was left as it was. "
        "Check the disk and try again."
    )
