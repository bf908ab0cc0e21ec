"""How does a workbook's file get new contents so that everything there was before can be put back?"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx.exchange import backup_path


@dataclass(frozen=True, slots=True)
class Exchange:
    """Copies beside a workbook, each of which can take a place at once. One that took its place lies there no more.

    Attributes
    ----------
    path : Path
        The workbook's file.
    new : Path
        What is to take its place.
    kept, old : Path
        Twice what the user saw: for the backup, and to be put back at `path`.
    former : Path or None
        The backup until now.
    """

    path: Path
    new: Path
    kept: Path
    old: Path
    former: Path | None

    @property
    def is_done(self) -> bool:
        """The new contents are at their place."""
        return self.old.exists() and not self.new.exists()

    @property
    def stranded(self) -> Path | None:
        """The backup until now, where it was taken from its place and cannot return."""
        lost = self.former and self.former.exists() and not self.kept.exists() and not self.is_done
        return self.former if lost else None

    def keep(self) -> None:
        """Make what the user saw the backup; this can be done while the workbook is open."""
        os.replace(self.kept, backup_path(self.path))

    def enter(self) -> None:
        """Put the new contents at the workbook's place."""
        os.replace(self.new, self.path)

    def take_back(self, *, closed: bool) -> None:
        """Put back what can be put back: the workbook, where it was closed; then the backup, unless it is needed."""
        if closed:
            with suppress(OSError):
                os.replace(self.old, self.path)
            if self.old.exists():
                return
        if not self.kept.exists():
            with suppress(OSError):
                if self.former:
                    os.replace(self.former, backup_path(self.path))
                else:
                    backup_path(self.path).unlink()


@contextmanager
def exchange(path: Path, now: Path, new: Path) -> Iterator[Exchange]:
    """Make all copies first, so that a full disk or a locked folder is met while nothing has moved.

    They lie beside the workbook, not in a folder of their own, whose permissions a file would keep when it moves.

    Parameters
    ----------
    path : Path
        The workbook's file.
    now : Path
        A copy of what the user sees.
    new : Path
        What is to take its place.

    Raises
    ------
    WorkbookError
        The copies cannot be made.
    """
    copies: list[Path] = []

    def copied(source: Path) -> Path:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        os.close(handle)
        copies.append(Path(name))
        shutil.copy2(source, name)
        return Path(name)

    stranded = None
    try:
        try:
            backup = backup_path(path)
            former = copied(backup) if backup.exists() else None
            files = Exchange(path, copied(new), copied(now), copied(now), former)
            moment = files.new.stat().st_mtime_ns
            os.utime(files.kept, ns=(moment, moment))  # by which the shell's --undo sees that nobody saved since
        except OSError as error:
            raise WorkbookError(
                f"the folder of {path.name} takes no new file ({error.strerror}). Nothing was changed. Check that you "
                "may write there and that there is free space, and try again."
            ) from error
        try:
            yield files
        finally:
            stranded = files.stranded
    finally:
        for copy in copies:
            if copy != stranded:
                with suppress(OSError):
                    copy.unlink(missing_ok=True)
