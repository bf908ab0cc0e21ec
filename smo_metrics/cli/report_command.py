"""`smo-metrics report`: the weekly update of a workbook, as Markdown for chat and HTML for e-mail."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smo_metrics._terminal import print_json, progress, show_lines
from smo_metrics.cli.event_file import read_moment
from smo_metrics.cli.options import AsJson, Book


def report(
    book: Book,
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the page; created if missing.")] = Path(),
    as_of: Annotated[str, typer.Option(help="When the exports were made, e.g. 2026-03-31T09:00+08:00.")] = "",
    as_json: AsJson = False,
) -> None:
    """Write the weekly update of a workbook as it is; refresh it first for new figures."""
    from smo_metrics.workbook.report import weekly_report, write_report

    with progress() as step:
        found = weekly_report(book, as_of=read_moment(as_of, "") if as_of else None, progress=step)
    if as_json:
        print_json(found.to_dict())
        return
    markdown, html = write_report(found, output)
    show_lines([*found.review.headlines, "", f"For chat: {markdown}", f"For e-mail and print: {html}"])
