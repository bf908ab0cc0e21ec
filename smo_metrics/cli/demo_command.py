"""`smo-metrics demo`: the shipped example, imported into a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smo_metrics._terminal import progress, show_lines
from smo_metrics.cli.book_commands import show_review
from smo_metrics.errors import WorkbookError
from smo_metrics.settings import Source


def demo(
    folder: Annotated[Path, typer.Argument(help="Where the demo's files go; created if missing.")] = Path("smo_demo"),
) -> None:
    """Import the shipped example export into a new quality review and print what it finds."""
    from smo_metrics.demo import EVENTS, EXPORT, ROSTER, place
    from smo_metrics.workbook import create, refresh
    from smo_metrics.workbook.inputs import read_inputs

    book = folder / "quality_review.xlsx"
    sources = [Source(path=EXPORT.name), Source(path=ROSTER.name, table="roster")]
    if book.exists() and list(read_inputs(book).project.sources) != sources:
        raise WorkbookError(f"{book} exists and is not the demo's. Name another folder: smo-metrics demo FOLDER.")
    place(folder)
    if not book.exists():
        create("quality_review", book)
    with progress() as step:
        report = refresh(book, data=sources, remember=True, progress=step)
    show_review(report)
    show_lines(
        [
            f"Where does work wait? Try: smo-metrics flow {folder / EVENTS.name}",
            f"Will the SLA be kept? Try: smo-metrics sla {folder / EVENTS.name} --target-hours 24",
        ]
    )
