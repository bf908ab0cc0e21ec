"""How does an open workbook get new contents? Through its file, so that the engine of the shell does all the writing.

Every failure that leaves Excel (COM) or the disk is caught here whatever its class, because a workbook that was closed
has to be opened again in any case.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from excel_addin.ribbon.selection import selected_cells
from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx.save import backup_path

if TYPE_CHECKING:
    import xlwings as xw

_SUFFIXES = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class _View:
    """The sheet and the cells that the user looked at; no cells where a chart was selected."""

    sheet: str
    cells: str | None


def file_of(book: xw.Book) -> Path:
    """Give the file of an open workbook, which must be one that can be replaced.

    Raises
    ------
    WorkbookError
        Never saved, on the web, read-only, or not in the format of a workbook of ours.
    """
    # Not xlwings' book.fullname: for a web address it reads a configuration sheet of the workbook.
    name, where = book.name, book.api.FullName
    if not book.api.Path:
        raise WorkbookError(f"{name} has never been saved. Save it in a folder of this computer, then try again.")
    if "://" in where:
        raise WorkbookError(
            f"{name} is open from the web (OneDrive or SharePoint). Save a copy in a folder outside OneDrive "
            "(File > Save a Copy), open that, and try again."
        )
    if book.api.ReadOnly:
        raise WorkbookError(
            f"{name} is open read-only. Close it where else it is open, or save it under another name, and try again."
        )
    if Path(where).suffix.lower() not in _SUFFIXES:
        raise WorkbookError(f"{name} is not an .xlsx workbook. Save it as .xlsx (File > Save As), then try again.")
    return Path(where)


def copy_of(book: xw.Book, folder: Path) -> Path:
    """Write the workbook as it is now, unsaved edits included, under its own name into another folder."""
    copy = folder / file_of(book).name
    try:
        book.api.SaveCopyAs(str(copy))
    except Exception as error:
        raise WorkbookError(
            f"Excel could not make a copy of {copy.name} to work on ({type(error).__name__}). Nothing was changed. "
            "Check the free space of this computer, and try again."
        ) from error
    return copy


def open_file(app: xw.App, path: Path) -> None:
    """Open a workbook's file in Excel, without fetching what it links to."""
    # Not xlwings' books.open: it turns the user's drive letter into a server's path.
    app.api.Workbooks.Open(str(path), 0)


def replace(book: xw.Book, new: Path) -> None:
    """Save and close a workbook, put another file in its place, and open that where the user was.

    Parameters
    ----------
    book : xlwings.Book
        The open workbook. Its file as saved stays beside it as ``*.before-refresh.xlsx``.
    new : Path
        The file to take its place; it is copied.

    Raises
    ------
    WorkbookError
        The workbook is open as the user saw it, saved.
    """
    app, path = book.app, file_of(book)
    try:
        cells = selected_cells(app)
        view = _View(book.sheets.active.name, cells.address if cells else None)
        book.save()
        book.close()
    except Exception as error:
        raise WorkbookError(
            f"Excel could not save and close {path.name} ({type(error).__name__}), so it was left as it is. "
            "Save it yourself (File > Save), then try again."
        ) from error
    try:
        with _in_place_of(path, new):
            open_file(app, path)
    except Exception as error:
        _open_again(app, path, view, error)
    _show(app, path, view)


@contextmanager
def _in_place_of(path: Path, new: Path) -> Iterator[None]:
    """Put a copy of `new` at `path` and the old file at its backup; take both back if the block fails.

    All copies are made first, so that a full disk is met while nothing has moved. They lie beside the file, not in a
    folder of their own, whose permissions a file would keep when it moves.
    """
    backup = backup_path(path)
    copies: list[Path] = []

    def copied(source: Path) -> Path:
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=".tmp", dir=path.parent)
        os.close(handle)
        copies.append(Path(name))
        shutil.copy2(source, name)
        return Path(name)

    try:
        fresh, kept, old = copied(new), copied(path), copied(path)
        former = copied(backup) if backup.exists() else None
        try:
            os.replace(kept, backup)
            os.replace(fresh, path)
            yield
        except BaseException:
            os.replace(old, path)
            if former:
                os.replace(former, backup)
            else:
                backup.unlink(missing_ok=True)
            raise
    finally:
        for copy in copies:
            with suppress(OSError):
                copy.unlink(missing_ok=True)


def _open_again(app: xw.App, path: Path, view: _View, cause: Exception) -> NoReturn:
    why = type(cause).__name__
    try:
        open_file(app, path)
    except Exception:
        raise WorkbookError(
            f"{path.name} was closed, and Excel cannot open it again ({why}). Its file is whole: open it yourself."
        ) from cause
    _show(app, path, view)
    raise WorkbookError(
        f"the new {path.name} could not be put in its place or opened ({why}). The workbook is open as it was, saved. "
        "Check the free space, and that no other program holds the file, and try again."
    ) from cause


def _show(app: xw.App, path: Path, view: _View) -> None:
    # The work is done by now; a sheet that cannot be shown again must not look like a failure of it.
    with suppress(Exception):
        sheet = app.books[path.name].sheets[view.sheet]
        sheet.api.Activate()
        if view.cells:
            sheet.range(view.cells).select()
