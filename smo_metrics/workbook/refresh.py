"""Bring a workbook up to date: read its sources again, compute, write what is managed, touch nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smo_metrics.readers import ReadReport
from smo_metrics.settings import Source
from smo_metrics.status import QualityReview, quality_review
from smo_metrics.status.wording import count, left_out_of_agreement
from smo_metrics.tables import policy_versions
from smo_metrics.workbook.quality_review import content
from smo_metrics.workbook.sources import gather, read_inputs, sources_frame
from smo_metrics.workbook.xlsx.content import PatchReport
from smo_metrics.workbook.xlsx.patch import patch

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class RefreshReport:
    """What a refresh read, found and wrote.

    Attributes
    ----------
    path : Path
        The workbook.
    review : QualityReview
        The figures, as in the workbook.
    reads : tuple of ReadReport
        One a file read; empty when the workbook's own tables were used.
    patch : PatchReport
        What was written.
    notes : tuple of str
        What the user should know of it.
    """

    path: Path
    review: QualityReview
    reads: tuple[ReadReport, ...]
    patch: PatchReport
    notes: tuple[str, ...]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to know beside the figures: labels left out, notes, what was kept of rows that are gone."""
        left_out = left_out_of_agreement(self.review.left_out)
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
    progress : callable
        Called with a few words at the start of each step.

    Raises
    ------
    SmoError
        One sentence that says what to mend; the workbook is as it was.
    """
    path = Path(path).resolve()
    progress("reading the workbook")
    inputs = read_inputs(path)
    sources = _merged(inputs.project.sources, data, remember)
    progress("reading the exports")
    labels, roster, reads, notes = gather(inputs, sources, folder or path.parent)
    progress("computing")
    review = quality_review(labels, inputs.project, roster)
    progress("writing the workbook")
    written = patch(
        path,
        content(
            review,
            roster if any(source.table == "roster" for source in sources) else None,
            sources_frame(sources, reads) if sources and (remember or not data) else None,
            _as_of(labels, review, inputs.project.timezone),
            inputs.keys,
        ),
    )
    if written.pivots:
        notes.append(f"Pivot tables to bring up to date by Data > Refresh All in Excel: {', '.join(written.pivots)}.")
    told = (*notes, *review.notes, *written.warnings)
    return RefreshReport(path, review, tuple(report for _, report in reads), written, told)


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


def _as_of(labels: pd.DataFrame, review: QualityReview, timezone: str) -> str:
    """Say what the figures cover; the latest label stands for the clock, so that a second refresh changes nothing."""
    sizes = (
        f"{count(review.alpha.items, 'item')}, {count(review.alpha.labels, 'label')} counted of {len(labels):,}, "
        f"{count(review.alpha.annotators, 'annotator')}"
    )
    if (versions := policy_versions(labels)) > 1:
        sizes += f"; {versions} policy versions, an item counts once under each"
    if "labelled_at" not in labels or labels["labelled_at"].isna().all():
        return f"{sizes}. The labels carry no times."
    latest = labels["labelled_at"].max().tz_convert(timezone)
    return f"Labels to {latest:%d %b %Y %H:%M} ({timezone}): {sizes}."
