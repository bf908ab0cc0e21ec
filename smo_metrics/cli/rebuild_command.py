"""`smo-metrics rebuild`: carry a workbook that can no longer be refreshed into a fresh one."""

from __future__ import annotations

from typing import Annotated

import typer

from smo_metrics._terminal import print_json, progress, show_lines, show_table
from smo_metrics.cli.options import AsJson, Book


def rebuild(
    book: Book,
    template: Annotated[str | None, typer.Option(help="What it was made from, where it cannot be told.")] = None,
    as_json: AsJson = False,
) -> None:
    """Carry a workbook from another program or an older version into a fresh one."""
    from smo_metrics.workbook.rebuild import rebuild as rebuild_book

    with progress() as step:
        report = rebuild_book(book, template=template, progress=step)
    if as_json:
        print_json(report.to_dict())
        return
    show_table(("table", "rows carried over"), [(name, f"{rows:,}") for name, rows in report.carried.items()])
    show_lines([*report.left_behind, *report.notes, f"The old file: {report.kept.name}", f"Workbook: {report.path}"])
