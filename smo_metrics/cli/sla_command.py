"""`smo-metrics sla`: is the agreement kept, which tasks will be late, what do the next weeks bring, when is it done?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast
from zoneinfo import ZoneInfo

import typer

from smo_metrics._terminal import print_json, progress, show_lines, show_table
from smo_metrics.cli.event_file import read_events, read_moment
from smo_metrics.cli.options import AsJson, Columns, Format
from smo_metrics.errors import ReadError, SettingsError, SmoError

if TYPE_CHECKING:
    import pandas as pd

    from smo_metrics.readers.report import ReadReport

_CALENDAR = 'Work hours that count: "Asia/Manila; mon-fri 08:00-17:00; holidays PH", or one a region: "Cebu = ...".'
_NOTHING_ASKED = (
    "say what to compute: --target-hours 24 for events (what was kept, which tasks are at risk, the coming weeks), "
    "--remaining 500 for daily volumes or events (when so many tasks are done), or both for events."
)


def sla(
    file: Annotated[Path, typer.Argument(help="Events, or volumes (a row a day); CSV or XLSX.", show_default=False)],
    target_hours: Annotated[float | None, typer.Option(help="Hours within which a task has to be finished.")] = None,
    remaining: Annotated[float | None, typer.Option(help="Tasks to be done, as of the morning of the export.")] = None,
    due: Annotated[str, typer.Option(help="The day by whose end they should be, e.g. 2026-12-24.")] = "",
    goal: Annotated[float, typer.Option(help="Share of tasks to finish in time.")] = 0.95,
    calendar: Annotated[list[str] | None, typer.Option(help=f"{_CALENDAR} Repeatable.")] = None,
    clock: Annotated[str, typer.Option(help="work or wall; work where a calendar is given.")] = "",
    target: Annotated[list[str] | None, typer.Option(help='Other hours: "priority high = 4". Repeatable.')] = None,
    start_stage: Annotated[str, typer.Option(help="Where the clock starts; else when a task arrives.")] = "",
    stop_stage: Annotated[list[str] | None, typer.Option(help="Where it stops; else at the end. Repeatable.")] = None,
    pause_stage: Annotated[list[str] | None, typer.Option(help="Time there does not count. Repeatable.")] = None,
    by: Annotated[str | None, typer.Option(help="Attainment also by region, queue or priority.")] = None,
    top: Annotated[int, typer.Option(help="How many open tasks to show.", min=1)] = 10,
    horizon_days: Annotated[int, typer.Option(help="How far the forecast of attainment looks.", min=1)] = 28,
    forecast: Annotated[bool, typer.Option("--forecast/--no-forecast", help="Simulate the coming weeks.")] = True,
    gaps: Annotated[str | None, typer.Option(help="What a day without a row means: zero or missing.")] = None,
    team: Annotated[list[str] | None, typer.Option(help='Team of a day: "2026-12-24 = 0.5". Repeatable.')] = None,
    arrivals: Annotated[bool, typer.Option(help="New tasks, as in the history, have to be done too.")] = False,
    format: Format = None,
    columns: Columns = "",
    timezone: Annotated[str, typer.Option(help="Zone of times that carry none, and of days and weeks.")] = "",
    roster: Annotated[Path | None, typer.Option(help="Who is in which region.")] = None,
    as_of: Annotated[str, typer.Option(help="When it was exported, e.g. 2026-03-31T09:00+08:00.")] = "",
    replications: Annotated[int, typer.Option(help="Futures that the forecast of attainment draws.", min=20)] = 200,
    seed: Annotated[int, typer.Option(help="Start of the random numbers: the same gives the same.", min=0)] = 0,
    as_json: AsJson = False,
) -> None:
    """Is the agreement kept, which tasks will be late, and when is it done?"""
    import numpy as np

    from smo_metrics.cli.sla_options import read_day, read_shares, read_targets
    from smo_metrics.cli.sla_report import SlaReport, holiday_notes, sla_report, zone_of
    from smo_metrics.cli.sla_tables import sla_lines, sla_tables
    from smo_metrics.flow.events.event_log import event_log
    from smo_metrics.flow.hours.calendar_text import parse_calendars
    from smo_metrics.sla.clock.policy import SlaPolicy
    from smo_metrics.sla.throughput.when_done import when_done
    from smo_metrics.status.delivery.days_of_work import days_of, shared_holidays

    if target_hours is None and remaining is None:
        raise SettingsError(_NOTHING_ASKED)
    if due and remaining is None:
        raise SettingsError("--due is a day for tasks to be done: say how many with --remaining.")
    if clock == "work" and not calendar:
        raise SettingsError("--clock work needs the hours that count: give --calendar, or leave --clock out.")
    calendars = parse_calendars("\n".join(calendar)) if calendar else None
    zone = timezone or zone_of(calendars)
    exported = read_moment(as_of, zone) if as_of else None
    draws = np.random.default_rng(seed).spawn(2)
    report = SlaReport()
    with progress() as step:
        step("reading the file")
        if target_hours is None:
            events, volumes, read = _either(file, format, columns, timezone, roster)
        else:
            events, read = _events_only(file, format, columns, timezone, roster)
            volumes = None
        log = None if events is None else event_log(events, as_of=exported)
        if log is not None and target_hours is not None:
            report = sla_report(
                log,
                SlaPolicy(
                    target_hours=target_hours,
                    clock=cast(Literal["work", "wall"], clock or ("work" if calendars else "wall")),
                    goal=goal,
                    start_stage=start_stage or None,
                    stop_stage=stop_stage or None,
                    pause_stages=pause_stage or (),
                    targets=read_targets(target or []),
                ),
                calendars=calendars,
                timezone=zone,
                by=cast(Literal["region", "queue", "priority"] | None, by),
                horizon_days=horizon_days,
                replications=replications,
                forecasted=forecast,
                rng=draws[0],
                progress=step,
            )
        if team and report.forecast is not None:
            report = report.with_note("--team counts for the delivery date only. For the coming weeks: --calendar.")
        if remaining is not None:
            step("drawing futures")
            day = exported.astimezone(ZoneInfo(zone)).date() if exported else None
            notes: tuple[str, ...] = ()
            if log is not None:
                volumes, day, notes = days_of(log, stop_stage, zone)
            holidays, uncounted = shared_holidays(calendars)
            try:
                delivery = when_done(
                    cast("pd.DataFrame", volumes),
                    remaining,
                    due=read_day(due, "--due") if due else None,
                    arrivals=True if arrivals else None,
                    capacity=read_shares(team or [], "--team"),
                    calendar=holidays,
                    gaps=cast(Literal["zero", "missing"] | None, gaps),
                    as_of=day,
                    rng=draws[1],
                )
            except SmoError as error:
                raise SmoError(re.sub(r"gaps='(\w+)'", r"--gaps \1", str(error))) from None
            report = report.with_delivery(delivery, (*notes, *holiday_notes(uncounted)))
    if as_json:
        print_json({**report.to_dict(), "file": file.name, "read": read.to_dict()})
        return
    for part in sla_tables(report, top, zone):
        show_lines(["", *part.lines])
        if part.rows:
            show_table(part.header, list(part.rows))
        show_lines(part.legend)
    show_lines(["", *sla_lines(report), *read.sentences])


def _events_only(
    file: Path, format: str | None, columns: str, timezone: str, roster: Path | None
) -> tuple[pd.DataFrame, ReadReport]:
    """Read events; of a table of days say that hours cannot be told from it."""
    from smo_metrics.readers import parse_columns, read

    try:
        events, _, report = read_events(file, format, columns, timezone, roster)
    except ReadError as no_events:
        try:
            read(file, format=format, columns=parse_columns(columns), table="volumes")
        except SmoError:
            raise no_events from None
        raise SettingsError(f"{file.name} is a table of days: --target-hours needs events. Give --remaining.") from None
    return events, report


def _either(
    file: Path, format: str | None, columns: str, timezone: str, roster: Path | None
) -> tuple[pd.DataFrame | None, pd.DataFrame | None, ReadReport]:
    """Read daily volumes or, where the file holds none, events; of a file that is neither, say what volumes lack."""
    from smo_metrics.readers import parse_columns, read

    try:
        tables = read(file, format=format, columns=parse_columns(columns), table="volumes")
        return None, tables.volumes, tables.report
    except ReadError as no_volumes:
        try:
            events, _, report = read_events(file, format, columns, timezone, roster)
        except ReadError as no_events:
            raise (no_volumes if "no column" in str(no_events) else no_events) from None
        return events, None, report
