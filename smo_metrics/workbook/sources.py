"""A workbook's own inputs: its settings, its list of exports, and the labels and roster it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smo_metrics.errors import ReadError, SettingsError, WorkbookError
from smo_metrics.readers import ReadReport, parse_columns, read
from smo_metrics.settings import Project, Source, load_project, load_source
from smo_metrics.tables import check_labels, check_roster
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
    template : str
        Which template it was made from.
    keys : dict of str to tuple of str
        Table -> the columns that name its rows.
    project : Project
        Its settings and sources.
    labels, roster : pandas.DataFrame or None
        The rows it holds, as they are; None when it holds none.
    """

    template: str
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
    if "template" not in meta:
        raise WorkbookError(
            f"{path.name} was not made from a template of ours. "
            "Create a workbook with: smo-metrics new quality_review NEW.xlsx"
        )
    keys = {name[4:]: tuple(value.split(",")) for name, value in meta.items() if name.startswith("key:")}
    tables = read_tables(path, _INPUTS)
    sheet: dict[str, Any] = {}
    if "Settings" in tables:
        sheet |= zip(tables["Settings"]["setting"], tables["Settings"]["value"], strict=True)
    if "CategoryOrder" in tables:
        sheet["categories"] = tuple(value for value in tables["CategoryOrder"]["category"] if value is not None)
    sources = tables["Sources"].to_dict("records") if "Sources" in tables else []
    sheet["sources"] = tuple(_source(row, number) for number, row in enumerate(sources, start=1))
    project, _ = load_project({name: value for name, value in sheet.items() if name is not None})
    held = {name: frame for name, frame in tables.items() if len(frame)}
    return BookInputs(meta["template"], keys, project, held.get("Labels"), held.get("Roster"))


def gather(
    inputs: BookInputs, sources: Sequence[Source], folder: Path
) -> tuple[pd.DataFrame, pd.DataFrame | None, list[tuple[Source, ReadReport]]]:
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
    labels, roster, reports
        One report a file, with the source that named it.

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
        found["labels"].insert(0, check_labels(inputs.labels, first_row=1))
    if not found["labels"]:
        raise WorkbookError(
            "the workbook holds no labels yet and names no source of labels. "
            "Import an export first (and the roster after it): smo-metrics import EXPORT BOOK"
        )
    return check_labels(_newest(found["labels"]), roster=roster), roster, reports


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


def _newest(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put tables together; where the same annotation stands in several, the last table's counts.

    Annotations are the same by item, annotator, round, policy version and status and, where one table repeats these
    (two cancelled attempts), by their order in it.
    """
    import pandas as pd

    names = ("item_id", "annotator_id", "round", "policy_version", "status")
    attempts = [part.groupby([n for n in names if n in part], dropna=False).cumcount() for part in parts]
    labels = pd.concat(parts, ignore_index=True).assign(attempt=pd.concat(attempts, ignore_index=True))
    key = [name for name in (*names, "attempt") if name in labels]
    return labels[~labels.duplicated(key, keep="last")].drop(columns="attempt")


def _source(row: Mapping[Any, Any], number: int) -> Source:
    given = {name: row.get(name) for name in _SOURCE_FIELDS}
    try:
        return load_source({**given, "columns": parse_columns(str(given["columns"] or ""))})
    except SettingsError as error:
        raise SettingsError(f"sheet Sources, row {number}: {error}") from None


def _files(source: Source, folder: Path) -> list[Path]:
    path = folder / source.path
    if not has_magic(source.path):
        return [path]
    files = sorted(Path(name) for name in glob(str(path)))
    if not files:
        raise ReadError(f"{source.path}: no file matches. Check the path on the sheet Sources.")
    return files


def _roster(inputs: BookInputs, read_: Sequence[pd.DataFrame]) -> pd.DataFrame | None:
    import pandas as pd

    if read_:
        return check_roster(pd.concat(read_, ignore_index=True))
    return None if inputs.roster is None else check_roster(inputs.roster, first_row=1)
