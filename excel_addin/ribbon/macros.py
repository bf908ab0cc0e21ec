"""What does each button of the ribbon do? One function a button, which returns the sentences to show."""

from __future__ import annotations

import struct
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from excel_addin.ribbon.exchange import drop_leftovers
from excel_addin.ribbon.insert import insert_formula
from excel_addin.ribbon.network import check_sources, is_on_another_drive
from excel_addin.ribbon.on_disk import copy_of, file_of
from excel_addin.ribbon.open_book import open_file
from excel_addin.ribbon.replace import replace
from smo_metrics import __version__
from smo_metrics.errors import WorkbookError
from smo_metrics.settings import Source
from smo_metrics.workbook import TEMPLATES, RefreshReport, create, refresh
from smo_metrics.workbook.sources import source_path
from smo_metrics.workbook.xlsx.read import read_meta
from smo_metrics.workbook.xlsx.save import backup_path

if TYPE_CHECKING:
    import xlwings as xw

_UNDO = "As it was before: SMO > Undo refresh."
_STEPS = (
    "1. SMO > New from template: choose a folder and a name.",
    "2. On the sheet Settings, write the project's name and time zone; save.",
    "3. SMO > Import export, and Import roster if you have one.",
    "4. Read the three sentences on top of the dashboard.",
    "5. Each week, export to the same file name again and press SMO > Refresh.",
)


def import_export(book: xw.Book, table: Literal["labels", "roster"], file: Path) -> str:
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
    total = f"{report.review.alpha.labels:,} of {len(report.review.labels):,} labels count towards agreement."
    checks = [] if found else [f"All {len(report.review.checks)} checks are ok."]
    return "\n".join([*read, total, *checks, *found, *notes, *report.remarks, "Nothing was changed."])


def undo_refresh(book: xw.Book) -> str:
    """Change places with the workbook as it was before the last refresh."""
    path = file_of(book)
    before = backup_path(path)
    if not before.exists():
        raise WorkbookError(f"there is no {before.name} beside the workbook. Nothing to undo; refresh it first.")
    if not _is_ours(before):
        raise WorkbookError(
            f"{before.name} is no workbook made from a template of ours, so {path.name} was left as it is. "
            f"Nothing to undo: give {before.name} another name, and refresh {path.name}."
        )
    with tempfile.TemporaryDirectory(prefix="smo-", ignore_cleanup_errors=True) as place:
        remarks = replace(book, copy_of(book, Path(place)), before)
    done = "The workbook is as before the last refresh. To return to the refreshed one: SMO > Undo refresh again."
    return "\n".join([*remarks, done])


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

    def progress(step: str) -> None:
        app.status_bar = f"SMO: {step} …"

    with tempfile.TemporaryDirectory(prefix="smo-", ignore_cleanup_errors=True) as place:
        copy = copy_of(book, Path(place))
        check_sources(copy, path, [source.path for source in data])
        report = refresh(copy, data=data, remember=remember, folder=path.parent, progress=progress)
        if write and report.patch.backup is not None:
            remarks = replace(book, report.patch.backup, copy)
    if write:
        drop_leftovers(path)
    return report, remarks


def _is_ours(path: Path) -> bool:
    try:
        return read_meta(path).get("template") in TEMPLATES
    except WorkbookError:
        return False


def _told(report: RefreshReport) -> list[str]:
    return [*report.review.headlines, *report.remarks]
