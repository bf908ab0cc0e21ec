"""Bring a workbook up to date: read its sources again, compute, write what is managed, touch nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from smo_metrics.readers import ReadReport
from smo_metrics.settings import Source
from smo_metrics.status.basis.review import Review
from smo_metrics.status.basis.wording import left_out_of_agreement
from smo_metrics.workbook.books.dashboard import content
from smo_metrics.workbook.inputs import read_inputs
from smo_metrics.workbook.sources import gather, sources_frame
from smo_metrics.workbook.xlsx.content import PatchReport
from smo_metrics.workbook.xlsx.patch import patch


@dataclass(frozen=True, slots=True, eq=False)
class RefreshReport:
    """What a refresh read, found and wrote.

    Attributes
    ----------
    path : Path
        The workbook.
    template : str
        What it was made from.
    review : Review
        The figures, as in the workbook: a `QualityReview`, `DeliveryReview`, ... by its template.
    covers : str
        What they cover: up to when, how many.
    reads : tuple of ReadReport
        One a file read; empty when the workbook's own tables were used.
    patch : PatchReport
        What was written.
    notes : tuple of str
        What the user should know of it.
    """

    path: Path
    template: str
    review: Review
    covers: str
    reads: tuple[ReadReport, ...]
    patch: PatchReport
    notes: tuple[str, ...]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to know beside the figures: labels left out, notes, what was kept of rows that are gone."""
        left_out = left_out_of_agreement(getattr(self.review, "left_out", {}))
        kept = f"Written beside rows that are gone, and kept on the sheet Orphans: {self.patch.orphans:,}."
        return (*left_out, *self.notes, *([kept] if self.patch.orphans else []))

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary."""
        return {
            **self.review.to_dict(),
            "workbook": str(self.path),
            "backup": str(self.patch.backup) if self.patch.backup else None,
            "rows_written": dict(self.patch.rows),
            "orphans": self.patch.orphans,
            "reads": [report.to_dict() for report in self.reads],
            "notes": list(self.notes),
        }


def refresh(
    path: str | Path,
    *,
    data: Sequence[Source] = (),
    remember: bool = False,
    folder: Path | None = None,
    as_of: datetime | None = None,
    own_rows: bool = False,
    progress: Callable[[str], None] = lambda step: None,
) -> RefreshReport:
    """Refresh a workbook from its sources, or from the files given.

    Parameters
    ----------
    path : str or Path
        A workbook made from a template. Replaced at once or not at all; the old file stays beside it as
        ``*.before-refresh.xlsx``.
    data : sequence of Source
        Files to read instead of the workbook's own sources of the same table, with the column map, zone and format of
        the last of these unless given. Without any and without sources, the workbook's own tables are computed anew.
    remember : bool
        Add `data` to the workbook's sources.
    folder : Path, optional
        Where relative paths of sources start; the workbook's folder by default.
    as_of : datetime.datetime, optional
        The moment that the exports show; without, that of the sheet Settings, else the latest in them.
    own_rows : bool
        Read no source: compute anew from the rows that the workbook holds.
    progress : callable
        Called with a few words at the start of each step.

    Raises
    ------
    SmoError
        One sentence that says what to mend; the workbook is as it was.
    """
    path = Path(path).resolve()
    progress("reading the workbook")
    inputs = read_inputs(path).seen_at(as_of)
    sources = [] if own_rows else _merged(inputs.project.sources, data, remember)
    if not own_rows:
        inputs = replace(inputs, project=inputs.project.model_copy(update={"sources": tuple(sources)}))
    progress("reading the exports")
    found, reads, notes = gather(inputs, sources, folder or path.parent, progress)
    review = inputs.book.review(found, progress)
    sheets = inputs.book.sheets(review, found)
    progress("writing the workbook")
    written = patch(
        path,
        content(
            review,
            sheets,
            inputs.keys,
            roster=found.roster if any(source.table == "roster" for source in sources) else None,
            sources=sources_frame(sources, reads) if sources and (remember or not data) else None,
        ),
    )
    if written.pivots:
        notes.append(f"Pivot tables to bring up to date by Data > Refresh All in Excel: {', '.join(written.pivots)}.")
    told = (*notes, *review.notes, *written.warnings)
    reports = tuple(report for _, report in reads)
    return RefreshReport(path, inputs.book.template, review, sheets.covers, reports, written, told)


def _merged(own: Sequence[Source], data: Sequence[Source], remember: bool) -> list[Source]:
    """Give the sources to read: those remembered stand beside the workbook's own, others replace them by table."""
    if remember:
        given = {(source.path, source.table) for source in data}
        return [source for source in own if (source.path, source.table) not in given] + list(data)
    last = {source.table: source for source in own}
    replaced = {source.table for source in data}
    kept = [source for source in own if source.table not in replaced]
    return kept + [_like(source, last.get(source.table)) for source in data]


def _like(given: Source, listed: Source | None) -> Source:
    """Read a file given for once as the workbook reads its own, unless the caller says how."""
    if listed is None:
        return given
    how = {name: getattr(listed, name) for name in ("format", "columns", "timezone") if not getattr(given, name)}
    if Path(given.path).suffix.lower() != Path(listed.path).suffix.lower():
        how.pop("format", None)
    return given.model_copy(update=how)
