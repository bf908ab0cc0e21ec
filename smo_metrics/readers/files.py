"""Which format a file has, and its table, checked: the one way in for every export."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from smo_metrics._headers import used_columns
from smo_metrics._zones import is_zone
from smo_metrics.errors import ReadError, SettingsError, TableError
from smo_metrics.event_table import EVENTS, check_events
from smo_metrics.readers.content import text_of
from smo_metrics.readers.delimited import read_delimited
from smo_metrics.readers.label_studio import read_label_studio
from smo_metrics.readers.report import (
    RawTable,
    ReadReport,
    Tables,
    count_events,
    count_labels,
    count_volumes,
    volume_notes,
)
from smo_metrics.readers.spreadsheet import read_spreadsheet
from smo_metrics.tables import LABELS, ROSTER, check_labels, check_roster
from smo_metrics.volume_table import VOLUMES, check_volumes

if TYPE_CHECKING:
    from os import PathLike

FORMATS = ("label_studio", "csv", "xlsx")

_CONTRACTS = {"labels": LABELS, "events": EVENTS, "roster": ROSTER, "volumes": VOLUMES}
_WORDS = {"label_studio": "JSON", "csv": "CSV text", "xlsx": "an Excel workbook"}
_JSON_START = re.compile(r'\s*(\[\s*(\{|\]|$)|\{\s*("|\}|$))')
_EXTENSIONS = {
    ".json": "label_studio",
    ".csv": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
}


def read(
    path: str | PathLike[str],
    *,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    table: Literal["labels", "events", "roster", "volumes"] = "labels",
) -> Tables:
    """Read an export into a checked table, or say in one error what keeps it from being one.

    Parameters
    ----------
    path : str or path-like
        A Label Studio JSON export, a CSV (UTF-8 or UTF-16; comma, semicolon or tab) or an XLSX workbook, of
        which the first visible sheet with fitting headers is read.
    format : {"label_studio", "csv", "xlsx"}, optional
        By default the extension says it and the content must agree; an unknown extension leaves it to the
        content.
    columns : mapping of str to str, optional
        Our column -> the file's header. In a Label Studio export `label` names the control, and `item_id` and
        the text columns name fields of a task's data.
    timezone : str, optional
        IANA zone of times that carry none. Without it such times are refused. The days of volumes have no zone.
    table : {"labels", "events", "roster", "volumes"}
        What a CSV or XLSX holds. A Label Studio export holds labels.

    Returns
    -------
    Tables
        The table and the report; a roster's regions are not yet joined to labels.

    Raises
    ------
    ReadError
        The file is missing, damaged, of another format, or its table breaks the contract.
    SettingsError
        The time zone is unknown.

    Examples
    --------
    >>> from smo_metrics.demo import EXPORT
    >>> report = read(EXPORT).report
    >>> report.format, report.counts["items"], report.columns["label"]
    ('label_studio', 360, 'policy')
    """
    file = Path(path)
    _check_options(file.name, format, timezone, table)
    data = _load(file)
    text = text_of(data, file.name)
    chosen = _choose(file, format, text)
    raw = _raw_table(chosen, data, text or "", file.name, table, dict(columns or {}))
    labels = events = roster = volumes = None
    counts: dict[str, int] = {}
    notes = raw.notes
    try:
        if table == "labels":
            labels = check_labels(raw.frame, columns=raw.columns, timezone=timezone, first_row=raw.first_row)
            counts = count_labels(labels) | raw.counts
        elif table == "events":
            events = check_events(raw.frame, columns=raw.columns, timezone=timezone, first_row=raw.first_row)
            counts = count_events(events)
        elif table == "volumes":
            volumes = check_volumes(raw.frame, columns=raw.columns, first_row=raw.first_row)
            counts = count_volumes(volumes)
            notes += volume_notes(volumes)
        else:
            roster = check_roster(raw.frame, columns=raw.columns, first_row=raw.first_row)
    except TableError as error:
        raise ReadError(f"{file.name}: {error}{_roster_hint(raw, table)}") from error
    report = ReadReport(file.name, chosen, len(raw.frame), raw.used, counts, notes)
    return Tables(labels, events, roster, volumes, report)


def _check_options(name: str, format: str | None, timezone: str | None, table: str) -> None:
    if format is not None and format not in FORMATS:
        raise ReadError(f"{name}: the format {format!r} is unknown. Use one of {', '.join(FORMATS)}.")
    if table not in _CONTRACTS:
        raise ReadError(f"{name}: the table {table!r} is unknown. Use one of {', '.join(_CONTRACTS)}.")
    if timezone is not None and not is_zone(timezone):
        raise SettingsError(f"the time zone {timezone!r} is unknown. Use an IANA name such as Asia/Singapore.")


def _load(file: Path) -> bytes:
    if file.exists() and not file.is_file() and not file.is_dir():
        raise ReadError(f"{file.name} is no file but a device or a pipe. Give an export file.")
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise ReadError(f"{file.name} was not found. Check the path: {file}.") from None
    except IsADirectoryError:
        raise ReadError(f"{file.name} is a folder. Give the export file that is inside.") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ReadError(f"{file.name} cannot be opened ({reason}). Close it elsewhere.") from error


def _choose(file: Path, format: str | None, text: str | None) -> str:
    by_content = "label_studio" if (text or "").lstrip().startswith(("[", "{")) else "csv"
    found = "xlsx" if text is None else by_content
    by_name = _EXTENSIONS.get(file.suffix.lower())
    expected = format or by_name or found
    if expected != found and not _could_be(expected, text):
        raise ReadError(
            f"{file.name} should be {_WORDS[expected]} but its content is {_WORDS[found]}. "
            f"Export it again as {_WORDS[expected]}, or give the format {found}."
        )
    return expected


def _could_be(format: str, text: str | None) -> bool:
    """Tell whether text may be of a format that its first character does not suggest."""
    if text is None or format == "xlsx":
        return False
    is_json = _JSON_START.match(text) is not None
    return is_json if format == "label_studio" else not is_json


def _roster_hint(raw: RawTable, table: str) -> str:
    people = used_columns(list(raw.frame.columns), ROSTER, {})
    if table == "labels" and "label" not in raw.used and {"annotator_id", "region"} <= people.keys():
        return " It looks like a roster: add --table roster."
    return ""


def _raw_table(format: str, data: bytes, text: str, name: str, table: str, columns: dict[str, str]) -> RawTable:
    contract = _CONTRACTS[table]
    if format == "xlsx":
        return read_spreadsheet(data, name, contract, columns)
    if format == "csv":
        return read_delimited(text, name, contract, columns)
    if table != "labels":
        raise ReadError(f"{name} is JSON, which is read as labels. Give the {table} as CSV or XLSX.")
    return read_label_studio(text, name, columns)
