"""The shell: each command reads its options, calls one library function and prints what came back."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, cast

import typer

from excel_addin.shell import app as excel_app
from smo_metrics import __version__
from smo_metrics._terminal import console, print_json, printable, progress, show_lines, show_table, shown_number
from smo_metrics.cli.book_commands import import_, new, refresh, show_talk_to
from smo_metrics.cli.demo_command import demo
from smo_metrics.cli.flow_command import flow
from smo_metrics.cli.lint_command import lint
from smo_metrics.cli.options import AsJson, Columns, Export, Format, Timezone
from smo_metrics.cli.rebuild_command import rebuild
from smo_metrics.cli.report_command import report
from smo_metrics.cli.sla_command import sla
from smo_metrics.errors import SmoError, TableError

if TYPE_CHECKING:
    import pandas as pd

    from smo_metrics.quality.consensus_result import Method
    from smo_metrics.readers.report import ReadReport

app = typer.Typer(
    help="Agreement, quality, flow and SLA of labelling projects, from exports to a refreshed workbook.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(excel_app, name="excel")

_UsageError: type[Exception] = typer.BadParameter.__bases__[0]


def main() -> None:
    """Run the shell command; bad input ends in one line and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = app(sys.argv[1:] or ["--help"], prog_name="smo-metrics", standalone_mode=False)
    except SmoError as error:
        _fail(str(error))
    except _UsageError as error:
        command = error.ctx.command_path if error.ctx else "smo-metrics"  # type: ignore[attr-defined]
        _fail(f"{error.format_message().rstrip('.?')}. Try {command} --help.")  # type: ignore[attr-defined]
    except (typer.Abort, KeyboardInterrupt):
        raise SystemExit(130) from None
    raise SystemExit(code or 0)


@app.callback(invoke_without_command=True)
def _top(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        typer.echo(f"smo-metrics {__version__}")
        raise typer.Exit


app.command()(demo)
app.command()(new)
app.command("import")(import_)
app.command()(refresh)
app.command()(rebuild)


@app.command()
def agreement(
    file: Export,
    format: Format = None,
    columns: Columns = "",
    timezone: Timezone = None,
    level: Annotated[str, typer.Option(help="What labels are: nominal, ordinal or interval.")] = "nominal",
    categories: Annotated[str, typer.Option(help='All categories in order, e.g. "low, medium, high".')] = "",
    confidence: Annotated[float, typer.Option(help="Nominal coverage of the intervals.")] = 0.95,
    as_json: AsJson = False,
) -> None:
    """Agreement coefficients of an export, with intervals."""
    from smo_metrics.settings import load_project
    from smo_metrics.status import STATUS_WORDS, quality_review
    from smo_metrics.status.basis.wording import count, left_out_of_agreement

    project, _ = load_project({"level": level, "confidence": confidence, "categories": _domain(categories)})
    with progress() as step:
        step("reading the export")
        labels, report = _labels(file, format, columns, timezone)
        step("computing")
        review = quality_review(labels, project)
    if as_json:
        print_json({**review.to_dict(), "file": file.name, "read": report.to_dict()})
        return
    rows = review.agreement.to_dict("records")
    shown = [(r["method"], *(shown_number(r[name]) for name in ("value", "low", "high")), r["status"]) for r in rows]
    show_table(("method", "value", "low", "high", "status"), shown)
    show_lines(report.sentences)
    alpha = review.alpha
    sizes = (count(alpha.items, "item"), count(alpha.labels, "label"), count(alpha.annotators, "annotator"))
    console().print(f"{', '.join(sizes)} counted.")
    if alpha.status != "ok":
        console().print(f"Krippendorff's alpha: {STATUS_WORDS[alpha.status]}.")
    show_lines([*review.notes, *map(_for_the_shell, alpha.warnings), *left_out_of_agreement(review.left_out)])


@app.command()
def quality(
    file: Export,
    format: Format = None,
    columns: Columns = "",
    timezone: Timezone = None,
    categories: Annotated[str, typer.Option(help='All categories in order, e.g. "low, medium, high".')] = "",
    method: Annotated[str, typer.Option(help="majority, weighted_majority, dawid_skene or one_coin.")] = "majority",
    top: Annotated[int, typer.Option(help="How many items to adjudicate first to show.", min=1)] = 10,
    confidence: Annotated[float, typer.Option(help="Nominal coverage of the intervals.")] = 0.95,
    as_json: AsJson = False,
) -> None:
    """Gold accuracy, each annotator, and the items that an expert should look at first."""
    from smo_metrics.quality import label_quality
    from smo_metrics.settings import load_project
    from smo_metrics.status.basis.wording import left_out_of_agreement
    from smo_metrics.status.labelling.annotators import judged_annotators
    from smo_metrics.status.labelling.categories import category_domain
    from smo_metrics.status.labelling.quality_words import quality_lines, quality_tables
    from smo_metrics.tables import first_submissions

    with progress() as step:
        step("reading the export")
        labels, report = _labels(file, format, columns, timezone)
        step("computing")
        first = first_submissions(labels)
        left_out = left_out_of_agreement(first.left_out)
        if first.frame.empty:
            raise TableError("labels", [f"no label is left to judge. {' '.join(left_out)}"])
        found = label_quality(
            first.frame,
            item="unit",
            cluster="item_id",
            categories=category_domain(first.frame["label"], _domain(categories)) or None,
            method=cast("Method", method),
            confidence=confidence,
        )
    if as_json:
        print_json({**found.to_dict(), "file": file.name, "read": report.to_dict()})
        return
    for title, header, rows in quality_tables(found, top):
        show_lines(["", title])
        show_table(header, rows)
    show_lines([*report.sentences, *map(_for_the_shell, quality_lines(found)), *left_out])
    show_talk_to(judged_annotators(first.frame, found.gold, load_project({"confidence": confidence})[0]))


app.command()(flow)
app.command()(sla)
app.command()(report)
app.command()(lint)


def _labels(file: Path, format: str | None, columns: str, timezone: str | None) -> tuple[pd.DataFrame, ReadReport]:
    from smo_metrics.readers import parse_columns, read

    tables = read(file, format=format, columns=parse_columns(columns), timezone=timezone)
    if tables.labels is None:
        raise TableError("labels", [f"{file.name} holds none."])
    return tables.labels, tables.report


def _domain(categories: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in categories.split(",") if name.strip())


def _for_the_shell(warning: str) -> str:
    """Say what to do in the export where the library's sentence names an option of Python."""
    return re.sub(r"give missing=\[.*\]\.$", "empty those cells in the export.", warning)


def _fail(message: str) -> NoReturn:
    print(printable(f"smo-metrics: {message}"), file=sys.stderr)
    raise SystemExit(2) from None
