"""Carry a workbook that lost its tables, or is of an older schema, into a fresh one from its template."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smo_metrics._json import SCHEMA
from smo_metrics.errors import SmoError, WorkbookError
from smo_metrics.status.basis.wording import count
from smo_metrics.workbook.books import BOOKS, book_of
from smo_metrics.workbook.create import create
from smo_metrics.workbook.rebuilding.carried_settings import carried_settings
from smo_metrics.workbook.rebuilding.grids import FoundTable, Grid, find_headers, read_grids, rows_below
from smo_metrics.workbook.refresh import refresh
from smo_metrics.workbook.xlsx.content import Content, ManagedTable
from smo_metrics.workbook.xlsx.exchange import backup_path
from smo_metrics.workbook.xlsx.layout import Layout, Table
from smo_metrics.workbook.xlsx.package import open_package
from smo_metrics.workbook.xlsx.patch import patch
from smo_metrics.workbook.xlsx.read import META_SHEET, read_meta, read_tables
from smo_metrics.workbook.xlsx.save import check_writable

if TYPE_CHECKING:
    import pandas as pd

_CONTROL = ("Settings", "Sources", "CategoryOrder", "Calendars", "Targets", "Orphans")


@dataclass(frozen=True, slots=True, eq=False)
class RebuildReport:
    """What a rebuild carried over, and what it left in the old file.

    Attributes
    ----------
    path : Path
        The workbook, new.
    template : str
    kept : Path
        The old file.
    carried : dict of str to int
        Table -> rows that were carried over.
    left_behind : tuple of str
        What is in the old file only, one sentence each.
    notes : tuple of str
        What else to know: whether the figures could be computed.
    """

    path: Path
    template: str
    kept: Path
    carried: dict[str, int]
    left_behind: tuple[str, ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary."""
        return {
            "schema": SCHEMA,
            "workbook": str(self.path),
            "template": self.template,
            "kept": str(self.kept),
            "carried": dict(self.carried),
            "left_behind": list(self.left_behind),
            "notes": list(self.notes),
        }


def rebuild(
    path: str | Path,
    *,
    template: str | None = None,
    folder: Path | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> RebuildReport:
    """Make a whole workbook again of one that can no longer be refreshed.

    Tables are found by their headers, on whatever sheet they are. Settings, sources, records, history and the rows of
    exports are carried over; every figure is computed anew from these rows. Own sheets, notes, colours and charts stay
    in the old file, which is kept as ``*.before-rebuild.xlsx``.

    Parameters
    ----------
    path : str or Path
        The workbook; replaced at once or not at all.
    template : str, optional
        What it was made from; found out by default.
    folder : Path, optional
        Where the new workbook is made before it takes the old one's place; the workbook's folder by default.
    progress : callable
        Called with a few words at the start of each step.

    Raises
    ------
    WorkbookError
        No workbook, one that must not be changed, a template that cannot be told; the workbook is as it was.
    """
    path = Path(path).resolve()
    progress("reading the workbook")
    grids = read_grids(path)
    check_writable(path)
    if path.suffix.lower() != ".xlsx":
        raise WorkbookError(f"{path.name} may hold macros, which a rebuild cannot carry over. Save it as .xlsx first.")
    template = template or _template_of(path, grids)
    if template not in BOOKS:
        raise WorkbookError(f"there is no template {template!r} to rebuild into; there are {', '.join(BOOKS)}.")
    kept = path.with_name(f"{path.stem}.before-rebuild{path.suffix}")
    with tempfile.TemporaryDirectory(prefix=f".{path.stem}.", dir=folder or path.parent) as place:
        fresh = create(template, Path(place) / f"{path.stem}.xlsx")
        progress("finding the tables")
        keys = _keys(fresh)
        carried, left_behind = _carry(grids, fresh, template, keys)
        patch(fresh, Content({name: ManagedTable(frame, keys[name]) for name, frame in carried.items()}))
        notes = _compute(fresh, progress)
        backup_path(fresh).unlink(missing_ok=True)
        progress("putting it in place")
        shutil.copy2(path, Path(place) / kept.name)
        os.replace(Path(place) / kept.name, kept)
        os.replace(fresh, path)
    return RebuildReport(
        path=path,
        template=template,
        kept=kept,
        carried={name: len(frame) for name, frame in carried.items()},
        left_behind=(*left_behind, *_own(kept, path)),
        notes=notes,
    )


def _carried_tables(template: str) -> tuple[str, ...]:
    """Name the tables that no refresh can compute again."""
    book = book_of(template)
    assert book is not None
    return (*_CONTROL, *(name.capitalize() for name in book.data), *book.records)


def _keys(fresh: Path) -> dict[str, tuple[str, ...]]:
    """Give each table's key: what `_meta` says; the first column of a table that only people fill."""
    keys = {name[4:]: tuple(value.split(",")) for name, value in read_meta(fresh).items() if name.startswith("key:")}
    tables = Layout(open_package(fresh)).tables
    firsts = {name: (table.columns[0].header,) for name, table in tables.items()}
    return {**firsts, "Targets": ("by", "value"), "Orphans": ("sheet", "key", "where"), **keys}


def _template_of(path: Path, grids: dict[str, Grid]) -> str:
    """Take the template that `_meta` names, or else the only one whose computed tables the workbook has."""
    meta = find_headers(grids, ("name", "value"), META_SHEET, ("name", "value"))
    if meta is not None:
        facts = rows_below(grids[meta.sheet], meta)
        named = dict(zip(facts["name"], facts["value"], strict=True)).get("template")
        if named in BOOKS:
            return str(named)
    found = {name: _likeness(name, grids) for name in BOOKS}
    best = max(found.values())
    likely = [name for name, share in found.items() if share == best and share > 0]
    if len(likely) != 1:
        raise WorkbookError(
            f"{path.name} does not say which template it was made from. Name it: smo-metrics rebuild {path.name} "
            f"--template NAME (one of {', '.join(BOOKS)})."
        )
    return likely[0]


def _likeness(template: str, grids: dict[str, Grid]) -> float:
    """Give the share of a template's tables whose headers the workbook has."""
    with tempfile.TemporaryDirectory() as place:
        layout = Layout(open_package(create(template, Path(place) / "fresh.xlsx")))
    tables = [table for table in layout.tables.values() if table.sheet != META_SHEET]
    return sum(_found(table, grids, ()) is not None for table in tables) / len(tables)


def _found(table: Table, grids: dict[str, Grid], key: tuple[str, ...]) -> FoundTable | None:
    headers = [column.header for column in table.columns]
    return find_headers(grids, headers, table.sheet, [header for header in headers if header in key])


def _carry(
    grids: dict[str, Grid], fresh: Path, template: str, keys: dict[str, tuple[str, ...]]
) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Find each table that is to be carried; say what was not found or did not fit."""
    import pandas as pd

    layout = Layout(open_package(fresh))
    carried: dict[str, pd.DataFrame] = {}
    sentences = []
    for name in _carried_tables(template):
        if name not in layout.tables:
            continue
        table = layout.tables[name]
        found = _found(table, grids, keys.get(name, ()))
        if found is None:
            sentences.append(f"No table {name} was found; it begins empty.")
            continue
        frame = pd.DataFrame(rows_below(grids[found.sheet], found), dtype=object)
        if name == "Settings":
            old = dict(zip(frame["setting"], frame["value"], strict=True))
            frame, told = carried_settings(read_tables(fresh, [name])[name], old)
            sentences += told
        if found.extra:
            sentences.append(f"{name}: the columns {', '.join(found.extra)} of your own were not carried over.")
        if len(frame):
            carried[name] = frame
    return carried, sentences


def _compute(fresh: Path, progress: Callable[[str], None]) -> tuple[str, ...]:
    try:
        return refresh(fresh, own_rows=True, progress=progress).notes
    except SmoError as error:
        return (f"The figures are not computed yet: {error}",)


def _own(kept: Path, path: Path) -> list[str]:
    """Say which sheets and notes only the old file has."""
    old, new = Layout(open_package(kept)), Layout(open_package(path))
    sheets = [name for name in old.sheets if name not in new.sheets]
    package = old.package
    comments = [part for part in package.members if re.search(r"comments[^/]*/?[^/]*\.xml$", part)]
    notes = sum(len(re.findall(rb"<(?:\w+:)?(?:comment|threadedComment) ", package.read(part))) for part in comments)
    told = []
    if sheets:
        told.append(f"In {kept.name} only: {'sheet' if len(sheets) == 1 else 'sheets'} {', '.join(sheets)}.")
    if notes:
        told.append(f"In {kept.name} only: {count(notes, 'note')} and comments.")
    return [*told, f"Colours, columns and charts of your own stay in {kept.name}."]
