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
from smo_metrics.cli.flow_command import flow
from smo_metrics.cli.options import AsJson, Book, Columns, Export, Format, Timezone
from smo_metrics.cli.sla_command import sla
from smo_metrics.errors import SettingsError, SmoError, TableError, WorkbookError
from smo_metrics.settings import Source

if TYPE_CHECKING:
    import pandas as pd

    from smo_metrics.quality.consensus_result import Method
    from smo_metrics.readers.report import ReadReport
    from smo_metrics.workbook import RefreshReport

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


@app.command()
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
    _show_review(report)
    show_lines(
        [
            f"Where does work wait? Try: smo-metrics flow {folder / EVENTS.name}",
            f"Will the SLA be kept? Try: smo-metrics sla {folder / EVENTS.name} --target-hours 24",
        ]
    )


@app.command()
def new(
    template: Annotated[str, typer.Argument(help="quality_review or function_examples", show_default=False)],
    book: Book,
) -> None:
    """Create a workbook from a template."""
    from smo_metrics.workbook import create

    console().print(f"Created {printable(create(template, book))}")


@app.command("import")
def import_(
    file: Export,
    book: Book,
    table: Annotated[str, typer.Option(help="What the file holds: labels or roster.")] = "labels",
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
    _show_review(report)


@app.command()
def refresh(
    book: Book,
    data: Annotated[list[Path] | None, typer.Option(help="Read this instead of the sources; repeatable.")] = None,
    format: Format = None,
    columns: Columns = "",
    timezone: Timezone = None,
    as_json: AsJson = False,
) -> None:
    """Read a workbook's sources again and bring every figure up to date."""
    from smo_metrics.workbook import refresh as refresh_book

    if not data and (format or columns or timezone):
        raise SettingsError("--format, --columns and --timezone go with --data FILE. For listed files, edit Sources.")
    files = [str(file.resolve()) for file in data or []]
    sources = [_source(file, "labels", format, columns, timezone, append=False) for file in files]
    with progress() as step:
        report = refresh_book(book, data=sources, progress=step)
    if as_json:
        print_json(report.to_dict())
        return
    if not report.reads:
        console().print("No source is listed: computed from the workbook's own tables.")
    _show_review(report)


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
    from smo_metrics.status.labelling.quality_review import category_domain, judged_annotators
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
    _show_talk_to(judged_annotators(first.frame, found.gold, load_project({"confidence": confidence})[0]))


app.command()(flow)
app.command()(sla)


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


def _source(path: str, table: str, format: str | None, columns: str, timezone: str | None, append: bool) -> Source:
    from smo_metrics.readers import parse_columns
    from smo_metrics.settings import load_source

    return load_source(
        {
            "path": path, "table": table, "format": format, "columns": parse_columns(columns), "timezone": timezone,
            "mode": "append" if append else "replace",
        }
    )  # fmt: skip


def _show_review(report: RefreshReport) -> None:
    rows = [(kpi.name, kpi.shown, kpi.mark, kpi.detail) for kpi in report.review.kpis]
    show_table(("figure", "value", "status", "detail"), rows)
    annotators = getattr(report.review, "annotators", None)
    if annotators is not None:
        _show_talk_to(annotators)
    show_lines([*report.remarks, f"Workbook: {report.path}"])


def _show_talk_to(annotators: pd.DataFrame) -> None:
    for person in annotators.to_dict("records"):
        if person["talk_to"]:
            show_lines([f"Talk to {person['annotator']}: {person['why']}."])
