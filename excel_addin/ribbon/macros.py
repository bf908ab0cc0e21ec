"""What does each button of the ribbon do? One function a button, which returns the sentences to show."""

from __future__ import annotations

import shutil
import struct
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from excel_addin.ribbon.clipboard import put_on_clipboard
from excel_addin.ribbon.insert import insert_formula
from excel_addin.ribbon.network import check_sources, is_on_another_drive
from excel_addin.ribbon.on_disk import copy_of, file_of
from excel_addin.ribbon.open_book import open_file
from excel_addin.ribbon.replace import replace
from smo_metrics import __version__
from smo_metrics.errors import WorkbookError
from smo_metrics.settings import Source
from smo_metrics.settings.project import SourceTable
from smo_metrics.workbook import RefreshReport, create, refresh
from smo_metrics.workbook.rebuild import rebuild
from smo_metrics.workbook.report import Report, weekly_report, write_report
from smo_metrics.workbook.sources import source_path
from smo_metrics.workbook.undo import workbook_before
from smo_metrics.workbook.xlsx.exchange import drop_leftovers

if TYPE_CHECKING:
    import xlwings as xw

_UNDO = "As it was before: SMO > Undo refresh."
_STEPS = (
    "1. SMO > New from template: choose a folder and a name.",
    "2. On the sheet Settings, write the project's name and time zone; save.",
    "3. SMO > Import export for labels; Import events, volumes or roster for the others that the workbook takes.",
    "4. Read the three sentences on top of the dashboard.",
    "5. Each week, export to the same file name again and press SMO > Refresh.",
)


def import_export(book: xw.Book, table: SourceTable, file: Path) -> str:
    """Add a file to the workbook's sources and refresh it."""
    folder = file_of(book).parent
    listed = str(file) if is_on_another_drive(file, folder) else source_path(file, folder)
    source = Source(path=listed, table=table)
    report, remarks = _refreshed(book, data=[source], remember=True, write=True)
    return "\n".join([*report.reads[-1].sentences, *_told(report), *remarks, _UNDO])


def refresh_sources(book: xw.Book) -> str:
    """Read the workbook's sources again and bring every figure up to date."""
    report, remarks = _refreshed(book, write=True)
    if report.patch.backup is None:
        return "\n".join(["Everything is up to date; nothing was changed.", *_told(report)])
    own = [] if report.reads else ["No source is listed: computed from the workbook's own tables."]
    return "\n".join([*own, *_told(report), *remarks, _UNDO])


def check_data(book: xw.Book) -> str:
    """Say what a refresh would read and count, and change nothing."""
    report, _ = _refreshed(book, write=False)
    read = [f"{one.name}: {one.rows:,} rows." for one in report.reads]
    notes = [note for one in report.reads for note in one.notes]
    failed = report.review.checks[~report.review.checks["ok"].astype(bool)]
    found = [
        f"Look: {row['check']}: {row['expected']:,} expected, {row['found']:,} found. {row['explanation']}"
        for row in failed.to_dict("records")
    ]
    checks = [] if found else [f"All {len(report.review.checks)} checks are ok."]
    return "\n".join([*read, report.covers, *checks, *found, *notes, *report.remarks, "Nothing was changed."])


def undo_refresh(book: xw.Book) -> str:
    """Change places with the workbook as it was before the last refresh."""
    path = file_of(book)
    before = workbook_before(path)
    with tempfile.TemporaryDirectory(prefix="smo-", ignore_cleanup_errors=True) as place:
        remarks = replace(book, copy_of(book, Path(place)), before)
    done = "The workbook is as before the last refresh. To return to the refreshed one: SMO > Undo refresh again."
    return "\n".join([*remarks, done])


def copy_update(book: xw.Book) -> str:
    """Put the weekly update on the clipboard, to be pasted into a chat or a mail."""
    put_on_clipboard(_update(book).update.markdown)
    return "The weekly update is on the clipboard: paste it into a chat or a mail."


def save_update(book: xw.Book) -> str:
    """Write the weekly update beside the workbook, as HTML for a mail and as text for a chat."""
    markdown, html = write_report(_update(book), file_of(book).parent)
    return f"The weekly update is beside the workbook: {html.name} (for a mail, with charts) and {markdown.name}."


def rebuild_workbook(book: xw.Book) -> str:
    """Carry a workbook that lost its tables into a fresh one, and keep the old one beside it."""
    app, path = book.app, file_of(book)
    with tempfile.TemporaryDirectory(prefix="smo-", ignore_cleanup_errors=True) as place:
        copy = copy_of(book, Path(place))
        report = rebuild(copy, progress=_in_status_bar(app))
        remarks = replace(book, report.kept, copy)
        shutil.copy2(report.kept, path.with_name(report.kept.name))
    drop_leftovers(path)
    carried = [f"{name}: {rows:,} rows carried over." for name, rows in report.carried.items()]
    return "\n".join([*carried, *report.left_behind, *report.notes, *remarks, _UNDO])


def new_workbook(app: xw.App, template: str, path: Path) -> str:
    """Create a workbook from a template and open it."""
    if path.name.lower() in [book.name.lower() for book in app.books]:
        raise WorkbookError(f"a workbook named {path.name} is open. Close it, or choose another name.")
    create(template, path)
    try:
        open_file(app, path)
    except Exception as error:
        # Of whatever class: COM has its own, which exist on Windows only.
        raise WorkbookError(
            f"{path.name} was created, but Excel could not open it ({type(error).__name__}). Open it from its folder."
        ) from error
    return ""


def insert(book: xw.Book, name: str) -> str:
    """Write a sample formula beside the selection."""
    insert_formula(book, name)
    return ""


def getting_started() -> str:
    """Say how a first workbook is made."""
    return "\n".join(_STEPS)


def doctor() -> str:
    """Say what stands between a cell and Python, and how to mend it."""
    from excel_addin.doctor import examine

    checks = examine()
    faults = [f"{check.name}: {check.found}. {check.mend}" for check in checks if check.ok is False]
    return "\n".join(faults) or f"No fault found in {len(checks)} checks."


def about(app: xw.App) -> str:
    """Name the versions at work."""
    import xlwings

    python = ".".join(map(str, sys.version_info[:3]))
    return "\n".join(
        [
            f"smo_metrics {__version__}",
            f"xlwings {xlwings.__version__}",
            f"Python {python}, {8 * struct.calcsize('P')} bit: {sys.executable}",
            f"Excel {app.version}",
        ]
    )


def _refreshed(
    book: xw.Book, *, write: bool, data: Sequence[Source] = (), remember: bool = False
) -> tuple[RefreshReport, list[str]]:
    """Refresh a copy of the workbook; most that can go wrong goes wrong there. Then let it take the book's place."""
    app, path = book.app, file_of(book)
    remarks: list[str] = []
    with tempfile.TemporaryDirectory(prefix="smo-", ignore_cleanup_errors=True) as place:
        copy = copy_of(book, Path(place))
        check_sources(copy, path, [source.path for source in data])
        report = refresh(copy, data=data, remember=remember, folder=path.parent, progress=_in_status_bar(app))
        if write and report.patch.backup is not None:
            remarks = replace(book, report.patch.backup, copy)
    if write:
        drop_leftovers(path)
    return report, remarks


def _update(book: xw.Book) -> Report:
    """Compute the update from the workbook as it is, unsaved edits included."""
    with tempfile.TemporaryDirectory(prefix="smo-", ignore_cleanup_errors=True) as place:
        return weekly_report(copy_of(book, Path(place)), progress=_in_status_bar(book.app))


def _in_status_bar(app: xw.App) -> Callable[[str], None]:
    def show(step: str) -> None:
        app.status_bar = f"SMO: {step} …"

    return show


def _told(report: RefreshReport) -> list[str]:
    return [*report.review.headlines, *report.remarks]
