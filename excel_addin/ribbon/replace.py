"""How does an open workbook get new contents? Through its file, so that the engine of the shell does all the writing.

Every failure that leaves Excel (COM) or the disk is caught here whatever its class, because a workbook that was closed
has to be opened again in any case.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from excel_addin.ribbon.exchange import Exchange, exchange
from excel_addin.ribbon.on_disk import file_of
from excel_addin.ribbon.open_book import close, is_open, open_file, save
from excel_addin.ribbon.selection import selected_cells
from smo_metrics.errors import SmoError, WorkbookError
from smo_metrics.workbook.xlsx.exchange import backup_path

if TYPE_CHECKING:
    import xlwings as xw


@dataclass(frozen=True, slots=True)
class _View:
    """The sheet and the cells that the user looked at; no cells where a chart was selected."""

    sheet: str
    cells: str | None


def replace(book: xw.Book, now: Path, new: Path) -> list[str]:
    """Save and close a workbook, put another file in its place, and open that where the user was.

    Parameters
    ----------
    book : xlwings.Book
        The open workbook.
    now : Path
        A copy of it, unsaved edits included; it is kept beside the workbook as ``*.before-refresh.xlsx``.
    new : Path
        The file to take its place; it is copied.

    Returns
    -------
    list of str
        What the user should know of the workbook as it was opened.

    Raises
    ------
    WorkbookError
        The workbook is as the user saw it; the message says whether it is open, and what could not be put back.
    """
    app, path = book.app, file_of(book)
    view = _view_of(book)
    with exchange(path, now, new) as files:
        _keep_and_save(book, files)
        try:
            close(book)
            files.enter()
            open_file(app, path)
        except Exception as error:
            _take_back(app, files, view, error)
    _show(app, path, view)
    return _remarks(app, path)


def _keep_and_save(book: xw.Book, files: Exchange) -> None:
    name, backup = files.path.name, backup_path(files.path).name
    try:
        files.keep()
    except OSError as error:
        files.take_back(closed=False)
        raise WorkbookError(
            f"{backup}, where {name} is kept as it is now, cannot be written ({error.strerror}). {name} was left as "
            f"it is. Close {backup} where it is open, and try again.{_stranded(files)}"
        ) from error
    try:
        save(book)
    except Exception as error:
        files.take_back(closed=False)
        raise WorkbookError(
            f"Excel could not save {name} ({_why(error)}), so it was left as it is. "
            f"Save it yourself (File > Save), then try again.{_stranded(files)}"
        ) from error


def _take_back(app: xw.App, files: Exchange, view: _View | None, cause: Exception) -> None:
    """Put everything back and raise, unless the new workbook turns out to be in its place and open."""
    name = files.path.name
    opened = is_open(app, name)
    if not (files.is_done and opened):
        files.take_back(closed=not opened)
    if not opened:
        with suppress(Exception):
            open_file(app, files.path)
        opened = is_open(app, name)
    if files.is_done and opened:
        return
    _show(app, files.path, view)
    raise WorkbookError(f"{_outcome(files, opened, _why(cause))}{_stranded(files)}") from cause


def _outcome(files: Exchange, opened: bool, why: str) -> str:
    name, backup = files.path.name, backup_path(files.path).name
    if files.is_done:
        return (
            f"the new {name} is in its place, but Excel cannot open it ({why}). Its file is whole: open it yourself. "
            f"As it was before: {backup}, beside it."
        )
    if opened:
        return (
            f"{name} could not be closed, replaced and opened ({why}). The workbook is open as it was, saved. "
            "Check the free space, and that no other program or macro holds the file, and try again."
        )
    return f"{name} was closed, and Excel cannot open it again ({why}). Its file is whole, as it was: open it yourself."


def _stranded(files: Exchange) -> str:
    if not files.stranded:
        return ""
    return (
        f" {backup_path(files.path).name} is now a copy of the workbook as it is; as it was before the last refresh: "
        f"{files.stranded.name}, beside it, until the next refresh."
    )


def _why(error: Exception) -> str:
    # The text of an error of Excel's may quote a cell.
    return str(error) if isinstance(error, SmoError) else type(error).__name__


def _view_of(book: xw.Book) -> _View | None:
    with suppress(Exception):
        cells = selected_cells(book.app)
        return _View(book.sheets.active.name, cells.address if cells else None)
    return None


def _show(app: xw.App, path: Path, view: _View | None) -> None:
    # The work is done by now; a sheet that cannot be shown again must not look like a failure of it.
    if view is None:
        return
    with suppress(Exception):
        sheet = app.books[path.name].sheets[view.sheet]
        sheet.api.Activate()
        if view.cells:
            sheet.range(view.cells).select()


def _remarks(app: xw.App, path: Path) -> list[str]:
    with suppress(Exception):
        if app.books[path.name].api.ReadOnly:
            return [
                f"Excel opened {path.name} read-only: something else holds the file. Close it here and where else it "
                "is open, and open it again before you edit it."
            ]
    return []
