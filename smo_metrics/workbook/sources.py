"""Which rows do a workbook's exports bring, on top of what it holds?"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING

from smo_metrics.errors import ReadError, WorkbookError
from smo_metrics.event_table import check_events
from smo_metrics.readers import ReadReport, read
from smo_metrics.settings import Source
from smo_metrics.status.basis.wording import count
from smo_metrics.tables import check_labels, check_roster
from smo_metrics.volume_table import check_volumes
from smo_metrics.workbook.books import BookData
from smo_metrics.workbook.inputs import SOURCE_FIELDS, BookInputs
from smo_metrics.workbook.joined_labels import held_labels, joined_labels

if TYPE_CHECKING:
    import pandas as pd

_ONE_DAY = ("date", "queue", "region")


def gather(
    inputs: BookInputs, sources: Sequence[Source], folder: Path, progress: Callable[[str], None] = lambda step: None
) -> tuple[BookData, list[tuple[Source, ReadReport]], list[str]]:
    """Read the sources, on top of what the workbook holds, into checked tables.

    Parameters
    ----------
    inputs : BookInputs
    sources : sequence of Source
        Empty: the workbook's own tables are used.
    folder : Path
        Where relative paths start: the workbook's folder.
    progress : callable
        Called with the name of each file.

    Returns
    -------
    data, reports, notes
        One report a file, with the source that named it; notes for the user.

    Raises
    ------
    SmoError
        Anything wrong with a source or with the workbook's tables, or no row to compute from.
    """
    found: dict[str, list[pd.DataFrame]] = {table: [] for table in inputs.book.data}
    reports: list[tuple[Source, ReadReport]] = []
    for source in sources:
        if source.table not in found:
            raise WorkbookError(
                f"{source.path}: a {inputs.book.template} workbook does not use {source.table}; it takes "
                f"{', '.join(found)}. Remove it from the sheet Sources, or correct its table there."
            )
        for file in _files(source, folder):
            progress(f"reading {file.name}")
            tables = read(
                file, format=source.format, columns=source.columns, timezone=source.timezone, table=source.table
            )
            found[source.table] += [frame for frame in (getattr(tables, source.table),) if frame is not None]
            if source.table == "labels" and tables.roster is not None and "roster" in found:
                found["roster"].append(tables.roster)
            reports.append((source, tables.report))
    kept = {source.table for source in sources if source.mode == "append"} | {name for name in found if not found[name]}
    held = {name: frame for name in found if name in kept and (frame := inputs.held(name)) is not None}
    roster = _roster(held.get("roster"), found.pop("roster", []))
    notes = list(inputs.notes)
    data = BookData(
        project=inputs.project,
        calendars=inputs.calendars,
        records=inputs.records,
        roster=roster,
        labels=_labels(held.get("labels"), found.get("labels", []), roster, notes),
        events=_events(held.get("events"), found.get("events", []), roster),
        volumes=_volumes(held.get("volumes"), found.get("volumes", [])),
    )
    if not any(getattr(data, table) is not None for table in inputs.book.needs):
        wanted = " or ".join(inputs.book.needs)
        if not sources and any(source.table in inputs.book.needs for source in inputs.project.sources):
            hides = inputs.project.exposure.pseudonyms
            hidden = " (a refresh does not keep them where pseudonyms is TRUE)" if hides else ""
            raise WorkbookError(
                f"the workbook holds no {wanted}{hidden}, and only a refresh reads the sources that it names. Refresh "
                "it; its sheets then show the figures."
            )
        raise WorkbookError(
            f"the workbook holds no {wanted} yet and names no source of {wanted}. Import an export first (and the "
            f"roster after it): smo-metrics import EXPORT BOOK --table {inputs.book.needs[0]}"
        )
    return data, reports, notes


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
    return pd.DataFrame(rows, columns=[*SOURCE_FIELDS, "rows_read", "note"])


def _files(source: Source, folder: Path) -> list[Path]:
    path = folder / source.path
    if path.exists() or not has_magic(source.path):
        return [path]
    files = sorted(folder / name for name in glob(source.path, root_dir=folder))
    if not files:
        raise ReadError(f"{source.path}: no file matches. Check the path on the sheet Sources.")
    return files


def _roster(held: pd.DataFrame | None, read_: Sequence[pd.DataFrame]) -> pd.DataFrame | None:
    import pandas as pd

    if read_:
        return check_roster(pd.concat(read_, ignore_index=True))
    return None if held is None else check_roster(held, first_row=1)


def _labels(
    held: pd.DataFrame | None, read_: list[pd.DataFrame], roster: pd.DataFrame | None, notes: list[str]
) -> pd.DataFrame | None:
    parts = ([] if held is None else [held_labels(held, roster)]) + read_
    if not parts:
        return None
    labels, changed = joined_labels(parts)
    if changed:
        notes.append(f"{count(changed, 'annotation')} changed in a later file, which counts.")
    return check_labels(labels, roster=roster)


def _events(
    held: pd.DataFrame | None, read_: list[pd.DataFrame], roster: pd.DataFrame | None
) -> pd.DataFrame | None:
    """Put tables of events together: what became of a task is told by the last table that names it."""
    import pandas as pd

    parts = ([] if held is None else [check_events(held, first_row=1)]) + read_
    if not parts:
        return None
    later = [part["task_id"] for part in parts]
    told = [
        part[~part["task_id"].isin(pd.concat(later[place + 1 :]))] if place + 1 < len(parts) else part
        for place, part in enumerate(parts)
    ]
    return check_events(pd.concat(told, ignore_index=True), roster=roster)


def _volumes(held: pd.DataFrame | None, read_: list[pd.DataFrame]) -> pd.DataFrame | None:
    """Put tables of days together: the last table that counts a day of a queue and region is right."""
    import pandas as pd

    parts = ([] if held is None else [check_volumes(held, first_row=1)]) + read_
    if not parts:
        return None
    volumes = pd.concat(parts, ignore_index=True)
    key = [name for name in _ONE_DAY if name in volumes]
    return check_volumes(volumes.drop_duplicates(key, keep="last"))
