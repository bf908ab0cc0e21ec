"""How does a new file take a workbook's place, and the old one its backup's, so that both happen or neither?"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from glob import escape
from pathlib import Path

_SAME_MOMENT_NS = 2_000_000_000  # what a FAT or zip file's time is rounded to


def backup_path(path: Path) -> Path:
    """Name the copy of a workbook as it was before a refresh."""
    return path.with_name(f"{path.stem}.before-refresh{path.suffix}")


def new_beside(path: Path) -> Path:
    """Make an empty file beside a workbook, on the same disk, so that it can take its place at once."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    os.close(handle)
    return Path(name)


def exchange(path: Path, new: Path) -> Path:
    """Put a new file in a workbook's place and keep the old one as its backup.

    The backup bears the new file's time: by that `is_changed_since` knows later whether anybody saved the workbook.
    Whenever this is stopped, the workbook is the old or the new one, whole; an error leaves the former backup too.

    Parameters
    ----------
    path : Path
        The workbook.
    new : Path
        A file in the same folder; it takes the workbook's place and lies there no more.

    Returns
    -------
    Path
        The backup.

    Raises
    ------
    OSError
        Nothing has changed.
    """
    backup = backup_path(path)
    copies: list[Path] = []

    def copied(source: Path) -> Path:
        copies.append(new_beside(path))
        shutil.copy2(source, copies[-1])
        _flush(copies[-1])
        return copies[-1]

    try:
        former = copied(backup) if backup.exists() else None
        kept = copied(path)
        moment = new.stat().st_mtime_ns
        os.utime(kept, ns=(moment, moment))
        os.replace(kept, backup)
        try:
            os.replace(new, path)
        except BaseException:
            with suppress(OSError):
                if former is None:
                    backup.unlink()
                else:
                    os.replace(former, backup)
            raise
    finally:
        for copy in copies:
            copy.unlink(missing_ok=True)
    return backup


def is_changed_since(path: Path, backup: Path) -> bool:
    """Say whether a workbook was saved after the exchange that made its backup."""
    return abs(path.stat().st_mtime_ns - backup.stat().st_mtime_ns) > _SAME_MOMENT_NS


def drop_leftovers(path: Path) -> None:
    """Delete the files beside a workbook that a writer left which was killed; they hold people's data."""
    for copy in path.parent.glob(f".{escape(path.name)}.????????.tmp"):
        with suppress(OSError):
            copy.unlink()


def _flush(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())
