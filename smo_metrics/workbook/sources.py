"""A workbook's own inputs: its settings, its list of exports, and the labels and roster it holds."""

from __future__ import annotations

import os
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smo_metrics.errors import ReadError, SettingsError, WorkbookError
from smo_metrics.readers import ReadReport, parse_columns, read
from smo_metrics.settings import Project, Source, load_project, load_source
from smo_metrics.status.wording import count
from smo_metrics.tables import SUBMITTED, check_labels, check_roster
from smo_metrics.workbook.create import SCHEMA
from smo_metrics.workbook.xlsx.read import read_meta, read_tables

if TYPE_CHECKING:
    import pandas as pd

_INPUTS = ("Settings", "CategoryOrder", "Sources", "Labels", "Roster")
_SOURCE_FIELDS = ("path", "table", "format", "columns", "timezone", "mode")


@dataclass(frozen=True, slots=True, eq=False)
class BookInputs:
    """What a workbook says of itself.

    Attributes
    ----------
    keys : dict of str to tuple of str
        Table -> the columns that name its rows.
    project : Project
        Its settings and sources.
    labels, roster : pandas.DataFrame or None
        The rows it holds, as they are; None when it holds none.
    """

    keys: dict[str, tuple[str, ...]]
    project: Project
    labels: pd.DataFrame | None
    roster: pd.DataFrame | None


def read_inputs(path: Path) -> BookInputs:
    """Read the settings and tables of a workbook.

    Raises
    ------
    WorkbookError
        It is no workbook of ours.
    SettingsError
        A setting or a source that cannot be used.
    """
    meta = read_meta(path)
    if meta.get("template") != "quality_review" or meta.get("schema") != SCHEMA:
        what = "is no workbook that can be refreshed"
        if "template" in meta:
            what = f"was made from template {meta['template']!r}, schema {meta.get('schema')!r}"
        raise WorkbookError(
            f"{path.name} {what}; this version refreshes quality_review, schema {SCHEMA}. "
            "Create a workbook with: smo-metrics new quality_review NEW.xlsx"
        )
    keys = {name[4:]: tuple(value.split(",")) for name, value in meta.items() if name.startswith("key:")}
    tables = read_tables(path, _INPUTS)
    settings = _records(path, tables, "Settings", ("setting", "value"))
    sheet = {str(row["setting"]): row["value"] for row in settings if row["setting"] is not None}
    reserved = {"categories", "sources", "thresholds"} & sheet.keys()
    if reserved:
        raise SettingsError(f"settings: {', '.join(sorted(reserved))} cannot stand on the sheet Settings; remove it.")
    categories = _records(path, tables, "CategoryOrder", ("category",))
    sources = _records(path, tables, "Sources", _SOURCE_FIELDS)
    project, _ = load_project(
        {
            **sheet,
            "categories": tuple(row["category"] for row in categories if row["category"] is not None),
            "sources": tuple(_source(row, number) for number, row in enumerate(sources, start=1)),
        }
    )
    held = {name: frame for name, frame in tables.items() if len(frame)}
    return BookInputs(keys, project, held.get("Labels"), held.get("Roster"))


def gather(
    inputs: BookInputs, sources: Sequence[Source], folder: Path
) -> tuple[pd.DataFrame, pd.DataFrame | None, list[tuple[Source, ReadReport]], list[str]]:
    """Read the sources, on top of what the workbook holds, into checked labels and roster.

    Parameters
    ----------
    inputs : BookInputs
    sources : sequence of Source
        Empty: the workbook's own tables are used.
    folder : Path
        Where relative paths start: the workbook's folder.

    Returns
    -------
    labels, roster, reports, notes
        One report a file, with the source that named it; notes for the user.

    Raises
    ------
    SmoError
        Anything wrong with a source or with the workbook's tables.
    """
    found: dict[str, list[pd.DataFrame]] = {"labels": [], "roster": []}
    reports: list[tuple[Source, ReadReport]] = []
    for source in sources:
        for file in _files(source, folder):
            tables = read(
                file, format=source.format, columns=source.columns, timezone=source.timezone, table=source.table
            )
            found[source.table] += [frame for frame in (tables.labels, tables.roster) if frame is not None]
            reports.append((source, tables.report))
    roster = _roster(inputs, found["roster"])
    keep = not found["labels"] or any(s.mode == "append" for s in sources if s.table == "labels")
    if keep and inputs.labels is not None:
        found["labels"].insert(0, _held_labels(inputs.labels, roster))
    if not found["labels"]:
        raise WorkbookError(
            "the workbook holds no labels yet and names no source of labels. "
            "Import an export first (and the roster after it): smo-metrics import EXPORT BOOK"
        )
    labels, changed = _together(found["labels"])
    notes = [f"{count(changed, 'annotation')} changed in a later file, which counts."] if changed else []
    return check_labels(labels, roster=roster), roster, reports, notes


def source_path(file: Path, folder: Path) -> str:
    """Say where a file is as a workbook's Sources keep it: seen from the workbook's folder, but not across drives."""
    try:
        return Path(os.path.relpath(file.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return str(file.absolute())


def sources_frame(sources: Sequence[Source], reports: Sequence[tuple[Source, ReadReport]]) -> pd.DataFrame:
    """Rows of the Sources table, with what each source brought."""
    import pandas as pd

    rows = []
    for source in sources:
        mine = [report for one, report in reports if one == source]
        columns = "; ".join(f"{ours}={theirs}" for ours, theirs in source.columns.items())
        read_ = {"rows_read": sum(report.rows for report in mine), "note": " ".join(n for r in mine for n in r.notes)}
        rows.append(source.model_dump() | {"columns": columns} | read_)
    return pd.DataFrame(rows, columns=[*_SOURCE_FIELDS, "rows_read", "note"])


def _records(
    path: Path, tables: Mapping[str, pd.DataFrame], name: str, headers: Sequence[str]
) -> list[dict[Hashable, Any]]:
    frame = tables.get(name)
    missing = [header for header in headers if frame is None or header not in frame]
    if frame is None or missing:
        what = f"table {name}" if frame is None else f"column {', '.join(missing)} in its table {name}"
        raise WorkbookError(
            f"{path.name} has no {what}; it was renamed or deleted. Put the name back, or create a new workbook."
        )
    return frame.to_dict("records")


def _together(parts: Sequence[pd.DataFrame]) -> tuple[pd.DataFrame, int]:
    """Put tables together, and count the annotations whose label a later table changed.

    Two rows are one annotation when item, annotator, policy version and time agree (where any label carries no time:
    the round instead of the time), by their order where one table repeats these. The last table's row counts; columns
    that it lacks are taken from earlier ones. What an annotator did again at another time is a later round.
    """
    import pandas as pd

    if len(parts) == 1:
        return parts[0], 0
    labels = pd.concat(parts, ignore_index=True)
    timed = all("labelled_at" in part and part["labelled_at"].notna().all() for part in parts)
    names = ("item_id", "annotator_id", "policy_version", "labelled_at" if timed else "round")
    key = [name for name in names if name in labels]
    of_part = pd.Series([number for number, part in enumerate(parts) for _ in range(len(part))])
    labels["attempt"] = labels.groupby([*key, of_part], dropna=False).cumcount()
    key.append("attempt")
    same = labels.groupby(key, dropna=False, sort=False)
    for column in labels.columns.difference([*key, "label", "status", "round"]):
        if any(column not in part for part in parts):
            labels[column] = same[column].transform("last")
    changed = int(labels.drop_duplicates([*key, "label", "status"]).duplicated(key).sum())
    labels = labels[~labels.duplicated(key, keep="last")].drop(columns="attempt")
    return labels.assign(round=_rounds(labels)), changed


def _rounds(labels: pd.DataFrame) -> pd.Series:
    """Keep the rounds given, but number an annotator's labels of an item in time order where two bear the same."""
    submitted = labels[labels["status"] == SUBMITTED]
    who = [name for name in ("item_id", "annotator_id", "policy_version") if name in submitted]
    twice = submitted.duplicated([*who, "round"], keep=False)
    torn = twice.groupby([submitted[name] for name in who], dropna=False).transform("any")
    order = [name for name in ("labelled_at", "round") if name in submitted]
    place = submitted[torn].sort_values(order, kind="stable").groupby(who, dropna=False).cumcount().add(1)
    rounds = labels["round"].copy()
    rounds[place.index] = place.astype("Int64")
    return rounds


def _source(row: Mapping[Any, Any], number: int) -> Source:
    given = {name: row.get(name) for name in _SOURCE_FIELDS}
    try:
        return load_source({**given, "columns": parse_columns(str(given["columns"] or ""))})
    except SettingsError as error:
        raise SettingsError(f"sheet Sources, row {number}: {error}") from None


def _held_labels(held: pd.DataFrame, roster: pd.DataFrame | None) -> pd.DataFrame:
    """Check the workbook's own labels; the roster's regions win over those that an earlier refresh wrote there."""
    labels = check_labels(held, first_row=1)
    if roster is not None and "region" in labels:
        known = roster.loc[roster["region"].notna(), "annotator_id"]
        labels["region"] = labels["region"].mask(labels["annotator_id"].isin(known))
    return labels


def _files(source: Source, folder: Path) -> list[Path]:
    path = folder / source.path
    if path.exists() or not has_magic(source.path):
        return [path]
    files = sorted(folder / name for name in glob(source.path, root_dir=folder))
    if not files:
        raise ReadError(f"{source.path}: no file matches. Check the path on the sheet Sources.")
    return files


def _roster(inputs: BookInputs, read_: Sequence[pd.DataFrame]) -> pd.DataFrame | None:
    import pandas as pd

    if read_:
        return check_roster(pd.concat(read_, ignore_index=True))
    return None if inputs.roster is None else check_roster(inputs.roster, first_row=1)
