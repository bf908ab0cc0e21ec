"""What a workbook says of itself: its template, its settings, its list of exports, the records people keep in it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smo_metrics.errors import SettingsError, WorkbookError
from smo_metrics.flow.hours.calendar_text import parse_calendars
from smo_metrics.readers import parse_columns
from smo_metrics.settings import Project, Source, load_project, load_source
from smo_metrics.workbook.books import Book, book_of
from smo_metrics.workbook.create import TEMPLATES
from smo_metrics.workbook.xlsx.error_values import check_error_values
from smo_metrics.workbook.xlsx.read import open_layout, read_meta, read_tables
from smo_metrics.workbook.xlsx.stray_rows import stray_rows

if TYPE_CHECKING:
    import pandas as pd

    from smo_metrics.flow import WorkCalendar

SOURCE_FIELDS = ("path", "table", "format", "columns", "timezone", "mode")
_COLUMNS = {
    "Settings": ("setting", "value"),
    "Sources": SOURCE_FIELDS,
    "CategoryOrder": ("category",),
    "Calendars": ("team", "hours"),
    "Targets": ("by", "value", "hours"),
}
_EVERYWHERE = ("Settings", "Sources")


@dataclass(frozen=True, slots=True, eq=False)
class BookInputs:
    """What a workbook says of itself.

    Attributes
    ----------
    path : Path
    book : Book
        What its template computes and shows.
    keys : dict of str to tuple of str
        Table -> the columns that name its rows.
    project : Project
        Its settings, targets and sources.
    calendars : WorkCalendar, dict of str to WorkCalendar, or None
        When its teams work; None: read it from the events.
    records : dict of str to pandas.DataFrame
        What people keep in it, and what earlier refreshes left there: the tables that its book names, as they are.
    notes : tuple of str
        What its user should know: rows that stand below a table.
    """

    path: Path
    book: Book
    keys: dict[str, tuple[str, ...]]
    project: Project
    calendars: WorkCalendar | dict[str, WorkCalendar] | None
    records: dict[str, pd.DataFrame]
    notes: tuple[str, ...]

    def seen_at(self, as_of: datetime | None) -> BookInputs:
        """Give the same for another moment than the Settings name; None leaves that."""
        if as_of is None:
            return self
        return replace(self, project=self.project.model_copy(update={"as_of": as_of}))

    def held(self, table: str) -> pd.DataFrame | None:
        """Give the rows of one of its data tables, as they are; None when it holds none."""
        name = table.capitalize()
        frame = read_tables(self.path, [name]).get(name)
        return None if frame is None or frame.empty else frame


def read_inputs(path: Path) -> BookInputs:
    """Read the settings and records of a workbook.

    Raises
    ------
    WorkbookError
        It is no workbook of ours, lost a table, or holds an error such as #N/A where people write.
    SettingsError
        A setting or a source that cannot be used.
    """
    layout = open_layout(path)
    meta = read_meta(layout)
    book = book_of(meta.get("template", ""))
    if book is None or meta.get("schema") != book.schema:
        raise WorkbookError(_foreign(path, meta))
    keys = {name[4:]: tuple(value.split(",")) for name, value in meta.items() if name.startswith("key:")}
    check_error_values(layout, [*_COLUMNS, *book.records])
    tables = read_tables(layout, [*_COLUMNS, *book.records])
    for name in (*_EVERYWHERE, *book.records):
        if name not in tables:
            raise WorkbookError(
                f"{path.name} has no table {name}; it was renamed or deleted. Put the name back, or rebuild the "
                f"workbook: smo-metrics rebuild {path.name}"
            )
    rows = {name: _records(path, tables[name], name) for name in _COLUMNS if name in tables}
    return BookInputs(
        path=path,
        book=book,
        keys=keys,
        project=_project(rows),
        calendars=_calendars(rows.get("Calendars", [])),
        records={name: tables[name] for name in book.records},
        notes=tuple(stray_rows(layout, [*_COLUMNS, *book.records])),
    )


def _foreign(path: Path, meta: Mapping[str, str]) -> str:
    if "template" not in meta:
        return (
            f"{path.name} is no workbook that can be refreshed: its hidden sheet _meta is not there. If it was made "
            f"from a template and went through another program, run: smo-metrics rebuild {path.name}"
        )
    if book_of(meta["template"]) is None:
        return (
            f"{path.name} was made from template {meta['template']!r}, which has nothing to refresh. Create a workbook "
            f"with: smo-metrics new TEMPLATE NEW.xlsx (templates: {', '.join(TEMPLATES)})."
        )
    return (
        f"{path.name} was made from template {meta['template']!r}, schema {meta.get('schema')!r}, which another "
        f"version of this library made. Carry it over with: smo-metrics rebuild {path.name}"
    )


def _project(rows: Mapping[str, list[dict[Hashable, Any]]]) -> Project:
    named = [row for row in rows["Settings"] if row["setting"] is not None]
    sheet = {str(row["setting"]): row["value"] for row in named}
    if len(sheet) < len(named):
        twice = next(name for name in sheet if sum(str(row["setting"]) == name for row in named) > 1)
        raise SettingsError(f"settings: {twice} stands twice on the sheet Settings; remove one of the two rows.")
    reserved = {"categories", "sources", "thresholds", "sla", "delivery", "exposure", "cost", "targets"} & sheet.keys()
    if reserved:
        raise SettingsError(f"settings: {', '.join(sorted(reserved))} cannot stand on the sheet Settings; remove it.")
    categories = [row["category"] for row in rows.get("CategoryOrder", [])]
    project, _ = load_project(
        {
            **sheet,
            "categories": tuple(category for category in categories if category is not None),
            "targets": _targets(rows.get("Targets", [])),
            "sources": tuple(_source(row, number) for number, row in enumerate(rows["Sources"], start=1)),
        }
    )
    return project


def _targets(rows: Sequence[Mapping[Hashable, Any]]) -> dict[str, dict[str, Any]]:
    targets: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(rows, start=1):
        if any(row[name] is None for name in _COLUMNS["Targets"]):
            raise SettingsError(f"sheet Targets, row {number}: fill by, value and hours, or empty the whole row.")
        hours = targets.setdefault(str(row["by"]), {})
        value = _name(row["value"])
        if value in hours:
            raise SettingsError(f"sheet Targets, row {number}: {row['by']} {value} has hours already; remove a row.")
        hours[value] = row["hours"]
    return targets


def _name(cell: object) -> str:
    """Give a cell that names something as text: a priority 1 is '1', as in the events."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _calendars(rows: Sequence[Mapping[Hashable, Any]]) -> WorkCalendar | dict[str, WorkCalendar] | None:
    lines = [
        f"{_name(row['team'])} = {row['hours']}" if row["team"] is not None else str(row["hours"])
        for row in rows
        if row["hours"]
    ]
    try:
        return parse_calendars("\n".join(lines)) if lines else None
    except SettingsError as error:
        raise SettingsError(f"sheet Calendars: {error}") from None


def _source(row: Mapping[Hashable, Any], number: int) -> Source:
    given = {name: row.get(name) for name in SOURCE_FIELDS}
    try:
        return load_source({**given, "columns": parse_columns(str(given["columns"] or ""))})
    except SettingsError as error:
        raise SettingsError(f"sheet Sources, row {number}: {error}") from None


def _records(path: Path, frame: pd.DataFrame, name: str) -> list[dict[Hashable, Any]]:
    missing = [header for header in _COLUMNS[name] if header not in frame]
    if missing:
        raise WorkbookError(
            f"{path.name} has no column {', '.join(missing)} in its table {name}; it was renamed or deleted. Put the "
            f"name back, or rebuild the workbook: smo-metrics rebuild {path.name}"
        )
    return frame.to_dict("records")
