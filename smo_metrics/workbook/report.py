"""Write the weekly update of a workbook as it is: nothing is read but the workbook, nothing in it is changed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smo_metrics.errors import WorkbookError
from smo_metrics.status.basis.review import Review
from smo_metrics.workbook.inputs import read_inputs
from smo_metrics.workbook.sources import gather

if TYPE_CHECKING:
    from smo_metrics.status.update.weekly_update import WeeklyUpdate

NAME = "weekly_update"


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """A weekly update, and the review that it tells.

    Attributes
    ----------
    review : Review
    covers : str
        What the figures cover.
    update : WeeklyUpdate
    """

    review: Review
    covers: str
    update: WeeklyUpdate

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary: the review's, with the page beside it."""
        return {**self.review.to_dict(), "covers": self.covers, **self.update.to_dict()}


def weekly_report(
    path: str | Path, *, as_of: datetime | None = None, progress: Callable[[str], None] = lambda step: None
) -> Report:
    """Tell others how a project is, from the rows that its workbook holds.

    Parameters
    ----------
    path : str or Path
        A workbook made from a template, refreshed before: its sources are not read again.
    as_of : datetime.datetime, optional
        The moment that the rows show; without, that of the sheet Settings, else the latest in them.
    progress : callable
        Called with a few words at the start of each step.

    Raises
    ------
    SmoError
        One sentence that says what to mend.
    """
    from smo_metrics.status.update.weekly_update import weekly_update

    path = Path(path).resolve()
    progress("reading the workbook")
    inputs = read_inputs(path).seen_at(as_of)
    data, _, _ = gather(inputs, [], path.parent)
    review = inputs.book.review(data, progress)
    covers = inputs.book.sheets(review, data).covers
    return Report(review, covers, weekly_update(review, covers=covers))


def write_report(found: Report, folder: Path) -> tuple[Path, Path]:
    """Put the page into a folder, as Markdown and as HTML; last week's under the same names is replaced.

    Returns
    -------
    markdown, html : Path

    Raises
    ------
    WorkbookError
        The folder cannot be written.
    """
    pages = {".md": found.update.markdown, ".html": found.update.html}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for suffix, text in pages.items():
            with tempfile.NamedTemporaryFile(
                "w", encoding="utf-8", newline="\n", dir=folder, suffix=".tmp", delete=False
            ) as page:
                page.write(text)
            Path(page.name).replace(folder / f"{NAME}{suffix}")
    except OSError as error:
        raise WorkbookError(f"{folder}: the update cannot be written there ({error.strerror}). Name another.") from None
    markdown, html = (folder / f"{NAME}{suffix}" for suffix in pages)
    return markdown, html
