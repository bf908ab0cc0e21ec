"""`smo-metrics new`, `import` and `refresh`: workbooks from templates, kept up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smo_metrics._terminal import console, print_json, printable, progress, show_lines, show_table
from smo_metrics.cli.event_file import read_moment
from smo_metrics.cli.options import AsJson, Book, Columns, Export, Format, Timezone
from smo_metrics.errors import SettingsError
from smo_metrics.settings import Source
from smo_metrics.status.basis.kpi import ALL_REGIONS
from smo_metrics.workbook.create import TEMPLATES

if TYPE_CHECKING:
    import pandas as pd

    from smo_metrics.workbook import RefreshReport


def new(
    template: Annotated[str, typer.Argument(help=f"{', '.join(TEMPLATES)}.", show_default=False)],
    book: Book,
    sample: Annotated[bool, typer.Option("--sample", help="With the sample project in it, to look around.")] = False,
) -> None:
    """Create a workbook from a template."""
    from smo_metrics.workbook import create

    if not sample:
        console().print(f"Created {printable(create(template, book))}")
        return
    from smo_metrics.workbook.sample import create_sample

    with progress() as step:
        report = create_sample(template, book, progress=step)
    show_review(report)


def import_(
    file: Export,
    book: Book,
    table: Annotated[str, typer.Option(help="What the file holds: labels, events, volumes or roster.")] = "labels",
    format: Format = None,
    columns: Columns = "",
    timezone: Timezone = None,
    append: Annotated[bool, typer.Option(help="Keep labels of the workbook that are in no file any more.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add an export to a workbook's sources and refresh it."""
    from smo_metrics.workbook import refresh
    from smo_metrics.workbook.sources import source_path

    path = source_path(file, book.resolve().parent)
    source = _source(path, table, format, columns, timezone, append)
    with progress() as step:
        report = refresh(book, data=[source], remember=True, progress=step)
    if as_json:
        print_json(report.to_dict())
        return
    show_lines(report.reads[-1].sentences)
    show_review(report)


def refresh(
    book: Book,
    data: Annotated[list[Path] | None, typer.Option(help="Read this instead of the sources; repeatable.")] = None,
    table: Annotated[str, typer.Option(help="What --data holds: labels, events, volumes or roster.")] = "labels",
    undo: Annotated[bool, typer.Option("--undo", help="Return to the workbook before the last refresh.")] = False,
    force: Annotated[bool, typer.Option("--force", help="With --undo: even if it was saved since.")] = False,
    as_of: Annotated[str, typer.Option(help="When the exports were made, e.g. 2026-03-31T09:00+08:00.")] = "",
    format: Format = None,
    columns: Columns = "",
    timezone: Timezone = None,
    as_json: AsJson = False,
) -> None:
    """Read a workbook's sources again and bring every figure up to date."""
    from smo_metrics.workbook import refresh as refresh_book

    if undo:
        _undo(book, force)
        return
    if not data and (format or columns or timezone):
        raise SettingsError("--format, --columns and --timezone go with --data FILE. For listed files, edit Sources.")
    files = [str(file.resolve()) for file in data or []]
    sources = [_source(file, table, format, columns, timezone, append=False) for file in files]
    with progress() as step:
        report = refresh_book(book, data=sources, as_of=read_moment(as_of, "") if as_of else None, progress=step)
    if as_json:
        print_json(report.to_dict())
        return
    if not report.reads:
        console().print("No source is listed: computed from the workbook's own tables.")
    show_review(report)


def _undo(book: Path, force: bool) -> None:
    from smo_metrics.workbook.undo import undo

    kept = undo(book, force=force)
    show_lines(
        [
            f"{book} and {kept.name} have changed places: it is as before the last refresh, or refreshed again where "
            "that was undone already. --undo once more returns."
        ]
    )


def _source(path: str, table: str, format: str | None, columns: str, timezone: str | None, append: bool) -> Source:
    from smo_metrics.readers import parse_columns
    from smo_metrics.settings import load_source

    return load_source(
        {
            "path": path, "table": table, "format": format, "columns": parse_columns(columns), "timezone": timezone,
            "mode": "append" if append else "replace",
        }
    )  # fmt: skip


def show_review(report: RefreshReport) -> None:
    """Print the key figures of a refreshed workbook, whom to talk to, and what to know beside them."""
    whole = [kpi for kpi in report.review.kpis if kpi.region == ALL_REGIONS]
    show_table(("figure", "value", "status", "detail"), [(k.name, k.shown, k.mark, k.detail) for k in whole])
    show_lines(report.review.headlines)
    annotators = getattr(report.review, "annotators", None)
    if annotators is not None:
        show_talk_to(annotators)
    show_lines([*report.remarks, f"Workbook: {report.path}"])


def show_talk_to(annotators: pd.DataFrame) -> None:
    """Print who stands out as weaker, and on what evidence."""
    for person in annotators.to_dict("records"):
        if person["talk_to"]:
            show_lines([f"Talk to {person['annotator']}: {person['why']}."])
