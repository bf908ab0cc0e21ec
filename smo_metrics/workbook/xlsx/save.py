"""How is a changed workbook written so that a failure leaves the old one whole?"""

from __future__ import annotations

import os
import shutil
import stat
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx.exchange import drop_leftovers, exchange, new_beside
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
    new: Path | None = None
    try:
        new = new_beside(path)
        with new.open("w+b") as stream:
            _write(package, changed, dropped, stream)
            stream.flush()
            os.fsync(stream.fileno())
        _check(package, changed, dropped, new)
        shutil.copymode(path, new)
        check_writable(path)
        if path.read_bytes() != package.data:
            raise WorkbookError(f"{path.name} was changed by another program meanwhile. Close it there and try again.")
        backup = exchange(path, new)
    except OSError as error:
        raise not_written(path, error) from error
    finally:
        if new is not None:
            new.unlink(missing_ok=True)
    drop_leftovers(path)
    return backup


def not_written(path: Path, error: OSError) -> WorkbookError:
    """Make the error for a workbook that the disk or another program kept from being written."""
    return WorkbookError(
        f"{path.name} could not be written ({error.strerror or error}) and is as it was. "
        "Close it elsewhere, check the free space, and try again."
    )


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
            if data != changed[name] if name in changed else digest(data) != package.digests[name]:
                raise _not_as_meant(package)
            if name in changed and not name.endswith(".vml"):
                check(data, name)


def _not_as_meant(package: Package) -> WorkbookError:
    return WorkbookError(
        f"{package.path.name}: the new file did not read back as it was written, so the workbook was left as it was. "
        "Check the disk and try again."
    )
