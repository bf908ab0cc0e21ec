"""A workbook with the sample project in it: its settings, calendars, records and exports."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smo_metrics.demo import SAMPLE
from smo_metrics.errors import WorkbookError
from smo_metrics.settings import Source
from smo_metrics.workbook.books import BOOKS, book_of
from smo_metrics.workbook.create import create
from smo_metrics.workbook.refresh import RefreshReport, refresh
from smo_metrics.workbook.xlsx.content import Content, ManagedTable
from smo_metrics.workbook.xlsx.exchange import backup_path
from smo_metrics.workbook.xlsx.patch import patch
from smo_metrics.workbook.xlsx.read import read_tables

if TYPE_CHECKING:
    import pandas as pd

FOLDER = "sample_project"
_KEYS = {"Settings": ("setting",), "Calendars": ("team",)}


def create_sample(
    template: str, path: str | Path, *, progress: Callable[[str], None] = lambda step: None
) -> RefreshReport:
    """See what a template shows when it is full: a new workbook with the sample project, refreshed.

    The sample's exports are put into a folder ``sample_project`` beside the workbook, which lists them as its sources:
    change one of them and refresh, to see what happens.

    Parameters
    ----------
    template : str
        One of `smo_metrics.workbook.books.BOOKS`.
    path : str or Path
        The new workbook; nothing is overwritten.
    progress : callable
        Called with a few words at the start of each step.

    Raises
    ------
    WorkbookError
        A template without sample, a workbook or a file of that name that exists and is another.
    """
    book = book_of(template)
    if book is None:
        raise WorkbookError(f"{template} has no sample project; there is one for {', '.join(BOOKS)}.")
    path = Path(path)
    files = {table: SAMPLE / f"{table}.csv" for table in book.data}
    create(template, path)
    try:
        _place(files, path.parent / FOLDER)
        held = read_tables(path, ["Settings", *_KEYS, *book.records])
        filled = {name: frame for name, rows in held.items() if (frame := _filled(name, rows)) is not None}
        patch(path, Content({name: ManagedTable(frame, _key(name, frame)) for name, frame in filled.items()}))
        sources = [Source(path=f"{FOLDER}/{file.name}", table=table) for table, file in files.items()]
        report = refresh(path, data=sources, remember=True, progress=progress)
    except BaseException:
        path.unlink()
        raise
    finally:
        backup_path(path).unlink(missing_ok=True)
    return report


def _place(files: dict[str, Path], folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
        for file in files.values():
            target = folder / file.name
            if target.exists() and target.read_bytes() != file.read_bytes():
                raise WorkbookError(f"{target} exists and is not the sample's. Choose another folder.")
            shutil.copyfile(file, target)
    except OSError as error:
        raise WorkbookError(f"{folder}: the sample cannot be put there ({error.strerror}).") from None


def _filled(table: str, rows: pd.DataFrame) -> pd.DataFrame | None:
    """Give a table of the workbook with the sample's rows; None where the sample has none for it."""
    import pandas as pd

    if table == "Settings":
        given = tomllib.loads((SAMPLE / "settings.toml").read_text(encoding="utf-8"))
        pairs = zip(rows["setting"], rows["value"], strict=True)
        return rows.assign(value=[_cell(given.get(name, old)) for name, old in pairs])
    if table == "Calendars":
        lines = (SAMPLE / "calendars.txt").read_text(encoding="utf-8").splitlines()
        return pd.DataFrame([line.split(" = ", 1) for line in lines if line], columns=["team", "hours"])
    file = SAMPLE / f"{table.lower()}.csv"
    if not file.exists():
        return None
    frame = pd.read_csv(file, dtype=object, keep_default_na=False)
    shared = [name for name in frame if name in rows]
    return pd.DataFrame({name: [_typed(text) for text in frame[name]] for name in shared}, dtype=object)


def _key(table: str, frame: pd.DataFrame) -> tuple[str, ...]:
    return _KEYS.get(table, (str(frame.columns[0]),))


def _cell(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list) else value


def _typed(text: str) -> Any:
    """Read a date or a number of a record as what it is; all else is text."""
    for read in (date.fromisoformat, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text or None
