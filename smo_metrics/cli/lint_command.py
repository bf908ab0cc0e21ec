"""`smo-metrics lint`: is a workbook fit to be handed on, and what is to be mended first?"""

from __future__ import annotations

import typer

from smo_metrics._terminal import print_json, show_lines, show_table
from smo_metrics.cli.options import AsJson, Book


def lint(book: Book, as_json: AsJson = False) -> None:
    """Check a workbook against the 25 rules: where it breaks one, and how to mend it. Exit code 1 when it does."""
    from smo_metrics.workbook.lint import lint as lint_book

    report = lint_book(book)
    if as_json:
        print_json(report.to_dict())
    else:
        rows = [(f"{one.check} {one.name}", one.where, one.what, one.mend) for one in report.findings]
        if rows:
            show_table(("check", "where", "what", "mend"), rows)
        show_lines(f"Not decided: {one.check} {one.name}. {one.why}" for one in report.undecided)
        passed, broken, open_ = len(report.passed), len(report.broken), len(report.not_decided)
        show_lines([f"Checks passed: {passed}, broken: {broken}, not decided: {open_}."])
    if report.findings:
        raise typer.Exit(1)
