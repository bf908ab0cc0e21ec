"""Did Excel save, close or open a workbook? An event may forbid it without an error, or fail after it was done.

So it is asked what is the case now. Errors are caught whatever their class: COM has its own, which exist on Windows
only.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from smo_metrics.errors import WorkbookError

if TYPE_CHECKING:
    import xlwings as xw

_NO_LINKS, _IGNORE_READ_ONLY_RECOMMENDED = 0, True


def is_open(app: xw.App, name: str) -> bool:
    """Tell whether a workbook of this name is open, of which Excel never has two; not if it cannot be told."""
    with suppress(Exception):
        return name.lower() in [book.name.lower() for book in app.books]
    return False


def open_file(app: xw.App, path: Path) -> None:
    """Open a workbook's file in Excel, without fetching what it links to."""
    # Not xlwings' books.open: it turns the user's drive letter into a server's path. By place, as pywin32 demands.
    options = (_NO_LINKS, None, None, None, None, _IGNORE_READ_ONLY_RECOMMENDED)
    _insist(lambda: app.api.Workbooks.Open(str(path), *options), lambda: is_open(app, path.name), "did not open it")


def save(book: xw.Book) -> None:
    """Save a workbook, or raise."""
    _insist(book.save, lambda: bool(book.api.Saved), "did not save it: a macro or an add-in forbids it")


def close(book: xw.Book) -> None:
    """Close a saved workbook, or raise."""
    app, name = book.app, book.name
    _insist(book.close, lambda: not is_open(app, name), "did not close it: a macro or an add-in forbids it")


def _insist(step: Callable[[], object], is_done: Callable[[], bool], otherwise: str) -> None:
    try:
        step()
        error = None
    except Exception as raised:
        error = raised
    if not is_done():
        raise error or WorkbookError(f"Excel {otherwise}")
