"""Which file does an open workbook have, and what does the workbook hold now?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from smo_metrics.errors import WorkbookError

if TYPE_CHECKING:
    import xlwings as xw

_SUFFIXES = (".xlsx", ".xlsm")


def file_of(book: xw.Book) -> Path:
    """Give the file of an open workbook, which must be one that can be replaced.

    Raises
    ------
    WorkbookError
        Never saved, on the web, read-only, a link, or not in the format of a workbook of ours.
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
    path = Path(where)
    if path.suffix.lower() not in _SUFFIXES:
        raise WorkbookError(f"{name} is not an .xlsx workbook. Save it as .xlsx (File > Save As), then try again.")
    # Replacing it would make a plain file of it; and following it turns the user's drive letter into a server's path.
    if path.is_symlink():
        raise WorkbookError(f"{name} is a link to {path.readlink()}. Open that file itself, then try again.")
    return path


def copy_of(book: xw.Book, folder: Path) -> Path:
    """Write the workbook as it is now, unsaved edits included, under its own name into another folder."""
    copy = folder / file_of(book).name
    try:
        book.api.SaveCopyAs(str(copy))
        why = "a macro or an add-in forbids it"
    except Exception as error:
        # Of whatever class: COM has its own, which exist on Windows only.
        why = type(error).__name__
    if not copy.is_file():
        raise WorkbookError(
            f"Excel could not make a copy of {copy.name} to work on ({why}). Nothing was changed. "
            "Check the free space of this computer, and try again."
        )
    return copy
